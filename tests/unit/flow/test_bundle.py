"""Bundles become their components without losing a minor unit or a unit of goods."""

from hypothesis import given
from hypothesis import strategies as st

from orderway.flow import bundle, change, money
from orderway.flow.order import Line, Order
from orderway.flow.reference import BundlePart
from tests.unit.flow.making import BAG, CAP, MUG, Desk, line, order

SET = 90
TWO_MUGS_AND_A_CAP = [BundlePart(MUG, 2, 0), BundlePart(CAP, 1, 0)]


def exploded(desk: Desk, each: Line, parts: list[BundlePart]) -> Order:
    made = order(desk.ids, each, total_minor=each.paid_share_minor, captured_minor=each.paid_share_minor)
    desk.world.refs.bundles[SET] = parts
    bundle.explode_all(made, desk.world, desk.ids)
    return made


@given(
    price=st.integers(0, 10**6),
    units=st.integers(1, 30),
    discount=st.integers(0, 5000),
    paid=st.integers(0, 10**7),
    parts=st.lists(st.tuples(st.integers(1, 9), st.integers(0, 50)), min_size=1, max_size=3),
)
def test_the_components_carry_what_the_bundle_carried(
    price: int, units: int, discount: int, paid: int, parts: list[tuple[int, int]]
) -> None:
    desk, skus = Desk(), (MUG, CAP, BAG)
    each = line(SET, units, price, discount_minor=discount, paid_share_minor=paid, tax_minor=7)
    told = [BundlePart(sku, many, weight) for sku, (many, weight) in zip(skus, parts, strict=False)]
    made = exploded(desk, each, told)
    assert [one.ordered for one in made.lines] == [units * many for many, _ in parts]
    assert sum(one.gross_minor() for one in made.lines) == units * price
    assert sum(one.discount_minor for one in made.lines) == discount
    assert sum(one.tax_minor for one in made.lines) == 7
    assert sum(one.paid_share_minor for one in made.lines) == paid
    assert {one.bundle_sku_id for one in made.lines} == {SET}
    assert made.units == sum(units * many for many, _ in parts)


def test_price_weights_say_who_carries_how_much() -> None:
    desk = Desk()
    made = exploded(desk, line(SET, 1, 10000, paid_share_minor=10000), [BundlePart(MUG, 2, 70), BundlePart(CAP, 1, 30)])
    assert [(x.sku_id, x.ordered, x.unit_price_minor, x.paid_share_minor) for x in made.lines] == [
        (MUG, 2, 3500, 7000),
        (CAP, 1, 3000, 3000),
    ]


def test_one_of_two_bundles_gives_back_the_right_units_of_each_component_and_half_the_money() -> None:
    desk = Desk()
    made = exploded(desk, line(SET, 2, 9999, paid_share_minor=19998), TWO_MUGS_AND_A_CAP)
    assert bundle.change_bundles(made, made.lines, 1, desk.world, desk.ids, "channel", "channel") is None
    assert [(x.sku_id, x.ordered, x.cancelled) for x in made.lines] == [(MUG, 4, 2), (CAP, 2, 1)]
    assert made.due_minor() == 9999
    assert [refund.amount_minor for refund in made.refunds] == [9999]


def test_a_third_bundle_costs_what_one_bundle_costs() -> None:
    desk = Desk()
    made = exploded(desk, line(SET, 2, 10001, paid_share_minor=20002), TWO_MUGS_AND_A_CAP)
    assert bundle.change_bundles(made, made.lines, 3, desk.world, desk.ids, "channel", "channel") is None
    assert [(x.ordered, x.open) for x in made.lines] == [(6, 6), (3, 3)]
    assert made.total_minor == sum(x.gross_minor() for x in made.lines) == 30003
    assert [change.told_units(made, x) for x in made.lines] == [4, 2]


def test_units_cancelled_before_the_listing_was_mapped_stay_cancelled_in_every_component() -> None:
    desk = Desk()
    each = line(SET, 3, 1000, paid_share_minor=3000)
    made = order(desk.ids, each, total_minor=3000)
    each.open, each.cancelled = 2, 1
    money.drop_units(made, each, 1)
    change.tell_units(made, each, 2)
    desk.world.refs.bundles[SET] = TWO_MUGS_AND_A_CAP
    bundle.explode_all(made, desk.world, desk.ids)
    assert [(x.ordered, x.open, x.cancelled, x.refunded_units) for x in made.lines] == [(6, 4, 2, 2), (3, 2, 1, 1)]
    assert sum(x.refunded_minor for x in made.lines) == 1000
    assert [change.told_units(made, x) for x in made.lines] == [4, 2]
    assert sum(money.drop_units(made, x, x.open) for x in made.lines) == 2000


def test_a_line_of_which_something_is_reserved_stays_as_it_is() -> None:
    desk = Desk()
    each = line(SET, 2, 1000)
    each.open, each.promised = 1, 1
    assert [x.sku_id for x in exploded(desk, each, TWO_MUGS_AND_A_CAP).lines] == [SET]


def test_the_channel_sees_the_bundle_it_sold_and_it_has_gone_when_its_last_component_has() -> None:
    desk = Desk()
    made = exploded(desk, line(SET, 2, 1000), TWO_MUGS_AND_A_CAP)
    mugs, caps = made.lines
    mugs.open, mugs.shipped, caps.open, caps.shipped = 0, 4, 1, 1
    assert [(x.external_id, x.ordered, x.shipped) for x in bundle.sold(made)] == [("UNKNOWN", 2, 1)]
