"""WeChat Pay v3: notices whose content is sealed with the APIv3 key, payments read again, refunds.

Source: WeChat Pay merchant documentation, APIv3 (signatures, sealed resources, domestic refunds, orders by number).
"""

from __future__ import annotations

import base64
import binascii
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from orderway.adapters.payments import _http, _rsa
from orderway.kernel import clock
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

ADDRESS = "https://api.mch.weixin.qq.com"
NOTICE_AGE_SECONDS_MAX = 300
PAYMENTS = {"SUCCESS": "captured", "REFUND": "captured", "CLOSED": "voided", "REVOKED": "voided", "PAYERROR": "failed"}
REFUNDS = {"SUCCESS": "refunded", "ABNORMAL": "refund_failed", "CLOSED": "refund_failed"}
REFUND_DONE = ("SUCCESS", "PROCESSING")
AT_ONCE = "WeChat Pay takes the money at once: it knows no authorisation"


class WechatPay:
    """Keeps the promises of `ports.payment.Gateway`."""

    code = "wechatpay"
    name = "微信支付 WeChat Pay"
    practice = False
    fields = ("api_key", "private_key", "serial", "notice_key")
    has_merchant = True
    acknowledged = (b'{"code":"SUCCESS","message":""}', "application/json")

    def read(self, headers: Mapping[str, str], body: bytes, access: Access, now: datetime) -> Notice:
        """Check the platform's signature and its time, open what is sealed, and see that it is ours."""
        sent = headers.get("wechatpay-timestamp", "")
        if not (sent.isascii() and sent.isdigit() and len(sent) < 13):
            raise NoticeRefused("the signature is missing")
        try:
            if not _signed(headers, body, access):
                raise NoticeRefused("the signature is wrong")
        except _rsa.KeyUnreadable as error:
            raise NoticeRefused(str(error)) from None
        if abs(now.timestamp() - int(sent)) > NOTICE_AGE_SECONDS_MAX:
            raise NoticeRefused("the notice is too old, or a clock is wrong")
        try:
            told: Any = msgspec.json.decode(body)
            inner = _unsealed(told["resource"], access.secrets.get("api_key", ""))
            if not access.merchant or str(inner.get("mchid") or inner.get("sp_mchid")) != access.merchant:
                raise NoticeRefused("the notice is for another merchant")
            return _notice(str(told["id"]), inner)
        except _http.SENSELESS:
            raise NoticeRefused("the notice cannot be read") from None

    def query(self, reference: str, access: Access) -> Notice:
        """A payment as it stands, by WeChat's number."""
        path = f"/v3/pay/transactions/id/{quote(reference, safe='')}?mchid={quote(access.merchant, safe='')}"
        told = _ask("GET", path, access)
        try:
            notice = _notice(f"query:{reference}", told)
        except (KeyError, TypeError, ValueError):
            raise PaymentSilent("its answer makes no sense") from None
        notice.refunded_minor = None if told["trade_state"] == "REFUND" else 0
        return notice

    def refund(self, request: RefundRequest) -> Refunded | None:
        """Pay back once: `out_refund_no` is our key, under which WeChat makes one refund however often it is asked."""
        access = request.access
        if access is None:
            return None
        paid = _paid(request)
        amount = {"refund": request.amount_minor, "total": paid.amount_minor, "currency": request.currency}
        asked = {"transaction_id": paid.reference, "out_refund_no": request.key, "amount": amount}
        done = _ask("POST", "/v3/refund/domestic/refunds", access, asked)
        told = done.get("amount")
        if not done.get("refund_id") or not isinstance(told, dict):
            raise PaymentSilent("its answer names no refund")
        if done.get("status") not in REFUND_DONE:
            raise PaymentRefused(_http.said(done.get("status")))
        return Refunded(str(done["refund_id"]), _http.whole(told.get("refund")), str(told.get("currency") or "CNY"))

    def capture(self, request: CaptureRequest) -> Captured:
        """There is nothing to take: WeChat Pay pays at once."""
        raise PaymentRefused(AT_ONCE)

    def void(self, request: CaptureRequest) -> None:
        """There is nothing to give back before it was paid."""
        raise PaymentRefused(AT_ONCE)


