"""Scenarios from the test suites of other order systems, told in the words of ours. Read in place; absent: skipped.

Each topic has a deed that reads what is given, does it with a company, and compares what is expected. What a scenario
asks that we mean otherwise (a negative stock, a movement for giving a reservation back) is said beside its deed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from orderway.flow.goods import Change, change_goods
from orderway.stock import ledger
from tests.shop import NOW, Company, incoming, line

FILE = Path(__file__).resolve().parents[3] / "shared" / "samples" / "behaviour" / "scenarios.yaml"
PLACES = ("HZ", "GZ", "BJ")
ITEM = "item"
Scenario = dict[str, Any]


def scenarios() -> list[Scenario]:
    return list(yaml.safe_load(FILE.read_text(encoding="utf-8"))["scenarios"]) if FILE.exists() else []


POLICY = {"review_quantity": None}


class Ground:
    """The goods and places of one scenario."""

    def __init__(self, company: Company, given: Scenario) -> None:
        self.company = company
        company.connection.execute("UPDATE shop SET settings = %s", [json.dumps(POLICY)])
        company.touch()
        self.rows = given.get("stock") or []
        names = [str(row["location"]) for row in self.rows] or ["A"]
        if len(names) > len(PLACES):
            pytest.skip("more places than the company has")
        self.place = dict(zip(names, PLACES, strict=False))
        self.products = sorted({key for row in self.rows for key in row if re.fullmatch(r"p\d+", str(key))}) or [ITEM]
        for product in self.products:
            stock = {
                self.place[str(r["location"])]: max(0, int(r.get(product, r.get("on_hand", 0)))) for r in self.rows
            }
            company.sku(product, grams=1, **stock)

    def order(self, name: str, **units: int) -> None:
        """An order of these units, taken as far as it goes; nothing asks for a person because of its size."""
        told = incoming(name, *(line(product, count, price=10) for product, count in units.items()))
        self.company.send(told)
        self.company.run()

    def available(self, product: str = ITEM) -> int:
        with self.company.connection.cursor() as cursor:
            return ledger.read_free(cursor, [self.company.skus[product]])[self.company.skus[product]]

    def receive(self, units: int, product: str = ITEM) -> None:
        company = self.company
        place = company.warehouses[next(iter(self.place.values()))]
        change_goods(company.engine, [Change(company.skus[product], place, units)], "receive", "", "anna")
        company.run()

    def line(self, name: str) -> tuple[Any, ...]:
        return self.company.rows(
            "SELECT l.id, l.ordered - l.cancelled, l.backordered, l.promised + l.allocated + l.released "
            "FROM order_line l JOIN orders o ON o.id = l.order_id WHERE o.external_id = %s",
            [name],
        )[0]

    def reserved(self) -> dict[tuple[str, str], int]:
        rows = self.company.rows(
            "SELECT w.code, k.code, r.quantity FROM reservation r JOIN warehouse w ON w.id = r.warehouse_id "
            "JOIN sku k ON k.id = r.sku_id WHERE r.state IN ('SOFT', 'HARD')"
        )
        found: dict[tuple[str, str], int] = {}
        for place, product, units in rows:
            found[place, product] = found.get((place, product), 0) + units
        return found


def number(text: str, at: int = 0) -> int:
    """The nth number of an action."""
    return int(re.findall(r"\d+", text)[at])


def wanted_of(order: Scenario) -> dict[str, int]:
    return (
        {ITEM: int(order["qty"])}
        if "qty" in order
        else {k: int(v) for k, v in order.items() if re.fullmatch(r"p\d+", k)}
    )


def allocation(ground: Ground, one: Scenario) -> None:
    wanted, expect, company = wanted_of(one["given"]["order"]), one["expect"], ground.company
    ground.order("A1", **wanted)
    waiting = company.one("SELECT coalesce(sum(backordered), 0)::int FROM order_line")
    if isinstance(expect, str):
        assert expect.startswith("refused")
        assert company.order("A1")[1] == "short", "it is kept, and nothing of it goes out"
        steps = company.one("SELECT data->'steps' FROM event")
        short = next(step[2]["short"] for step in steps if step[0] == "promise")
        assert set(short) <= set(wanted)
        assert sum(short.values()) == waiting > 0
        return
    if "shipments" in expect:
        assert company.one("SELECT count(*) FROM fulfilment") == expect["shipments"]
    if "units" in expect:
        assert company.one("SELECT coalesce(sum(quantity), 0)::int FROM fulfilment_line") == expect["units"]
    for place, products in (expect.get("on_hand") or {}).items():
        for product, units in products.items():
            assert ground.reserved().get((ground.place[place], product), 0) == units, (place, product)
    if "backordered" in expect or "left_over" in expect:
        # one place for what waits: it is not decided yet from where it will come
        later = [*(expect.get("backordered") or {}).values(), expect.get("left_over") or {}]
        assert waiting == sum(units for products in later for units in products.values())


def availability(ground: Ground, one: Scenario) -> None:
    if "how" in one["action"]:
        ground.order("A1", **{ITEM: number(one["action"])})
        _, _, waiting, reserved = ground.line("A1")
        assert {"on_hand": reserved, "backordered": waiting} == one["expect"]
        return
    for at, row in enumerate(ground.rows):
        if row.get("reserved"):
            ground.order(f"R{at}", **{ITEM: int(row["reserved"])})
    assert ground.available() == one["expect"]


def backorder(ground: Ground, one: Scenario) -> None:
    """Stock is never negative here: what others show below zero is what orders wait for."""
    units = int(one["given"]["backordered_units"])
    for at in range(units):
        ground.order(f"A{at}", **{ITEM: 1})
    assert ground.company.one("SELECT waiting FROM stock_demand") == units
    ground.receive(number(one["action"]))
    served = ground.company.one("SELECT count(*) FROM orders WHERE standing = 'warehouse'")
    assert {"on_hand": ground.available(), "backorders_filled": served} == one["expect"]


def order_change(ground: Ground, one: Scenario) -> None:
    """Giving a reservation back is no physical change, so no movement is booked."""
    before, to = int(one["given"]["order"]["qty"]), number(one["action"])
    ground.receive(max(before, to))
    ground.order("A1", **{ITEM: before})
    free = ground.available()
    ground.company.must("change_quantity", "A1", line_id=ground.line("A1")[0], quantity=to)
    assert (ground.line("A1")[3], ground.available() - free) == (
        one["expect"]["units"],
        one["expect"]["on_hand_change"],
    )


def transfer(ground: Ground, one: Scenario) -> None:
    """A unit of a shipment moves to another place when the first one does not find it."""
    company, units = ground.company, int(one["given"]["shipment"]["units"])
    target = next(place for place in PLACES if place not in (ground.place.get("A"), "HZ"))
    source = "HZ"
    company.connection.execute(
        "UPDATE stock SET warehouse_id = %s WHERE warehouse_id <> %s", [company.warehouses[target]] * 2
    )
    company.connection.execute("UPDATE movement SET warehouse_id = %s", [company.warehouses[target]])
    change_goods(company.engine, [Change(company.skus[ITEM], company.warehouses[source], units)], "receive", "", "anna")
    ground.order("A1", **{ITEM: units})
    assert ground.reserved() == {(source, ITEM): units}
    moved = number(one["action"])
    company.must("short", "A1", sku_id=str(company.skus[ITEM]), units=moved, reason="misplaced")
    assert ground.reserved() == {(source, ITEM): units - moved, (target, ITEM): moved}
    assert (moved, -moved) == (one["expect"]["A_on_hand_change"], one["expect"]["B_on_hand_change"])


def shipment_state(ground: Ground, one: Scenario) -> None:
    assert str(one["expect"]).startswith("pending")
    ground.receive(1)
    company = ground.company
    paid = one["given"].get("order") != "unpaid"
    company.send(incoming("A1", line(ITEM), paid=paid))
    company.run()
    assert (company.order("A1")[1], company.rows("SELECT * FROM fulfilment")) == ("unpaid", [])
    assert not company.do("hand_over", "A1").done


def returned(ground: Ground, one: Scenario) -> None:
    ground.receive(1)
    company = ground.company
    ground.order("A1", **{ITEM: 1})
    for name, args in (("pick", {}), ("pack", {}), ("label", {"tracking_number": "SF1"}), ("hand_over", {})):
        company.must(name, "A1", **args)
    company.must("scan", "A1", code="delivered", at=NOW.isoformat())
    before = ground.available()
    result = company.do("request_return", "A1", lines={str(ground.line("A1")[0]): 1})
    if one["expect"] == "allowed":
        assert result.done
        return
    for name in ("approve_return", "receive_return", "inspect_return"):
        company.must(name, "A1")
    assert ground.available() - before == one["expect"]["A_on_hand_change"]


def reservation(ground: Ground, one: Scenario) -> None:
    company, given, expect = ground.company, one["given"], one["expect"]
    if "lines" in (given.get("order") or {}):
        lines = {str(each["product"]): int(each["qty"]) for each in given["order"]["lines"]}
        for product in lines:
            company.sku(product, grams=1, HZ=expect[product]["on_hand"])
        company.connection.execute("UPDATE sku SET tracked = false WHERE code = 'untracked'")
        company.touch()
        ground.order("A1", **lines)
        for product, stands in expect.items():
            row = company.rows("SELECT on_hand, reserved FROM stock WHERE sku_id = %s", [company.skus[product]])
            assert row == [(stands["on_hand"], stands["allocated"])], product
        return
    if one["action"].startswith("reserve"):
        ground.order("A1", **{ITEM: number(one["action"])})
    else:
        ground.order("A1", **wanted_of(given["order"]))
        company.must("cancel", "A1", units={str(ground.line("A1")[0]): number(one["action"])})
    assert company.rows("SELECT on_hand, reserved FROM stock") == [tuple(expect.values())]


def stock_movement(ground: Ground, one: Scenario) -> None:
    company, units = ground.company, number(one["action"])
    before = int(ground.rows[0]["allocated"])
    ground.order("A1", **{ITEM: before})
    ground.receive(units)
    company.must("change_quantity", "A1", line_id=ground.line("A1")[0], quantity=before + units)
    company.must("record_payment", "A1", kind="captured", amount_minor=units * 10, reference="more")
    expect = one["expect"]
    assert company.rows("SELECT on_hand, reserved FROM stock") == [(expect["on_hand"], expect["allocated"])]


TOPICS: dict[str, Callable[[Ground, Scenario], None]] = {
    "allocation": allocation,
    "availability": availability,
    "backorder": backorder,
    "order change": order_change,
    "transfer": transfer,
    "shipment state": shipment_state,
    "return": returned,
    "reservation": reservation,
    "stock movement": stock_movement,
}


@pytest.mark.parametrize("one", scenarios() or [None], ids=lambda one: one["id"] if one else "absent")
def test_we_behave_as_other_order_systems_are_tested_to(company: Company, one: Scenario | None) -> None:
    if one is None:
        pytest.skip(f"no scenarios at {FILE.name}")
    if one["topic"] not in TOPICS:
        pytest.skip(f"no deed of ours for the topic {one['topic']!r}")
    TOPICS[one["topic"]](Ground(company, one["given"]), one)
