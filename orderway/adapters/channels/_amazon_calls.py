"""Calls of Amazon's Selling Partner API: the endpoint of a region, its token header, the rate that it grants.

Source: SP-API endpoints, usage plans and rate limits (`x-amzn-RateLimit-Limit`), Login with Amazon.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import msgspec

from orderway.adapters.channels._http import Method, Reply, call, iso
from orderway.kernel import clock
from orderway.ports.platform import Account, Failure, PlatformFailed

BASE = "https://sellingpartnerapi-na.amazon.com"
ENDPOINTS = {
    "na": BASE,
    "eu": "https://sellingpartnerapi-eu.amazon.com",
    "fe": "https://sellingpartnerapi-fe.amazon.com",
}
LOGIN = "https://api.amazon.com"
LATEST_SECONDS = 120
"""An end of a span must lie so long in the past; a span up to now is asked for without an end."""
PACE_SECONDS_MAX = 600.0
UPTO, OPEN = "B", "N"


def there(account: Account) -> Account:
    """The account at the endpoint of its region; a test's own address stays. Raises REFUSED for another region."""
    if account.base_url != BASE:
        return account
    region = account.options.get("region", "na").strip().lower()
    if region not in ENDPOINTS:
        raise PlatformFailed(Failure.REFUSED, f"the region is one of {', '.join(ENDPOINTS)}", code="region")
    return msgspec.structs.replace(account, base_url=ENDPOINTS[region])


def ask(account: Account, method: Method, path: str, token: str = "", **more: Any) -> Reply:
    """One call with the access token, or with a restricted one. Raises PlatformFailed."""
    given = token or account.secrets.get("access_token", "")
    return call(there(account), method, path, headers={"x-amz-access-token": given}, **more)


def marketplace(account: Account) -> str:
    """The marketplace of the shop."""
    return account.options.get("marketplace_id", "").strip()


def pace(reply: Reply) -> float:
    """How long the plan takes to give back one call, where the answer names its rate (calls a second)."""
    rate = reply.headers.get("x-amzn-ratelimit-limit", "")
    known = rate.replace(".", "", 1).isdecimal() and rate.isascii() and float(rate) > 0
    return min(1 / float(rate), PACE_SECONDS_MAX) if known else 0.0


class Span:
    """A span of time asked for page by page; whether it has an end stays the same on all its pages."""

    def __init__(self, page: str, until: datetime) -> None:
        kind, _, self.token = page.partition("|")
        if page and kind not in (UPTO, OPEN):
            raise PlatformFailed(Failure.REFUSED, "this is no place of ours", code="page")
        latest = clock.now() - timedelta(seconds=LATEST_SECONDS)
        self.kind = kind or (UPTO if until <= latest else OPEN)
        self.until = until

    def query(self, after: str, since: datetime, before: str) -> dict[str, str]:
        """The span under the names of its two ends."""
        return {after: iso(since), **({before: iso(self.until)} if self.kind == UPTO else {})}

    def after(self, token: Any) -> str:
        """The token of the next page; empty where there is none."""
        return f"{self.kind}|{token}" if token else ""


def login(account: Account) -> Mapping[str, Any]:
    """Login with Amazon: a new access token by the refresh token. Raises AUTH where it is refused."""
    where = msgspec.structs.replace(account, base_url=LOGIN) if account.base_url == BASE else account
    form = {
        "grant_type": "refresh_token", "refresh_token": account.secrets.get("refresh_token", ""),
        "client_id": account.options.get("client_id", ""), "client_secret": account.secrets.get("client_secret", ""),
    }  # fmt: skip
    told: dict[str, Any] = call(where, "POST", "/auth/o2/token", form=form, writes=False, lenient=True).json(
        dict[str, Any]
    )
    if "access_token" not in told:
        raise PlatformFailed(Failure.AUTH, str(told.get("error_description", "")), code=str(told.get("error", "")))
    return told
