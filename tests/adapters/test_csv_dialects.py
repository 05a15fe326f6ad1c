"""Exports of shops as they are: their headings, languages, encodings, dates and ways of telling money."""

from __future__ import annotations

import pytest

from orderway.adapters.channels.csv_file import CHANNEL
from orderway.ports.channel import IncomingOrder

AMAZON = """order-id\torder-item-id\tpurchase-date\tpayments-date\tsku\tproduct-name\tquantity-purchased\tcurrency\titem-price\titem-tax\tshipping-price\tshipping-tax\trecipient-name\tship-address-1\tship-address-2\tship-city\tship-state\tship-postal-code\tship-country\tship-phone-number\titem-promotion-discount
111-1\t1001\t2023-05-01T10:00:00+00:00\t2023-05-01T10:05:00+00:00\tS1\tMug\t2\tUSD\t20.00\t1.60\t5.00\t0.40\tJo Doe\t1 A St\tApt 2\tSeattle\tWA\t98101\tUS\t206-555-0100\t1.00
111-1\t1002\t2023-05-01T10:00:00+00:00\t2023-05-01T10:05:00+00:00\tS2\tTee\t1\tUSD\t15.00\t1.20\t2.00\t0.00\tJo Doe\t1 A St\tApt 2\tSeattle\tWA\t98101\tUS\t206-555-0100\t0.00
"""  # noqa: E501
EBAY = """"Sales Record Number","Order Number","Buyer Username","Ship To Name","Ship To Phone","Ship To Address 1","Ship To City","Ship To State","Ship To Zip","Ship To Country","Item Number","Item Title","Custom Label","Quantity","Sold For","Shipping And Handling","eBay Collected Tax","Total Price","Payment Method","Sale Date","Paid On Date"

"101","01-10000-10000","u1","Bo Ray","555-1234","2 B St","NYC","NY","10002","United States","123","Mug","MUG","2","$10.00","$5.00","$2.00","$27.00","PayPal","May-01-23","May-01-23"

"1 record(s) downloaded"
"""  # noqa: E501
ETSY = """Sale Date,Item Name,Buyer,Quantity,Price,Order Shipping,Order Sales Tax,Item Total,Currency,Date Paid,Ship Name,Ship Address1,Ship City,Ship State,Ship Zipcode,Ship Country,Order ID,Variations,SKU
05/01/23,Mug,bob,2,10.00,5.00,2.00,20.00,USD,05/01/23,Bo Ray,2 B St,NYC,NY,10002,United States,29,Blue,MUG
"""  # noqa: E501
WOO = """Order Number,Order Status,Order Date,First Name (Shipping),Last Name (Shipping),Address 1&2 (Shipping),City (Shipping),State Code (Shipping),Postcode (Shipping),Country Code (Shipping),Order Shipping Amount,Order Total Amount,Order Total Tax Amount,SKU,Item Name,Quantity (- Refund),Item Cost
1234,Processing,2023-05-01 10:00,Bo,Ray,2 B St,NYC,NY,10002,US,5.00,27.00,2.00,MUG,Mug,2,10.00
"""  # noqa: E501
SHOPIFY = """Name,Financial Status,Currency,Shipping,Taxes,Total,Discount Amount,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Shipping Name,Shipping Street,Shipping Address1,Shipping Address2,Shipping City,Shipping Zip,Shipping Province,Shipping Country,Cancelled at,Id,Lineitem discount
#1002,refunded,USD,0.00,0.00,8.00,2.00,2023-05-02 09:00:00 -0400,1,Pin,10.00,PIN,Bo Ray,"2 B St, Apt 3",2 B St,Apt 3,NYC,10002,NY,US,2023-05-03 09:00:00 -0400,45,2.00
"""  # noqa: E501
GERMAN = """Bestellnummer;Bestelldatum;Artikelnummer;Bezeichnung;Menge;Einzelpreis;Versandkosten;Gesamtbetrag;Währung;Vorname;Nachname;Straße;Hausnummer;PLZ;Ort;Land;Telefon
B-1;03.02.2023 14:30;A-1;Tasse;2;1.234,50;4,90;2.473,90;EUR;Anna;Müller;Hauptstraße;5a;01067;Dresden;Deutschland;0351 12345
"""  # noqa: E501
FRENCH = """Numéro de commande;Date;Référence;Produit;Quantité;Prix unitaire;Total;Devise;Nom;Prénom;Adresse;Code postal;Ville;Pays
C1;03/04/2023;R1;Tasse;1;12,50 €;12,50 €;EUR;Dupont;Jean;1 rue de Rivoli;75001;Paris;France
"""  # noqa: E501
JAPANESE = """注文番号,注文日時,商品コード,商品名,個数,単価,送料,合計金額,送付先氏名,送付先郵便番号,送付先住所,送付先電話番号
J1,2023/05/01 10:00,X1,カップ,2,"1,000",500,"2,500",山田 太郎,150-0001,東京都渋谷区神宮前1-1-1,090-1234-5678
"""  # noqa: E501
PINDUODUO = """商品,订单号,订单状态,邮费(元),店铺优惠折扣(元),平台优惠折扣(元),用户实付金额(元),商品总价(元),商品数量(件),支付时间,拼单成功时间,收货人,手机,省,市,区,街道,详细地址,商品id,样式ID,商家编码-SKU维度,商家编码-商品维度
杯子,2305-1,待发货,0.00,5.00,3.00,92.00,100.00,2,2023-05-01 10:00:00,2023-05-01 10:00:01,张三,13800138000,浙江省,杭州市,余杭区,仓前街道,文一西路969号,111,222,SKU-B,SPU-1
"""  # noqa: E501


