"""Alipay: asynchronous notices signed with RSA2, trade query, refund. Amounts are yuan as decimal text, times of China.

Source: Alipay open platform documentation (asynchronous notices, alipay.trade.query, .refund, .fastpay.refund.query).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from urllib.parse import parse_qsl, urlencode

import msgspec

from orderway.adapters.payments import _alipay_auth, _http, _rsa
from orderway.kernel import clock
from orderway.kernel.money import format_minor, parse_minor
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

ADDRESS = "https://openapi.alipay.com/gateway.do"
SANDBOX = "https://openapi-sandbox.dl.alipaydev.com/gateway.do"
CHINA = timezone(timedelta(hours=8))
FIELDS_MAX = 100
KINDS = {"TRADE_SUCCESS": "captured", "TRADE_FINISHED": "captured", "TRADE_CLOSED": "voided"}
UNSURE = ("20000", "ACQ.SYSTEM_ERROR", "aop.ACQ.SYSTEM_ERROR", "isp.unknow-error")
"""Codes after which it may have happened; asked again with the same key."""


class Alipay:
    """Keeps the promises of `ports.payment.Gateway`."""

    code = "alipay"
    name = "支付宝 Alipay"
    practice = False
    fields = ("private_key", "notice_key")
    has_merchant = True
    acknowledged = (b"success", "text/plain")

    def read(self, headers: Mapping[str, str], body: bytes, access: Access, now: datetime) -> Notice:
        """One notice: a form whose fields, but for `sign` and `sign_type`, are signed in the order of their names."""
        try:
            pairs = parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=True, max_num_fields=FIELDS_MAX)
        except ValueError:
            raise NoticeRefused("the notice is no form") from None
        told = dict(pairs)
        if len(told) != len(pairs) or told.get("sign_type") != "RSA2":
            raise NoticeRefused("the notice is not signed with RSA2")
        signed = [(k, v) for k, v in sorted(told.items()) if k not in ("sign", "sign_type")]
        # Whether empty fields are signed too differs between Alipay's own descriptions.
        contents = {"&".join(f"{k}={v}" for k, v in signed if v or empty).encode() for empty in (False, True)}
        try:
            key, mark = access.secrets.get("notice_key", ""), told.get("sign", "")
            if not any(_rsa.verifies(content, mark, key) for content in contents):
                raise NoticeRefused("the signature is wrong")
        except _rsa.KeyUnreadable as error:
            raise NoticeRefused(str(error)) from None
        if not access.merchant or told.get("app_id") != access.merchant:
            raise NoticeRefused("the notice is for another merchant")
        try:
            return _notice(told, body)
        except (KeyError, ValueError):
            raise NoticeRefused("the notice cannot be read") from None

    def query(self, reference: str, access: Access) -> Notice:
        """A trade, or a freeze of money, as it stands."""
        if _alipay_auth.is_frozen(reference):
            return _alipay_auth.frozen(reference, access, _ask)
        told = _ask("alipay.trade.query", {"trade_no": reference}, access)
        try:
            return _of_trade(told, f"query:{reference}")
        except (KeyError, ValueError):
            raise PaymentSilent("its answer makes no sense") from None

    def refund(self, request: RefundRequest) -> Refunded | None:
        """Pay back once: `out_request_no` is our key. Where nothing moved, Alipay is asked what it knows of it."""
        access = request.access
        if access is None:
            return None
        paid = _paid(request)
        form = {
            "trade_no": paid.reference,
            "refund_amount": format_minor(request.amount_minor, request.currency),
            "out_request_no": request.key,
        }
        done = _ask("alipay.trade.refund", form, access)
        if done.get("fund_change") == "Y":
            return Refunded(f"{paid.reference}/{request.key}", request.amount_minor, request.currency)
        asked = {"trade_no": paid.reference, "out_request_no": request.key}
        known = _ask("alipay.trade.fastpay.refund.query", asked, access)
        if known.get("refund_status") != "REFUND_SUCCESS":
            raise PaymentSilent("nothing was refunded yet")
        try:
            amount = parse_minor(str(known["refund_amount"]), request.currency)
        except (KeyError, ValueError):
            raise PaymentSilent("its answer names no amount") from None
        return Refunded(f"{paid.reference}/{request.key}", amount, request.currency)

    def capture(self, request: CaptureRequest) -> Captured:
        """Take frozen money: a trade of its own for each part, under our key."""
        return _alipay_auth.capture(request, _ask)

    def void(self, request: CaptureRequest) -> None:
        """Unfreeze what is left."""
        _alipay_auth.unfreeze(request, _ask)


def _notice(told: Mapping[str, str], body: bytes) -> Notice:
    key = told.get("notify_id") or hashlib.sha256(body).hexdigest()
    if told.get("notify_type") in _alipay_auth.NOTICES:
        return _alipay_auth.notice(told, key)
    if told.get("refund_fee") and told.get("gmt_refund"):
        coin = told.get("trans_currency") or "CNY"
        ours = told.get("out_biz_no") or ""
        return Notice(
            key, "refunded", told["out_trade_no"], told["trade_no"], parse_minor(told["refund_fee"], coin), coin,
            _at(told["gmt_refund"]), refund_key=ours,
        )  # fmt: skip
    return _of_trade(told, key)


def _of_trade(told: Mapping[str, Any], key: str) -> Notice:
    coin = str(told.get("trans_currency") or "CNY")
    kind = KINDS.get(str(told.get("trade_status")), "other")
    amount = parse_minor(str(told["total_amount"]), coin)
    at = _at(str(told.get("gmt_payment") or told.get("send_pay_date") or told.get("notify_time") or ""))
    return Notice(key, kind, str(told["out_trade_no"]), str(told["trade_no"]), amount, coin, at, "alipay")


def _paid(request: RefundRequest) -> Paid:
    found = [paid for paid in request.paid if paid.reference.isascii() and paid.reference.isdigit()]
    enough = next((paid for paid in found if paid.amount_minor >= request.amount_minor), None)
    if enough is None or request.amount_minor <= 0:
        raise PaymentRefused("no single payment at Alipay holds this amount: pay it back by hand")
    return enough


def _ask(method: str, asked: Mapping[str, str], access: Access) -> dict[str, Any]:
    """One call; its answer is believed only with Alipay's signature."""
    form = {
        "app_id": access.merchant,
        "method": method,
        "format": "JSON",
        "charset": "utf-8",
        "sign_type": "RSA2",
        "timestamp": clock.now().astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S"),
        "version": "1.0",
        "biz_content": msgspec.json.encode(asked).decode(),
    }
    content = "&".join(f"{name}={value}" for name, value in sorted(form.items()))
    try:
        form["sign"] = _rsa.sign(content.encode(), access.secrets.get("private_key", ""))
    except _rsa.KeyUnreadable as error:
        raise PaymentRefused(str(error)) from None
    address = access.base_url or (SANDBOX if access.sandbox else ADDRESS)
    headers = {"Content-Type": "application/x-www-form-urlencoded;charset=utf-8"}
    return _opened(_http.call("POST", address, headers, urlencode(form).encode()), method, access)


