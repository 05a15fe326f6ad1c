"""Text messages by Alibaba Cloud (阿里云短信): approved templates, signed with ACS3-HMAC-SHA256.

Source: Dysmsapi 2017-05-25 SendSms, QuerySendDetails, SmsReport (HTTP), error codes; "V3 request body and signature".
"""

from __future__ import annotations

import hashlib
import hmac
import secrets as chance
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlsplit

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

BASE = "https://dysmsapi.aliyuncs.com"
VERSION = "2017-05-25"
CHINA = timedelta(hours=8)
LATER_SECONDS = {
    "isv.BUSINESS_LIMIT_CONTROL": 3600.0,
    "isv.DAY_LIMIT_CONTROL": 4 * 3600.0,
    "isv.MONTH_LIMIT_CONTROL": 12 * 3600.0,
    "Throttling": 60.0,
    "Throttling.User": 60.0,
    "Throttling.Api": 60.0,
}
"""Codes of limits, and how long each is waited for."""
UNSURE = ("isp.SYSTEM_ERROR", "isp.GATEWAY_VIOLATE_CONTROL", "InternalError", "ServiceUnavailable")
STATES = {1: "SENT", 2: "FAILED", 3: "DELIVERED"}
"""`SendStatus` of QuerySendDetails."""
LOOKED_UP_MAX = 50


class Aliyun:
    """Keeps the promises of `ports.notice.TextGateway`."""

    code = "sms_aliyun"
    name = "Alibaba Cloud SMS 阿里云短信"
    practice = False
    templated = True
    acknowledged = (b'{"code":0,"msg":"OK"}', "application/json")
    fields = (
        TextField("access_key_id"),
        TextField("access_key_secret", secret=True),
        TextField("sign_name"),
    )

    def reaches(self, notice: Notice) -> bool:
        """Whether there is an access, a mobile number and a template for this letter."""
        return _texts.reaches(notice, _texts.template_of)

    def send(self, notice: Notice) -> str:
        """SendSms with our key as `OutId`; tried again, it is looked for under that key first."""
        access, number = _texts.access_of(notice), _local(_texts.number_of(notice))
        template, variables = _texts.template_of(notice)
        if notice.again and (known := _known(access, number, notice.key)):
            return known
        query = {
            "PhoneNumbers": number, "SignName": access.options.get("sign_name", ""), "TemplateCode": template,
            "TemplateParam": msgspec.json.encode(dict(variables)).decode(), "OutId": notice.key,
        }  # fmt: skip
        told = _ask(access, "SendSms", query)
        code = str(told.get("Code", ""))
        if code == "OK" and told.get("BizId"):
            return str(told["BizId"])
        raise _failure(code)

    def receipts(self, headers: Mapping[str, str], body: bytes, url: str, access: TextAccess) -> Sequence[Receipt]:
        """SmsReport: a list. Alibaba signs nothing: the address itself is the secret."""
        return [
            _texts.receipt(
                "DELIVERED" if one.get("success") is True else "FAILED",
                one.get("biz_id"),
                one.get("out_id"),
                one.get("err_code"),
                one.get("sms_size"),
            )
            for one in _texts.rows(body)
        ]


def _local(number: str) -> str:
    """Eleven digits in China, else country and number without a plus."""
    return number.removeprefix("+86") if number.startswith("+86") else number.removeprefix("+")


def _failure(code: str) -> Exception:
    if code in LATER_SECONDS:
        return NoticeLater(code, LATER_SECONDS[code])
    if code in UNSURE:
        return NoticeUnsure(code)
    return NoticeRefused(code) if code else NoticeUnsure("its answer names no code")


def _known(access: TextAccess, number: str, key: str) -> str:
    """The number under which Alibaba already has our key, of the last two days in China's time; else empty."""
    today = clock.now().astimezone(UTC) + CHINA
    for at in (today, today - timedelta(days=1)):
        query = {
            "PhoneNumber": number, "SendDate": at.strftime("%Y%m%d"), "PageSize": str(LOOKED_UP_MAX),
            "CurrentPage": "1",
        }  # fmt: skip
        told = _ask(access, "QuerySendDetails", query)
        if told.get("Code") != "OK":
            raise NoticeSilent(f"looked up: {told.get('Code', '')}")
        for one in (told.get("SmsSendDetailDTOs") or {}).get("SmsSendDetailDTO") or ():
            if one.get("OutId") == key and STATES.get(int(one.get("SendStatus") or 0)) != "FAILED":
                return str(one.get("BizId") or key)
    return ""


def _ask(access: TextAccess, action: str, query: Mapping[str, str]) -> dict[str, Any]:
    base = (access.base_url or BASE).rstrip("/")
    told = "&".join(f"{_plain(name)}={_plain(value)}" for name, value in sorted(query.items()))
    now, nonce = clock.now(), chance.token_hex(16)
    headers = signed(access.secrets, access.options, urlsplit(base).netloc, action, VERSION, told, now, nonce)
    return call("POST", f"{base}/?{told}", headers, b"").json()


def signed(
    secrets: Mapping[str, str],
    options: Mapping[str, str],
    host: str,
    action: str,
    version: str,
    query: str,
    now: datetime,
    nonce: str,
) -> dict[str, str]:
    """The headers of a call without a body; `query` as it is sent, sorted and encoded."""
    empty = hashlib.sha256(b"").hexdigest()
    headers = {
        "host": host, "x-acs-action": action, "x-acs-content-sha256": empty,
        "x-acs-date": now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), "x-acs-signature-nonce": nonce,
        "x-acs-version": version,
    }  # fmt: skip
    names = ";".join(sorted(headers))
    lines = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
    canonical = f"POST\n/\n{query}\n{lines}\n{names}\n{empty}"
    text = f"ACS3-HMAC-SHA256\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    secret = secrets.get("access_key_secret", "").encode()
    signature = hmac.new(secret, text.encode(), hashlib.sha256).hexdigest()
    credential = options.get("access_key_id", "")
    given = f"ACS3-HMAC-SHA256 Credential={credential},SignedHeaders={names},Signature={signature}"
    return {**headers, "Authorization": given}


def _plain(text: str) -> str:
    return quote(text, safe="-_.~")


NOTIFIER = Aliyun()
