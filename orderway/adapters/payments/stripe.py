"""Stripe: PaymentIntents. Notices with Stripe-Signature, refunds with an idempotency key, payments read again.

The order's key stands in the payment's metadata as `order`. Amounts are of Stripe's smallest unit, which is not ISO's
for a few currencies. Source: Stripe's API reference (PaymentIntents, refunds, webhooks, zero-decimal currencies).
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlencode

import msgspec

from orderway.adapters.payments import _http
from orderway.kernel.money import AMOUNT_MINOR_MAX, exponent
from orderway.ports.payment import (
    Access,
    Captured,
    CaptureRequest,
    Notice,
    NoticeRefused,
    Paid,
    PaymentRefused,
    PaymentSilent,
    Refunded,
    RefundRequest,
)

ADDRESS = "https://api.stripe.com"
NOTICE_AGE_SECONDS_MAX = 300
SIGNATURES_MAX = 10
REFUNDS_LISTED_MAX = 100
NO_DECIMALS = frozenset("BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF".split())
KINDS = {
    "payment_intent.succeeded": "captured",
    "payment_intent.amount_capturable_updated": "authorised",
    "payment_intent.canceled": "voided",
    "payment_intent.payment_failed": "failed",
    "charge.succeeded": "card",
    "refund.created": "refunded",
    "refund.updated": "refunded",
    "refund.failed": "refund_failed",
    "charge.refund.updated": "refunded",
}
AMOUNTS = {"captured": "amount_received", "authorised": "amount_capturable"}
REFUND_STATES = {"succeeded": "refunded", "failed": "refund_failed", "canceled": "refund_failed"}
REFUND_DONE = ("succeeded", "pending")


class Stripe:
    """Keeps the promises of `ports.payment.Gateway`."""

    code = "stripe"
    name = "Stripe"
    practice = False
    fields = ("api_key", "notice_key")
    has_merchant = False
    acknowledged = (b'{"received":true}', "application/json")

    def read(self, headers: Mapping[str, str], body: bytes, access: Access, now: datetime) -> Notice:
        """One event; an event that speaks of no payment is of kind other."""
        _verify(headers.get("stripe-signature", ""), body, access.secrets.get("notice_key", ""), now)
        try:
            event: Any = msgspec.json.decode(body)
            thing = event["data"]["object"]
            return _notice(str(event["id"]), str(event["type"]), thing, _at(event.get("created")))
        except _http.SENSELESS:
            raise NoticeRefused("the notice cannot be read") from None

    def query(self, reference: str, access: Access) -> Notice:
        """A PaymentIntent as it stands, with what the bank said of the card."""
        path = f"/v1/payment_intents/{quote(reference, safe='')}?" + urlencode({"expand[]": "latest_charge"})
        thing = _ask("GET", path, access)
        kind = {"succeeded": "captured", "requires_capture": "authorised", "canceled": "voided"}.get(
            str(thing.get("status")), "failed"
        )
        try:
            notice = _of_intent(reference, kind, thing, _at(thing.get("created")))
            charge = thing.get("latest_charge")
            if isinstance(charge, dict):
                notice.card, notice.disputed = _card(charge), charge.get("disputed") is True
                notice.refunded_minor = _ours(charge.get("amount_refunded") or 0, notice.currency)
        except (KeyError, TypeError, ValueError):
            raise PaymentSilent("its answer makes no sense") from None
        return notice

    def refund(self, request: RefundRequest) -> Refunded | None:
        """Pay back once: what Stripe has under our key already is not asked for again, whenever that was."""
        access = request.access
        if access is None:
            return None
        paid = _paid(request)
        query = urlencode({"payment_intent": paid.reference, "limit": REFUNDS_LISTED_MAX})
        for one in _ask("GET", f"/v1/refunds?{query}", access).get("data") or []:
            if one.get("metadata", {}).get("refund") == request.key and one.get("status") in REFUND_DONE:
                return _refunded(one)
        form = {
            "payment_intent": paid.reference,
            "amount": str(_theirs(request.amount_minor, request.currency)),
            "metadata[refund]": request.key,
            "metadata[order]": request.order,
        }
        done = _ask("POST", "/v1/refunds", access, form, f"orderway-refund-{request.key}")
        if done.get("status") not in REFUND_DONE:
            raise PaymentRefused(_http.said(done.get("failure_reason") or done.get("status")))
        return _refunded(done)

    def capture(self, request: CaptureRequest) -> Captured:
        """Take what is authorised: in parts where Stripe offers it for this payment (multicapture), else all that is
        due at once, since the first capture ends the authorisation."""
        access, path = request.access, f"/v1/payment_intents/{quote(request.reference, safe='')}"
        thing = _ask("GET", f"{path}?" + urlencode({"expand[]": "latest_charge"}), access)
        now = _taken(thing)
        if now.used_up or now.total_minor >= request.before_minor + request.amount_minor:
            return now
        if thing.get("status") != "requires_capture":
            raise PaymentRefused(f"the authorisation is gone: {_http.said(thing.get('status'))}")
        parts = _in_parts(thing)
        amount = request.amount_minor if parts or request.before_minor else request.whole_minor
        form = {"amount_to_capture": str(_theirs(amount, request.currency)), "metadata[order]": request.order}
        if parts:
            form["final_capture"] = "true" if request.final else "false"
        return _taken(_ask("POST", f"{path}/capture", access, form, f"orderway-capture-{request.key}"))

    def void(self, request: CaptureRequest) -> None:
        """Cancel the PaymentIntent: what is not taken goes back; cancelled before, nothing more happens."""
        path = f"/v1/payment_intents/{quote(request.reference, safe='')}"
        if _ask("GET", path, request.access).get("status") in ("canceled", "succeeded"):
            return
        form = {"cancellation_reason": "abandoned"}
        _ask("POST", f"{path}/cancel", request.access, form, f"orderway-void-{request.key}")


def _taken(thing: dict[str, Any]) -> Captured:
    """What was taken of a PaymentIntent so far."""
    try:
        coin = str(thing["currency"]).upper()
        done = thing["status"] == "succeeded"
        return Captured(str(thing["id"]), _ours(thing.get("amount_received") or 0, coin), coin, done)
    except (KeyError, ValueError):
        raise PaymentSilent("its answer makes no sense") from None


def _in_parts(thing: dict[str, Any]) -> bool:
    """Whether this payment may be captured more than once."""
    charge = thing.get("latest_charge")
    card = (charge.get("payment_method_details") or {}).get("card") if isinstance(charge, dict) else None
    return ((card or {}).get("multicapture") or {}).get("status") == "available"


def _verify(header: str, body: bytes, secret: str, now: datetime) -> None:
    """`t=…,v1=…`: HMAC-SHA256 over time and body; the time is fresh."""
    if not secret:
        raise NoticeRefused("no key for notices is set")
    parts = [piece.partition("=")[::2] for piece in header.split(",")]
    sent = next((value for name, value in parts if name.strip() == "t"), "")
    given = [value for name, value in parts if name.strip() == "v1"][:SIGNATURES_MAX]
    if not (sent.isascii() and sent.isdigit() and len(sent) < 13):
        raise NoticeRefused("the signature is missing")
    expected = hmac.new(secret.encode(), sent.encode() + b"." + body, hashlib.sha256).hexdigest()
    if not any([hmac.compare_digest(expected.encode(), one.encode()) for one in given]):  # noqa: C419 - no early end
        raise NoticeRefused("the signature is wrong")
    if abs(now.timestamp() - int(sent)) > NOTICE_AGE_SECONDS_MAX:
        raise NoticeRefused("the notice is too old, or a clock is wrong")


def _notice(key: str, kind: str, thing: dict[str, Any], at: datetime | None) -> Notice:
    kind = KINDS.get(kind, "other")
    if kind == "other":
        return Notice(key, kind, at=at)
    if kind.startswith("refund"):
        state = REFUND_STATES.get(str(thing["status"]), "other")
        metadata = thing.get("metadata") or {}
        coin = str(thing["currency"]).upper()
        return Notice(
            key, state, str(metadata.get("order") or ""), str(thing["id"]), _ours(thing["amount"], coin), coin, at,
            refund_key=str(metadata.get("refund") or ""),
        )  # fmt: skip
    if kind == "card":
        metadata = thing.get("metadata") or {}
        return Notice(
            key, kind, str(metadata.get("order") or ""), str(thing.get("payment_intent") or ""), at=at,
            card=_card(thing),
        )  # fmt: skip
    return _of_intent(key, kind, thing, at)


def _of_intent(key: str, kind: str, thing: dict[str, Any], at: datetime | None) -> Notice:
    coin = str(thing["currency"]).upper()
    amount = thing[AMOUNTS[kind]] if kind in AMOUNTS else 0
    methods = thing.get("payment_method_types") or [""]
    order = str((thing.get("metadata") or {}).get("order") or "")
    return Notice(key, kind, order, str(thing["id"]), _ours(amount, coin), coin, at, str(methods[0]))


def _card(charge: dict[str, Any]) -> dict[str, str]:
    """What the bank said: each result in Stripe's word (pass, fail, unavailable, unchecked; authenticated, …)."""
    card = (charge.get("payment_method_details") or {}).get("card") or {}
    checks = card.get("checks") or {}
    found = {
        "avs": checks.get("address_line1_check"),
        "postcode": checks.get("address_postal_code_check"),
        "cvv": checks.get("cvc_check"),
        "three_ds": (card.get("three_d_secure") or {}).get("result"),
        "risk": (charge.get("outcome") or {}).get("risk_level"),
    }
    return {name: str(value)[:40] for name, value in found.items() if value}


