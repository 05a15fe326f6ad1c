"""Tokens as conditions on the table of orders (`o`). Values are always parameters."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from orderway.console import filters
from orderway.console.filter_fields import (
    BEFORE_WAREHOUSE,
    ENDED,
    ENDED_STATUS,
    OPEN,
    TO_SHIP,
    TROUBLE,
)
from orderway.console.filters import Query, Span, Token
from orderway.flow.person import name_hash, phone_hashes
from orderway.kernel.money import EXPONENTS

SEARCH_HITS_MAX = 500
"""Orders that one way of searching may find; who finds more types more."""
PHONE_DIGITS_MIN = 7
LAST_DIGITS = 4
_POTS_OF_STAGE = {"warehouse": ("warehouse",), "road": ("road",), "settled": ("road",), "closed": ENDED}
_EXPONENT = "CASE WHEN o.currency = ANY(%s) THEN 0 WHEN o.currency = ANY(%s) THEN 3 ELSE 2 END"
_NO_DECIMALS = [code for code, places in EXPONENTS.items() if places == 0]
_THREE_DECIMALS = [code for code, places in EXPONENTS.items() if places == 3]


class Reader(NamedTuple):
    """For whom and when a query is meant: the time, the zone in which days begin, the name behind `me`, the key."""

    now: datetime
    zone: ZoneInfo
    name: str
    hash_key: bytes
    skus: Callable[[Sequence[str]], list[int]] = lambda codes: []
    """Finds the ids of SKUs by code or barcode."""


class Piece(NamedTuple):
    """One condition. `pots`: it can only hold in these; `ended`: it is asked of finished orders too."""

    sql: str
    values: list[Any]
    pots: tuple[str, ...] | None = None
    ended: bool = False


class Criteria(NamedTuple):
    """All conditions of a query. `pots` are the only ones in which orders can match."""

    conditions: list[str]
    values: list[Any]
    pots: tuple[str, ...]
    plain: bool
    """Whether nothing but the pots is asked, so that the counts kept answer how many there are."""
    stages: tuple[str, ...] = ()
    """The stages asked for, where that is the only question."""


def criteria_of(query: Query, reader: Reader) -> Criteria:
    """The conditions of a query without problems; an empty one asks for what is still to be shipped."""
    pieces = [_piece(token, reader) for token in query.tokens]
    if query.words:
        pieces.append(search(query.words, reader))
    ended = any(piece.ended for piece in pieces)
    pots: Sequence[str] = (*OPEN, *ENDED) if ended else OPEN if pieces else TO_SHIP
    for piece in pieces:
        if piece.pots is not None:
            wanted = piece.pots
            pots = [pot for pot in pots if pot in wanted]
    asked = [piece for piece in pieces if piece.sql]
    stages = query.values("stage") if len(query.tokens) == 1 and not query.words else ()
    return Criteria(
        [piece.sql for piece in asked], [v for piece in asked for v in piece.values], tuple(pots), not asked, stages
    )


def _piece(token: Token, reader: Reader) -> Piece:
    piece = _MAKERS[token.field](token, reader)
    if not token.negated:
        return piece
    if not piece.sql:
        left = tuple(pot for pot in (*OPEN, *ENDED) if pot not in (piece.pots or ()))
        return Piece("", [], left, piece.ended)
    return Piece(f"NOT ({piece.sql})", piece.values, None, piece.ended)


def _standing(token: Token, reader: Reader) -> Piece:
    pots = tuple(token.values)
    return Piece("", [], pots, any(pot in ENDED for pot in pots))


def _stage(token: Token, reader: Reader) -> Piece:
    pots = tuple(pot for stage in token.values for pot in _POTS_OF_STAGE.get(stage, BEFORE_WAREHOUSE))
    return Piece("o.stage = ANY(%s)", [list(token.values)], pots, "closed" in token.values)


def _status(token: Token, reader: Reader) -> Piece:
    states = [value.upper() for value in token.values]
    return Piece("o.status = ANY(%s)", [states], None, any(state in ENDED_STATUS for state in states))


def _column(name: str, change: Callable[[str], str] = str) -> Callable[[Token, Reader], Piece]:
    return lambda token, reader: Piece(f"o.{name} = ANY(%s)", [[change(value) for value in token.values]])


def _hold(token: Token, reader: Reader) -> Piece:
    if "any" in token.values:
        return Piece("EXISTS (SELECT 1 FROM hold h WHERE h.order_id = o.id AND h.state = 'OPEN')", [])
    return Piece(
        "o.id IN (SELECT h.order_id FROM hold h WHERE h.state = 'OPEN' AND h.reason = ANY(%s))", [list(token.values)]
    )


def _shop(token: Token, reader: Reader) -> Piece:
    return Piece("o.shop_id IN (SELECT s.id FROM shop s WHERE s.code = ANY(%s))", [list(token.values)])


def _warehouse(token: Token, reader: Reader) -> Piece:
    sql = (
        "EXISTS (SELECT 1 FROM reservation r JOIN warehouse w ON w.id = r.warehouse_id "
        "WHERE r.order_id = o.id AND r.state <> 'RELEASED' AND w.code = ANY(%s))"
    )
    return Piece(sql, [list(token.values)])


def _sku(token: Token, reader: Reader) -> Piece:
    """By the ids of the SKUs, so that the planner knows how many lines that are; unmatched lines by what was told."""
    known = reader.skus(token.values)
    if known:
        return Piece("o.id IN (SELECT l.order_id FROM order_line l WHERE l.sku_id = ANY(%s))", [known])
    sql = "o.id IN (SELECT l.order_id FROM order_line l WHERE l.sku_id IS NULL AND l.sku_code = ANY(%s))"
    return Piece(sql, [list(token.values)])


def _short(token: Token, reader: Reader) -> Piece:
    sql = (
        "EXISTS (SELECT 1 FROM order_line l JOIN sku k ON k.id = l.sku_id "
        "WHERE l.order_id = o.id AND l.backordered > 0 AND k.code = ANY(%s))"
    )
    return Piece(sql, [list(token.values)], TO_SHIP)


def _place(name: str) -> Callable[[Token, Reader], Piece]:
    def make(token: Token, reader: Reader) -> Piece:
        return Piece(f"o.{name} ILIKE ANY(%s)", [[_like(value) for value in token.values]])

    return make


def _like(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"


class Bounds(NamedTuple):
    """The ends of a span in the terms of a column: numbers, or instants."""

    low: Any
    high: Any
    strict: bool = False


def _bounds(expression: str, before: Sequence[Any], span: Span | Bounds) -> Piece:
    """Conditions that keep an expression (with its own values `before`) within a span."""
    parts: list[str] = []
    values: list[Any] = []
    for bound, sign in ((span.low, ">"), (span.high, "<")):
        if bound is not None:
            parts.append(f"{expression} {sign}{'' if span.strict else '='} %s")
            values += [*before, bound]
    return Piece(" AND ".join(parts), values)


def _amount(token: Token, reader: Reader) -> Piece:
    """In whole units of each order's own currency."""
    span = filters.number_span(token.values[0])
    assert span is not None
    return _bounds(f"o.total_minor / power(10::numeric, {_EXPONENT})", [_NO_DECIMALS, _THREE_DECIMALS], span)


