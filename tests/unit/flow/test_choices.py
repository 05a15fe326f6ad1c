"""The ways out of a shortage: exact days and costs, in the sequence of what they cost."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec

from orderway.flow.choice import Choice
from orderway.flow.choices import Supply, choices_of
from orderway.flow.order import Order
from orderway.flow.reference import References
from orderway.stock.availability import Availability, Inbound, Row
from orderway.stock.dates import Waits
from tests.unit.flow.making import BAG, BJ, CAP, GZ, HZ, MUG, NOW, SHOP, Desk, line

DAY = timedelta(days=1)


def seen(
    sku: int, free: Mapping[int, int] | None = None, coming: Sequence[tuple[int, int, datetime]] = ()
) -> Availability:
    rows = [Row(place, str(place), str(place), units, 0, 0, 0, 0) for place, units in (free or {}).items()]
    inbound = [
        Inbound("purchase", at, f"PO{at}", place, units, day) for at, (place, units, day) in enumerate(coming, 1)
    ]
    return Availability(sku, SHOP, rows, 0, inbound)


def supply(made: Order, *known: Availability, instead: Mapping[int, Any] | None = None, ahead: int = 0) -> Supply:
    """Of what is known of the goods; `ahead` units are waited for by somebody before."""
    queues = {}
    for each in made.lines:
        if each.backordered and each.sku_id:
            before = [Waits(1, ahead)] if ahead else []
            queues[each.sku_id] = [*before, Waits(made.id, each.backordered)]
    return Supply({one.sku_id: one for one in known}, queues, instead or {})


def short_order(**policy: Any) -> tuple[Desk, Order]:
    """A mug that is there, two caps that are not: 500 g each, 89.00 each."""
    desk = Desk({MUG: {HZ: 9}}, **policy)
    return desk, desk.go(line(MUG), line(CAP, 2))


def by_kind(found: Sequence[Choice]) -> dict[str, Choice]:
    """The best of each kind."""
    return {one.kind: one for one in reversed(found)}


def change_sku(refs: References, sku: int, **more: Any) -> None:
    refs.skus[sku] = msgspec.structs.replace(refs.skus[sku], **more)


def test_waiting_costs_nothing_and_has_the_day_goods_come_that_nobody_before_takes() -> None:
    desk, made = short_order()
    coming = [(HZ, 2, NOW + 2 * DAY), (HZ, 5, NOW + 6 * DAY)]
    first = by_kind(choices_of(made, supply(made, seen(CAP, {}, coming)), desk.world))["wait"]
    assert (first.ship_at, first.deliver_at, first.total_minor) == (NOW + 2 * DAY, NOW + 3 * DAY, 0)
    assert first.facts == {"source": "purchase", "ref": "PO1"}
    second = by_kind(choices_of(made, supply(made, seen(CAP, {}, coming), ahead=1), desk.world))["wait"]
    assert (second.ship_at, second.facts["ref"]) == (NOW + 6 * DAY, "PO2")


def test_shipping_in_part_costs_one_more_parcel() -> None:
    desk, made = short_order()
    found = by_kind(choices_of(made, supply(made, seen(CAP, {}, [(HZ, 2, NOW + 2 * DAY)])), desk.world))
    part = found["part"]
    # 500 g and 1000 g at 6.00 each instead of 1500 g at 12.00; one order more handled at 2.00
    assert (part.freight_minor, part.handling_minor, part.total_minor) == (0, 200, 200)
    assert (part.facts["first_at"], part.ship_at) == (NOW.isoformat(), NOW + 2 * DAY)


def test_refunding_what_is_short_is_exact_and_loses_the_margin() -> None:
    desk, made = short_order()
    change_sku(desk.world.refs, CAP, cost_minor=5000)
    one = by_kind(choices_of(made, supply(made, seen(CAP)), desk.world))["cancel_short"]
    assert (one.refund_minor, one.margin_minor) == (2 * 8900, 2 * 3900)
    assert (one.freight_minor, one.handling_minor) == (-600, -100), "one box is light now, two units less to handle"
    assert one.total_minor == 7800 - 700
    assert (one.ship_at, one.deliver_at) == (NOW, NOW + DAY)


def test_a_shared_discount_is_paid_back_to_the_cent() -> None:
    desk = Desk({MUG: {HZ: 9}})
    shares = (line(MUG, paid_share_minor=8255), line(CAP, price=4900, paid_share_minor=4545))
    made = desk.go(*shares, discount_minor=1000, total_minor=12800)
    one = by_kind(choices_of(made, supply(made, seen(CAP)), desk.world))["cancel_short"]
    assert one.refund_minor == 4545
    assert (made.refund_open_minor, made.lines[1].cancelled, made.stage) == (0, 0, "promise"), "nothing was done"


def test_cancelling_pays_all_back_and_saves_its_parcel() -> None:
    desk, made = short_order()
    for sku in (MUG, CAP):
        change_sku(desk.world.refs, sku, cost_minor=8000)
    one = by_kind(choices_of(made, supply(made, seen(CAP)), desk.world))["cancel"]
    assert (one.refund_minor, one.margin_minor, one.freight_minor, one.handling_minor) == (26700, 2700, -1200, -350)
    assert (one.total_minor, one.ship_at) == (1150, None)


def test_each_day_beyond_the_promise_costs_what_the_shop_says() -> None:
    desk, made = short_order(deliver_within_days=3, late_day_minor=300)
    found = by_kind(choices_of(made, supply(made, seen(CAP, {}, [(HZ, 2, NOW + 5 * DAY)])), desk.world))
    assert found["wait"].deliver_at == NOW + 6 * DAY
    assert (found["wait"].late_minor, found["wait"].total_minor) == (900, 900)
    assert (found["part"].late_minor, found["part"].total_minor) == (600, 800), "two of three units are late"
    assert found["cancel_short"].late_minor == 0


def test_the_ship_by_time_counts_where_no_delivery_was_promised() -> None:
    desk, made = short_order(late_day_minor=100)
    made.ship_by = NOW + 2 * DAY
    late = by_kind(
        choices_of(made, supply(made, seen(CAP, {}, [(HZ, 2, NOW + 2 * DAY + timedelta(hours=1))])), desk.world)
    )
    assert late["wait"].late_minor == 100, "a day begun counts"


def test_ways_without_a_day_or_with_a_punishment_come_last() -> None:
    desk, made = short_order()
    change_sku(desk.world.refs, CAP, cost_minor=8800)
    kinds = [one.kind for one in choices_of(made, supply(made, seen(CAP)), desk.world)]
    assert kinds == ["cancel_short", "cancel", "wait", "part"]
    desk.world.refs.shops[SHOP] = msgspec.structs.replace(desk.world.refs.shops[SHOP], channel="taobao")
    found = choices_of(made, supply(made, seen(CAP)), desk.world)
    assert [(one.kind, one.punished) for one in found[-2:]] == [("cancel_short", True), ("cancel", True)]


def test_goods_that_are_overdue_give_no_day() -> None:
    desk, made = short_order()
    wait = by_kind(choices_of(made, supply(made, seen(CAP, {}, [(HZ, 9, NOW - DAY)])), desk.world))["wait"]
    assert (wait.ship_at, wait.deliver_at, wait.total_minor) == (None, None, None)


def test_a_transfer_costs_its_own_freight_and_days() -> None:
    desk, made = short_order()
    desk.world.refs.warehouses[BJ].zones = {("CN", "广东省"): "far"}
    found = by_kind(choices_of(made, supply(made, seen(CAP, {BJ: 2})), desk.world))
    one = found["transfer"]
    assert (one.facts["from_code"], one.facts["to_code"], one.whole) == ("BJ", "GZ", True)
    # to GZ 1000 g 10.00 + 2.00; from there caps 9.00 beside the mug's 6.00 instead of one box of 12.00
    assert (one.freight_minor, one.handling_minor, one.total_minor) == (1200 + 300, 200, 1700)
    assert (one.ship_at, one.deliver_at) == (NOW + 4 * DAY, NOW + 7 * DAY), "a day to prepare it, three on the road"


def test_a_transfer_nobody_has_a_rate_for_is_offered_without_its_cost() -> None:
    desk, made = short_order()
    desk.world.refs.warehouses[BJ].zones = desk.world.refs.warehouses[GZ].zones = {}
    one = by_kind(choices_of(made, supply(made, seen(CAP, {BJ: 2})), desk.world))["transfer"]
    assert (one.facts["to_code"], one.ship_at, one.total_minor) == ("HZ", NOW + 4 * DAY, None)


def test_an_order_bound_to_a_warehouse_may_go_from_another_or_from_both() -> None:
    desk = Desk({MUG: {HZ: 9}})
    made = desk.go(line(MUG), line(CAP, 2), warehouse_id=HZ)
    found = by_kind(
        choices_of(
            made,
            supply(
                made,
                seen(CAP, {GZ: 2}),
            ),
            desk.world,
        )
    )
    assert "warehouse" not in found, "GZ has no mug"
    split = found["split"]
    # HZ 500 g 6.00 + GZ 1000 g 9.00 instead of HZ 1500 g 12.00; one order more handled
    assert (split.freight_minor, split.handling_minor, split.total_minor) == (300, 200, 500)
    assert (split.ship_at, split.deliver_at, split.facts["to_code"]) == (NOW, NOW + 3 * DAY, "GZ")
    both = supply(made, seen(CAP, {GZ: 2}), seen(MUG, {GZ: 1}))
    whole = by_kind(choices_of(made, both, desk.world))["warehouse"]
    assert (whole.freight_minor, whole.handling_minor, whole.deliver_at) == (600, 0, NOW + 3 * DAY)


def test_a_substitute_goes_with_the_rest_and_costs_what_it_is_dearer() -> None:
    desk, made = short_order()
    change_sku(desk.world.refs, CAP, cost_minor=4000)
    change_sku(desk.world.refs, BAG, cost_minor=4300)
    instead = {CAP: [(BAG, "BAG", "Bag")]}
    one = by_kind(choices_of(made, supply(made, seen(CAP), seen(BAG, {HZ: 2}), instead=instead), desk.world))[
        "substitute"
    ]
    assert (one.freight_minor, one.handling_minor, one.margin_minor, one.total_minor) == (0, 0, 600, 600)
    assert (one.ship_at, one.deliver_at) == (NOW, NOW + DAY)
    assert one.facts["substitutes"] == {
        str(CAP): {"sku_id": BAG, "code": "BAG", "name": "Bag", "units": 2, "place": HZ}
    }


def test_a_substitute_that_is_short_itself_or_no_longer_sold_or_points_back_is_none() -> None:
    desk, made = short_order()
    circle = {CAP: [(CAP, "CAP", ""), (BAG, "BAG", "")], BAG: [(CAP, "CAP", "")]}
    few = supply(made, seen(CAP, {HZ: 2}), seen(BAG, {HZ: 1}), instead=circle)
    assert "substitute" not in by_kind(choices_of(made, few, desk.world))
    enough = supply(made, seen(CAP), seen(BAG, {HZ: 2}), instead=circle)
    assert by_kind(choices_of(made, enough, desk.world))["substitute"].facts["substitutes"][str(CAP)]["code"] == "BAG"
    change_sku(desk.world.refs, BAG, active=False)
    assert "substitute" not in by_kind(choices_of(made, enough, desk.world))


def test_two_skus_do_not_share_the_last_units_of_one_substitute() -> None:
    desk = Desk({})
    made = desk.go(line(MUG, 1), line(CAP, 1))
    instead = {MUG: [(BAG, "BAG", "")], CAP: [(BAG, "BAG", "")]}
    one = supply(made, seen(MUG), seen(CAP), seen(BAG, {HZ: 1}), instead=instead)
    assert "substitute" not in by_kind(choices_of(made, one, desk.world))
    two = supply(made, seen(MUG), seen(CAP), seen(BAG, {HZ: 2}), instead=instead)
    assert by_kind(choices_of(made, two, desk.world))["substitute"].units == {MUG: 1, CAP: 1}


def test_an_order_that_lacks_nothing_has_no_choice() -> None:
    desk = Desk({MUG: {HZ: 9}})
    made = desk.go(line(MUG))
    assert choices_of(made, supply(made), desk.world) == []
