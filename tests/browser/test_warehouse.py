"""A picker's round on a handheld, in both languages, by scanner alone; and the manager's pages on a desk."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from orderway.kernel import clock
from orderway.records.models import User
from tests.browser.conftest import OpenPage, no_serious_findings, press, shoot
from tests.shop import Company, incoming, line

LATIN_WORD = re.compile(r"[A-Za-z]{4,}")
MADE_UP = re.compile(r"Orderway|Mug|Cap|MUG|CAP|English|Shift|Enter|Ctrl|peng|mei|PX\d+|test")


@pytest.fixture
def house(dsn: str, clean_tables: None) -> Iterator[Company]:
    """Four orders to pick in a measured warehouse, a picker and a manager."""
    with clock.held_at(clock.now() - timedelta(hours=1)):
        made = Company(dsn)
        run = made.connection.execute
        for table in ("shop", "warehouse", "carrier"):
            run(f"UPDATE {table} SET practice = true")
        run("UPDATE shop SET name = '云栖家居'")
        run("UPDATE warehouse SET name = '杭州仓' WHERE code = 'HZ'")
        run("UPDATE warehouse SET name = code || '仓' WHERE code <> 'HZ'")
        run("UPDATE carrier SET name = '顺丰'")
        made.sku("MUG", HZ=50)
        made.sku("CAP", HZ=50)
        run("UPDATE sku SET name = initcap(code), name_zh = CASE code WHEN 'MUG' THEN '青花马克杯' ELSE '渔夫帽' END")
        for sku, code, aisle, y in (("MUG", "C-07", 2, 120), ("CAP", "A-01", 0, 50)):
            place = made.warehouses["HZ"]
            run("INSERT INTO bin (warehouse_id, code, aisle, y_dm) VALUES (%s, %s, %s, %s)", [place, code, aisle, y])
            run("UPDATE stock SET bin_code = %s WHERE sku_id = %s", [code, made.skus[sku]])
        made.touch()
        for number in range(4):
            lines = [line("MUG", 1 + number % 2), line("CAP", 1)]
            made.send(incoming(f"D-10{number}", *lines, placed_at=clock.now()))
        made.read()
    for name, role in (("peng", "picker"), ("mei", "warehouse_manager")):
        User.objects.create(username=name, roles=[role])
    yield made
    made.close()


def scan(page: Page, code: str, right: bool = True) -> None:
    """What a scanner does: the code, and Enter. Waits until the page has answered and begun its flash."""
    page.evaluate("document.querySelectorAll('[data-scan]').forEach((each) => each.removeAttribute('data-scan'))")
    expect(page.locator("[data-scan-input]")).to_be_focused()
    page.keyboard.type(code)
    press(page, "Enter")
    page.wait_for_selector(f"[data-scan={'right' if right else 'wrong'}][data-felt]")


def untranslated(page: Page) -> list[str]:
    return LATIN_WORD.findall(MADE_UP.sub("", page.inner_text("body")))


def wave_of(page: Page, address: str, orders: int) -> str:
    page.goto(f"{address}/warehouse")
    press(page, "w")
    page.fill("#wave-orders", str(orders))
    page.press("#wave-orders", "Enter")
    page.wait_for_url("**/warehouse/waves/*")
    return "W" + page.url.rsplit("/", 1)[1]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_picker_picks_packs_and_hands_over_by_scanner_alone(
    house: Company, address: str, open_page: OpenPage, language: str
) -> None:
    page = open_page("/", address=address, width=390, language=language, user="peng")
    code = wave_of(page, address, 2)
    chinese = language == "zh-hans"
    page.goto(f"{address}/pick")
    scan_start(page, code)
    shoot(page, f"pick-{language}")
    scan(page, "HAT", right=False)
    expect(page.locator("[data-scan]")).to_have_text("不在本次拣货中" if chinese else "Not in this walk")
    assert not chinese or untranslated(page) == []
    no_serious_findings(page)
    for _ in range(12):
        if not page.locator(".scan-item .code").count():
            break
        scan(page, page.inner_text(".scan-item .code"))
    shoot(page, f"picked-{language}")
    for _ in range(2):
        page.goto(f"{address}/pack")
        scan_start(page, code)
        while page.locator(".list li:not(.muted) .code").count():
            scan(page, page.locator(".list li:not(.muted) .code").first.inner_text())
        assert not chinese or untranslated(page) == []
        scan(page, "")
        house.deliver()
    shoot(page, f"packed-{language}")
    assert house.rows("SELECT state FROM fulfilment WHERE wave_id IS NOT NULL") == [("READY",)] * 2
    page.goto(f"{address}/handover")
    numbers = [
        row[0] for row in house.rows("SELECT tracking_number FROM parcel WHERE tracking_number <> '' ORDER BY id")
    ]
    for number in numbers:
        scan(page, number)
    scan(page, numbers[0], right=False)
    shoot(page, f"handed-over-{language}")
    assert not chinese or untranslated(page) == []
    no_serious_findings(page)
    assert house.rows("SELECT state FROM fulfilment WHERE wave_id IS NOT NULL") == [("SHIPPED",)] * 2


def scan_start(page: Page, code: str) -> None:
    """A scan that leads to another page."""
    expect(page.locator("[data-scan-input]")).to_be_focused()
    before = page.url
    page.keyboard.type(code)
    press(page, "Enter")
    page.wait_for_url(lambda url: url != before)
    page.wait_for_load_state()


def test_what_is_missing_is_reported_with_one_question(house: Company, address: str, open_page: OpenPage) -> None:
    page = open_page("/", address=address, width=390, user="peng")
    page.goto(f"{address}/pick/{wave_of(page, address, 4)}")
    page.get_by_role("button", name="Plan").click()
    page.wait_for_selector("dialog svg.plan .path")
    press(page, "Escape")
    page.get_by_role("button", name="Short").click()
    page.fill("#short-units", "1")
    page.get_by_text("elsewhere in the house").click()
    shoot(page, "short-en")
    no_serious_findings(page)
    page.get_by_role("button", name="Report missing").click()
    page.wait_for_selector("[data-scan=right]")
    assert house.one("SELECT sum(short) FROM fulfilment_line") == 1
    expect(page.locator("[data-scan-input]")).to_be_focused()


@pytest.mark.parametrize("width", [390, 1280, 1920])
def test_the_managers_pages_fit_and_are_whole_in_chinese(
    house: Company, address: str, open_page: OpenPage, width: int
) -> None:
    page = open_page("/", address=address, width=width, language="zh-hans", user="mei")
    wave = wave_of(page, address, 3)
    sku, place = house.skus["MUG"], house.warehouses["HZ"]
    for name, path in (
        ("desk", "/warehouse"), ("wave", f"/warehouse/waves/{wave[1:]}"), ("stock", "/stock"),
        ("stock-one", f"/stock/{sku}/{place}"), ("pick", "/pick"), ("pack", "/pack"),
    ):  # fmt: skip
        page.goto(address + path)
        shoot(page, f"{name}-{width}")
        assert untranslated(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        no_serious_findings(page)
