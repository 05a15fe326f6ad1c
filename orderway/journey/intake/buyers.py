"""Messages that name a buyer and no order: whose they are is known by keyed hashes of the buyers of orders."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from orderway.flow.conversation import text_of
from orderway.flow.person import name_hash
from orderway.journey.intake.accounts import Cursor
from orderway.journey.intake.talks import SQL
from orderway.kernel.rows import numbers, texts
from orderway.ports.channel import Document

NAMED_BY_BUYER = frozenset(("ebay",))
"""Channels whose messages name people and a listing alone."""
MESSAGE = "message"
AWAITED = "awaited"
"""Key in a message's data: what it is parked under until its buyer buys."""


WRITERS = {1: "buyer", 2: "shop", 3: "us"}
"""Who wrote: the buyer, somebody of the shop on the platform itself, or we from here."""


class Bought(NamedTuple):
    """An order of a buyer."""

    shop_id: int
    buyer: int
    order_id: int


def bought(channel: str, shop_id: int, buyer_id: str, order_id: int, hash_key: bytes) -> Bought | None:
    """What is to be remembered of an order, where its channel's messages need it."""
    if not buyer_id or channel not in NAMED_BY_BUYER:
        return None
    return Bought(shop_id, name_hash(buyer_id, hash_key), order_id)


def keep(cursor: Cursor, found: Sequence[Bought]) -> None:
    """Remember whose orders these are."""
    cursor.execute(SQL.keep_buyers, [numbers(column) for column in zip(*found, strict=True)])


def awaited(buyer: int) -> str:
    """What a message of a buyer without an order is parked under, in the place of the order's key."""
    return f"buyer:{buyer}"


def is_nameless(document: Document) -> bool:
    """Whether this is a message of which only its people are known."""
    return document.kind == MESSAGE and not document.order_external_id and bool(document.data.get("people"))


def name_orders(cursor: Cursor, messages: Iterable[tuple[int, Document]], hash_key: bytes) -> None:
    """Write into each such message (with its shop) which order it is about, and who wrote it (`WRITERS`).

    The sender is looked for before the recipient: a message to a buyer is the shop's own.
    """
    asked = list(messages)
    if not asked:
        return
    for _shop, one in asked:
        one.data = {**one.data, AWAITED: awaited(name_hash(str(one.data["people"][0]), hash_key))}
    people = [(list(one.data["people"]) + ["", ""])[:2] for _shop, one in asked]
    values = {
        "shops": numbers([shop for shop, _one in asked]),
        "first": numbers([name_hash(str(pair[0]), hash_key) for pair in people]),
        "second": numbers([name_hash(str(pair[1]), hash_key) for pair in people]),
        "listings": texts([str(one.data.get("listing") or "") for _shop, one in asked]),
        "numbers": texts([one.number for _shop, one in asked]),
        "texts": texts([text_of(one.data.get("text")) for _shop, one in asked]),
    }
    for n, who, external_id in cursor.execute(SQL.orders_of_buyers, values).fetchall():
        document = asked[n - 1][1]
        document.order_external_id = external_id
        document.data = {**document.data, "by": WRITERS[who]}
