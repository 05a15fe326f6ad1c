"""Which column means what: the mapping that is saved per shop, and how headings are recognised without one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

import msgspec

from orderway.adapters.channels._cells import cell_text
from orderway.adapters.channels._read import Unreadable

HEADING_ROWS_MAX = 15
"""How far down the headings are looked for (exports put titles above them)."""


class ColumnMapping(msgspec.Struct, omit_defaults=True):
    """How a shop's file is read; saved per shop. Empty `columns`: the headings are recognised."""

    columns: dict[str, str] = {}
    """Heading as it stands in the file, to one of `FIELDS`."""
    currency: str = ""
    """For files without a column for it; empty: the shop's, Chinese headings: CNY."""
    zone: str = ""
    """IANA name of the zone of times without an offset; empty: UTC, Chinese headings: Asia/Shanghai."""
    day_first: bool | None = None
    """True where 01/02/2024 is the first of February; None: told from the column."""
    payment_status: str = ""
    """For files without a column for it: a word of the port."""
    country: str = ""
    """ISO code for files without a column for it."""


_SPELLINGS = {
    "external_id": "order id|order no|order number|order|orderno|order name|name|invoice no|invoice number|invoice|invoiceno|po number|purchase order|"
    "purchase order number|sales order|reference|订单编号|订单号|主订单编号|平台订单号|平台单号|交易号|交易编号|主订单号|订单id|原始单号|外部订单号",
    "line_id": "line id|line no|line|line item id|order item id|item id|子订单编号|子订单号|子单号|明细编号|商品单号",
    "placed_at": "order date|date|created at|created|invoice date|invoicedate|placed at|purchase date|order time|purchased at|ordered at|date created|"
    "订单创建时间|下单时间|创建时间|订单提交时间|拍下时间|订单日期|下单日期|日期|成交时间",
    "paid_at": "paid at|payment date|paid date|date paid|订单付款时间|付款时间|支付时间|付款确认时间|支付完成时间",
    "currency": "currency|currency code|币种|货币|结算币种",
    "total": "total|order total|grand total|total price|amount due|order amount|买家实际支付金额|实付金额|总金额|应付金额|订单应付金额|实付款|订单金额|买家实付|"
    "用户实付金额|商家实收金额|订单实付金额|实收款|合计",
    "tax": "tax|taxes|total tax|vat|sales tax|税额|税费|税金",
    "shipping": "shipping|freight|shipping cost|shipping price|delivery cost|postage|shipping total|买家应付邮费|邮费|运费|运费金额|快递费|应付邮费",
    "discount": "order discount|discount amount|discount total|total discount|coupon|优惠金额|订单优惠|店铺优惠|商家优惠|优惠券金额|订单优惠金额|店铺优惠金额",
    "subsidy": "subsidy|platform discount|平台优惠|平台补贴|平台优惠金额",
    "order_status": "status|order status|fulfillment status|state|订单状态|交易状态",
    "payment_status": "payment status|financial status|paid|支付状态|付款状态",
    "payment_method": "payment method|payment|pay method|支付方式|付款方式|支付渠道",
    "buyer_id": "customer id|customerid|customer|buyer|buyer id|username|buyer username|account|买家会员名|买家昵称|下单帐号|下单账号|买家账号|会员名|用户id|客户编号",
    "name": "ship name|shipname|shipping name|recipient|recipient name|receiver|receiver name|consignee|customer name|ship to name|contact name|full name|"
    "收货人姓名|收货人|收件人|客户姓名|收件人姓名|姓名|联系人",
    "phone": "phone|telephone|mobile|shipping phone|phone number|tel|recipient phone|ship phone|contact phone|联系手机|手机|手机号|收货人手机|收件人手机|收货手机|收货人手机号|电话|收货人电话|联系方式",
    "phone2": "phone 2|联系电话|固定电话|座机",
    "email": "email|e mail|mail|customer email|email address|邮箱|电子邮箱",
    "country": "country|ship country|shipcountry|shipping country|country code|ship to country|国家|国家地区",
    "province": "state|province|region|ship region|shipregion|shipping province|ship state|shipping state|county|省|省份|收货省份|收件省|收货人省份",
    "city": "city|ship city|shipcity|shipping city|town|市|城市|收货城市|收件市|收货人城市",
    "district": "district|area|区|区县|收货地区|收件区|收货人地区|区域",
    "street": "address|street|ship address|shipaddress|shipping address|shipping address1|address 1|address line 1|shipping street|street address|"
    "详细地址|街道地址|收货详细地址|街道",
    "street2": "address 2|address line 2|shipping address2|apartment",
    "raw": "full address|收货地址|客户地址|收件地址|收货人地址|地址|收件人地址",
    "postcode": "postcode|postal code|zip|zip code|ship postal code|shippostalcode|shipping zip|post code|邮编|邮政编码|收货邮编",
    "company": "company|shipping company|company name|公司|单位",
    "buyer_note": "note|notes|buyer note|customer note|comment|comments|remarks|buyer message|买家留言|客户留言|买家备注|留言|备注",
    "seller_note": "seller note|internal note|staff note|商家备注|卖家备注|订单备注|客服备注",
    "delivery_date": "required date|requireddate|delivery date|requested delivery date|期望送达时间|预约送达日期|送货日期",
    "invoice": "invoice title|发票抬头",
    "sku": "sku|stock code|stockcode|item sku|lineitem sku|product sku|seller sku|product code|item code|article|article number|item no|item number|item|"
    "product id|productid|part number|商家编码|外部系统编号|货号|商品编码|货品编码|sku编码|规格编码|商家sku|商品货号",
    "listing": "variant id|listing id|asin|商品id|商品编号|宝贝id|skuid|平台商品id",
    "title": "title|description|product|product name|item name|lineitem name|product title|item title|item description|name of product|"
    "宝贝标题|商品名称|商品标题|标题|宝贝名称|货品名称|产品名称|品名|商品",
    "variant": "variant|variant title|option|options|size|attributes|商品属性|规格|规格名称|颜色尺码|销售属性|商品规格|款式",
    "quantity": "quantity|qty|units|lineitem quantity|quantity purchased|ordered quantity|count|pieces|数量|购买数量|订购数量|商品数量|宝贝总数量|件数|下单数量|商品数量件",
    "unit_price": "unit price|unitprice|price|lineitem price|item price|price each|unit cost|单价|价格|京东价|商品单价|商品价格|销售单价|宝贝单价",
    "line_total": "line total|amount|subtotal|line amount|extended price|line item total|小计|商品金额|金额|商品总价|买家应付货款",
    "line_discount": "discount|line discount|lineitem discount|item discount|商品优惠|单品优惠|折扣金额|优惠",
    "line_tax": "line tax|item tax|lineitem tax",
    "discount_rate": "discount rate|discount %|discount percent|折扣率",
    "weight_grams": "weight grams|grams|weight g|重量克|重量g",
}  # fmt: skip
FIELDS = frozenset(_SPELLINGS)
"""Every meaning a column can have."""

