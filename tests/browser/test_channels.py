"""The page Channels in a real browser: a shop that stands still, its hours, failures and access; every width fits."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from orderway.history import log
from orderway.history.log import Outgoing
from orderway.journey.intake import accounts, traffic
from orderway.kernel import clock
from orderway.ports.platform import Failure, PlatformFailed
from orderway.records.models import User
from tests.browser.conftest import OpenPage, no_serious_findings, shoot
from tests.shop import Company, incoming, line


@pytest.fixture
def company(dsn: str, clean_tables: None) -> Iterator[Company]:
    """A connected shop whose access was refused, with compared hours and messages that did not arrive."""
    made = Company(dsn)
    made.sku("MUG", HZ=50)
    made.shop = made.add_shop("mugs", "shopify", {})
    made.connection.execute("UPDATE shop SET name = '云栖家居 Mugs' WHERE code = 'mugs'")
    made.send(incoming("1001", line("MUG"), placed_at=clock.now()), shop=made.shop)
    made.read()
    now, order = clock.now(), made.one("SELECT id FROM orders")
    hour = now.replace(minute=0, second=0, microsecond=0)
    with made.connection.transaction(), made.connection.cursor() as cursor:
        tells = ("shipped", "cancelled")
        ends = now + timedelta(days=3)
        accounts.save(cursor, made.shop, "https://mugs.example", {"access_token": "x"}, {}, ends, tells, "olga")
        traffic.fail(cursor, made.shop, PlatformFailed(Failure.AUTH, "answered 401"), 0, now)
        for back in range(1, 30):
            values = [made.shop, hour - timedelta(hours=back), 40 + back, back % 4, back % 4, now]
            cursor.execute("INSERT INTO channel_hour VALUES (%s, %s, %s, %s, %s, '{}', %s)", values)
        lost = [Outgoing("channel.cancelled", f"shop:{made.shop}", {}, order) for _ in range(3)]
        log.send(cursor, lost, now, made.engine.ids)
        cursor.execute("UPDATE outbox SET state = 'FAILED', failure = 'auth: answered 401'")
    User.objects.create(username="olga", roles=["operator", "admin"])
    yield made
    made.close()


@pytest.mark.parametrize(("width", "language"), [(1280, "en"), (390, "zh-hans")])
def test_a_shop_that_stands_still_is_seen_and_its_messages_tried_again(
    company: Company, address: str, open_page: OpenPage, width: int, language: str
) -> None:
    page = open_page("/channels", address=address, width=width, language=language, user="olga")
    no_serious_findings(page)
    shoot(page, f"channels-{width}")
    page.goto(f"{address}/channels/{company.shop}")
    no_serious_findings(page)
    shoot(page, f"channel-{width}")
    with page.expect_navigation():
        page.locator("section button[value=again]").first.click()
    expect(page.locator("section .count").first).to_have_text("0")
    assert company.one("SELECT count(*) FROM outbox WHERE state = 'FAILED'") == 0
    page.goto(f"{address}/channels/{company.shop}/access")
    no_serious_findings(page)
    shoot(page, f"channel-access-{width}")
    wide = page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert wide, "the page does not fit its width"
