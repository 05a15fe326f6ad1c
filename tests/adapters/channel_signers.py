"""How each pushed channel's platform signs, for the contract suite; a second way of writing what `verify` checks."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from standardwebhooks import Webhook

BODY = b'{"id": 1, "total_price": "1.00"}'


@dataclass(frozen=True)
class Signer:
    """Signs one delivery at a time; `header` is the header that holds the signature."""

    header: str
    secret: str
    other_secret: str
    sign: Callable[[datetime], tuple[dict[str, str], bytes]]


def _hmac_base64(secret: str, body: bytes) -> str:
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


def _standard(now: datetime) -> tuple[dict[str, str], bytes]:
    given = Webhook(_STANDARD_SECRET).sign("msg_1", now, BODY.decode())
    return {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": given,
    }, BODY


def _shopify(now: datetime) -> tuple[dict[str, str], bytes]:
    return {
        "x-shopify-hmac-sha256": _hmac_base64("shop-secret", BODY),
        "x-shopify-webhook-id": "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043",
        "x-shopify-topic": "orders/create",
        "x-shopify-triggered-at": now.isoformat().replace("+00:00", ".877041743Z"),
    }, BODY


def _woocommerce(now: datetime) -> tuple[dict[str, str], bytes]:
    return {
        "x-wc-webhook-signature": _hmac_base64("woo-secret", BODY),
        "x-wc-webhook-delivery-id": "c72a9e0b",
        "x-wc-webhook-topic": "order.created",
    }, BODY


def _easypost(now: datetime) -> tuple[dict[str, str], bytes]:
    given = hmac.new(b"easy-secret", BODY, hashlib.sha256).hexdigest()
    return {"x-hmac-signature": f"hmac-sha256-hex={given}"}, BODY


def _douyin(now: datetime) -> tuple[dict[str, str], bytes]:
    body = b'[{"tag":"101","msg_id":"69-1","data":"{}"}]'
    return {"event-sign": hashlib.md5(b"key" + body + b"word", usedforsecurity=False).hexdigest()}, body


def _pem(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> str:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def _ebay(now: datetime) -> tuple[dict[str, str], bytes]:
    body = json.dumps({"metadata": {"topic": "T"}, "notification": {"notificationId": "n-1"}}).encode()
    given = {"alg": "ecdsa", "kid": "1", "signature": "", "digest": "SHA1"}
    given["signature"] = base64.b64encode(_EC_KEY.sign(body, ec.ECDSA(hashes.SHA1()))).decode()
    return {"x-ebay-signature": base64.b64encode(json.dumps(given).encode()).decode()}, body


def _wechatpay(now: datetime) -> tuple[dict[str, str], bytes]:
    seconds = str(int(now.timestamp()))
    content = f"{seconds}\nnonce-1\n".encode() + BODY + b"\n"
    given = _RSA_KEY.sign(content, padding.PKCS1v15(), hashes.SHA256())
    return {
        "wechatpay-timestamp": seconds,
        "wechatpay-nonce": "nonce-1",
        "wechatpay-signature": base64.b64encode(given).decode(),
    }, BODY


_EC_KEY, _OTHER_EC_KEY = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
_RSA_KEY, _OTHER_RSA_KEY = (rsa.generate_private_key(65537, 2048) for _ in range(2))
_STANDARD_SECRET = "whsec_" + base64.b64encode(b"a-secret-of-24-bytes-ok!").decode()
_OTHER_STANDARD_SECRET = "whsec_" + base64.b64encode(b"b-secret-of-24-bytes-ok!").decode()

SIGNERS = {
    "orderway": Signer("webhook-signature", _STANDARD_SECRET, _OTHER_STANDARD_SECRET, _standard),
    "douyin": Signer("event-sign", "key:word", "key:other", _douyin),
    "ebay": Signer("x-ebay-signature", _pem(_EC_KEY), _pem(_OTHER_EC_KEY), _ebay),
    "easypost": Signer("x-hmac-signature", "easy-secret", "other", _easypost),
    "wechatpay": Signer("wechatpay-signature", _pem(_RSA_KEY), _pem(_OTHER_RSA_KEY), _wechatpay),
    "woocommerce": Signer("x-wc-webhook-signature", "woo-secret", "other", _woocommerce),
    "shopify": Signer("x-shopify-hmac-sha256", "shop-secret", "other", _shopify),
}
