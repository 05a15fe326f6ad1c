"""What browser tests share.

`site_address`  the site without a database: pages that need neither login nor rows (session)
`open_page`     `open_page("/look", width=1280, theme="dark", language="zh-hans")`: a page that is watched; when the
                test ends, any console error or script error on it fails the test
`shoot(page, name)`   a picture in /tmp/shots, to be looked at
`no_serious_findings(page)`   axe finds nothing serious or critical
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.site import site

SHOTS = Path("/tmp/shots")
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
WAIT_MS = 10_000

OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """One Chromium for all tests; each test has contexts of its own."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield running
        running.close()


@pytest.fixture(scope="session")
def site_address() -> Iterator[str]:
    """The address of the site without a database."""
    with site() as address:
        yield address


@pytest.fixture
def complaints() -> list[str]:
    """What the pages of this test complained about; empty it to allow an error that the test means."""
    return []


@pytest.fixture
def open_page(browser: Browser, site_address: str, complaints: list[str]) -> Iterator[OpenPage]:
    """Opens watched pages; at the end nothing may have been complained about."""
    contexts = []

    def opened(path: str, *, width: int = 1280, theme: str = "light", language: str = "en", address: str = "") -> Page:
        base = address or site_address
        context = browser.new_context(
            viewport={"width": width, "height": HEIGHTS[width]}, color_scheme=theme, has_touch=width == min(HEIGHTS)
        )
        contexts.append(context)
        context.add_cookies([{"name": "orderway_language", "value": language, "url": base}])
        page = context.new_page()
        page.set_default_timeout(WAIT_MS)
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(base + path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


def shoot(page: Page, name: str, *, whole: bool = False) -> Path:
    """Store a picture of the page as /tmp/shots/NAME.png."""
    SHOTS.mkdir(exist_ok=True)
    path = SHOTS / f"{name}.png"
    page.screenshot(path=path, full_page=whole)
    return path


def no_serious_findings(page: Page) -> None:
    """Fail with the places that axe finds serious or critical."""
    found = Axe().run(page).response["violations"]
    serious = [
        f"{finding['id']}: {node['html'][:120]} ({node['failureSummary'].splitlines()[-1].strip()})"
        for finding in found
        if finding["impact"] in ("serious", "critical")
        for node in finding["nodes"]
    ]
    assert serious == []