def read(text: str, encoding: str = "utf-8") -> IncomingOrder:
    parsed = CHANNEL.parse(text.encode(encoding))
    assert parsed.problems == []
    return parsed.orders[0]


@pytest.mark.parametrize("text", [EBAY, ETSY, WOO], ids=["ebay", "etsy", "woocommerce"])
def test_a_shops_own_export_is_read_as_it_is(text: str) -> None:
    order = read(text)
    (line,) = order.lines
    assert (line.sku, line.title, line.quantity, line.unit_price_minor) == ("MUG", "Mug", 2, 1000)
    assert (order.total_minor, order.shipping_minor, order.tax_minor) == (2700, 500, 200)
    assert (order.payment_status, order.placed_at.date().isoformat()) == ("paid", "2023-05-01")
    to = order.ship_to
    assert (to.name, to.street, to.city, to.province, to.postcode, to.country) == (
        "Bo Ray", "2 B St", "NYC", "NY", "10002", "US",
    )  # fmt: skip


def test_amazons_prices_are_of_all_units_and_its_freight_of_each_line() -> None:
    order = read(AMAZON)
    assert [(line.sku, line.quantity, line.unit_price_minor) for line in order.lines] == [
        ("S1", 2, 1000), ("S2", 1, 1500),
    ]  # fmt: skip
    assert (order.shipping_minor, order.tax_minor, order.discount_minor) == (700, 320, 100)
    assert order.total_minor == 3500 - 100 + 700 + 320
    assert (order.ship_to.street, order.ship_to.phone) == ("1 A St, Apt 2", "206-555-0100")


def test_a_discount_told_for_order_and_line_counts_once_and_a_cancelled_order_is_cancelled() -> None:
    order = read(SHOPIFY)
    assert (order.discount_minor, order.total_minor, order.status) == (200, 800, "cancelled")
    assert order.ship_to.street == "2 B St, Apt 3"


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_a_german_export(encoding: str) -> None:
    order = read(GERMAN, encoding)
    assert (order.placed_at.isoformat(), order.total_minor, order.shipping_minor) == (
        "2023-02-03T14:30:00+00:00", 247390, 490,
    )  # fmt: skip
    assert (order.ship_to.name, order.ship_to.street, order.ship_to.country) == ("Anna Müller", "Hauptstraße 5a", "DE")
    assert [(line.quantity, line.unit_price_minor) for line in order.lines] == [(2, 123450)]


