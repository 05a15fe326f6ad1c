"""Questions to the buyer: from a webhook with a bad address to the buyer's own answer, and what the clock does."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import timedelta

import msgspec
import pytest
from django.test import Client

from orderway.buyer import links
from orderway.journey.confirm.delays import note_delays
from orderway.kernel import clock
from orderway.ports.channel import Document
from orderway.web.secrets import seal
from tests.shop import GOOD_RECEIVER, NOW, Company, incoming, line

HOUR = timedelta(hours=1)
SECRET = "whsec_" + base64.b64encode(b"0" * 32).decode()


def buyer(**fields: str) -> object:
    return msgspec.structs.replace(GOOD_RECEIVER, **fields)


def practice(company: Company) -> None:
    for table in ("warehouse", "carrier"):
        company.connection.execute(f"UPDATE {table} SET practice = true")
    company.connection.execute("UPDATE shop SET practice = true, secret = %s", [seal(SECRET)])
    company.touch()


def webhook(company: Company, body: bytes, key: str) -> int:
    stamp = str(int(clock.now().timestamp()))
    signed = hmac.digest(b"0" * 32, f"{key}.{stamp}.".encode() + body, hashlib.sha256)
    headers = {
        "HTTP_WEBHOOK_ID": key,
        "HTTP_WEBHOOK_TIMESTAMP": stamp,
        "HTTP_WEBHOOK_SIGNATURE": "v1," + base64.b64encode(signed).decode(),
    }
    return Client().post("/api/v1/channels/own/webhook", body, content_type="application/json", **headers).status_code  # type: ignore[arg-type]


def question(company: Company) -> tuple[object, ...]:
    return company.rows("SELECT state, channel, proposed, default_action, ended_by FROM question")[0]


def bad(company: Company, number: str = "Q1", **fields: str) -> None:
    company.sku("MUG", HZ=5)
    company.send(incoming(number, line("MUG", price=8900), ship_to=buyer(street="文三路", **fields)))  # type: ignore[arg-type]
    company.read()
    assert company.holds(number) == ["house_number_missing"]


def test_a_bad_address_comes_by_webhook_and_is_corrected_and_released_by_the_buyers_own_answer(
    company: Company,
) -> None:
    company.sku("MUG", HZ=5)
    practice(company)
    order = incoming("W1", line("MUG", price=8900), ship_to=buyer(street="文三路", email="wang@example.com"))  # type: ignore[arg-type]
    assert webhook(company, msgspec.json.encode(order), "d-1") in (200, 202)
    company.read()
    assert company.holds("W1") == ["house_number_missing"]
    company.must("ask", "W1", field="address")
    assert question(company) == ("SENT", "email", "email", "keep", "")
    text = company.one("SELECT text FROM question")
    assert "W1" in text and "MUG ×1" in text and "请您补充完整地址" in text and "{" not in text
    assert "文三路" not in text, "a text that is kept holds no address"
    assert company.deliver() == 1
    letter = company.one("SELECT payload FROM outbox WHERE topic = 'question'")
    assert (letter["way"], letter["letter"]["subject"]) == ("mailbox", "关于您的订单 W1")
    page = links.answer_path(company.one("SELECT id FROM question"))
    assert "W1" in Client().get(page).content.decode()
    with clock.held_at(NOW + 3 * HOUR):
        answered = Client().post(page, {"house_number": "478号3幢1202室"})
        assert answered.status_code == 302
        assert company.one("SELECT street FROM person") == "文三路478号3幢1202室"
        assert company.holds("W1") == []
        assert company.order("W1") == ("RELEASED", "warehouse", "warehouse")
    assert question(company)[0] == "CLOSED"
    who = company.rows("SELECT actor FROM event WHERE kind = 'answer'")
    assert who and who[0][0].startswith("buyer")
    assert company.one("SELECT count(*) FROM person_was") == 1, "before and after are kept"


def test_without_an_answer_the_order_stays_held_and_a_person_calls(company: Company) -> None:
    bad(company)
    company.must("ask", "Q1", field="address", channel="platform", hours=24)
    with clock.held_at(NOW + 23 * HOUR):
        company.run()
        assert question(company)[0] == "SENT"
    with clock.held_at(NOW + 24 * HOUR):
        company.run()
        assert question(company)[0] == "TIMED_OUT"
        assert sorted(company.holds("Q1")) == ["house_number_missing", "no_answer"]
        company.must("log_call", "Q1", outcome="reached", text="门牌 478号")
        company.must("answer", "Q1", question_id=company.one("SELECT id FROM question"), house_number="478号")
    assert company.holds("Q1") == []
    assert company.order("Q1")[0] == "RELEASED"
    assert company.rows("SELECT by, kind, outcome, way FROM note") == [("anna", "call", "reached", "phone")]


@pytest.mark.parametrize(
    ("default", "status", "state"), [("ship", "RELEASED", "CLOSED"), ("cancel", "CANCELLED", "CLOSED")]
)
def test_the_clock_does_what_was_said_beforehand(company: Company, default: str, status: str, state: str) -> None:
    bad(company)
    company.policy(question_hours={"address": 6}, question_defaults={"address": default})
    company.must("ask", "Q1", field="address", channel="platform")
    with clock.held_at(NOW + 6 * HOUR):
        company.run()
    assert company.order("Q1")[0] == status
    assert question(company) == (state, "platform", "sms", default, "clock")
    assert company.one("SELECT answer->>'default' FROM question") == default


def test_the_default_of_a_shortage_sends_what_is_there(company: Company) -> None:
    company.sku("SHIRT", HZ=5)
    company.sku("CAP", HZ=0)
    company.send(incoming("S1", line("SHIRT", price=8900), line("CAP", price=4900)))
    company.read()
    company.must("ask", "S1", field="shortage", channel="platform", hours=2, default_action="part")
    assert "CAP ×1" in company.one("SELECT text FROM question")
    with clock.held_at(NOW + 2 * HOUR):
        company.run()
    assert company.one("SELECT extra->>'shortage' FROM orders") == "part"
    assert company.rows("SELECT sku_code, released, backordered FROM order_line ORDER BY position") == [
        ("SHIRT", 1, 0),
        ("CAP", 0, 1),
    ]


def test_the_platforms_sync_answers_the_question(company: Company) -> None:
    bad(company)
    company.must("ask", "Q1", field="address", channel="platform")
    whole = incoming("Q1", line("MUG", price=8900), ship_to=GOOD_RECEIVER, version="2")
    company.send(whole)
    company.read()
    assert company.holds("Q1") == [] and company.order("Q1")[0] == "RELEASED"
    assert question(company)[0] == "CLOSED" and question(company)[4] == "channel"


def test_a_platforms_buyers_are_asked_through_it_alone(company: Company) -> None:
    bad(company, "T1", email="wang@example.com")
    company.connection.execute("UPDATE shop SET channel = 'taobao'")
    company.touch()
    refused = company.do("ask", "T1", field="address", channel="email")
    assert refused.refusal is not None and refused.refusal.code == "only_by_platform"
    assert company.rows("SELECT id FROM question") == []
    company.must("ask", "T1", field="address")
    assert question(company)[1:3] == ("platform", "platform")


def test_messages_are_taken_once_owned_and_answered_in_time(company: Company) -> None:
    company.sku("MUG", HZ=5)
    practice(company)
    company.send(incoming("M1", line("MUG")))
    company.read()
    told = Document("message", number="m-7", order_external_id="M1", data={"text": "什么时候发货?", "way": "email"})
    body = msgspec.json.encode({"documents": [told]})
    assert webhook(company, body, "d-1") in (200, 202) and webhook(company, body, "d-2") in (200, 202)
    company.read()
    assert company.rows("SELECT kind, way, text FROM note") == [("buyer", "email", "什么时候发货?")]
    open_ones = "SELECT way, owner, messages, due_at FROM conversation WHERE answered_at IS NULL"
    assert company.rows(open_ones) == [("email", "", 1, NOW + 24 * HOUR)]
    company.must("claim_talk", "M1")
    company.must("reply_buyer", "M1", text="今天发货")
    assert company.rows(open_ones) == []
    assert company.rows("SELECT owner, answered_by FROM conversation") == [("anna", "anna")]
    company.deliver()
    letter = company.one("SELECT payload->'letter' FROM outbox WHERE topic = 'letter'")
    assert letter["text"].startswith("今天发货")
    company.must("contact_shop", "M1", text="谢谢")
    assert company.rows(open_ones) == [("page", "anna", 1, NOW + 24 * HOUR)]
    company.must("end_talk", "M1")
    assert company.rows(open_ones) == []


def test_an_agreed_wish_reaches_the_slip_and_must_be_ticked_off_before_the_parcel_leaves(company: Company) -> None:
    company.sku("MUG", HZ=5)
    practice(company)
    company.send(incoming("G1", line("MUG"), wishes={"gift_message": "生日快乐", "locker": "丰巢 12"}))
    company.read()
    company.must("decide_wish", "G1", wish="gift_message", outcome="agreed")
    company.must("decide_wish", "G1", wish="locker", outcome="alternative", text="放驿站")
    company.must("pick", "G1")
    refused = company.do("pack", "G1")
    assert refused.refusal is not None and refused.refusal.code == "wishes_open"
    assert sorted(refused.refusal.facts["wishes"]) == ["gift_message", "locker"]
    company.must("tick_wish", "G1", wish="locker")
    company.must("pack", "G1", wishes=["gift_message"])
    company.must("tick_wish", "G1", wish="locker", undo=True)
    company.must("label", "G1", tracking_number="SF1")
    late = company.do("hand_over", "G1")
    assert late.refusal is not None and late.refusal.facts["wishes"] == ["locker"]
    company.must("tick_wish", "G1", wish="locker")
    company.must("hand_over", "G1")
    company.deliver()
    letters = company.rows("SELECT payload->'letter'->>'text' FROM outbox WHERE topic = 'letter' ORDER BY id")
    assert [text.split("\n")[0] for (text,) in letters] == [
        "可以，我们会照办：生日快乐。",
        "无法完全按您的要求（丰巢 12），但我们可以：放驿站。",
    ]


def test_a_ship_date_agreed_with_the_buyer_moves_the_clock_and_is_told(company: Company) -> None:
    company.sku("MUG", HZ=5)
    practice(company)
    company.send(incoming("D1", line("MUG")))
    company.read()
    assert company.one("SELECT ship_by FROM orders") == NOW + 48 * HOUR
    assert company.do("agree_ship_date", "D1", date="2026-11-30").refusal is not None, "how the buyer agreed is missing"
    company.must("agree_ship_date", "D1", date="2026-11-30", consent="旺旺消息")
    assert company.one("SELECT ship_by FROM orders").isoformat() == "2026-11-30T16:00:00+00:00"
    kept = company.one("SELECT extra->'ship_date' FROM orders")
    assert (kept["consent"], kept["by"], kept["was"]) == ("旺旺消息", "anna", (NOW + 48 * HOUR).isoformat())
    assert company.rows("SELECT payload->>'kind' FROM outbox WHERE topic = 'letter'") == [("ship_date",)]


def test_letters_on_events_are_sent_once_and_only_those_chosen(company: Company) -> None:
    company.sku("MUG", HZ=5)
    practice(company)
    company.policy(letters=["received", "shipped", "delayed"])
    company.send(incoming("L1", line("MUG"), placed_at=NOW - HOUR))
    company.read()
    with clock.held_at(NOW + 49 * HOUR):
        assert note_delays(company.engine) == 1 and note_delays(company.engine) == 0
        for deed in ("pick", "pack"):
            company.must(deed, "L1")
        company.must("label", "L1", tracking_number="SF1")
        company.must("hand_over", "L1")
        company.deliver()
    rows = company.rows(
        "SELECT payload->>'kind', payload->'letter'->>'text' FROM outbox WHERE topic = 'letter' ORDER BY id"
    )
    assert [kind for kind, _ in rows] == ["event.received", "event.delayed", "event.shipped"]
    assert "SF1" in rows[2][1] and "{" not in "".join(text for _, text in rows)