def _opened(reply: _http.Reply, method: str, access: Access) -> dict[str, Any]:
    told = reply.json()
    name = method.replace(".", "_") + "_response"
    answer = told.get(name, told.get("error_response"))
    if not isinstance(answer, dict):
        raise PaymentSilent("its answer makes no sense")
    code, sub = str(answer.get("code")), str(answer.get("sub_code") or "")
    if code in UNSURE or sub in UNSURE:
        raise PaymentSilent(_http.said(sub or code))
    if code != "10000":
        raise PaymentRefused(_http.said(f"{sub or code}: {answer.get('sub_msg') or answer.get('msg')}"))
    text = reply.body.decode()
    start = text.index(f'"{name}"') + len(name) + 2
    start = text.index("{", start)
    _, end = json.JSONDecoder().raw_decode(text, start)
    try:
        right = _rsa.verifies(text[start:end].encode(), str(told.get("sign")), access.secrets.get("notice_key", ""))
    except _rsa.KeyUnreadable as error:
        raise PaymentSilent(str(error)) from None
    if not right:
        raise PaymentSilent("the signature of its answer is wrong")
    return answer


def _at(text: str) -> datetime | None:
    if not text:
        return None
    return datetime.strptime(text[:19], "%Y-%m-%d %H:%M:%S").replace(tzinfo=CHINA).astimezone(UTC)


PAYMENT = Alipay()
