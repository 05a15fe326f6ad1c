"""Gift cards, store credit and points: counted as paid, and each part of a refund goes back to where it came from."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest

from orderway.adapters.channels import magento, orderway_json, shopify, woocommerce
from orderway.adapters.payments import _http
from orderway.flow import sources
from orderway.flow.order import Order, Payment, Refund
from orderway.journey.intake.inbox import Arrival, store
from orderway.kernel import clock
from orderway.ports.channel import IncomingPayment
from tests.shop import NOW, Company, incoming, line

GIFT, POINTS, CARD = (
    IncomingPayment("gift_card", 3334, "GC-1"),
    IncomingPayment("points", 1000),
    IncomingPayment("stripe", 5667, "pi_1"),
)


class FakeStripe:
    """Keeps the refunds that were made."""

    def __init__(self) -> None:
        self.made: list[dict[str, Any]] = []

    def __call__(self, method: str, url: str, headers: Any, content: bytes | None = None) -> _http.Reply:
        if method == "GET":
            found: dict[str, Any] = {"data": self.made} if urlsplit(url).path == "/v1/refunds" else {}
            return _http.Reply(200, {}, json.dumps(found).encode())
        form = {name: values[0] for name, values in parse_qs((content or b"").decode()).items()}
        self.made.append(
            {"id": f"re_{len(self.made)}", "amount": int(form["amount"]), "currency": "cny", "status": "succeeded",
             "metadata": {"refund": form["metadata[refund]"]}}
        )  # fmt: skip
        return _http.Reply(200, {}, json.dumps(self.made[-1]).encode())


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> FakeStripe:
    made = FakeStripe()
    monkeypatch.setattr(_http, "call", made)
    return made


@pytest.fixture
def shop(company: Company) -> Company:
    company.sku("MUG", HZ=50)
    company.gateway("stripe")
    company.policy(payment="stripe")
    return company


def send(shop: Company, *payments: IncomingPayment, **more: Any) -> None:
    shop.send(incoming("A1", line("MUG", price=10001), payments=list(payments), **more))
    shop.run()


def paid(shop: Company) -> list[Any]:
    return shop.rows("SELECT method, external_id, amount_minor FROM payment ORDER BY method, external_id")


def refund(shop: Company, amount: int) -> int:
    shop.must("propose_refund", "A1", amount_minor=amount, kind="compensation", reason="damaged")
    shop.deliver()
    found: int = shop.one("SELECT id FROM refund ORDER BY asked_at DESC, id DESC LIMIT 1")
    return found


def parts(shop: Company, refund_id: int) -> dict[str, int]:
    found: dict[str, int] = shop.one("SELECT extra->'refund_parts'->%s FROM orders", [str(refund_id)])
    return found


def test_each_thing_is_counted_once_and_together_they_pay_the_order(shop: Company) -> None:
    send(shop, GIFT, POINTS, CARD)
    assert shop.order("A1", "payment_state, captured_minor, standing") == ("PAID", 10001, "warehouse")
    assert paid(shop) == [
        ("gift_card", "channel:gift_card:GC-1", 3334), ("points", "channel:points:2", 1000), ("stripe", "pi_1", 5667),
    ]  # fmt: skip
    send(shop, GIFT, POINTS, CARD, version="2")
    assert shop.order("A1", "captured_minor") == (10001,)
    assert shop.one("SELECT extra->'tenders' FROM orders") == {"gift_card": 3334, "points": 1000}


def test_a_gift_card_pays_a_part_and_the_gateways_notice_the_rest(shop: Company) -> None:
    send(shop, GIFT, paid=False, paid_minor=3334, payment_status="partially_paid")
    assert shop.order("A1", "payment_state, captured_minor, standing") == ("PARTIALLY_PAID", 3334, "unpaid")
    args = {"kind": "captured", "amount_minor": 6667, "currency": "CNY", "reference": "pi_1"}
    shop.must("payment_told", "A1", **args)
    shop.run()
    assert shop.order("A1", "payment_state, captured_minor, standing") == ("PAID", 10001, "warehouse")


def test_a_gift_card_beside_an_authorisation_leaves_the_rest_to_be_taken(shop: Company) -> None:
    send(shop, GIFT, paid=False, payment_status="authorized")
    assert shop.order("A1", "payment_state, authorised_minor, captured_minor") == ("AUTHORIZED", 10001, 3334)


def test_never_more_is_counted_than_is_told_as_paid(shop: Company) -> None:
    send(shop, IncomingPayment("gift_card", 99999, "GC-1"))
    assert shop.order("A1", "payment_state, captured_minor") == ("PAID", 10001)


def test_a_refund_goes_back_to_the_gift_card_first_and_the_gateway_pays_only_the_money(
    shop: Company, gateway: FakeStripe
) -> None:
    send(shop, GIFT, POINTS, CARD)
    whole = refund(shop, 10001)
    assert parts(shop, whole) == {"gift_card": 3334, "points": 1000, "money": 5667, "done": 1}
    assert [one["amount"] for one in gateway.made] == [5667]
    assert shop.one("SELECT state FROM refund") == "PROCESSING"
    shop.deliver()
    assert len(gateway.made) == 1
    shop.must("pay_refund", "A1", refund_id=whole, reference="GC-1 credited")
    assert shop.one("SELECT state FROM refund") == "SUCCEEDED"
    assert shop.order("A1", "refunded_minor, refund_open_minor") == (10001, 0)


def test_refunds_in_pieces_use_up_each_source_to_the_minor_unit(shop: Company, gateway: FakeStripe) -> None:
    send(shop, GIFT, POINTS, CARD)
    found = [parts(shop, refund(shop, amount)) for amount in (3333, 3334, 3334)]
    assert found == [
        {"gift_card": 3333},
        {"gift_card": 1, "points": 1000, "money": 2333, "done": 1},
        {"money": 3334},
    ]
    assert [one["amount"] for one in gateway.made] == [2333, 3334]
    totals: dict[str, int] = {}
    for one in found:
        for source, amount in one.items():
            totals[source] = totals.get(source, 0) + amount
    assert {name: totals[name] for name in ("gift_card", "points", "money")} == {
        "gift_card": 3334, "points": 1000, "money": 5667,
    }  # fmt: skip


def test_a_shop_may_give_money_back_first(shop: Company, gateway: FakeStripe) -> None:
    shop.policy(refund_order="money")
    send(shop, GIFT, POINTS, CARD)
    assert parts(shop, refund(shop, 6000)) == {"money": 5667, "gift_card": 333, "done": 1}


def test_a_rejected_refund_gives_its_parts_free_again(shop: Company) -> None:
    shop.policy(refund_limit_minor=0)
    send(shop, GIFT, POINTS, CARD)
    shop.must("propose_refund", "A1", amount_minor=3334, kind="compensation", reason="damaged")
    first = shop.one("SELECT id FROM refund")
    shop.must("reject_refund", "A1", refund_id=first)
    shop.must("propose_refund", "A1", amount_minor=3000, kind="compensation", reason="damaged")
    second = shop.one("SELECT id FROM refund WHERE state = 'REQUESTED'")
    shop.must("approve_refund", "A1", refund_id=second)
    shop.must("pay_refund", "A1", refund_id=second, reference="GC")
    assert parts(shop, second) == {"gift_card": 3000}


def test_all_in_money_is_one_part() -> None:
    order = msgspec.convert(
        {"id": 1, "shop_id": 1, "external_id": "A", "number": "A", "placed_at": NOW, "received_at": NOW,
         "currency": "CNY", "total_minor": 100, "stage": "check", "captured_minor": 100}, Order,
    )  # fmt: skip
    order.payments = [Payment(2, 1, "captured", 100, NOW, "pi_1")]
    one = Refund(3, 1, "compensation", "REQUESTED", 40, "", NOW, "anna")
    assert (sources.keep(order, one, ""), order.extra) == ({"money": 40}, {})


MAGENTO = {
    "entity_id": 7, "increment_id": "1007", "order_currency_code": "EUR", "created_at": "2026-11-20 01:00:00",
    "state": "processing", "grand_total": 56.67, "total_paid": 56.67, "payment": {"method": "stripe_payments"},
    "items": [{"item_id": 1, "sku": "MUG", "name": "Mug", "qty_ordered": 1, "price": 100.01, "row_total": 100.01}],
    "extension_attributes": {"gift_cards_amount": 33.34, "customer_balance_amount": 0, "reward_currency_amount": 10},
}  # fmt: skip


def test_magento_names_gift_cards_and_points_which_belong_to_the_total() -> None:
    (got,) = magento.CHANNEL.parse(json.dumps(MAGENTO).encode()).orders
    assert (got.total_minor, got.paid_minor, got.payment_status, got.fees_minor) == (10001, 10001, "paid", 0)
    assert got.payments == [IncomingPayment("gift_card", 3334), IncomingPayment("points", 1000)]


def test_magentos_cash_on_delivery_collects_only_what_the_gift_card_left() -> None:
    told = {**MAGENTO, "state": "new", "total_paid": 0, "payment": {"method": "cashondelivery"}}
    (got,) = magento.CHANNEL.parse(json.dumps(told).encode()).orders
    assert (got.total_minor, got.payment_status, got.fees_minor, got.payments) == (5667, "cod_due", -4334, [])


def test_woocommerce_gift_cards_belong_to_the_total() -> None:
    told = {
        "id": 8, "currency": "EUR", "total": "66.67", "date_created_gmt": "2026-11-20T01:00:00", "status": "processing",
        "date_paid_gmt": "2026-11-20T01:01:00", "payment_method": "stripe",
        "gift_cards": [{"id": 3, "amount": "33.34"}],
        "line_items": [{"id": 1, "sku": "MUG", "name": "Mug", "quantity": 1, "price": 100.01, "subtotal": "100.01",
                        "total": "100.01"}],
    }  # fmt: skip
    (got,) = woocommerce.CHANNEL.parse(json.dumps(told).encode()).orders
    assert (got.total_minor, got.paid_minor) == (10001, 10001)
    assert got.payments == [IncomingPayment("gift_card", 3334, "3")]


TRANSACTION = {
    "id": 5, "order_id": 1, "kind": "sale", "gateway": "gift_card", "status": "success", "amount": "33.34",
    "currency": "EUR", "created_at": "2026-11-20T01:00:00Z",
}  # fmt: skip


def test_shopifys_transactions_tell_what_was_paid_by_gift_card() -> None:
    order = {
        "id": 1, "currency": "EUR", "total_price": "100.01", "created_at": "2026-11-20T01:00:00Z",
        "financial_status": "paid", "line_items": [{"id": 1, "sku": "MUG", "quantity": 1, "price": "100.01"}],
        "transactions": [TRANSACTION, {**TRANSACTION, "id": 6, "gateway": "shopify_payments", "amount": "66.67"},
                         {**TRANSACTION, "id": 7, "status": "failure"}],
    }  # fmt: skip
    (got,) = shopify.CHANNEL.parse(json.dumps(order).encode()).orders
    assert got.payments == [IncomingPayment("gift_card", 3334, "5")]


def test_a_gift_cards_own_notice_says_with_what_the_order_was_paid(shop: Company) -> None:
    send(shop)
    document = {"kind": "payment", "number": "5", "order_external_id": "A1", "amount_minor": 3334, "status": "success",
                "currency": "CNY", "data": {"kind": "sale", "gateway": "gift_card", "source": "gift_card"}}  # fmt: skip
    tell(shop, document)
    assert shop.order("A1", "payment_state, captured_minor") == ("PAID", 10001)
    assert shop.one("SELECT extra->'tenders' FROM orders") == {"gift_card": 3334}


@pytest.mark.parametrize(
    ("status", "kind"), [("failure", "sale"), ("pending", "sale"), ("success", "refund"), ("success", "void")]
)
def test_a_try_that_failed_and_money_that_went_back_pay_nothing(shop: Company, status: str, kind: str) -> None:
    send(shop, paid=False)
    tell(shop, {"kind": "payment", "number": "5", "order_external_id": "A1", "amount_minor": 10001, "status": status,
                "currency": "CNY", "data": {"kind": kind, "gateway": "shopify_payments"}})  # fmt: skip
    assert shop.order("A1", "payment_state, captured_minor") == ("UNPAID", 0)


def test_an_authorisations_notice_is_no_money_yet(shop: Company) -> None:
    send(shop, paid=False)
    tell(shop, {"kind": "payment", "number": "5", "order_external_id": "A1", "amount_minor": 10001, "status": "success",
                "currency": "CNY", "data": {"kind": "authorization", "gateway": "shopify_payments"}})  # fmt: skip
    assert shop.order("A1", "payment_state, captured_minor") == ("AUTHORIZED", 0)


def tell(shop: Company, document: dict[str, Any]) -> None:

    shop.reader.channels = {**shop.reader.channels, "orderway": orderway_json.CHANNEL}
    arrival = Arrival(shop.shop, json.dumps({"documents": [document]}).encode(), "document")
    with shop.connection.transaction(), shop.connection.cursor() as cursor:
        store(cursor, [arrival], clock.now(), shop.engine.ids)
    shop.run()