def _count(name: str) -> Callable[[Token, Reader], Piece]:
    def make(token: Token, reader: Reader) -> Piece:
        span = filters.number_span(token.values[0])
        assert span is not None
        return _bounds(f"o.{name}", [], span)

    return make


def _age(token: Token, reader: Reader) -> Piece:
    span = filters.time_span(token.values[0])
    if span is None:  # late, today, none say nothing about an age
        day = reader.now - timedelta(days=1)
        return Piece("o.received_at >= %s", [day])
    times = Bounds(_ago(reader, span.high), _ago(reader, span.low), span.strict)
    return _bounds("o.received_at", [], times)


def _ago(reader: Reader, minutes: Decimal | None) -> Any:
    return None if minutes is None else reader.now - timedelta(minutes=float(minutes))


def _deadline(column: str, pots: tuple[str, ...] | None) -> Callable[[Token, Reader], Piece]:
    def make(token: Token, reader: Reader) -> Piece:
        value = token.values[0]
        if value == "none":
            return Piece(f"o.{column} IS NULL", [], pots)
        if value == "late":
            return Piece(f"o.{column} < %s", [reader.now], pots)
        if value == "today":
            return Piece(f"o.{column} < %s", [day_start(reader, 1)], pots)
        span = filters.time_span(value)
        assert span is not None
        later = [None if m is None else reader.now + timedelta(minutes=float(m)) for m in (span.low, span.high)]
        return _bounds(f"o.{column}", [], Bounds(later[0], later[1], span.strict))._replace(pots=pots)

    return make


