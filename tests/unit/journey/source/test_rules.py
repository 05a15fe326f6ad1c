"""Rule tables that staff edit steer the choice of a warehouse: hard, soft, and by what a place is worth."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from orderway.flow.order import Order
from orderway.rules.check import problems
from orderway.rules.kind_ship_from import SHIP_FROM
from orderway.rules.table import Column, Row, Table, json_of
from tests.unit.flow.making import BJ, GZ, HZ, MUG, NOW, SHOP, Desk, line, open_reasons, places_of


def table(*rows: Row) -> Table:
    return Table(
        kind="ship_from",
        inputs=[Column("units")],
        outputs=[Column("do"), Column("warehouses"), Column("amount")],
        rows=list(rows),
    )


def row(cell: str, *outs: str, hard: bool = True, name: str = "r1") -> Row:
    return Row(id=name, cells=[cell], outs=[*outs, ""][:3], hard=hard)


def ruled(desk: Desk, *rows: Row, body: str = "") -> Desk:
    stored = (1, 1, 3, "ship_from", SHOP, "north", NOW - timedelta(days=1), None, body or json_of(table(*rows)))
    desk.world.refs.rules.take([stored])
    return desk


def everywhere(**policy: Any) -> Desk:
    return Desk({MUG: {HZ: 99, GZ: 99, BJ: 99}}, **policy)


def source_evidence(made: Order) -> dict[str, Any]:
    told = next(step[2] for step in made.steps if step[0] == "source")
    return dict(msgspec.json.decode(msgspec.json.encode(told)))


def test_a_rule_leaves_only_the_warehouses_it_names_to_the_orders_it_means() -> None:
    desk = ruled(everywhere(), row("> 2", "only", "BJ, GZ"))
    assert places_of(desk.go(line(MUG, 2))) == {HZ: 2}
    made = desk.go(line(MUG, 3))
    assert places_of(made) == {GZ: 3}
    assert source_evidence(made)["removed"] == {"HZ": "rule"}
    assert source_evidence(made)["rules"] == ["north 3: r1"]


def test_what_is_preferred_is_chosen_as_long_as_it_costs_no_more_than_it_is_worth() -> None:
    chosen = []
    for worth in ("2.99", "3.01"):
        made = ruled(everywhere(), row("", "prefer", "GZ", worth)).go(line(MUG))
        chosen.append(list(places_of(made)))
        penalties = {c[0][0]: c[8] for c in source_evidence(made)["candidates"] if c[1] is not None}
        assert penalties == {"HZ": int(float(worth) * 100), "GZ": 0, "BJ": int(float(worth) * 100)}
    assert chosen == [[HZ], [GZ]]
    assert list(places_of(ruled(everywhere(), row("", "avoid", "HZ", "5")).go(line(MUG)))) == [GZ]


def test_a_soft_exclusion_gives_way_where_nobody_else_can_ship_and_a_hard_one_does_not() -> None:
    desk = ruled(Desk({MUG: {HZ: 9}}), row("", "never", "HZ", hard=False))
    made = desk.go(line(MUG))
    assert (places_of(made), source_evidence(made)["relaxed"]) == ({HZ: 1}, True)
    held = ruled(Desk({MUG: {HZ: 9}}), row("", "never", "HZ, GZ, BJ")).go(line(MUG))
    assert (open_reasons(held), held.waits_for, held.fulfilments) == (["rules_exclude_all"], "warehouse", [])
    assert held.open_holds()[0].facts == {"rules": ["north 3: r1"]}


def test_a_warehouse_chosen_by_hand_ships_whatever_the_rules_say() -> None:
    desk = ruled(Desk({MUG: {HZ: 9, GZ: 9}}), row("", "never", "HZ, GZ, BJ"))
    made = desk.go(line(MUG))
    assert open_reasons(made) == ["rules_exclude_all"]
    desk.must("choose_warehouse", made, warehouse="GZ")
    assert (open_reasons(made), places_of(made)) == ([], {GZ: 1})
    steps = [step[2] for step in made.steps if step[0] == "source"]
    last = msgspec.json.decode(msgspec.json.encode(steps[-1]))
    assert last["removed"] == {"HZ": "chosen_by_hand", "BJ": "chosen_by_hand"}


def test_a_warehouse_that_rejected_the_order_may_be_chosen_by_hand() -> None:
    desk = Desk({MUG: {HZ: 9}})
    made = desk.go(line(MUG))
    desk.must("reject", made, fulfilment_id=made.fulfilments[-1].id, reason="closed today")
    assert made.live_fulfilments() == []
    desk.must("choose_warehouse", made, warehouse="HZ")
    assert places_of(made) == {HZ: 1}


def test_two_rules_that_leave_different_warehouses_leave_what_both_allow() -> None:
    made = ruled(everywhere(), row("", "only", "HZ, BJ"), row("", "only", "GZ, BJ", name="r2")).go(line(MUG))
    assert places_of(made) == {BJ: 1}


def test_a_table_that_gives_no_answer_lets_nobody_pass_in_silence() -> None:
    desk = ruled(everywhere(), body="{}")
    made = desk.go(line(MUG))
    assert open_reasons(made) == ["rule_failed"]
    desk.must("release_hold", made, hold_id=made.open_holds()[0].id, note="shipped anyway")
    assert places_of(made) == {HZ: 1}


@pytest.mark.parametrize(
    ("outs", "column"),
    [
        (("prefer", "HZ", ""), "amount"),
        (("only", "HZ", "5"), "amount"),
        (("maybe", "HZ", ""), "do"),
        (("only", "", ""), "warehouses"),
    ],
)
def test_a_row_that_says_nothing_sensible_is_refused_with_its_cell(outs: tuple[str, ...], column: str) -> None:
    found = problems(table(row("", *outs)))
    assert [(each.row, each.column) for each in found] == [(0, column)] or [each.column for each in found] == [column]


def test_the_example_can_be_activated_as_it_is() -> None:
    assert [problems(example.table) for example in SHIP_FROM.examples] == [[]]
