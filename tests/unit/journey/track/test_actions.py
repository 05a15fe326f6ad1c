"""A parcel's state never goes back, whatever the carrier tells and in which order."""

from itertools import permutations

import pytest

from orderway.flow.order import Order
from orderway.kernel.errors import Refusal
from tests.unit.flow.making import HZ, MUG, Desk, line


def shipped(**more: object) -> tuple[Desk, Order]:
    desk = Desk({MUG: {HZ: 9}}, confirm_cod=False)
    made = desk.go(line(MUG, 2), **more)
    desk.ship(made)
    return desk, made


@pytest.mark.parametrize("codes", list(permutations(("picked_up", "in_transit", "out_for_delivery", "delivered"))))
def test_events_in_any_order_end_delivered(codes: tuple[str, ...]) -> None:
    desk, made = shipped()
    for code in codes:
        desk.must("scan", made, code=code)
    assert (made.parcels[0].state, made.status) == ("DELIVERED", "DELIVERED")
    assert len(made.scans) == 4, "each is kept"


def test_what_the_carrier_left_out_is_taken_for_granted() -> None:
    desk, made = shipped()
    desk.must("scan", made, code="delivered")
    assert made.parcels[0].picked_up_at == made.parcels[0].delivered_at == desk.world.now


@pytest.mark.parametrize(
    ("code", "state"),
    [
        ("customs", "IN_TRANSIT"),
        ("attempted", "EXCEPTION"),
        ("delayed", "EXCEPTION"),
        ("on_hold", "EXCEPTION"),
        ("announced", "LABELLED"),
        ("ready_for_pickup", "LABELLED"),
        ("other", "LABELLED"),
    ],
)
def test_each_code_of_the_list_moves_a_parcel_or_is_only_kept(code: str, state: str) -> None:
    desk, made = shipped()
    desk.must("scan", made, code=code)
    assert made.parcels[0].state == state
    assert [scan.code for scan in made.scans] == [code]


def test_a_refused_parcel_opens_its_return_at_once() -> None:
    desk, made = shipped()
    desk.must("scan", made, code="refused")
    desk.must("scan", made, code="refused")
    assert [(r.kind, r.state, r.lines[0]["asked"]) for r in made.returns] == [("refused", "AWAITING_PARCEL", 2)]


def test_cash_is_collected_with_the_delivery_once() -> None:
    desk, made = shipped(paid=False, payment_state="COD_DUE")
    for _ in range(2):
        desk.must("scan", made, code="delivered")
    assert (made.payment_state, made.captured_minor, len(made.payments)) == ("COLLECTED", 17800, 1)


@pytest.mark.parametrize(
    ("args", "code"),
    [
        ({"code": ""}, "code_missing"),
        ({"code": "delivered", "at": "yesterday"}, "time_unreadable"),
        ({"code": "delivered", "at": "2026-11-20T10:00:00"}, "time_without_zone"),
        ({"code": "delivered", "tracking_number": "NOBODY"}, "unknown_parcel"),
    ],
)
def test_an_event_that_says_too_little_is_refused(args: dict[str, str], code: str) -> None:
    desk, made = shipped()
    refusal = desk.do("scan", made, **args)
    assert isinstance(refusal, Refusal)
    assert (refusal.code, made.parcels[0].state) == (code, "LABELLED")
