"""Notices of payment gateways: kept as they came, each once, then told to their orders; what fits no order waits for a
person, and for its order."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec

from orderway.flow.command import Actor, Result, Target
from orderway.flow.engine import Engine
from orderway.kernel import clock
from orderway.kernel.digits import whole
from orderway.kernel.money import AMOUNT_MINOR_MAX
from orderway.kernel.rows import numbers
from orderway.kernel.sql import named
from orderway.ports.payment import Access, Gateway, Notice
from orderway.web.engine import carry_out
from orderway.web.secrets import unseal

NOTICES_AT_ONCE = 200
KEY_CHARS_MAX = 200
TEXT_CHARS_MAX = 200
BODY_DAYS = 90
"""How long the words of a notice are kept; what was understood of it stays."""
MONEY = ("authorised", "captured", "voided", "card")
HARMLESS = ("recorded_already", "refunded_already", "nothing_changed")
"""Refusals that say: this was known."""
SQL = named(__file__, "notices.sql")

_provided: list[Callable[[], Mapping[str, Gateway]]] = []


def provide(gateways: Callable[[], Mapping[str, Gateway]]) -> None:
    """Called once by the composition root."""
    _provided[:] = [gateways]


def gateways() -> Mapping[str, Gateway]:
    """The gateways that tell of payments by themselves, by code."""
    return _provided[0]() if _provided else {}


def access_of(engine: Engine, shop: str, gateway: str) -> tuple[int, Access] | None:
    """A shop's id and its access to a gateway; None where none is set up. Raises SealBroken."""
    with engine.connection.cursor() as cursor:
        row = cursor.execute(SQL.account, {"shop": shop, "gateway": gateway}).fetchone()
    if row is None:
        return None
    return row[0], opened(row[1], row[2], row[3])


def opened(merchant: str, sealed: str, sandbox: bool) -> Access:
    """An access as the gateway's adapter takes it; raises SealBroken."""
    text = unseal(sealed)
    secrets: dict[str, str] = msgspec.json.decode(text, type=dict[str, str]) if text else {}
    return Access(merchant, secrets, sandbox)


def keep(engine: Engine, shop_id: int, gateway: str, notice: Notice, body: bytes, now: datetime) -> int | None:
    """Keep a notice; its id, or None where it was kept before. Committed when this returns."""
    key = notice.key if len(notice.key) <= KEY_CHARS_MAX else hashlib.sha256(notice.key.encode()).hexdigest()
    tells = notice.kind not in ("other", "failed") and 0 <= notice.amount_minor <= AMOUNT_MINOR_MAX
    told = msgspec.json.encode(notice).decode().replace("\\u0000", "")
    notice = msgspec.json.decode(told, type=Notice)
    values = {
        "id": engine.ids.next(), "shop": shop_id, "gateway": gateway, "key": key, "now": now, "body": body,
        "kind": notice.kind, "order": notice.order[:TEXT_CHARS_MAX], "reference": notice.reference[:TEXT_CHARS_MAX],
        "amount": min(max(0, notice.amount_minor), AMOUNT_MINOR_MAX), "currency": notice.currency[:3],
        "notice": told, "outcome": "kept" if tells else "ignored",
    }  # fmt: skip
    with engine.connection.transaction(), engine.connection.cursor() as cursor:
        row = cursor.execute(SQL.keep, values).fetchone()
    return int(row[0]) if row else None


def apply(engine: Engine, only: Sequence[int] | None = None) -> int:
    """Tell their orders what was kept; how many notices were looked at. Cut off anywhere, the next call goes on: a
    notice that its order knows already is done."""
    with engine.connection.cursor() as cursor:
        values = {"only": None if only is None else numbers(only), "limit": NOTICES_AT_ONCE}
        rows = cursor.execute(SQL.todo, values).fetchall()
        told = [(row[0], row[1], msgspec.convert(row[2], Notice), row[3]) for row in rows]
        ours = _refunds(cursor, [one[2] for one in told])
        for pk, gateway, notice, order_id in told:
            outcome, why, at = _tell(notice, gateway, order_id, ours)
            mark = {"id": pk, "outcome": outcome, "why": why, "order": at, "now": clock.now()}
            cursor.execute(SQL.mark, mark)
    return len(rows)


