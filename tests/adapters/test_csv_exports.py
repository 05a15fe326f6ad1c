"""Exports as platforms and shop software write them: footers, states in words, several phones, signs of currencies."""

from __future__ import annotations

from orderway.adapters.channels import channel
from orderway.ports.channel import IncomingOrder, Parsed


def read(text: str, encoding: str = "utf-8") -> Parsed:
    return channel("csv").parse(text.encode(encoding))


def orders(text: str, encoding: str = "utf-8") -> list[IncomingOrder]:
    parsed = read(text, encoding)
    assert parsed.problems == []
    return parsed.orders


EBAY = """"","",""
"Sales Record Number","Order Number","Buyer Username","Ship To Name","Ship To City","Custom Label","Quantity",\
"Sold For","Shipping And Handling","Total Price","Sale Date","Paid On Date","Transaction ID"
"101","01-1","bob","Bob B","Leeds","W-1","2","£10.00","£5.00","£25.00","Mar-01-24","Mar-01-24","t"

"1","record(s) downloaded","from ,Mar-01-24"
"Seller ID : x"
"""


def test_a_footer_is_no_order_and_is_told() -> None:
    parsed = read(EBAY)
    assert [one.external_id for one in parsed.orders] == ["01-1"]
    assert [(one.where, one.what) for one in parsed.problems] == [
        ("row 5", "'record(s) downloaded' has no goods, no time and no receiver: it is no order")
    ]


def test_a_pound_sign_names_the_currency_and_a_dollar_sign_does_not() -> None:
    assert read(EBAY).orders[0].currency == "GBP"
    assert read(EBAY.replace("£", "$")).orders[0].currency == ""


def test_a_name_beside_an_order_number_is_the_receivers() -> None:
    [order] = orders("Bestellnummer;Name;Artikelnummer;Menge;Einzelpreis\n7;Jörg Groß;A;1;1.234,50\n", "cp1252")
    assert (order.external_id, order.ship_to.name, order.total_minor) == ("7", "Jörg Groß", 123450)


def test_the_buyers_phone_stands_in_for_the_receivers() -> None:
    head = "Order Number,SKU,Quantity,Item Cost,Phone (Shipping),Phone (Billing)\n"
    both = orders(head + "1,A,1,2.00,111,222\n2,A,1,2.00,,222\n")
    assert [one.ship_to.phone for one in both] == ["111", "222"]


JD = "订单号,商品ID,商品名称,订购数量,支付方式,下单时间,京东价,订单金额,结算金额,订单状态,客户姓名,运费金额\n"


def test_jds_cash_on_delivery_is_to_be_taken_at_the_door() -> None:
    row = "302003,1003,桃,1,货到付款,2024-06-18 00:00:01,30.00,30.00,30.00,{},马云,0.00\n"
    [waits] = orders(JD + row.format("等待出库"))
    assert (waits.payment_status, waits.paid_minor) == ("cod_due", 0)
    [done] = orders(JD + row.format("完成"))
    assert (done.payment_status, done.paid_minor) == ("paid", 3000)


def test_jds_deleted_order_is_cancelled_and_its_discount_counts() -> None:
    row = "302001,1001,苹果,2,在线支付,2024-06-18 00:00:01,50.00,106.00,96.00,{},李雷,6.00\n"
    [order] = orders(JD + row.format("等待出库"))
    assert (order.total_minor, order.discount_minor, order.shipping_minor) == (9600, 1000, 600)
    assert orders(JD + row.format("(删除)等待出库"))[0].status == "cancelled"


PDD = (
    "商品,订单号,订单状态,商品总价(元),用户实付金额(元),商品数量(件),收货人,支付时间,商家编码-规格维度,商家编码-商品维度,\
售后状态,订单成交时间\n"
)


def test_pinduoduos_export_has_its_time_its_sku_and_its_after_sales() -> None:
    row = "袜子,24-{},{},30.00,30.00,3,王五,2024-01-01 10:00:00\t,X-L,X,{},2024-01-01 10:00:09\t\n"
    told = [("1", "待发货", "无售后或售后取消"), ("2", "待发货", "退款中"), ("3", "已取消", "退款成功")]
    parsed = read(PDD + "".join(row.format(*one) for one in told), "gbk")
    fine, asked, gone = parsed.orders
    assert (fine.placed_at.isoformat(), fine.lines[0].sku) == ("2024-01-01T02:00:09+00:00", "X-L")
    assert [one.lines[0].refund_status for one in parsed.orders] == ["", "requested", "refunded"]
    assert (gone.payment_status, gone.status, gone.lines[0].current_quantity) == ("refunded", "cancelled", 0)
    assert [(one.kind, one.order_external_id, one.status) for one in parsed.documents] == [
        ("refund", "24-2", "requested"),
        ("refund", "24-3", "refunded"),
    ]
    assert asked.payment_status == "paid"


def test_what_has_left_already_says_so() -> None:
    row = "24-{},{},袜子,1,30.00,null\n"
    words = ["买家已付款，等待卖家发货", "卖家已发货，等待买家确认", "交易成功", "卖家部分发货"]
    head = "订单编号,订单状态,宝贝标题,宝贝总数量,总金额,买家留言\n"
    found = orders(head + "".join(row.format(*one) for one in enumerate(words)), "gb18030")
    assert [one.extra.get("fulfillment_status", "") for one in found] == ["", "fulfilled", "fulfilled", "partial"]
    assert [one.buyer_note for one in found] == ["", "", "", ""]


def test_what_was_paid_back_is_read() -> None:
    head = "Name,Financial Status,Currency,Total,Lineitem name,Lineitem quantity,Lineitem price,Refunded Amount\n"
    [order] = orders(head + "#1,partially_refunded,USD,54.50,Tee,1,54.50,10.00\n")
    assert (order.payment_status, order.paid_minor, order.refunded_minor) == ("partially_refunded", 5450, 1000)


def test_a_quotation_mark_that_nothing_closes_swallows_no_row() -> None:
    head = "order number,title,sku,quantity,price\n"
    found = orders(head + 'B,"two\nlines",b,1,2\nC,"x ""y""",c,1,2\nD,"24 inch,d,1,2\nE,e,e,1,2\n')
    assert [(one.external_id, one.lines[0].title, one.lines[0].sku) for one in found] == [
        ("B", "two\nlines", "b"),
        ("C", 'x "y"', "c"),
        ("D", '"24 inch', "d"),
        ("E", "e", "e"),
    ]


def test_what_lies_behind_a_stray_quotation_mark_in_a_long_file_is_read() -> None:
    rows = "".join(f"N{number},{'y' * 60},s,1,2\n" for number in range(3000))
    found = orders("order number,title,sku,quantity,price\n" + 'A,"24 inch,a,1,2\n' + rows)
    assert (len(found), found[0].lines[0].title, found[-1].external_id) == (3001, '"24 inch', "N2999")
