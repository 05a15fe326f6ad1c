"""The inbox and the listings in a real browser: one mended, one mapped for all that wait; every width fits."""

import re
from collections.abc import Iterator

import msgspec
import pytest
from playwright.sync_api import expect

from orderway.journey.intake.inbox import Arrival, store
from orderway.kernel import clock
from orderway.records.models import User
from tests.browser.conftest import OpenPage, no_serious_findings, shoot
from tests.shop import Company, incoming, line

BROKEN = b'{"external_id":"C-9","ship_to":{"name":"Wang Xiaoming","phone":"13800138000"},"lines":"none"}'


@pytest.fixture
def company(dsn: str, clean_tables: None) -> Iterator[Company]:
    """Two messages that cannot be read, an order of one shop, and orders that wait for a listing."""
    made = Company(dsn)
    made.connection.execute("UPDATE shop SET name = '云栖家居'")
    made.sku("MUG-RED", HZ=50)
    made.sku("MUG-BLUE", HZ=50)
    late = [incoming(f"L-{n}", line("MUGRED", listing="gid/MUG-RED", title="Mug, red")) for n in range(3)]
    made.send(incoming("C-1", line("MUG-RED"), placed_at=clock.now()), *late)
    with made.connection.transaction(), made.connection.cursor() as cursor:
        store(
            cursor,
            [Arrival(made.shop, BROKEN), Arrival(made.shop, b"{", source="webhook")],
            clock.now(),
            made.engine.ids,
        )
    made.read()
    User.objects.create(username="olga", roles=["operator"])
    yield made
    made.close()


def test_a_message_is_mended_and_a_listing_mapped(company: Company, address: str, open_page: OpenPage) -> None:
    page = open_page("/inbox", address=address, user="olga")
    expect(page.locator("h1")).to_have_text("Inbox")
    expect(page.locator("#inbox tbody tr")).to_have_count(2)
    page.locator("#inbox tbody tr").first.click()
    panel = page.locator("#panel")
    expect(panel).to_contain_text("C-9")
    expect(panel).not_to_contain_text("13800138000")
    no_serious_findings(page)
    shoot(page, "inbox-panel-1280")
    page.get_by_role("button", name="Open and mend").click()
    page.get_by_role("button", name="Open the message").click()
    expect(page.locator("#mend-body")).to_have_value(re.compile("13800138000"))
    shoot(page, "inbox-mend-1280")
    page.fill("#mend-body", msgspec.json.encode(incoming("C-9", line("MUG-RED"))).decode())
    page.get_by_role("button", name="Read again").click()
    expect(page.locator("#inbox tbody tr")).to_have_count(1)
    company.read()
    assert company.order("C-9")[1] == "warehouse"

    page.goto(f"{address}/listings")
    expect(page.locator("#listings tbody tr")).to_have_count(1)
    page.locator("#listings tbody tr").first.click()
    expect(page.locator("#panel [name=sku]").first).to_be_checked()
    no_serious_findings(page)
    shoot(page, "listings-panel-1280")
    page.get_by_role("button", name="Map for 3 orders").click()
    expect(page.get_by_text("Every listing has its SKU")).to_be_visible()
    assert company.order("L-1")[1] == "warehouse"


def test_an_order_leads_to_its_unknown_listing_and_back(company: Company, address: str, open_page: OpenPage) -> None:
    page = open_page(f"/orders/{company.order('L-1', 'id')[0]}", address=address, user="olga")
    page.locator(".page-head").get_by_role("link", name="Match the listing").click()
    expect(page.locator("h1")).to_have_text("Match the listing")
    page.get_by_role("button", name="Map for 3 orders").click()
    expect(page.locator("h1")).to_have_text("L-1")
    expect(page.locator("#toasts")).to_contain_text("Mapped. 3 orders go on.")
    assert company.order("L-1")[1] == "warehouse"


@pytest.mark.parametrize("width", [390, 1280, 1920])
@pytest.mark.parametrize(("where", "heading"), [("/inbox", "收件箱"), ("/listings", "未匹配的平台商品")])
def test_the_pages_fit_every_width_in_chinese(
    company: Company, address: str, open_page: OpenPage, width: int, where: str, heading: str
) -> None:
    page = open_page(where, address=address, width=width, language="zh-hans", theme="dark", user="olga")
    expect(page.locator("h1")).to_have_text(heading)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    shoot(page, f"{where.strip('/')}-{width}-zh", whole=True)
    no_serious_findings(page)
