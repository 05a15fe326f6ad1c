"""Taking a released order back from the warehouse."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from orderway.flow import asking, change
from orderway.flow.advance import hold_of
from orderway.flow.command import Args, Command, Scene
from orderway.flow.gate import Raise
from orderway.flow.order import Order
from orderway.kernel.errors import Refusal

WORDS = ("open", "shipped", "cancelled", "gone", "refund", "refunded")
SHIPPED_THERE = "shipped_there"
REFUND_ASKED, WITHDRAWN = "refund_asked", "withdrawn"
"""Reason of a refund's hold, and the note of one that ended by the channel's word."""


def withdraw(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """Ask the warehouse to stop; what it agrees to is held for a new decision."""
    live = order.live_fulfilments()
    if not live:
        return Refusal("nothing_released", {"status": order.status})
    pending = [f for f in live if not change.stop(order, f, scene.world, "withdrawn")]
    if not any(h.reason == "withdrawn" and h.state == "OPEN" for h in order.holds):
        order.holds.append(
            hold_of(order, Raise("withdrawn", {"by": scene.actor.name}), scene.actor.name, scene.world, scene.ids)
        )
    if not pending and order.stage == "warehouse":
        order.stage = "review"
    change.note(order, "withdraw", "asked" if pending else "done")
    return None


def channel_word(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """The platform was asked before release; `word`: open (go on), shipped or gone there (a person looks), cancelled
    (its message is on its way and calls the order off; it waits on until then), refund (it waits for a decision there;
    `by_line`: the platform tells of refunds line by line, so that their end shows), refunded (all is paid back while
    the goods stand open): held, but for those of its `numbers`, one text by commas, that a person has let go on.

    Shipped is no news where a part of the order was shipped by us: `units` there (-1: it does not tell), `whole` (all
    of it, from a platform that would tell a part), and the word that is true `besides`."""
    word = str(args.get("word") or "")
    if word not in WORDS:
        return Refusal("unknown_word", {"word": word[:20]})
    change.note(order, "channel_word", word)
    if word == "shipped" and _shipped_by_us(order, args):
        word = next((word for word in ("refund", "refunded") if word == args.get("besides")), "open")
    if word == "cancelled":
        return None
    asking.PLATFORM.hear(order, scene.world.now)
    told = {"word": word}
    if word == "refund":
        _hold_for_refund(order, str(args.get("numbers") or "").split(","), bool(args.get("by_line", True)), scene)
    elif word == "refunded":
        _hold_paid_back(order, scene)
    elif word != "open" and not any(h.reason == SHIPPED_THERE and h.facts == told for h in order.holds):
        order.holds.append(hold_of(order, Raise(SHIPPED_THERE, told), scene.actor.name, scene.world, scene.ids))
    if asking.PLATFORM.is_waited_for(order):
        order.waits_for, order.ready_at = "", None
    return None


def _shipped_by_us(order: Order, args: Args) -> bool:
    """Whether what is shipped there can be what has left our warehouses."""
    ours, units = sum(line.shipped for line in order.lines), int(args.get("units", -1))
    if not ours:
        return False
    return units <= ours if units >= 0 else not args.get("whole")


def _hold_for_refund(order: Order, numbers: Sequence[str], by_line: bool, scene: Scene) -> None:
    """The hold that the refund's own message would raise, for the first one that nobody has decided about."""
    mine = [hold for hold in order.holds if hold.reason == REFUND_ASKED]
    known = {str(hold.facts.get("number")) for hold in mine if hold.note not in (WITHDRAWN, "cause_gone")}
    fresh = [number for number in numbers if number not in known]
    if fresh and not any(hold.state == "OPEN" for hold in mine):
        facts: dict[str, Any] = {"number": fresh[0], "amount": 0, **({"by_line": True} if by_line else {})}
        order.holds.append(hold_of(order, Raise(REFUND_ASKED, facts), scene.actor.name, scene.world, scene.ids))


def _hold_paid_back(order: Order, scene: Scene) -> None:
    """The hold that the message about it raises, unless it stands open or a person has decided."""
    facts = {"amount": order.refunded_minor, asking.ALL_BACK: True}
    mine = [hold for hold in order.holds if hold.reason == REFUND_ASKED]
    if not any(hold.state == "OPEN" or hold.facts.get(asking.ALL_BACK) for hold in mine):
        order.holds.append(hold_of(order, Raise(REFUND_ASKED, facts), scene.actor.name, scene.world, scene.ids))


COMMANDS = (
    Command("withdraw", "order.release", withdraw, {"note": "text"}),
    Command(
        "channel_word",
        "order.release",
        channel_word,
        {"word": "text", "numbers": "text", "by_line": "bool", "besides": "text", "whole": "bool", "units": "int"},
    ),
)
