"""Notices of payment gateways: signed or refused, counted once, held where they fit no order."""

import hashlib
import hmac
from typing import Any

import msgspec
import pytest
from django.http import HttpResponse
from django.test import Client

from orderway.journey.review import notices
from orderway.web.engine import engine
from tests import gateway_signers as sign
from tests.shop import NOW, Company, incoming, line

FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def shop(company: Company) -> Company:
    company.sku("MUG", HZ=50)
    for code in sign.secrets():
        company.gateway(code, sign.MERCHANT)
    return company


def order(shop: Company, name: str, price: int = 8900, **more: Any) -> None:
    shop.send(incoming(name, line("MUG", price=price), paid=False, **more))
    shop.run()


def tell(
    gateway: str, body: bytes, headers: dict[str, str] | None = None, kind: str = "application/json"
) -> HttpResponse:
    return Client().post(f"/api/v1/payments/own/{gateway}", body, kind, headers=headers or {})


def by(gateway: str, name: str, minor: int) -> HttpResponse:
    """The usual notice of a payment of `minor` for an order."""
    if gateway == "stripe":
        return tell("stripe", *sign.stripe(sign.intent(name, minor), NOW))
    if gateway == "alipay":
        return tell("alipay", sign.alipay(sign.trade(name, f"{minor // 100}.{minor % 100:02d}")), kind=FORM)
    return tell("wechatpay", *sign.wechat(sign.transaction(name, minor), NOW))


def kept(shop: Company) -> list[tuple[Any, ...]]:
    return shop.rows("SELECT gateway, order_key, amount_minor, outcome, why FROM payment_notice ORDER BY id")


GATEWAYS = ("stripe", "alipay", "wechatpay")
SAID = {
    "stripe": b'{"received":true}', "alipay": b"success", "wechatpay": b'{"code":"SUCCESS","message":""}',
}  # fmt: skip


@pytest.mark.parametrize("gateway", GATEWAYS)
def test_a_signed_notice_pays_its_order_which_goes_on_and_a_second_one_changes_nothing(
    shop: Company, gateway: str
) -> None:
    order(shop, "A1")
    assert shop.order("A1", "payment_state, standing") == ("UNPAID", "unpaid")
    first = by(gateway, "A1", 8900)
    assert (first.status_code, first.content) == (200, SAID[gateway])
    again = by(gateway, "A1", 8900)
    assert (again.status_code, again.content) == (200, SAID[gateway])
    shop.run()
    assert shop.order("A1", "payment_state, captured_minor, standing") == ("PAID", 8900, "warehouse")
    assert kept(shop) == [(gateway, "A1", 8900, "done", "")]
    assert shop.one("SELECT count(*) FROM payment") == 1


@pytest.mark.parametrize("gateway", GATEWAYS)
def test_a_payment_without_an_order_is_held_and_reaches_the_order_that_comes_later(shop: Company, gateway: str) -> None:
    assert by(gateway, "LATE", 8900).status_code == 200
    assert kept(shop) == [(gateway, "LATE", 8900, "no_order", "")]
    assert notices.apply(notices_engine()) == 0
    order(shop, "LATE")
    assert notices.apply(notices_engine()) == 1
    shop.run()
    assert shop.order("LATE", "payment_state, standing") == ("PAID", "warehouse")


def notices_engine() -> Any:
    return engine()


def test_a_person_matches_a_payment_by_hand_and_nobody_does_it_twice(shop: Company) -> None:
    order(shop, "A1")
    by("stripe", "A1-second-try", 8900)
    pk = shop.one("SELECT id FROM payment_notice")
    engine = notices_engine()
    assert notices.match(engine, pk, "A2", "fin", None) == "unknown_order"
    assert notices.match(engine, pk, "A1", "fin", [shop.shop + 1]) == "settled_already"
    assert notices.match(engine, pk, "A1", "fin", None) == ""
    assert notices.match(engine, pk, "A1", "fin", None) == "settled_already"
    assert shop.order("A1", "payment_state, captured_minor") == ("PAID", 8900)
    assert shop.rows("SELECT outcome, settled_by FROM payment_notice") == [("done", "fin")]


