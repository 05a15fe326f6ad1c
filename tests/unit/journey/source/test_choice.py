"""What else decides where an order ships from: days and promises, closed places, stopped areas, load, joint need."""

from datetime import timedelta

import msgspec
import pytest

from orderway.flow import buckets
from orderway.flow.freight import days_to_leave, promised_until
from orderway.flow.gate import Verdict
from orderway.flow.order import Fulfilment, Order
from orderway.flow.reference import StopInfo
from orderway.journey.source.joint import decide_together, scarce_skus
from tests.unit.flow.making import BJ, CAP, CARRIER, GZ, HZ, MUG, NOW, Desk, line, open_reasons, places_of

SLOW = 8
BEIJING = {"province": "北京市", "city": "北京市", "district": "朝阳区", "street": "建国路88号"}


def promised(desk: Desk, *lines: object, **more: object) -> Order:
    made = desk.order(*lines, **more)  # type: ignore[arg-type]
    made.stage = "promise"
    desk.gate("promise")(made)
    made.stage = "source"
    return made


def together(desk: Desk, *orders: Order) -> list[Verdict]:
    gate = next(gate for gate in desk.gates if gate.name == "source")
    return gate.decide_all(orders, desk.world)


def test_a_day_late_costs_what_the_shop_says_and_the_parts_still_add_up() -> None:
    desk = Desk({MUG: {HZ: 9, GZ: 9}}, deliver_within_days=2, late_day_minor=400)
    desk.world.refs.warehouses[GZ].zones["CN", "浙江省"] = "near"  # a day by rate card, three from 杭州 by a slow one
    desk.world.refs.warehouses[HZ].rates["near"] = [(1000, 600, CARRIER, 3)]
    made = promised(desk, line(MUG))
    verdict = together(desk, made)[0]
    assert verdict.evidence["candidates"][:2] == [
        [["GZ"], 850, "", 250, 600, 0, 0, 0, 0],
        [["HZ"], 1250, "", 250, 600, 0, 400, 0, 0],
    ]
    assert places_of(made) == {GZ: 1}


def test_the_faster_carrier_is_worth_its_price_only_when_a_promise_asks_for_it() -> None:
    for days, carrier in ((5, CARRIER), (1, SLOW)):
        desk = Desk({MUG: {HZ: 9}}, deliver_within_days=days, late_day_minor=100)
        desk.world.refs.warehouses[HZ].rates["near"] = [(1000, 600, CARRIER, 3), (1000, 700, SLOW, 1)]
        made = desk.go(line(MUG))
        fulfilment = made.fulfilments[0]
        assert fulfilment.carrier_id == carrier
        assert fulfilment.cost_minor == 250 + (600 if carrier == CARRIER else 700), "lateness is no money"


def test_an_urgent_order_goes_where_it_is_nearest_in_days() -> None:
    desk = Desk({MUG: {HZ: 9, BJ: 9}}, urgent_day_minor=1000)
    desk.world.refs.warehouses[BJ].rates["near"] = [(1000, 1200, CARRIER, 1)]
    usual, urgent = promised(desk, line(MUG), person=BEIJING), promised(desk, line(MUG), person=BEIJING, priority=1)
    together(desk, usual), together(desk, urgent)
    assert (places_of(usual), places_of(urgent)) == ({HZ: 1}, {BJ: 1})


def test_the_buyers_own_date_goes_before_the_shops_promise() -> None:
    made = Desk({}).order(line(MUG), wishes={"delivery_date": "2026-11-23"})
    assert str(promised_until(made, 9)) == "2026-11-24 00:00:00+00:00"
    made.wishes = {"delivery_date": "soon"}
    assert promised_until(made, 9) == NOW + timedelta(days=9)
    assert promised_until(made, 0) is None


@pytest.mark.parametrize(
    ("cut_off", "work_days", "days"),
    [("", "1234567", 0), ("16:00", "1234567", 0), ("09:00", "1234567", 1), ("09:00", "12345", 3), ("", "67", 1)],
)
def test_what_comes_after_the_cut_off_leaves_on_the_next_working_day(cut_off: str, work_days: str, days: int) -> None:
    place = Desk({}).world.refs.warehouses[HZ]
    place.cut_off, place.work_days = cut_off, work_days
    assert days_to_leave(place, NOW) == days  # NOW is Friday, 10:00 in 杭州


def test_a_closed_warehouse_is_left_out_and_what_only_it_has_waits_until_it_opens() -> None:
    desk = Desk({MUG: {HZ: 9, GZ: 9}, CAP: {HZ: 1}})
    place = desk.world.refs.warehouses[HZ]
    place.closed_from, place.closed_until = NOW - timedelta(hours=1), NOW + timedelta(minutes=20)
    assert places_of(desk.go(line(MUG))) == {GZ: 1}
    made = promised(desk, line(CAP))
    verdict = together(desk, made)[0]
    assert (verdict.waits_for, verdict.until, verdict.holds) == ("warehouse", place.closed_until, [])


