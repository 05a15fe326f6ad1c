"""Amazon asked and told: orders 2026-01-01 (or v0), shipments confirmed, listings patched, cancellations by feed.

Source: SP-API models (Apache-2.0): orders 2026-01-01 and v0, listings items 2021-08-01, messaging v1, feeds
2021-06-30, tokens 2021-03-01.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import msgspec

from orderway.adapters.channels import _amazon_v0 as v0
from orderway.adapters.channels import _amazon_writes as writes
from orderway.adapters.channels._amazon_calls import BASE, Span, ask, login, marketplace, pace
from orderway.adapters.channels._amazon_writes import ORDERS
from orderway.adapters.channels._http import Reply, not_offered
from orderway.kernel import clock
from orderway.ports.platform import (
    Abilities,
    Account,
    Failure,
    Field,
    IdPage,
    Listed,
    Message,
    Page,
    PlatformFailed,
    Renewed,
)
from orderway.ports.platform_tasks import Answer, Cancel, Levels, Say, Ship, Task

PAGE_ORDERS = 100
INCLUDED = "BUYER,RECIPIENT,PROCEEDS,PROMOTION,CANCELLATION,FULFILLMENT,PACKAGES"
V0 = "v0"
REST_SECONDS_MAX = 5.0
RESTS_MAX = 3
"""Waits in a row for one order: many missing ones are fetched at the rate of the plan, a call in two seconds."""
rest: Callable[[float], None] = time.sleep


class _Told(msgspec.Struct):
    orderId: str  # noqa: N815 - Amazon's name
    createdTime: datetime | None = None  # noqa: N815


class _Turn(msgspec.Struct):
    nextToken: str | None = None  # noqa: N815


class _Found(msgspec.Struct):
    orders: list[msgspec.Raw]
    pagination: _Turn | None = None


class _One(msgspec.Struct):
    order: msgspec.Raw


class AmazonClient:
    """Keeps the promises of `ports.platform.Platform`."""

    code = "amazon"
    base_url = BASE
    fields = (
        Field("client_id"),
        Field("client_secret", secret=True),
        Field("refresh_token", secret=True),
        Field("seller_id"),
        Field("marketplace_id"),
        Field("region", required=False, default="na"),
        Field("orders_version", required=False, default="2026-01-01"),
    )
    abilities = Abilities(
        cancel=True, messages=True, refresh=True, address_fixed=True, levels_max=20, calls_per_second=1.0, burst=20,
        overlap_seconds=300, window_seconds_max=30 * 86_400,
    )  # fmt: skip

    def pull(self, account: Account, since: datetime, until: datetime, page: str) -> Page:
        """Orders by the time of their last change; Amazon's page tokens keep their place while orders change.

        Its plan gives back a call in three minutes: behind the last page the next pull waits for that.
        """
        span = Span(page, until)
        if _is_v0(account):
            return v0.pull(account, since, span)
        found, reply = _searched(account, "lastUpdatedAfter", "lastUpdatedBefore", since, span, INCLUDED)
        following = span.after(found.pagination and found.pagination.nextToken)
        return Page([_message(one) for one in found.orders], following, 0.0 if following else pace(reply))

    def list_ids(self, account: Account, since: datetime, until: datetime, page: str) -> IdPage:
        """Every order by the time it was placed."""
        span = Span(page, until)
        if _is_v0(account):
            return v0.list_ids(account, since, span)
        found, _ = _searched(account, "createdAfter", "createdBefore", since, span, "")
        told = [msgspec.json.decode(one, type=_Told) for one in found.orders]
        listed = [Listed(one.orderId, one.createdTime) for one in told if one.createdTime]
        return IdPage(
            [one for one in listed if since <= one.placed_at < until],
            span.after(found.pagination and found.pagination.nextToken),
        )

    def fetch(self, account: Account, external_ids: Sequence[str]) -> list[Message]:
        """These orders, one call each (of v0: fifty a call)."""
        if _is_v0(account):
            return v0.fetch(account, external_ids)
        found = (_one(account, key) for key in external_ids)
        return [_message(one) for one in found if one is not None]

    def write(self, account: Account, task: Task, again: bool) -> Answer:
        """Parcels, stock levels, cancellations and words to the buyer."""
        match task:
            case Ship():
                return writes.ship(account, task)
            case Levels():
                return writes.levels(account, task)
            case Cancel():
                return writes.cancel(account, task)
            case Say():
                return writes.say(account, task, again)
            case _:
                raise not_offered("Amazon")

    def refresh(self, account: Account) -> Renewed:
        """A new access token, good for an hour, by the refresh token of the authorisation."""
        told = login(account)
        secrets = {"access_token": str(told["access_token"])}
        if told.get("refresh_token"):
            secrets["refresh_token"] = str(told["refresh_token"])
        return Renewed(secrets, clock.now() + timedelta(seconds=int(told["expires_in"])))


def _is_v0(account: Account) -> bool:
    return account.options.get("orders_version", "").strip().lower() == V0


def _searched(
    account: Account, after: str, before: str, since: datetime, span: Span, included: str
) -> tuple[_Found, Reply]:
    query = {"marketplaceIds": marketplace(account), "maxResultsPerPage": str(PAGE_ORDERS)}
    query |= span.query(after, since, before)
    if included:
        query["includedData"] = included
    if span.token:
        query["paginationToken"] = span.token
    reply = ask(account, "GET", ORDERS, query=query)
    return reply.json(_Found), reply


def _one(account: Account, key: str) -> msgspec.Raw | None:
    """An order; None where it is not there. A short wait for the plan's rate is waited for."""
    for tries in range(RESTS_MAX + 1):
        try:
            found: _One = ask(account, "GET", f"{ORDERS}/{key}", query={"includedData": INCLUDED}).json(_One)
            return found.order
        except PlatformFailed as failed:
            if failed.kind == Failure.GONE:
                return None
            slow = failed.kind == Failure.TRY_LATER and 0 < failed.retry_after_seconds <= REST_SECONDS_MAX
            if not slow or tries == RESTS_MAX:
                raise
            rest(failed.retry_after_seconds)
    return None


def _message(raw: msgspec.Raw) -> Message:
    return Message(msgspec.json.decode(raw, type=_Told).orderId, b'{"order":' + bytes(raw) + b"}", "getOrder")


PLATFORM = AmazonClient()
