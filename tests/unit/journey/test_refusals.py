"""A refusal has changed nothing, whatever was asked of whatever order; and nothing that is asked breaks the machine."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from orderway.flow.command import Actor, Scene
from orderway.flow.order import Order
from orderway.journey.commands import COMMANDS
from tests.unit.flow.making import CAP, GZ, HZ, KEY, MUG, SERVICE, Desk, frozen, line

EXAMPLES = int(os.environ.get("ORDERWAY_MODEL_EXAMPLES", "50"))
NUMBERS = st.integers(-2, 6)
WORDS = st.sampled_from(
    ["", "HZ", "GZ", "nowhere", "part", "wait", "cancel_short", "not_found", "damaged", "misplaced", "delivered"]
)
ARGS = st.fixed_dictionaries(
    {},
    optional={
        "reason": WORDS,
        "choice": WORDS,
        "warehouse": WORDS,
        "code": st.sampled_from(["", "picked_up", "delivered", "refused", "returned", "lost", "exception", "odd"]),
        "kind": st.sampled_from(
            ["captured", "authorised", "voided", "collected", "remitted", "compensation", "freight", "odd"]
        ),
        "amount_minor": st.sampled_from([-1, 0, 1, 4450, 8900, 10**16]),
        "reference": st.sampled_from(["", "R1", "R2"]),
        "tracking_number": st.sampled_from(["", "SF1", "SF2"]),
        "street": st.sampled_from(["文三路1号", "路", ""]),
        "phone": st.sampled_from(["", "1", "13800138001"]),
        "text": WORDS,
        "field": st.sampled_from(["address", "shortage", "odd"]),
        "note": WORDS,
        "agree": st.booleans(),
        "accept": st.booleans(),
        "close": st.booleans(),
        "units": NUMBERS,
        "quantity": NUMBERS,
        "picked": NUMBERS,
        "sellable": NUMBERS,
        "received": NUMBERS,
        "wave_id": st.just(5),
    },
)
BUCKETS = ("open", "promised", "backordered", "allocated", "released", "shipped", "cancelled")
BY_LINE = {"units": "cancel", "picked": "pick", "sellable": "inspect_return", "received": "receive_return"}


class Anything(RuleBasedStateMachine):
    """Three orders; any command with any arguments, in any sequence."""

    def __init__(self) -> None:
        super().__init__()
        self.desk = Desk({MUG: {HZ: 3, GZ: 3}}, shortage="part", refund_limit_minor=5000)
        self.orders = [
            self.desk.go(line(MUG, 2), line(SERVICE)),
            self.desk.go(line(MUG, 1), line(CAP, 2)),
            self.desk.go(line(MUG, 2), paid=False, payment_state="COD_DUE"),
        ]

    def _args(self, name: str, made: Order, args: dict[str, Any]) -> dict[str, Any]:
        """Numbers as the command wants them: by line where it asks for a map."""
        each = made.lines[0]
        given = {
            "wave_id": 5,
            **args,
            "line_id": str(each.id),
            "sku_id": str(each.sku_id),
            "quantity": args.get("quantity", 1),
        }
        for key, command in BY_LINE.items():
            if key in given and command == name:
                given[key] = {str(each.sku_id if name == "pick" else each.id): given[key]}
            elif key in given and key != "units":
                del given[key]
        if name == "request_return":
            given["lines"] = {str(each.id): args.get("units", 1)}
        if name in ("short", "reject", "change_quantity"):
            given["units"] = args.get("units", 1)
        if made.questions:
            given["question_id"] = str(made.questions[-1].id)
        return given

    @rule(name=st.sampled_from(sorted(COMMANDS)), at=st.integers(0, 2), args=ARGS)
    def ask(self, name: str, at: int, args: dict[str, Any]) -> None:
        made, desk = self.orders[at], self.desk
        given = self._args(name, made, args)
        scene = Scene(desk.world, desk.ids, Actor("anna", "machine"), KEY, desk.batch)
        before, stock = frozen(made), (dict(desk.world.reserve_change), list(desk.world.movements))
        refusal = COMMANDS[name].deed(made, given, scene)
        if refusal is not None:
            assert frozen(made) == before, (name, refusal)
            assert (dict(desk.world.reserve_change), list(desk.world.movements)) == stock, (name, refusal)
        desk.advance(made)

    @rule(hours=st.integers(1, 200))
    def time_passes(self, hours: int) -> None:
        self.desk.later(hours=hours)
        for made in self.orders:
            made.waits_for = "" if made.waits_for == "stock" else made.waits_for
        self.desk.advance(*self.orders)

    @rule(at=st.integers(0, 2), pack=st.booleans(), over=st.booleans())
    def towards_the_door(self, at: int, pack: bool, over: bool) -> None:
        made = self.orders[at]
        self.desk.do("pick", made)
        if pack:
            self.desk.do("pack", made)
            self.desk.do("label", made, tracking_number=f"SF-{at}")
        if over:
            self.desk.do("hand_over", made)

    @invariant()
    def the_books_are_right(self) -> None:
        world = self.desk.world
        live: dict[tuple[int, int], int] = {}
        waiting: dict[int, int] = {}
        for made in self.orders:
            assert 0 <= made.refunded_minor + made.refund_open_minor <= made.captured_minor <= made.authorised_minor
            finished = made.standing in ("completed", "cancelled")
            assert finished or (made.owner_role and made.next_action and made.due_at)
            for r in made.live_reservations():
                live[r.sku_id, r.warehouse_id] = live.get((r.sku_id, r.warehouse_id), 0) + r.quantity
            for each in made.lines:
                parts = [getattr(each, name) for name in BUCKETS]
                assert sum(parts) == each.ordered
                assert min(parts) >= 0
                assert 0 <= each.returned <= each.shipped
                assert 0 <= each.refunded_units <= each.ordered
                if each.backordered and each.sku_id:
                    waiting[each.sku_id] = waiting.get(each.sku_id, 0) + each.backordered
        assert {key: units for key, units in world.reserve_change.items() if units} == live
        assert {sku: units for sku, units in world.demand_change.items() if units} == waiting
        for (sku, place), units in live.items():
            on_hand = world.seen.get((sku, place), (0, 0, 0))[0] + world.on_hand_change.get((sku, place), 0)
            assert units <= on_hand, "sold twice"

    @invariant()
    def nothing_owed_is_more_than_was_told(self) -> None:
        for made in self.orders:
            assert made.total_minor - made.cancelled_minor >= 0

    @invariant()
    def a_live_parcel_has_a_live_fulfilment(self) -> None:
        for made in self.orders:
            off = {f.id for f in made.fulfilments if f.state in ("CANCELLED", "REJECTED")}
            assert [p.id for p in made.parcels if p.state == "LABELLED" and p.fulfilment_id in off] == []


def test_no_sequence_of_requests_breaks_an_order_and_a_refusal_changes_nothing() -> None:
    run_state_machine_as_test(
        Anything,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=30,
            deadline=timedelta(seconds=20),
            suppress_health_check=list(HealthCheck),
        ),
    )
