"""Text messages to buyers: settings, the question that goes out by one, quiet hours, receipts, what is paid."""

from __future__ import annotations

import hmac
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import msgspec
import pytest
from django.test import Client

from orderway.adapters.notices._http import Reply
from orderway.journey.confirm.texts import Account
from orderway.kernel import clock
from orderway.ports.notice import NoticeLater, NoticeRefused
from orderway.records.models import TextAccount
from tests.people import signed_in
from tests.shop import GOOD_RECEIVER, NOW, Company, incoming, line

HOUR = timedelta(hours=1)
NIGHT = NOW.replace(hour=15, minute=30)
"""23:30 in Shanghai."""
SECRET = "let me in"
FORM = {
    "shop": "", "prefixes": "+86", "quiet_from": "21:00", "quiet_until": "08:00", "active": "on",
    "f_address": "https://sms.example/send", "f_authorization": SECRET, "f_sign_name": "马克杯",
}  # fmt: skip


@pytest.fixture
def admin(company: Company) -> Client:
    return signed_in("admin", name="root")


class Took:
    """What the gateway was asked, and what it answers."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.raises: Exception | None = None

    def __call__(self, method: str, url: str, headers: dict[str, str], content: bytes) -> Reply:
        self.asked.append(msgspec.json.decode(content))
        if self.raises is not None:
            raise self.raises
        return Reply(202, msgspec.json.encode({"id": f"ref-{len(self.asked)}"}))


def asked_by_text(company: Company, number: str = "T1") -> None:
    company.sku("MUG", HZ=5)
    receiver = msgspec.structs.replace(GOOD_RECEIVER, street="文三路", email="", phone="13812345678")
    company.send(incoming(number, line("MUG", price=8900), ship_to=receiver))
    company.read()
    company.must("ask", number, field="address", channel="sms")


def run(company: Company, took: Took) -> None:
    with patch("orderway.adapters.notices.sms_http.call", took):
        company.deliver()


def sent(company: Company) -> list[tuple[Any, ...]]:
    return company.rows("SELECT reference, parts, state, code FROM text_sent ORDER BY sent_at")


def outbox(company: Company) -> tuple[str, str]:
    return company.rows("SELECT state, failure FROM outbox WHERE topic = 'question'")[0]


def tell(state: str, reference: str = "ref-1", secret: str = SECRET, token: str = "") -> int:
    account = TextAccount.objects.get()
    kept = Account(
        account.pk, account.gateway, "", account.sealed, account.options, account.templates, False, "", "",
    ).secrets()  # fmt: skip
    body = msgspec.json.encode({"id": reference, "state": state, "code": "7"})
    signed = f"sha256={hmac.digest(secret.encode(), body, 'sha256').hex()}"
    url = f"/api/v1/texts/{account.pk}/{token or kept['callback']}"
    made = Client().post(url, body, content_type="application/json", headers={"x-orderway-signature": signed})
    return made.status_code


def test_an_access_is_kept_sealed_and_its_secret_is_never_shown_again(company: Company, admin: Client) -> None:
    page = "/settings/texts/new/sms_http"
    assert admin.get("/settings/texts").status_code == 200 and admin.get(page).status_code == 200
    for wrong in ({"prefixes": "86"}, {"quiet_until": "25:00"}, {"f_address": "http://10.0.0.1/"}):
        assert admin.post(page, {**FORM, **wrong}).status_code == 422
    assert admin.post(page, FORM).status_code == 302
    account = TextAccount.objects.get()
    assert SECRET not in account.sealed and account.options == {
        "address": "https://sms.example/send", "sign_name": "马克杯",
    }  # fmt: skip
    shown = admin.get(f"/settings/texts/{account.pk}").content.decode()
    assert SECRET not in shown and f"/api/v1/texts/{account.pk}/" in shown
    sealed = account.sealed
    assert admin.post(f"/settings/texts/{account.pk}", {**FORM, "f_authorization": ""}).status_code == 302
    assert TextAccount.objects.get().sealed != "" and tell("delivered", "nobody") == 503, "the secret was kept"
    assert sealed
    assert admin.post(page, FORM).status_code == 422, "one access a gateway and shop"
    assert admin.post(f"/settings/texts/{account.pk}", {"remove": "1"}).status_code == 302
    assert not TextAccount.objects.exists()


def test_templates_name_only_facts_that_their_letter_knows(company: Company, admin: Client) -> None:
    form = {
        "shop": str(company.shop), "f_access_key_id": "AK", "f_access_key_secret": "s", "f_sign_name": "马克杯",
        "t_ask.address_zh-hans": "SMS_1 number way=link_path",
    }  # fmt: skip
    page = "/settings/texts/new/sms_aliyun"
    wrong = admin.post(page, {**form, "t_event.shipped_en": "SMS_2 nummer"})
    assert wrong.status_code == 422 and "nummer" in wrong.content.decode()
    assert admin.post(page, form).status_code == 302
    assert TextAccount.objects.get().templates == {"ask.address zh-hans": "SMS_1 number way=link_path"}


def test_a_question_goes_by_text_message_and_the_receipt_says_that_it_arrived(company: Company, admin: Client) -> None:
    admin.post("/settings/texts/new/sms_http", FORM)
    asked_by_text(company)
    took = Took()
    run(company, took)
    (told,) = took.asked
    assert (
        told["to"] == "+8613812345678" and told["text"].startswith("【马克杯】您好") and told["kind"] == "ask.address"
    )
    assert "/a/" in told["text"] and told["facts"]["number"] == "T1" and told["facts"]["link_path"].startswith("a/")
    assert sent(company) == [("ref-1", 3, "SENT", "")]
    link = "/" + told["facts"]["link_path"]
    assert Client().get(link).status_code == 200
    assert tell("delivered", secret="forged") == 401 and tell("delivered", token="guessed") == 401
    assert sent(company)[0][2] == "SENT"
    assert tell("delivered") == 200
    assert tell("failed") == 200, "a word that comes late changes nothing"
    assert sent(company) == [("ref-1", 3, "DELIVERED", "7")] and outbox(company) == ("SENT", "")
    assert "3 parts" in admin.get("/settings/texts", headers={"accept-language": "en"}).content.decode()


def test_what_did_not_arrive_stands_among_the_messages_not_delivered(company: Company, admin: Client) -> None:
    admin.post("/settings/texts/new/sms_http", FORM)
    asked_by_text(company)
    took = Took()
    run(company, took)
    assert tell("failed") == 200
    assert outbox(company) == ("FAILED", "not_arrived: 7") and sent(company)[0][2:] == ("FAILED", "7")
    page = admin.get("/outgoing", headers={"accept-language": "en"}).content.decode()
    assert "The text message did not arrive" in page
    desk = admin.get(f"/orders/{company.one('SELECT id FROM orders')}", headers={"accept-language": "en"})
    assert "The text message did not arrive" in desk.content.decode()


@pytest.mark.parametrize(
    ("raised", "state", "failure", "wait_hours"),
    [
        (NoticeRefused("21614"), "FAILED", "refused: 21614", None),
        (NoticeLater("limit", 3600.0), "PENDING", "later: limit", 1),
    ],
)
def test_refusals_go_to_a_person_and_limits_wait(
    company: Company, admin: Client, raised: Exception, state: str, failure: str, wait_hours: int | None
) -> None:
    admin.post("/settings/texts/new/sms_http", FORM)
    asked_by_text(company)
    took = Took()
    took.raises = raised
    run(company, took)
    assert outbox(company) == (state, failure) and sent(company) == [] and len(took.asked) == 1
    if wait_hours:
        assert company.one("SELECT next_at FROM outbox WHERE topic = 'question'") == clock.now() + wait_hours * HOUR


def test_nobody_is_disturbed_at_night_but_for_what_cannot_wait(company: Company, admin: Client) -> None:
    admin.post("/settings/texts/new/sms_http", FORM)
    took = Took()
    with clock.held_at(NIGHT):
        asked_by_text(company)
        company.connection.execute("UPDATE orders SET ship_by = NULL")
        run(company, took)
        assert took.asked == [] and outbox(company) == ("PENDING", "quiet_hours")
        assert company.one("SELECT next_at FROM outbox WHERE topic = 'question'") == NIGHT + 8.5 * HOUR
        assert company.one("SELECT attempt FROM outbox WHERE topic = 'question'") == 0
        company.connection.execute("UPDATE orders SET priority = 1")
        company.connection.execute("UPDATE outbox SET next_at = %s", [NIGHT])
        run(company, took)
        assert len(took.asked) == 1 and outbox(company)[0] == "SENT"


def test_events_are_told_by_text_message_only_where_the_shop_wants_it_and_no_mail_is_known(
    company: Company, admin: Client
) -> None:
    admin.post("/settings/texts/new/sms_http", FORM)
    company.policy(letters=["received"])
    company.sku("MUG", HZ=5)
    took = Took()
    for number, wanted in (("E1", 0), ("E2", 1)):
        TextAccount.objects.update(events=bool(wanted))
        receiver = msgspec.structs.replace(GOOD_RECEIVER, email="", phone="13812345678")
        company.send(incoming(number, line("MUG"), ship_to=receiver))
        company.read()
        run(company, took)
        assert len(took.asked) == wanted
    assert took.asked[0]["kind"] == "event.received" and "E2" in took.asked[0]["text"]


def test_another_country_goes_by_no_access_that_is_for_china_alone(company: Company, admin: Client) -> None:
    admin.post("/settings/texts/new/sms_http", FORM)
    asked_by_text(company)
    company.connection.execute("UPDATE person SET phone = '+85291234567'")
    run(company, Took())
    assert outbox(company) == ("FAILED", "by_hand")


def test_a_trial_goes_out_and_says_why_it_did_not(company: Company, admin: Client) -> None:
    admin.post("/settings/texts/new/sms_http", FORM)
    page = f"/settings/texts/{TextAccount.objects.get().pk}"
    took = Took()
    with patch("orderway.adapters.notices.sms_http.call", took):
        done = admin.post(f"{page}/try", {"number": "13812345678"}, follow=True).content.decode()
        assert "ref-1" in done and took.asked[0]["to"] == "+8613812345678"
        wrong = admin.post(f"{page}/try", {"number": "0571-88157858"}, follow=True).content.decode()
        assert "no mobile number" in wrong and len(took.asked) == 1
