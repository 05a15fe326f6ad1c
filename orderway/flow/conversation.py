"""What a buyer writes and who answers it: one conversation an order, its words are notes that both sides read. Pure.

Loaded with its order only where there is one (`Order.extra["talk"]`).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

from orderway.flow.aftercare import Note
from orderway.kernel.limits import TEXT_CHARS_MAX

if TYPE_CHECKING:
    from orderway.flow.order import Order

TALK = "talk"
"""Key in `Order.extra`: there is a conversation."""
FROM_BUYER, REPLY = "buyer", "reply"
"""Kinds of notes: what the buyer wrote, and what the buyer reads."""
PAGE, PLATFORM, EMAIL, SMS, PHONE = WAYS = ("page", "platform", "email", "sms", "phone")
"""How words come and go: the tracking page, the platform's messages, mail, text message, a call."""
REPLY_HOURS = 24
"""Customer service answers within this."""
KEYS_KEPT_MAX = 50
"""Keys of messages remembered an order, so that one told twice is taken once."""
MESSAGE_KEYS = "talk_keys"
"""Key in `Order.extra`: the keys of the last messages."""


class Conversation(msgspec.Struct):
    """Columns as in schema/talk.sql. Open while `answered_at` is empty."""

    id: int
    order_id: int
    shop_id: int
    way: str
    """By which way the buyer wrote last."""
    asked_at: datetime
    """When the oldest message that is not answered came."""
    due_at: datetime
    owner: str
    messages: int
    """Since it was answered last."""
    answered_at: datetime | None = None
    answered_by: str = ""


def text_of(value: object) -> str:
    """A text as it may be kept; empty where nothing is said."""
    return str(value or "").replace("\x00", "").strip()[:TEXT_CHARS_MAX]


def heard(order: Order, text: str, way: str, by: str, at: datetime, new_id: int, key: str = "") -> bool:
    """The buyer wrote: the words as a note, the conversation open. False where this message was taken before."""
    if not _is_new(order, key):
        return False
    order.notes = [*order.notes, Note(new_id, order.id, at, by, FROM_BUYER, text, way=way)]
    due = at + timedelta(hours=REPLY_HOURS)
    if not order.conversations:
        order.extra = {**order.extra, TALK: 1}
        order.conversations = [Conversation(new_id, order.id, order.shop_id, way, at, due, "", 1)]
        return True
    one = order.conversations[0]
    if one.answered_at is not None:
        one.asked_at, one.due_at, one.answered_at, one.answered_by, one.messages = at, due, None, "", 0
    one.way, one.messages = way, one.messages + 1
    return True


def said_there(order: Order, text: str, way: str, at: datetime, new_id: int, key: str) -> bool:
    """Somebody wrote to the buyer on the platform itself: kept as a reply, the conversation is answered. False where it
    was told before."""
    if not _is_new(order, key):
        return False
    order.notes = [*order.notes, Note(new_id, order.id, at, "channel", REPLY, text, way=way)]
    answered(order, "channel", at)
    return True


def _is_new(order: Order, key: str) -> bool:
    """Whether a message of this key was not taken before; it is remembered from now on."""
    known: list[str] = order.extra.get(MESSAGE_KEYS, [])
    if key and key in known:
        return False
    if key:
        order.extra = {**order.extra, MESSAGE_KEYS: [*known, key][-KEYS_KEPT_MAX:]}
    return True


def answered(order: Order, by: str, at: datetime) -> None:
    """Somebody has answered what the buyer wrote; whoever did owns the conversation unless another does."""
    for one in order.conversations:
        if one.answered_at is None:
            one.answered_at, one.answered_by = at, by
            one.owner = one.owner or by
