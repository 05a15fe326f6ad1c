"""Stock is reserved at once, whole at one place where that can be, in fair order."""

from datetime import timedelta
from typing import Any

import pytest

from tests.unit.flow.making import BJ, CAP, GZ, HZ, MUG, NOW, SERVICE, Desk, buckets_of, line, open_reasons, places_of


def promised(desk: Desk, *lines: Any, **more: Any) -> Any:
    """An order taken no further than to its stock."""
    made = desk.order(*lines, **more)
    made.stage = "promise"
    return made, desk.gate("promise")(made)


def test_one_place_that_has_everything_is_preferred_to_a_nearer_one_that_has_a_part() -> None:
    desk = Desk({MUG: {HZ: 1, GZ: 5}})
    made, verdict = promised(desk, line(MUG, 3))
    assert (places_of(made), verdict.waits_for) == ({GZ: 3}, "")
    assert verdict.evidence == {"reserved": [[1, "GZ", 3]]}


def test_between_places_that_have_everything_the_cheaper_one_is_taken() -> None:
    made, _ = promised(Desk({MUG: {HZ: 9, GZ: 9, BJ: 9}}), line(MUG, 3))
    assert places_of(made) == {HZ: 3}
    made, _ = promised(
        Desk({MUG: {GZ: 9, BJ: 9}}), line(MUG, 3), person={"province": "北京市", "city": "北京市", "district": "朝阳区"}
    )
    assert places_of(made) == {BJ: 3}


def test_where_no_place_has_everything_it_is_taken_from_several() -> None:
    made, verdict = promised(Desk({MUG: {HZ: 2, GZ: 2}}), line(MUG, 3))
    assert (places_of(made), verdict.waits_for) == ({HZ: 2, GZ: 1}, "")


def test_two_lines_of_one_sku_need_both_units() -> None:
    made, verdict = promised(Desk({MUG: {HZ: 1}}), line(MUG, 1), line(MUG, 1))
    assert (places_of(made), verdict.waits_for) == ({HZ: 1}, "stock")
    assert [buckets_of(each) for each in made.lines] == [{"promised": 1}, {"backordered": 1}]


def test_who_waits_already_is_served_before_who_comes_now() -> None:
    desk = Desk({MUG: {HZ: 3}})
    desk.world.waiting[MUG] = 2
    made, verdict = promised(desk, line(MUG, 2))
    assert (places_of(made), verdict.waits_for) == ({HZ: 1}, "stock")


def test_an_order_that_waits_itself_takes_what_came_for_it() -> None:
    desk = Desk({CAP: {HZ: 0}})
    made = desk.go(line(CAP, 2))
    desk.world.waiting[CAP] = 2
    desk.world.demand_change.clear()
    desk.world.move(CAP, HZ, 2, "receive", "")
    made.waits_for = ""
    desk.advance(made)
    assert (made.stage, desk.world.demand_change) == ("warehouse", {CAP: -2})


@pytest.mark.parametrize(
    ("policy", "standing", "holds"), [("wait", "short", []), ("ask", "held", ["shortage"]), ("part", "short", [])]
)
def test_the_shop_decides_what_happens_to_a_shortage(policy: str, standing: str, holds: list[str]) -> None:
    desk = Desk({MUG: {HZ: 9}}, shortage=policy)
    made = desk.go(line(MUG), line(CAP))
    assert (made.standing, open_reasons(made)) == (standing, holds)
    shipped = [buckets_of(each) for each in made.lines]
    assert shipped == [{"released" if policy == "part" else "promised": 1}, {"backordered": 1}]


def test_nothing_at_all_is_no_part_to_ship() -> None:
    made = Desk({}, shortage="part").go(line(CAP))
    assert (made.standing, made.fulfilments) == ("short", [])


def test_a_decision_of_the_buyer_goes_before_the_policy() -> None:
    desk = Desk({MUG: {HZ: 9}}, shortage="ask")
    made = desk.go(line(MUG), line(CAP))
    desk.must("decide_shortage", made, choice="part", consent="phone")
    assert buckets_of(made.lines[0]) == {"released": 1}
    assert open_reasons(made) == []


def test_a_warehouse_that_could_not_find_it_is_not_asked_again() -> None:
    made, verdict = promised(
        Desk({MUG: {HZ: 9, GZ: 1}}), line(MUG), extra={"barred": {str(HZ): "2099-01-01T00:00:00+00:00"}}
    )
    assert (places_of(made), verdict.waits_for) == ({GZ: 1}, "")


def test_a_warehouse_chosen_by_hand_is_the_only_one() -> None:
    made, verdict = promised(Desk({MUG: {HZ: 9, GZ: 1}}), line(MUG, 2), warehouse_id=GZ)
    assert (places_of(made), verdict.waits_for) == ({GZ: 1}, "stock")


def test_a_real_order_never_takes_from_a_practice_warehouse() -> None:
    desk = Desk({MUG: {HZ: 9, GZ: 1}})
    desk.world.refs.warehouses[HZ].practice = True
    made, _ = promised(desk, line(MUG))
    assert places_of(made) == {GZ: 1}


def test_what_the_channel_ships_itself_takes_no_stock() -> None:
    made, verdict = promised(Desk({MUG: {HZ: 9}}), line(MUG), channel_fulfilled=True)
    assert (verdict.waits_for, places_of(made)) == ("channel", {})


def test_things_without_stock_are_not_waited_for() -> None:
    made, verdict = promised(Desk({}), line(SERVICE))
    assert (verdict.waits_for, places_of(made)) == ("", {})


def test_orders_of_one_batch_take_from_what_the_ones_before_left() -> None:
    desk = Desk({MUG: {HZ: 5}})
    orders = [desk.order(line(MUG, 2)) for _ in range(3)]
    desk.advance(*orders)
    assert [made.standing for made in orders] == ["warehouse", "warehouse", "short"]
    assert (places_of(orders[2]), desk.world.available(MUG, HZ)) == ({HZ: 1}, 0)


def test_the_time_to_ship_runs_from_the_payment_while_goods_are_waited_for() -> None:
    paid_at = NOW - timedelta(hours=5)
    made, _ = promised(Desk({}, ship_within_hours=24), line(MUG), paid_at=paid_at)
    assert made.ship_by == paid_at + timedelta(hours=24)
    unpaid, _ = promised(Desk({}), line(MUG), paid=False)
    assert unpaid.ship_by is None, "nothing runs before the money"
    agreed, _ = promised(Desk({}), line(MUG), ship_by=NOW + timedelta(days=9))
    assert agreed.ship_by == NOW + timedelta(days=9), "an agreed day stays"
