"""What is particular to one platform: edits, several currencies, pre-sale, masks, cash on delivery, bundles."""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

from orderway.adapters.channels import UnknownChannel, channel, wechatpay
from orderway.adapters.channels._places import country_code
from orderway.adapters.channels._read import Unreadable, exact_price, minor, moment, quantity
from orderway.ports.channel import IncomingOrder, Refused

EXAMPLES = Path(__file__).parent / "examples"
NOW = datetime(2026, 2, 3, 12, 0, tzinfo=UTC)


def example(name: str) -> Any:
    return json.loads((EXAMPLES / name).read_text("utf-8"))


def only(code: str, body: Any, topic: str = "") -> IncomingOrder:
    parsed = channel(code).parse(json.dumps(body).encode(), topic=topic)
    assert parsed.problems == []
    [order] = parsed.orders
    return order


def test_an_unknown_channel_is_named_with_those_that_exist() -> None:
    with pytest.raises(UnknownChannel, match="no channel 'ebuy'; there are: amazon, csv, douyin"):
        channel("ebuy")


@pytest.mark.parametrize(
    ("written", "currency", "wanted"),
    [("1.10", "USD", 110), ("100", "JPY", 100), ("100.00", "JPY", 100), ("1.255", "KWD", 1255), ("0.005", "USD", 1),
     ("-3.50", "EUR", -350), ("", "EUR", 0), (7, "EUR", 700), ("1e2", "EUR", 10000)],
)  # fmt: skip
def test_money_becomes_minor_units_exactly(written: Any, currency: str, wanted: int) -> None:
    assert minor(written, currency) == wanted


@pytest.mark.parametrize("wrong", ["NaN", "Infinity", "1e400", "9" * 60, "1,00", "abc", True, [1], "٣", "²"])
def test_what_is_no_amount_is_unreadable(wrong: Any) -> None:
    if wrong == "٣":
        assert minor(wrong, "EUR") == 300
        return
    with pytest.raises(Unreadable):
        minor(wrong, "EUR")


def test_a_fraction_in_json_is_never_a_binary_float() -> None:
    body = json.dumps(example("woocommerce/order.json")).replace('"subtotal": "30.00"', '"subtotal": 30.1')
    [order] = channel("woocommerce").parse(body.encode()).orders
    assert order.lines[0].gross_minor == 3010


def test_quantities_that_are_no_whole_ones_keep_their_text() -> None:
    assert quantity("1.5") == (2, "1.5")
    assert quantity("2.000") == (2, "")
    assert quantity(-3) == (0, "-3")
    assert quantity("123456789012") == (1_000_000, "123456789012")


def test_a_price_finer_than_a_minor_unit_keeps_its_text() -> None:
    assert exact_price("0.0125", "USD") == "0.0125"
    assert exact_price("1.50", "USD") == ""
    assert exact_price("1.5", "JPY") == "1.5"


def test_times_are_utc_whatever_they_were_written_in() -> None:
    assert moment("2024-01-02T09:03:29-05:00") == datetime(2024, 1, 2, 14, 3, 29, tzinfo=UTC)
    assert moment("2024-01-02T14:03:29Z") == moment(1704204209) == moment(1704204209000)


def test_countries_are_known_by_name_in_several_languages() -> None:
    names = ["Germany", "Deutschland", "德国", "DE", "DEU", "EIRE", "UK", "United States", "中国", "Nowhere"]
    assert [country_code(name) for name in names] == ["DE", "DE", "DE", "DE", "DE", "IE", "GB", "US", "CN", ""]


def test_shopify_edits_lower_the_current_quantity_and_keep_the_ordered_one() -> None:
    order = only("shopify", example("shopify/order_updated.json"))
    assert [(line.quantity, line.current_quantity) for line in order.lines] == [(2, 1), (1, 0)]
    assert order.extra["current_total_minor"] == 2900


def test_shopify_money_is_the_shops_and_the_buyers_stands_beside() -> None:
    order = only("shopify", example("shopify/order_updated.json"))
    assert (order.currency, order.total_minor) == ("EUR", 4889)
    assert (order.extra["buyer_currency"], order.extra["buyer_total_minor"]) == ("CHF", 4710)
    assert (order.tax_included, order.tax_minor) == (True, 781)


def test_shopify_lines_without_sku_have_the_variant_as_listing() -> None:
    order = only("shopify", example("shopify/order_updated.json"))
    assert [(line.sku, line.listing, line.discount_minor) for line in order.lines] == [
        ("MUG-RED", "901", 400),
        ("", "902", 100),
    ]


