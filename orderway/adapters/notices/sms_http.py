"""Text messages by a gateway of the merchant's own (or a small one put before any other): one POST of JSON.

`{"key", "to", "text", "kind", "language", "facts", "callback"}` under `Idempotency-Key`; 2xx takes it (its `id` is the
reference). The same key may come again and must not be sent twice. Receipts: `{"id" or "key", "state", "code"}`, signed
with `X-Orderway-Signature: sha256=HEX`, the HMAC-SHA256 of the body with the gateway's secret.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence

import msgspec

from orderway.adapters.notices import _texts
from orderway.adapters.notices._http import call
from orderway.ports.notice import Notice, NoticeRefused, Receipt, ReceiptRefused, TextAccess, TextField

STATES = {"sent": "SENT", "delivered": "DELIVERED", "failed": "FAILED"}


class OwnGateway:
    """Keeps the promises of `ports.notice.TextGateway`."""

    code = "sms_http"
    name = "HTTP"
    practice = False
    templated = False
    acknowledged = (b'{"ok":true}', "application/json")
    fields = (TextField("address"), TextField("authorization", secret=True), TextField("sign_name", required=False))

    def reaches(self, notice: Notice) -> bool:
        """Whether there is an access and a mobile number, and the words are not too long."""
        return _texts.reaches(notice, _texts.access_of, _words)

    def send(self, notice: Notice) -> str:
        """One POST. 4xx refuses it for good, all else is tried again under the same key."""
        access = _texts.access_of(notice)
        body = {
            "key": notice.key, "to": _texts.number_of(notice), "text": _words(notice), "kind": notice.kind,
            "language": notice.language, "facts": dict(notice.facts), "callback": access.callback,
        }  # fmt: skip
        headers = {
            "Content-Type": "application/json", "Idempotency-Key": notice.key,
            "Authorization": access.secrets.get("authorization", ""),
        }  # fmt: skip
        reply = call("POST", access.options.get("address", ""), headers, msgspec.json.encode(body))
        if reply.status >= 400:
            raise NoticeRefused(f"answered {reply.status}")
        return str((reply.json() if reply.body.strip() else {}).get("id") or notice.key)

    def receipts(self, headers: Mapping[str, str], body: bytes, url: str, access: TextAccess) -> Sequence[Receipt]:
        """One receipt or a list."""
        secret = access.secrets.get("authorization", "").encode()
        wanted = f"sha256={hmac.digest(secret, body, hashlib.sha256).hex()}"
        if not secret or not _texts.right_secret(headers.get("x-orderway-signature", ""), wanted):
            raise ReceiptRefused("the signature is wrong")
        return [
            _texts.receipt(STATES[str(one.get("state"))], one.get("id"), one.get("key"), one.get("code"))
            for one in _texts.rows(body)
            if str(one.get("state")) in STATES
        ]


def _words(notice: Notice) -> str:
    sign = _texts.access_of(notice).options.get("sign_name", "")
    return _texts.words_of(notice, f"【{sign}】" if sign else "")


NOTIFIER = OwnGateway()
