"""Magento asked and told: REST V1 with an integration's keys (OAuth 1.0a), its bare token, or an administrator's token.

Source: Adobe Commerce REST API reference: orders, order/ship, comments, cancel, inventory/source-items; searchCriteria.
"""

from __future__ import annotations

import secrets as chance
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from orderway.adapters.channels import _oauth1
from orderway.adapters.channels._http import Method, Reply, call, not_offered
from orderway.adapters.channels._walk import Place
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
from orderway.ports.platform_tasks import Answer, Cancel, Levels, Remark, Say, Ship, Task

PAGE_ORDERS = 100
PREFIX = "Orderway: "
"""Comments that begin so hold the seller's remark."""
ADMIN_TOKEN_HOURS = 4
"""How long an administrator's token holds where nothing else is configured."""
SOURCE = "default"
SIGNED = ("consumer_key", "consumer_secret", "access_token", "access_token_secret")


class _Told(msgspec.Struct):
    entity_id: int
    updated_at: str = ""
    created_at: str = ""


class _Found(msgspec.Struct):
    items: list[_Told] | None = None
    total_count: int = 0
    search_criteria: dict[str, Any] = {}


class _Raw(msgspec.Struct):
    items: list[msgspec.Raw] | None = None


class MagentoClient:
    """Keeps the promises of `ports.platform.Platform`."""

    code = "magento"
    base_url = ""
    fields = (
        Field("base_url"),
        Field("access_token", secret=True, required=False),
        Field("consumer_key", secret=True, required=False),
        Field("consumer_secret", secret=True, required=False),
        Field("access_token_secret", secret=True, required=False),
        Field("username", required=False),
        Field("password", secret=True, required=False),
        Field("source_code", required=False, default=SOURCE),
    )
    abilities = Abilities(
        cancel=True, remark=True, messages=True, refresh=True, levels_max=100, calls_per_second=3.0, burst=10
    )

    def pull(self, account: Account, since: datetime, until: datetime, page: str) -> Page:
        """Orders by the time of their last change."""
        place = Place.of(page, since)
        reply = _search(account, "updated_at", place.since, until, place.number, "lteq")
        found, messages = _messages(reply)
        last = _utc(found.items[-1].updated_at) if found.items else None
        return Page(messages, place.after(last, _more(found, place.number)))

    def list_ids(self, account: Account, since: datetime, until: datetime, page: str) -> IdPage:
        """Every order by the time it was placed; new ones come at the end, so that numbers keep their place."""
        number = int(page or 1)
        fields = {"fields": "items[entity_id,created_at],total_count,search_criteria"}
        reply = _search(account, "created_at", since, until, number, "lt", fields)
        found = reply.json(_Found)
        orders = [Listed(str(one.entity_id), _utc(one.created_at)) for one in found.items or ()]
        return IdPage(orders, str(number + 1) if _more(found, number) else "")

    def fetch(self, account: Account, external_ids: Sequence[str]) -> list[Message]:
        """These orders by their ids."""
        query = {**_filter(0, "entity_id", ",".join(external_ids), "in"), "searchCriteria[pageSize]": str(PAGE_ORDERS)}
        return _messages(_call(account, "GET", "/orders", query=query))[1]

    def write(self, account: Account, task: Task, again: bool) -> Answer:
        """Shipments, stock levels, cancellations, remarks, words to the buyer."""
        match task:
            case Ship():
                return _ship(account, task)
            case Levels():
                return _levels(account, task)
            case Cancel():
                return _cancel(account, task)
            case Remark():
                return _comment(account, task)
            case Say():
                return _say(account, task)
            case _:
                raise not_offered("Magento")

    def refresh(self, account: Account) -> Renewed:
        """A new token for an administrator's name and password; an integration's token does not end."""
        name, word = account.options.get("username", ""), account.secrets.get("password", "")
        if not name or not word:
            raise PlatformFailed(Failure.AUTH, "a new access token is made in Magento's integrations")
        path = "/rest/V1/integration/admin/token"
        token = call(account, "POST", path, body={"username": name, "password": word}, writes=False).json(str)
        return Renewed({"access_token": token}, clock.now() + timedelta(hours=ADMIN_TOKEN_HOURS))


def _call(account: Account, method: Method, path: str, query: Mapping[str, str] | None = None, **more: Any) -> Reply:
    path = f"/rest/V1{path}"
    known = account.secrets
    if all(known.get(name) for name in SIGNED):
        now = int(clock.now().timestamp())
        address = account.base_url.rstrip("/") + path
        given = _oauth1.header(method, address, query or {}, known, chance.token_hex(16), now)
    else:
        given = f"Bearer {known.get('access_token', '')}"
    return call(account, method, path, query=query, headers={"Authorization": given}, **more)


def _filter(group: int, field: str, value: str, condition: str) -> dict[str, str]:
    start = f"searchCriteria[filter_groups][{group}][filters][0]"
    return {f"{start}[field]": field, f"{start}[value]": value, f"{start}[condition_type]": condition}