def day_start(reader: Reader, days: int = 0) -> datetime:
    """When today begins for the reader, or so many days later."""
    today = reader.now.astimezone(reader.zone).date() + timedelta(days)
    return datetime.combine(today, time(), reader.zone).astimezone(UTC)


def _day(column: str) -> Callable[[Token, Reader], Piece]:
    def make(token: Token, reader: Reader) -> Piece:
        days = filters.day_span(token.values[0], reader.now.astimezone(reader.zone).date())
        assert days is not None
        first = datetime.combine(days[0], time(), reader.zone).astimezone(UTC)
        end = datetime.combine(days[1] + timedelta(1), time(), reader.zone).astimezone(UTC)
        return Piece(f"o.{column} >= %s AND o.{column} < %s", [first, end], None, True)

    return make


def _claimed(token: Token, reader: Reader) -> Piece:
    mine = "EXISTS (SELECT 1 FROM hold h WHERE h.order_id = o.id AND h.state = 'OPEN' AND h.claimed_by = ANY(%s))"
    names = [reader.name if value == "me" else "" if value == "nobody" else value for value in token.values]
    return Piece(mine, [names])


def _part(table: str, every: Mapping[str, str]) -> Callable[[Token, Reader], Piece]:
    """Orders with a part in one of these states; `open` (or what `every` names) stands for several."""

    def make(token: Token, reader: Reader) -> Piece:
        named = [every[value] for value in token.values if value in every]
        states = [value.upper() for value in token.values if value not in every]
        if states:
            named.append("t.state = ANY(%s)")
        sql = f"o.id IN (SELECT t.order_id FROM {table} t WHERE {' OR '.join(named)})"
        return Piece(sql, [states] if states else [], None, True)

    return make


_OPEN_REFUND = "t.state NOT IN ('SUCCEEDED', 'REJECTED')"
_IN_TROUBLE = f"t.state IN ({', '.join(repr(state) for state in TROUBLE)})"
_IS: dict[str, Piece] = {
    "short": Piece(
        "(o.standing = 'short' OR EXISTS (SELECT 1 FROM hold h WHERE h.order_id = o.id AND h.state = 'OPEN' "
        "AND h.reason IN ('shortage', 'short_pick')) OR EXISTS (SELECT 1 FROM order_line l WHERE l.order_id = o.id "
        "AND l.backordered > 0))",
        [],
        TO_SHIP,
    ),
    "left_late": Piece("o.shipped_at > o.ship_by", [], None, True),
    "stuck": Piece("", [], ("ready", "waiting")),
    "aftersales": Piece(
        "(o.id IN (SELECT t.order_id FROM return_case t WHERE t.closed_at IS NULL) "
        f"OR o.id IN (SELECT t.order_id FROM refund t WHERE {_OPEN_REFUND}))",
        [],
        None,
        True,
    ),
    "partly": Piece("o.partially", []),
    "gift": Piece("EXISTS (SELECT 1 FROM order_line l WHERE l.order_id = o.id AND l.gift)", []),
    "remark": Piece("o.buyer_note <> ''", []),
    "edited": Piece("o.edited_by <> ''", []),
    "open": Piece("", [], OPEN),
    "all": Piece("", [], None, True),
}


