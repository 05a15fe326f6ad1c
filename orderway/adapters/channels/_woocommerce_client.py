"""WooCommerce asked and told: REST v3, with the Shipment Tracking plugin where a shop has it, else order notes.

Source: WooCommerce REST API documentation (v3), Orders, Order notes, Products, batch; Shipment Tracking REST API.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from orderway.adapters.channels._http import Method, Reply, call, iso, not_offered, said
from orderway.adapters.channels._walk import Place
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
from orderway.ports.platform_tasks import Answer, Cancel, Level, Levels, Remark, Say, Ship, Task

API = "/wp-json/wc/v3"
PAGE_ORDERS = 100
"""The most that WooCommerce gives at once."""
EDGE = timedelta(seconds=1)
"""`modified_after` and `_before` leave their own second out, so that a window is asked for a second wider."""
PREFIX = "Orderway: "
"""Private notes that begin so hold the seller's remark."""
COMPLETED = ("completed", "cancelled", "refunded", "trash")
NO_ROUTE = "rest_no_route"


class _Told(msgspec.Struct):
    id: int
    date_modified_gmt: datetime | None = None
    date_created_gmt: datetime | None = None


class WooCommerceClient:
    """Keeps the promises of `ports.platform.Platform`."""

    code = "woocommerce"
    base_url = ""
    fields = (Field("base_url"), Field("consumer_key", secret=True), Field("consumer_secret", secret=True))
    abilities = Abilities(
        cancel=True, remark=True, messages=True, per_line=False, levels_max=100, calls_per_second=3.0, burst=10
    )

    def pull(self, account: Account, since: datetime, until: datetime, page: str) -> Page:
        """Orders by the time of their last change; trash is left out."""
        place = Place.of(page, since)
        query = {"modified_after": iso(place.since - EDGE), "modified_before": iso(until + EDGE), "orderby": "modified"}
        reply = _listed(account, query, place.number)
        told, messages = _messages(reply)
        last = told[-1].date_modified_gmt if told else None
        more = place.number < _pages(reply)
        return Page(messages, place.after(last.replace(tzinfo=UTC) if last else None, more))

    def list_ids(self, account: Account, since: datetime, until: datetime, page: str) -> IdPage:
        """Every order by the time it was placed; new ones come at the end, so that numbers keep their place."""
        number = int(page or 1)
        query = {"after": iso(since - EDGE), "before": iso(until), "orderby": "id", "_fields": "id,date_created_gmt"}
        reply = _listed(account, query, number)
        found = [
            Listed(str(one.id), one.date_created_gmt.replace(tzinfo=UTC))
            for one in reply.json(list[_Told])
            if one.date_created_gmt
        ]
        return IdPage(found, str(number + 1) if number < _pages(reply) else "")

    def fetch(self, account: Account, external_ids: Sequence[str]) -> list[Message]:
        """These orders by their ids."""
        return _messages(_listed(account, {"include": ",".join(external_ids), "orderby": "id"}, 1))[1]

    def write(self, account: Account, task: Task, again: bool) -> Answer:
        """Shipments, stock levels, cancellations, remarks, words to the buyer."""
        match task:
            case Ship():
                return _ship(account, task)
            case Levels():
                return _levels(account, task)
            case Cancel():
                return _status(account, task.order, "cancelled")
            case Remark():
                return _note(account, task.order, PREFIX + task.text, for_buyer=False)
            case Say():
                return _note(account, task.order, task.text, for_buyer=True)
            case _:
                raise not_offered("WooCommerce")

    def refresh(self, account: Account) -> Renewed:
        """Keys of WooCommerce do not end."""
        raise PlatformFailed(Failure.AUTH, "a new key is made in WooCommerce's settings")


def _call(account: Account, method: Method, path: str, **more: Any) -> Reply:
    pair = f"{account.secrets.get('consumer_key', '')}:{account.secrets.get('consumer_secret', '')}"
    basic = base64.b64encode(pair.encode()).decode()
    return call(account, method, API + path, headers={"Authorization": f"Basic {basic}"}, **more)


def _listed(account: Account, query: Mapping[str, str], number: int) -> Reply:
    paging = {"per_page": str(PAGE_ORDERS), "page": str(number), "order": "asc", "dates_are_gmt": "true"}
    return _call(account, "GET", "/orders", query={**query, **paging, "status": "any"})


def _pages(reply: Reply) -> int:
    text = reply.headers.get("x-wp-totalpages", "1")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 1


def _messages(reply: Reply) -> tuple[list[_Told], list[Message]]:
    told = reply.json(list[_Told])
    raw = reply.json(list[msgspec.Raw])
    return told, [Message(str(a.id), bytes(b), "order.updated") for a, b in zip(told, raw, strict=True)]


