"""What buyers write, and what they are answered: notes that both sides read."""

from __future__ import annotations

from orderway.flow import change, conversation
from orderway.flow.command import Args, Command, Scene
from orderway.flow.naming import names_nothing
from orderway.flow.order import Note, Order
from orderway.history.log import Outgoing
from orderway.kernel.errors import Refusal
from orderway.kernel.limits import NAME_CHARS_MAX
from orderway.kernel.sql import named

SQL = named(__file__)
LETTER = "letter"
"""Topic of the outbox: words to a buyer that no question and no survey is."""


def contact_shop(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """A message of the buyer: `text`, by which `way` (page, platform, email, phone). It stands in the queue of
    messages until it is answered."""
    text = conversation.text_of(args.get("text"))
    if not text:
        return Refusal("text_missing")
    way = str(args.get("way") or conversation.PAGE)
    if way not in conversation.WAYS:
        return Refusal("unknown_way", {"known": list(conversation.WAYS)})
    conversation.heard(order, text, way, scene.actor.name, scene.world.now, scene.ids.next())
    change.note(order, "contact", "asked", way=way)
    return None


def reply_buyer(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """Answer the buyer: `text`, read on the page of the order; sent the way they wrote by mail or on the platform."""
    text = conversation.text_of(args.get("text"))
    if not text:
        return Refusal("text_missing")
    way = next((one.way for one in order.conversations), conversation.PAGE)
    new_id, now = scene.ids.next(), scene.world.now
    order.notes.append(Note(new_id, order.id, now, scene.actor.name, conversation.REPLY, text, way=way))
    conversation.answered(order, scene.actor.name, now)
    if way in (conversation.EMAIL, conversation.PLATFORM, conversation.SMS):
        payload = {"kind": "reply", "channel": way, "note": new_id}
        scene.batch.outgoing.append(Outgoing(LETTER, f"shop:{order.shop_id}", payload, order.id))
    change.note(order, "contact", "answered", way=way)
    return None


def claim_talk(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """Take what the buyer wrote as one's own work; `free` gives it back, `to` hands it to somebody."""
    if not order.conversations:
        return Refusal("no_message")
    to = "" if args.get("free") else str(args.get("to") or "")[:NAME_CHARS_MAX]
    if to and to != scene.actor.name and not scene.batch.cursor.execute(SQL.member, [to]).fetchone():
        return names_nothing("unknown_user", "to")
    name = "" if args.get("free") else to or scene.actor.name
    for one in order.conversations:
        one.owner = name
    change.note(order, "contact", "claimed" if name else "given_back", to=name)
    return None


def end_talk(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """What the buyer wrote needs no answer (thanks, settled by phone); it leaves the queue."""
    if not any(one.answered_at is None for one in order.conversations):
        return Refusal("no_message")
    conversation.answered(order, scene.actor.name, scene.world.now)
    change.note(order, "contact", "ended")
    return None


COMMANDS = (
    Command("contact_shop", "order.contact", contact_shop, {"text": "text", "way": "text"}, bulk=False),
    Command("reply_buyer", "order.contact", reply_buyer, {"text": "text"}, bulk=False),
    Command("claim_talk", "order.contact", claim_talk, {"free": "bool", "to": "text"}),
    Command("end_talk", "order.contact", end_talk),
)