def _paid(request: RefundRequest) -> Paid:
    found = [paid for paid in request.paid if paid.reference.startswith("pi_")]
    enough = next((paid for paid in found if paid.amount_minor >= request.amount_minor), None)
    if enough is None or request.amount_minor <= 0:
        raise PaymentRefused("no single payment at Stripe holds this amount: pay it back by hand")
    return enough


def _refunded(one: dict[str, Any]) -> Refunded:
    coin = str(one.get("currency") or "").upper()
    if not one.get("id") or not coin:
        raise PaymentSilent("its answer names no refund")
    return Refunded(str(one["id"]), _ours(_http.whole(one.get("amount")), coin), coin)


def _ask(
    method: Any, path: str, access: Access, form: Mapping[str, str] | None = None, once: str = ""
) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {access.secrets.get('api_key', '')}"}
    if form is not None:
        headers |= {"Content-Type": "application/x-www-form-urlencoded", "Idempotency-Key": once}
    content = None if form is None else urlencode(form).encode()
    reply = _http.call(method, (access.base_url or ADDRESS) + path, headers, content)
    told = reply.json()
    if reply.status >= 400:
        error = told.get("error")
        raise PaymentRefused(_http.said(error.get("message") if isinstance(error, dict) else error))
    if "error" in told:
        raise PaymentSilent(f"answered {reply.status} with an error inside")
    return told