def _ship(account: Account, task: Ship) -> Answer:
    """The tracking number by the plugin, or as a note to the buyer; the order is completed with its last parcel."""
    path = f"/orders/{task.order}/shipment-trackings"
    there = _call(account, "GET", path, lenient=True)
    if there.status == 200:
        known = next((one for one in there.json() if one.get("tracking_number") == task.tracking_number), None)
        if known is None:
            day = task.shipped_at.astimezone(UTC).strftime("%Y-%m-%d")
            provider = {"tracking_provider": task.carrier_there} if task.carrier_there else {
                "custom_tracking_provider": task.carrier_name
            }  # fmt: skip
            body = {"tracking_number": task.tracking_number, "date_shipped": day, **provider}
            made = _call(account, "POST", path, body=body).json()
            answer = Answer(str(made.get("tracking_id", "")))
        else:
            answer = Answer(str(known.get("tracking_id", "")), known=True)
    elif _code(there) == NO_ROUTE:
        answer = _note(account, task.order, f"{task.carrier_name}: {task.tracking_number}", for_buyer=True)
    else:
        raise _failed(there)
    if task.last:
        done = _status(account, task.order, "completed")
        answer.known = answer.known and done.known
    return answer


def _status(account: Account, order: str, wanted: str) -> Answer:
    """The order's status, unless it has that one or ended otherwise."""
    now = _call(account, "GET", f"/orders/{order}", query={"_fields": "id,status"}).json().get("status")
    if now == wanted or (wanted == "completed" and now in COMPLETED):
        return Answer(order, known=True)
    _call(account, "PUT", f"/orders/{order}", body={"status": wanted})
    return Answer(order)


def _note(account: Account, order: str, text: str, for_buyer: bool) -> Answer:
    """A note, unless it stands there: to the buyer anywhere, a remark as the newest of ours."""
    path = f"/orders/{order}/notes"
    notes = _call(account, "GET", path, query={"type": "customer" if for_buyer else "internal"}).json()
    mine = [one for one in notes if for_buyer or str(one.get("note", "")).startswith(PREFIX)]
    mine.sort(key=lambda one: int(one.get("id") or 0))
    if any(one.get("note") == text for one in (mine if for_buyer else mine[-1:])):
        return Answer(order, known=True)
    made = _call(account, "POST", path, body={"note": text, "customer_note": for_buyer}).json()
    return Answer(str(made.get("id", "")))


def _levels(account: Account, task: Levels) -> Answer:
    """One batch for products; what turns out to be variations goes by its parents, which the shop tells."""
    answer = Answer()
    levels = _found(account, task.levels, answer)
    variations: dict[str, dict[str, Level]] = {}
    for key, error in _batch(account, "/products/batch", levels).items():
        try:
            product = _call(account, "GET", f"/products/{key}", query={"_fields": "id,parent_id"}).json()
        except PlatformFailed as failed:
            if failed.kind not in (Failure.GONE, Failure.REFUSED):
                raise
            answer.refused[levels[key].listing or levels[key].sku] = error
            continue
        parent = str(product.get("parent_id") or "")
        if parent:
            variations.setdefault(parent, {})[key] = levels[key]
        else:
            answer.refused[levels[key].listing or levels[key].sku] = error
    for parent, mine in variations.items():
        for key, error in _batch(account, f"/products/{parent}/variations/batch", mine).items():
            answer.refused[mine[key].listing or mine[key].sku] = error
    return answer


def _found(account: Account, levels: Sequence[Level], answer: Answer) -> dict[str, Level]:
    """Levels by the shop's own id; those without a listing are looked for by their SKU."""
    found = {one.listing: one for one in levels if one.listing}
    unknown = {one.sku: one for one in levels if not one.listing}
    if unknown:
        query = {"sku": ",".join(unknown), "per_page": str(PAGE_ORDERS), "_fields": "id,sku"}
        for one in _call(account, "GET", "/products", query=query).json():
            if (level := unknown.pop(str(one.get("sku")), None)) is not None:
                found[str(one["id"])] = level
    answer.refused |= dict.fromkeys(unknown, "not there")
    return found


def _batch(account: Account, path: str, levels: Mapping[str, Level]) -> dict[str, str]:
    """Tell these levels; what was refused, by id, with the reason."""
    if not levels:
        return {}
    rows = [{"id": int(key), "manage_stock": True, "stock_quantity": one.quantity} for key, one in levels.items()
            if key.isascii() and key.isdigit()]  # fmt: skip
    refused = {key: "not a number of WooCommerce" for key in levels if not (key.isascii() and key.isdigit())}
    done = _call(account, "POST", path, body={"update": rows}).json().get("update") or []
    return refused | {
        str(one.get("id")): str(one["error"].get("message", ""))[:100]
        for one in done
        if isinstance(one.get("error"), dict)
    }


def _code(reply: Reply) -> str:
    told = reply.json()
    return str(told.get("code", "")) if isinstance(told, dict) else ""


def _failed(reply: Reply) -> PlatformFailed:
    kind = Failure.GONE if reply.status in (404, 410) else Failure.REFUSED
    return PlatformFailed(kind, f"answered {reply.status}: {said(reply.body)}", code=_code(reply))


PLATFORM = WooCommerceClient()
