"""The page Channels in a real browser: a shop that stands still, its hours, failures and access; every width fits."""

import os
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from orderway.history import log
from orderway.history.log import Outgoing
from orderway.journey.intake import accounts, traffic
from orderway.kernel import clock
from orderway.ports.platform import Failure, PlatformFailed
from orderway.records.models import User
from tests.browser.conftest import OpenPage, no_serious_findings, shoot
from tests.browser.site import site
from tests.shop import Company, incoming, line

PASSWORD = "a-long-password"


@pytest.fixture
def company(monkeypatch: pytest.MonkeyPatch, dsn: str, clean_tables: None) -> Iterator[Company]:
    """A connected shop whose access was refused, with compared hours and messages that did not arrive."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright keeps a loop running in this thread
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
    user = User(username="olga", roles=["operator", "admin"])
    user.set_password(PASSWORD)
    user.save()
    yield made
    made.close()


@pytest.fixture
def address(company: Company) -> Iterator[str]:
    """The site over that company's database."""
    with site(DATABASE_URL=os.environ["DATABASE_URL"]) as found:
        yield found


def log_in(page: Page) -> None:
    page.fill("[name=username]", "olga")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(re.compile(r"/channels$"))


@pytest.mark.parametrize(("width", "language"), [(1280, "en"), (390, "zh-hans")])
def test_a_shop_that_stands_still_is_seen_and_its_messages_tried_again(
    company: Company, address: str, open_page: OpenPage, width: int, language: str
) -> None:
    page = open_page("/login?next=/channels", address=address, width=width, language=language)
    log_in(page)
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
