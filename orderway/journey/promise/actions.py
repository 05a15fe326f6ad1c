"""Deciding what happens when stock is short, and telling when it will not be."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from orderway.flow import change, settling, taking
from orderway.flow.choice import PART, SUBSTITUTE, WAIT, Choice
from orderway.flow.command import Args, Command, Scene
from orderway.flow.order import Order
from orderway.flow.short_ruled import ASK
from orderway.flow.short_supply import look
from orderway.flow.shortage import decide, put_before_a_person, reopen
from orderway.history.log import Outgoing
from orderway.kernel.errors import Refusal

WITH_A_DAY = (WAIT, PART)
"""Choices whose day is kept with them."""


def decide_shortage(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """`choice`: part (ship what is there, the rest when it comes), wait, cancel_short (cancel and refund what is
    missing), substitute, warehouse, split, transfer, cancel (these five as `flow.choices` finds them now), ask (hold
    it for a person).

    `consent` says how the buyer agreed; it is kept with the decision.
    """
    choice, consent = str(args.get("choice", "")), str(args.get("consent") or "")
    if choice == ASK:
        return put_before_a_person(order)
    way = _way(order, choice, scene) if choice in (*taking.CHANGES, *WITH_A_DAY) else None
    by_buyer = scene.actor.kind == "buyer"
    refusal = decide(order, choice, consent, scene.actor.name, scene.world, scene.ids, way, by_buyer)
    if refusal is None and choice == SUBSTITUTE and scene.actor.kind == "person":
        settling.second_pair(order, scene.actor.name, scene.world, scene.ids)
    return refusal


def _way(order: Order, choice: str, scene: Scene) -> Choice | None:
    """The best way of that kind, and the stock that it needs seen."""
    found = look(scene.batch.cursor, scene.world.refs, [order], scene.world).get(order.id, [])
    way = next((one for one in found if one.kind == choice), None)
    if way is not None and choice in taking.CHANGES:
        instead = way.facts.get("substitutes", {}).values()
        scene.batch.see_stock([int(one["sku_id"]) for one in instead])
    return way


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
    reopen(order, at if day else None)
    if day != before.get("at", ""):
        change.note(order, "promise_date", "moved" if before.get("at") else "known", at=day, was=before.get("at", ""))
        payload = {"at": day, "was": before.get("at", ""), "source": source, "number": order.number}
        scene.batch.outgoing.append(Outgoing("promise.moved", f"shop:{order.shop_id}", payload, order.id))
    return None


COMMANDS = (
    Command("decide_shortage", "order.shortage", decide_shortage, {"choice": "text", "consent": "text"}),
    Command("date_promise", "order.shortage", date_promise, {"at": "text", "source": "text", "ref": "text"}),
)
