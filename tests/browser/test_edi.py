"""The pages of EDI in a real browser: seen, sent again, set up; every width fits."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings
from playwright.sync_api import Page, expect

from orderway.kernel import clock
from orderway.project.edi.feeds import Row, feed
from orderway.records.models import User
from tests.browser.conftest import OpenPage, no_serious_findings, shoot
from tests.database.test_edi import Trade, line
from tests.shop import Company


@pytest.fixture
def trade(dsn: str, clean_tables: None, tmp_path: Path) -> Iterator[Trade]:
    """A partner with orders answered, one refused, one never acknowledged, and a warehouse that counted."""
    company = Company(dsn)
    company.sku("MUG", HZ=100)
    User.objects.create(username="olga", roles=["operator", "admin", "warehouse_manager"])
    with override_settings(DATA_FOLDER=tmp_path):
        made = Trade(company, tmp_path)
        for number in range(3):
            made.receive(made.order(f"PO-{number}", line(1, 2 + number)))
        made.receive(made.order("PO-9", ["PO1", "1", "two", "EA", "5"]))
        made.work()
        company.connection.execute(
            "UPDATE edi_interchange SET ack_due_at = %s WHERE kind = '855' AND number = 'PO-0'", [clock.now()]
        )
        feed(company.engine, company.warehouses["HZ"], "count", "C-1", clock.now(), [Row("MUG", 90), Row("X", 1)], "w")
        yield made
    company.close()


@pytest.mark.parametrize(("width", "theme", "language"), [(1280, "light", "en"), (390, "dark", "zh-hans")])
def test_every_page_of_edi_fits(
    trade: Trade, address: str, open_page: OpenPage, width: int, theme: str, language: str
) -> None:
    page = open_page("/edi", address=address, width=width, theme=theme, language=language, user="olga")
    expect(page.locator("#edi tbody tr")).to_have_count(11)
    fits(page, f"edi-list-{width}")
    page.locator("#edi tbody tr", has_text="855").first.click()
    page.wait_for_url(re.compile(r"/edi/\d+$"))
    expect(page.locator("pre")).to_contain_text("BAK*00*AD*PO-2")
    fits(page, f"edi-one-{width}")
    for path, name in (("/edi/stock", "feeds"), ("/settings/edi", "settings"), ("/settings/edi/new", "partner")):
        page.goto(address + path)
        fits(page, f"edi-{name}-{width}")


def fits(page: Page, name: str) -> None:
    """Nothing hangs out at the side, and whoever cannot see it can use it."""
    shoot(page, name)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    no_serious_findings(page)
