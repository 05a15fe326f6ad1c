"""Payments read again at the gateway before release: the order waits for the word, and goes on or stops by it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from orderway.adapters.payments import _http, stripe, wechatpay
from orderway.kernel import clock
from orderway.ports.payment import Access, PaymentSilent
from tests import gateway_signers as sign
from tests.shop import NOW, Company, incoming, line


class FakeStripe:
    """Says of each PaymentIntent what the test wants; silent where it is told to be."""

    def __init__(self) -> None:
        self.thing: dict[str, Any] = {}
        self.silent = False
        self.asked: list[str] = []

    def __call__(self, method: str, url: str, headers: Any, content: bytes | None = None) -> _http.Reply:
        self.asked.append(urlsplit(url).path)
        if self.silent:
            raise PaymentSilent("no answer")
        if not self.thing:
            return _http.Reply(404, {}, json.dumps({"error": {"message": "No such payment_intent"}}).encode())
        return _http.Reply(200, {}, json.dumps(self.thing).encode())

    def says(self, status: str = "succeeded", received: int = 8900, coin: str = "cny", **charge: Any) -> None:
        self.thing = {
            "id": "pi_1", "status": status, "currency": coin, "amount_received": received, "created": 1763604000,
            "amount_capturable": received, "metadata": {"order": "A1"}, "latest_charge": charge,
        }  # fmt: skip


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> FakeStripe:
    made = FakeStripe()
    monkeypatch.setattr(_http, "call", made)
    return made


@pytest.fixture
def shop(company: Company) -> Company:
    company.sku("MUG", HZ=50)
    company.gateway("stripe")
    company.policy(verify_from_minor=5000)
    return company


def pay(shop: Company, name: str = "A1", price: int = 8900) -> None:
    shop.send(incoming(name, line("MUG", price=price), paid=False))
    shop.run()
    body, headers = sign.stripe(sign.intent(name, price), NOW)
    assert Client().post("/api/v1/payments/own/stripe", body, "application/json", headers=headers).status_code == 200
    shop.run()


def deliver(shop: Company) -> None:
    shop.deliver()
    shop.run()


def standing(shop: Company, name: str = "A1") -> Any:
    return shop.order(name, "standing, stage, waits_for")


def facts(shop: Company) -> Mapping[str, Any]:
    found: Mapping[str, Any] = shop.one("SELECT facts FROM hold WHERE reason = 'payment_mismatch' AND state = 'OPEN'")
    return found


def test_an_order_waits_for_the_gateways_word_and_goes_on_with_it(shop: Company, gateway: FakeStripe) -> None:
    gateway.says()
    pay(shop)
    assert standing(shop) == ("waiting", "release", "gateway")
    assert shop.order("A1", "next_action") == ("await_gateway",)
    deliver(shop)
    assert gateway.asked == ["/v1/payment_intents/pi_1"]
    assert standing(shop) == ("warehouse", "warehouse", "")
    deliver(shop)
    assert len(gateway.asked) == 1


def test_below_the_amount_nobody_is_asked(shop: Company, gateway: FakeStripe) -> None:
    pay(shop, price=4999)
    assert (standing(shop)[0], gateway.asked) == ("warehouse", [])


def test_money_that_no_gateway_told_of_is_not_waited_for(shop: Company, gateway: FakeStripe) -> None:
    shop.send(incoming("A1", line("MUG", price=8900)))
    shop.run()
    assert (standing(shop)[0], gateway.asked) == ("warehouse", [])


@pytest.mark.parametrize(
    ("says", "found"),
    [
        ({"status": "canceled", "received": 0}, ("not_there", 0)),
        ({"status": "requires_capture"}, ("not_captured", 8900)),
        ({"received": 8899}, ("less_there", 8899)),
        ({"coin": "eur"}, ("wrong_currency", 8900)),
        ({"disputed": True}, ("disputed", 8900)),
        ({"amount_refunded": 1}, ("refunded_there", 8900)),
        (None, ("not_there", 0)),
    ],
)
def test_what_does_not_fit_any_more_holds_the_order_with_the_reason(
    shop: Company, gateway: FakeStripe, says: dict[str, Any] | None, found: tuple[str, int]
) -> None:
    if says is not None:
        gateway.says(**says)
    pay(shop)
    deliver(shop)
    assert (standing(shop)[0], shop.holds("A1")) == ("held", ["payment_mismatch"])
    told = facts(shop)
    assert (told["differs"], told["there"], told["counted"], told["reference"]) == (*found, 8900, "pi_1")


def test_who_releases_the_hold_lets_it_go_and_the_same_word_holds_no_second_time(
    shop: Company, gateway: FakeStripe
) -> None:
    gateway.says(received=8899)
    pay(shop)
    deliver(shop)
    with clock.held_at(NOW + timedelta(hours=2)):
        shop.must("release_hold", "A1", reason="payment_mismatch", note="the bank's rounding")
        shop.run()
        assert standing(shop) == ("waiting", "release", "gateway")
        deliver(shop)
        assert (standing(shop)[0], len(gateway.asked)) == ("warehouse", 2)


def test_a_silent_gateway_holds_after_an_hour_and_its_late_word_lets_the_order_go(
    shop: Company, gateway: FakeStripe
) -> None:
    gateway.says()
    gateway.silent = True
    pay(shop)
    deliver(shop)
    assert standing(shop) == ("waiting", "release", "gateway")
    with clock.held_at(NOW + timedelta(minutes=61)):
        deliver(shop)
        assert shop.holds("A1") == ["payment_silent"]
        gateway.silent = False
    with clock.held_at(NOW + timedelta(hours=2)):
        deliver(shop)
        assert (shop.holds("A1"), standing(shop)[0]) == ([], "warehouse")


def test_a_shop_may_let_orders_go_when_the_gateway_is_silent(shop: Company, gateway: FakeStripe) -> None:
    shop.policy(verify_from_minor=0, verify_silent="go")
    gateway.silent = True
    pay(shop)
    deliver(shop)
    with clock.held_at(NOW + timedelta(minutes=61)):
        deliver(shop)
        assert (shop.holds("A1"), standing(shop)[0]) == ([], "warehouse")


def test_a_gateway_without_access_counts_as_silent(shop: Company, gateway: FakeStripe) -> None:
    pay(shop)
    shop.connection.execute("UPDATE gateway_account SET active = false")
    deliver(shop)
    assert (gateway.asked, standing(shop)[0]) == ([], "waiting")
    with clock.held_at(NOW + timedelta(minutes=61)):
        deliver(shop)
        assert shop.holds("A1") == ["payment_silent"]


def test_wechat_says_that_something_went_back_but_not_how_much(monkeypatch: pytest.MonkeyPatch) -> None:
    told = sign.transaction("A1", 8900, trade_state="REFUND")
    monkeypatch.setattr(wechatpay, "_ask", lambda *_: told)
    notice = wechatpay.PAYMENT.query("42", Access(sign.MERCHANT, sign.secrets()["wechatpay"]))
    assert (notice.kind, notice.amount_minor, notice.refunded_minor) == ("captured", 8900, None)


def test_stripe_says_what_went_back_and_what_is_disputed(gateway: FakeStripe) -> None:
    gateway.says(amount_refunded=1200, disputed=True)
    notice = stripe.PAYMENT.query("pi_1", Access("", sign.secrets()["stripe"]))
    assert (notice.refunded_minor, notice.disputed) == (1200, True)
