"""Moving a batch through the gates, as far as each order can go, and writing down what was decided."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise
from typing import Any

import msgspec

from orderway.flow.gate import REORDERED, Gate, Raise, Verdict, same_cause
from orderway.flow.order import Hold, Order
from orderway.flow.settle import rejoin, settle
from orderway.flow.world import World
from orderway.kernel.ids import Ids
from orderway.kernel.limits import EVIDENCE_BYTES_MAX
from orderway.lifecycle.moves import HOLD, move

_encoder = msgspec.json.Encoder()
NOTHING_TOLD = msgspec.Raw(b"{}")


def advance(orders: Sequence[Order], world: World, gates: Sequence[Gate], ids: Ids) -> None:
    """Take every order through the gates until it holds, waits or stands at the end; then settle its row.

    Orders are taken in fair sequence (priority, then payment or placement, then id), since earlier ones take stock
    first.
    """
    fair = sorted(orders, key=_fairness)
    for order in fair:
        rejoin(order)
    after = {gate.name: following.name for gate, following in pairwise(gates)}
    for gate in gates:
        going = [
            order
            for order in fair
            if order.stage == gate.name
            and not (order.holds and _blocked(order, gate.name))
            and not (order.waits_for and _queues(order, world))
        ]
        if not going:
            continue
        for order, verdict in zip(going, gate.decide_all(going, world), strict=True):
            _apply(order, gate.name, verdict, world, ids)
            if not verdict.waits_for:
                order.stage = after.get(gate.name, "warehouse")
        if world.memo.pop(REORDERED, None):
            fair.sort(key=_fairness)
    for order in orders:
        settle(order, world)


def _fairness(order: Order) -> tuple[int, Any, int]:
    return (-order.priority, order.paid_at or order.placed_at, order.id)


def _queues(order: Order, world: World) -> bool:
    """Whether it waits for stock and was not woken: a remark or a payment never lets it pass those before it."""
    return order.waits_for == "stock" and (order.ready_at is None or order.ready_at > world.now)


def _blocked(order: Order, gate: str) -> bool:
    return any(hold.state == "OPEN" and gate in hold.blocks and not hold.line_only for hold in order.holds)


def _apply(order: Order, gate: str, verdict: Verdict, world: World, ids: Ids) -> None:
    order.waits_for = verdict.waits_for
    order.ready_at = verdict.until
    if order.holds or verdict.holds:
        _change_holds(order, gate, verdict.holds, world, ids)
    evidence = verdict.evidence
    if verdict.waits_for:
        order.steps.append([gate, "wait", told({**evidence, "waits_for": verdict.waits_for})])
    else:
        outcome = "hold" if verdict.holds else "pass"
        order.steps.append([gate, outcome, told(evidence) if evidence else NOTHING_TOLD])


def _change_holds(order: Order, gate: str, raised: Sequence[Raise], world: World, ids: Ids) -> None:
    """Raise what is new, let go what this gate raised before and no longer finds, respect what a person released."""
    wanted = {(r.reason, r.line_id): r for r in raised}
    for hold in order.holds:
        key = (hold.reason, hold.line_id)
        if hold.state == "OPEN" and hold.raised_by == gate:
            if key in wanted and same_cause(wanted[key].facts, hold.facts):
                del wanted[key]
            else:
                move(hold, HOLD, "RELEASED")
                hold.resolved_at, hold.resolved_by, hold.note = world.now, gate, "cause_gone"
        elif _let_go(hold) and key in wanted and same_cause(wanted[key].facts, hold.facts):
            del wanted[key]
    for one in wanted.values():
        order.holds.append(hold_of(order, one, gate, world, ids))


def _let_go(hold: Hold) -> bool:
    """Whether a person or its time ended it, so that the same cause does not raise it again."""
    return hold.state in ("RELEASED", "EXPIRED") and hold.note != "cause_gone"


def hold_of(order: Order, one: Raise, by: str, world: World, ids: Ids) -> Hold:
    """A new open hold after what the company decided about its reason, else after the table of reasons."""
    reason = world.refs.hold_kind(one.reason)
    return Hold(
        id=ids.next(),
        order_id=order.id,
        reason=one.reason,
        state=HOLD.first,
        blocks=list(reason.blocks),
        owner_role=reason.owner,
        raised_at=world.now,
        due_at=world.now + timedelta(hours=reason.hours),
        facts=one.facts,
        line_id=one.line_id,
        raised_by=by,
        until=world.now + timedelta(hours=reason.expires_hours) if reason.expires_hours else None,
        at_end=reason.at_end,
        line_only=reason.line_only and one.line_id is not None,
    )


def told(evidence: dict[str, Any]) -> msgspec.Raw:
    """Evidence as JSON, within its byte limit.

    It is made here and not at save, while the evidence is in the processor's cache: that takes a third of the time.
    """
    text = _encoder.encode(evidence)
    return msgspec.Raw(text if len(text) <= EVIDENCE_BYTES_MAX else _encoder.encode(bounded(evidence)))


def bounded(evidence: dict[str, Any]) -> dict[str, Any]:
    """Evidence within its byte limit: the longest entries give way to a mark of what was cut."""
    kept: dict[str, Any] = {}
    room = EVIDENCE_BYTES_MAX - 100
    for key, value in sorted(evidence.items(), key=lambda item: len(_encoder.encode(item[1]))):
        room -= len(_encoder.encode(value)) + len(key) + 4
        if room < 0:
            kept["cut"] = True
            break
        kept[key] = value
    return kept
