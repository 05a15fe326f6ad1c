"""Payments read again at their gateways before release: what they say becomes a command of the order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from orderway.adapters.payments import gateways
from orderway.flow.command import Actor, Target, run
from orderway.flow.engine import Engine
from orderway.flow.verifying import ASK
from orderway.history.log import Taken
from orderway.journey.commands import COMMANDS
from orderway.journey.review.verified import PAYMENTS_MAX
from orderway.kernel.sql import named
from orderway.ports.payment import Access, Gateway, PaymentRefused
from orderway.project.relay import Call, Outcome, Refused
from orderway.project.relay_refunds import access_of

GATEWAY = Actor("gateway", "machine")
_sql = named(__file__, "relay_payments.sql")

Read = tuple[Gateway, Access, dict[str, Any]]
"""Where a payment is read, with what access, and what we counted of it."""


class Verifying:
    """Topic `payment.ask`."""

    names = (ASK,)

    def prepare(self, engine: Engine, messages: Sequence[Taken]) -> Mapping[int, Call | Outcome]:
        """Gather the payments of each order; where none can be read, the gateway counts as silent."""
        with engine.connection.cursor() as cursor:
            rows = cursor.execute(_sql.payments, [[m.order_id for m in messages]]).fetchall()
        reads: dict[int, list[Read]] = {}
        for order_id, code, reference, counted, amount, *account in rows:
            gateway, access = gateways().get(code), access_of(*account)
            if gateway is not None and access is not None:
                told = {"reference": reference, "counted": counted, "counted_minor": amount}
                reads.setdefault(order_id, []).append((gateway, access, told))
        prepared: dict[int, Call | Outcome] = {}
        for message in messages:
            mine = reads.get(message.order_id or 0, [])[:PAYMENTS_MAX]
            prepared[message.id] = partial(_read_all, mine) if mine else Outcome({"unasked": True})
        return prepared

    def store(self, engine: Engine, answers: Sequence[tuple[Taken, object]]) -> dict[int, Outcome]:
        """Tell each order what was read."""
        said = [(m, [] if isinstance(a, Refused) else a) for m, a in answers]
        targets = [Target(m.order_id or 0, args={"told": told}) for m, told in said]
        run(engine, COMMANDS["gateway_word"], targets, {}, GATEWAY)
        return {m.id: Outcome({"payments": len(told) if isinstance(told, list) else 0}) for m, told in said}


def _read_all(reads: Sequence[Read]) -> list[dict[str, Any]]:
    """Every payment as it stands there; a payment that the gateway does not know is told as not there."""
    return [_read(*one) for one in reads]


def _read(gateway: Gateway, access: Access, told: dict[str, Any]) -> dict[str, Any]:
    try:
        notice = gateway.query(str(told["reference"]), access)
    except PaymentRefused:
        return {**told, "kind": "failed", "amount_minor": 0}
    return {
        **told, "kind": notice.kind, "amount_minor": notice.amount_minor, "currency": notice.currency,
        "refunded_minor": notice.refunded_minor, "disputed": notice.disputed,
    }  # fmt: skip
