"""The access of shops to their platforms: kept encrypted, opened only to be used, watched for its end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import msgspec
import psycopg

from orderway.flow import reading
from orderway.history import log
from orderway.journey.intake.platforms import is_inside, platform
from orderway.kernel import clock
from orderway.kernel.rows import json_text
from orderway.kernel.sql import named
from orderway.ports.platform import Account, Failure, Platform
from orderway.web.secrets import seal, unseal

SQL = named(__file__, "sync.sql")
EXPIRY_WARN_DAYS = 7
"""So long before its end an authorisation that does not renew itself is announced."""
REFRESH_BEFORE_SECONDS = 900
"""An authorisation that can be renewed is renewed so long before its end."""
TELLS = ("confirmed", "shipped", "stock", "cancelled", "remark", "refund", "ask", "ship_date")
"""What a shop's platform may be told (ask: it is asked about an order before release); a person chooses among them."""

Cursor = psycopg.Cursor[Any]


class Shop(NamedTuple):
    """A shop with its access; `account()` opens it."""

    id: int
    code: str
    name: str
    channel: str
    time_zone: str
    practice: bool
    base_url: str
    sealed: str
    options: dict[str, str]
    expires_at: datetime | None
    active: bool
    tells: list[str]
    changed_at: datetime

    @property
    def platform(self) -> Platform | None:
        """The client of its platform."""
        return platform(self.channel)

    def account(self) -> Account:
        """The access with its secrets in plain; raises web.secrets.SealBroken."""
        client = self.platform
        fixed = client.base_url if client else ""
        address = self.base_url or fixed
        try:
            host = urlsplit(address).hostname or ""
        except ValueError:
            host = ""
        return Account(
            self.code, address, self.secrets(), self.options, self.time_zone, self.expires_at, is_inside(host)
        )

    def secrets(self) -> dict[str, str]:
        """The secrets in plain; raises web.secrets.SealBroken."""
        return msgspec.json.decode(unseal(self.sealed), type=dict[str, str]) if self.sealed else {}

    def ends_soon(self, now: datetime) -> bool:
        """Whether a person should renew it now: its end is near, and it does not renew itself."""
        client = self.platform
        renews = client is not None and client.abilities.refresh
        return self.expires_at is not None and not renews and self.expires_at - now <= timedelta(days=EXPIRY_WARN_DAYS)

    def is_over(self, now: datetime) -> bool:
        """Whether its end has passed."""
        return self.expires_at is not None and self.expires_at <= now


def shops(cursor: Cursor, ids: Sequence[int] | None = None) -> list[Shop]:
    """The shops that traffic is to be had with; or exactly these, as far as they have an access."""
    rows = cursor.execute(SQL.accounts, {"shops": None if ids is None else list(ids)}).fetchall()
    return [Shop(*row) for row in rows]


def save(
    cursor: Cursor,
    shop_id: int,
    base_url: str,
    secrets: Mapping[str, str],
    options: Mapping[str, str],
    expires_at: datetime | None,
    tells: Sequence[str],
    by: str,
    active: bool = True,
) -> None:
    """Keep an access; traffic that had stopped for the old one's sake goes on."""
    values = {
        "shop": shop_id, "base_url": base_url, "sealed": seal(json_text(dict(secrets))) if secrets else "",
        "options": json_text(dict(options)), "expires_at": expires_at, "active": active, "now": clock.now(),
        "tells": [one for one in TELLS if one in tells], "by": by,
    }  # fmt: skip
    cursor.execute(SQL.save_account, values)
    cursor.execute(SQL.forgive, {"shop": shop_id})
    reading.touch(cursor)
    log.try_class_again(cursor, f"shop:{shop_id}", Failure.AUTH.value, clock.now())


def renew(cursor: Cursor, shop: Shop, secrets: Mapping[str, str], expires_at: datetime | None) -> None:
    """Keep what the platform gave for an access that was about to end."""
    sealed = seal(json_text({**shop.secrets(), **secrets}))
    cursor.execute(SQL.renew_account, {"shop": shop.id, "sealed": sealed, "expires_at": expires_at, "now": clock.now()})
    cursor.execute(SQL.forgive, {"shop": shop.id})
    log.try_class_again(cursor, f"shop:{shop.id}", Failure.AUTH.value, clock.now())
