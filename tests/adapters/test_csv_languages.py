"""Exports of shops in more languages and of more platforms: nothing of them is lost, nothing is shipped wrong."""

from __future__ import annotations

import pytest

from orderway.adapters.channels.csv_file import CHANNEL
from orderway.ports.channel import IncomingOrder

DUTCH = """Bestelnummer;Besteldatum;Voornaam;Achternaam;Straat;Huisnummer;Postcode;Plaats;Land;EAN;Titel;Aantal;Prijs;Verzendkosten
B1;14-03-2024;Jan;Jansen;Dorpsstraat;12a;1234 AB;Utrecht;Nederland;8712345678906;Boek;2;19,95;2,99
"""  # noqa: E501
POLISH = """Numer zamówienia;Data zamówienia;Status;Kupujący;Adres dostawy;Kod pocztowy;Miasto;Kraj;Nazwa produktu;SKU;Ilość;Cena jednostkowa;Koszt dostawy;Razem;Waluta
Z-1;2024-03-14 10:00;Nieopłacone;Anna Nowak;ul. Długa 5;00-950;Warszawa;Polska;Kubek;K-1;3;19,99 zł;9,99 zł;69,96 zł;PLN
"""  # noqa: E501
SPANISH = """Nº de pedido;Fecha del pedido;Estado;Comprador;Dirección;Código postal;Ciudad;Provincia;País;SKU;Producto;Cantidad;Precio unitario;Gastos de envío;Descuento;Total (EUR)
2001;14/03/2024 09:05;Pagado;José García;Calle Mayor 1;28001;Alcalá;Madrid;España;S-1;Taza;2;1.234,50;5,00;10,00;2.464,00
"""  # noqa: E501
BRAZILIAN = """Número do pedido;Data do pedido;Status;Nome do comprador;Endereço;Número;Bairro;Cidade;UF;CEP;SKU;Produto;Quantidade;Preço unitário;Frete;Desconto;Total
3001;14/03/2024 18:20:11;Pago;João Silva;Rua das Flores;100;Centro;São Paulo;SP;01001-000;P-1;Caneca;2;R$ 25,50;R$ 10,00;R$ 1,00;R$ 60,00
"""  # noqa: E501
ITALIAN = """Numero ordine;Data ordine;Stato;Nome;Cognome;Indirizzo;CAP;Città;Provincia;Nazione;Codice articolo;Descrizione;Quantità;Prezzo unitario;Spese di spedizione;Totale
4001;14 marzo 2024;Impagato;Mario;Rossi;Via Roma 1;00184;Roma;RM;Italia;I-1;Tazza;2;10,50;5,00;26,00
"""  # noqa: E501
RAKUTEN = """注文番号,注文ステータス,注文日時,送付先姓,送付先名,送付先郵便番号1,送付先郵便番号2,送付先住所都道府県,送付先住所郡市区,送付先住所それ以降の住所,送付先電話番号1,送付先電話番号2,送付先電話番号3,商品名,商品管理番号,単価,個数,送料合計,請求金額
278900-1,発送待ち,2024-03-14 10:22:33,山田,太郎,100,0001,東京都,千代田区,千代田1-1,03,1234,5678,マグカップ,M-1,1200,2,500,2900
"""  # noqa: E501
KOREAN = """주문번호,주문일시,주문상태,수취인명,연락처,우편번호,배송지,상품명,옵션정보,상품코드,수량,판매가,배송비,결제금액
K-1,2024-03-14 10:22:33,결제완료,김철수,010-1234-5678,04524,서울특별시 중구 세종대로 110,머그컵,파랑,MUG-B,2,"12,000원","3,000원","27,000원"
"""  # noqa: E501
SHOPEE = """Order ID,Order Status,Order Creation Date,Order Paid Time,SKU Reference No.,Product Name,Variation Name,Original Price,Deal Price,Quantity,Returned quantity,Product Subtotal,Total Discount,Total Amount,Buyer Paid Shipping Fee,Username (Buyer),Receiver Name,Delivery Address,Country,Zip Code,Remark from buyer
240314A,To ship,2024-03-14 10:22,2024-03-14 10:25,CUP-1,Cup,Blue,12.00,10.00,2,0,20.00,4.00,21.50,1.50,buy1,Tan,1 Orchard Rd,SG,238823,fast
"""  # noqa: E501
TIKTOK = """Order ID,Order Status,SKU ID,Seller SKU,Product Name,Variation,Quantity,SKU Unit Original Price,SKU Platform Discount,SKU Seller Discount,Shipping Fee After Discount,Taxes,Order Amount,Created Time,Paid Time,Recipient,Zipcode,Country,State,City,Address Line 1
57646,To ship,1729,MUG-1,Mug,Blue,2,USD 15.00,USD 2.00,USD 3.00,USD 4.00,USD 1.80,USD 39.80,03/14/2024 10:22:33 PM,03/14/2024 10:23:33 PM,Ana P,73301,United States,Texas,Austin,1 Main St
57646,To ship,1730,CUP-1,Cup,Red,1,USD 10.00,USD 1.00,USD 0.00,USD 4.00,USD 1.80,USD 39.80,03/14/2024 10:22:33 PM,03/14/2024 10:23:33 PM,Ana P,73301,United States,Texas,Austin,1 Main St
"""  # noqa: E501
LAZADA = """orderItemId;lazadaId;sellerSku;createTime;orderNumber;customerName;shippingName;shippingAddress;shippingCity;shippingPostCode;shippingCountry;shippingRegion;paidPrice;unitPrice;sellerDiscountTotal;shippingFee;itemName;variation;status
9001;L1;SK-1;14 Mar 2024 10:22;700001;Budi;Siti;Jl. Satu 1;Jakarta;10310;Indonesia;DKI;95000;100000;5000;9000;Gelas;Biru;pending
9002;L1;SK-1;14 Mar 2024 10:22;700001;Budi;Siti;Jl. Satu 1;Jakarta;10310;Indonesia;DKI;95000;100000;5000;9000;Gelas;Biru;pending
"""  # noqa: E501
YOUZAN = """订单号,商品名称,规格,规格编码,商品单价,商品数量,商品金额合计,店铺优惠分摊,订单状态,收货人/提货人,收货人手机号/提货人手机号,收货人省份,收货人城市,收货人地区,详细收货地址/提货地址,买家付款时间,订单创建时间,运费,订单实付金额
E1,杯子,蓝,CUP-B,30,2,60,4,待发货,孙七,13500135000,四川省,成都市,武侯区,天府大道1号,2024-03-14 10:23:00,2024-03-14 10:22:33,5,61
"""  # noqa: E501


