"""A line that is partly there: other goods for what is short, the rest as ordered, money to the minor unit."""

from typing import Any

import msgspec

from orderway.flow import change, line_split
from orderway.flow.bundle import sold
from orderway.flow.choices import choices_of
from orderway.flow.order import Order
from orderway.flow.reference import BundlePart
from orderway.flow.shortage import decide
from tests.unit.flow.making import BAG, CAP, HZ, MUG, SHOP, Desk, buckets_of, line, open_reasons, places_of
from tests.unit.flow.test_choices import by_kind, seen, supply

SET = 199


def partly(units: int = 3, there: int = 1, **line_of: Any) -> tuple[Desk, Order]:
    """Caps of which only some are there; bags may stand for them."""
    desk = Desk({CAP: {HZ: there}, BAG: {HZ: 9}})
    return desk, desk.go(line(CAP, units, **line_of))


def substituted(desk: Desk, made: Order) -> Order:
    """The order after bags were taken for what is short."""
    ways = choices_of(
        made, supply(made, seen(CAP), seen(BAG, {HZ: 9}), instead={CAP: [(BAG, "BAG", "bag")]}), desk.world
    )
    way = by_kind(ways)["substitute"]
    assert decide(made, "substitute", "agreed on the phone", "anna", desk.world, desk.ids, way) is None
    desk.advance(made)
    return made


def test_only_the_units_that_are_short_become_other_goods() -> None:
    made = substituted(*partly())
    assert [(one.sku_id, one.ordered, buckets_of(one)) for one in made.lines] == [
        (CAP, 1, {"released": 1}),
        (BAG, 2, {"released": 2}),
    ]
    assert len({one.position for one in made.lines}) == len({one.external_id for one in made.lines}) == 1
    assert (made.extra["shortage"], made.extra["consent"]) == ("substitute", "agreed on the phone")
    assert places_of(made) == {HZ: 3}
    assert len(made.fulfilments) == 1


def test_the_money_of_a_divided_line_adds_up_to_the_minor_unit() -> None:
    made = substituted(*partly(paid_share_minor=10_000, discount_minor=16_700, tax_minor=100))
    assert [(one.paid_share_minor, one.discount_minor, one.tax_minor) for one in made.lines] == [
        (3_333, 5_566, 33),
        (6_667, 11_134, 67),
    ]


def test_the_buyer_owes_what_was_agreed_and_may_still_cancel_either() -> None:
    desk, made = partly()
    total = made.total_minor
    substituted(desk, made)
    assert (made.total_minor, made.due_minor(), made.payment_state) == (total, total, "PAID")
    assert change.cancel(made, desk.world, desk.ids, "wish", "anna", {made.lines[1].id: 2}) is None
    assert (made.refund_open_minor, made.due_minor()) == (2 * 8900, 8900)


def test_for_the_channel_both_are_one_line() -> None:
    desk, made = partly()
    substituted(desk, made)
    one = sold(made)[0]
    assert (len(sold(made)), one.ordered, one.shipped) == (1, 3, 0)
    desk.ship(made)
    assert [each.shipped for each in sold(made)] == [3]
    assert line_split.told_units(made, line_split.parts_of(made, made.lines[1])) == 3


def test_fewer_units_leave_where_they_wait_then_with_what_was_split_off() -> None:
    desk, made = partly()
    substituted(desk, made)
    assert line_split.fewer(made.lines, 1) == {made.lines[1].id: 1}
    assert line_split.fewer(made.lines, 3) == {made.lines[1].id: 2, made.lines[0].id: 1}
    made.lines[0].backordered = 1
    assert line_split.fewer(made.lines, 1) == {made.lines[0].id: 1}
    assert line_split.fewer(made.lines, 5)[made.lines[0].id] == 3, "too many: the cancellation says why"


def test_a_line_whose_money_went_back_already_stays_whole() -> None:
    desk, made = partly()
    made.lines[0].refunded_units = 2
    found = by_kind(
        choices_of(made, supply(made, seen(CAP), seen(BAG, {HZ: 9}), instead={CAP: [(BAG, "BAG", "b")]}), desk.world)
    )
    assert "substitute" not in found


def test_a_trading_partners_line_is_not_divided() -> None:
    desk, made = partly()
    desk.world.refs.edi_shops = frozenset({SHOP})
    instead = {CAP: [(BAG, "BAG", "bag")]}
    found = by_kind(choices_of(made, supply(made, seen(CAP), seen(BAG, {HZ: 9}), instead=instead), desk.world))
    assert "substitute" not in found


def bundle(there: int) -> tuple[Desk, Order]:
    """Two sets of a mug and two caps, at 100.00 a set: caps are short."""
    desk = Desk({MUG: {HZ: 9}, CAP: {HZ: there}, BAG: {HZ: 9}})
    desk.world.refs.bundles = {SET: [BundlePart(MUG, 1, 1), BundlePart(CAP, 2, 2)]}
    info = desk.world.refs.skus[MUG]
    desk.world.refs.skus[SET] = msgspec.structs.replace(info, id=SET, code="SET")
    return desk, desk.go(line(SET, 2, 10_000))


def test_a_component_that_is_partly_there_is_substituted_within_its_bundle() -> None:
    desk, made = bundle(there=1)
    substituted(desk, made)
    assert [(one.sku_id, one.ordered, one.bundle_units, one.paid_share_minor) for one in made.lines] == [
        (MUG, 2, 1, 6_667),
        (CAP, 1, 2, 3_333),
        (BAG, 3, 2, 10_000),
    ]
    desk.ship(made)
    assert [(each.ordered, each.shipped) for each in sold(made)] == [(2, 2)]


def test_of_a_bundle_only_what_is_short_is_paid_back() -> None:
    desk, made = bundle(there=1)
    way = by_kind(choices_of(made, supply(made, seen(CAP)), desk.world))["cancel_short"]
    assert way.refund_minor == 9_999, "three of four caps, of 133.33 for all"
    assert decide(made, "cancel_short", "agreed", "anna", desk.world, desk.ids, way) is None
    desk.advance(made)
    assert [buckets_of(one) for one in made.lines] == [{"released": 2}, {"released": 1, "cancelled": 3}]
    assert (made.refund_open_minor, made.due_minor(), open_reasons(made)) == (9_999, 10_001, [])


def test_of_a_bundle_what_is_there_ships_and_the_rest_waits() -> None:
    desk, made = bundle(there=1)
    desk.must("decide_shortage", made, choice="part", consent="agreed")
    assert [buckets_of(one) for one in made.lines] == [{"released": 2}, {"released": 1, "backordered": 3}]
