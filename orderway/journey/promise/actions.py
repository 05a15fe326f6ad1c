"""Deciding what happens when stock is short, and telling when it will not be."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from orderway.flow import change
from orderway.flow.command import Args, Command, Scene
from orderway.flow.order import Order
from orderway.flow.shortage import decide
from orderway.history.log import Outgoing
from orderway.kernel.errors import Refusal


def decide_shortage(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """`choice`: part (ship what is there, the rest when it comes), wait, cancel_short (cancel and refund what is
    missing).

    `consent` says how the buyer agreed; it is kept with the decision.
    """
    choice, consent = str(args.get("choice", "")), str(args.get("consent") or "")
    return decide(order, choice, consent, scene.actor.name, scene.world, scene.ids)


def date_promise(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """The day an order that waits can be served: `at` (ISO, UTC; empty: not known), `source` (purchase, transfer),
    `ref`. A day that is known or moves is told to the buyer (`promise.moved`)."""
    before: dict[str, Any] = order.extra.get("expected") or {}
    try:
        at = datetime.fromisoformat(str(args.get("at") or "")) if args.get("at") else None
    except ValueError:
        return Refusal("bad_date")
    if at is not None and at.tzinfo is None:
        return Refusal("bad_date")
    short = any(line.backordered for line in order.lines)
    day = at.isoformat() if at is not None and short else ""
    if day == before.get("at", "") and str(args.get("ref") or "") == before.get("ref", ""):
        return None
    kept = {key: value for key, value in order.extra.items() if key != "expected"}
    if not short:
        order.extra = kept
        return None
    source, ref = str(args.get("source") or "")[:50], str(args.get("ref") or "")[:100]
    order.extra = {**kept, "expected": {"at": day, "source": source, "ref": ref}}
    if day != before.get("at", ""):
        change.note(order, "promise_date", "moved" if before.get("at") else "known", at=day, was=before.get("at", ""))
        payload = {"at": day, "was": before.get("at", ""), "source": source, "number": order.number}
        scene.batch.outgoing.append(Outgoing("promise.moved", f"shop:{order.shop_id}", payload, order.id))
    return None


COMMANDS = (
    Command("decide_shortage", "order.shortage", decide_shortage, {"choice": "text", "consent": "text"}),
    Command("date_promise", "order.shortage", date_promise, {"at": "text", "source": "text", "ref": "text"}),
)
