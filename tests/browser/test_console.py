"""The desk in a real browser: an operator's morning in English, a reviewer's in Chinese, and every page fits."""

import re
from collections.abc import Iterator
from datetime import timedelta

import msgspec
import pytest
from django.contrib.auth.hashers import make_password
from playwright.sync_api import expect

from orderway.kernel import clock
from orderway.records.models import User
from tests.browser.conftest import OpenPage, no_serious_findings, press, shoot
from tests.shop import GOOD_RECEIVER, Company, incoming, line

PASSWORD = "a-long-password"
LATIN_WORD = re.compile(r"[A-Za-z]{4,}")
SENT_BY_TWO_CLICKS = """() => {
    const form = document.querySelector("form[method=post]");
    let sent = 0;
    window.addEventListener("submit", (event) => { sent += !event.defaultPrevented; event.preventDefault(); });
    form.requestSubmit();
    form.requestSubmit();
    return sent;
}"""
MADE_UP = re.compile(
    # names of things, keys of filters, channels: the same in both languages
    r"Orderway|Merino shirt|English|Shift|Enter|Ctrl|SHIRT|LAMP|Lamp|Oak table|olga|rita|anna"
    r"|PHONE-\d|BANK-1|[a-z]+:[a-z_]+"
)


@pytest.fixture
def company(dsn: str, clean_tables: None) -> Iterator[Company]:
    """Orders of the last two days in most states, and an operator and a reviewer."""
    now = clock.now()
    with clock.held_at(now - timedelta(hours=30)):
        made = Company(dsn)
        made.connection.execute("UPDATE shop SET name = '云栖家居'")
        made.connection.execute("UPDATE warehouse SET name = '杭州仓' WHERE code = 'HZ'")
        made.sku("SHIRT", HZ=50, GZ=20)
        made.sku("LAMP", HZ=0)
        street = msgspec.structs.replace(GOOD_RECEIVER, street="文三路", phone="13911112222", name="李雷")
        made.send(
            incoming("C-1001", line("SHIRT", 2, title="Merino shirt"), placed_at=clock.now()),
            incoming("C-1002", line("SHIRT", 1, title="Merino shirt"), ship_to=street, placed_at=clock.now()),
            incoming("C-1003", line("SHIRT", 1, title="Merino shirt"), paid=False, placed_at=clock.now()),
            incoming("C-1004", line("LAMP", 3, title="Oak table"), placed_at=clock.now()),
            *(incoming(f"C-20{n}", line("SHIRT", 1, price=900000), placed_at=clock.now()) for n in range(10, 14)),
            *(incoming(f"C-30{n}", line("SHIRT", 1), placed_at=clock.now()) for n in range(10, 20)),
        )
        made.read()
        for name in ("pick", "pack"):
            made.must(name, "C-3010")
        made.must("label", "C-3010", tracking_number="SF1400000001")
        made.must("hand_over", "C-3010")
        made.must("scan", "C-3010", code="exception", place="杭州")
    for name, role in (("olga", "operator"), ("rita", "reviewer")):
        User.objects.create(username=name, roles=[role], password=make_password(PASSWORD))
    yield made
    made.close()


def order_id(company: Company, external_id: str) -> int:
    return int(company.one("SELECT id FROM orders WHERE external_id = %s", [external_id]))


def test_an_operator_mends_an_order_and_enters_another(company: Company, address: str, open_page: OpenPage) -> None:
    page = open_page("/login", address=address)
    page.fill("[name=username]", "olga")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    expect(page.locator("h1")).to_have_text("Board")

    press(page, "g", "q")
    expect(page.locator("h1")).to_have_text("Exceptions")
    expect(page.locator("tbody tr")).to_have_count(1)
    press(page, "j", "Enter")
    expect(page.locator("#panel")).to_contain_text("House number missing")
    expect(page.locator("#panel")).not_to_contain_text("13911112222")

    press(page, "e")
    street = page.locator("#dialog textarea[name=street]")
    expect(street).to_have_value("文三路")
    street.fill("文三路478号3幢1202室")
    page.click("#dialog .btn-primary")
    expect(page.locator("#toasts")).to_contain_text("Address changed")
    expect(page.locator("#panel")).not_to_contain_text("House number missing")
    expect(page.locator("#panel")).to_contain_text("Released")
    assert company.holds("C-1002") == []

    press(page, "Escape", "/")
    page.keyboard.type("13911112222")
    press(page, "Enter")
    page.wait_for_url("**q=13911112222*")
    page.goto(f"{address}/orders?q=13911112222")
    expect(page.locator("tbody tr")).to_have_count(1)
    press(page, "j", "o")
    expect(page.locator("h1")).to_have_text("C-1002")
    page.locator(".why", has_text="Ships from").locator("summary").click()
    expect(page.locator(".why[open] .is-chosen")).to_contain_text("杭州仓")

    page.goto(f"{address}/orders/new")
    page.focus("[name=line-0-sku]")
    page.keyboard.type("SHIRT")
    expect(page.locator("#entry-goods option")).to_have_attribute("value", "SHIRT")
    press(page, "Enter")
    page.keyboard.type("2")
    press(page, "Enter")
    page.keyboard.type("99.00")
    expect(page.locator("[data-entry-total]")).to_have_text("¥198.00")
    for at in range(1, 5):
        press(page, "Enter")
        expect(page.locator(f"[name=line-{at}-sku]")).to_be_focused()
        page.keyboard.type("SHIRT\n1\n99")
    expect(page.locator("[data-entry-total]")).to_have_text("¥594.00")
    page.fill("[name=number]", "PHONE-7")
    page.fill("[name=pasted]", "王小明 13800138000 浙江省杭州市西湖区文三路478号3幢1202室")
    page.click("button[name=read]")
    expect(page.locator("[name=district]")).to_have_value("西湖区")
    page.click(".form-foot .btn-primary")
    expect(page.locator("h1")).to_have_text("PHONE-7")
    assert company.order("PHONE-7", "status, total_minor") == ("RELEASED", 59400)
    assert page.evaluate(SENT_BY_TWO_CLICKS) == 1


