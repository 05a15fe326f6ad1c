"""What the Chinese platforms' orders say beyond their examples: streets told twice, older names, a lone sub-order."""

from __future__ import annotations

import json
from typing import Any

import pytest

from orderway.adapters.channels import channel
from orderway.adapters.channels._china import street_of
from orderway.ports.channel import IncomingOrder

TRADE: dict[str, Any] = {
    "tid": 500001084, "created": "2017-07-28 14:18:32", "status": "WAIT_SELLER_SEND_GOODS", "payment": "186.20",
    "post_fee": "0.00", "receiver_state": "陕西省", "receiver_city": "西安市", "receiver_district": "新城区",
    "receiver_town": "解放门街道", "receiver_address": "解放路100", "receiver_name": "王小贝",
    "orders": {"order": [{"oid": 1, "num": 1, "price": "186.20", "outer_sku_id": "A", "title": "A"}]},
}  # fmt: skip
OLD: dict[str, Any] = {
    "order_id": "11", "order_state": "WAIT_SELLER_STOCK_OUT", "pay_type": "4-在线支付", "order_payment": "101.00",
    "freight_price": "6.00", "seller_discount": "5.00", "order_start_time": "2013-01-05 10:00:00",
    "consignee_info": {"fullname": "张三", "full_address": "北京市朝阳区四环到五环之间望京街1号",
                       "mobile": "13800138000", "province": "北京", "city": "朝阳区", "county": "四环到五环之间"},
    "item_info_list": [{"sku_id": "5", "outer_sku_id": "A", "sku_name": "杯", "jd_price": "50.00", "item_total": "2"}],
}  # fmt: skip


def read(code: str, value: Any) -> IncomingOrder:
    (order,) = channel(code).parse(json.dumps(value).encode()).orders
    return order


@pytest.mark.parametrize(
    ("address", "levels", "street"),
    [
        ("陕西省西安市新城区解放路100", ("陕西省", "西安市", "新城区"), "解放路100"),
        ("北京市朝阳区望京街1号", ("北京", "朝阳区"), "望京街1号"),
        ("浙江省 杭州市 西湖区 浙江省杭州市西湖区龙井路9号", ("浙江省", "杭州市", "西湖区"), "龙井路9号"),
        ("新城区", ("陕西省", "西安市", "新城区"), "新城区"),
        ("江苏路5号", ("上海市", "上海市", "长宁区"), "江苏路5号"),
        ("解放路100", ("", "", ""), "解放路100"),
    ],
)
def test_a_street_does_not_tell_its_province_city_and_district_again(
    address: str, levels: tuple[str, ...], street: str
) -> None:
    assert street_of(address, *levels) == street


def test_the_town_stands_once_before_the_street() -> None:
    assert read("taobao", {"trade": TRADE}).ship_to.street == "解放门街道解放路100"
    told = TRADE | {"receiver_address": "陕西省西安市新城区解放门街道解放路100"}
    assert read("taobao", {"trade": told}).ship_to.street == "解放门街道解放路100"


def test_a_town_that_is_the_district_is_not_told_again() -> None:
    assert read("taobao", {"trade": TRADE | {"receiver_town": "新城区"}}).ship_to.street == "解放路100"


def test_a_lone_sub_order_may_stand_without_a_list() -> None:
    lone = TRADE | {"orders": {"order": TRADE["orders"]["order"][0]}}
    assert [line.sku for line in read("taobao", {"trade": lone}).lines] == ["A"]


@pytest.mark.parametrize(
    "body",
    [
        {"order_search_response": {"order_search": {"order_total": 1, "order_info_list": [OLD]}}},
        {"order_get_response": {"order": {"order_info": OLD}}},
    ],
)
def test_an_order_of_jds_older_interface_is_read(body: Any) -> None:
    order = read("jd", body)
    assert (order.external_id, order.total_minor, order.shipping_minor, order.discount_minor) == ("11", 10100, 600, 500)
    assert (order.ship_to.name, order.ship_to.district, order.ship_to.street) == ("张三", "四环到五环之间", "望京街1号")
    assert [(line.sku, line.title, line.quantity, line.unit_price_minor) for line in order.lines] == [
        ("A", "杯", 2, 5000)
    ]


XML = """<?xml version="1.0" encoding="utf-8" ?><trades_sold_get_response><total_results>1</total_results><trades list="true">
<trade><tid>3002</tid><status>WAIT_SELLER_SEND_GOODS</status><type>fixed</type><created>2024-06-01 10:00:00</created>
<pay_time>2024-06-01 10:01:00</pay_time><payment>38.00</payment><post_fee>8.00</post_fee><receiver_state>广东省</receiver_state>
<orders list="true"><order><oid>1</oid><num>2</num><price>10.00</price><title>杯</title><payment>18.00</payment>
<divide_order_fee/><outer_iid>A</outer_iid></order><order><oid>2</oid><num>1</num><price>12.00</price><title>碟</title>
<payment>12.00</payment><outer_iid>B</outer_iid></order></orders></trade></trades></trades_sold_get_response>"""  # noqa: E501


def test_an_answer_of_taobao_in_xml_is_the_same_answer() -> None:
    (order,) = channel("taobao").parse(XML.encode()).orders
    assert (order.external_id, order.total_minor, order.shipping_minor, order.discount_minor) == (
        "3002",
        3800,
        800,
        200,
    )
    assert [(line.sku, line.quantity, line.discount_minor) for line in order.lines] == [("A", 2, 200), ("B", 1, 0)]
    assert (order.ship_to.province, order.payment_status) == ("广东省", "paid")


@pytest.mark.parametrize(
    ("body", "what"),
    [("<html><body>502</body></html>", "body: an XML answer of the trade interfaces is expected, not 'html'"),
     ("<error_response><code>27</code><msg>Invalid session</msg></error_response>",
      "the platform answered an error: 27 Invalid session"),
     ("<trade", "body: no readable XML (unclosed token: line 1, column 0)")],
    ids=["page", "error", "cut off"],
)  # fmt: skip
def test_other_xml_is_refused_by_name(body: str, what: str) -> None:
    assert [fault.what for fault in channel("taobao").parse(body.encode()).problems] == [what]


def test_an_address_that_repeats_its_divisions_is_the_street() -> None:
    info = {"order_sn": "1-1", "created_time": "2024-06-01 10:00:00", "order_status": 1, "refund_status": 1}
    info |= {"province": "上海市", "city": "上海市", "town": "长宁区", "item_list": []}
    info["address"] = "上海市上海市长宁区娄山关路533号"
    (order,) = channel("pdd").parse(json.dumps({"order_info_get_response": {"order_info": info}}).encode()).orders
    assert (order.ship_to.district, order.ship_to.street) == ("长宁区", "娄山关路533号")
