"""The story of a change: a rule is drafted, tried on last month's orders, its saving seen; in force, the next order
follows it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from orderway.insight.replay import kept
from orderway.kernel import clock
from orderway.records import ruling
from orderway.records.models import RuleVersion
from orderway.web.engine import engine
from tests.people import signed_in
from tests.rulings import in_force, table_of
from tests.shop import NOW, Company, incoming, line

LAST_MONTH = NOW - timedelta(days=30)


def table(*rows: dict[str, str]) -> object:
    return table_of("ship_from", *rows)


@pytest.fixture
def month(company: Company) -> Company:
    """A month in which a rule sent everything of two units and more from Guangzhou, near as Hangzhou was."""
    company.sku("MUG", HZ=500, GZ=500)
    with clock.held_at(LAST_MONTH - timedelta(days=1)):
        in_force(table({"units": ">= 2", "do": "only", "warehouses": "GZ"}), name="several")
    for at in range(20):
        with clock.held_at(LAST_MONTH + timedelta(hours=at)):
            company.send(incoming(f"A{at}", line("MUG", 1 + at % 2), placed_at=clock.now()))
            company.read()
    return company


def left_from(company: Company, external_id: str) -> list[str]:
    sql = """SELECT w.code FROM fulfilment f JOIN warehouse w ON w.id = f.warehouse_id
             JOIN orders o ON o.id = f.order_id WHERE o.external_id = %s"""
    return [row[0] for row in company.rows(sql, [external_id])]


def test_a_rule_is_tried_on_last_months_orders_its_saving_seen_and_the_next_order_follows_it(
    month: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    wished: list[int] = []
    monkeypatch.setattr("orderway.console.trial.form_page.wish", wished.append)
    assert left_from(month, "A1") == ["GZ"]
    client = signed_in("admin", "operator", name="ada")
    version = RuleVersion.objects.get(state="ACTIVE")
    ruling.save_draft(version.table_id, table({"units": ">= 9", "do": "only", "warehouses": "GZ"}), "ada")
    draft = RuleVersion.objects.get(state="DRAFT")
    days = {"since": f"{LAST_MONTH:%Y-%m-%d}", "until": f"{LAST_MONTH + timedelta(days=3):%Y-%m-%d}"}
    url = client.post("/trial/new", {"draft": str(draft.pk), **days}).url
    assert kept.run(engine(), wished[0]) == "DONE"
    one = kept.one(engine().connection, wished[0])
    assert one is not None
    assert (one.result["orders"], one.result["changed"], one.result["moved"]) == (20, 10, 10)
    assert one.result["cost"]["CNY"]["saving_minor"] == 10 * 300
    assert one.result["days"] == {"before": 10 * 1 + 10 * 3, "after": 20}
    page = client.get(url).content.decode()
    assert "¥30.00" in page and "Put into force" in page
    order_id = month.one("SELECT id FROM orders WHERE external_id = 'A1'")
    assert "a rule excluded HZ and BJ" in client.get(f"{url}/orders/{order_id}").content.decode()
    assert client.post(f"{url}/activate").status_code == 302
    with clock.held_at(NOW + timedelta(minutes=5)):
        month.send(incoming("NEXT", line("MUG", 2)))
        month.read()
    assert left_from(month, "NEXT") == ["HZ"]


def test_a_draft_that_changed_since_it_was_tried_is_not_put_into_force(
    month: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    wished: list[int] = []
    monkeypatch.setattr("orderway.console.trial.form_page.wish", wished.append)
    client = signed_in("admin", name="ada")
    version = RuleVersion.objects.get(state="ACTIVE")
    ruling.save_draft(version.table_id, table({"units": ">= 9", "do": "only", "warehouses": "GZ"}), "ada")
    draft = RuleVersion.objects.get(state="DRAFT")
    days = {"since": f"{LAST_MONTH:%Y-%m-%d}", "until": f"{LAST_MONTH:%Y-%m-%d}"}
    url = client.post("/trial/new", {"draft": str(draft.pk), **days}).url
    kept.run(engine(), wished[0])
    ruling.save_draft(version.table_id, table({"units": ">= 5", "do": "only", "warehouses": "BJ"}), "ada")
    answer = client.post(f"{url}/activate", follow=True)
    assert "is another one by now" in answer.content.decode()
    assert RuleVersion.objects.get(state="DRAFT").pk == draft.pk
    one = kept.one(engine().connection, wished[0])
    assert one is not None and one.activated_at is None
