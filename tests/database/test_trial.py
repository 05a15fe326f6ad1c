"""A change is tried on past orders with the stock as it was; the figures say what would have changed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from orderway.insight.replay.changes import ChangeError, changes_of
from orderway.insight.replay.past import Period
from orderway.insight.replay.report import change_json, changed, report
from orderway.insight.replay.trial import Trial, Tried
from orderway.project.parts import gates
from tests.shop import NOW, Company, incoming, line

ALL = Period(NOW - timedelta(days=400), NOW + timedelta(days=400))


def tried(company: Company, carry: bool = False, **what: Any) -> Tried:
    changes = changes_of(msgspec.json.encode(what))
    return Trial(company.connection, gates, changes, carry).run(ALL)


def told(company: Company, carry: bool = False, **what: Any) -> dict[str, Any]:
    return report(tried(company, carry, **what), ALL)


def place(company: Company, many: int = 4, sku: str = "MUG", **more: Any) -> None:
    company.send(*[incoming(f"{sku}{at}", line(sku, 1), **more) for at in range(many)])
    company.read()


def test_no_change_changes_nothing(company: Company) -> None:
    company.sku("MUG", HZ=50, GZ=50)
    place(company)
    found = told(company)
    assert (found["orders"], found["changed"], found["moved"]) == (4, 0, 0)
    assert found["cost"]["CNY"]["saving_minor"] == 0
    assert found["warehouses"] == {"HZ": {"before": 4, "after": 4}}


def test_dearer_freight_moves_orders_to_the_next_warehouse(company: Company) -> None:
    company.sku("MUG", HZ=50, GZ=50)
    place(company)
    found = told(company, rates_percent=[{"warehouse": "HZ", "percent": 100}])
    assert found["moved"] == 4
    assert found["warehouses"] == {"GZ": {"before": 0, "after": 4}, "HZ": {"before": 4, "after": 0}}
    cost = found["cost"]["CNY"]
    assert (cost["before"]["total"], cost["after"]["total"], cost["saving_minor"]) == (3400, 4600, -1200)
    assert (cost["before"]["freight"], cost["after"]["freight"]) == (2400, 3600)
    assert found["days"] == {"before": 4, "after": 12}


def test_a_new_card_replaces_the_whole_card_of_its_carrier(company: Company) -> None:
    company.sku("MUG", GZ=50)
    place(company)
    cells = [{"warehouse": "GZ", "carrier": "sf", "zone": "far", "weight_grams_max": 2000, "price_minor": 100}]
    found = told(company, rates=cells)
    assert found["cost"]["CNY"]["saving_minor"] == 4 * 800
    heavy = told(company, rates=[{**cells[0], "weight_grams_max": 400}])
    assert heavy["sourced"] == {"both": 0, "before_only": 4, "after_only": 0}
    single = told(company, rate_cells=[{**cells[0], "weight_grams_max": 400}])
    assert single["changed"] == 0


def test_a_closed_warehouse_ships_nothing(company: Company) -> None:
    company.sku("MUG", HZ=50, BJ=50)
    company.sku("CAP", HZ=50)
    place(company)
    place(company, 2, "CAP")
    found = told(company, warehouses={"HZ": {"closed": True}})
    assert found["warehouses"] == {"BJ": {"before": 0, "after": 4}, "HZ": {"before": 4, "after": 0}}
    assert found["sourced"]["before_only"] == 2
    assert found["waits"] == {"warehouse": {"before": 0, "after": 2}}


def test_a_new_warehouse_takes_its_share_of_the_goods(company: Company) -> None:
    company.sku("MUG", GZ=4)
    place(company)
    new = {"code": "NB", "copy_of": "GZ", "stock_percent": 50, "handling_order_minor": 0}
    zones = [{"warehouse": "NB", "country": "CN", "province": "浙江省", "zone": "near"}]
    found = told(company, new_warehouses=[new], zones=zones)
    assert found["warehouses"] == {"GZ": {"before": 4, "after": 2}, "NB": {"before": 0, "after": 2}}
    assert found["cost"]["CNY"]["saving_minor"] == 2 * (200 + 300)


def test_stock_moved_elsewhere_is_taken_from_there(company: Company) -> None:
    company.sku("MUG", GZ=4)
    place(company)
    found = told(company, stock=[{"from_warehouse": "GZ", "to_warehouse": "HZ", "percent": 100}])
    assert found["warehouses"] == {"GZ": {"before": 4, "after": 0}, "HZ": {"before": 0, "after": 4}}


def test_another_policy_makes_and_ends_holds(company: Company) -> None:
    company.sku("MUG", HZ=50)
    company.send(incoming("A1", line("MUG", 1, price=600_000)), incoming("A2", line("MUG", 1, price=100_000)))
    company.read()
    less = tried(company, policy={"own": {"review_amount_minor": 50_000}})
    assert report(less, ALL)["holds"] == {"large_amount": {"before": 1, "after": 2, "new": 1, "gone": 0}}
    more = told(company, policy={"*": {"review_amount_minor": None}})
    assert more["holds"] == {"large_amount": {"before": 1, "after": 0, "new": 0, "gone": 1}}
    assert more["sourced"] == {"both": 2, "before_only": 0, "after_only": 0}
    (tale,) = changed(less)
    row = change_json(tale)
    assert row["order"] == company.one("SELECT id FROM orders WHERE external_id = 'A2'")
    assert row["before"]["choice"]["places"] == ["HZ"]
    assert (row["before"].get("holds"), row["after"]["holds"]) == (None, ["large_amount"])


def test_a_daily_limit_that_was_not_there_is_counted_over_the_day(company: Company) -> None:
    company.sku("MUG", HZ=50, GZ=50)
    for at in range(5):
        place(company, 1, "MUG") if at == 0 else company.send(incoming(f"B{at}", line("MUG", 1)))
        company.read()
    found = told(company, warehouses={"HZ": {"daily_orders_max": 2}})
    assert found["warehouses"] == {"GZ": {"before": 0, "after": 3}, "HZ": {"before": 5, "after": 2}}


def test_what_is_taken_otherwise_is_carried_on_when_asked(company: Company) -> None:
    company.sku("MUG", HZ=50, GZ=2)
    for at in range(3):
        company.send(incoming(f"A{at}", line("MUG", 1)))
        company.read()
    dear = [{"warehouse": "HZ", "percent": 100}]
    assert told(company, rates_percent=dear)["warehouses"]["GZ"]["after"] == 3
    assert told(company, carry=True, rates_percent=dear)["warehouses"]["GZ"]["after"] == 2


@pytest.mark.parametrize(
    ("what", "where"),
    [
        ({"policy": {"nobody": {"split_minor": 1}}}, "policy.nobody"),
        ({"policy": {"own": {"split_cost": 1}}}, "policy.own.split_cost"),
        ({"policy": {"own": {"split_minor": "x"}}}, "policy.own"),
        ({"warehouses": {"XX": {}}}, "warehouses.XX"),
        ({"rates_percent": [{"percent": 5, "zone": "moon"}]}, "rates_percent[0]"),
        ({"new_warehouses": [{"code": "HZ", "copy_of": "GZ"}]}, "new_warehouses[0]"),
        ({"stock": [{"from_warehouse": "HZ", "to_warehouse": "XX", "percent": 5}]}, "stock[0]"),
        ({"rules": [{"kind": "nothing", "table": {}}]}, "rules[0]"),
    ],
)
def test_a_change_of_what_is_not_there_is_refused_by_its_place(
    company: Company, what: dict[str, Any], where: str
) -> None:
    company.sku("MUG", HZ=50)
    place(company, 1)
    with pytest.raises(ChangeError) as refused:
        told(company, **what)
    assert refused.value.where == where


@pytest.mark.parametrize(
    "text",
    [b"", b"[]", b'{"polcy": {}}', b'{"stock": [{"percent": 101}]}', b"\xff", b'{"rates": 3}', b"[" * 100_000],
)
def test_a_file_that_is_none_is_refused(text: bytes) -> None:
    with pytest.raises(ChangeError):
        changes_of(text)
