"""Reading the inbox in batches: claim, parse, make or update, pass the gates, save; all in one transaction.

A message that kills its reader is found by the lease that the dead worker left, tried in a child process, and parked.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any, NamedTuple

import msgspec
import psycopg

from orderway.flow import erasing, reading
from orderway.flow.batch import Batch
from orderway.flow.engine import Engine
from orderway.flow.order import Order
from orderway.journey.intake import buyers, mails
from orderway.journey.intake.edi_change import on_account
from orderway.journey.intake.inbox import MAIL, OWN, SQL
from orderway.journey.intake.make import absurd, make_order
from orderway.journey.intake.update import already_there, apply_document, update
from orderway.kernel import clock
from orderway.kernel.errors import NO_JSON
from orderway.kernel.limits import BATCH_ORDERS_MAX
from orderway.kernel.rows import json_text, numbers, texts
from orderway.ports.channel import Channel, Document, IncomingOrder, Parsed, Problem

RECENT_HOURS = 24
"""How far back a suspected duplicate is looked for."""

WISHES = ("refund", "refund_request")
OWN_CHANNEL = "orderway"
"""Its messages may hold documents beside orders that have nothing to do with each other's time."""

_own = msgspec.json.Decoder(IncomingOrder)
_mail = msgspec.json.Decoder(Document)


class Message(msgspec.Struct, frozen=True, gc=False):
    """One message of the inbox."""

    id: int
    received_at: datetime
    shop_id: int
    topic: str
    source: str
    body: bytes


class Parked(NamedTuple):
    """Why a message was put aside: a code, and facts a person can act on."""

    message_id: int
    reason: str
    facts: dict[str, Any]


Key = tuple[int, str]


