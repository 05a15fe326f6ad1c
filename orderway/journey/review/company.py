"""Putting orders into one box by hand, and taking one out again."""

from __future__ import annotations

from collections.abc import Sequence

from orderway.flow import change, travel
from orderway.flow.command import Args, Command, Scene
from orderway.flow.naming import names_nothing
from orderway.flow.order import Order
from orderway.kernel.errors import Refusal
from orderway.kernel.limits import NAME_CHARS_MAX
from orderway.lifecycle.moves import HOLD, move

TOGETHER_MAX = 50
"""Orders that one command may name."""


def merge(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """One box for this order and those in `with` (order ids). What was released and not touched yet is taken back.

    An order of a shop that is not the actor's is as one that is not there. Refused with the number of the order that
    cannot travel, and why.
    """
    told = args.get("with") or []
    wanted = {int(one) for one in (told.split(",") if isinstance(told, str) else told) if str(one).strip()}
    wanted.discard(order.id)
    if not wanted or len(wanted) > TOGETHER_MAX:
        return Refusal("nothing_asked" if not wanted else "too_many", {"limit": TOGETHER_MAX})
    others = _others(wanted, scene)
    if len(others) < len(wanted):
        return names_nothing("unknown_order", "with")
    together = sorted([order, *others], key=lambda one: one.id)
    refusal = _misfit(order, together, scene)
    if refusal is not None:
        return refusal
    place = travel.common_place(together, scene.world)
    if place is None:
        return Refusal("cannot_travel", {"order": order.number, "why": "no_common_warehouse"})
    travel.join(together, place, scene.world, scene.ids)
    for one in together:
        _free(one, scene)
    return None


def _others(wanted: set[int], scene: Scene) -> list[Order]:
    missing = wanted - {one.id for one in scene.batch.orders}
    if missing:
        scene.batch.load(sorted(missing))
        scene.batch.see_needs()
    return [one for one in scene.batch.orders if one.id in wanted and scene.actor.may_shop(one.shop_id)]


def _misfit(order: Order, together: Sequence[Order], scene: Scene) -> Refusal | None:
    for one in together:
        one.merge_key = travel.key_of(one, scene.world)
    for one in together:
        why = travel.why_not(one, scene.world)
        if not why and one is not order:
            why = travel.why_not_with(one, order, scene.world)
        if why:
            return Refusal("cannot_travel", {"order": one.number, "why": why})
    why = travel.why_too_much(together, scene.world.refs.shops[order.shop_id].policy)
    return Refusal("cannot_travel", {"order": order.number, "why": why}) if why else None


def _free(order: Order, scene: Scene) -> None:
    """The question of the holds is answered, and the way to the warehouse begins again."""
    for hold in order.open_holds():
        if hold.reason in travel.OWN_HOLDS:
            move(hold, HOLD, "RELEASED")
            hold.resolved_at, hold.resolved_by, hold.note = scene.world.now, scene.actor.name, "merged"
    if order.stage not in ("check", "promise"):
        order.stage = "promise"
    order.waits_for, order.ready_at = "", None


def unmerge(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """The order leaves its box and goes alone; what a warehouse has of it is asked back first."""
    if order.lead_id is None:
        return Refusal("travels_alone")
    if order.stage in ("road", "settled", "closed"):
        return Refusal("already_shipped", {"status": order.status})
    pending = [f for f in order.live_fulfilments() if not change.stop(order, f, scene.world, "unmerged")]
    change.note(order, "unmerge", "asked" if pending else "done")
    if not pending:
        travel.leave(order, "by_hand")
        change.check_again(order)
    return None


def same_receiver(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """The platform's word for a sealed receiver: `receiver`, equal where the receiver is; `address` is the version of
    the address that it was asked about."""
    version, word = int(args.get("address") or 0), str(args.get("receiver") or "")[:NAME_CHARS_MAX]
    said = [version, word]
    changed = version != order.person.version or order.extra.get(travel.RECEIVER) == said
    if not word or not order.person.token or changed:
        return Refusal("nothing_changed")
    order.extra = {**order.extra, travel.RECEIVER: said}
    if order.stage in ("check", "promise", "confirm", "review"):
        change.check_again(order)
    change.note(order, "same_receiver", "told")
    return None


COMMANDS = (
    Command("same_receiver", "order.release", same_receiver, {"address": "int", "receiver": "text"}, bulk=False),
    Command("merge", "order.release", merge, {"with": "ids"}, bulk=False),
    Command("unmerge", "order.release", unmerge, bulk=False),
)