def test_shopify_cash_on_delivery_and_zero_price_gifts_are_ordinary() -> None:
    [order] = channel("shopify").parse((EXAMPLES / "shopify/orders.json").read_bytes()).orders
    assert (order.payment_status, order.currency, order.total_minor) == ("cod_due", "JPY", 110)
    assert [(line.unit_price_minor, line.ships) for line in order.lines] == [(0, True), (100, False)]


def test_shopify_wishes_are_taken_from_note_attributes() -> None:
    assert only("shopify", example("shopify/order_updated.json")).wishes == {"delivery_date": "2026-02-10"}


def test_shopify_deletion_is_a_cancellation() -> None:
    [document] = channel("shopify").parse(b'{"id": 820982911946154508}', topic="orders/delete").documents
    assert (document.kind, document.order_external_id) == ("cancellation", "820982911946154508")


def test_shopify_one_bad_order_of_a_list_does_not_stop_the_others() -> None:
    good = example("shopify/order_updated.json")
    parsed = channel("shopify").parse(json.dumps({"orders": [{**good, "currency": "EURO"}, good]}).encode())
    assert [order.external_id for order in parsed.orders] == ["5500000000001"]
    assert [(problem.where, problem.what) for problem in parsed.problems] == [
        ("order 5500000000001", "currency: 'EURO' is not a code of three letters")
    ]


def test_shopify_a_retry_after_hours_is_taken() -> None:
    body = b"{}"
    headers = {
        "x-shopify-hmac-sha256": base64.b64encode(__import__("hmac").digest(b"s", body, "sha256")).decode(),
        "x-shopify-webhook-id": "w1",
        "x-shopify-triggered-at": "2026-02-03T08:00:00.123456789Z",
    }
    assert channel("shopify").verify(headers, body, "s", NOW).key == "w1"


def test_own_json_names_the_field_at_fault() -> None:
    wrong = {**example("orderway/order.json"), "total_minor": 1.5}
    [problem] = channel("orderway").parse(json.dumps(wrong).encode()).problems
    assert problem.what == "Expected `int`, got `float` - at `$.total_minor`"
    naive = {**example("orderway/order.json"), "placed_at": "2026-02-03T10:20:30"}
    [problem] = channel("orderway").parse(json.dumps(naive).encode()).problems
    assert problem.what == "placed_at has no offset from UTC"


def test_own_json_reads_line_by_line_and_names_the_bad_one() -> None:
    good = json.dumps(example("orderway/order.json"))
    parsed = channel("orderway").parse(f"{good}\n{{broken\n{good}\n".encode())
    assert len(parsed.orders) == 2
    assert [problem.where for problem in parsed.problems] == ["line 2"]


def test_woocommerce_fees_coupons_and_bundles_are_kept() -> None:
    order = only("woocommerce", example("woocommerce/order.json"))
    assert (order.fees_minor, order.discount_minor, order.tax_minor) == (300, 500, 780)
    assert order.extra["coupons"] == ["CINQ"]
    assert order.lines[1].extra == {"bundled_by": 11}
    assert order.ship_to.street == "12 rue de l’Église, Bât. B"
    assert order.payment_status == "partially_refunded"


def test_woocommerce_ships_to_the_billing_address_where_no_other_is_given() -> None:
    [order] = channel("woocommerce").parse((EXAMPLES / "woocommerce/orders.json").read_bytes()).orders
    assert (order.ship_to.city, order.payment_status) == ("Lyon", "cod_due")


def test_amazon_orders_in_cases_are_counted_in_units() -> None:
    [order] = channel("amazon").parse((EXAMPLES / "amazon/vendor.json").read_bytes()).orders
    [line] = order.lines
    assert (line.quantity, line.extra["ordered"]) == (48, "4 Cases")
    assert (line.price_exact, line.gross_minor, order.total_minor) == ("2.505", 12024, 12024)


def test_amazon_fulfilled_orders_are_told_apart() -> None:
    [order] = channel("amazon").parse((EXAMPLES / "amazon/orders_v0.json").read_bytes()).orders
    assert (order.fulfilled_by_channel, order.payment_status, order.lines) == (True, "unpaid", [])


def test_taobao_shows_masks_with_their_token() -> None:
    order = only("taobao", example("taobao/trade.json"))
    assert (order.ship_to.name, order.ship_to.token, order.ship_to.postcode) == ("张**", "1W4OAID", "")
    assert (order.seller_note, order.extra["flag"]) == ("加送贺卡", "red")


