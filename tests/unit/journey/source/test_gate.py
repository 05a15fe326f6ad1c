"""The cheapest warehouses, with evidence from which alone the choice follows again."""

from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orderway.flow.gate import Verdict
from orderway.flow.order import Order
from tests.unit.flow.making import BAG, BJ, CAP, CARRIER, GZ, HZ, MUG, Desk, line, open_reasons, places_of

PLACES = {"HZ": HZ, "GZ": GZ, "BJ": BJ}
BEIJING = {"province": "北京市", "city": "北京市", "district": "朝阳区", "street": "建国路88号"}


def sourced(desk: Desk, *lines: Any, **more: Any) -> tuple[Order, Verdict]:
    """An order promised, and what the gate says of it."""
    made = desk.order(*lines, **more)
    made.stage = "promise"
    desk.gate("promise")(made)
    return made, desk.gate("source")(made)


def chosen_again(evidence: dict[str, Any]) -> list[list[Any]]:
    """The choice from the evidence alone: the cheapest candidate, the first of equals; then who ships what."""
    able = [candidate for candidate in evidence["candidates"] if candidate[1] is not None]
    assert able, "nobody can ship it"
    for warehouses, total, removed, handling, freight, split in able:
        assert (total, removed) == (handling + freight + split, ""), warehouses
    best = min(able, key=lambda candidate: candidate[1])
    if len(best[0]) == 1:
        return [[at, best[0][0], line[1]] for at, line in enumerate(evidence["lines"])]
    return [pick for pick in evidence["chosen"] if pick[1] in best[0]]


def test_every_warehouse_is_a_candidate_with_its_cost_in_parts() -> None:
    made, verdict = sourced(Desk({MUG: {HZ: 9, GZ: 9, BJ: 9}}), line(MUG, 2))
    assert verdict.evidence["candidates"] == [
        [["HZ"], 900, "", 300, 600, 0],
        [["GZ"], 1200, "", 300, 900, 0],
        [["BJ"], 1300, "", 300, 1000, 0],
    ]
    assert (verdict.evidence["chosen"], verdict.evidence["total"]) == ([[0, "HZ", 2]], 900)
    assert places_of(made) == {HZ: 2}


@settings(max_examples=150, deadline=None)
@given(
    stock=st.dictionaries(
        st.sampled_from((MUG, CAP, BAG)),
        st.dictionaries(st.sampled_from((HZ, GZ, BJ)), st.integers(0, 4), min_size=1),
        min_size=1,
    ),
    wanted=st.dictionaries(st.sampled_from((MUG, CAP, BAG)), st.integers(1, 4), min_size=1),
    far=st.booleans(),
)
def test_the_choice_follows_again_from_the_evidence_alone(
    stock: dict[int, dict[int, int]], wanted: dict[int, int], far: bool
) -> None:
    made, verdict = sourced(
        Desk(stock, shortage="part"),
        *(line(sku, units) for sku, units in wanted.items()),
        person=BEIJING if far else {},
    )
    if not made.live_reservations():
        assert verdict.evidence == {}
        return
    evidence = verdict.evidence
    assert chosen_again(evidence) == evidence["chosen"]
    taken: dict[int, int] = {}
    for _, code, units in evidence["chosen"]:
        taken[PLACES[code]] = taken.get(PLACES[code], 0) + units
    assert taken == places_of(made)
    assert sum(each.allocated for each in made.lines) == sum(taken.values())


def test_changing_one_cell_of_the_rate_card_moves_exactly_the_orders_it_should() -> None:
    def choices(price: int) -> list[str]:
        desk = Desk({MUG: {HZ: 99, GZ: 99, BJ: 99}})
        card = desk.world.refs.warehouses[GZ].rates["far"]
        card[1] = (5000, price, CARRIER, 3)  # from Guangzhou to anywhere far, above 1 kg and up to 5 kg
        found = []
        for units, person in ((1, {}), (3, {}), (10, {}), (3, BEIJING), (11, {})):
            _, verdict = sourced(desk, line(MUG, units), person=person)
            found.append(verdict.evidence["chosen"][0][1])
        return found

    assert choices(1800) == ["HZ"] * 5
    assert choices(1200) == ["HZ"] * 5, "as cheap as the others: nobody moves for nothing"
    assert choices(1199) == ["HZ", "GZ", "GZ", "GZ", "HZ"], "only those between 1 and 5 kg"


def test_an_order_is_split_only_where_nobody_has_all_of_it() -> None:
    made, verdict = sourced(Desk({MUG: {HZ: 9, BJ: 9}, CAP: {BJ: 9}}, split_minor=0), line(MUG), line(CAP))
    assert (places_of(made), verdict.evidence["total"]) == ({BJ: 2}, 200 + 100 + 1000)
    made, verdict = sourced(Desk({MUG: {HZ: 9}, CAP: {GZ: 9}}, split_minor=300), line(MUG), line(CAP))
    assert places_of(made) == {HZ: 1, GZ: 1}
    assert verdict.evidence["total"] == (250 + 600) + (250 + 900) + 300
    assert [c[5] for c in verdict.evidence["candidates"] if c[1] is not None] == [300]