class Reader:
    """Turns messages into orders with one engine. `channels` are the adapters by code."""

    def __init__(self, engine: Engine, channels: Mapping[str, Channel]) -> None:
        self.engine = engine
        self.channels = channels
        self.lease_connection: psycopg.Connection[Any] | None = None

    def leave_leases(self, connection: psycopg.Connection[Any]) -> None:
        """Leave word of what is being read over a second connection (autocommit); without one none is left.

        It does not wait for the disk: a lease tells of a reader that died, and one that is lost with the whole machine
        tells of nobody.
        """
        connection.execute("SET synchronous_commit TO off")
        self.lease_connection = connection

    def work(self, limit: int = BATCH_ORDERS_MAX, only: Sequence[int] = (), but: Sequence[int] = ()) -> int:
        """Read the next messages (or exactly `only`), in one transaction; how many were taken."""
        lease = self.engine.ids.next()

        def run(batch: Batch) -> list[int]:
            return self._batch(batch, lease, limit, only, but)

        return len(self.engine.transact("intake", run))

    def _batch(self, batch: Batch, lease: int, limit: int, only: Sequence[int], but: Sequence[int]) -> list[int]:
        cursor = batch.cursor
        sql, wanted = (
            (SQL.claim_these, {"ids": list(only)}) if only else (SQL.claim, {"limit": limit, "but": list(but)})
        )
        messages = [Message(*row) for row in cursor.execute(sql, wanted, binary=True).fetchall()]
        if not messages:
            return []
        cursor.execute(SQL.turn_alone if batch.attempt else SQL.turn)
        claimed = [m.id for m in messages]
        listed = numbers(claimed)
        suspects = {row[0] for row in cursor.execute(SQL.leased_before, [listed, lease])}
        if not suspects:
            self._lease(lease, listed)
        deadly = (
            killers([m for m in messages if m.id in suspects], partial(self.parse, batch=batch)) if suspects else []
        )
        parked = [Parked(message.id, "kills_its_reader", {}) for message in deadly]
        read = [(message, self.parse(message, batch)) for message in messages if message not in deadly]
        outcomes = self._apply(batch, read, parked)
        cursor.execute(SQL.lease_done, [lease])
        if suspects:
            cursor.execute(SQL.lease_forget, [listed, lease])
        self._finish(batch, claimed, parked, outcomes)
        return claimed

    def _lease(self, lease: int, claimed: str) -> None:
        """Leave word, outside the transaction, of what is being read: it survives if this process does not."""
        keep = self.lease_connection
        if keep is not None:
            keep.execute(SQL.lease, [lease, self.engine.worker, "intake", clock.now(), claimed])

    def parse(self, message: Message, batch: Batch) -> Parsed:
        """What a message says; unreadable parts as problems. Pure but for the shop's adapter."""
        if message.topic == OWN:
            try:
                return Parsed([_own.decode(message.body)])
            except NO_JSON as error:
                return Parsed(problems=[Problem("message", str(error))])
        if message.topic == MAIL:
            try:
                return Parsed(documents=[_mail.decode(message.body)])
            except NO_JSON as error:
                return Parsed(problems=[Problem("message", str(error))])
        shop = batch.world.refs.shops.get(message.shop_id)
        channel = self.channels.get(shop.channel) if shop else None
        if channel is None:
            return Parsed(problems=[Problem("shop", "no adapter reads this shop's channel")])
        parsed = channel.parse(message.body, topic=message.topic)
        return on_account(parsed) if message.shop_id in batch.world.refs.edi_shops else parsed

    # -- orders -------------------------------------------------------------------------------------------------------

    def _apply(
        self, batch: Batch, read: Sequence[tuple[Message, Parsed]], parked: list[Parked]
    ) -> list[tuple[int, str, int | None]]:
        self._name(batch, read)
        existing = self._existing(batch, read)
        outcomes: list[tuple[int, str, int | None]] = []
        message_of: dict[int, int] = {}
        made: list[Order] = []
        everything = [_Told(message, parsed, existing) for message, parsed in read]
        for told in everything:
            self._orders(batch, told, made)
        for told in everything:  # an order may come in the same batch after what is told about it
            self._documents(batch, told)
            message = told.message
            if told.parked:
                parked.append(told.parked)
            outcomes += [(message.id, kind, order_id) for kind, order_id in told.outcomes]
            for _, order_id in told.outcomes:
                if order_id is not None:
                    message_of.setdefault(order_id, message.id)
        self._know(batch, made)
        whole = batch.orders
        quiet = _quiet(whole, outcomes, made) if len(made) < len(whole) else ()
        if quiet:
            batch.orders = [order for order in whole if order.id not in quiet]
        if batch.orders:
            self.engine.advance(batch)
        if quiet:  # those who travel along came into the batch meanwhile
            gone_on = {order.id: order for order in batch.orders}
            batch.orders = [gone_on.pop(order.id, order) for order in whole] + list(gone_on.values())
        batch.outgoing += [erasing.outgoing(o, "told_again") for o in whole if o.person.erased_at is not None]
        batch.save("channel", "intake", message_of)
        awaited = [(o.shop_id, o.external_id) for o in made]
        if named := [one for told in everything for one in told.bought]:
            buyers.keep(batch.cursor, named)
            awaited += [(one.shop_id, buyers.awaited(one.buyer)) for one in named] if made else []
        if awaited and batch.cursor.execute(SQL.any_order_unknown).fetchone():
            batch.cursor.execute(SQL.unpark_orders, [[one[0] for one in awaited], [one[1] for one in awaited]])
        return outcomes

    def _name(self, batch: Batch, read: Sequence[tuple[Message, Parsed]]) -> None:
        """Find the orders of messages that name people alone."""
        nameless = [(m.shop_id, d) for m, parsed in read for d in parsed.documents if buyers.is_nameless(d)]
        if nameless:
            buyers.name_orders(batch.cursor, nameless, self.engine.hash_key)

    def _existing(self, batch: Batch, read: Sequence[tuple[Message, Parsed]]) -> dict[Key, Order]:
        keys: set[Key] = set()
        for message, parsed in read:
            keys.update((message.shop_id, o.external_id) for o in parsed.orders)
            keys.update((message.shop_id, d.order_external_id) for d in parsed.documents if d.order_external_id)
        pairs = list(keys)
        rows = (
            batch.cursor.execute(
                SQL.existing, [numbers([k[0] for k in pairs]), texts([k[1] for k in pairs])]
            ).fetchall()
            if pairs
            else []
        )
        if not rows:
            return {}
        loaded = {order.id: order for order in batch.load([row[2] for row in rows])}
        return {(shop, external): loaded[order_id] for shop, external, order_id in rows if order_id in loaded}

    def _orders(self, batch: Batch, told: _Told, made: list[Order]) -> None:
        shop = batch.world.refs.shops.get(told.message.shop_id)
        unread = bool(told.parsed.problems) and not (told.parsed.orders or told.parsed.documents)
        if shop is None or unread:
            problems = [[p.where, p.what] for p in told.parsed.problems[:20]]
            told.parked = Parked(told.message.id, "unreadable" if shop else "shop_unknown", {"problems": problems})
            return
        for incoming in told.parsed.orders:
            why = absurd(incoming)
            if why:
                told.parked = Parked(told.message.id, why, {"order": incoming.external_id[:200]})
                continue
            order = told.existing.get((shop.id, incoming.external_id))
            if order is None:
                order = make_order(incoming, shop, batch.now, self.engine.ids, self.engine.hash_key)
                order.steps.append(["intake", "received", {"source": told.message.source}])
                if incoming.status == "cancelled" or order.channel_fulfilled:
                    update(order, incoming, batch.world, self.engine.ids, self.engine.hash_key)
                already_there(order, incoming, batch.world, self.engine.ids)
                batch.add(order)
                made.append(order)
                told.existing[(shop.id, incoming.external_id)] = order
                told.outcomes.append(("order", order.id))
            else:
                kind = update(order, incoming, batch.world, self.engine.ids, self.engine.hash_key)
                told.outcomes.append((kind, order.id))
            one = buyers.bought(shop.channel, shop.id, incoming.buyer_id, order.id, self.engine.hash_key)
            if one is not None:
                told.bought.append(one)

    def _documents(self, batch: Batch, told: _Told) -> None:
        if told.message.shop_id in batch.world.refs.shops:
            for document in told.parsed.documents:
                self._document(batch, told, document, told.message.shop_id)

    def _document(self, batch: Batch, told: _Told, document: Document, shop_id: int) -> None:
        if told.message.topic == MAIL and (aside := mails.aside(document)):
            told.parked = Parked(told.message.id, f"mail_{aside}"[:40], {"kind": "message"})
            return
        if not document.order_external_id and not buyers.is_nameless(document):
            told.outcomes.append(("document", None))
            return
        order = told.existing.get((shop_id, document.order_external_id))
        if order is None:
            name = document.order_external_id or str(document.data.get(buyers.AWAITED, ""))
            told.parked = Parked(told.message.id, "order_unknown", {"order": name, "kind": document.kind})
            return
        shop = batch.world.refs.shops[shop_id]
        if document.kind in WISHES and shop.channel != OWN_CHANNEL and _is_stale(told.parsed, document, order):
            told.outcomes.append(("duplicate", order.id))
            return
        told.outcomes.append((apply_document(order, document, batch.world, self.engine.ids), order.id))

    def _know(self, batch: Batch, made: Sequence[Order]) -> None:
        """Load what the checks need of new orders: listings, and recent orders of the same phones."""
        refs = batch.world.refs
        unknown = [o for o in batch.orders if not o.fresh and any([line.sku_id is None for line in o.lines])]  # noqa: C419
        keys = ((o.shop_id, line.listing, line.sku_code) for o in (*made, *unknown) for line in o.lines)
        reading.need_listings(refs, batch.cursor, keys)
        for order in (*made, *unknown):
            grams = 0
            for line in order.lines:
                if line.sku_id is None:
                    line.sku_id = refs.sku_of(order.shop_id, line.listing, line.sku_code)
                    if line.sku_id is not None:
                        line.weight_grams = refs.skus[line.sku_id].weight_grams
                grams += line.weight_grams * line.ordered
            order.weight_grams = grams
        hashes = [o.person.phone_hash for o in made if o.person.phone_hash is not None]
        if hashes:
            batch.world.facts["recent"] = self._recent(batch, hashes, made)

    def _recent(
        self, batch: Batch, hashes: Sequence[int], made: Sequence[Order]
    ) -> dict[int, list[tuple[int, datetime, str]]]:
        found: dict[int, list[tuple[int, datetime, str]]] = {}
        since = batch.now - timedelta(hours=RECENT_HOURS)
        rows = batch.cursor.execute(SQL.recent, {"hashes": numbers(hashes), "since": since}).fetchall()
        if rows:
            goods: dict[int, list[str]] = {}
            for order_id, listing, code, units in batch.cursor.execute(SQL.recent_lines, [[r[1] for r in rows]]):
                goods.setdefault(order_id, []).append(f"{listing or code}x{units}")
            for phone, order_id, placed_at in rows:
                found.setdefault(phone, []).append((order_id, placed_at, ",".join(sorted(goods.get(order_id, [])))))
        told = Counter(hashes)
        for order in made:
            phone = order.person.phone_hash
            if phone is not None and (phone in found or told[phone] > 1):
                key = ",".join(sorted([f"{line.listing or line.sku_code}x{line.ordered}" for line in order.lines]))
                found.setdefault(phone, []).append((order.id, order.placed_at, key))
        return {phone: sorted(others) for phone, others in found.items() if len(others) > 1}

    def _finish(
        self,
        batch: Batch,
        claimed: Sequence[int],
        parked: Sequence[Parked],
        outcomes: Sequence[tuple[int, str, int | None]],
    ) -> None:
        aside = {p.message_id for p in parked}
        if parked:
            columns = [[p.message_id for p in parked], [p.reason for p in parked], [json_text(p.facts) for p in parked]]
            batch.cursor.execute(SQL.park, columns)
        batch.cursor.execute(SQL.done, [numbers([i for i in claimed if i not in aside])])
        stamp = batch.now.isoformat()
        lines = [
            f"{m}\t{stamp}\t{kind}\t{order if order is not None else chr(92) + 'N'}\n" for m, kind, order in outcomes
        ]
        if lines:
            with batch.cursor.copy(SQL.outcomes) as copy:
                copy.write("".join(lines))


