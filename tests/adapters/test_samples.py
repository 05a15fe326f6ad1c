"""Every platform sample of `../shared/samples/channels` against the values written beside it; skipped where absent."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from orderway.adapters.channels import channel
from orderway.kernel.money import parse_minor
from orderway.ports.channel import Document, IncomingOrder, Parsed, Receiver

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples" / "channels"
EXPECTED: dict[str, Any] = json.loads((SAMPLES / "expected.json").read_text()) if SAMPLES.is_dir() else {}
CODES = {"tracking_push": "easypost"}

pytestmark = pytest.mark.skipif(not EXPECTED, reason="../shared/samples is not here")


def named(prefix: str) -> list[str]:
    return [name for name in EXPECTED if name.startswith(prefix)]


def parsed(name: str) -> Parsed:
    code = name.split("/", maxsplit=1)[0]
    found = channel(CODES.get(code, code)).parse((SAMPLES / name).read_bytes(), filename=Path(name).name)
    assert found.problems == []
    assert found.orders or found.documents
    return found


def amount(value: str | None, currency: str) -> int:
    return parse_minor(value or "0", currency)


def same_place(got: Receiver, want: dict[str, Any]) -> None:
    """The address of a sample: the parts that the sample has, under the names of its platform."""
    names = {
        "name": ("name",),
        "phone": ("phone",),
        "city": ("city",),
        "postcode": ("zip", "postcode", "postalCode"),
        "country": ("country_code", "country", "countryCode"),
        "province": ("province", "state"),
        "company": ("company",),
    }
    for field, keys in names.items():
        for key in keys:
            if key in want:
                assert getattr(got, field) == want[key], field
    for key in ("address1", "address_1", "addressLine1"):
        if key in want:
            assert got.street.startswith(want[key])


def same_shopify_order(got: IncomingOrder, want: dict[str, Any]) -> None:
    coin = want["currency"]
    assert got.external_id == str(want["id"])
    assert got.number == want["name"]
    assert got.currency == coin
    assert got.total_minor == amount(want["total_price"], coin)
    assert got.tax_minor == amount(want.get("total_tax"), coin)
    assert got.discount_minor == amount(want["total_discounts"], coin)
    assert got.shipping_minor == amount(want["shipping_total"], coin)
    assert got.payment_status == want["financial_status"]
    assert got.status == ("cancelled" if "cancelled_at" in want else "closed" if "closed_at" in want else "open")
    assert sum(line.quantity for line in got.lines) == want["total_qty"]
    assert sum(line.quantity * line.unit_price_minor for line in got.lines) == amount(want["lines_gross"], coin)
    for line, wanted in zip(got.lines, want["lines"], strict=True):
        assert line.sku == (wanted["sku"] or "")
        assert line.quantity == wanted["quantity"]
        assert line.unit_price_minor == amount(wanted["price"], coin)
        assert not wanted["variant_id"] or line.listing == str(wanted["variant_id"])
    same_place(got.ship_to, want.get("ship_to", {}))
    if "bill_to" in want:
        assert got.bill_to is not None
        same_place(got.bill_to, want["bill_to"])


def same_shopify_refund(got: Document, want: dict[str, Any]) -> None:
    assert got.kind == "refund"
    assert got.number == str(want["id"] or "")
    assert got.amount_minor == amount(want["refunded"], "USD")
    assert got.data["units"] == want["units"]
    assert got.data["lines_subtotal_minor"] == amount(want["lines_subtotal"], "USD")
    assert got.data["restock_types"] == want["restock_types"]


@pytest.mark.parametrize("name", [n for n in named("shopify/") if EXPECTED[n]["kind"].startswith("order")])
def test_shopify_orders_are_read_to_the_cent(name: str) -> None:
    found = parsed(name)
    wanted = EXPECTED[name].get("orders", [EXPECTED[name]])
    assert len(found.orders) == len(wanted)
    for got, want in zip(found.orders, wanted, strict=True):
        same_shopify_order(got, want)
        refunds = [document for document in found.documents if document.kind == "refund"]
        for refund, wanted_refund in zip(refunds, want["refunds"], strict=True):
            same_shopify_refund(refund, wanted_refund)
        parcels = [document for document in found.documents if document.kind == "fulfilment"]
        assert [(parcel.status, parcel.data["tracking_numbers"]) for parcel in parcels] == [
            (parcel["status"], parcel["tracking"]) for parcel in want["fulfillments"]
        ]


@pytest.mark.parametrize("name", [n for n in named("shopify/") if EXPECTED[n]["kind"] == "refund"])
def test_shopify_refunds_say_what_was_paid_back(name: str) -> None:
    [document] = parsed(name).documents
    same_shopify_refund(document, EXPECTED[name])
    assert document.order_external_id == str(EXPECTED[name]["order_id"] or 450789469)


@pytest.mark.parametrize("name", [n for n in named("shopify/") if EXPECTED[n]["kind"].startswith("fulfillment")])
def test_shopify_fulfilments_say_what_left(name: str) -> None:
    want = EXPECTED[name]
    wanted = want.get("fulfillments") or want.get("items") or [want]
    for document, one in zip(parsed(name).documents, wanted, strict=True):
        assert document.number == str(one["id"])
        assert document.order_external_id == str(one.get("order_id", 450789469))
        assert document.status == one["status"]
        assert document.data["units"] == one["units"]
        if "tracking_numbers" in one:
            assert document.kind == "fulfilment"
            assert document.data["tracking_numbers"] == one["tracking_numbers"]
            assert document.data["tracking_company"] == one["tracking_company"]
        else:
            assert document.kind == "fulfilment_order"
            assert document.data["location"] == str(one["location"])


def test_shopify_transactions_are_payments() -> None:
    want = EXPECTED["shopify/goshopify_transactions.json"]["items"]
    for document, one in zip(parsed("shopify/goshopify_transactions.json").documents, want, strict=True):
        assert document.kind == "payment"
        assert document.number == str(one["id"])
        assert document.amount_minor == amount(one["amount"], "USD")
        assert (document.data["kind"], document.status, document.data["gateway"]) == (
            one["kind"],
            one["status"],
            one["gateway"],
        )


@pytest.mark.parametrize("name", [n for n in named("woocommerce/") if EXPECTED[n]["kind"] == "order"])
def test_woocommerce_orders_are_read_to_the_cent(name: str) -> None:
    found, want = parsed(name), EXPECTED[name]
    [got] = found.orders
    coin = want["currency"]
    assert (got.external_id, got.number, got.currency) == (str(want["id"]), want["number"], coin)
    assert got.placed_at.isoformat() == want["date_created_gmt"] + "+00:00"
    assert got.paid_at is not None
    assert got.paid_at.isoformat() == want["date_paid_gmt"] + "+00:00"
    assert got.total_minor == amount(want["total"], coin)
    assert got.tax_minor == amount(want["total_tax"], coin)
    assert got.shipping_minor == amount(want["shipping_total"], coin)
    assert got.discount_minor == amount(want["discount_total"], coin)
    assert got.payment_method == want["payment_method"]
    assert got.payment_status == ("refunded" if want["status"] == "refunded" else "paid")
    counts = [Decimal(line.quantity_exact or line.quantity) for line in got.lines]
    assert sum(counts) == Decimal(want["total_qty"])
    for line, wanted in zip(got.lines, want["lines"], strict=True):
        assert (line.sku, line.listing) == (wanted["sku"], str(wanted["product_id"]))
    same_place(
        got.ship_to, {**want["ship_to"], "name": f"{want['ship_to']['first_name']} {want['ship_to']['last_name']}"}
    )
    assert got.fees_minor == sum(amount(fee["total"], coin) for fee in want["fees"])
    refunds = [document for document in found.documents if document.kind == "refund"]
    assert [(one.number, -(one.amount_minor or 0)) for one in refunds] == [
        (str(one["id"]), amount(one["total"], coin)) for one in want["refunds"]
    ]


def test_a_woocommerce_refund_has_its_lines() -> None:
    [want] = EXPECTED["woocommerce/refund-single.json"]["refunds"]
    [got] = parsed("woocommerce/refund-single.json").documents
    assert (got.kind, got.number, got.order_external_id) == ("refund", str(want["id"]), "560")
    assert got.amount_minor == amount(want["amount"], "USD")
    assert got.data["reason"] == want["reason"]
    assert sum(line.quantity for line in got.lines) == want["units"]


def test_woocommerce_notes_and_tracking_are_documents() -> None:
    notes = parsed("woocommerce/order-notes.json").documents
    assert len(notes) == EXPECTED["woocommerce/order-notes.json"]["count"]
    assert {note.kind for note in notes} == {"note"}
    assert {note.order_external_id for note in notes} == {"1044"}
    [tracking] = parsed("woocommerce/shipment_tracking_single.json").documents
    [want] = EXPECTED["woocommerce/shipment_tracking_single.json"]["items"]
    assert (tracking.kind, tracking.number) == ("tracking", want["tracking_number"])
    assert tracking.data["carrier"] == want["provider"]
    assert tracking.order_external_id == "198"


@pytest.mark.parametrize("name", [n for n in named("amazon/") if EXPECTED[n]["kind"] in ("order", "order_list")])
def test_amazon_orders_are_read_with_their_lines(name: str) -> None:
    want, found = EXPECTED[name], parsed(name)
    if "orders" in want:
        for got, one in zip(found.orders, want["orders"], strict=True):
            assert got.external_id == one["id"]
            assert got.placed_at.isoformat().replace("+00:00", "Z") == one["purchase_date"]
            assert got.total_minor == amount(one["total"], one["currency"] or "USD")
            assert got.fulfilled_by_channel == (one["channel"] == "AFN")
            assert got.payment_status == ("unpaid" if one["status"] == "Pending" else "paid")
        return
    assert [order.external_id for order in found.orders] == want.get("ids", [want.get("id")])
    assert [len(order.lines) for order in found.orders] == want.get("po_lines", [want.get("items")])
    assert all(line.sku for order in found.orders for line in order.lines)


@pytest.mark.parametrize("name", [n for n in named("amazon/") if EXPECTED[n]["kind"] == "order_part"])
def test_amazon_parts_of_an_order_name_the_order(name: str) -> None:
    [document] = parsed(name).documents
    assert document.order_external_id == EXPECTED[name]["id"]


def test_amazon_returns_and_notifications_are_documents() -> None:
    returns = parsed("amazon/returns_02.json").documents
    assert [(one.kind, one.order_external_id) for one in returns] == [
        ("return", "207-7727827-8514700"),
        ("return", "217-7727827-8514700"),
    ]
    [notice] = parsed("amazon/notification_FulfillmentOrderStatusNotification_0.json").documents
    assert (notice.kind, notice.data["notification_type"]) == ("notification", "FULFILLMENT_ORDER_STATUS")
    assert (notice.order_external_id, notice.status) == ("SFOID2345", "PROCESSED")


def test_a_cancelled_ebay_order_keeps_its_amounts() -> None:
    [want] = EXPECTED["ebay/getOrders_cancelled.json"]["orders"]
    found = parsed("ebay/getOrders_cancelled.json")
    [got] = found.orders
    assert (got.external_id, got.status, got.payment_status) == (want["id"], "cancelled", "refunded")
    assert (got.currency, got.total_minor) == (want["currency"], amount(want["total"], "USD"))
    assert [line.sku for line in got.lines] == want["skus"]
    assert got.extra["buyer_total"] == want["total_native"]
    assert got.extra["buyer_currency"] == want["native_currency"]
    same_place(got.ship_to, want["ship_to"])
    assert got.refunded_minor == amount(want["refunded"][0], "USD")


def test_an_easypost_tracker_is_a_tracking_document() -> None:
    want = EXPECTED["tracking_push/easypost_tracker_create.json"]
    [got] = parsed("tracking_push/easypost_tracker_create.json").documents
    assert (got.kind, got.number, got.status) == (want["kind"], want["number"], want["status"])
    assert got.data["carrier"] == want["carrier"]
    assert len(got.data["events"]) == want["event_count"]
    assert got.at is not None
    assert got.at.isoformat().replace("+00:00", "Z") == want["last_event_at"]


def test_a_wechat_refund_notice_is_kept_sealed() -> None:
    [got] = parsed("wechatpay/WxPayRefundNotifyResult_2.xml").documents
    assert got.kind == "refund"
    assert got.status == EXPECTED["wechatpay/WxPayRefundNotifyResult_2.xml"]["return_code"]
    assert got.data["sealed"]