def _refunds(cursor: Any, notices: Sequence[Notice]) -> dict[str, int]:
    """Our refunds among what the notices speak of: key to order."""
    keys = [key for notice in notices if (key := whole(notice.refund_key)) is not None]
    return dict(cursor.execute(SQL.refunds, [numbers(keys)]).fetchall()) if keys else {}


def _tell(notice: Notice, gateway: str, order_id: int | None, ours: Mapping[str, int]) -> tuple[str, str, int | None]:
    """Outcome, why, order."""
    if notice.kind in ("refunded", "refund_failed"):
        order_id = ours.get(notice.refund_key)
        if order_id is None:
            return ("refused", "refund_unknown", None)
    if order_id is None:
        return ("no_order", "", None)
    return outcome_of(tell(notice, gateway, order_id), order_id)


def tell(notice: Notice, by: str, order_id: int) -> Result:
    """Carry out what a notice says on an order."""
    actor = Actor(by, "machine")
    if notice.kind == "refunded":
        args: dict[str, Any] = {"refund_id": notice.refund_key, "reference": notice.reference, "by_gateway": True}
        return carry_out("pay_refund", [Target(order_id)], args, actor)[0]
    if notice.kind == "refund_failed":
        args = {"refund_id": notice.refund_key, "note": by}
        return carry_out("fail_refund", [Target(order_id)], args, actor)[0]
    args = {
        "kind": notice.kind, "amount_minor": notice.amount_minor, "currency": notice.currency,
        "reference": notice.reference, "at": int(notice.at.timestamp()) if notice.at else 0, "method": notice.method,
        "card": notice.card,
    }  # fmt: skip
    return carry_out("payment_told", [Target(order_id)], args, actor)[0]


def outcome_of(result: Result, order_id: int) -> tuple[str, str, int | None]:
    """What a notice has become, by the answer of its order."""
    code = result.refusal.code if result.refusal else ""
    if result.done or code in HARMLESS:
        return ("done", code, order_id)
    return ("refused", code, order_id)


def match(engine: Engine, notice_id: int, order: str, by: str, shops: list[int] | None) -> str:
    """A person says to which order (number or external id, of the same shop) a payment belongs; empty, or why not."""
    with engine.connection.cursor() as cursor:
        row = cursor.execute(SQL.one, {"id": notice_id, "shops": shops}).fetchone()
        if row is None:
            return "settled_already"
        if row[4] not in MONEY:
            return "no_payment"
        found = cursor.execute(SQL.order_named, {"shop": row[3], "name": order.strip()[:TEXT_CHARS_MAX]}).fetchall()
        if len(found) != 1:
            return "unknown_order" if not found else "several_orders"
        outcome, why, order_id = outcome_of(tell(msgspec.convert(row[2], Notice), row[1], found[0][0]), found[0][0])
        if outcome != "done":
            return why
        _settle(cursor, notice_id, "done", "by_hand", order_id, by)
    return ""


def settle(engine: Engine, notice_id: int, why: str, by: str, shops: list[int] | None) -> bool:
    """A person says that nothing is to be done with a payment any more (paid back there, not ours); False: too late."""
    with engine.connection.cursor() as cursor:
        if cursor.execute(SQL.one, {"id": notice_id, "shops": shops}).fetchone() is None:
            return False
        _settle(cursor, notice_id, "settled", why[:TEXT_CHARS_MAX], None, by)
    return True


def _settle(cursor: Any, notice_id: int, outcome: str, why: str, order_id: int | None, by: str) -> None:
    values = {"id": notice_id, "outcome": outcome, "why": why, "order": order_id, "now": clock.now(), "by": by}
    cursor.execute(SQL.settled, values)


def forget(engine: Engine, limit: int = 5_000) -> int:
    """Empty the bodies of notices that are settled and old, at most `limit`; how many."""
    before = clock.now() - timedelta(days=BODY_DAYS)
    with engine.connection.cursor() as cursor:
        return cursor.execute(SQL.forget_bodies, {"before": before, "limit": limit}).rowcount
