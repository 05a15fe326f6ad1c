"""The page of all parts and the pages made of them: no error, nothing serious for axe, by keyboard, in every size."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, no_serious_findings, press, shoot

PAGES = ("parts", "board", "orders", "order", "scan", "buyer", "login", "failed", "paper")
LATIN_WORD = re.compile(r"[A-Za-z]{4,}")
MADE_UP = re.compile(
    # data, names of things, keys: the same in both languages
    r"Orderway|Shopify|Merino Crew Socks.*|Ceramic Pour-Over.*|Keller|Berlin|Ortiz|Austin|English|Shift|Enter|Ctrl"
    r"|orders?|payment|parcel|return|rate card.*|FS-MINT-M|HAT-STR-01|GIFT-FAN|UPF50|ZTO zone 1|charcoal"
)


@pytest.mark.parametrize("page_name", PAGES)
@pytest.mark.parametrize(("width", "theme"), [(390, "light"), (1280, "dark"), (1920, "light")])
def test_each_page_fits_and_axe_finds_nothing_serious(
    open_page: OpenPage, page_name: str, width: int, theme: str
) -> None:
    page = open_page(f"/look/{page_name}", width=width, theme=theme)

    assert page.evaluate("document.documentElement.scrollWidth") == width
    no_serious_findings(page)
    shoot(page, f"look-{page_name}-{width}-{theme}", whole=True)


@pytest.mark.parametrize("page_name", PAGES)
def test_chinese_pages_have_no_english_left(open_page: OpenPage, page_name: str) -> None:
    page = open_page(f"/look/{page_name}", language="zh-hans")

    text = MADE_UP.sub("", page.inner_text("body"))
    assert LATIN_WORD.findall(text) == []
    assert page.get_attribute("html", "lang") == "zh-Hans"


def _focused(page: Page) -> str | None:
    focused: str | None = page.evaluate("document.activeElement.dataset.id ?? null")
    return focused


def test_a_list_is_worked_by_keyboard_alone(open_page: OpenPage) -> None:
    page = open_page("/look/orders")

    press(page, "j", "x", "j", "j", "x")
    assert _focused(page) == "3"
    expect(page.locator("[data-bulk-count]")).to_have_text("2")
    press(page, "k")
    assert _focused(page) == "2"
    press(page, "Enter")
    expect(page.locator("#panel .panel-body")).to_be_visible()
    assert page.locator("tr.is-open").get_attribute("data-id") == "2"
    press(page, "j")
    expect(page.locator("tr.is-open")).to_have_attribute("data-id", "3")
    press(page, "Escape")
    expect(page.locator("#panel")).to_be_hidden()
    assert _focused(page) == "3"
    press(page, "/")
    expect(page.locator("[data-filter]")).to_be_focused()
    page.keyboard.type("jx")
    expect(page.locator("[data-filter]")).to_have_value("jx")


def test_shift_x_selects_from_the_last_to_here(open_page: OpenPage) -> None:
    page = open_page("/look/orders")

    press(page, "j", "x", "j", "j", "j", "Shift+X")

    expect(page.locator("[data-bulk-count]")).to_have_text("4")


def test_question_mark_lists_the_keys_of_the_page(open_page: OpenPage) -> None:
    page = open_page("/look/order")

    press(page, "?")

    expect(page.locator("#keys")).to_be_visible()
    expect(page.locator("[data-keys-page] .keys-list")).to_contain_text("Ask the buyer")
    press(page, "Escape")
    expect(page.locator("#keys")).to_be_hidden()


def test_a_key_opens_its_dialog_and_escape_gives_the_focus_back(open_page: OpenPage) -> None:
    page = open_page("/look/order")
    button = page.locator("[data-key=e]")
    button.focus()

    press(page, "e")

    expect(page.locator("#dialog")).to_contain_text("Cancel 5 orders")
    press(page, "Escape")
    expect(page.locator("#dialog")).to_be_hidden()
    expect(button).to_be_focused()


FOUND = """<a role="option" id="hit-1-1" href="/look/order" tabindex="-1" aria-selected="false">2951</a>
<a role="option" id="hit-1-2" href="/look/buyer" tabindex="-1" aria-selected="false">Parcel</a>"""


def test_control_k_finds_and_opens_by_keyboard(open_page: OpenPage) -> None:
    page = open_page("/look/board")
    page.route("**/go?*", lambda route: route.fulfill(body=FOUND, content_type="text/html"))

    press(page, "Control+k")
    expect(page.locator("#palette input")).to_be_focused()
    page.keyboard.type("29")
    expect(page.locator("#hit-1-1")).to_have_attribute("aria-selected", "true")
    press(page, "ArrowDown")
    expect(page.locator("#hit-1-2")).to_have_attribute("aria-selected", "true")
    press(page, "Enter")

    page.wait_for_url("**/look/buyer")


def test_letters_typed_for_the_palette_do_nothing_to_the_page(open_page: OpenPage) -> None:
    page = open_page("/look/order")
    page.route("**/go?*", lambda route: route.fulfill(body="", content_type="text/html"))

    press(page, "Control+k")
    page.keyboard.type("eq?j")

    expect(page.locator("#palette input")).to_have_value("eq?j")
    expect(page.locator("#dialog")).to_be_hidden()


def test_what_is_refused_says_why_and_does_nothing(open_page: OpenPage) -> None:
    page = open_page("/look/order")
    refused = page.get_by_role("button", name="Release to warehouse")

    refused.focus()
    press(page, "Enter")
    refused.hover()

    expect(page.locator("#tip")).to_have_text("Held: the house number is missing")
    expect(page.locator("#dialog")).to_be_hidden()


def test_the_theme_is_kept_for_the_next_page(open_page: OpenPage) -> None:
    page = open_page("/look/board", theme="light")
    assert page.get_attribute("html", "data-theme") == "light"

    page.locator(".rail [data-theme-next]").click()
    page.reload()

    assert page.get_attribute("html", "data-theme") == "dark"


def test_twenty_five_rows_stand_on_a_small_screen_when_dense(open_page: OpenPage) -> None:
    page = open_page("/look/orders")

    page.locator("[data-density-next]").first.click()

    whole = (
        "[...document.querySelectorAll('tbody tr')].filter(r => r.getBoundingClientRect().bottom <= innerHeight).length"
    )
    assert page.evaluate(whole) == 25


def test_a_wrong_scan_flashes_and_the_field_stays_ready(open_page: OpenPage) -> None:
    page = open_page("/look/scan", width=390)

    expect(page.locator("[data-scan-input]")).to_be_focused()
    page.keyboard.type("OTHER")
    press(page, "Enter")

    expect(page.locator(".scan-answer")).to_have_text("Other colour")
    expect(page.locator(".scan")).to_have_class(re.compile("is-wrong"))
    expect(page.locator("[data-scan-input]")).to_be_focused()
