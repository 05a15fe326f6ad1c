"""What eBay is told: each first looked up, so that a second try changes nothing."""

from __future__ import annotations

import re
from typing import Any

from orderway.adapters.channels._http import Reply, call, iso, said
from orderway.ports.platform import Account, Failure, PlatformFailed
from orderway.ports.platform_tasks import Answer, Cancel, DecideRefund, Levels, Say, Ship

ORDERS = "/sell/fulfillment/v1/order"
CANCELLATION = "/post-order/v2/cancellation"
MESSAGES = "/commerce/message/v1"
TEXT_CHARS_MAX = 2000
CARRIERS = {
    "sf": "SF_EXPRESS", "ems": "EMS", "dhl": "DHL", "ups": "UPS", "fedex": "FEDEX", "usps": "USPS", "dpd": "DPD",
    "gls": "GLS", "hermes": "HERMES", "royal_mail": "ROYAL_MAIL", "canada_post": "CANADA_POST", "4px": "FOUR_PX",
    "yunexpress": "YUN_EXPRESS",
}  # fmt: skip
OTHER = "Other"
"""A carrier that eBay's list (ShippingCarrierCodeType) does not have."""
REASONS = {
    "out_of_stock": "OUT_OF_STOCK_OR_CANNOT_FULFILL",
    "changed_mind": "BUYER_ASKED_CANCEL",
    "buyer": "BUYER_ASKED_CANCEL",
    "address": "ADDRESS_ISSUES",
    "no_answer": "ADDRESS_ISSUES",
}
OURS_UNDER_WAY = ("CANCELED", "IN_PROGRESS")
OPEN_REQUEST = "REQUESTED"
_UNPRINTED = re.compile(r"[^0-9A-Za-z]")


def bearer(account: Account) -> dict[str, str]:
    """The user token as the REST APIs want it."""
    return {"Authorization": f"Bearer {account.secrets.get('access_token', '')}"}


def _post_order(account: Account) -> dict[str, str]:
    return {"Authorization": f"IAF {account.secrets.get('access_token', '')}"}


def _order(account: Account, key: str) -> dict[str, Any]:
    found: dict[str, Any] = call(account, "GET", f"{ORDERS}/{key}", headers=bearer(account)).json(dict[str, Any])
    return found


def ship(account: Account, task: Ship) -> Answer:
    """A shipping fulfilment; what is there under this number already is not told again."""
    path = f"{ORDERS}/{task.order}/shipping_fulfillment"
    known = call(account, "GET", path, headers=bearer(account)).json(dict[str, Any]).get("fulfillments") or []
    number = _UNPRINTED.sub("", task.tracking_number)
    for one in known:
        if _UNPRINTED.sub("", str(one.get("shipmentTrackingNumber", ""))) == number:
            return Answer(str(one.get("fulfillmentId", "")), known=True)
    left = {str(one["lineItemId"]): int(one["quantity"]) for one in _order(account, task.order)["lineItems"]}
    for one in known:
        for line in one.get("lineItems") or ():
            key = str(line.get("lineItemId"))
            left[key] = left.get(key, 0) - int(line.get("quantity") or left.get(key, 0))
    wanted = {part.line: part.quantity for part in task.lines} or left
    lines = [
        {"lineItemId": key, "quantity": min(units, left.get(key, 0))}
        for key, units in wanted.items()
        if min(units, left.get(key, 0)) > 0
    ]
    if not lines:
        raise PlatformFailed(Failure.REFUSED, "nothing is left to be shipped there", code="shipped_already")
    body = {
        "lineItems": lines, "shippedDate": iso(task.shipped_at), "trackingNumber": number,
        "shippingCarrierCode": task.carrier_there or CARRIERS.get(task.carrier, OTHER),
    }  # fmt: skip
    reply = call(account, "POST", path, body=body, headers=bearer(account))
    return Answer(reply.headers.get("location", "").rpartition("/")[2])


