"""Text messages to buyers: by which access they go, when buyers are left in peace, what gateways say came of them."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import msgspec
import psycopg

from orderway.flow.engine import Engine
from orderway.history import log
from orderway.journey.confirm import letters
from orderway.kernel import clock
from orderway.kernel.sql import named
from orderway.ports.notice import Receipt, ReceiptRefused, TextAccess, TextGateway
from orderway.web.secrets import unseal

SQL = named(__file__, "texts.sql")
QUIET_FROM, QUIET_UNTIL = "21:00", "08:00"
"""When nobody is disturbed with what can wait, in the shop's time, unless the access says otherwise."""
KEPT_DAYS = 400
ADDRESS = "/api/v1/texts/{account}/{token}"
"""Where a gateway tells what came of messages; the last part is secret, as some gateways sign nothing."""
ASKS = ("number", "shop", "deadline")
"""Facts of a question that a gateway's template may name."""
LINKS = ("text", "link", "link_path")
WAITED_FOR = ("question",)
"""Topics whose failure a person hears of; of letters, those of `letters.HAVE_TO_ARRIVE`."""

Cursor = psycopg.Cursor[Any]
_provided: list[Callable[[], Mapping[str, TextGateway]]] = []


class Account(NamedTuple):
    """An access as it is kept."""

    id: int
    gateway: str
    prefixes: str
    sealed: str
    options: dict[str, str]
    templates: dict[str, str]
    events: bool
    quiet_from: str
    quiet_until: str

    def secrets(self) -> dict[str, str]:
        """The secrets in plain; raises web.secrets.SealBroken."""
        return msgspec.json.decode(unseal(self.sealed), type=dict[str, str]) if self.sealed else {}

    def access(self, origin: str) -> TextAccess:
        """As a gateway takes it; `origin` is where the world reaches us. Raises web.secrets.SealBroken."""
        secrets = self.secrets()
        callback = address_of(self.id, secrets.pop("callback", ""), origin)
        return TextAccess(secrets, self.options, self.templates, callback)


def provide(gateways: Callable[[], Mapping[str, TextGateway]]) -> None:
    """Called once by the composition root."""
    _provided[:] = [gateways]


def gateways() -> Mapping[str, TextGateway]:
    """The gateways of text messages by code."""
    return _provided[0]() if _provided else {}


def address_of(account: int, token: str, origin: str) -> str:
    """Where a gateway tells what came of messages; empty where nobody outside reaches us."""
    return origin.rstrip("/") + ADDRESS.format(account=account, token=token) if token and origin else ""


def chosen(cursor: Cursor, shop_id: int, number: str) -> Account | None:
    """The access that a text message to this number goes by: the shop's own before everybody's, the nearer prefix
    before all numbers; None where there is none."""
    rows = [Account(*row) for row in cursor.execute(SQL.accounts, {"shop": shop_id})]
    fits = (one for one in rows if not one.prefixes or number.startswith(tuple(one.prefixes.split())))
    return next(fits, None)


def facts_of(kind: str) -> tuple[str, ...]:
    """The facts that a gateway's template of this letter may name."""
    return (*(ASKS if kind.startswith("ask.") else letters.KINDS[kind]), *LINKS)


def link_path(link: str) -> str:
    """A link without our address: gateways want the address to stand in the approved template."""
    return urlsplit(link).path.lstrip("/")


def quiet_ends(now: datetime, begin: str, end: str, zone: str) -> datetime | None:
    """When the quiet hours [begin, end) of a place end that `now` is in; None outside them. HH:MM; empty: never."""
    if not begin or not end or begin == end:
        return None
    here = now.astimezone(ZoneInfo(zone))
    told = f"{here:%H:%M}"
    inside = begin <= told < end if begin < end else told >= begin or told < end
    if not inside:
        return None
    hour, minute = (int(part) for part in end.split(":"))
    ends = here.replace(hour=hour, minute=minute, second=0, microsecond=0)
    return ends if ends > here else ends + timedelta(days=1)


def keep(
    cursor: Cursor, message: int, account: int, shop: int, order: int | None, reference: str, parts: int, now: datetime
) -> None:
    """A text message has left."""
    values = {
        "message": message, "account": account, "shop": shop, "order": order, "reference": reference[:100],
        "parts": parts, "now": now,
    }  # fmt: skip
    cursor.execute(SQL.keep, values)


def told(
    engine: Engine, account_id: int, token: str, headers: Mapping[str, str], body: bytes, origin: str
) -> tuple[int, TextGateway]:
    """Take what a gateway tells; how many of its receipts belong to nothing we know (yet), and the gateway.

    Raises ReceiptRefused where the address, the signature or the words are wrong, SealBroken.
    """
    with engine.connection.cursor() as cursor:
        row = cursor.execute(SQL.account, {"account": account_id}).fetchone()
    account = Account(*row) if row else None
    gateway = gateways().get(account.gateway) if account else None
    if account is None or gateway is None:
        raise ReceiptRefused("no such access")
    wanted = account.secrets().get("callback", "")
    if not wanted or not hmac.compare_digest(wanted.encode(), token.encode()):
        raise ReceiptRefused("no such access")
    access = account.access(origin)
    receipts = gateway.receipts(headers, body, access.callback, access)
    with engine.connection.transaction(), engine.connection.cursor() as cursor:
        return _take(cursor, account_id, receipts), gateway


def _take(cursor: Cursor, account_id: int, receipts: Sequence[Receipt]) -> int:
    now, unknown = clock.now(), 0
    for one in receipts:
        values = {
            "account": account_id, "reference": one.reference or one.key, "state": one.state, "code": one.code,
            "now": now, "parts": one.parts,
        }  # fmt: skip
        row = cursor.execute(SQL.receipt, values).fetchone()
        if row is None:
            unknown += cursor.execute(SQL.known, values).fetchone() is None
        elif one.state == "FAILED" and (row[1] in WAITED_FOR or str(row[2] or "").startswith(letters.HAVE_TO_ARRIVE)):
            log.undelivered(cursor, row[0], f"not_arrived: {one.code}"[:200], None)
    return unknown


def forget(engine: Engine, limit: int = 5_000) -> int:
    """Delete what was sent long ago, at most `limit`; how many."""
    before = clock.now() - timedelta(days=KEPT_DAYS)
    with engine.connection.cursor() as cursor:
        return cursor.execute(SQL.forget, {"before": before, "limit": limit}).rowcount
