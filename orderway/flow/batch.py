"""One batch in one transaction: load orders with all that belongs to them, decide, save the difference."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import chain
from operator import itemgetter
from typing import Any

import msgspec
import psycopg

from orderway.flow import outward, reading, tables, travel
from orderway.flow.booking import Booking, Serials
from orderway.flow.event import Event
from orderway.flow.former import keep_former
from orderway.flow.gift_count import count_given
from orderway.flow.order import Order
from orderway.flow.reference import References
from orderway.flow.world import World
from orderway.history import log
from orderway.kernel.ids import Ids
from orderway.kernel.rows import Table, numbers
from orderway.kernel.sql import named
from orderway.stock import fences, ledger, lots

Cursor = psycopg.Cursor[Any]
Row = tuple[Any, ...]

_sql = named(__file__)
ALIKE_MAX = 200
"""Orders to the same receivers that one batch looks at."""
_FENCED = itemgetter(5)
"""Of a stock row: the units set apart for somebody."""
_SHIPPED_AT = next(i for i, column in enumerate(tables.ORDERS.columns) if column.name == "shipped_at")


class Batch:
    """The orders of one transaction. It remembers what was loaded, so saving is the difference.

    JSON fields of the structs are replaced, never changed in place, or the difference would not be seen.
    """

    def __init__(
        self, cursor: Cursor, now: datetime, references: References, ids: Ids, lock_skus: Sequence[int] = ()
    ) -> None:
        self.cursor = cursor
        self.now = now
        self.ids = ids
        self.world = World(now, references)
        self.orders: list[Order] = []
        self.outgoing: list[log.Outgoing] = []
        self.counts: dict[tuple[str, str], int] = {}
        self.kind = ""
        """What it is for: the name of the transaction."""
        self.snapshot = ""
        """The digest of the reference data that its run record names."""
        self.snapshot_data = b""
        """Their content, where nobody has kept it yet."""
        self.attempt = 0
        """How often this was lost to somebody else already."""
        self.told: dict[int, tuple[int, msgspec.Raw]] = {}
        """Order id to how many steps it had when its run record was made, and the event's data that they are."""
        self.serials = Serials()
        self._lotted: list[ledger.Lotted] = []
        self.lock_skus = lock_skus
        """SKUs whose stock rows are locked when they are loaded."""
        self._seen_skus: set[int] = set()
        self._then: dict[str, dict[int, Row]] = {}
        self._standing: dict[int, tuple[str, str]] = {}
        self._touched: set[int] = set()

    # -- load ---------------------------------------------------------------------------------------------------------

    def load(self, order_ids: Sequence[int]) -> list[Order]:
        """Lock these orders in id order and bring everything that belongs to them; unknown ids are left out."""
        if not order_ids:
            return []
        sql = f"{tables.ORDERS.select_sql} WHERE id = ANY(%s::bigint[]) ORDER BY id FOR NO KEY UPDATE"
        then = self._then.setdefault("orders", {})
        loaded: list[Order] = []
        for row in self.cursor.execute(sql, [numbers(order_ids)], binary=True):
            order = tables.ORDERS.of(row)
            then[order.id] = row
            self._standing[order.id] = (order.standing, order.stage)
            loaded.append(order)
        by_id = {order.id: order for order in loaded}
        self._load_parts(by_id)
        self.orders += loaded
        leads = {order.lead_id for order in loaded if order.lead_id is not None}
        if leads:
            values = {"leads": list(leads), "known": [order.id for order in self.orders]}
            self.load([row[0] for row in self.cursor.execute(_sql.in_the_box, values).fetchall()])
        return loaded

    def _see_alike(self) -> None:
        """Orders to the same receiver: those that may go now come into the batch, the others are known by id."""
        travel.identify(self.orders, self.world)
        keys = list({o.merge_key for o in self.orders if o.merge_key is not None and travel.seeks(o, self.world)})
        if not keys:
            return
        values = {"keys": keys, "known": [order.id for order in self.orders], "limit": ALIKE_MAX}
        rows = self.cursor.execute(_sql.alike, values).fetchall()
        self.load([order_id for order_id, _key, buffer in rows if buffer])
        alike = self.world.facts.setdefault("alike", {})
        for order_id, key, buffer in rows:
            if not buffer:
                alike.setdefault(key, []).append(order_id)

    def _load_parts(self, by_id: dict[int, Order]) -> None:
        ids = numbers(list(by_id))
        then = self._then.setdefault("person", {})
        sql = f"{tables.PERSONS.select_sql} WHERE order_id = ANY(%s::bigint[])"
        for row in self.cursor.execute(sql, [ids], binary=True):
            then[row[0]] = row
            by_id[row[0]].person = tables.PERSONS.of(row)
        for name, table in tables.CHILDREN.items():
            kept = self._then.setdefault(name, {})
            at = next(i for i, c in enumerate(table.columns) if c.name == "order_id")
            sql = f"{table.select_sql} WHERE order_id = ANY(%s::bigint[]) ORDER BY id"
            for row in self.cursor.execute(sql, [ids], binary=True):
                kept[row[0]] = row
                getattr(by_id[row[at]], name).append(table.of(row))
        for name, (key, table) in tables.SELDOM.items():
            few = [order.id for order in by_id.values() if key in order.extra]
            if few:
                self._load_seldom(name, table, few, by_id)

    def _load_seldom(self, name: str, table: Table[Any], few: list[int], by_id: dict[int, Order]) -> None:
        kept = self._then.setdefault(name, {})
        sql = f"{table.select_sql} WHERE order_id = ANY(%s::bigint[]) ORDER BY id"
        for row in self.cursor.execute(sql, [numbers(few)], binary=True):
            kept[row[0]] = row
            order = by_id[row[1]]
            setattr(order, name, [*getattr(order, name), table.of(row)])

    def add(self, order: Order) -> None:
        """Take a new order into the batch; its ids must come from `self.ids`."""
        order.fresh = True
        self.orders.append(order)

    def see_stock(self, skus: Iterable[int]) -> None:
        """Load the stock rows and the demand of SKUs not seen yet in this batch."""
        wanted = sorted({sku for sku in skus if sku not in self._seen_skus})
        if not wanted:
            return
        self._seen_skus.update(wanted)
        rows = ledger.read(self.cursor, wanted, self.lock_skus)
        self.world.see_rows(rows)
        self.world.waiting.update(ledger.read_demand(self.cursor, wanted))
        taken = any([r.fence_id is not None for order in self.orders for r in order.reservations])  # noqa: C419 - faster
        if taken or any(map(_FENCED, rows)):
            self.world.see_fences(fences.read(self.cursor, wanted))

    def see_needs(self) -> None:
        """Load what the gates need to know about the orders of the batch: SKUs, stock, the load of limited
        warehouses."""
        if self.world.refs.merging:
            self._see_alike()
        skus = {line.sku_id for order in self.orders for line in order.lines if line.sku_id is not None}
        refs = self.world.refs
        if refs.bundles:
            skus.update([part.sku_id for sku in skus & refs.bundles.keys() for part in refs.bundles[sku]])
        reading.need_skus(refs, self.cursor, skus)
        self.see_stock(skus)
        limited = [w.id for w in self.world.refs.warehouses.values() if w.daily_orders_max]
        if limited and not self.world.load:
            since = self.now.replace(hour=0, minute=0, second=0, microsecond=0)
            rows = self.cursor.execute(_sql.load_of_warehouses, {"warehouses": limited, "since": since})
            self.world.load.update(dict.fromkeys(limited, 0))
            self.world.load.update(dict(rows.fetchall()))
        loaded = [w.id for w in self.world.refs.warehouses.values() if w.load_minor]
        if loaded and not self.world.busy:
            self.world.busy.update(dict.fromkeys(loaded, 0))
            self.world.busy.update(dict(self.cursor.execute(_sql.busy_warehouses, [loaded]).fetchall()))

    # -- save ---------------------------------------------------------------------------------------------------------

    def save(self, actor: str, kind: str, message_of: dict[int, int] | None = None) -> None:
        """Write the difference, one statement a table, stock last. `message_of`: order id to the message behind it."""
        self.outgoing += outward.messages(self.orders, self.world, actor)
        self._write_events(actor, kind, message_of or {})
        self._write_orders()
        self._write_parts()
        world = self.world
        if world.gifts:
            count_given(self.cursor, world.gifts)
        self._tell_carriers()
        log.send(self.cursor, self.outgoing, self.now, self.ids)
        self._count()
        booking = Booking(self.cursor, world, self.now, self.ids, actor)
        booking.book(self.orders, self.serials)
        self._lotted = booking.lotted

    def lots_of(self, sku: int, place: int) -> list[list[Any]]:
        """The lots that goods of a SKU left a warehouse from when this was saved: [lot, last day or None, units]."""
        gone = [(m[6], -m[2]) for m in self._lotted if (m[0], m[1]) == (sku, place) and m[2] < 0]
        days = lots.last_days(self.cursor, sku, place) if gone else {}
        return [[lot, str(days[lot]) if days.get(lot) else None, units] for lot, units in gone]

    def _tell_carriers(self) -> None:
        """A label that became void, by whatever deed, is told to its carrier: the credit comes back only then."""
        then = self._then.get("parcels", {})
        for order in self.orders if then else ():
            for parcel in order.parcels:
                if parcel.state != "VOIDED" or not parcel.tracking_number or parcel.id not in then:
                    continue
                if travel.FOLLOWS in parcel.label_key:  # the label is another order's
                    continue
                if tables.CHILDREN["parcels"].of(then[parcel.id]).state != "VOIDED":
                    told = {"parcel": parcel.id, "tracking_number": parcel.tracking_number}
                    self.outgoing.append(
                        log.Outgoing("void_label", f"carrier:{parcel.carrier_id or 0}", told, order.id)
                    )

    def _write_events(self, actor: str, kind: str, message_of: dict[int, int]) -> None:
        events = []
        for order in self.orders:
            if not order.steps:
                continue
            order.event_seq += 1
            many, known = self.told.get(order.id, (0, None))
            data = known if many == len(order.steps) else {"steps": order.steps}
            events.append(
                Event(self.ids.next(), self.now, order.id, order.event_seq, kind, actor, data, message_of.get(order.id))
            )
            order.steps = []
        self._copy(tables.EVENTS, events)

    def _write_orders(self) -> None:
        fresh = [order for order in self.orders if order.fresh]
        self._copy(tables.ORDERS, fresh)
        self._copy(tables.PERSONS, [order.person for order in fresh])
        old = [order for order in self.orders if not order.fresh]
        then = self._then.get("orders", {})
        changed = [order for order in old if tables.ORDERS.row(order) != then[order.id]]
        for order in changed:
            order.version += 1
        self._update(tables.ORDERS, changed)
        persons = self._then.get("person", {})
        other = [o.person for o in old if tables.PERSONS.row(o.person) != persons.get(o.id)]
        keep_former(self.cursor, other, persons, self.now)
        self._update(tables.PERSONS, other)

    def _write_parts(self) -> None:
        """What belongs to the orders; a table of which no order of the batch has a row costs a look at its lists."""
        for name, lists in zip(tables.PARTS, zip(*map(tables.parts_of, self.orders), strict=True), strict=False):
            if any(lists):
                self._write(name, tables.PARTS[name], list(chain.from_iterable(lists)))

    def _write(self, name: str, table: Table[Any], parts: list[Any]) -> None:
        then = self._then.get(name, {})
        row = table.row
        self._copy(table, [part for part in parts if part.id not in then] if then else parts)
        if then:
            self._update(table, [part for part in parts if part.id in then and row(part) != then[part.id]])

    def _copy(self, table: Table[Any], rows: Sequence[Any]) -> None:
        if rows:
            with self.cursor.copy(table.copy_sql) as copy:
                copy.write(table.copy_data(rows))

    def _update(self, table: Table[Any], rows: Sequence[Any]) -> None:
        if rows:
            self.cursor.execute(table.update_sql, table.arrays(rows))

    def _count(self) -> None:
        hour = f"{self.now:%Y%m%d%H}"
        for order in self.orders:
            if order.shipped_at is not None:
                self._shipped(order, hour)
            was, now = self._standing.get(order.id), (order.standing, order.stage)
            if was == now:
                continue
            shop = str(order.shop_id)
            if was:
                self._tally(shop, was, -1)
            self._tally(shop, now, 1)
            self._passed(f"{hour}:{shop}:{was[1] if was else ''}>{order.stage}")
        log.count(self.cursor, self.counts, self.now, self.ids)

    def _tally(self, shop: str, at: tuple[str, str], change: int) -> None:
        for key in (("standing", f"{shop}:{at[0]}"), ("stage", f"{shop}:{at[1]}")):
            self.counts[key] = self.counts.get(key, 0) + change

    def _shipped(self, order: Order, hour: str) -> None:
        """Whether an order left in time: counted with its first parcel, also where others still lie here."""
        then = self._then.get("orders", {}).get(order.id)
        if then is None or then[_SHIPPED_AT] is None:
            in_time = order.ship_by is None or order.shipped_at is None or order.shipped_at <= order.ship_by
            self._passed(f"{hour}:{order.shop_id}:{'on_time' if in_time else 'late'}")

    def _passed(self, key: str) -> None:
        self.counts["flow", key] = self.counts.get(("flow", key), 0) + 1
