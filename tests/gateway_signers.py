"""Notices as the gateways send them, signed with keys made for the test."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

WHSEC = "whsec_only_for_tests"
API_V3_KEY = "0123456789abcdef0123456789abcdef"
MERCHANT = "1900000001"


@lru_cache(maxsize=2)
def pair(name: str) -> rsa.RSAPrivateKey:
    """A key pair of that name."""
    return rsa.generate_private_key(65537, 2048)


def public(name: str) -> str:
    """Its public half as PEM."""
    return pair(name).public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def private(name: str) -> str:
    """Its private half as PEM."""
    return pair(name).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def rsa_sign(name: str, content: bytes) -> str:
    """RSA-SHA256 in base64."""
    return base64.b64encode(pair(name).sign(content, padding.PKCS1v15(), hashes.SHA256())).decode()


def secrets() -> dict[str, dict[str, str]]:
    """The secrets of an account by gateway."""
    ours, theirs = private("ours"), public("theirs")
    return {
        "stripe": {"api_key": "sk_test_1", "notice_key": WHSEC},
        "alipay": {"private_key": ours, "notice_key": theirs},
        "wechatpay": {"api_key": API_V3_KEY, "private_key": ours, "serial": "5F1A", "notice_key": theirs},
    }


def stripe(event: dict[str, Any], now: datetime, secret: str = WHSEC) -> tuple[bytes, dict[str, str]]:
    """An event with its signature."""
    body = json.dumps(event).encode()
    sent = str(int(now.timestamp()))
    mark = hmac.new(secret.encode(), sent.encode() + b"." + body, hashlib.sha256).hexdigest()
    return body, {"stripe-signature": f"t={sent},v1={'0' * 64},v1={mark}"}


def intent(order: str, amount: int, key: str = "evt_1", kind: str = "succeeded", **more: Any) -> dict[str, Any]:
    """The event of a PaymentIntent."""
    thing = {
        "id": "pi_1", "object": "payment_intent", "amount": amount, "currency": "cny", "metadata": {"order": order},
        "amount_received": amount if kind == "succeeded" else 0, "amount_capturable": amount,
        "payment_method_types": ["card"], **more,
    }  # fmt: skip
    return {"id": key, "type": f"payment_intent.{kind}", "created": 1763604000, "data": {"object": thing}}


def alipay(fields: dict[str, str], key: str = "theirs") -> bytes:
    """A notice as a form with its signature."""
    content = "&".join(f"{name}={value}" for name, value in sorted(fields.items()) if value)
    return urlencode({**fields, "sign_type": "RSA2", "sign": rsa_sign(key, content.encode())}).encode()


def trade(order: str, amount: str, **more: str) -> dict[str, str]:
    """The fields of a paid trade."""
    return {
        "notify_id": "n1", "app_id": MERCHANT, "out_trade_no": order, "trade_no": "2026112022001400001",
        "trade_status": "TRADE_SUCCESS", "total_amount": amount, "gmt_payment": "2026-11-20 10:00:00",
        "subject": "茶杯 & Tee", **more,
    }  # fmt: skip


def wechat(
    inner: dict[str, Any], now: datetime, key: str = "EV-1", api_key: str = API_V3_KEY, signer: str = "theirs"
) -> tuple[bytes, dict[str, str]]:
    """A notice whose content is sealed, with its headers."""
    sealed = AESGCM(api_key.encode()).encrypt(b"abcdefghijkl", json.dumps(inner).encode(), b"transaction")
    resource = {
        "algorithm": "AEAD_AES_256_GCM", "ciphertext": base64.b64encode(sealed).decode(), "nonce": "abcdefghijkl",
        "associated_data": "transaction",
    }  # fmt: skip
    body = json.dumps({"id": key, "event_type": "TRANSACTION.SUCCESS", "resource": resource}).encode()
    sent = str(int(now.timestamp()))
    mark = rsa_sign(signer, f"{sent}\nnonce1\n".encode() + body + b"\n")
    names = ("wechatpay-timestamp", "wechatpay-nonce", "wechatpay-signature", "wechatpay-serial")
    return body, dict(zip(names, (sent, "nonce1", mark, "PLAT"), strict=True))


def transaction(order: str, fen: int, **more: Any) -> dict[str, Any]:
    """The content of a payment's notice."""
    return {
        "mchid": MERCHANT, "out_trade_no": order, "transaction_id": "4200000001202611200000000001",
        "trade_state": "SUCCESS", "success_time": "2026-11-20T10:00:00+08:00",
        "amount": {"total": fen, "currency": "CNY"}, **more,
    }  # fmt: skip
