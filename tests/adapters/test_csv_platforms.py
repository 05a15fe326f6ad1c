"""Exports of more platforms: who ships, how many, what it is, when; each told in a column of its own."""

from __future__ import annotations

import pytest

from orderway.adapters.channels.csv_file import CHANNEL
from orderway.ports.channel import IncomingOrder

AMAZON = (
    "amazon-order-id\tpurchase-date\torder-status\tfulfillment-channel\tproduct-name\tsku\tasin\tquantity\tcurrency\titem-price"
    "\titem-tax\tshipping-price\tshipping-tax\titem-promotion-discount\tship-promotion-discount\tship-city\tship-country\n"
    "404-1\t2024-03-14T08:01:02+00:00\tShipped\tAmazon\tLamp\tS9\tB0XX\t2\tEUR\t40.00\t6.00\t4.99\t0.80\t5.00\t4.99\tBerlin\tDE\n"
)
XIAOHONGSHU = """订单号,订单状态,SKU件数,商品总价(元),店铺优惠总额(元),平台优惠总额(元),运费,用户应付金额(元),订单创建时间,订单支付时间,收件人姓名,收件人电话,规格ID,商家编码,商品名称,规格名称,SKU购买价(元),用户备注
P7,待发货,2,100.00,10.00,5.00,0.00,85.00,2024-03-14 10:22:33,2024-03-14 10:23:00,李**,138****0000,spec1,SKU-9,杯子,蓝色,50.00,谢谢
"""  # noqa: E501
ALIBABA = """订单编号,货品总价(元),运费(元),实付款(元),订单状态,订单创建时间,收货人姓名,收货地址,货品标题,单价(元),数量,单位,货号,Offer ID,SKU ID
1234567890123456789,200.00,10.00,210.00,等待卖家发货,2024-03-14 10:22:33,张三,浙江省 义乌市 稠城街道 1号,杯子,10.00,20,个,H-1,111,222
"""  # noqa: E501
WIX = """Order number,Date created,Time,Item,Variant,SKU,Qty,Price,Recipient name,Delivery country,Delivery address,Payment status,Shipping rate,Total tax,Total,Currency,Fulfillment status
10042,"Mar 14, 2024",10:22:33 AM,Mug,Blue,WX-1,2,15.00,Ann,USA,5 Oak St,Paid,5.00,2.00,37.00,USD,Not Fulfilled
"""  # noqa: E501


def read(text: str) -> IncomingOrder:
    parsed = CHANNEL.parse(text.encode())
    assert (parsed.problems, parsed.documents) == ([], [])
    (order,) = parsed.orders
    return order


def test_what_amazon_ships_is_not_ours_to_ship() -> None:
    order = read(AMAZON)
    assert order.fulfilled_by_channel
    assert (order.shipping_minor, order.discount_minor, order.tax_minor) == (0, 500, 680)
    assert not read(AMAZON.replace("\tAmazon\t", "\tMerchant\t")).fulfilled_by_channel


def test_pieces_under_another_heading_are_counted() -> None:
    order = read(XIAOHONGSHU)
    assert [(line.sku, line.listing, line.quantity, line.unit_price_minor) for line in order.lines] == [
        ("SKU-9", "spec1", 2, 5000)
    ]
    assert (order.total_minor, order.discount_minor, order.subsidy_minor) == (8500, 1000, 500)
    assert (order.ship_to.phone, order.buyer_note, order.payment_status) == ("138****0000", "谢谢", "paid")


def test_a_unit_of_measure_is_no_company() -> None:
    order = read(ALIBABA)
    assert [(line.sku, line.listing, line.title, line.quantity) for line in order.lines] == [("H-1", "222", "杯子", 20)]
    assert (order.ship_to.company, order.total_minor) == ("", 21000)


def test_an_item_is_a_title_where_a_sku_stands_beside_it() -> None:
    order = read(WIX)
    assert [(line.sku, line.title, line.variant) for line in order.lines] == [("WX-1", "Mug", "Blue")]
    assert (order.shipping_minor, order.tax_minor, order.total_minor) == (500, 200, 3700)
    assert order.placed_at.isoformat() == "2024-03-14T10:22:33+00:00"
    assert "fulfillment_status" not in order.extra


@pytest.mark.parametrize("discount", ["2.00", "-2.00"])
def test_a_discount_is_one_with_and_without_its_sign(discount: str) -> None:
    order = read(f"Order ID,SKU,Quantity,Price,Order Discount\n1,A,2,5.00,{discount}\n")
    assert (order.discount_minor, order.total_minor) == (200, 800)


@pytest.mark.parametrize(
    ("heading", "word"),
    [("Shipping", "DHL Paket"), ("Coupon", "SAVE10"), ("Livraison", "France"), ("VAT", "20%")],
    ids=["way", "code", "land", "rate"],
)
def test_a_column_of_words_is_no_column_of_amounts(heading: str, word: str) -> None:
    order = read(f"Order ID,SKU,Quantity,Price,{heading}\n1,A,2,5.00,{word}\n")
    assert (order.shipping_minor, order.discount_minor, order.total_minor) == (0, 0, 1000)


def test_a_word_among_amounts_is_a_fault_of_its_row() -> None:
    parsed = CHANNEL.parse(b"Order ID,SKU,Quantity,Price,Shipping\n1,A,2,5.00,3.00\n2,A,2,5.00,free\n")
    assert [(problem.where, problem.what) for problem in parsed.problems] == [
        ("row 3", "shipping: 'free' is not a number")
    ]


def test_a_list_of_orders_without_goods_has_no_lines() -> None:
    order = read(
        "ID;Référence;Livraison;Client;Total;Paiement;État;Date\n12;XKBK;France;J. Doe;61,80 €;Chèque;Livré;2024-03-14"
    )
    assert (order.external_id, order.lines, order.total_minor, order.currency) == ("12", [], 6180, "EUR")
    assert (order.ship_to.name, order.extra["fulfillment_status"]) == ("J. Doe", "fulfilled")


def test_a_row_that_stands_twice_is_told_where_the_total_holds_it_once() -> None:
    head, row = "Order ID,SKU,Quantity,Price,Total\n", "1,A,1,5.00,{}\n"
    once, twice = read(head + row.format("5.00") * 2), read(head + row.format("10.00") * 2)
    assert once.extra["contradictions"] == ["2 rows are the same: they add up to 10.00, the total says 5.00"]
    assert "contradictions" not in twice.extra
