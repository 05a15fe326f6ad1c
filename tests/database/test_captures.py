"""Authorised money: taken when parcels leave, in part for a part, given back on a cancellation, watched to its end."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from orderway.adapters.payments import _http, alipay
from orderway.flow.goods import Change, change_goods
from orderway.journey.review.expiry import watch_authorised
from orderway.kernel import clock
from orderway.ports.payment import Access, Captured, CaptureRequest, PaymentSilent
from tests import gateway_signers as sign
from tests.shop import NOW, Company, incoming, line


class FakeStripe:
    """One PaymentIntent that can be captured, in parts where `parts` says so; `fails` is how the next writing ends."""

    def __init__(self) -> None:
        self.authorised, self.received, self.status = 0, 0, "requires_capture"
        self.parts = False
        self.fails = ""
        self.writes: list[tuple[str, dict[str, str]]] = []

    def __call__(self, method: str, url: str, headers: Any, content: bytes | None = None) -> _http.Reply:
        if method == "POST":
            self.write(urlsplit(url).path.rpartition("/")[2], (content or b"").decode(), headers["Idempotency-Key"])
            if self.fails == "refused":
                return _http.Reply(402, {}, b'{"error":{"message":"Your card was declined."}}')
            if self.fails == "after":
                self.fails = ""
                raise PaymentSilent("no answer")
        status = "available" if self.parts else "unavailable"
        card = {"multicapture": {"status": status}}
        told = {
            "id": "pi_1", "status": self.status, "currency": "cny", "amount_received": self.received,
            "amount_capturable": self.authorised - self.received, "metadata": {},
            "latest_charge": {"payment_method_details": {"card": card}},
        }  # fmt: skip
        return _http.Reply(200, {}, json.dumps(told).encode())

    def write(self, what: str, content: str, key: str) -> None:
        if self.fails == "refused":
            return
        form = {name: values[0] for name, values in parse_qs(content).items()}
        self.writes.append((what, form))
        if what == "cancel":
            self.status = "canceled"
            return
        self.received += int(form["amount_to_capture"])
        if not self.parts or form["final_capture"] == "true":
            self.status = "succeeded"


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> FakeStripe:
    made = FakeStripe()
    monkeypatch.setattr(_http, "call", made)
    return made


@pytest.fixture
def shop(company: Company) -> Company:
    company.sku("MUG", HZ=50)
    company.sku("POT", HZ=0)
    company.gateway("stripe")
    company.policy(capture="shipped", shortage="part")
    return company


Authorise = Callable[..., None]


@pytest.fixture
def authorise(shop: Company, gateway: FakeStripe) -> Authorise:
    def made(*lines: Any, total: int, shipping: int = 0) -> None:
        shop.send(incoming("A1", *lines, paid=False, total_minor=total, shipping_minor=shipping))
        shop.run()
        gateway.authorised = total
        event = sign.intent("A1", total, kind="amount_capturable_updated") | {"created": int(NOW.timestamp())}
        body, headers = sign.stripe(event, NOW)
        assert (
            Client().post("/api/v1/payments/own/stripe", body, "application/json", headers=headers).status_code == 200
        )
        shop.run()
        assert shop.order("A1", "payment_state, authorised_minor, captured_minor") == ("AUTHORIZED", total, 0)

    return made


def deliver(shop: Company) -> None:
    shop.deliver()
    shop.run()


def ship(shop: Company) -> None:
    """The warehouse ships what is released."""
    found = shop.one("SELECT max(id) FROM fulfilment WHERE state = 'SENT'")
    for name, more in (("pick", {}), ("pack", {}), ("label", {"tracking_number": f"SF{found}"}), ("hand_over", {})):
        shop.must(name, "A1", fulfilment_id=found, **more)
    deliver(shop)


def arrive(shop: Company, sku: str) -> None:
    change_goods(shop.engine, [Change(shop.skus[sku], shop.warehouses["HZ"], 1)], "receive", "purchase", "test")
    shop.run()


def refused(shop: Company, **args: Any) -> str:
    refusal = shop.do("capture", "A1", **args).refusal
    return refusal.code if refusal else ""


def money(shop: Company) -> Any:
    return shop.order("A1", "payment_state, authorised_minor, captured_minor")


def payments(shop: Company) -> list[Any]:
    return shop.rows("SELECT kind, external_id, amount_minor FROM payment ORDER BY kind, external_id")


def test_the_money_is_taken_when_the_parcel_leaves_and_its_notice_counts_nothing_again(
    shop: Company, gateway: FakeStripe, authorise: Authorise
) -> None:
    authorise(line("MUG", price=8900), total=8900)
    deliver(shop)
    assert gateway.writes == []
    ship(shop)
    assert money(shop) == ("PAID", 8900, 8900)
    assert gateway.writes == [("capture", {"amount_to_capture": "8900", "metadata[order]": "A1"})]
    body, headers = sign.stripe(sign.intent("A1", 8900, key="evt_2"), NOW)
    Client().post("/api/v1/payments/own/stripe", body, "application/json", headers=headers)
    assert payments(shop) == [("authorised", "pi_1", 8900), ("captured", "pi_1", 8900)]


def test_a_part_takes_its_share_to_the_minor_unit_and_the_rest_follows_with_the_last_parcel(
    shop: Company, gateway: FakeStripe, authorise: Authorise
) -> None:
    gateway.parts = True
    authorise(line("MUG", price=3334), line("POT", price=6667), total=10501, shipping=500)
    ship(shop)
    assert money(shop) == ("AUTHORIZED", 10501, 3834)
    assert gateway.writes[0][1] == {"amount_to_capture": "3834", "final_capture": "false", "metadata[order]": "A1"}
    arrive(shop, "POT")
    ship(shop)
    assert money(shop) == ("PAID", 10501, 10501)
    assert gateway.writes[1][1] == {"amount_to_capture": "6667", "final_capture": "true", "metadata[order]": "A1"}
    assert payments(shop)[1:] == [("captured", "pi_1", 3834), ("captured", "pi_1#2", 6667)]


def test_where_the_gateway_takes_only_once_all_is_taken_with_the_first_parcel(
    shop: Company, gateway: FakeStripe, authorise: Authorise
) -> None:
    authorise(line("MUG", price=3334), line("POT", price=6667), total=10001)
    ship(shop)
    assert (money(shop), gateway.received) == (("PAID", 10001, 10001), 10001)


def test_silence_after_it_was_taken_takes_it_no_second_time(
    shop: Company, gateway: FakeStripe, authorise: Authorise
) -> None:
    authorise(line("MUG", price=8900), total=8900)
    gateway.fails = "after"
    ship(shop)
    assert money(shop) == ("AUTHORIZED", 8900, 0)
    with clock.held_at(NOW + timedelta(minutes=1)):
        deliver(shop)
    assert (money(shop), len(gateway.writes)) == (("PAID", 8900, 8900), 1)


def test_a_refused_capture_waits_for_finance_who_asks_again(
    shop: Company, gateway: FakeStripe, authorise: Authorise
) -> None:
    authorise(line("MUG", price=8900), total=8900)
    gateway.fails = "refused"
    ship(shop)
    assert (money(shop), shop.holds("A1")) == (("AUTHORIZED", 8900, 0), ["capture_failed"])
    facts = shop.one("SELECT facts FROM hold WHERE reason = 'capture_failed'")
    assert facts == {"amount": 8900, "given": "Your card was declined."}
    gateway.fails = ""
    deliver(shop)
    assert gateway.writes == []
    shop.must("capture", "A1")
    deliver(shop)
    assert (money(shop), shop.holds("A1")) == (("PAID", 8900, 8900), [])


def test_a_delivered_order_stays_open_until_its_money_is_taken(
    shop: Company, gateway: FakeStripe, authorise: Authorise
) -> None:
    shop.policy(capture="by_hand")
    authorise(line("MUG", price=8900), total=8900)
    ship(shop)
    number = shop.one("SELECT tracking_number FROM parcel")
    shop.must("scan", "A1", code="delivered", tracking_number=number)
    with clock.held_at(NOW + timedelta(days=20)):
        shop.run()
        assert shop.order("A1", "stage") == ("settled",)
        shop.must("capture", "A1")
        deliver(shop)
        shop.run()
        assert shop.order("A1", "stage, payment_state") == ("closed", "PAID")


def test_a_cancelled_order_gives_the_money_back(shop: Company, gateway: FakeStripe, authorise: Authorise) -> None:
    authorise(line("POT", price=8900), total=8900)
    shop.must("cancel", "A1", reason="buyer")
    assert gateway.writes == []
    deliver(shop)
    deliver(shop)
    assert [what for what, _form in gateway.writes] == ["cancel"]
    assert money(shop) == ("VOIDED", 0, 0)


def test_a_part_called_off_is_not_taken(shop: Company, gateway: FakeStripe, authorise: Authorise) -> None:
    authorise(line("MUG", price=3334), line("POT", price=6667), total=10001)
    pot = shop.one("SELECT id FROM order_line WHERE sku_code = 'POT'")
    shop.must("cancel", "A1", reason="buyer", units={str(pot): 1})
    ship(shop)
    assert (money(shop), gateway.received) == (("PAID", 3334, 3334), 3334)


def test_by_hand_takes_what_a_person_says_and_no_more_than_is_due(
    shop: Company, gateway: FakeStripe, authorise: Authorise
) -> None:
    shop.policy(capture="by_hand")
    authorise(line("MUG", price=8900), total=8900)
    ship(shop)
    assert gateway.writes == []
    assert refused(shop, amount_minor=8901) == "amount_too_large"
    shop.must("capture", "A1")
    assert refused(shop) == "asked_already"
    deliver(shop)
    assert money(shop) == ("PAID", 8900, 8900)
    assert refused(shop) == "nothing_to_capture"


def test_an_authorisation_about_to_lapse_holds_the_order_once(
    shop: Company, gateway: FakeStripe, authorise: Authorise
) -> None:
    authorise(line("POT", price=8900), total=8900)
    with clock.held_at(NOW + timedelta(days=5, hours=20)):
        assert watch_authorised(shop.engine) == 0
    with clock.held_at(NOW + timedelta(days=6, hours=1)):
        assert (watch_authorised(shop.engine), watch_authorised(shop.engine)) == (1, 0)
        assert shop.holds("A1") == ["authorisation_ends"]
        shop.must("capture", "A1")
        deliver(shop)
        assert (money(shop), shop.holds("A1")) == (("PAID", 8900, 8900), [])


def test_or_its_money_is_taken_before(shop: Company, gateway: FakeStripe, authorise: Authorise) -> None:
    shop.policy(capture="shipped", shortage="part", authorised_end="capture")
    authorise(line("POT", price=8900), total=8900)
    with clock.held_at(NOW + timedelta(days=6, hours=1)):
        assert watch_authorised(shop.engine) == 1
        deliver(shop)
    assert (money(shop), shop.holds("A1")) == (("PAID", 8900, 8900), [])


def test_alipay_takes_frozen_money_in_parts_under_our_key(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, dict[str, str]]] = []

    def ask(method: str, form: dict[str, str], access: Access) -> dict[str, Any]:
        asked.append((method, form))
        if method == "alipay.trade.pay":
            return {"trade_no": "2026", "total_amount": form["total_amount"]}
        return {
            "order_status": "AUTHORIZED", "status": "SUCCESS", "out_order_no": "A1", "total_freeze_amount": "105.01",
            "rest_amount": "66.67",
        }  # fmt: skip

    monkeypatch.setattr(alipay, "_ask", ask)
    access = Access(sign.MERCHANT, {})
    request = CaptureRequest("7-1", "A1", "2088:55", 3834, "CNY", False, 0, 10501, access)
    assert alipay.PAYMENT.capture(request) == Captured("2026", 3834, "CNY", False)
    assert asked[0][1]["out_trade_no"] == "orderway-7-1"
    assert (asked[0][1]["auth_no"], asked[0][1]["total_amount"], asked[0][1]["auth_confirm_mode"]) == (
        "2088", "38.34", "NOT_COMPLETE",
    )  # fmt: skip
    alipay.PAYMENT.void(request)
    assert asked[-1] == (
        "alipay.fund.auth.order.unfreeze",
        {"auth_no": "2088", "out_request_no": "orderway-7-1", "remark": "A1", "amount": "66.67"},
    )
    notice = alipay.PAYMENT.query("2088:55", access)
    assert (notice.kind, notice.amount_minor) == ("authorised", 10501)


def test_alipays_notice_of_a_freeze_authorises_the_order(company: Company) -> None:
    company.sku("MUG", HZ=50)
    company.gateway("alipay", sign.MERCHANT)
    company.send(incoming("A1", line("MUG", price=8900), paid=False))
    company.run()
    fields = {
        "notify_id": "n9", "notify_type": "fund_auth_freeze", "app_id": sign.MERCHANT, "auth_no": "2088",
        "operation_id": "55", "out_order_no": "A1", "amount": "89.00", "status": "SUCCESS",
        "gmt_trans": "2026-11-20 10:00:00",
    }  # fmt: skip
    form = "application/x-www-form-urlencoded"
    assert Client().post("/api/v1/payments/own/alipay", sign.alipay(fields), form).content == b"success"
    assert company.order("A1", "payment_state, authorised_minor") == ("AUTHORIZED", 8900)
    assert company.rows("SELECT kind, external_id FROM payment") == [("authorised", "2088:55")]
