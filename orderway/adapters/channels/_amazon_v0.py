"""Amazon's orders v0, which ends in 2027: addresses by a restricted data token, lines by a call for each order.

Source: SP-API models (Apache-2.0): orders v0, tokens 2021-03-01.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from orderway.adapters.channels._amazon_calls import Span, ask, marketplace, pace
from orderway.adapters.channels._http import Reply
from orderway.ports.platform import Account, Failure, IdPage, Listed, Message, Page, PlatformFailed

PATH = "/orders/v0/orders"
TOKENS = "/tokens/2021-03-01/restrictedDataToken"
PAGE_ORDERS = 20
"""Fewer than Amazon allows: each order of a page costs a call for its lines, of which thirty may come at once."""
LIST_ORDERS = 100
ASK_IDS_MAX = 50
ITEM_PAGES_MAX = 20
RESTRICTED = ["buyerInfo", "shippingAddress"]


class _Told(msgspec.Struct):
    AmazonOrderId: str
    PurchaseDate: datetime | None = None


class _Orders(msgspec.Struct):
    Orders: list[msgspec.Raw]
    NextToken: str | None = None


class _Items(msgspec.Struct):
    OrderItems: list[msgspec.Raw]
    NextToken: str | None = None


class _OrdersIn(msgspec.Struct):
    payload: _Orders


class _ItemsIn(msgspec.Struct):
    payload: _Items


def pull(account: Account, since: datetime, span: Span) -> Page:
    """A page of changed orders, each with its receiver and lines in the form of one order."""
    query = _query(account, PAGE_ORDERS, span.query("LastUpdatedAfter", since, "LastUpdatedBefore"), span)
    reply = ask(account, "GET", PATH, token=_restricted(account), query=query)
    found = reply.json(_OrdersIn).payload
    following = span.after(found.NextToken)
    return Page([_message(account, one) for one in found.Orders], following, 0.0 if following else pace(reply))


def list_ids(account: Account, since: datetime, span: Span) -> IdPage:
    """A page of the orders placed in a span."""
    query = _query(account, LIST_ORDERS, span.query("CreatedAfter", since, "CreatedBefore"), span)
    found = ask(account, "GET", PATH, query=query).json(_OrdersIn).payload
    told = [msgspec.json.decode(one, type=_Told) for one in found.Orders]
    listed = [Listed(one.AmazonOrderId, one.PurchaseDate) for one in told if one.PurchaseDate]
    return IdPage([one for one in listed if since <= one.placed_at < span.until], span.after(found.NextToken))


def fetch(account: Account, external_ids: Sequence[str]) -> list[Message]:
    """These orders, fifty a call and a call each for their lines."""
    token, found = _restricted(account), []
    for at in range(0, len(external_ids), ASK_IDS_MAX):
        keys = ",".join(external_ids[at : at + ASK_IDS_MAX])
        query = {"MarketplaceIds": marketplace(account), "AmazonOrderIds": keys}
        reply: Reply = ask(account, "GET", PATH, token=token, query=query)
        found += [_message(account, one) for one in reply.json(_OrdersIn).payload.Orders]
    return found


def _query(account: Account, many: int, span_query: Mapping[str, str], span: Span) -> dict[str, str]:
    query = {"MarketplaceIds": marketplace(account), "MaxResultsPerPage": str(many), **span_query}
    return {**query, "NextToken": span.token} if span.token else query


def _restricted(account: Account) -> str:
    """A token that shows receivers, good for an hour."""
    wanted = {"restrictedResources": [{"method": "GET", "path": PATH, "dataElements": RESTRICTED}]}
    told: dict[str, Any] = ask(account, "POST", TOKENS, body=wanted, writes=False).json(dict[str, Any])
    return str(told["restrictedDataToken"])


def _message(account: Account, raw: msgspec.Raw) -> Message:
    """The order with its lines put in, byte by byte as both answers had them."""
    key = msgspec.json.decode(raw, type=_Told).AmazonOrderId
    lines = b",".join(bytes(one) for one in _lines(account, key))
    return Message(key, bytes(raw).rstrip()[:-1] + b',"OrderItems":[' + lines + b"]}", "getOrders")


def _lines(account: Account, key: str) -> list[msgspec.Raw]:
    found: list[msgspec.Raw] = []
    query: dict[str, str] = {}
    for _ in range(ITEM_PAGES_MAX):
        told = ask(account, "GET", f"{PATH}/{key}/orderItems", query=query).json(_ItemsIn).payload
        found += told.OrderItems
        if not told.NextToken:
            return found
        query = {"NextToken": told.NextToken}
    raise PlatformFailed(Failure.REFUSED, f"an order has more than {ITEM_PAGES_MAX} pages of lines", code="lines")