def test_a_french_export_tells_the_day_first() -> None:
    order = read(FRENCH)
    assert (order.placed_at.date().isoformat(), order.total_minor) == ("2023-04-03", 1250)
    assert (order.ship_to.name, order.ship_to.city) == ("Jean Dupont", "Paris")


@pytest.mark.parametrize("encoding", ["utf-8", "cp932"])
def test_a_japanese_export_is_of_japan(encoding: str) -> None:
    order = read(JAPANESE, encoding)
    assert (order.currency, order.total_minor, order.placed_at.isoformat()) == (
        "JPY",
        2500,
        "2023-05-01T01:00:00+00:00",
    )
    assert (order.ship_to.country, order.ship_to.postcode) == ("JP", "150-0001")
    assert [(line.title, line.unit_price_minor) for line in order.lines] == [("カップ", 1000)]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_chinese_export_with_units_in_its_headings(encoding: str) -> None:
    order = read(PINDUODUO, encoding)
    assert (order.total_minor, order.discount_minor, order.subsidy_minor) == (9200, 500, 300)
    assert [(line.sku, line.listing, line.unit_price_minor) for line in order.lines] == [("SKU-B", "222", 5000)]
    assert (order.ship_to.district, order.ship_to.street) == ("余杭区", "仓前街道文一西路969号")


@pytest.mark.parametrize(
    "page",
    [
        "<html><table><tr><th>订单编号</th><th>商家编码</th><th>数量</th><tr><td>1</td><td>A&amp;B</td><td>2</td></table>",
        "<table border=1><tr><td colspan=3>Mai<tr><td>订单编号<td>商家编码<td>数量<tr><td>1<td><b>A&amp;B</b><td>2",
    ],
)
def test_a_web_page_saved_as_a_table_is_one(page: str) -> None:
    order = read(page)
    assert (order.external_id, [(line.sku, line.quantity) for line in order.lines]) == ("1", [("A&B", 2)])


def test_a_page_of_too_wide_rows_is_refused() -> None:
    parsed = CHANNEL.parse(b"<table><tr>" + b"<td>a" * 5000)
    assert [(fault.where, fault.what) for fault in parsed.problems] == [("row 1", "501 columns, at most 500 are read")]


@pytest.mark.parametrize(
    ("cell", "date"),
    [
        ("45047", "2023-05-01"),
        ("45047.5", "2023-05-01"),
        ("May-01-23", "2023-05-01"),
        ("1 May 2023", "2023-05-01"),
        ('"May 1, 2023 3:04 PM"', "2023-05-01"),
        ("01-Sep-2023", "2023-09-01"),
    ],
)
def test_dates_of_exports(cell: str, date: str) -> None:
    order = read(f"Order ID,Order Date,SKU,Quantity\n1,{cell},A,1\n")
    assert order.placed_at.date().isoformat() == date


def test_a_row_of_sums_is_no_order() -> None:
    parsed = CHANNEL.parse(b"Order ID,SKU,Quantity,Total\n1,A,2,5.00\nTotal,,2,5.00\n")
    assert [order.external_id for order in parsed.orders] == ["1"]
    assert parsed.problems == []


@pytest.mark.parametrize("piece", ["<!--", "<a ", "</a ", "&#", "<script></scr", "<?a "])
def test_a_page_whose_elements_never_end_is_refused_at_once(piece: str) -> None:
    parsed = CHANNEL.parse(("<table><tr><td>" + piece * 50_000).encode())
    assert parsed.orders == []
    assert [fault.what.partition(",")[0] for fault in parsed.problems] == ["an element of the page does not end"]
