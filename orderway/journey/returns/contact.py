"""What buyers write, and what they are answered: notes that both sides read."""

from __future__ import annotations

from orderway.flow import change
from orderway.flow.command import Args, Command, Scene
from orderway.flow.order import Note, Order
from orderway.kernel.errors import Refusal
from orderway.kernel.limits import TEXT_CHARS_MAX

FROM_BUYER, REPLY = "buyer", "reply"
"""Kinds of notes: what the buyer wrote, and what the buyer reads."""
REPLY_HOURS = 24
"""Customer service answers within this."""


def contact_shop(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """A message of the buyer: `text`. It stands in the queue of messages until it is answered."""
    return _write(order, args, scene, FROM_BUYER, "asked")


def reply_buyer(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """Answer the buyer: `text`, read on the page of the order."""
    return _write(order, args, scene, REPLY, "answered")


def _write(order: Order, args: Args, scene: Scene, kind: str, fact: str) -> Refusal | None:
    text = str(args.get("text", "")).replace("\x00", "").strip()[:TEXT_CHARS_MAX]
    if not text:
        return Refusal("text_missing")
    order.notes.append(Note(scene.ids.next(), order.id, scene.world.now, scene.actor.name, kind, text))
    change.note(order, "contact", fact)
    return None


COMMANDS = (
    Command("contact_shop", "order.contact", contact_shop, {"text": "text"}, bulk=False),
    Command("reply_buyer", "order.contact", reply_buyer, {"text": "text"}, bulk=False),
)
