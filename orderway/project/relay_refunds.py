"""Refunds that were agreed: asked of the gateway with the refund's own id, and settled by its answer."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from orderway.adapters.payments import payments
from orderway.flow.command import Actor, Target, run
from orderway.flow.engine import Engine
from orderway.flow.sources import DONE, MONEY, VALUES
from orderway.history import log
from orderway.history.log import Outgoing, Taken
from orderway.journey.commands import COMMANDS
from orderway.journey.returns.gateway import SEND_REFUND
from orderway.journey.review.notices import opened
from orderway.kernel import clock
from orderway.kernel.sql import named
from orderway.ports.payment import Access, Paid, Payment, PaymentSilent, Refunded, RefundRequest
from orderway.project.relay import Call, Outcome, Refused
from orderway.web.secrets import SealBroken

SWEEP_REFUNDS_MAX = 500
"""Refunds that one look puts into the outbox; the rest follows at the next."""
GATEWAY = Actor("gateway", "machine")
OPEN = ("APPROVED", "PROCESSING", "FAILED")
_sql = named(__file__, "relay.sql")


def send_agreed(engine: Engine) -> int:
    """Put a message into the outbox for each refund that was agreed and has none; how many. One relay at a time."""
    with engine.connection.transaction(), engine.connection.cursor() as cursor:
        row = cursor.execute(_sql.refund_lock).fetchone()
        if not row or not row[0]:
            return 0
        found = cursor.execute(_sql.refunds_unsent, [SWEEP_REFUNDS_MAX]).fetchall()
        messages = [Outgoing("refund", f"shop:{shop}", {"refund": refund}, order) for refund, order, shop in found]
        log.send(cursor, messages, clock.now(), engine.ids)
        return len(found)


class Refunds:
    """Topic `refund`."""

    names = ("refund",)

    def prepare(self, engine: Engine, messages: Sequence[Taken]) -> dict[int, Call | Outcome]:
        """Mark what will be asked as being processed, so that nobody rejects it meanwhile; then ask."""
        with engine.connection.cursor() as cursor:
            rows = {row[0]: row for row in cursor.execute(_sql.refunds, [[m.payload["refund"] for m in messages]])}
        prepared: dict[int, Call | Outcome] = {}
        asked: list[tuple[Taken, Payment, RefundRequest]] = []
        for message in messages:
            row = rows.get(message.payload["refund"])
            if row is None:
                prepared[message.id] = Outcome(failure="unknown_refund", final=True)
                continue
            refund_id, state, amount, reason, order, currency, practice, wanted, paid, *account = row[:-1]
            gateway = gateway_of(wanted, practice)
            if state not in OPEN:
                prepared[message.id] = Outcome({"state": state})
            elif gateway is None:
                prepared[message.id] = Outcome({"by_hand": True})
            else:
                came = _by_payment(paid)
                request = RefundRequest(str(refund_id), order, amount, currency, came, reason, access_of(*account))
                asked.append((message, gateway, request))
        targets = [Target(m.order_id or 0, args={"refund_id": m.payload["refund"]}) for m, *_ in asked]
        results = run(engine, SEND_REFUND, targets, {}, GATEWAY) if targets else []
        parts = _parts(engine, [m.payload["refund"] for m, *_ in asked if rows[m.payload["refund"]][-1]])
        for (message, gateway, request), result in zip(asked, results, strict=True):
            mine = parts.get(message.payload["refund"], {})
            request.amount_minor = mine.get(MONEY, 0) if mine else request.amount_minor
            if not result.done:
                prepared[message.id] = Outcome({"refused": result.refusal.code if result.refusal else ""})
            elif DONE in mine or not request.amount_minor:
                prepared[message.id] = Outcome({"by_hand": True})
            else:
                prepared[message.id] = partial(_ask, gateway, request)
        return prepared

    def store(self, engine: Engine, answers: Sequence[tuple[Taken, object]]) -> dict[int, Outcome]:
        """Paid, or refused by the gateway: then a person pays it by hand."""
        paid = [(m, a) for m, a in answers if isinstance(a, Refunded)]
        failed = [(m, a) for m, a in answers if isinstance(a, Refused)]
        outcomes = {m.id: Outcome({"by_hand": True}) for m, a in answers if a is None}
        targets = [
            Target(
                m.order_id or 0, args={"refund_id": m.payload["refund"], "reference": a.reference, "by_gateway": True}
            )
            for m, a in paid
        ]
        results = run(engine, COMMANDS["pay_refund"], targets, {}, GATEWAY) if targets else []
        for (message, answer), result in zip(paid, results, strict=True):
            settled = result.done or (result.refusal is not None and result.refusal.code == "refunded_already")
            outcomes[message.id] = (
                Outcome({"reference": answer.reference}) if settled else Outcome(failure="not_stored")
            )
        targets = [Target(m.order_id or 0, args={"refund_id": m.payload["refund"], "note": a.text}) for m, a in failed]
        results = run(engine, COMMANDS["fail_refund"], targets, {}, GATEWAY) if targets else []
        for (message, no), result in zip(failed, results, strict=True):
            outcomes[message.id] = Outcome(failure=f"refused: {no.text}"[:200], final=result.done)
        return outcomes


def _parts(engine: Engine, refunds: Sequence[int]) -> dict[int, dict[str, int]]:
    """What refunds give to which source, of orders that were paid with more than money."""
    if not refunds:
        return {}
    with engine.connection.cursor() as cursor:
        return {row[0]: row[1] or {} for row in cursor.execute(_sql.refund_parts, [list(refunds)])}


def gateway_of(wanted: str, practice: bool) -> Payment | None:
    """The gateway a shop has set (`payment` in its settings), or the practice one in a practice shop; None: by hand."""
    one = payments().get(wanted or ("practice" if practice else ""))
    return one if one is not None and (practice or not one.practice) else None


def _by_payment(rows: Sequence[Sequence[Any]]) -> list[Paid]:
    """Payments in money by the gateway's own key; what was taken of one in parts (`KEY#2`) is one payment."""
    found: dict[str, Paid] = {}
    for reference, method, amount in rows:
        if method in VALUES:
            continue
        key = str(reference).partition("#")[0]
        known = found.get(key)
        found[key] = Paid(key, method, amount + (known.amount_minor if known else 0))
    return list(found.values())


def access_of(merchant: str | None, sealed: str | None, sandbox: bool | None) -> Access | None:
    """The shop's access to its gateway; None where none is set up, or its secrets cannot be opened: then by hand."""
    if merchant is None:
        return None
    try:
        return opened(merchant, sealed or "", bool(sandbox))
    except SealBroken:
        return None


def _ask(gateway: Payment, request: RefundRequest) -> Refunded | None:
    answer = gateway.refund(request)
    if answer is not None and (answer.amount_minor, answer.currency) != (request.amount_minor, request.currency):
        raise PaymentSilent(f"it speaks of {answer.amount_minor} {answer.currency}")
    return answer