def test_a_reviewer_approves_four_at_once_and_takes_it_back(
    company: Company, address: str, open_page: OpenPage
) -> None:
    page = open_page("/", address=address, language="zh-hans", user="rita")
    expect(page.locator("h1")).to_have_text("看板")
    page.goto(f"{address}/queues")
    expect(page.locator("h1")).to_have_text("待审核")
    expect(page.locator("tbody tr")).to_have_count(4)

    press(page, "j", "x", "j", "x", "j", "x", "j", "x")
    expect(page.locator("[data-bulk-count]")).to_have_text("4")
    page.click("[data-bulk-all]")
    page.click(".bulk details.menu > summary")
    page.click(".bulk .menu-list button:has-text('反审核')")
    expect(page.locator("#dialog h2")).to_contain_text("反审核")
    expect(page.locator("[data-bulk-all]")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".bulk details.menu")).not_to_have_attribute("open", "")
    press(page, "Escape", "a")
    expect(page.locator("#dialog h2")).to_contain_text("4 个订单")
    page.click("#dialog .btn-primary")
    expect(page.locator("#dialog h2")).to_contain_text("4 / 4")
    assert company.holds("C-2010") == []
    page.click("#dialog [hx-post*='/orders/undo/']")
    expect(page.locator("#dialog h2")).to_contain_text("已撤销")
    assert company.holds("C-2010") == ["withdrawn"]
    page.click("#dialog [data-close].btn-primary")

    expect(page.locator("#orders-page")).to_contain_text("没有待审核的订单")
    expect(page.locator(".bulk")).to_be_hidden()

    page.goto(f"{address}/orders/{order_id(company, 'C-1003')}")
    expect(page.locator(".page-head .btn-primary")).to_contain_text("登记收款")
    page.click(".page-head .btn-primary")
    page.fill("#dialog [name=reference]", "BANK-1")
    page.click("#dialog .dialog-foot .btn-primary")
    expect(page.locator("#toasts")).to_contain_text("收款已登记")
    expect(page.locator(".track .is-here")).to_contain_text("已下发")
    shown = MADE_UP.sub("", page.inner_text("main"))
    assert LATIN_WORD.findall(shown) == []


PAGES = ("/", "/orders", "/orders?q=hold:any", "/queues/exceptions", "/queues/questions", "/orders/new", "/account")


@pytest.mark.parametrize(
    ("width", "theme", "language"),
    [(390, "light", "zh-hans"), (1280, "dark", "en"), (1920, "light", "zh-hans")],
)
def test_every_page_fits_speaks_one_language_and_axe_finds_nothing_serious(
    company: Company, address: str, open_page: OpenPage, width: int, theme: str, language: str
) -> None:
    no_serious_findings(open_page("/login", address=address, width=width, theme=theme, language=language))
    page = open_page("/", address=address, width=width, theme=theme, language=language, user="olga")
    held, road = order_id(company, "C-1002"), order_id(company, "C-3010")
    for at, path in enumerate((*PAGES, f"/orders/{held}", f"/orders/{road}")):
        page.goto(address + path)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.scrollWidth") == width, path
        no_serious_findings(page)
        shoot(page, f"console-{at}-{width}-{theme}-{language}")
        if language == "zh-hans":
            shown = MADE_UP.sub("", page.inner_text("main"))
            assert LATIN_WORD.findall(shown) == [], path