def test_a_stopped_area_holds_until_somebody_delivers_there_again() -> None:
    desk = Desk({MUG: {HZ: 9}})
    desk.world.refs.stops = [StopInfo(0, 0, "CN", "浙江省", "", NOW - timedelta(days=1), NOW + timedelta(days=1))]
    made = desk.go(line(MUG))
    assert (open_reasons(made), made.waits_for) == (["area_stopped"], "warehouse")
    desk.world.refs.stops = []
    desk.advance(made)
    assert (open_reasons(made), places_of(made), made.stage) == ([], {HZ: 1}, "warehouse")


def test_a_carrier_that_stopped_gives_way_to_one_that_goes() -> None:
    desk = Desk({MUG: {HZ: 9}})
    desk.world.refs.warehouses[HZ].rates["near"] = [(1000, 600, CARRIER, 1), (1000, 700, SLOW, 1)]
    desk.world.refs.stops = [StopInfo(HZ, CARRIER, "CN", "浙江省", "杭州市", NOW - timedelta(days=1), None)]
    assert desk.go(line(MUG)).fulfilments[0].carrier_id == SLOW


def test_the_load_of_a_warehouse_counts_as_it_is_now() -> None:
    desk = Desk({MUG: {HZ: 99, GZ: 99}})
    place = desk.world.refs.warehouses[HZ]
    place.load_minor, place.daily_orders_max = 900, 10
    desk.world.busy, desk.world.load = {HZ: 0}, {HZ: 0}
    made = [desk.go(line(MUG)) for _ in range(6)]
    assert [next(iter(places_of(each))) for each in made] == [HZ, HZ, HZ, HZ, GZ, GZ]


def test_after_three_tries_a_person_decides_and_may_let_it_go_on() -> None:
    desk = Desk({MUG: {HZ: 9, GZ: 9, BJ: 9}}, source_tries_max=2)
    made = desk.go(line(MUG))
    for _ in range(2):
        desk.must("reject", made, fulfilment_id=made.fulfilments[-1].id, reason="broken_belt")
    assert (open_reasons(made), made.waits_for) == (["source_tries"], "decision")
    desk.must("release_hold", made, hold_id=made.open_holds()[0].id, note="ok")
    assert [f.warehouse_id for f in made.fulfilments] == [HZ, GZ, BJ]


def test_a_rest_of_little_worth_is_not_sent_alone_unless_a_person_says_so() -> None:
    desk = Desk({MUG: {HZ: 9}, CAP: {GZ: 9}}, low_value_minor=1000)
    made = desk.go(line(MUG), line(CAP, 1, 500))
    assert (open_reasons(made), made.fulfilments) == (["low_value_rest"], [])
    desk.must("release_hold", made, hold_id=made.open_holds()[0].id, note="ok")
    assert len(made.fulfilments) == 2
    assert desk.go(line(MUG), line(CAP, 1, 5000)).stage == "warehouse"


def rivals(desk: Desk) -> tuple[Order, Order]:
    """Two orders that want the one mug in 杭州: the first would save little by it, the second much."""
    refs = desk.world.refs
    refs.warehouses[HZ].rates["far"] = [(1000, 800, CARRIER, 3)]
    refs.warehouses[GZ].rates["far"] = [(1000, 1900, CARRIER, 3)]
    refs.warehouses[GZ].zones["CN", "四川省"] = "close"
    refs.warehouses[GZ].rates["close"] = [(1000, 850, CARRIER, 2)]
    sichuan = {"province": "四川省", "city": "成都市", "district": "武侯区", "street": "人民南路四段9号"}
    return promised(desk, line(MUG), person=sichuan), promised(desk, line(MUG), person=BEIJING)


def test_orders_that_want_the_same_goods_are_decided_together_at_the_least_cost_for_all() -> None:
    desk = Desk({MUG: {HZ: 1, GZ: 1}})
    first, second = rivals(desk)
    assert scarce_skus([first, second], desk.world) == {MUG}
    shares = decide_together([first, second], desk.world, {})
    one, two = together(desk, first, second)
    assert (places_of(first), places_of(second)) == ({GZ: 1}, {HZ: 1})
    assert one.evidence["joint"] == two.evidence["joint"] == [2, 850 + 800 + 500, 800 + 1900 + 500, 2150]
    assert shares[first.id].picks == ((MUG, GZ, 1),)
    assert one.evidence["chosen"] == [[0, "GZ", 1]]
    assert one.evidence["total"] == 850 + 250
    assert desk.world.stock[MUG] == {HZ: 0, GZ: 0}


def test_nothing_is_decided_together_where_there_is_enough_for_all() -> None:
    desk = Desk({MUG: {HZ: 2, GZ: 2}})
    first, second = rivals(desk)
    assert scarce_skus([first, second], desk.world) == set()
    assert "joint" not in together(desk, first, second)[0].evidence


