"""Goods of a purchase order typed, scanned and pasted, by keyboard alone."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from orderway.records.models import User
from tests.browser.conftest import OpenPage, no_serious_findings, press, shoot
from tests.shop import Company

PASTE = """([selector, text]) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  const at = document.querySelector(selector);
  at.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def company(dsn: str, clean_tables: None) -> Iterator[Company]:
    """Four SKUs, and who orders them."""
    made = Company(dsn)
    for code in ("MUG", "CUP", "HAT", "BAG"):
        made.sku(code)
    made.connection.execute("UPDATE sku SET name = 'Thing ' || code, barcode = '69' || id")
    User.objects.create(username="mei", roles=["warehouse_manager"])
    yield made
    made.close()


def test_goods_are_ordered_by_keyboard_and_from_a_spreadsheet(
    company: Company, address: str, open_page: OpenPage, complaints: list[str]
) -> None:
    skus = company.skus
    page = open_page("/supply", address=address, user="mei")
    press(page, "n")
    expect(page.locator("h1")).to_have_text("Order goods")
    page.focus("[name=line-0-sku]")
    page.keyboard.type("mu")
    expect(page.locator("#entry-goods option")).to_have_attribute("value", "MUG")
    page.keyboard.type("g\n12\n")
    expect(page.locator("[name=line-1-sku]")).to_be_focused()
    expect(page.locator("[data-goods]").first).to_have_text("Thing MUG")

    rows = f"SKU\tUnits\r\nCUP\t1,000\r\n69{skus['HAT']}\t7\r\nBGA\t3\r\n"
    page.evaluate(PASTE, ["[name=line-1-sku]", rows])
    expect(page.locator("[data-goods]").nth(2)).to_have_text("Thing HAT")
    expect(page.locator("[data-entry-total]")).to_have_text("1,022")
    expect(page.locator("[name=line-4-sku]")).to_be_focused()
    page.focus("[name=number]")
    press(page, "Enter")

    expect(page.locator(".field-error")).to_have_text("No SKU has this code.")
    expect(page.locator("[name=line-3-sku]")).to_be_focused()
    no_serious_findings(page)
    shoot(page, "purchase-wrong-line")
    page.fill("[name=line-3-sku]", "BAG")
    page.click(".form-foot .btn-primary")
    page.wait_for_url(re.compile(r"/supply/purchase/\d+$"))
    told = dict(company.rows("SELECT sku_id, ordered FROM purchase_line"))
    assert told == {skus["MUG"]: 12, skus["CUP"]: 1000, skus["HAT"]: 7, skus["BAG"]: 3}
    complaints[:] = [said for said in complaints if "422" not in said]
