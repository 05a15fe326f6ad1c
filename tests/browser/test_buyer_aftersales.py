"""After-sales and figures in a real browser: they fit, axe finds nothing serious, a return is decided by keyboard."""

from collections.abc import Callable, Iterator
from functools import partial

import pytest
from playwright.sync_api import Page, expect

from tests.browser.buyer_world import World
from tests.browser.conftest import OpenPage, no_serious_findings, press, shoot

OpenDesk = Callable[..., Page]


@pytest.fixture
def world(dsn: str, clean_tables: None) -> Iterator[World]:
    """Orders in every state."""
    made = World(dsn)
    yield made
    made.close()


@pytest.fixture
def desk(world: World, address: str, open_page: OpenPage) -> OpenDesk:
    """Opens pages as somebody with every role."""
    return partial(open_page, address=address, user="boss")


LOOKS = [(390, "dark", "zh-hans"), (1280, "light", "en"), (1920, "light", "zh-hans")]
PAGES = {
    "decide": "/aftersales?view=decide",
    "coming": "/aftersales?view=coming",
    "approve": "/aftersales?view=pay",
    "messages": "/aftersales?view=messages",
    "failed": "/aftersales?view=failed",
    "figures": "/figures?from=2020-01-01",
    "late": "/figures/on_time",
    "shipped": "/figures/shipped",
}


@pytest.mark.parametrize(("width", "theme", "language"), LOOKS)
def test_every_page_fits_and_axe_finds_nothing_serious(desk: OpenDesk, width: int, theme: str, language: str) -> None:
    for name, path in PAGES.items():
        page = desk(path, width=width, theme=theme, language=language)
        assert page.evaluate("document.documentElement.scrollWidth") == width, name
        no_serious_findings(page)
        shoot(page, f"after-{name}-{width}-{theme}-{language}", whole=name == "figures")
        page.context.close()


def test_a_return_is_agreed_to_by_keyboard_alone(desk: OpenDesk, world: World) -> None:
    page = desk("/aftersales?view=decide")

    press(page, "j", "Enter")
    expect(page.locator("#panel .panel-body")).to_contain_text("Changed their mind")
    no_serious_findings(page)
    shoot(page, "after-panel-1280")
    press(page, "a")
    expect(page.locator("#dialog")).to_contain_text("Agree to return")
    no_serious_findings(page)
    shoot(page, "after-dialog-1280")
    page.locator("#dialog .btn-primary").click()

    expect(page.locator("#toasts")).to_contain_text("Return agreed")
    expect(page.locator(".blank")).to_contain_text("No return waits for a decision.")
    assert world.company.rows("SELECT count(*) FROM return_case WHERE state = 'AWAITING_PARCEL'") == [(2,)]


def test_a_count_that_cannot_be_is_refused_in_the_dialog(desk: OpenDesk, world: World, complaints: list[str]) -> None:
    page = desk("/aftersales?view=coming")

    press(page, "j", "Enter")
    page.locator(".panel-foot .btn-primary").click()
    field = page.locator("#dialog input[type=number]")
    field.evaluate("field => { field.max = 9; field.value = 9; }")
    page.locator("#dialog .btn-primary").click()

    expect(page.locator("#dialog .field-error")).to_be_visible()
    assert world.company.rows("SELECT count(*) FROM return_case WHERE state = 'RECEIVED'") == [(0,)]
    complaints[:] = [said for said in complaints if "422" not in said]
