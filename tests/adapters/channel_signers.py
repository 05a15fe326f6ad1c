"""How each pushed channel's platform signs, for the contract suite; a second way of writing what `verify` checks."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

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
    return base64.b64encode(
        hmac.new(secret.encode(), body, hashlib.sha256).digest()
    ).decode()


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


_STANDARD_SECRET = "whsec_" + base64.b64encode(b"a-secret-of-24-bytes-ok!").decode()
_OTHER_STANDARD_SECRET = (
    "whsec_" + base64.b64encode(b"b-secret-of-24-bytes-ok!").decode()
)

SIGNERS = {
    "orderway": Signer(
        "webhook-signature", _STANDARD_SECRET, _OTHER_STANDARD_SECRET, _standard
    ),
    "shopify": Signer("x-shopify-hmac-sha256", "shop-secret", "other", _shopify),
}