def _ours(amount: object, currency: str) -> int:
    """ISO's minor units of an amount of Stripe's; ValueError where that cannot be said exactly."""
    value = _http.whole(amount)
    if value > AMOUNT_MINOR_MAX:
        raise ValueError("amount")
    theirs, ours = _places(currency), exponent(currency)
    if ours >= theirs:
        return int(value * 10 ** (ours - theirs))
    whole, rest = divmod(value, 10 ** (theirs - ours))
    if rest:
        raise ValueError("finer than the currency")
    return int(whole)


def _theirs(amount_minor: int, currency: str) -> int:
    theirs, ours = _places(currency), exponent(currency)
    if theirs >= ours:
        return int(amount_minor * 10 ** (theirs - ours))
    whole, rest = divmod(amount_minor, 10 ** (ours - theirs))
    if rest:
        raise PaymentRefused("finer than Stripe pays in this currency")
    return int(whole)


def _places(currency: str) -> int:
    if currency in NO_DECIMALS:
        return 0
    return 3 if exponent(currency) == 3 else 2


def _at(seconds: object) -> datetime | None:
    if isinstance(seconds, bool) or not isinstance(seconds, int) or not 0 < seconds < 10**11:
        return None
    return datetime.fromtimestamp(seconds, UTC)


PAYMENT = Stripe()
