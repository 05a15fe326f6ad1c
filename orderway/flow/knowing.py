"""What rules, the black list and credit need to know beyond the orders: loaded for a batch only where somebody asks.

A company without tables, entries and accounts pays one comparison. The answers are plain figures by order
(`World.facts`), so that the run record can keep them; hashes and companies stay out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from orderway.flow.batch import Batch, Cursor
from orderway.flow.expected import see_prices
from orderway.flow.facts import BLACK, BUYERS, CREDIT
from orderway.flow.listed import see_listed
from orderway.flow.order import Order, Person
from orderway.flow.settle import GATES
from orderway.kernel.ids import keyed_hash
from orderway.kernel.rows import numbers, texts
from orderway.kernel.sql import named
from orderway.rules.facts_order import ORDER_FACTS

BUYER_DAYS, BUYER_LONG_DAYS = 30, 90
BUYER_ORDERS_MAX = 200
"""Other orders of one phone that are looked at."""
LOADED = frozenset(name for name, fact in ORDER_FACTS.items() if fact.loaded and name.startswith("buyer_"))
_SEPARATORS = re.compile(r"[\s,，.。#\-—()（）号室栋幢单元]+")

_sql = named(__file__, "knowing.sql")


def see_rule_needs(batch: Batch, hash_key: bytes) -> None:
    """Load what tables, the black list, credit accounts and listings ask about the orders that stand before a gate."""
    refs = batch.world.refs
    if not (refs.rules or refs.black_list or refs.credit or refs.prices or refs.said):
        return
    orders = [order for order in batch.orders if order.stage in GATES]
    if not orders:
        return
    if refs.rules and refs.rules.uses({order.shop_id for order in orders}, batch.now) & LOADED:
        batch.world.facts[BUYERS] = buyers_of(batch.cursor, orders)
    see_prices(batch, orders)
    see_listed(batch, orders)
    if refs.black_list:
        batch.world.facts[BLACK] = black_of(batch.cursor, orders, batch.now, hash_key)
    if refs.credit:
        batch.world.facts[CREDIT] = _credit(batch, orders)


# -- other orders of the same phone -----------------------------------------------------------------------------------

Other = tuple[int, datetime, int, bool, bool, int | None]
"""Order, placed at, units, cancelled, refused, hash of the name."""


def buyers_of(cursor: Cursor, orders: Sequence[Order]) -> dict[int, list[int]]:
    """Per order: other orders and their units in 30 days, cancelled and refused ones in 90, names in 30."""
    phones = sorted({o.person.phone_hash for o in orders if o.person.phone_hash is not None})
    if not phones:
        return {}
    since = min(order.placed_at for order in orders) - timedelta(days=BUYER_LONG_DAYS)
    values = {"phones": numbers(phones), "since": since, "most": BUYER_ORDERS_MAX}
    others: dict[int, dict[int, Other]] = {}
    for phone, *row in cursor.execute(_sql.buyers, values).fetchall():
        others.setdefault(phone, {})[row[0]] = (row[0], row[1], row[2], row[3], row[4], row[5])
    for order in orders:
        if order.person.phone_hash is not None:
            mine = (order.id, order.placed_at, order.units, order.status == "CANCELLED", False, order.person.name_hash)
            others.setdefault(order.person.phone_hash, {})[order.id] = mine
    found = {}
    for order in orders:
        if order.person.phone_hash is not None:
            found[order.id] = buyer_figures(order, list(others[order.person.phone_hash].values()))
    return found


def buyer_figures(order: Order, others: Sequence[Other]) -> list[int]:
    """The figures of one buyer as they stood when the order was placed: what came later does not count."""
    recent = order.placed_at - timedelta(days=BUYER_DAYS)
    long = order.placed_at - timedelta(days=BUYER_LONG_DAYS)
    before = [one for one in others if one[0] != order.id and long <= one[1] <= order.placed_at]
    month = [one for one in before if one[1] >= recent]
    names = {one[5] for one in month if one[5] is not None} | {order.person.name_hash}
    return [
        len(month),
        sum(one[2] for one in month),
        sum(1 for one in before if one[3]),
        sum(1 for one in before if one[4]),
        len(names - {None}),
    ]


# -- the black list ---------------------------------------------------------------------------------------------------


def black_of(cursor: Cursor, orders: Sequence[Order], now: datetime, hash_key: bytes) -> dict[int, list[list[str]]]:
    """Per order that is on it: [kind, reason] of each entry that fits."""
    mine = {order.id: hashes_of(order.person, hash_key) for order in orders}
    wanted = sorted({value for hashes in mine.values() for value in hashes.values()})
    if not wanted:
        return {}
    rows = cursor.execute(_sql.black, {"hashes": numbers(wanted), "now": now}).fetchall()
    found: dict[int, list[list[str]]] = {}
    for order in orders if rows else ():
        fits = [
            [kind, reason]
            for kind, value, shop, reason in rows
            if mine[order.id].get(kind) == value and shop in (0, order.shop_id)
        ]
        if fits:
            found[order.id] = fits
    return found


def hashes_of(person: Person, hash_key: bytes) -> dict[str, int]:
    """The hashes by which the black list knows a receiver; none where the platform hides them."""
    if person.token:
        return {}
    found: dict[str, int] = {}
    if person.phone_hash is not None:
        found["phone"] = person.phone_hash
    if person.name_hash is not None:
        found["name"] = person.name_hash
    if "@" in person.email:
        found["email"] = email_hash(person.email, hash_key)
    if person.street.strip():
        found["address"] = address_hash((person.province, person.city, person.district, person.street), hash_key)
    return found


def email_hash(text: str, hash_key: bytes) -> int:
    """The hash under which an e-mail address is found."""
    return keyed_hash(hash_key, "email:" + text.strip().casefold())


def address_hash(parts: Sequence[str], hash_key: bytes) -> int:
    """The hash under which an address is found: spaces, signs and the words of door numbers do not count."""
    return keyed_hash(hash_key, "address:" + _SEPARATORS.sub("", "".join(parts)).casefold())


Customer = tuple[int, bool, Any, str]
"""Shop, whether found by phone, company or hash of the phone, currency."""


# -- credit -----------------------------------------------------------------------------------------------------------


def company_key(text: str) -> str:
    """A company's name in the form that compares."""
    return text.strip().lower()


