"""Text messages by Tencent Cloud (腾讯云短信): approved templates, signed with TC3-HMAC-SHA256.

Source: SMS 2021-01-11 SendSms, its error codes, the status callback; "Signature method v3". Tencent can tell nobody
whether it has a message under our key, so one that went out without an answer is left to a person.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import msgspec

from orderway.adapters.notices import _texts
from orderway.adapters.notices._http import call
from orderway.kernel import clock
from orderway.ports.notice import (
    Notice,
    NoticeLater,
    NoticeRefused,
    NoticeSilent,
    NoticeUnsure,
    Receipt,
    TextAccess,
    TextField,
)

BASE = "https://sms.tencentcloudapi.com"
VERSION, SERVICE, REGION = "2021-01-11", "sms", "ap-guangzhou"
JSON = "application/json; charset=utf-8"
LATER_SECONDS = {
    "LimitExceeded.PhoneNumberThirtySecondLimit": 60.0,
    "LimitExceeded.PhoneNumberOneHourLimit": 3600.0,
    "LimitExceeded.DeliveryFrequencyLimit": 3600.0,
    "LimitExceeded.PhoneNumberDailyLimit": 4 * 3600.0,
    "LimitExceeded.PhoneNumberSameContentDailyLimit": 4 * 3600.0,
    "LimitExceeded.AppDailyLimit": 4 * 3600.0,
    "LimitExceeded.DailyLimit": 4 * 3600.0,
}
"""Codes of limits, and how long each is waited for."""
BUSY_SECONDS = 60.0
NOT_TAKEN = ("InternalError.RequestTimeException", "InternalError.JsonParseFail")


class Tencent:
    """Keeps the promises of `ports.notice.TextGateway`."""

    code = "sms_tencent"
    name = "Tencent Cloud SMS 腾讯云短信"
    practice = False
    templated = True
    acknowledged = (b'{"result":0,"errmsg":"OK"}', "application/json")
    fields = (
        TextField("secret_id"),
        TextField("secret_key", secret=True),
        TextField("sdk_app_id"),
        TextField("sign_name"),
        TextField("region", required=False),
    )

    def reaches(self, notice: Notice) -> bool:
        """Whether there is an access, a mobile number and a template for this letter."""
        return _texts.reaches(notice, _texts.template_of)

    def send(self, notice: Notice) -> str:
        """SendSms to one number, our key in its session context."""
        access, number = _texts.access_of(notice), _texts.number_of(notice)
        template, variables = _texts.template_of(notice)
        body = {
            "PhoneNumberSet": [number], "SmsSdkAppId": access.options.get("sdk_app_id", ""), "TemplateId": template,
            "SignName": access.options.get("sign_name", ""), "TemplateParamSet": [value for _, value in variables],
            "SessionContext": notice.key,
        }  # fmt: skip
        try:
            told = _ask(access, "SendSms", msgspec.json.encode(body))
        except NoticeUnsure as unsure:
            raise NoticeRefused(f"maybe_sent: {unsure}") from unsure
        if error := told.get("Error"):
            raise _failure(str(error.get("Code", "")))
        status: dict[str, Any] = next(iter(told.get("SendStatusSet") or ()), {})
        if status.get("Code") == "Ok":
            return str(status.get("SerialNo") or notice.key)
        raise _failure(str(status.get("Code", "")))

    def receipts(self, headers: Mapping[str, str], body: bytes, url: str, access: TextAccess) -> Sequence[Receipt]:
        """The status callback: a list. Tencent signs nothing: the address itself is the secret."""
        return [
            _texts.receipt(
                "DELIVERED" if one.get("report_status") == "SUCCESS" else "FAILED",
                one.get("sid"),
                code=one.get("errmsg"),
            )
            for one in _texts.rows(body)
        ]


def _failure(code: str) -> Exception:
    if code in LATER_SECONDS:
        return NoticeLater(code, LATER_SECONDS[code])
    if code.startswith("RequestLimitExceeded"):
        return NoticeLater(code, BUSY_SECONDS)
    if code in NOT_TAKEN:
        return NoticeSilent(code)
    if code.startswith("InternalError") or not code:
        return NoticeRefused(f"maybe_sent: {code or 'its answer names no code'}")
    return NoticeRefused(code)


def _ask(access: TextAccess, action: str, body: bytes) -> dict[str, Any]:
    base = (access.base_url or BASE).rstrip("/")
    now = clock.now()
    headers = {
        "Content-Type": JSON, "X-TC-Action": action, "X-TC-Version": VERSION,
        "X-TC-Timestamp": str(int(now.timestamp())), "X-TC-Region": access.options.get("region") or REGION,
        "Authorization": signed(access.secrets, access.options, urlsplit(base).netloc, SERVICE, body, now),
    }  # fmt: skip
    told = call("POST", f"{base}/", headers, body).json().get("Response")
    if not isinstance(told, dict):
        raise NoticeUnsure("its answer has no response")
    return told


def signed(
    secrets: Mapping[str, str], options: Mapping[str, str], host: str, service: str, body: bytes, now: datetime
) -> str:
    """The header Authorization of a POST of JSON."""
    names = "content-type;host"
    lines = f"content-type:{JSON}\nhost:{host}\n"
    canonical = "\n".join(("POST", "/", "", lines, names, hashlib.sha256(body).hexdigest()))
    day = now.astimezone(UTC).strftime("%Y-%m-%d")
    scope = f"{day}/{service}/tc3_request"
    hashed = hashlib.sha256(canonical.encode()).hexdigest()
    text = f"TC3-HMAC-SHA256\n{int(now.timestamp())}\n{scope}\n{hashed}"
    key = f"TC3{secrets.get('secret_key', '')}".encode()
    for part in (day, service, "tc3_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    signature = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
    credential = f"{options.get('secret_id', '')}/{scope}"
    return f"TC3-HMAC-SHA256 Credential={credential}, SignedHeaders={names}, Signature={signature}"


NOTIFIER = Tencent()