def read(text: str) -> IncomingOrder:
    parsed = CHANNEL.parse(text.encode())
    assert (parsed.problems, parsed.documents) == ([], [])
    (order,) = parsed.orders
    return order


@pytest.mark.parametrize(
    ("text", "money", "state", "place"),
    [
        (DUTCH, ("", 4289, 299, 0), "unpaid", ("Jan Jansen", "Dorpsstraat 12a", "Utrecht", "", "1234 AB", "NL")),
        (POLISH, ("PLN", 6996, 999, 0), "unpaid", ("Anna Nowak", "ul. Długa 5", "Warszawa", "", "00-950", "PL")),
        (SPANISH, ("EUR", 246400, 500, 1000), "paid",
         ("José García", "Calle Mayor 1", "Alcalá", "Madrid", "28001", "ES")),
        (BRAZILIAN, ("BRL", 6000, 1000, 100), "paid",
         ("João Silva", "Rua das Flores 100", "São Paulo", "SP", "01001-000", "")),
        (ITALIAN, ("", 2600, 500, 0), "unpaid", ("Mario Rossi", "Via Roma 1", "Roma", "RM", "00184", "IT")),
        (RAKUTEN, ("JPY", 2900, 500, 0), "paid",
         ("山田 太郎", "千代田1-1", "千代田区", "東京都", "100-0001", "JP")),
        (KOREAN, ("KRW", 27000, 3000, 0), "paid",
         ("김철수", "서울특별시 중구 세종대로 110", "", "", "04524", "KR")),
        (SHOPEE, ("", 2150, 150, 0), "paid", ("Tan", "1 Orchard Rd", "", "", "238823", "SG")),
        (TIKTOK, ("USD", 3980, 400, 300), "paid", ("Ana P", "1 Main St", "Austin", "Texas", "73301", "US")),
        (LAZADA, ("", 20800000, 1800000, 1000000), "unpaid",
         ("Siti", "Jl. Satu 1", "Jakarta", "DKI", "10310", "ID")),
        (YOUZAN, ("CNY", 6100, 500, 400), "paid", ("孙七", "天府大道1号", "成都市", "四川省", "", "CN")),
    ],
    ids=["dutch", "polish", "spanish", "brazilian", "italian", "rakuten", "korean", "shopee", "tiktok", "lazada",
         "youzan"],
)  # fmt: skip
def test_an_export_is_read_whole_in_its_own_language(
    text: str, money: tuple[str, int, int, int], state: str, place: tuple[str, ...]
) -> None:
    order = read(text)
    to = order.ship_to
    assert (order.currency, order.total_minor, order.shipping_minor, order.discount_minor) == money
    assert (order.payment_status, order.placed_at.date().isoformat()) == (state, "2024-03-14")
    assert (to.name, to.street, to.city, to.province, to.postcode, to.country) == place
    goods = sum(line.amount_minor() for line in order.lines)
    tax = 0 if order.tax_included else order.tax_minor
    assert goods - order.discount_minor + order.shipping_minor + tax == order.total_minor + order.subsidy_minor