def test_a_shop_that_never_splits_holds_the_order() -> None:
    made = Desk({MUG: {HZ: 9}, CAP: {GZ: 9}}, splits_max=0).go(line(MUG), line(CAP))
    assert (open_reasons(made), made.fulfilments) == (["unreachable"], [])


def test_its_own_reservation_counts_for_the_order() -> None:
    desk = Desk({MUG: {HZ: 2}})
    made, verdict = sourced(desk, line(MUG, 2))
    assert (places_of(made), verdict.evidence["total"]) == ({HZ: 2}, 900)
    assert desk.world.reserve_change == {(MUG, HZ): 2}


def test_reservations_move_to_the_cheapest_place_when_stock_came_there_meanwhile() -> None:
    desk = Desk({MUG: {BJ: 5}})
    made = desk.order(line(MUG, 2))
    made.stage = "promise"
    desk.gate("promise")(made)
    assert places_of(made) == {BJ: 2}
    desk.world.move(MUG, HZ, 5, "receive", "")
    desk.gate("source")(made)
    assert places_of(made) == {HZ: 2}
    assert {key: units for key, units in desk.world.reserve_change.items() if units} == {(MUG, HZ): 2}


def test_a_full_warehouse_takes_no_more_today() -> None:
    desk = Desk({MUG: {HZ: 9, GZ: 9}})
    desk.world.refs.warehouses[HZ].daily_orders_max = 2
    desk.world.load[HZ] = 0
    found = [desk.go(line(MUG)) for _ in range(3)]
    assert [places_of(made) for made in found] == [{HZ: 1}, {HZ: 1}, {GZ: 1}]
    evidence = next(msgspec.json.decode(step[2]) for step in found[2].steps if step[0] == "source")
    assert evidence["removed"] == {"HZ": "full_today"}


@pytest.mark.parametrize(
    ("more", "removed"),
    [
        ({"extra": {"barred": {str(HZ): "2099-01-01T00:00:00+00:00"}}}, {"HZ": "barred"}),
        ({"warehouse_id": GZ}, {"HZ": "chosen_by_hand", "BJ": "chosen_by_hand"}),
    ],
)
def test_who_may_not_ship_it_is_removed_with_the_reason(more: dict[str, Any], removed: dict[str, str]) -> None:
    made, verdict = sourced(Desk({MUG: {HZ: 9, GZ: 9}}), line(MUG), **more)
    assert (places_of(made), verdict.evidence["removed"]) == ({GZ: 1}, removed)


def test_where_nobody_goes_the_order_is_held() -> None:
    desk = Desk({MUG: {HZ: 9}})
    made, verdict = sourced(desk, line(MUG), person={"country": "DE", "province": "", "city": "Berlin"})
    assert [raised.reason for raised in verdict.holds] == ["unreachable"]
    assert set(verdict.evidence["removed"].values()) == {"no_rate"}
    assert places_of(made) == {HZ: 1}, "its stock stays reserved"


def test_cash_on_delivery_goes_where_somebody_collects() -> None:
    desk = Desk({MUG: {HZ: 9, GZ: 9}})
    for zone in desk.world.refs.warehouses[HZ].rates.values():
        zone[:] = [(grams, price, 99, days) for grams, price, _, days in zone]
    _, paid = sourced(desk, line(MUG))
    made, verdict = sourced(desk, line(MUG), paid=False, payment_state="COD_DUE")
    assert paid.evidence["chosen"] == [[0, "HZ", 1]]
    assert (places_of(made), verdict.evidence["removed"]) == ({GZ: 1}, {"HZ": "no_cod"})


def test_stock_below_the_safety_of_another_is_none() -> None:
    desk = Desk({MUG: {GZ: 9}})
    desk.world.see(MUG, HZ, 5, 5, 3)
    made, verdict = sourced(desk, line(MUG))
    assert (places_of(made), verdict.evidence["candidates"][-1][0]) == ({GZ: 1}, ["BJ"])
    assert [c[2] for c in verdict.evidence["candidates"] if c[0] == ["HZ"]] == ["stock"]


def test_choosing_a_warehouse_by_hand_moves_the_order_there() -> None:
    desk = Desk({MUG: {HZ: 9, GZ: 9}})
    made = desk.go(line(MUG, price=600_000))
    assert (places_of(made), made.stage) == ({HZ: 1}, "release")
    desk.must("choose_warehouse", made, warehouse="GZ")
    assert places_of(made) == {GZ: 1}
    desk.must("approve", made)
    assert made.fulfilments[0].warehouse_id == GZ
