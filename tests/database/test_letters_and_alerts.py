"""Words to buyers edited with a check, policies of questions, and alerts to staff: told once, outside quiet hours."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from unittest.mock import patch

import msgspec
import pytest
from django.test import Client

from orderway.insight.alerts import is_quiet, look
from orderway.kernel import clock
from orderway.ports.notice import Notice
from orderway.records.models import NoticeTarget
from tests.people import signed_in
from tests.shop import GOOD_RECEIVER, NOW, Company, incoming, line

HOUR = timedelta(hours=1)


@pytest.fixture
def admin(company: Company) -> Client:
    return signed_in("admin", name="root")


def held(company: Company, number: str = "A1") -> None:
    company.sku("MUG", HZ=5)
    receiver = msgspec.structs.replace(GOOD_RECEIVER, street="文三路")
    company.send(incoming(number, line("MUG"), ship_to=receiver))
    company.read()


def test_a_template_that_names_an_unknown_fact_is_refused_and_a_right_one_is_used(
    company: Company, admin: Client
) -> None:
    page = "/settings/letters/ask.address/zh-hans"
    wrong = admin.post(page, {"subject": "订单 {number}", "body": "您好 {name}"})
    assert wrong.status_code == 422 and "name" in wrong.content.decode()
    broken = admin.post(page, {"subject": "订单", "body": "您好 {number"})
    assert broken.status_code == 422
    words = {"subject": "门牌 {number}", "body": "亲,{goods} 缺门牌,{deadline} 前回复。{default}"}
    preview = admin.post(page, {**words, "preview": "1"}).content.decode()
    assert "亲,蓝色马克杯 ×2 缺门牌" in preview
    assert company.rows("SELECT kind FROM letter_template") == [], "a preview saves nothing"
    assert admin.post(page, words).status_code == 302
    assert admin.post(page, {**words, "body": "本店:{number}", "shop": str(company.shop)}).status_code == 302
    held(company)
    company.must("ask", "A1", field="address")
    assert company.one("SELECT text FROM question") == "本店:A1"
    admin.post(page, {"reset": "1", "shop": str(company.shop)})
    company.must("ask", "A1", field="address")
    assert company.one("SELECT text FROM question ORDER BY id DESC LIMIT 1").startswith("亲,MUG ×1 缺门牌")


def test_the_policy_of_a_shop_gives_deadline_and_default(company: Company, admin: Client) -> None:
    assert admin.get("/settings/letters").status_code == 200
    page = f"/settings/letters/policy/{company.shop}"
    assert admin.get(page).status_code == 200
    told: dict[str, Any] = {"events": ["shipped"]}
    for field in ("address", "phone", "name", "specification", "shortage", "other"):
        told |= {f"hours_{field}": 24, f"default_{field}": "keep"}
    assert admin.post(page, {**told, "default_address": "part"}).status_code == 422
    assert admin.post(page, {**told, "hours_address": 5, "default_address": "cancel"}).status_code == 302
    held(company)
    company.must("ask", "A1", field="address")
    assert company.rows("SELECT due_at, default_action FROM question") == [(NOW + 5 * HOUR, "cancel")]
    assert company.one("SELECT settings->'letters' FROM shop") == ["shipped"]


def test_an_alert_goes_out_once_after_its_time_and_not_in_quiet_hours(company: Company, admin: Client) -> None:
    assert admin.post("/settings/alerts/targets/new", {"name": "群", "address": "nonsense"}).status_code == 422
    secret = "dingtalk://abcdefgh12345678/"
    assert (
        admin.post("/settings/alerts/targets/new", {"name": "群", "address": secret, "active": "on"}).status_code == 302
    )
    target = NoticeTarget.objects.get()
    assert secret not in target.sealed and target.service == "dingtalk"
    rule = {
        "what": "hold", "target": target.pk, "after_minutes": 60, "quiet_from": "22:00", "quiet_until": "08:00",
        "time_zone": "Asia/Shanghai", "language": "en", "active": "on",
    }  # fmt: skip
    assert admin.post("/settings/alerts/rules/new", {**rule, "quiet_until": "25:00"}).status_code == 422
    assert admin.post("/settings/alerts/rules/new", rule).status_code == 302
    assert secret not in admin.get("/settings/alerts").content.decode()
    held(company)
    due = company.one("SELECT due_at FROM hold")
    sent: list[Notice] = []
    with patch("orderway.adapters.notices.apprise.ByService.send", lambda self, notice: sent.append(notice) or "ok"):
        for at, told in ((due, 0), (due + HOUR + timedelta(minutes=1), 1), (due + 2 * HOUR, 0)):
            with clock.held_at(at):
                assert look(company.connection, company.engine.ids) == told
                company.deliver()
    assert [(one.subject, one.text, one.service) for one in sent] == [
        ("Orderway: 1 hold is overdue", "A1 house_number_missing", secret)
    ]


@pytest.mark.parametrize(
    ("hour", "quiet"), [(13, False), (14, True), (23, True), (0, False)]
)  # 14:00 UTC is 22:00 in Shanghai, 0:00 UTC is 8:00
def test_quiet_hours_pass_midnight(hour: int, quiet: bool) -> None:
    assert is_quiet(NOW.replace(hour=hour, minute=0), "22:00", "08:00", "Asia/Shanghai") is quiet
    assert is_quiet(NOW.replace(hour=hour), "", "", "Asia/Shanghai") is False