def test_the_platforms_own_discounts_of_lines_are_its_subsidy() -> None:
    assert (read(TIKTOK).subsidy_minor, read(TIKTOK).tax_minor) == (300, 180)


@pytest.mark.parametrize(
    ("headings", "row"),
    [("Bestellnummer;Artikelnummer;Bezeichnung;Menge;Einzelpreis", ";;Summe;;24,00"),
     ("Order ID;SKU;Title;Quantity;Price", ";;;Total:;24.00")],
    ids=["german", "english"],
)  # fmt: skip
def test_a_row_of_sums_without_a_number_is_no_line_of_the_order_above(headings: str, row: str) -> None:
    order = read(f"{headings}\n1;A;Mug;2;12\n{row}\n")
    assert [(line.sku, line.quantity) for line in order.lines] == [("A", 2)]


def test_the_address_to_ship_to_goes_before_one_that_does_not_say_whose_it_is() -> None:
    parts = "".join(f"Lieferadresse {word};" for word in ("Name", "Straße", "PLZ", "Ort", "Land"))
    head = f"Bestellnummer;Name;PLZ;Ort;{parts}Artikelnummer;Menge"
    order = read(f"{head}\n1;Käuferin;80331;München;Bo;Weg 1;01067;Dresden;Österreich;A;1\n")
    to = order.ship_to
    assert (to.name, to.street, to.postcode, to.city, to.country) == ("Bo", "Weg 1", "01067", "Dresden", "AT")


@pytest.mark.parametrize(("shipped", "state"), [("0", None), ("1", "partial"), ("3", "fulfilled")])
def test_what_an_export_counts_as_shipped_is_told(shipped: str, state: str | None) -> None:
    order = read(f"order-id,sku,quantity-purchased,quantity-shipped\n1,A,3,{shipped}\n")
    assert order.extra.get("fulfillment_status") == state


def test_a_discount_beyond_the_prices_that_a_file_tells_makes_no_refund_of_an_order() -> None:
    order = read("Order ID,SKU,Quantity,Total Discount\n1,A,2,4.00\n")
    assert (order.total_minor, [line.quantity for line in order.lines]) == (0, [2])


@pytest.mark.parametrize(
    ("status", "payment", "gone"),
    [("bezahlt", "paid", None), ("nicht bezahlt", "unpaid", None), ("Teilweise bezahlt", "partially_paid", None),
     ("Teilweise erstattet", "partially_refunded", None), ("versandt", "unpaid", "fulfilled"),
     ("wird versendet", "unpaid", None), ("expédié", "unpaid", "fulfilled"), ("non payé", "unpaid", None),
     ("do wysłania", "unpaid", None), ("wysłano", "unpaid", "fulfilled"), ("Pendiente de pago", "unpaid", None)],
    ids=range(11),
)  # fmt: skip
def test_words_of_a_state_in_other_languages(status: str, payment: str, gone: str | None) -> None:
    order = read(f"Bestellnummer;Status;Artikelnummer;Menge;Einzelpreis\n1;{status};A;1;5,00\n")
    assert (order.payment_status, order.extra.get("fulfillment_status")) == (payment, gone)


@pytest.mark.parametrize(
    "word", ["14. März 2024 12:30", "14 mars 2024 à 12:30", "14 de marzo de 2024 12:30", "14 dec 2024 12:30"]
    , ids=["german", "french", "spanish", "dutch"],
)  # fmt: skip
def test_months_by_their_names(word: str) -> None:
    at = read(f"Bestellnummer;Bestelldatum;Artikelnummer;Menge\n1;{word};A;1\n").placed_at
    assert at.isoformat() == f"2024-{'12' if 'dec' in word else '03'}-14T12:30:00+00:00"


@pytest.mark.parametrize(
    ("amount", "coin", "minor"),
    [("US$ 1,234.50", "USD", 123450), ("1.234,50 €", "EUR", 123450), ("CHF 1'234.50", "CHF", 123450),
     ("Rp 95.000", "IDR", 9500000), ("₩12,000", "KRW", 12000), ("RM12.50", "MYR", 1250), ("12,50 Kč", "CZK", 1250),
     ("NT$1,200", "TWD", 120000), ("$12.50", "", 1250), ("12.500", "", 1250)],
    ids=range(10),
)  # fmt: skip
def test_signs_and_codes_beside_an_amount_name_its_currency(amount: str, coin: str, minor: int) -> None:
    order = read(f"Order ID;SKU;Quantity;Unit Price\n1;A;1;{amount}\n")
    assert (order.currency, order.total_minor) == (coin, minor)
