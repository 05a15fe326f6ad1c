"""WeChat Pay: notices of payments and refunds, XML (v2) and JSON (v3); documents, never orders.

What is sealed for the merchant stays sealed in `parse`, which has no key; `unseal_v2` opens it. Times are of China.
Source: WeChat Pay merchant documentation, payment and refund result notices (v2), signature and resource (v3).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from orderway.adapters.channels import _json, _sign, _xml
from orderway.adapters.channels import _read as read
from orderway.adapters.channels._read import Unreadable
from orderway.ports.channel import DELIVERY_AGE_SECONDS_MAX, Delivery, Document, Parsed, Problem, Refused

CHINA = timezone(timedelta(hours=8))
REFUNDS_MAX = 50
"""WeChat Pay pays one payment back in at most so many parts."""


class WechatPay:
    """Payment and refund notices. The secret of `verify`: the platform's public key as PEM (v3), the API key (v2)."""

    code = "wechatpay"
    name = "微信支付 WeChat Pay"
    pushed = True
    delivery_age_seconds_max: int | None = DELIVERY_AGE_SECONDS_MAX

    def parse(self, body: bytes, *, filename: str = "", topic: str = "") -> Parsed:
        """Read one notice or query answer."""
        parsed = Parsed()
        try:
            if _json.utf8(body).lstrip()[:1] in (b"{", b"["):
                parsed.documents.append(_notice(read.mapping(_json.decode(body))))
            else:
                notice = _xml.decode(body)[1]
                parsed.documents += [_xml_notice(one) for one in _refunds(notice) or [notice]]
        except Unreadable as error:
            parsed.problems.append(Problem(where="body", what=str(error)))
        return parsed

    def verify(self, headers: Mapping[str, str], body: bytes, secret: str, now: datetime) -> Delivery:
        """Check the v3 headers (RSA over time, nonce and body) or the v2 `sign` inside of the XML; raises Refused."""
        if "wechatpay-signature" in headers:
            return _verify_v3(headers, body, secret, now)
        return _verify_v2(body, secret)