def levels(account: Account, task: Levels) -> Answer:
    """Absolute quantities by the seller's SKU; eBay answers SKU by SKU."""
    asked = {one.sku or one.listing: one.listing or one.sku for one in task.levels}
    requests = [
        {"sku": one.sku or one.listing, "shipToLocationAvailability": {"quantity": one.quantity}} for one in task.levels
    ]
    path = "/sell/inventory/v1/bulk_update_price_quantity"
    reply = call(account, "POST", path, body={"requests": requests}, headers=bearer(account), lenient=True)
    told = reply.json(dict[str, Any]).get("responses")
    if told is None:
        raise _refused(reply)
    answer = Answer()
    for one in told:
        status = int(one.get("statusCode") or 200)
        if status >= 500:
            raise PlatformFailed(Failure.UNKNOWN_OUTCOME, f"answered {status} for a SKU")
        if status >= 400:
            errors = one.get("errors") or [{}]
            key = asked.get(str(one.get("sku")), str(one.get("sku")))
            answer.refused[key] = str(errors[0].get("message") or f"answered {status}")
    return answer


def cancel(account: Account, task: Cancel) -> Answer:
    """The buyer's own wish is granted; else the seller cancels."""
    order = _order(account, task.order)
    state = order.get("cancelStatus") or {}
    wish = next((one for one in state.get("cancelRequests") or () if _is_open(one)), None)
    if wish is not None:
        return _grant(account, str(wish["cancelRequestId"]), True)
    if state.get("cancelState") in OURS_UNDER_WAY:
        return Answer(task.order, known=True)
    body = {
        "legacyOrderId": str(order.get("legacyOrderId") or task.order),
        "cancelReason": REASONS.get(task.reason, "OUT_OF_STOCK_OR_CANNOT_FULFILL"),
        "buyerPaid": order.get("orderPaymentStatus") == "PAID",
    }
    made = call(account, "POST", CANCELLATION, body=body, headers=_post_order(account)).json(dict[str, Any])
    return Answer(str(made.get("cancelId", "")))


def decide(account: Account, task: DecideRefund) -> Answer:
    """The buyer's wish to cancel (its id is the refund's number) is granted or not."""
    state = _order(account, task.order).get("cancelStatus") or {}
    wish = next(
        (one for one in state.get("cancelRequests") or () if str(one.get("cancelRequestId")) == task.refund), None
    )
    if wish is None:
        raise PlatformFailed(Failure.GONE, "the wish to cancel is not there", code="no_request")
    if not _is_open(wish):
        return Answer(task.refund, known=True)
    return _grant(account, task.refund, task.granted)


def _is_open(wish: dict[str, Any]) -> bool:
    return wish.get("cancelInitiator") == "BUYER" and wish.get("cancelRequestState") == OPEN_REQUEST


def _grant(account: Account, wish: str, granted: bool) -> Answer:
    call(
        account, "POST", f"{CANCELLATION}/{wish}/{'approve' if granted else 'reject'}", body={},
        headers=_post_order(account),
    )  # fmt: skip
    return Answer(wish)


def say(account: Account, task: Say, again: bool) -> Answer:
    """A message to the buyer about the first thing they bought; tried again, the last one is read before."""
    order = _order(account, task.order)
    buyer = str((order.get("buyer") or {}).get("username") or "")
    if not buyer:
        raise PlatformFailed(Failure.REFUSED, "the order names no buyer", code="no_buyer")
    text = task.text[:TEXT_CHARS_MAX]
    if again:
        query = {"conversation_type": "FROM_MEMBERS", "other_party_username": buyer}
        told = call(account, "GET", f"{MESSAGES}/conversation", query=query, headers=bearer(account)).json()
        for one in told.get("conversations") or ():
            last = one.get("latestMessage") or {}
            if last.get("messageBody") == text:
                return Answer(str(last.get("messageId", "")), known=True)
    item = str((order.get("lineItems") or [{}])[0].get("legacyItemId") or "")
    body: dict[str, Any] = {"otherPartyUsername": buyer, "messageText": text}
    if item:
        body["reference"] = {"referenceId": item, "referenceType": "LISTING"}
    made = call(account, "POST", f"{MESSAGES}/send_message", body=body, headers=bearer(account)).json(dict[str, Any])
    return Answer(str(made.get("messageId", "")))


def _refused(reply: Reply) -> PlatformFailed:
    if reply.status >= 400:
        return PlatformFailed(Failure.REFUSED, f"answered {reply.status}: {said(reply.body)}", code=str(reply.status))
    return PlatformFailed(Failure.UNKNOWN_OUTCOME, "its answer makes no sense")
