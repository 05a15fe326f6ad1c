"""The relay on real tables: at least once outward, exactly once in effect, whatever happens in between."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from unittest.mock import patch

import psycopg
import pytest

from orderway.adapters.carriers import practice
from orderway.history import log
from orderway.kernel import clock, crashpoint
from orderway.kernel.crashpoint import Crashed
from orderway.ports.carrier import CarrierRefused, CarrierSilent, Label, LabelRequest
from orderway.ports.payment import PaymentRefused
from orderway.project import relay_labels, relay_refunds
from orderway.project.errands import drain, relay_on
from orderway.project.relay import BACKOFF_SECONDS, LEASE_SECONDS, Relay
from tests.shop import NOW, Company, incoming, line


@dataclass
class Carrier(practice.Practice):
    """A carrier whose account counts what was sold and voided."""

    sold: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    voided: list[str] = field(default_factory=list)
    mood: str = ""

    def buy(self, request: LabelRequest) -> Label | None:
        self.asked.append(request.key)
        if self.mood == "refuses":
            raise CarrierRefused("no credit")
        if self.mood == "silent":
            raise CarrierSilent("timeout")
        if self.mood == "garbage":
            return Label("")
        label = super().buy(request)
        assert label is not None
        self.sold[request.key] = label.tracking_number
        if self.mood == "sells and is silent":
            raise CarrierSilent("reset")
        return label

    def void(self, key: str, tracking_number: str) -> None:
        self.voided.append(key)
        self.sold.pop(key, None)


@pytest.fixture
def shop(company: Company) -> Company:
    for table in ("shop", "warehouse", "carrier"):
        company.connection.execute(f"UPDATE {table} SET practice = true")
    company.touch()
    company.sku("MUG", HZ=100)
    return company


@pytest.fixture
def carrier() -> Iterator[Carrier]:
    made = Carrier()
    with patch.object(relay_labels, "carriers", lambda: {"practice": made, "by_hand": made}):
        yield made


def packed(company: Company, external_id: str = "A1") -> None:
    company.send(incoming(external_id, line("MUG", 2)))
    company.read()
    company.must("pick", external_id)
    company.must("pack", external_id)


def messages(company: Company, topic: str = "label") -> list[tuple[str, int, str]]:
    rows = company.rows("SELECT state, attempt, failure FROM outbox WHERE topic = %s ORDER BY id", [topic])
    return [(state, attempt, failure) for state, attempt, failure in rows]


def relay_of(company: Company) -> Relay:
    return relay_on(company.engine)


def test_a_wanted_label_is_bought_and_the_parcel_is_ready(shop: Company, carrier: Carrier) -> None:
    packed(shop)
    shop.must("want_label", "A1")
    assert drain(relay_of(shop)) == 1
    (key,) = carrier.sold
    assert shop.rows("SELECT tracking_number FROM parcel") == [(carrier.sold[key],)]
    assert shop.rows("SELECT state FROM fulfilment") == [("READY",)]
    assert messages(shop) == [("SENT", 1, "")]
    assert drain(relay_of(shop)) == 0 and carrier.asked == [key]


@pytest.mark.parametrize("place", ["relay.a", "relay.d", "relay.c"])
def test_a_relay_cut_off_anywhere_ends_with_one_label(
    shop: Company, carrier: Carrier, armed: pytest.MonkeyPatch, place: str
) -> None:
    packed(shop)
    shop.must("want_label", "A1")
    armed.setenv("ORDERWAY_CRASH", f"{place}=raise")
    crashpoint._armed.cache_clear()
    with pytest.raises(Crashed):
        relay_of(shop).tick()
    assert relay_of(shop).tick() == 0, "the lease still runs"
    with clock.held_at(NOW + timedelta(seconds=LEASE_SECONDS)):
        assert relay_of(shop).tick() == 1
    assert len(carrier.sold) == 1
    assert shop.rows("SELECT tracking_number, state FROM parcel") == [(*carrier.sold.values(), "LABELLED")]
    assert messages(shop) == [("SENT", 2, "")]


def test_a_carrier_that_sells_and_then_breaks_off_is_asked_with_the_same_key(shop: Company, carrier: Carrier) -> None:
    packed(shop)
    shop.must("want_label", "A1")
    carrier.mood = "sells and is silent"
    assert relay_of(shop).tick() == 1
    assert messages(shop) == [("PENDING", 1, "silent: reset")]
    carrier.mood = ""
    with clock.held_at(NOW + timedelta(seconds=BACKOFF_SECONDS[0])):
        assert relay_of(shop).tick() == 1
    assert carrier.asked[0] == carrier.asked[1] and len(carrier.sold) == 1
    assert messages(shop) == [("SENT", 2, "")]


@pytest.mark.parametrize("mood", ["silent", "garbage"])
def test_silence_is_tried_with_growing_waits_and_then_given_up(shop: Company, carrier: Carrier, mood: str) -> None:
    packed(shop)
    shop.must("want_label", "A1")
    carrier.mood = mood
    now = NOW
    for wait in (*BACKOFF_SECONDS, 0):
        with clock.held_at(now):
            assert relay_of(shop).tick() == 1
        now += timedelta(seconds=wait)
    ((state, attempt, _),) = messages(shop)
    assert (state, attempt) == ("FAILED", len(BACKOFF_SECONDS) + 1)
    assert shop.rows("SELECT tracking_number FROM parcel") == [("",)]
    carrier.mood = ""
    with shop.connection.cursor() as cursor:
        (failed,) = shop.rows("SELECT id FROM outbox")
        assert log.try_outgoing_again(cursor, failed, NOW) == 1
    assert relay_of(shop).tick() == 1 and messages(shop) == [("SENT", 1, "")]


def test_a_refusal_is_final_and_stands_in_the_queue_with_its_reason(shop: Company, carrier: Carrier) -> None:
    packed(shop)
    shop.must("want_label", "A1")
    carrier.mood = "refuses"
    relay_of(shop).tick()
    assert messages(shop) == [("FAILED", 1, "refused: no credit")]


def test_a_silent_carrier_is_not_asked_for_the_whole_batch(shop: Company, carrier: Carrier) -> None:
    for number in range(4):
        packed(shop, f"A{number}")
        shop.must("want_label", f"A{number}")
    carrier.mood = "silent"
    assert relay_of(shop).tick() == 4
    assert len(carrier.asked) == 2
    assert [failure for _, _, failure in messages(shop)] == ["silent: timeout"] * 2 + ["put_off"] * 2


def test_a_parcel_voided_before_its_label_came_leaves_no_valid_label(
    shop: Company, carrier: Carrier, armed: pytest.MonkeyPatch
) -> None:
    packed(shop)
    shop.must("want_label", "A1")
    armed.setenv("ORDERWAY_CRASH", "relay.d=raise")
    crashpoint._armed.cache_clear()
    with pytest.raises(Crashed):
        relay_of(shop).tick()
    assert len(carrier.sold) == 1
    parcel = shop.one("SELECT id FROM parcel")
    shop.must("void_label", "A1", parcel_id=parcel)
    with clock.held_at(NOW + timedelta(seconds=LEASE_SECONDS)):
        drain(relay_of(shop))
    assert carrier.sold == {} and len(carrier.voided) == 1
    assert shop.rows("SELECT tracking_number FROM parcel WHERE state = 'VOIDED'") == [("",)]


def test_a_voided_label_is_given_back_to_the_carrier(shop: Company, carrier: Carrier) -> None:
    packed(shop)
    shop.must("want_label", "A1")
    drain(relay_of(shop))
    shop.must("void_label", "A1")
    drain(relay_of(shop))
    assert carrier.sold == {} and messages(shop, "void_label") == [("SENT", 1, "")]


@pytest.mark.parametrize("joins", ["on", "off"])
def test_two_relays_never_take_the_same_message_nor_too_many(shop: Company, dsn: str, joins: str) -> None:
    """Whatever way the server joins: with few messages it may look for each of them anew."""
    for number in range(6):
        packed(shop, f"A{number}")
        shop.must("want_label", f"A{number}")
    until = NOW + timedelta(minutes=5)
    with psycopg.connect(dsn) as other, other.cursor() as theirs, shop.connection.transaction():
        shop.connection.execute("ANALYZE outbox")
        for way in ("hashjoin", "mergejoin", "material", "indexscan", "bitmapscan", "sort", "hashagg"):
            shop.connection.execute(f"SET LOCAL enable_{way} = {joins}")
        first = log.take(shop.connection.cursor(), ["label"], NOW, until, 4)
        second = log.take(theirs, ["label"], NOW, until, 4)
    assert (len(first), len(second)) == (4, 2)
    assert not {m.id for m in first} & {m.id for m in second}


def test_a_practice_carrier_never_sells_in_earnest(shop: Company) -> None:
    shop.connection.execute("UPDATE carrier SET practice = false")
    packed(shop)
    shop.must("want_label", "A1")
    drain(relay_of(shop))
    assert shop.rows("SELECT tracking_number FROM parcel") == [("",)]
    assert shop.rows("SELECT state, payload->>'by_hand' FROM outbox WHERE topic = 'label'") == [("SENT", "true")]


def cancelled(company: Company) -> None:
    company.send(incoming("A1", line("MUG", 1)))
    company.read()
    company.must("cancel", "A1", reason="changed_mind")
    company.connection.execute(
        "DELETE FROM outbox WHERE topic = 'channel.cancelled'"
    )  # these tests are about the money


def test_an_agreed_refund_is_paid_once_with_its_own_id_as_key(shop: Company) -> None:
    cancelled(shop)
    assert drain(relay_of(shop)) == 2  # found, then paid
    assert shop.order("A1", "refunded_minor, refund_open_minor") == (8900, 0)
    assert shop.rows("SELECT state, external_id <> '' FROM refund") == [("SUCCEEDED", True)]
    assert drain(relay_of(shop)) == 0


@pytest.mark.parametrize("place", ["relay.a", "relay.d", "relay.c"])
def test_a_refund_cut_off_anywhere_is_paid_once(shop: Company, armed: pytest.MonkeyPatch, place: str) -> None:
    cancelled(shop)
    relay_refunds.send_agreed(shop.engine)
    armed.setenv("ORDERWAY_CRASH", f"{place}=raise")
    crashpoint._armed.cache_clear()
    with pytest.raises(Crashed):
        relay_of(shop).tick()
    with clock.held_at(NOW + timedelta(seconds=LEASE_SECONDS)):
        assert drain(relay_of(shop)) == 1
    assert shop.order("A1", "refunded_minor, refund_open_minor") == (8900, 0)


def test_a_refund_being_asked_cannot_be_rejected(shop: Company, armed: pytest.MonkeyPatch) -> None:
    cancelled(shop)
    relay_refunds.send_agreed(shop.engine)
    armed.setenv("ORDERWAY_CRASH", "relay.d=raise")
    crashpoint._armed.cache_clear()
    with pytest.raises(Crashed):
        relay_of(shop).tick()
    refused = shop.do("reject_refund", "A1")
    assert not refused.done and shop.rows("SELECT state FROM refund") == [("PROCESSING",)]


def test_a_gateway_that_refuses_leaves_the_refund_to_a_person(shop: Company) -> None:
    cancelled(shop)

    class No:
        code, name, practice = "practice", "", True

        def refund(self, request: object) -> None:
            raise PaymentRefused("card expired")

    with patch.object(relay_refunds, "payments", lambda: {"practice": No()}):
        drain(relay_of(shop))
    assert shop.rows("SELECT state, note FROM refund") == [("FAILED", "card expired")]
    assert messages(shop, "refund") == [("FAILED", 1, "refused: card expired")]
    shop.must("pay_refund", "A1", reference="BANK1")
    assert shop.order("A1", "refunded_minor") == (8900,)


def test_a_real_shop_without_gateway_is_paid_back_by_hand(shop: Company) -> None:
    shop.connection.execute("UPDATE shop SET practice = false")
    cancelled(shop)
    assert drain(relay_of(shop)) == 2
    assert shop.rows("SELECT state FROM refund") == [("APPROVED",)]
    assert drain(relay_of(shop)) == 0


def test_a_question_reaches_the_mailbox_without_its_link_or_the_name(shop: Company) -> None:
    shop.send(incoming("A1", line("MUG", 1)))
    shop.read()
    shop.must("hold", "A1", note="look")
    shop.must("ask", "A1", field="address", channel="platform")
    drain(relay_of(shop))
    ((payload,),) = shop.rows("SELECT payload FROM outbox WHERE topic = 'question'")
    assert payload["way"] == "mailbox" and payload["letter"]["language"] == "zh-hans"
    assert "/a/" not in str(payload) and "王小明" not in str(payload)


def test_a_question_that_was_answered_meanwhile_is_not_sent(shop: Company) -> None:
    shop.send(incoming("A1", line("MUG", 1)))
    shop.read()
    shop.must("ask", "A1", field="address")
    question = shop.one("SELECT id FROM question")
    shop.must("close_question", "A1", question_id=question)
    drain(relay_of(shop))
    assert shop.rows("SELECT payload->>'state' FROM outbox WHERE topic = 'question'") == [("CLOSED",)]


@pytest.mark.parametrize(
    ("channel", "practice_shop", "state", "told"),
    [
        ("shopify", True, "SENT", "CONFIRMED"),
        ("orderway", False, "SENT", "SKIPPED"),
        ("shopify", False, "FAILED", None),
    ],
)
def test_a_shipment_is_told_to_its_channel(
    shop: Company, channel: str, practice_shop: bool, state: str, told: str | None
) -> None:
    packed(shop)
    shop.must("label", "A1", tracking_number="SF1")
    shop.must("hand_over", "A1")
    shop.connection.execute("UPDATE shop SET channel = %s, practice = %s", [channel, practice_shop])
    drain(relay_of(shop))
    assert shop.rows("SELECT state, payload->>'write_back' FROM outbox WHERE topic = 'channel.shipped'") == [
        (state, told)
    ]


def test_a_survey_is_sent_once_and_not_after_it_was_answered(shop: Company) -> None:
    for number in ("A1", "A2"):
        shop.send(incoming(number, line("MUG", 1)))
    shop.read()
    rows = shop.rows("SELECT id, shop_id FROM orders ORDER BY external_id")
    for order, of_shop in rows:
        shop.connection.execute(
            "INSERT INTO survey (order_id, sent_at, shop_id) VALUES (%s, %s, %s)", [order, NOW, of_shop]
        )
    shop.connection.execute("UPDATE survey SET answered_at = %s WHERE order_id = %s", [NOW, rows[1][0]])
    with shop.connection.transaction():
        told = [log.Outgoing("survey", f"shop:{of_shop}", {"survey": order}, order) for order, of_shop in rows]
        log.send(shop.connection.cursor(), told, NOW, shop.engine.ids)
    drain(relay_of(shop))
    found = shop.rows("SELECT payload->>'way', payload->>'state' FROM outbox WHERE topic = 'survey' ORDER BY id")
    assert found == [("mailbox", None), (None, "answered")]
