"""What a Magento order says, and how its calls are signed."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from pathlib import Path

from orderway.adapters.channels import _oauth1
from orderway.adapters.channels.magento import CHANNEL

EXAMPLES = Path(__file__).parent / "examples" / "magento"


def test_of_parent_and_children_the_one_with_the_price_is_the_line() -> None:
    (order,) = CHANNEL.parse((EXAMPLES / "order.json").read_bytes()).orders
    lines = [(line.external_id, line.sku, line.quantity, line.unit_price_minor, line.ships) for line in order.lines]
    assert lines == [
        ("101", "WS-M-Red", 2, 2000, True),
        ("104", "mug", 1, 2900, True),
        ("105", "cup", 1, 2000, True),
        ("106", "ebook", 1, 2000, False),
    ]


def test_money_state_address_and_remark_of_an_order() -> None:
    (order,) = CHANNEL.parse((EXAMPLES / "order.json").read_bytes()).orders
    assert (order.total_minor, order.paid_minor, order.discount_minor, order.tax_minor) == (12733, 12733, 700, 2033)
    assert (order.payment_status, order.status, order.number) == ("paid", "open", "000000057")
    assert order.ship_to.street == "Hauptstraße 5, Hinterhaus"
    assert order.ship_to.country == "DE"
    assert (order.seller_note, order.buyer_note) == ("fragile", "Bitte klingeln")
    assert order.wishes == {"gift_message": "Alles Gute!"}
    assert order.version == "2026-03-01T10:00:01.000000+00:00"


def test_a_cancelled_order_of_a_search_answer() -> None:
    parsed = CHANNEL.parse((EXAMPLES / "orders.json").read_bytes())
    assert [(one.external_id, one.status, one.payment_status) for one in parsed.orders] == [
        ("57", "open", "paid"),
        ("58", "cancelled", "voided"),
    ]


def test_a_shipment_says_its_numbers_and_units() -> None:
    (document,) = CHANNEL.parse((EXAMPLES / "shipment.json").read_bytes()).documents
    assert (document.kind, document.order_external_id) == ("fulfilment", "57")
    assert [(line.external_id, line.quantity) for line in document.lines] == [("101", 2)]
    assert document.data["tracking_numbers"] == ["00340434"]


def test_a_signature_is_that_of_the_standard() -> None:
    """RFC 5849 section 3.4.1: what is signed, with keys and values that must be escaped."""
    secrets = dict.fromkeys(("consumer_key", "access_token"), "k") | {
        "consumer_secret": "a b",
        "access_token_secret": "c&d",
    }
    given = _oauth1.header("get", "https://shop.example/rest/V1/orders", {"a[b]": "c d"}, secrets, "n", 1)
    base = (
        "GET&https%3A%2F%2Fshop.example%2Frest%2FV1%2Forders&a%255Bb%255D%3Dc%2520d%26oauth_consumer_key%3Dk"
        "%26oauth_nonce%3Dn%26oauth_signature_method%3DHMAC-SHA256%26oauth_timestamp%3D1%26oauth_token%3Dk"
        "%26oauth_version%3D1.0"
    )
    right = base64.b64encode(hmac.new(b"a%20b&c%26d", base.encode(), hashlib.sha256).digest()).decode()
    assert right == "uWJWytr1yFeTOxMGQhVJDhFiY/9Yt0DQeN31+tOVizE="
    assert 'oauth_signature="uWJWytr1yFeTOxMGQhVJDhFiY%2F9Yt0DQeN31%2BtOVizE%3D"' in given


def altered(**values: object) -> bytes:
    """The example order with other values."""
    return json.dumps(json.loads((EXAMPLES / "order.json").read_text()) | values).encode()


def test_an_order_with_money_given_back_is_still_an_order() -> None:
    (order,) = CHANNEL.parse(altered(adjustment_negative=0, adjustment_positive=0, total_refunded=127.33)).orders
    assert (order.payment_status, order.refunded_minor) == ("refunded", 12733)


def test_a_bill_is_no_order() -> None:
    items = [{"order_item_id": 101, "sku": "mug", "qty": 1, "price": 20}]
    body = {"entity_id": 3, "increment_id": "000000003", "order_id": 57, "grand_total": 20, "state": 2, "items": items}
    body |= {"order_currency_code": "EUR", "total_qty": 1}
    (bill,) = CHANNEL.parse(json.dumps(body).encode()).documents
    assert (bill.kind, bill.order_external_id, bill.amount_minor, bill.status) == ("invoice", "57", 2000, "paid")
    assert [(line.external_id, line.quantity, line.unit_price_minor) for line in bill.lines] == [("101", 1, 2000)]


def test_an_order_in_an_envelope_is_read() -> None:
    body = b'{"entity": ' + (EXAMPLES / "order.json").read_bytes() + b"}"
    assert [order.number for order in CHANNEL.parse(body).orders] == ["000000057"]


def test_what_the_shop_holds_is_held_here_too() -> None:
    told = ["the shop has put the order on hold (holded)"]
    (order,) = CHANNEL.parse(altered(state="holded", status="holded")).orders
    assert (order.status, order.extra["contradictions"]) == ("open", told)
    (order,) = CHANNEL.parse(altered()).orders
    assert "contradictions" not in order.extra