def _is(token: Token, reader: Reader) -> Piece:
    pieces = [
        Piece("o.ship_by < %s", [reader.now], TO_SHIP) if value == "late" else _IS[value] for value in token.values
    ]
    if len(pieces) == 1:
        return pieces[0]
    asked = [piece.sql or (f"o.standing = ANY(ARRAY{list(piece.pots)})" if piece.pots else "true") for piece in pieces]
    return Piece(
        "(" + " OR ".join(asked) + ")", [v for p in pieces for v in p.values], None, any(p.ended for p in pieces)
    )


_MAKERS: dict[str, Callable[[Token, Reader], Piece]] = {
    "stage": _stage,
    "standing": _standing,
    "status": _status,
    "hold": _hold,
    "payment": _column("payment_state", str.upper),
    "shop": _shop,
    "warehouse": _warehouse,
    "sku": _sku,
    "short": _short,
    "city": _place("city"),
    "province": _place("province"),
    "country": _column("country", str.upper),
    "amount": _amount,
    "units": _count("units"),
    "lines": _count("line_count"),
    "age": _age,
    "due": _deadline("ship_by", TO_SHIP),
    "todo": _deadline("due_at", None),
    "placed": _day("placed_at"),
    "received": _day("received_at"),
    "shipped": _day("shipped_at"),
    "delivered": _day("delivered_at"),
    "owner": _column("owner_role"),
    "action": _column("next_action"),
    "claimed": _claimed,
    "question": _part("question", {"open": "t.state IN ('DRAFT', 'SENT', 'ANSWERED')"}),
    "parcel": _part("parcel", {"trouble": _IN_TROUBLE}),
    "return": _part("return_case", {"open": "t.closed_at IS NULL"}),
    "refund": _part("refund", {"open": _OPEN_REFUND}),
    "is": _is,
}


def search(words: str, reader: Reader) -> Piece:
    """Orders by number, external number, the receiver's phone, its last four digits or name, tracking number, SKU."""
    text = words.strip()
    starts = sorted({_like(way) for way in (text, text.upper(), text.lower(), f"#{text.lstrip('#')}")})
    ways: list[tuple[str, list[Any]]] = [
        *(("SELECT id FROM orders WHERE number LIKE %s", [start]) for start in starts),
        *(("SELECT id FROM orders WHERE external_id LIKE %s", [start]) for start in starts),
        ("SELECT order_id FROM person WHERE name_hash = %s", [name_hash(text, reader.hash_key)]),
        ("SELECT order_id FROM parcel WHERE tracking_number = ANY(%s)", [[text, text.upper()]]),
        (
            "SELECT order_id FROM order_line WHERE sku_id IN (SELECT id FROM sku WHERE code = ANY(%s))",
            [[text, text.upper()]],
        ),
    ]
    digits = "".join(sign for sign in text if sign.isdigit())
    if len(digits) >= PHONE_DIGITS_MIN or (len(digits) == LAST_DIGITS and digits == text):
        whole, last = phone_hashes(text, "CN", reader.hash_key)
        if len(digits) == LAST_DIGITS:
            ways.append(("SELECT order_id FROM person WHERE last4_hash = %s", [last]))
        else:
            ways.append(("SELECT order_id FROM person WHERE phone_hash = %s", [whole]))
    sql = " UNION ".join(f"({way} LIMIT {SEARCH_HITS_MAX})" for way, _ in ways)
    return Piece(f"o.id IN ({sql})", [value for _, values in ways for value in values], None, True)
