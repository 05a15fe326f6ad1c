"""A bad address by webhook, asked about by text message, put right by the buyer behind the link, and released."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from unittest.mock import patch
from urllib.parse import parse_qsl, urlsplit

import msgspec
from django.test import Client

from orderway.adapters.notices._http import Reply
from orderway.kernel import clock
from orderway.records.models import TextAccount
from orderway.web.secrets import seal
from tests.journeys.test_questions import SECRET, webhook
from tests.shop import GOOD_RECEIVER, NOW, Company, incoming, line

HOUR = timedelta(hours=1)


def gateway() -> None:
    """The shop's access to Alibaba Cloud, with one approved template."""
    TextAccount.objects.create(
        gateway="sms_aliyun", sealed=seal('{"access_key_secret": "s", "callback": "told-here"}'), prefixes="+86",
        options={"access_key_id": "AK", "sign_name": "马克杯"},
        templates={"ask.address zh-hans": "SMS_1 number way=link_path"}, changed_at=NOW,
    )  # fmt: skip


def test_a_bad_address_is_asked_about_by_text_message_answered_behind_its_link_and_released(company: Company) -> None:
    company.sku("MUG", HZ=5)
    company.connection.execute("UPDATE shop SET secret = %s", [seal(SECRET)])
    company.touch()
    gateway()
    receiver = msgspec.structs.replace(GOOD_RECEIVER, street="文三路", email="", phone="13812345678")
    order = incoming("S1", line("MUG", price=8900), ship_to=receiver)
    assert webhook(company, msgspec.json.encode(order), "s-1") in (200, 202)
    company.read()
    assert company.holds("S1") == ["house_number_missing"]
    company.must("ask", "S1", field="address")
    assert company.rows("SELECT state, channel, proposed FROM question") == [("SENT", "sms", "sms")]
    asked: list[str] = []

    def answer(method: str, url: str, headers: dict[str, str], content: bytes) -> Reply:
        asked.append(url)
        return Reply(200, b'{"Code": "OK", "BizId": "900619746936498440^0"}')

    with patch("orderway.adapters.notices.sms_aliyun.call", answer):
        assert company.deliver() == 1
    (url,) = asked
    assert "PhoneNumbers=13812345678" in url and "TemplateCode=SMS_1" in url
    told: dict[str, Any] = company.one("SELECT payload FROM outbox WHERE topic = 'question'")
    assert (told["way"], told["reference"]) == ("sms_aliyun", "900619746936498440^0") and "link" not in told["letter"]
    account = TextAccount.objects.get()
    report = [{"biz_id": "900619746936498440^0", "success": True, "err_code": "DELIVERED", "sms_size": "1"}]
    told_back = Client().post(
        f"/api/v1/texts/{account.pk}/told-here", msgspec.json.encode(report), content_type="application/json"
    )
    assert (told_back.status_code, told_back.json()) == (200, {"code": 0, "msg": "OK"})
    assert company.rows("SELECT state, code, parts FROM text_sent") == [("DELIVERED", "DELIVERED", 1)]
    values = msgspec.json.decode(dict(parse_qsl(urlsplit(url).query))["TemplateParam"])
    assert values["number"] == "S1"
    from_text = f"/{values['way']}"
    with clock.held_at(NOW + 3 * HOUR):
        assert "S1" in Client().get(from_text).content.decode()
        assert Client().post(from_text, {"house_number": "478号3幢1202室"}).status_code == 302
        assert company.one("SELECT street FROM person") == "文三路478号3幢1202室"
        assert company.holds("S1") == []
        assert company.order("S1") == ("RELEASED", "warehouse", "warehouse")
    assert company.rows("SELECT state FROM question") == [("CLOSED",)]
