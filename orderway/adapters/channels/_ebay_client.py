"""eBay asked and told: Sell Fulfillment for orders and parcels, Sell Inventory for stock, Message, Post-Order.

Source: eBay Sell Fulfillment API v1, Sell Inventory API v1 (bulkUpdatePriceQuantity), Commerce Message API v1
(send_message), Post-Order API v2 (cancellation), OAuth refresh token grant; errorId and statusCode of each.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec

from orderway.adapters.channels import _ebay_keys, _ebay_talks
from orderway.adapters.channels import _ebay_writes as writes
from orderway.adapters.channels._ebay_walk import Slice, milliseconds
from orderway.adapters.channels._ebay_writes import ORDERS, bearer
from orderway.adapters.channels._http import call, not_offered
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
from orderway.ports.platform_tasks import Answer, Cancel, DecideRefund, Levels, Say, Ship, Task

BASE = "https://api.ebay.com"
PAGE_ORDERS = 200
ASK_IDS_MAX = 50
SECOND_PAGES_MAX = 50
"""Pages of orders that all changed within one second, read in one go."""


class _Told(msgspec.Struct):
    orderId: str  # noqa: N815 - eBay's name
    creationDate: datetime | None = None  # noqa: N815


class _Found(msgspec.Struct):
    orders: list[msgspec.Raw] | None = None
    total: int = 0


class EbayClient:
    """Keeps the promises of `ports.platform.Platform`."""

    code = "ebay"
    base_url = BASE
    fields = (
        Field("client_id"),
        Field("client_secret", secret=True),
        Field("refresh_token", secret=True),
        Field("access_token", secret=True, required=False),
    )
    abilities = Abilities(
        cancel=True, refund_decision=True, messages=True, talks=True, refresh=True, address_fixed=True, levels_max=25,
        calls_per_second=5.0, burst=10, overlap_seconds=300, window_seconds_max=30 * 86_400,
    )  # fmt: skip

    def pull(self, account: Account, since: datetime, until: datetime, page: str) -> Page:
        """Orders by the time of their last change, slice by slice."""
        found, following = _walk(account, "lastmodifieddate", since, until, page)
        return Page([_message(one) for one in found], following)

    def list_ids(self, account: Account, since: datetime, until: datetime, page: str) -> IdPage:
        """Every order by the time it was placed."""
        found, following = _walk(account, "creationdate", since, until, page)
        told = [msgspec.json.decode(one, type=_Told) for one in found]
        listed = [Listed(one.orderId, one.creationDate) for one in told if one.creationDate]
        return IdPage([one for one in listed if since <= one.placed_at < until], following)

    def fetch(self, account: Account, external_ids: Sequence[str]) -> list[Message]:
        """These orders by their ids, fifty a call."""
        found: list[Message] = []
        for at in range(0, len(external_ids), ASK_IDS_MAX):
            some = external_ids[at : at + ASK_IDS_MAX]
            reply = call(account, "GET", ORDERS, query={"orderIds": ",".join(some)}, headers=bearer(account))
            found += [_message(one) for one in reply.json(_Found).orders or ()]
        return found

    def write(self, account: Account, task: Task, again: bool) -> Answer:
        """Parcels, stock levels, cancellations, decisions about the buyer's wish to cancel, words to the buyer."""
        match task:
            case Ship():
                return writes.ship(account, task)
            case Levels():
                return writes.levels(account, task)
            case Cancel():
                return writes.cancel(account, task)
            case DecideRefund():
                return writes.decide(account, task)
            case Say():
                return writes.say(account, task, again)
            case _:
                raise not_offered("eBay")

    def talks(self, account: Account, since: datetime, until: datetime, page: str) -> Page:
        """What buyers wrote and were answered, by conversations."""
        return _ebay_talks.talks(account, since, until, page)

    def signing_key(self, account: Account, key_id: str) -> str:
        """The public key by which notifications are signed."""
        return _ebay_keys.signing_key(account, key_id)

    def refresh(self, account: Account) -> Renewed:
        """A new user token by the refresh token, which itself holds 18 months."""
        pair = f"{account.options.get('client_id', '')}:{account.secrets.get('client_secret', '')}"
        basic = {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}
        form = {"grant_type": "refresh_token", "refresh_token": account.secrets.get("refresh_token", "")}
        reply = call(account, "POST", "/identity/v1/oauth2/token", form=form, headers=basic, writes=False, lenient=True)
        told = reply.json(dict[str, Any])
        if "access_token" not in told:
            raise PlatformFailed(Failure.AUTH, str(told.get("error_description", "")), code=str(told.get("error", "")))
        seconds = int(told["expires_in"])
        return Renewed({"access_token": str(told["access_token"])}, clock.now() + timedelta(seconds=seconds))


def _message(raw: msgspec.Raw) -> Message:
    return Message(msgspec.json.decode(raw, type=_Told).orderId, bytes(raw), "getOrders")


def _asked(account: Account, key: str, start: datetime, end: datetime, offset: int = 0) -> _Found:
    span = f"{key}:[{milliseconds(start)}..{milliseconds(end)}]"
    query = {"filter": span, "limit": str(PAGE_ORDERS), "offset": str(offset)}
    found: _Found = call(account, "GET", ORDERS, query=query, headers=bearer(account)).json(_Found)
    if found.orders is None:
        if found.total:
            raise PlatformFailed(Failure.TRY_LATER, "its answer names a total and no orders")
        found.orders = []
    return found


def _walk(account: Account, key: str, since: datetime, until: datetime, page: str) -> tuple[list[msgspec.Raw], str]:
    """The next slice that eBay answers whole, and the token of what is left."""
    piece = Slice.of(page, since)
    while True:
        found = _asked(account, key, piece.start, piece.end(until))
        if _whole(found):
            following = piece.after(until)
            if found.orders or not following:
                return found.orders or [], following
            piece = Slice.of(following, since)  # twice as wide, so that empty times are passed in a few calls
            continue
        if piece.seconds == 1:
            return _second(account, key, piece, until, found), piece.after(until)
        piece = piece.halved(until)


def _whole(found: _Found) -> bool:
    keys = {msgspec.json.decode(one, type=_Told).orderId for one in found.orders or ()}
    return len(keys) >= found.total


def _second(account: Account, key: str, piece: Slice, until: datetime, first: _Found) -> list[msgspec.Raw]:
    """All orders of one second, by offsets; whether one left meanwhile shows in the total."""
    found = {msgspec.json.decode(one, type=_Told).orderId: one for one in first.orders or ()}
    for _ in range(SECOND_PAGES_MAX):
        if len(found) >= first.total:
            return list(found.values())
        following = _asked(account, key, piece.start, piece.end(until), len(found))
        if following.total != first.total or not following.orders:
            raise PlatformFailed(Failure.TRY_LATER, "orders changed while they were read", retry_after_seconds=2.0)
        found |= {msgspec.json.decode(one, type=_Told).orderId: one for one in following.orders}
    raise PlatformFailed(Failure.TRY_LATER, "too many orders changed within one second")


PLATFORM = EbayClient()
