"""Trying a change in a real browser: the form, the figures, one order side by side; wide, narrow, in Chinese."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from orderway.insight.replay import kept
from orderway.insight.replay.changes import changes_of
from orderway.insight.replay.past import Period
from orderway.kernel import clock
from orderway.records.models import User
from tests.browser.conftest import OpenPage, no_serious_findings, shoot
from tests.shop import Company, incoming, line


@pytest.fixture
def company(dsn: str, clean_tables: None) -> Iterator[Company]:
    """A few orders of today, an administrator, and a trial of dearer freight that has run."""
    made = Company(dsn)
    made.connection.execute("UPDATE warehouse SET name = '杭州仓' WHERE code = 'HZ'")
    made.sku("MUG", HZ=50, GZ=50)
    made.send(*[incoming(f"A{at}", line("MUG", 1 + at % 2), placed_at=clock.now()) for at in range(6)])
    made.read()
    User.objects.create(username="ada", roles=["admin", "operator"])
    changes = changes_of(b'{"rates_percent": [{"warehouse": "HZ", "percent": 100}]}')
    period = Period(clock.now() - timedelta(days=1), clock.now() + timedelta(days=1))
    trial_id = kept.add(made.engine, "SF raises its prices", changes, period, False, "ada")
    assert trial_id is not None and kept.run(made.engine, trial_id) == "DONE"
    yield made
    made.close()


@pytest.mark.parametrize(("width", "language"), [(1280, "en"), (390, "zh-hans")])
def test_a_trial_is_read_from_its_figures_down_to_one_order(
    company: Company, address: str, open_page: OpenPage, width: int, language: str
) -> None:
    page = open_page("/trial/new", width=width, language=language, address=address, user="ada")
    page.wait_for_selector("[name=since]")
    for opened in page.locator("details.why").all()[:4]:
        opened.locator("summary").click()
    shoot(page, f"trial-new-{width}")
    no_serious_findings(page)
    trial_id = company.one("SELECT id FROM trial")
    page.goto(f"{address}/trial/{trial_id}")
    page.wait_for_selector("#orders tbody tr")
    assert page.locator("#orders tbody tr").count() == 6
    shoot(page, f"trial-{width}")
    no_serious_findings(page)
    order_id = company.one("SELECT order_id FROM trial_order ORDER BY place LIMIT 1")
    page.goto(f"{address}/trial/{trial_id}/orders/{order_id}")
    page.locator("details.why").last.locator("summary").click()
    shoot(page, f"trial-order-{width}")
    no_serious_findings(page)
