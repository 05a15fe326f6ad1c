"""What the people at the desks do with exceptions: ask, correct, approve, refund. The newest cases stay open."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from random import Random
from typing import Any, NamedTuple

from django.db import connection, transaction

from orderway.flow.command import Target
from orderway.flow.goods import Change, change_goods
from orderway.journey.survey.send import send_due_surveys
from orderway.practice.office import SQL, Office
from orderway.practice.plan import Expected
from orderway.practice.voices import answer_due
from orderway.records.models import Listing, Sku

ANSWER_AFTER = timedelta(hours=3)
PAY_AFTER = timedelta(hours=2)
REMIT_AFTER = timedelta(days=2)
RETURN_AFTER = timedelta(hours=30)
ANSWERED_PERCENT = 75
CONFIRMED_AFTER = timedelta(hours=20)
CONFIRMED_PERCENT = 7
"""Of the delivered orders, so many buyers confirm the receipt between two looks."""
DELIVERY_HOURS = range(5, 9)
BOUGHT_UNITS = 30
RETURNED_PERMILLE = 6
"""Of the delivered orders looked at in one round."""


class Case(NamedTuple):
    """One open hold."""

    order_id: int
    external_id: str
    hold_id: int
    reason: str
    raised_at: datetime
    line_id: int | None


class Work(NamedTuple):
    """How one kind of hold is worked: by whom, how long it lies, of how many percent somebody takes care at all."""

    role: str
    after: timedelta
    percent: int


WORK = {
    "cod_confirm": Work("service", timedelta(hours=1), 92),
    "house_number_missing": Work("service", timedelta(hours=1), 90),
    "large_amount": Work("reviewer", timedelta(hours=2), 90),
    "large_quantity": Work("reviewer", timedelta(hours=2), 90),
    "category_review": Work("reviewer", timedelta(hours=2), 90),
    "overpaid": Work("reviewer", timedelta(hours=4), 70),
    "amount_mismatch": Work("reviewer", timedelta(hours=5), 60),
    "remark_present": Work("operator", timedelta(hours=1), 90),
    "duplicate_suspect": Work("operator", timedelta(hours=2), 80),
    "listing_unmatched": Work("operator", timedelta(hours=6), 65),
    "refund_asked": Work("service", timedelta(hours=3), 70),
    "shortage": Work("operator", timedelta(hours=6), 60),
}
CORRECTED = Work("operator", timedelta(hours=3), 80)
"""Defects of name, phone and address that somebody clears up by a call."""
DEFECTS = (
    "name_missing phone_missing phone_invalid address_missing contradiction province_unknown city_unknown "
    "city_not_in_province district_unknown district_not_in_city postcode_invalid"
).split()


class Desk:
    """The people of one practice company."""

    def __init__(
        self, office: Office, expected: Mapping[str, Expected], seed: int, scarce: frozenset[str] = frozenset()
    ) -> None:
        self.office = office
        self.expected = expected
        self.scarce = scarce
        """SKUs that nobody buys again, so that something stays short."""
        self.rng = Random(seed)
        self.bought: date | None = None
        self.left: set[int] = set()
        """Holds that nobody takes care of, for the queues to show something."""

    def round(self, now: datetime) -> None:
        """One look at everything that is open."""
        cases: dict[str, list[Case]] = {}
        for row in self.office.rows(SQL.open_holds, [now]):
            case = Case(*row)
            work = WORK.get(case.reason) or (CORRECTED if case.reason in DEFECTS else None)
            if work is None or case.hold_id in self.left or now - case.raised_at < work.after:
                continue
            if self.rng.randrange(100) >= work.percent:
                self.left.add(case.hold_id)
                continue
            cases.setdefault(case.reason, []).append(case)
        for reason, mine in cases.items():
            self._work(reason, mine)
        self._answers(now)
        self._buy(now)
        self._money(now)
        self._returns(now)
        self._surveys(now)

    def _work(self, reason: str, cases: list[Case]) -> None:
        if reason == "house_number_missing":
            self._ask(cases)
        elif reason == "duplicate_suspect":
            half = len(cases) // 2
            self._release(cases[:half], "operator", "the buyer wants both")
            self._each("cancel", "operator", cases[half:], reason="ordered twice")
        elif reason == "listing_unmatched":
            self._map(cases)
        elif reason == "refund_asked":
            self._each("cancel", "operator", cases, reason="the buyer asked for a refund before shipping")
        elif reason == "shortage":
            self._each("decide_shortage", "operator", cases, choice="wait", consent="the buyer waits")
        elif reason in DEFECTS:
            cured = [
                (case, self.expected[case.external_id].cure) for case in cases if case.external_id in self.expected
            ]
            self.office.do(
                "correct_address", "operator", [Target(case.order_id, args=dict(cure)) for case, cure in cured if cure]
            )
        else:
            if reason == "cod_confirm":
                self._each(
                    "add_note", "service", cases, text="Called: the buyer pays in cash at the door.", kind="contact"
                )
            self._release(cases, WORK[reason].role, "")

    def _release(self, cases: list[Case], role: str, note: str) -> None:
        self.office.do(
            "release_hold", role, [Target(c.order_id, args={"hold_id": c.hold_id, "note": note}) for c in cases]
        )

    def _each(self, name: str, role: str, cases: list[Case], **args: Any) -> None:
        self.office.do(name, role, [Target(c.order_id) for c in cases], **args)

    def _ask(self, cases: list[Case]) -> None:
        asked = {row[0] for row in self.office.rows(SQL.asked, [[c.order_id for c in cases]])}
        text = "您好，请补充门牌号 / Please tell us the house number."
        wanted = [Target(c.order_id, args={"hold_id": c.hold_id}) for c in cases if c.order_id not in asked]
        self.office.do(
            "ask",
            "service",
            wanted,
            field="address",
            channel="platform",
            text=text,
            reason="house_number_missing",
            hours=48,
        )

    def _answers(self, now: datetime) -> None:
        targets = []
        for order_id, external_id, question_id, _, _ in self.office.rows(SQL.open_questions, [now - ANSWER_AFTER]):
            expected = self.expected.get(external_id)
            if question_id in self.left or expected is None or not expected.cure:
                continue
            if self.rng.randrange(100) >= ANSWERED_PERCENT:
                self.left.add(question_id)
                continue
            targets.append(Target(order_id, args={"question_id": question_id, **expected.cure}))
        self.office.do("answer", "service", targets)

    def _map(self, cases: list[Case]) -> None:
        """Each unmatched listing is mapped once; the orders that wait for it are checked again."""
        rows = self.office.rows(SQL.unmatched_lines, [[c.line_id for c in cases]])
        by_name = {
            sku.name_zh: sku.pk for sku in Sku.objects.filter(practice=True, name_zh__in=[row[3] for row in rows])
        }
        by_name |= {sku.name: sku.pk for sku in Sku.objects.filter(practice=True, name__in=[row[3] for row in rows])}
        with transaction.atomic():
            for _, shop_id, listing, title in rows:
                if title in by_name:
                    Listing.objects.get_or_create(
                        shop_id=shop_id,
                        key=listing,
                        defaults={"sku_id": by_name[title], "title": title, "mapped_by": "olivia"},
                    )
            with connection.cursor() as cursor:
                cursor.execute(SQL.touch)
        self._each("check_again", "operator", cases)

    def _buy(self, now: datetime) -> None:
        """Once a day goods come in for what orders wait for; they go on then, in fair order."""
        if now.hour not in DELIVERY_HOURS or now.date() == self.bought:
            return
        self.bought = now.date()
        rows = self.office.rows(SQL.waited_for, [list(self.scarce)])
        places = dict(self.office.rows(SQL.places))
        changes = [Change(sku, places["RTM" if own else "HZ"], units + BOUGHT_UNITS) for sku, units, own in rows]
        if changes:
            change_goods(self.office.engine, changes, "receive", "purchase", "mei")

    def _money(self, now: datetime) -> None:
        """Refunds are agreed and paid back; cash that carriers collected is passed on, less their fee."""
        office = self.office
        asked = office.rows(SQL.open_refunds, ["REQUESTED", now - PAY_AFTER])
        office.do("approve_refund", "reviewer", [Target(order, args={"refund_id": refund}) for order, refund in asked])
        agreed = office.rows(SQL.open_refunds, ["APPROVED", now - PAY_AFTER])
        office.do(
            "pay_refund", "reviewer", [Target(o, args={"refund_id": r, "reference": f"PAY-{r}"}) for o, r in agreed]
        )
        remitted = []
        for order_id, amount, permille in office.rows(SQL.collected, [now - REMIT_AFTER]):
            fee = amount * permille // 1000
            remitted.append(
                Target(order_id, args={"amount_minor": amount - fee, "fee_minor": fee, "reference": f"COD-{order_id}"})
            )
        office.do("record_payment", "reviewer", remitted, kind="remitted", method="cod")

    def _surveys(self, now: datetime) -> None:
        """Buyers are asked a day after delivery, as by the clock's task; some answer."""
        send_due_surveys(self.office.engine)
        answer_due(self.office.engine, now)

    def _returns(self, now: datetime) -> None:
        """Some buyers send something back; the steps follow each other from round to round."""
        office = self.office
        received = [row[0] for row in office.rows(SQL.settled, [now - CONFIRMED_AFTER])]
        office.do("complete", "service", [Target(o) for o in received if self.rng.randrange(100) < CONFIRMED_PERCENT])
        delivered = office.rows(SQL.delivered, [now - RETURN_AFTER])
        wanted = [row for row in delivered if self.rng.randrange(1000) < RETURNED_PERMILLE]
        reasons = ("changed_mind", "defective", "not_as_described")
        targets = [
            Target(o, args={"lines": {str(line): 1}, "reason": self.rng.choice(reasons)}) for o, line, _ in wanted
        ]
        office.do("request_return", "service", targets)
        for state, name, role, hours in (
            ("RECEIVED", "inspect_return", "warehouse_manager", 40),
            ("AWAITING_PARCEL", "receive_return", "picker", 36),
            ("REQUESTED", "approve_return", "service", 5),
        ):
            rows = office.rows(SQL.returns_in, [state, now - timedelta(hours=hours)])
            office.do(name, role, [Target(order, args={"return_id": case}) for order, case in rows])