def test_a_shop_that_collects_lets_rivals_wait_for_each_other_once() -> None:
    desk = Desk({MUG: {HZ: 1, GZ: 1}}, source_window_seconds=5)
    first, second = rivals(desk)
    verdicts = together(desk, first, second)
    assert [v.waits_for for v in verdicts] == ["sourcing", "sourcing"]
    assert verdicts[0].until == NOW + timedelta(seconds=35)
    for each in (first, second):
        each.waits_for = "sourcing"
    assert [v.waits_for for v in together(desk, first, second)] == ["", ""]


def test_a_joint_decision_on_an_earlier_sight_is_dropped_whole_when_the_goods_are_gone() -> None:
    desk = Desk({MUG: {HZ: 1, GZ: 1}}, source_window_seconds=5)
    first, second = rivals(desk)
    desk.world.facts["joint"] = decide_together([first, second], desk.world, {})
    second.reservations = []
    desk.world.stock[MUG] = {HZ: 0, GZ: 0}
    first.waits_for = second.waits_for = "sourcing"
    one, two = together(desk, first, second)
    assert "joint" not in one.evidence
    assert (places_of(first), two.evidence) == ({HZ: 1}, {})


@pytest.mark.parametrize("why", ["tries", "apart"])
def test_nobody_is_given_what_an_order_keeps_that_does_not_take_its_share(why: str) -> None:
    desk = Desk({MUG: {HZ: 1, GZ: 1}, CAP: {HZ: 9, GZ: 9}}, source_tries_max=1, apart_by=["category"])
    first, second = rivals(desk)
    if why == "tries":
        first.fulfilments = [Fulfilment(1, first.id, HZ, "REJECTED", None, NOW)]
    else:
        desk.world.refs.skus[CAP] = msgspec.structs.replace(desk.world.refs.skus[CAP], category="cold")
        first.lines.append(line(CAP))
        buckets.promise(first, first.lines[-1], HZ, 1, desk.world, desk.ids)
    desk.world.facts["joint"] = decide_together([first, second], desk.world, {})
    assert desk.world.facts["joint"][first.id].picks[0] == (MUG, GZ, 1)
    together(desk, first, second)
    assert min(desk.world.stock[MUG].values()) == 0
    assert places_of(first) != places_of(second)


def test_parcels_of_one_order_share_what_a_warehouse_has() -> None:
    desk = Desk({MUG: {HZ: 5, GZ: 9}}, parcel_grams_max=1500)
    desk.world.refs.warehouses[GZ].rates["far"] = [(30_000, 5000, CARRIER, 3)]
    made = promised(desk, line(MUG, 6))
    assert places_of(made) == {GZ: 6}
    (verdict,) = together(desk, made)
    assert [part["chosen"] for part in verdict.evidence["parts"]] == [[[0, "HZ", 3]], [[0, "GZ", 3]]]
    assert (places_of(made), desk.world.stock[MUG]) == ({HZ: 3, GZ: 3}, {HZ: 2, GZ: 6})


def test_what_the_shop_keeps_apart_never_shares_a_parcel() -> None:
    desk = Desk({MUG: {HZ: 9}, CAP: {HZ: 9}}, apart_by=["category"])
    desk.world.refs.skus[CAP] = msgspec.structs.replace(desk.world.refs.skus[CAP], category="cold")
    made = desk.go(line(MUG, 2), line(CAP), line(MUG))
    assert [(f.warehouse_id, f.cost_minor) for f in made.fulfilments] == [(HZ, 200 + 150 + 1200), (HZ, 200 + 50 + 600)]
    units = {f.id: [p.sku_id for p in made.fulfilment_lines if p.fulfilment_id == f.id] for f in made.fulfilments}
    assert list(units.values()) == [[MUG, MUG], [CAP]]
    source = next(step[2] for step in made.steps if step[0] == "source")
    told = msgspec.json.decode(msgspec.json.encode(source))
    assert [part["part"] for part in told["parts"]] == ["", "cold"]
    assert (told["total"], told["chosen"]) == (1550 + 850, [[0, "HZ", 3], [1, "HZ", 1]])


def test_distance_counts_where_the_shop_says_what_it_is_worth() -> None:
    desk = Desk({MUG: {HZ: 9, GZ: 9}}, distance_100km_minor=100)
    guangdong = {"province": "广东省", "city": "深圳市", "district": "南山区", "street": "科技路9号"}
    desk.world.refs.warehouses[GZ].rates["near"] = [(1000, 900, CARRIER, 1)]
    verdict = together(desk, promised(desk, line(MUG), person=guangdong))[0]
    assert verdict.evidence["km"]["GZ"] == 150
    assert verdict.evidence["chosen"] == [[0, "GZ", 1]]
    assert verdict.evidence["candidates"][0][8] == 150