def _verify_v3(headers: Mapping[str, str], body: bytes, secret: str, now: datetime) -> Delivery:
    seconds = _sign.header(headers, "wechatpay-timestamp")
    nonce = _sign.header(headers, "wechatpay-nonce")
    given = _sign.header(headers, "wechatpay-signature")
    sent_at = _sign.from_epoch(seconds, "wechatpay-timestamp")
    _sign.fresh(sent_at, now, DELIVERY_AGE_SECONDS_MAX)
    try:
        key = load_pem_public_key(secret.encode())
        signature = base64.b64decode(given, validate=True)
    except (binascii.Error, ValueError, UnsupportedAlgorithm):
        raise Refused("the signature or the platform's public key is not readable") from None
    if not isinstance(key, rsa.RSAPublicKey):
        raise Refused("the shop's secret is no RSA key")
    try:
        key.verify(signature, f"{seconds}\n{nonce}\n".encode() + body + b"\n", padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        raise Refused("the signature is wrong") from None
    return Delivery(key=nonce, topic="", sent_at=sent_at)


def _verify_v2(body: bytes, secret: str) -> Delivery:
    try:
        notice = {key: read.text(value) for key, value in _xml.decode(body)[1].items()}
        if notice.get("req_info"):
            unseal_v2(notice["req_info"], secret)
        elif not _sign.same(notice.get("sign", ""), sign_v2(notice, secret)):
            raise Refused("the signature is wrong or missing")
    except Unreadable as error:
        raise Refused(str(error)) from None
    return Delivery(key=notice.get("nonce_str") or hashlib.sha256(body).hexdigest())


def sign_v2(notice: Mapping[str, str], key: str) -> str:
    """The v2 signature of a notice: its filled fields by name, then the key; MD5 or what `sign_type` says."""
    content = "&".join(f"{name}={value}" for name, value in sorted(notice.items()) if name != "sign" and value)
    message = f"{content}&key={key}".encode()
    if notice.get("sign_type") == "HMAC-SHA256":
        return hmac.new(key.encode(), message, hashlib.sha256).hexdigest().upper()
    return hashlib.md5(message, usedforsecurity=False).hexdigest().upper()


def unseal_v2(sealed: str, key: str) -> dict[str, Any]:
    """What a v2 refund notice holds in `req_info` (AES-256-ECB under the MD5 of the API key); raises Unreadable."""
    secret = hashlib.md5(key.encode(), usedforsecurity=False).hexdigest().encode()
    try:
        opener = Cipher(algorithms.AES(secret), modes.ECB()).decryptor()  # noqa: S305 - the platform's own scheme
        padded = opener.update(base64.b64decode(sealed)) + opener.finalize()
        unpadder = PKCS7(128).unpadder()
        opened = unpadder.update(padded) + unpadder.finalize()
    except (binascii.Error, ValueError):
        raise Unreadable("req_info cannot be opened with this key") from None
    return _xml.decode(opened)[1]


def _refunds(notice: dict[str, Any]) -> list[dict[str, Any]]:
    """The refunds of a v2 query, numbered from 0 (`refund_id_0`, `refund_fee_0` …), each as its own notice."""
    found = []
    for number in range(REFUNDS_MAX):
        end = f"_{number}"
        own = {key.removesuffix(end): value for key, value in notice.items() if key.endswith(end)}
        if not (own.get("refund_id") or own.get("out_refund_no")):
            break
        own["success_time"] = own.get("refund_success_time", "")
        found.append({key: value for key, value in notice.items() if key != "refund_fee"} | own)
    return found


def _xml_notice(notice: dict[str, Any]) -> Document:
    if not (notice.get("return_code") or notice.get("appid") or notice.get("out_trade_no") or notice.get("refund_id")):
        raise Unreadable("body: no notice of WeChat Pay")
    refund = any(key.startswith(("req_info", "refund_", "out_refund_no")) for key in notice)
    coin = read.currency(read.first(notice.get("fee_type"), "CNY"))
    amount = notice.get("settlement_refund_fee") or notice.get("refund_fee") if refund else notice.get("total_fee")
    keys = ("transaction_id", "refund_id", "openid", "trade_type", "err_code", "err_code_des", "return_msg", "mch_id")
    data: dict[str, Any] = {key: read.text(notice[key]) for key in keys if notice.get(key)}
    if notice.get("req_info"):
        data["sealed"] = read.text(notice["req_info"])
    return Document(
        kind="refund" if refund else "payment",
        number=read.first(notice.get("out_refund_no"), notice.get("refund_id"), notice.get("transaction_id")),
        order_external_id=read.text(notice.get("out_trade_no")),
        at=_china_time(read.first(notice.get("time_end"), notice.get("success_time"))),
        amount_minor=None if amount is None else _fen(amount),
        currency=coin if amount is not None else "",
        status=read.first(
            notice.get("refund_status"), notice.get("trade_state"), notice.get("result_code"), notice.get("return_code")
        ),
        data=data,
    )


def _fen(value: Any) -> int:
    """Amounts of WeChat Pay are whole minor units already."""
    number = read.decimal(value, "fee")
    if number != number.to_integral_value():
        raise Unreadable(f"fee: {str(value)[:30]!r} is no whole number of fen")
    return read.minor(int(number), "JPY", "fee")


def _china_time(value: str) -> datetime | None:
    if len(value) == 14 and value.isascii() and value.isdigit():
        try:
            return datetime.strptime(value, "%Y%m%d%H%M%S").replace(tzinfo=CHINA).astimezone(UTC)
        except ValueError:
            raise Unreadable(f"time: {value!r} is not a time") from None
    return read.moment(value, CHINA)


def _notice(notice: dict[str, Any]) -> Document:
    event = read.text(notice.get("event_type"))
    resource = read.mapping(notice.get("resource"))
    inner = notice if "out_trade_no" in notice else {}
    if not event and not inner:
        raise Unreadable("body: no notice of WeChat Pay")
    amount = read.mapping(inner.get("amount"))
    refund = event.startswith("REFUND") or "refund_id" in inner or "out_refund_no" in inner
    paid = amount.get("refund") if refund else amount.get("total")
    data = {"event_type": event, "summary": read.text(notice.get("summary"))}
    if resource:
        data["sealed"] = read.text(resource.get("ciphertext"))
    return Document(
        kind="refund" if refund else "payment",
        number=read.first(inner.get("out_refund_no"), inner.get("transaction_id"), notice.get("id")),
        order_external_id=read.text(inner.get("out_trade_no")),
        at=read.moment(inner.get("success_time") or notice.get("create_time"), CHINA),
        amount_minor=None if paid is None else _fen(paid),
        currency=read.currency(amount.get("currency")),
        status=read.first(inner.get("trade_state"), inner.get("refund_status"), inner.get("status"), event),
        data=data,
    )


CHANNEL = WechatPay()