def test_a_forged_or_old_notice_is_refused_and_not_kept(shop: Company) -> None:
    order(shop, "A1")
    event, paid = sign.intent("A1", 8900), sign.transaction("A1", 8900)
    old = NOW.replace(hour=1)
    body, headers = sign.stripe(event, NOW)
    trade = sign.trade("A1", "89.00")
    answers = [
        tell("stripe", *sign.stripe(event, NOW, "whsec_other")),
        tell("stripe", *sign.stripe(event, old)),
        tell("stripe", body.replace(b"8900", b"9900"), headers),
        tell("stripe", body),
        tell("alipay", sign.alipay(trade, "ours"), kind=FORM),
        tell("alipay", sign.alipay(trade).replace(b"89.00", b"99.00"), kind=FORM),
        tell("alipay", sign.alipay({**trade, "app_id": "other"}), kind=FORM),
        tell("wechatpay", *sign.wechat(paid, NOW, signer="ours")),
        tell("wechatpay", *sign.wechat(paid, old)),
        tell("wechatpay", *sign.wechat({**paid, "mchid": "other"}, NOW)),
        tell("wechatpay", *sign.wechat(paid, NOW, api_key="x" * 32)),
    ]
    assert [answer.status_code for answer in answers] == [401] * len(answers)
    assert (kept(shop), shop.order("A1", "payment_state")) == ([], ("UNPAID",))


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff\x00", b"[" * 50_000, b'{"data":[]}', b'{"id":1,"type":"x","data":{}}']
)
def test_a_signed_notice_without_sense_is_refused_and_breaks_nothing(shop: Company, body: bytes) -> None:
    sent = str(int(NOW.timestamp()))
    mark = hmac.new(sign.WHSEC.encode(), sent.encode() + b"." + body, hashlib.sha256).hexdigest()
    answer = tell("stripe", body, {"stripe-signature": f"t={sent},v1={mark}"})
    assert (answer.status_code, kept(shop)) == (401, [])


def test_an_unknown_gateway_or_shop_is_404(shop: Company) -> None:
    assert tell("nobody", b"{}").status_code == 404
    assert tell("practice", b"{}").status_code == 404
    assert Client().post("/api/v1/payments/other/stripe", b"{}", "application/json").status_code == 404


def test_a_wrong_amount_is_counted_as_it_is_and_a_wrong_currency_is_held(shop: Company) -> None:
    order(shop, "LESS")
    order(shop, "MORE")
    order(shop, "EURO")
    for name, event in {
        "LESS": sign.intent("LESS", 8000, "e1"),
        "MORE": sign.intent("MORE", 9900, "e2"),
        "EURO": sign.intent("EURO", 8900, "e3", currency="eur"),
    }.items():
        assert tell("stripe", *sign.stripe(event, NOW)).status_code == 200, name
    shop.run()
    assert shop.order("LESS", "payment_state, captured_minor, standing") == ("PARTIALLY_PAID", 8000, "unpaid")
    assert (shop.order("MORE", "payment_state, captured_minor"), shop.holds("MORE")) == (
        ("OVERPAID", 9900),
        ["overpaid"],
    )
    assert (shop.order("EURO", "payment_state, captured_minor"), shop.holds("EURO")) == (
        ("UNPAID", 0),
        ["payment_mismatch"],
    )


def test_what_the_channel_told_already_is_not_counted_a_second_time(shop: Company) -> None:
    shop.send(incoming("A1", line("MUG")))
    shop.run()
    by("stripe", "A1", 8900)
    assert shop.order("A1", "payment_state, captured_minor") == ("PAID", 8900)


def test_authorised_then_captured_is_one_payment(shop: Company) -> None:
    order(shop, "A1")
    tell("stripe", *sign.stripe(sign.intent("A1", 8900, "e1", "amount_capturable_updated"), NOW))
    assert shop.order("A1", "payment_state, authorised_minor, captured_minor") == ("AUTHORIZED", 8900, 0)
    tell("stripe", *sign.stripe(sign.intent("A1", 8900, "e2"), NOW))
    assert shop.order("A1", "payment_state, authorised_minor, captured_minor") == ("PAID", 8900, 8900)


def test_results_of_the_card_are_facts_that_a_rule_may_ask_about(shop: Company) -> None:
    order(shop, "A1")
    card = {"checks": {"cvc_check": "fail", "address_line1_check": "pass"}, "three_d_secure": {"result": "failed"}}
    charge = {
        "id": "ch_1", "payment_intent": "pi_1", "amount": 8900, "currency": "cny", "metadata": {"order": "A1"},
        "payment_method_details": {"card": card}, "outcome": {"risk_level": "elevated"},
    }  # fmt: skip
    event = {"id": "e9", "type": "charge.succeeded", "created": 1763604000, "data": {"object": charge}}
    tell("stripe", *sign.stripe(event, NOW))
    found = shop.one("SELECT extra->'card' FROM orders")
    assert found == {"avs": "pass", "cvv": "fail", "three_ds": "failed", "risk": "elevated"}
    assert msgspec.json.encode(shop.one("SELECT notice->'card' FROM payment_notice")) != b"{}"


def test_a_refund_that_is_not_ours_waits_for_a_person(shop: Company) -> None:
    paid = sign.transaction("A1", 8900, out_refund_no="777", refund_id="50000", refund_status="SUCCESS")
    paid["amount"] = {"total": 8900, "refund": 500}
    assert tell("wechatpay", *sign.wechat(paid, NOW)).status_code == 200
    assert kept(shop) == [("wechatpay", "A1", 500, "refused", "refund_unknown")]
