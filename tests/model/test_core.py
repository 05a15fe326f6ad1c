"""The core against every sequence of actions that Hypothesis can think of, on a real PostgreSQL.

Any command in any state may be refused, but never with an exception; after every step every invariant holds, and stock
and money equal what this file's own small model says. ORDERWAY_MODEL_EXAMPLES and _STEPS make it longer (nightly).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from orderway.flow import supply, transfer
from orderway.flow.fencing import set_fence
from orderway.flow.goods import Change, change_goods
from orderway.kernel import clock
from orderway.project.supplying import each_day, each_minute, supply_round
from orderway.stock.purchases import Purchase
from tests import ground
from tests.shop import NOW, Company, incoming, line

EXAMPLES = int(os.environ.get("ORDERWAY_MODEL_EXAMPLES", "12"))
STEPS = int(os.environ.get("ORDERWAY_MODEL_STEPS", "30"))
PRICE = 8900
SKUS = ("MUG", "CAP", "BAG")
PLACES = ("HZ", "GZ")
SIMPLE = (
    "approve unapprove withdraw hold claim check_again start_pick accept pick pack want_label hand_over reject "
    "cancel expire complete approve_return receive_return inspect_return approve_refund "
    "reject_refund pay_refund fail_refund"
).split()


ORDER_ID = "SELECT id FROM orders WHERE external_id = %s"
OPEN_TRANSFERS = "SELECT id FROM transfer WHERE state NOT IN ('RECEIVED', 'CANCELLED') ORDER BY id"


class Core(RuleBasedStateMachine):
    """Orders 0 to 9 of one company; every rule may meet any of them in any state."""

    dsn = ""

    def __init__(self) -> None:
        super().__init__()
        ground.clean(self.dsn)
        self.at = NOW
        self.hold_clock = clock.held_at(self.at)
        self.hold_clock.__enter__()
        self.company = Company(self.dsn)
        self.on_hand: dict[tuple[str, str], int] = {}
        self.paid: dict[str, int] = {}
        self.number = 0
        self.version: dict[str, int] = {}

    def teardown(self) -> None:
        self.hold_clock.__exit__(None, None, None)
        self.company.close()

    @initialize()
    def goods(self) -> None:
        for sku, units in zip(SKUS, (6, 3, 0), strict=True):
            self.company.sku(sku, **dict.fromkeys(PLACES, units))
        self.company.insert(
            "sku_supply", sku_id=self.company.skus["BAG"], lot_kept=True, serial_kept=False, near_expiry_days=30,
            lead_days=0, pack_units=1, cover_days=30, cost_minor=0,
        )  # fmt: skip
        self.company.touch()

    # -- channels -----------------------------------------------------------------------------------------------------

    @rule(
        order=st.integers(0, 9),
        mug=st.integers(0, 4),
        cap=st.integers(0, 2),
        bag=st.integers(0, 1),
        paid=st.booleans(),
        newer=st.booleans(),
        cancelled=st.sampled_from([False, False, False, True]),
        times=st.integers(1, 3),
    )
    def message(
        self, order: int, mug: int, cap: int, bag: int, paid: bool, newer: bool, cancelled: bool, times: int
    ) -> None:
        name = f"A{order}"
        self.version[name] = self.version.get(name, 1) + (1 if newer else 0)
        lines = [line(sku, units, price=PRICE) for sku, units in zip(SKUS, (mug, cap, bag), strict=True) if units]
        status = "cancelled" if cancelled else "open"
        told = incoming(name, *lines, paid=paid, version=f"{self.version[name]:06d}", status=status)
        for _ in range(times):
            self.company.send(told)
        self.company.read()

    @rule()
    def look_again(self) -> None:
        self.company.run()

    # -- people -------------------------------------------------------------------------------------------------------

    def _do(self, name: str, order: int, **args: Any) -> None:
        if self.company.rows("SELECT 1 FROM orders WHERE external_id = %s", [f"A{order}"]):
            self.company.do(name, f"A{order}", **args)

    @rule(name=st.sampled_from(SIMPLE), order=st.integers(0, 9))
    def simple(self, name: str, order: int) -> None:
        self._do(name, order)

    @rule(order=st.integers(0, 9), pack=st.booleans(), over=st.booleans())
    def towards_the_door(self, order: int, pack: bool, over: bool) -> None:
        self.number += 1
        self._do("pick", order)
        if pack:
            self._do("pack", order)
            self._do("label", order, tracking_number=f"SF{self.number}")
        if over:
            self._do("hand_over", order)

    @rule(
        order=st.integers(0, 9), units=st.integers(1, 2), reason=st.sampled_from(["not_found", "damaged", "misplaced"])
    )
    def short(self, order: int, units: int, reason: str) -> None:
        self._do("start_pick", order)
        self._do("short", order, sku_id=str(self.company.skus["MUG"]), units=units, reason=reason)

    @rule(order=st.integers(0, 9), agree=st.booleans())
    def answer_stop(self, order: int, agree: bool) -> None:
        self._do("answer_stop", order, agree=agree)

    @rule(
        order=st.integers(0, 9),
        code=st.sampled_from("picked_up in_transit delivered refused exception lost returned".split()),
    )
    def scan(self, order: int, code: str) -> None:
        self._do("scan", order, code=code)

    @rule(order=st.integers(0, 9), quantity=st.integers(0, 5))
    def change_quantity(self, order: int, quantity: int) -> None:
        for (line_id,) in self._lines(order)[:1]:
            self._do("change_quantity", order, line_id=line_id, quantity=quantity)

    @rule(order=st.integers(0, 9), units=st.integers(1, 3))
    def cancel_part(self, order: int, units: int) -> None:
        for (line_id,) in self._lines(order)[:1]:
            self._do("cancel", order, units={str(line_id): units}, reason="buyer")

    @rule(order=st.integers(0, 9), units=st.integers(1, 3), sellable=st.integers(0, 2))
    def come_back(self, order: int, units: int, sellable: int) -> None:
        for (line_id,) in self._lines(order)[:1]:
            self._do("request_return", order, lines={str(line_id): units}, reason="defective")
            self._do("approve_return", order)
            self._do("receive_return", order)
            self._do("inspect_return", order, sellable={str(line_id): min(units, sellable)})

    @rule(order=st.integers(0, 9), amount=st.integers(1, 9000))
    def refund(self, order: int, amount: int) -> None:
        self._do("propose_refund", order, amount_minor=amount, kind="compensation")

    @rule(order=st.integers(0, 9), street=st.sampled_from(["文三路1号", "文二路22号2幢", "路"]))
    def correct_address(self, order: int, street: str) -> None:
        self._do("correct_address", order, street=street)

    @rule(order=st.integers(0, 9), choice=st.sampled_from(["part", "wait", "cancel_short"]))
    def shortage(self, order: int, choice: str) -> None:
        self._do("decide_shortage", order, choice=choice)

    @rule(order=st.integers(0, 9), place=st.sampled_from(["HZ", "GZ", "BJ", ""]))
    def choose_warehouse(self, order: int, place: str) -> None:
        self._do("choose_warehouse", order, warehouse=place)

    @rule(
        order=st.integers(0, 9),
        kind=st.sampled_from(["captured", "authorised", "voided", "collected"]),
        amount=st.integers(1, 40_000),
    )
    def pay(self, order: int, kind: str, amount: int) -> None:
        self._do("record_payment", order, kind=kind, amount_minor=amount, reference=f"{kind}{amount}")

    @rule(sku=st.sampled_from(SKUS), place=st.sampled_from(PLACES), units=st.integers(-3, 6))
    def goods_change(self, sku: str, place: str, units: int) -> None:
        change = Change(self.company.skus[sku], self.company.warehouses[place], units)
        change_goods(self.company.engine, [change], "adjust", "counted", "anna")
        self.company.run()

    # -- supply -------------------------------------------------------------------------------------------------------

    @rule(sku=st.sampled_from(SKUS), units=st.integers(1, 4), order=st.integers(0, 9), back=st.booleans())
    def propose_transfer(self, sku: str, units: int, order: int, back: bool) -> None:
        """For an order that waits, if it does; else for nobody."""
        places = [self.company.warehouses[place] for place in PLACES]
        key, mine = self.company.skus[sku], self.company.rows(ORDER_ID, [f"A{order}"])
        marks = {key: {mine[0][0]: units}} if mine else {}
        transfer.propose(
            self.company.engine, *(reversed(places) if back else places), {key: units}, "anna", earmarks=marks
        )

    @rule(at=st.integers(0, 5), verb=st.sampled_from(["approve", "approve", "ship", "ship", "settle", "cancel"]))
    def step_transfer(self, at: int, verb: str) -> None:
        for (key,) in self.company.rows(OPEN_TRANSFERS)[at : at + 1]:
            getattr(transfer, verb)(self.company.engine, key, "anna")
            self.company.run()

    @rule(at=st.integers(0, 5), units=st.integers(0, 3), complete=st.booleans())
    def receive_transfer(self, at: int, units: int, complete: bool) -> None:
        for (key,) in self.company.rows(OPEN_TRANSFERS)[at : at + 1]:
            for (sku,) in self.company.rows("SELECT sku_id FROM transfer_line WHERE transfer_id = %s", [key]):
                transfer.receive(self.company.engine, key, {sku: units}, "anna", complete)
            self.company.run()

    @rule(sku=st.sampled_from(SKUS), place=st.sampled_from(PLACES), units=st.integers(0, 4))
    def ring_fence(self, sku: str, place: str, units: int) -> None:
        key = self.company.skus[sku], self.company.warehouses[place]
        set_fence(self.company.engine, *key, self.company.shop, units, "anna")
        self.company.run()

    @rule(units=st.integers(1, 5), got=st.integers(0, 6), damaged=st.integers(0, 1), complete=st.booleans())
    def buy(self, units: int, got: int, damaged: int, complete: bool) -> None:
        """Bags are kept by lot."""
        self.number += 1
        bag = self.company.skus["BAG"]
        on = self.at + timedelta(days=3)
        made = supply.place(self.company.engine, self.company.warehouses["HZ"], {bag: units}, "anna", expected_on=on)
        assert isinstance(made, Purchase)
        day = (self.at + timedelta(days=40 + self.number % 3 * 50)).date()
        lot = supply.Got(got, damaged, f"L{self.number % 4}", day)
        supply.receive(self.company.engine, made.id, {bag: lot}, "anna", complete)
        self.company.run()

    @rule()
    def errands(self) -> None:
        supply_round(self.company.engine)
        each_minute(self.company.engine)
        each_day(self.company.engine)
        self.company.run()

    @rule(hours=st.integers(1, 100))
    def time_passes(self, hours: int) -> None:
        self.at += timedelta(hours=hours)
        self.hold_clock.__exit__(None, None, None)
        self.hold_clock = clock.held_at(self.at)
        self.hold_clock.__enter__()
        self.company.run()

    def _lines(self, order: int) -> list[tuple[Any, ...]]:
        return self.company.rows(
            "SELECT l.id FROM order_line l JOIN orders o ON o.id = l.order_id WHERE o.external_id = %s ORDER BY l.id",
            [f"A{order}"],
        )

    # -- what must always hold ----------------------------------------------------------------------------------------

    @invariant()
    def every_invariant_holds(self) -> None:
        assert self.company.broken() == []

    @invariant()
    def money_is_never_lost(self) -> None:
        rows = self.company.rows(
            "SELECT external_id, captured_minor, refunded_minor, refund_open_minor, total_minor - cancelled_minor, "
            "total_minor FROM orders"
        )
        for name, captured, refunded, going, due, total in rows:
            assert 0 <= refunded + going <= captured, name
            assert 0 <= due <= total, name


@pytest.fixture
def core(dsn: str) -> Iterator[type[Core]]:
    """The machine on this worker's database."""
    Core.dsn = dsn
    yield Core
    ground.clean(dsn)


def test_no_sequence_of_actions_breaks_the_books(core: type[Core]) -> None:
    run_state_machine_as_test(
        core,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )


def test_clock_is_free_again(core: type[Core]) -> None:
    assert clock.now() > datetime(2026, 1, 1, tzinfo=NOW.tzinfo)