def test_taobao_refunds_concern_one_sub_order() -> None:
    parsed = channel("taobao").parse((EXAMPLES / "taobao/trade.json").read_bytes())
    [refund] = parsed.documents
    assert (refund.kind, refund.number, refund.status) == ("refund", "900", "requested")
    assert [line.external_id for line in refund.lines] == ["3001234567890123458"]
    assert [line.refund_status for line in parsed.orders[0].lines] == ["", "requested"]


def test_taobao_a_deposit_is_partly_paid_and_never_paid() -> None:
    order = only("taobao", example("taobao/presale.json"))
    assert (order.payment_status, order.paid_minor, order.total_minor) == ("partially_paid", 5000, 49900)
    assert order.extra["presale"] == {"step": "FRONT_PAID_FINAL_NOPAID", "deposit_minor": 5000}


def test_taobao_numbers_of_nineteen_digits_keep_them_all() -> None:
    body = example("taobao/trade.json")
    del body["trade_fullinfo_get_response"]["trade"]["tid_str"]
    assert only("taobao", body).external_id == "3001234567890123456"


def test_platform_errors_are_problems_in_words() -> None:
    answers = {
        "taobao": {"error_response": {"code": 27, "msg": "Invalid session", "sub_msg": "session expired"}},
        "pdd": {"error_response": {"error_code": 10019, "error_msg": "access_token expired"}},
        "douyin": {"code": 30001, "msg": "token expired"},
        "shopify": {"errors": "[API] Invalid API key"},
        "amazon": {"errors": [{"code": "Unauthorized"}]},
        "woocommerce": {"code": "rest_forbidden", "message": "Sorry", "data": {"status": 401}},
    }
    for code, answer in answers.items():
        parsed = channel(code).parse(json.dumps(answer).encode())
        assert (parsed.orders, parsed.documents) == ([], []), code
        assert "answered an error" in parsed.problems[0].what, code


def test_pinduoduo_keeps_sealed_texts_out_of_sight() -> None:
    order = only("pdd", example("pdd/order.json"))
    assert (order.ship_to.name, order.ship_to.phone, order.ship_to.token) == ("李*", "139****9000", "PDD-TOKEN")
    assert (order.discount_minor, order.subsidy_minor, order.shipping_minor) == (500, 800, 600)


def test_jd_what_nobody_else_gave_is_the_platforms_subsidy() -> None:
    order = only("jd", example("jd/order.json"))
    assert (order.total_minor, order.discount_minor, order.subsidy_minor) == (10580, 1000, 1000)
    assert [line.gift for line in order.lines] == [False, True]


def test_douyin_is_counted_in_fen_with_the_sellers_flag() -> None:
    order = only("douyin", example("douyin/order.json"))
    assert (order.total_minor, order.discount_minor, order.subsidy_minor) == (12300, 1000, 500)
    assert (order.extra["flag"], order.ship_to.token) == ("red", "DY-TOKEN")


def test_wechat_refund_notices_open_with_the_right_key_only() -> None:
    inner = b"<root><out_refund_no>R1</out_refund_no><refund_fee>100</refund_fee></root>"
    padder = PKCS7(128).padder()
    padded = padder.update(inner) + padder.finalize()
    secret = hashlib.md5(b"api-key", usedforsecurity=False).hexdigest().encode()
    sealer = Cipher(algorithms.AES(secret), modes.ECB()).encryptor()
    sealed = base64.b64encode(sealer.update(padded) + sealer.finalize()).decode()
    assert wechatpay.unseal_v2(sealed, "api-key") == {"out_refund_no": "R1", "refund_fee": "100"}
    body = (
        f"<xml><return_code>SUCCESS</return_code><nonce_str>n</nonce_str><req_info>{sealed}</req_info></xml>".encode()
    )
    assert channel("wechatpay").verify({}, body, "api-key", NOW).key == "n"
    with pytest.raises(Refused):
        channel("wechatpay").verify({}, body, "other", NOW)


@pytest.mark.parametrize("sign_type", ["MD5", "HMAC-SHA256"])
def test_wechat_v2_notices_carry_their_signature_inside(sign_type: str) -> None:
    notice = {
        "return_code": "SUCCESS",
        "out_trade_no": "A",
        "total_fee": "100",
        "nonce_str": "n",
        "sign_type": sign_type,
    }
    notice["sign"] = wechatpay.sign_v2(notice, "api-key")
    body = "<xml>" + "".join(f"<{key}>{value}</{key}>" for key, value in notice.items()) + "</xml>"
    assert channel("wechatpay").verify({}, body.encode(), "api-key", NOW).key == "n"
    with pytest.raises(Refused):
        channel("wechatpay").verify({}, body.replace("100", "900").encode(), "api-key", NOW)
