"""Text messages by Twilio: free words, HTTP basic authentication, receipts signed with the account's token.

Source: Twilio Messaging API 2010-04-01 (Messages), error dictionary, "Validating signatures from Twilio".
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import UTC, timedelta
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from orderway.adapters.notices import _texts
from orderway.adapters.notices._http import call
from orderway.kernel import clock
from orderway.ports.notice import (
    Notice,
    NoticeLater,
    NoticeRefused,
    NoticeUnsure,
    Receipt,
    ReceiptRefused,
    TextAccess,
    TextField,
)

BASE = "https://api.twilio.com"
LATER_SECONDS = {20429: 60.0, 21611: 900.0, 63038: 4 * 3600.0, 30001: 900.0}
"""Codes of limits, and how long each is waited for."""
STATES = {
    "accepted": "SENT", "scheduled": "SENT", "queued": "SENT", "sending": "SENT", "sent": "SENT",
    "delivered": "DELIVERED", "read": "DELIVERED", "undelivered": "FAILED", "failed": "FAILED", "canceled": "FAILED",
}  # fmt: skip
LOOKED_UP_MAX = 50


class Twilio:
    """Keeps the promises of `ports.notice.TextGateway`."""

    code = "sms_twilio"
    name = "Twilio"
    practice = False
    templated = False
    acknowledged = (b"", "text/plain")
    fields = (
        TextField("account_sid"),
        TextField("auth_token", secret=True),
        TextField("sender"),
    )

    def reaches(self, notice: Notice) -> bool:
        """Whether there is an access and a mobile number, and the words are not too long."""
        return _texts.reaches(notice, _texts.access_of, _texts.words_of)

    def send(self, notice: Notice) -> str:
        """A message; tried again, the last days' messages to this number are read for its very words first."""
        access, number, words = _texts.access_of(notice), _texts.number_of(notice), _texts.words_of(notice)
        if notice.again and (known := _known(access, number, words)):
            return known
        sender = access.options.get("sender", "")
        form = {"To": number, "Body": words, ("MessagingServiceSid" if sender.startswith("MG") else "From"): sender}
        if access.callback.startswith("https://"):
            form["StatusCallback"] = access.callback
        told = _ask(access, "POST", urlencode(form).encode())
        if told.get("sid"):
            return str(told["sid"])
        raise _failure(told)

    def receipts(self, headers: Mapping[str, str], body: bytes, url: str, access: TextAccess) -> Sequence[Receipt]:
        """The status callback, signed over our address and the form."""
        try:
            form = dict(parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=True))
        except ValueError:
            raise ReceiptRefused("no form") from None
        wanted = signature(access.secrets.get("auth_token", ""), url, form)
        if not _texts.right_secret(headers.get("x-twilio-signature", ""), wanted):
            raise ReceiptRefused("the signature is wrong")
        state = STATES.get(form.get("MessageStatus", ""))
        return [_texts.receipt(state, form.get("MessageSid"), code=form.get("ErrorCode"))] if state else []


def signature(token: str, url: str, form: Mapping[str, str]) -> str:
    """X-Twilio-Signature: HMAC-SHA1 of the address and the form's fields in the order of their names."""
    text = url + "".join(f"{name}{form[name]}" for name in sorted(form))
    return base64.b64encode(hmac.digest(token.encode(), text.encode(), hashlib.sha1)).decode()


def _known(access: TextAccess, number: str, words: str) -> str:
    """The message that says this to this number already, and has not failed; else empty."""
    since = (clock.now() - timedelta(days=1)).astimezone(UTC).strftime("%Y-%m-%d")
    told = _ask(access, "GET", None, {"To": number, "DateSent>": since, "PageSize": str(LOOKED_UP_MAX)})
    for one in told.get("messages") or ():
        if one.get("body") == words and STATES.get(str(one.get("status"))) != "FAILED":
            return str(one.get("sid") or "")
    return ""


def _failure(told: Mapping[str, Any]) -> Exception:
    """By the code alone: Twilio's words repeat the buyer's number."""
    code = told.get("code") or told.get("error_code")
    if not isinstance(code, int):
        return NoticeUnsure("its answer names no code")
    return NoticeLater(str(code), LATER_SECONDS[code]) if code in LATER_SECONDS else NoticeRefused(str(code))


def _ask(
    access: TextAccess, method: str, content: bytes | None, query: Mapping[str, str] | None = None
) -> dict[str, Any]:
    sid = access.options.get("account_sid", "")
    pair = f"{sid}:{access.secrets.get('auth_token', '')}"
    headers = {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}
    url = f"{(access.base_url or BASE).rstrip('/')}/2010-04-01/Accounts/{quote(sid, safe='')}/Messages.json"
    if method == "GET":
        return call("GET", f"{url}?{urlencode(query or {})}", headers).json()
    headers["Content-Type"] = "application/x-www-form-urlencoded"
    return call("POST", url, headers, content).json()


NOTIFIER = Twilio()
