"""What browser tests share.

`address`       a site over this worker's database, of this test alone; it stops after the pages were closed
`site_address`  the site without a database: pages that need neither login nor rows (session)
`open_page`     `open_page("/look", width=1280, theme="dark", language="zh-hans", address=…, user="olga")`: a page that
                is watched (when the test ends, any console error or script error on it fails the test), logged in
                where a user is named
`press(page, "g", "o")`       keys, once the page's scripts listen: use it instead of `page.keyboard.press`
`no_serious_findings(page)`   axe finds nothing serious or critical, once flashes are over
`shoot(page, name)`           a picture NAME.png in the folder that ORDERWAY_SHOTS names, to be looked at

Wait for a state (`expect`, `wait_for_url`) after each step that loads something; never for a time.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from orderway.records.models import User
from tests.browser.site import site
from tests.forks import Forks

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
HEIGHTS = {390: 844, 1280: 800, 1920: 1080}
AT_REST = """Promise.all(document.getAnimations()
  .filter((each) => Number.isFinite(each.effect.getComputedTiming().endTime))
  .map((each) => each.finished.catch(() => null))).then(() => null)"""
"""What moves on the page has come to its end, but for what never ends (a page's bones)."""
WAIT_MS = 30_000
"""How long a state is waited for: far longer than it takes on a busy machine. Who waits for nothing loses no time."""

OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """One Chromium for all tests; each test has contexts of its own."""
    expect.set_options(timeout=WAIT_MS)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield running
        running.close()


@pytest.fixture(scope="session")
def site_address(forks: Forks) -> Iterator[str]:
    """The address of the site without a database."""
    with site(forks) as address:
        yield address


@pytest.fixture
def contexts() -> list[BrowserContext]:
    """The browser contexts of this test that are open."""
    return []


@pytest.fixture
def address(forks: Forks, dsn: str, contexts: list[BrowserContext]) -> Iterator[str]:
    """The address of a site over this worker's database that nobody has asked yet."""
    with site(forks, os.environ["DATABASE_URL"], settings.SCHEMA) as found:
        yield found
        close(contexts)  # whatever a page still asks, it never asks a site that has stopped


@pytest.fixture
def complaints() -> list[str]:
    """What the pages of this test complained about; empty it to allow an error that the test means."""
    return []


@pytest.fixture
def open_page(
    browser: Browser, site_address: str, contexts: list[BrowserContext], complaints: list[str]
) -> Iterator[OpenPage]:
    """Opens watched pages; at the end nothing may have been complained about."""

    def opened(
        path: str, *, width: int = 1280, theme: str = "light", language: str = "en", address: str = "", user: str = ""
    ) -> Page:
        base = address or site_address
        context = browser.new_context(
            viewport={"width": width, "height": HEIGHTS[width]}, color_scheme=theme, has_touch=width == min(HEIGHTS)
        )
        contexts.append(context)
        context.add_cookies([{"name": "orderway_language", "value": language, "url": base}])
        if user:
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session_of(user), "url": base}])
        page = context.new_page()
        page.set_default_timeout(WAIT_MS)
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(base + path)
        return page

    yield opened
    close(contexts)
    assert complaints == []


def close(contexts: list[BrowserContext]) -> None:
    """Close all pages."""
    while contexts:
        contexts.pop().close()


def session_of(user: str) -> str:
    """The key of a new session of this user, as a login gives it."""
    client = Client()
    client.force_login(User.objects.get(username=user))
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def press(page: Page, *keys: str) -> None:
    """Press keys one after the other, once the page is loaded and its scripts listen."""
    page.wait_for_function("document.readyState === 'complete'")
    for key in keys:
        page.keyboard.press(key)


def shoot(page: Page, name: str, *, whole: bool = False) -> None:
    """Store a picture of the page as NAME.png in the folder that ORDERWAY_SHOTS names; without one do nothing."""
    folder = os.environ.get("ORDERWAY_SHOTS")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=whole)


def no_serious_findings(page: Page) -> None:
    """Fail with the places that axe finds serious or critical, once everything that moves has come to rest."""
    page.evaluate(AT_REST)
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate("axe.run({resultTypes: ['violations']}).then((found) => found.violations)")
    serious = [
        f"{finding['id']}: {node['html'][:120]} ({node['failureSummary'].splitlines()[-1].strip()})"
        for finding in found
        if finding["impact"] in ("serious", "critical")
        for node in finding["nodes"]
    ]
    assert serious == []
