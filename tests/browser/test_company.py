"""Orders in one box, the queue of invoices and the sheet of bundles in a real browser, at both widths."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from orderway.kernel import clock
from orderway.records.models import User
from tests.browser.conftest import OpenPage, no_serious_findings, shoot
from tests.shop import GOOD_RECEIVER, Company, incoming, line


@pytest.fixture
def company(dsn: str, clean_tables: None) -> Iterator[Company]:
    """Two orders of one buyer, one of them a bundle, and two wishes for an invoice."""
    made = Company(dsn)
    made.connection.execute("UPDATE shop SET name = '云栖家居'")
    for code in ("MUG", "CAP", "SET"):
        made.sku(code, HZ=50)
    for part, units in (("MUG", 2), ("CAP", 1)):
        made.insert(
            "bundle_part", bundle_id=made.skus["SET"], part_id=made.skus[part], units=units, price_weight=units * 10
        )
    made.touch()
    firm = {"invoice_title": "杭州云起科技有限公司", "invoice_tax_number": "91350100M000100Y43"}
    now = clock.now()
    made.send(
        incoming("A-1", line("SET", 2, 9999), ship_to=GOOD_RECEIVER, placed_at=now, wishes=firm),
        incoming("A-2", line("CAP", price=4900), ship_to=GOOD_RECEIVER, placed_at=now, wishes={"invoice": "李小芳"}),
    )
    made.read()
    User.objects.create(username="olga", roles=["operator", "service", "admin"])
    yield made
    made.close()


def order_id(company: Company, number: str) -> int:
    return int(company.one("SELECT id FROM orders WHERE external_id = %s", [number]))


def test_two_orders_are_put_into_one_box_and_taken_apart_again(
    company: Company, address: str, open_page: OpenPage
) -> None:
    one = order_id(company, "A-1")
    page = open_page(f"/orders/{one}", address=address, user="olga")
    expect(page.get_by_text("can travel in one box")).to_be_visible()
    page.locator("details.menu > summary").last.click()
    page.locator("button:visible", has_text="Ship with another order").first.click()
    dialog = page.locator("#dialog")
    dialog.get_by_label("A-2").check()
    shoot(page, "merge_form")
    dialog.get_by_role("button", name="Ship with another order").last.click()
    expect(page.get_by_text("in the same box")).to_be_visible()
    shoot(page, "order_in_a_box")
    assert company.rows("SELECT DISTINCT lead_id FROM orders") == [(one,)]
    no_serious_findings(page)
    page.set_viewport_size({"width": 390, "height": 844})
    shoot(page, "order_in_a_box_390")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_queue_of_invoices_fits_and_one_is_issued_by_hand(
    company: Company, address: str, open_page: OpenPage
) -> None:
    page = open_page("/invoices", address=address, user="olga")
    expect(page.get_by_text("杭州云起科技有限公司")).to_be_visible()
    shoot(page, "invoices")
    no_serious_findings(page)
    page.get_by_role("button", name="Show").first.click()
    expect(page.get_by_text("91350100M000100Y43")).to_be_visible()
    shoot(page, "invoice_one")
    page.get_by_role("button", name="Issued by hand").click()
    page.get_by_label("Number").fill("0330012345")
    page.locator("#dialog").get_by_role("button", name="Issued by hand").last.click()
    expect(page.get_by_text("Invoice noted")).to_be_visible()
    assert company.one("SELECT count(*) FROM invoice WHERE number = '0330012345'") == 1
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{address}/invoices")
    shoot(page, "invoices_390")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_sheet_of_bundles_opens_at_both_widths(company: Company, address: str, open_page: OpenPage) -> None:
    page = open_page("/settings/bundles", address=address, user="olga")
    expect(page.locator("tbody tr")).to_have_count(2)
    shoot(page, "bundles")
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
