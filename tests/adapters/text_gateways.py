"""How the gateways of text messages answer, by their documentation: signatures checked, limits, error codes, lookups.

Each is a dialect of `fake_platform.Fake`, which plays it slowly, garbled, dropped. `Fake.orders` stays empty here; what
was taken for delivery stands in `Gateway.taken`.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, quote

import msgspec

from orderway.ports.notice import TextAccess
from tests.adapters.fake_platform import Asked, Fake, Told

TEMPLATES = {"ask.address zh-hans": "SMS_1 number way=link_path", "reply zh-hans": "SMS_2 text"}
SECRET, ACCOUNT = "the-secret", "AK1"
OTHER_NUMBER = "+8613900000000"


@dataclass
class Gateway:
    """What every fake gateway knows: what it took (key or reference: number, words), and which code it answers next."""

    code: str = ""
    taken: dict[str, tuple[str, Any]] = field(default_factory=dict)
    asked: int = 0
    says: str = ""
    """The error that it answers instead of taking anything."""

    def access(self, fake: Fake) -> tuple[dict[str, str], dict[str, str]]:
        """Never asked: `text_access` is."""
        raise NotImplementedError

    def take(self, number: str, words: Any) -> str:
        """A message goes out; its reference."""
        self.asked += 1
        reference = f"ref-{self.asked}"
        self.taken[reference] = (number, words)
        return reference


class Aliyun(Gateway):
    limit, final, broke = "isv.BUSINESS_LIMIT_CONTROL", "isv.MOBILE_NUMBER_ILLEGAL", "isp.SYSTEM_ERROR"
    looks_up = True

    def text_access(self, fake: Fake) -> TextAccess:
        options = {"access_key_id": ACCOUNT, "sign_name": "马克杯"}
        return TextAccess({"access_key_secret": SECRET}, options, TEMPLATES, base_url=fake.url)

    def answer(self, fake: Fake, asked: Asked) -> Told:
        if not self._signed(asked):
            return Told({"Code": "SignatureDoesNotMatch"}, 400)
        query = asked.query
        if asked.headers["x-acs-action"] == "QuerySendDetails":
            rows = [
                {"OutId": words["OutId"], "SendStatus": 1, "BizId": reference}
                for reference, (number, words) in self.taken.items()
                if number == query["PhoneNumber"]
            ]
            return Told({"Code": "OK", "SmsSendDetailDTOs": {"SmsSendDetailDTO": rows}})
        if self.says:
            return Told({"Code": self.says, "Message": f"{query['PhoneNumbers']} is not to be repeated"})
        assert query["PhoneNumbers"] == "13812345678" and query["SignName"] == "马克杯"
        words = {
            "template": query["TemplateCode"],
            "values": msgspec.json.decode(query["TemplateParam"]),
            "OutId": query["OutId"],
        }
        return Told({"Code": "OK", "Message": "OK", "BizId": self.take(query["PhoneNumbers"], words)})

    def _signed(self, asked: Asked) -> bool:
        query = "&".join(
            f"{quote(name, safe='-_.~')}={quote(value, safe='-_.~')}" for name, value in sorted(asked.query.items())
        )
        given = dict(part.split("=", 1) for part in asked.headers["authorization"].split(" ", 1)[1].split(","))
        names = given["SignedHeaders"]
        lines = "".join(f"{name}:{asked.headers[name]}\n" for name in names.split(";"))
        digest = hashlib.sha256(asked.body).hexdigest()
        canonical = f"{asked.method}\n/\n{query}\n{lines}\n{names}\n{digest}"
        text = f"ACS3-HMAC-SHA256\n{hashlib.sha256(canonical.encode()).hexdigest()}"
        right = hmac.new(SECRET.encode(), text.encode(), hashlib.sha256).hexdigest()
        return given["Signature"] == right and given["Credential"] == ACCOUNT and "host" in names

    def report(self, reference: str, delivered: bool, access: TextAccess, url: str) -> tuple[dict[str, str], bytes]:
        code = "DELIVERED" if delivered else "MK:0001"
        row = {
            "phone_number": "13812345678",
            "success": delivered,
            "err_code": code,
            "biz_id": reference,
            "sms_size": "2",
        }
        return {}, msgspec.json.encode([row])


class Tencent(Gateway):
    limit, final, broke = (
        "LimitExceeded.PhoneNumberDailyLimit", "InvalidParameterValue.IncorrectPhoneNumber", "InternalError.Timeout",
    )  # fmt: skip
    looks_up = False

    def text_access(self, fake: Fake) -> TextAccess:
        options = {"secret_id": ACCOUNT, "sdk_app_id": "1400006666", "sign_name": "马克杯"}
        return TextAccess({"secret_key": SECRET}, options, TEMPLATES, base_url=fake.url)

    def answer(self, fake: Fake, asked: Asked) -> Told:
        if not self._signed(asked):
            return Told({"Response": {"Error": {"Code": "AuthFailure.SignatureFailure", "Message": "x"}}})
        body = asked.json()
        if self.says:
            row = {"Code": self.says, "Message": "x", "PhoneNumber": "+8613812345678", "SerialNo": ""}
            return Told({"Response": {"SendStatusSet": [row], "RequestId": "r"}})
        assert body["PhoneNumberSet"] == ["+8613812345678"] and body["SmsSdkAppId"] == "1400006666"
        words = {"template": body["TemplateId"], "values": body["TemplateParamSet"], "OutId": body["SessionContext"]}
        row = {"SerialNo": self.take(body["PhoneNumberSet"][0], words), "Code": "Ok", "Fee": 1, "Message": "ok"}
        return Told({"Response": {"SendStatusSet": [row], "RequestId": "r"}})

    def _signed(self, asked: Asked) -> bool:
        given = dict(part.strip().split("=", 1) for part in asked.headers["authorization"].split(" ", 1)[1].split(","))
        names = given["SignedHeaders"]
        lines = "".join(f"{name}:{asked.headers[name]}\n" for name in names.split(";"))
        canonical = f"POST\n/\n\n{lines}\n{names}\n{hashlib.sha256(asked.body).hexdigest()}"
        account, scope = given["Credential"].split("/", 1)
        hashed = hashlib.sha256(canonical.encode()).hexdigest()
        text = f"TC3-HMAC-SHA256\n{asked.headers['x-tc-timestamp']}\n{scope}\n{hashed}"
        key = b"TC3" + SECRET.encode()
        for part in scope.split("/"):
            key = hmac.digest(key, part.encode(), "sha256")
        return account == ACCOUNT and given["Signature"] == hmac.digest(key, text.encode(), "sha256").hex()

    def report(self, reference: str, delivered: bool, access: TextAccess, url: str) -> tuple[dict[str, str], bytes]:
        row = {"mobile": "13812345678", "report_status": "SUCCESS" if delivered else "FAIL", "sid": reference}
        return {}, msgspec.json.encode([{**row, "errmsg": "DELIVRD" if delivered else "-106"}])


class Twilio(Gateway):
    limit, final, broke = "20429", "21614", ""
    looks_up = True

    def text_access(self, fake: Fake) -> TextAccess:
        options = {"account_sid": ACCOUNT, "sender": "+15005550006"}
        return TextAccess({"auth_token": SECRET}, options, base_url=fake.url, callback="https://shop.example/cb")

    def answer(self, fake: Fake, asked: Asked) -> Told:
        if asked.headers.get("authorization") != f"Basic {base64.b64encode(f'{ACCOUNT}:{SECRET}'.encode()).decode()}":
            return Told({"code": 20003, "status": 401}, 401)
        assert asked.path == f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
        if asked.method == "GET":
            rows = [
                {"sid": reference, "body": words["text"], "status": "queued"}
                for reference, (number, words) in self.taken.items()
                if number == asked.query["To"]
            ]
            return Told({"messages": rows})
        form = dict(parse_qsl(asked.body.decode()))
        if self.says:
            status = 429 if self.says == "20429" else 400
            told = {"code": int(self.says), "message": f"{form['To']} is not to be repeated", "status": status}
            return Told(told, status)
        assert form["From"] == "+15005550006" and form["StatusCallback"] == "https://shop.example/cb"
        return Told({"sid": self.take(form["To"], {"text": form["Body"]}), "status": "queued"}, 201)

    def report(self, reference: str, delivered: bool, access: TextAccess, url: str) -> tuple[dict[str, str], bytes]:
        form = {"MessageSid": reference, "MessageStatus": "delivered" if delivered else "undelivered", "To": "+1"}
        if not delivered:
            form["ErrorCode"] = "30003"
        text = url + "".join(name + form[name] for name in sorted(form))
        signature = base64.b64encode(hmac.digest(access.secrets["auth_token"].encode(), text.encode(), "sha1")).decode()
        return {"x-twilio-signature": signature}, "&".join(f"{k}={quote(v)}" for k, v in form.items()).encode()


class Own(Gateway):
    limit, final, broke = "429", "422", ""
    looks_up = True
    """It sends a key once."""

    def text_access(self, fake: Fake) -> TextAccess:
        return TextAccess({"authorization": SECRET}, {"address": f"{fake.url}/send", "sign_name": "马克杯"})

    def answer(self, fake: Fake, asked: Asked) -> Told:
        if asked.headers.get("authorization") != SECRET:
            return Told({"error": "who are you"}, 401)
        if self.says:
            return Told({"error": self.says}, int(self.says))
        body = asked.json()
        assert asked.headers["idempotency-key"] == body["key"]
        for reference, (_number, words) in self.taken.items():
            if words["OutId"] == body["key"]:
                return Told({"id": reference})
        return Told({"id": self.take(body["to"], {"text": body["text"], "OutId": body["key"]})}, 202)

    def report(self, reference: str, delivered: bool, access: TextAccess, url: str) -> tuple[dict[str, str], bytes]:
        body = msgspec.json.encode({"id": reference, "state": "delivered" if delivered else "failed", "code": "7"})
        signed = hmac.digest(access.secrets["authorization"].encode(), body, "sha256").hex()
        return {"x-orderway-signature": f"sha256={signed}"}, body


GATEWAYS = {"sms_aliyun": Aliyun, "sms_tencent": Tencent, "sms_twilio": Twilio, "sms_http": Own}
"""A gateway without a fake fails the suite."""
