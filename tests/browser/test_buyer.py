"""The buyer's pages in a real browser: on a phone first, both languages, light and dark."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from orderway.buyer import links
from tests.browser.buyer_world import World
from tests.browser.conftest import OpenPage, no_serious_findings, shoot


@pytest.fixture
def world(dsn: str, clean_tables: None) -> Iterator[World]:
    """Orders in every state, and a site that shows them."""
    made = World(dsn)
    yield made
    made.close()


def pages(world: World) -> dict[str, str]:
    return {
        "find": "/t",
        "new": links.tracking_path(world.ids["NEW"]),
        "asked": links.tracking_path(world.ids["ASKED"]),
        "road": links.tracking_path(world.ids["ROAD"]),
        "trouble": links.tracking_path(world.ids["TROUBLE"]),
        "home": links.tracking_path(world.ids["HOME"]),
        "answer": links.answer_path(world.questions["ASKED"]),
        "return-new": links.return_path(world.ids["HOME"]),
        "return-on": links.return_path(world.ids["BACK"]),
        "survey": links.survey_path(world.ids["HOME"]),
        "gone": links.tracking_path(1),
    }


LOOKS = [(390, "light", "zh-hans"), (390, "dark", "en"), (1920, "light", "en")]


@pytest.mark.parametrize(("width", "theme", "language"), LOOKS)
def test_every_page_fits_and_axe_finds_nothing_serious(
    world: World, address: str, open_page: OpenPage, complaints: list[str], width: int, theme: str, language: str
) -> None:
    for name, path in pages(world).items():
        page = open_page(path, width=width, theme=theme, language=language, address=address)
        assert page.evaluate("document.documentElement.scrollWidth") == width, name
        no_serious_findings(page)
        shoot(page, f"buyer-{name}-{width}-{theme}-{language}", whole=True)
        page.context.close()
    complaints[:] = [said for said in complaints if "410" not in said]


LATIN_WORD = re.compile(r"[A-Za-z]{4,}")
MADE_UP = re.compile(
    r"Merino travel shirt|Charcoal|Oak table lamp with linen shade|English|Orderway|ROAD|HOME|ASKED|BACK|TROUBLE"
)


def test_chinese_pages_have_no_english_left(
    world: World, address: str, open_page: OpenPage, complaints: list[str]
) -> None:
    for name, path in pages(world).items():
        page = open_page(path, width=390, language="zh-hans", address=address)
        text = MADE_UP.sub("", page.inner_text("body"))
        assert LATIN_WORD.findall(text) == [], name
        page.context.close()
    complaints[:] = [said for said in complaints if "410" not in said]


def test_a_buyer_finds_the_order_writes_and_judges_without_scripts(
    world: World, address: str, browser: Browser
) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844}, locale="en-GB")
    page = context.new_page()
    page.goto(f"{address}/t")
    page.get_by_label("Order number").fill("HOME")
    page.get_by_label("Last four digits of your phone").fill(world.last_four("HOME"))
    page.get_by_role("button", name="Show my order").click()
    expect(page.locator("h1")).to_contain_text("Delivered")
    page.get_by_text("Write to the shop").click()
    page.get_by_label("Your message").fill("Thank you!")
    page.get_by_role("button", name="Send message").click()
    expect(page.locator(".buyer-talk")).to_contain_text("Thank you!")
    page.get_by_role("link", name="Tell us in a minute").click()
    for group in ("The product", "The delivery", "The service"):
        page.get_by_role("group", name=group).locator("label").last.click(position={"x": 6, "y": 6})
    page.get_by_role("button", name="Send").click()
    expect(page.locator("h1")).to_have_text("Thank you")
    assert world.company.rows("SELECT product, delivery, service FROM survey WHERE answered_at IS NOT NULL") == [
        (5, 5, 5)
    ]
    context.close()