_NOISE = re.compile(r"[\s_\-./:：()（）\[\]【】*#\u200b\ufeff]+")


def normal(heading: str) -> str:
    """A heading without case, blanks and punctuation, so that `Order_ID`, `orderId` and `order id` are one."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", heading).casefold())


_KNOWN = {
    normal(word): field
    for field, words in _SPELLINGS.items()
    for word in words.split("|")
}
# "state" is a status to few and a region to many, "name" is the order's number in Shopify's export only.
_KNOWN["state"] = "province"


def headings_of(row: Sequence[Any]) -> list[str]:
    """The texts of a row of headings."""
    found = []
    for cell in row:
        try:
            found.append(cell_text(cell))
        except Unreadable:
            found.append("")
    return found


def recognise(headings: Sequence[str], mapping: ColumnMapping) -> dict[str, int]:
    """Field to column for a row of headings; the first of two columns with one meaning counts."""
    wanted = {normal(heading): field for heading, field in mapping.columns.items()}
    found: dict[str, int] = {}
    for index, heading in enumerate(headings):
        plain = normal(heading)
        field = wanted.get(plain) if wanted else _KNOWN.get(plain)
        if field in FIELDS and field not in found:
            found[field] = index
    if not wanted:
        _second_thoughts(found, [normal(heading) for heading in headings])
    return found


def _second_thoughts(found: dict[str, int], headings: list[str]) -> None:
    """Words whose meaning hangs on the other headings."""
    shopify = "lineitemname" in headings
    if (
        not shopify
        and "external_id" in found
        and headings[found["external_id"]] == "name"
    ):
        index = found.pop("external_id")
        for word in (
            "orderid",
            "orderno",
            "ordernumber",
            "order",
            "invoiceno",
            "ponumber",
        ):
            if word in headings:
                found["external_id"] = headings.index(word)
                found.setdefault("name", index)
    if shopify and "id" in headings:
        found.setdefault("order_key", headings.index("id"))
    if "external_id" not in found and "id" in headings:
        found["external_id"] = headings.index("id")


def completed(mapping: ColumnMapping, heading: str) -> ColumnMapping:
    """The mapping with what the heading of the order's number tells: an export in Chinese is of China."""
    chinese = any("\u4e00" <= letter <= "\u9fff" for letter in heading)
    return ColumnMapping(
        columns=mapping.columns,
        currency=mapping.currency or ("CNY" if chinese else ""),
        zone=mapping.zone or ("Asia/Shanghai" if chinese else "UTC"),
        day_first=mapping.day_first,
        payment_status=mapping.payment_status,
        country=mapping.country or ("CN" if chinese else ""),
    )


def find_headings(
    rows: Sequence[Sequence[Any]], mapping: ColumnMapping
) -> tuple[int, dict[str, int]]:
    """Index of the row of headings and field to column; raises Unreadable where no row names orders."""
    best: tuple[int, dict[str, int]] = (0, {})
    for index, row in enumerate(rows[:HEADING_ROWS_MAX]):
        found = recognise(headings_of(row), mapping)
        if len(found) > len(best[1]):
            best = (index, found)
    if "external_id" not in best[1] or len(best[1]) < 2:
        seen = ", ".join(
            heading for heading in headings_of(rows[0] if rows else [])[:8] if heading
        )[:120]
        raise Unreadable(
            f"headings: none is known as the order's number; map the columns ({seen or 'no headings'})"
        )
    return best