class _Told(msgspec.Struct, gc=False):
    """One message with what came of it; `existing` is shared by all messages of the batch."""

    message: Message
    parsed: Parsed
    existing: dict[Key, Order]
    parked: Parked | None = None
    bought: list[buyers.Bought] = []
    outcomes: list[tuple[str, int | None]] = []


def _is_stale(parsed: Parsed, document: Document, order: Order) -> bool:
    """Whether a wish came as part of what its platform told of the order, and newer things are told since."""
    came = [one.version for one in parsed.orders if one.external_id == document.order_external_id]
    return bool(came and came[0] and came[0] < order.channel_version)


def _quiet(orders: Sequence[Order], outcomes: Sequence[tuple[int, str, int | None]], made: Sequence[Order]) -> set[int]:
    """Orders of which nothing new was told: they stand where they stood, the gates are not asked again.

    Those that travel with others, or might with one that is new, go with the batch.
    """
    told: dict[int | None, set[str]] = {}
    for _, kind, order_id in outcomes:
        told.setdefault(order_id, set()).add(kind)
    leads = {order.lead_id for order in orders}
    keys = {order.merge_key for order in made} - {None}
    return {
        order.id
        for order in orders
        if told.get(order.id) == {"duplicate"}
        and not order.steps
        and order.lead_id is None
        and order.id not in leads
        and order.merge_key not in keys
    }


def killers(messages: Sequence[Message], parse: Callable[[Message], object]) -> Sequence[Message]:
    """Those that a process does not live to read: one child reads all; where it dies, each half is tried by itself."""
    if not messages or _survives(lambda: [parse(message) for message in messages]):
        return []
    half = len(messages) // 2
    return [*killers(messages[:half], parse), *killers(messages[half:], parse)] if half else messages


def _survives(deed: Callable[[], object]) -> bool:
    """Whether a child process lives through `deed`."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            deed()
            code = 0
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    return status == 0