def _search(
    account: Account,
    field: str,
    since: datetime,
    until: datetime,
    number: int,
    end: str,
    more: Mapping[str, str] | None = None,
) -> Reply:
    query = {
        **_filter(0, field, _text(since), "gteq"),
        **_filter(1, field, _text(until), end),
        "searchCriteria[sortOrders][0][field]": field,
        "searchCriteria[sortOrders][0][direction]": "ASC",
        "searchCriteria[sortOrders][1][field]": "entity_id",
        "searchCriteria[sortOrders][1][direction]": "ASC",
        "searchCriteria[pageSize]": str(PAGE_ORDERS),
        "searchCriteria[currentPage]": str(number),
        **(more or {}),
    }
    return _call(account, "GET", "/orders", query=query)


def _messages(reply: Reply) -> tuple[_Found, list[Message]]:
    found, raw = reply.json(_Found), reply.json(_Raw).items or []
    told = found.items or []
    return found, [Message(str(a.entity_id), bytes(b)) for a, b in zip(told, raw, strict=True)]


def _more(found: _Found, number: int) -> bool:
    """Whether pages follow; Magento repeats its last page for ever, so the count says it."""
    size = int(found.search_criteria.get("page_size") or PAGE_ORDERS)
    return bool(found.items) and number * size < found.total_count


def _ship(account: Account, task: Ship) -> Answer:
    """One shipment a parcel, with its lines; its number is looked for first."""
    query = {**_filter(0, "order_id", task.order, "eq")}
    for one in _call(account, "GET", "/shipments", query=query).json().get("items") or ():
        if any(track.get("track_number") == task.tracking_number for track in one.get("tracks") or ()):
            return Answer(str(one.get("entity_id", "")), known=True)
    track = {
        "track_number": task.tracking_number,
        "title": task.carrier_name,
        "carrier_code": task.carrier_there or "custom",
    }
    items = [{"order_item_id": int(part.line), "qty": part.quantity} for part in task.lines]
    body = {"notify": True, "tracks": [track], **({"items": items} if items else {})}
    made = _call(account, "POST", f"/order/{task.order}/ship", body=body).json()
    return Answer(str(made))


def _cancel(account: Account, task: Cancel) -> Answer:
    state = _call(account, "GET", f"/orders/{task.order}", query={"fields": "entity_id,state"}).json().get("state")
    if state == "canceled":
        return Answer(task.order, known=True)
    if _call(account, "POST", f"/orders/{task.order}/cancel").json() is not True:
        raise PlatformFailed(
            Failure.REFUSED, f"an order that is {state} cannot be cancelled there", code="not_cancelled"
        )
    return Answer(task.order)


def _comment(account: Account, task: Remark) -> Answer:
    path = f"/orders/{task.order}/comments"
    found = _call(account, "GET", path).json().get("items") or []
    mine = [one for one in found if str(one.get("comment") or "").startswith(PREFIX)]
    mine.sort(key=lambda one: int(one.get("entity_id") or 0))
    if mine and mine[-1].get("comment") == PREFIX + task.text:
        return Answer(str(mine[-1].get("entity_id", "")), known=True)
    _add_comment(account, task.order, PREFIX + task.text, for_buyer=False)
    return Answer(task.order)


def _say(account: Account, task: Say) -> Answer:
    """A comment that the buyer gets by mail and sees with the order, unless it stands there."""
    found = _call(account, "GET", f"/orders/{task.order}/comments").json().get("items") or []
    for one in found:
        if one.get("comment") == task.text and one.get("is_customer_notified"):
            return Answer(str(one.get("entity_id", "")), known=True)
    _add_comment(account, task.order, task.text, for_buyer=True)
    return Answer(task.order)


def _add_comment(account: Account, key: str, text: str, for_buyer: bool) -> None:
    order = _call(account, "GET", f"/orders/{key}", query={"fields": "entity_id,status"}).json()
    told = {
        "comment": text, "parent_id": int(key), "is_customer_notified": int(for_buyer),
        "is_visible_on_front": int(for_buyer), "status": order.get("status"),
    }  # fmt: skip
    if _call(account, "POST", f"/orders/{key}/comments", body={"statusHistory": told}).json() is not True:
        raise PlatformFailed(Failure.REFUSED, "the comment was not taken", code="not_taken")


def _levels(account: Account, task: Levels) -> Answer:
    """Quantities at one source, by SKU; unknown SKUs would refuse them all, so they are asked for first."""
    wanted = {one.listing or one.sku: one for one in task.levels}
    query = {
        **_filter(0, "sku", ",".join(wanted), "in"),
        "searchCriteria[pageSize]": str(len(wanted)),
        "fields": "items[sku]",
    }
    found = {str(one.get("sku")) for one in _call(account, "GET", "/products", query=query).json().get("items") or ()}
    source = account.options.get("source_code") or SOURCE
    rows = [
        {"sku": key, "source_code": source, "quantity": one.quantity, "status": int(one.quantity > 0)}
        for key, one in wanted.items()
        if key in found
    ]
    if rows:
        _call(account, "POST", "/inventory/source-items", body={"sourceItems": rows})
    return Answer(refused={key: "not there" for key in wanted if key not in found})


def _text(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


PLATFORM = MagentoClient()