def _signed(headers: Mapping[str, str], body: bytes, access: Access) -> bool:
    sent, nonce = headers.get("wechatpay-timestamp", ""), headers.get("wechatpay-nonce", "")
    content = f"{sent}\n{nonce}\n".encode() + body + b"\n"
    return _rsa.verifies(content, headers.get("wechatpay-signature", ""), access.secrets.get("notice_key", ""))


def _unsealed(resource: Mapping[str, Any], key: str) -> dict[str, Any]:
    """What the resource holds (AES-256-GCM under the APIv3 key); ValueError where the key does not open it."""
    try:
        sealed = base64.b64decode(str(resource["ciphertext"]), validate=True)
        extra = str(resource.get("associated_data") or "").encode()
        opened = AESGCM(key.encode()).decrypt(str(resource["nonce"]).encode(), sealed, extra)
    except (InvalidTag, binascii.Error):
        raise ValueError("sealed with another key") from None
    told: Any = msgspec.json.decode(opened)
    if not isinstance(told, dict):
        raise ValueError("no object")
    return told


def _notice(key: str, inner: Mapping[str, Any]) -> Notice:
    amount = inner["amount"]
    at = _at(str(inner.get("success_time") or ""))
    if "out_refund_no" in inner:
        state = REFUNDS.get(str(inner.get("refund_status") or inner.get("status")), "other")
        return Notice(
            key, state, str(inner["out_trade_no"]), str(inner["refund_id"]), _http.whole(amount["refund"]),
            str(amount.get("currency") or "CNY"), at, refund_key=str(inner["out_refund_no"]),
        )  # fmt: skip
    kind = PAYMENTS.get(str(inner["trade_state"]), "other")
    return Notice(
        key, kind, str(inner["out_trade_no"]), str(inner.get("transaction_id") or ""), _http.whole(amount["total"]),
        str(amount.get("currency") or "CNY"), at, "wechat",
    )  # fmt: skip


def _paid(request: RefundRequest) -> Paid:
    found = [paid for paid in request.paid if paid.reference.isascii() and paid.reference.isdigit()]
    enough = next((paid for paid in found if paid.amount_minor >= request.amount_minor), None)
    if enough is None or request.amount_minor <= 0:
        raise PaymentRefused("no single payment at WeChat Pay holds this amount: pay it back by hand")
    return enough


def _ask(method: Any, path: str, access: Access, asked: Any = None) -> dict[str, Any]:
    """One signed call; its answer is believed only with the platform's signature."""
    body = b"" if asked is None else msgspec.json.encode(asked)
    nonce, now = secrets.token_hex(16), int(clock.now().timestamp())
    try:
        signature = _rsa.sign(
            f"{method}\n{path}\n{now}\n{nonce}\n".encode() + body + b"\n", access.secrets["private_key"]
        )
    except (KeyError, _rsa.KeyUnreadable):
        raise PaymentRefused("the private key is missing or cannot be read") from None
    serial = access.secrets.get("serial", "")
    mark = (
        f'WECHATPAY2-SHA256-RSA2048 mchid="{access.merchant}",nonce_str="{nonce}",signature="{signature}",'
        f'timestamp="{now}",serial_no="{serial}"'
    )
    headers = {"Authorization": mark, "Content-Type": "application/json"}
    reply = _http.call(method, (access.base_url or ADDRESS) + path, headers, body or None)
    told = reply.json()
    if reply.status >= 400:
        raise PaymentRefused(_http.said(f"{told.get('code')}: {told.get('message')}"))
    try:
        if not _signed(reply.headers, reply.body, access):
            raise PaymentSilent("the signature of its answer is wrong")
    except _rsa.KeyUnreadable as error:
        raise PaymentSilent(str(error)) from None
    return told


def _at(text: str) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(UTC) if text else None


PAYMENT = WechatPay()