def _credit(batch: Batch, orders: Sequence[Order]) -> dict[int, list[int]]:
    """Per order of a customer with an account: [its limit, what the customer's other orders owe]."""
    companies = sorted({company_key(o.person.company) for o in orders if o.person.company.strip()})
    phones = sorted({o.person.phone_hash for o in orders if o.person.phone_hash is not None})
    shops = numbers(sorted({o.shop_id for o in orders}))
    values: dict[str, Any] = {"shops": shops, "phones": numbers(phones), "companies": texts(companies)}
    accounts = batch.cursor.execute(_sql.accounts, values).fetchall()
    if not accounts:
        return {}
    values["here"] = numbers([order.id for order in orders])
    owed: dict[Customer, int] = {}
    for by_phone, query in ((False, _sql.open_by_company), (True, _sql.open_by_phone)):
        if any(account[2] == by_phone for account in accounts):
            for shop, key, currency, open_minor in batch.cursor.execute(query, values).fetchall():
                owed[(shop, by_phone, key, currency)] = open_minor
    limits = {
        (shop, by_phone, key if by_phone else company, currency): limit
        for _id, shop, by_phone, key, company, limit, currency in accounts
    }
    return _owing(orders, limits, owed)


def _owing(orders: Sequence[Order], limits: Mapping[Customer, int], owed: dict[Customer, int]) -> dict[int, list[int]]:
    """Orders of one batch owe one after the other, by id: the later sees what the earlier ones owe."""
    found = {}
    for order in sorted(orders, key=lambda order: order.id):
        keys = (
            (order.shop_id, False, company_key(order.person.company), order.currency),
            (order.shop_id, True, order.person.phone_hash, order.currency),
        )
        for key in keys:
            if key in limits:
                found[order.id] = [limits[key], owed.get(key, 0)]
                owed[key] = owed.get(key, 0) + max(0, order.due_minor() - order.captured_minor)
                break
    return found
