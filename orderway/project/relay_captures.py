"""Authorised money that is taken or given back at its gateway: asked outside, stored by a command of the order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from orderway.adapters.payments import gateways
from orderway.flow.capturing import CAPTURE, VOID
from orderway.flow.command import Actor, Target, run
from orderway.flow.engine import Engine
from orderway.history.log import Taken
from orderway.journey.commands import COMMANDS
from orderway.kernel.sql import named
from orderway.ports.payment import CaptureRequest, Gateway, PaymentSilent
from orderway.project.relay import Call, Outcome, Refused
from orderway.project.relay_refunds import access_of

GATEWAY = Actor("gateway", "machine")
NO_ACCESS = "no access to the gateway of this authorisation"
_sql = named(__file__, "relay_payments.sql")


class Taking(NamedTuple):
    """What was taken, as the command `captured` takes it."""

    reference: str
    total_minor: int
    used_up: bool
    method: str


class Voided(NamedTuple):
    """What was given back."""

    reference: str


class Capturing:
    """Topics `payment.capture` and `payment.void`."""

    names = (CAPTURE, VOID)

    def prepare(self, engine: Engine, messages: Sequence[Taken]) -> Mapping[int, Call | Outcome]:
        """Find each order's authorisation; without access to its gateway the order is told at once."""
        with engine.connection.cursor() as cursor:
            rows = cursor.execute(_sql.authorised, [[m.order_id for m in messages]]).fetchall()
        found = {row[0]: row for row in rows}
        prepared: dict[int, Call | Outcome] = {}
        for message in messages:
            row = found.get(message.order_id)
            gateway, access = (gateways().get(row[1]), access_of(*row[6:])) if row else (None, None)
            if row is None or gateway is None or access is None:
                _tell(engine, "capture_failed", [Target(message.order_id or 0, args={"why": NO_ACCESS})])
                prepared[message.id] = Outcome(failure="no_access", final=True)
                continue
            told: Mapping[str, Any] = message.payload
            request = CaptureRequest(
                str(told["key"]), row[3], row[2], int(told["amount"]), row[4], bool(told["final"]),
                int(told["before"]), int(told["whole"]), access,
            )  # fmt: skip
            prepared[message.id] = partial(_take if message.topic == CAPTURE else _give_back, gateway, request)
        return prepared

    def store(self, engine: Engine, answers: Sequence[tuple[Taken, object]]) -> dict[int, Outcome]:
        """Count what was taken; what the gateway refused goes to finance."""
        targets: dict[str, list[Target]] = {"captured": [], "voided": [], "capture_failed": []}
        outcomes: dict[int, Outcome] = {}
        for message, answer in answers:
            order_id = message.order_id or 0
            if isinstance(answer, Refused):
                targets["capture_failed"].append(Target(order_id, args={"why": answer.text}))
                outcomes[message.id] = Outcome(failure=f"refused: {answer.text}"[:200], final=True)
            elif isinstance(answer, Voided):
                targets["voided"].append(Target(order_id, args={"reference": answer.reference}))
                outcomes[message.id] = Outcome({"voided": True})
            elif isinstance(answer, Taking):
                targets["captured"].append(Target(order_id, args=answer._asdict()))
                outcomes[message.id] = Outcome({"captured": answer.total_minor})
        for name, some in targets.items():
            _tell(engine, name, some)
        return outcomes


def _tell(engine: Engine, command: str, targets: Sequence[Target]) -> None:
    if targets:
        run(engine, COMMANDS[command], targets, {}, GATEWAY)


def _take(gateway: Gateway, request: CaptureRequest) -> Taking:
    taken = gateway.capture(request)
    if taken.currency != request.currency:
        raise PaymentSilent(f"it speaks of {taken.currency}")
    return Taking(taken.reference, taken.total_minor, taken.used_up, gateway.code)


def _give_back(gateway: Gateway, request: CaptureRequest) -> Voided:
    gateway.void(request)
    return Voided(request.reference)
