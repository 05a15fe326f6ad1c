"""Which column means what: the mapping that is saved per shop, and how headings are recognised without one."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Sequence
from importlib import resources
from typing import Any

import msgspec

from orderway.adapters.channels._cells import cell_text
from orderway.adapters.channels._read import Unreadable
from orderway.ports.table import ColumnMapping

HEADING_ROWS_MAX = 15
"""How far down the headings are looked for (exports put titles above them)."""


_NOISE = re.compile(r"[\s_\-./:：()（）\[\]【】*#\u200b\ufeff]+")


def normal(heading: str) -> str:
    """A heading without case, blanks and punctuation, so that `Order_ID`, `orderId` and `order id` are one."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", heading).casefold())


@functools.cache
def fields() -> frozenset[str]:
    """Every meaning a column can have."""
    return frozenset(_spellings())


@functools.cache
def _spellings() -> dict[str, list[str]]:
    """Field to the headings that mean it, from `headings.json`."""
    return msgspec.json.decode(
        resources.files(__package__).joinpath("headings.json").read_bytes(), type=dict[str, list[str]]
    )


@functools.cache
def _known() -> dict[str, str]:
    # "state" is a status to few and a region to many.
    return {normal(word): field for field, words in _spellings().items() for word in words} | {"state": "province"}


_BETTER = {
    "sku": (
        "itemsku",
        "productsku",
        "sellersku",
        "merchantsku",
        "skucode",
        "sku",
        "商家编码商品维度",
        "customlabel",
        "customlabelsku",
        "商家编码sku维度",
        "商家编码规格维度",
    ),
    "listing": ("样式id",),
    "street": ("详细地址", "shippingaddress1"),
    "name": ("shippingname", "shipname", "shiptoname", "recipientname", "receivername"),
}
"""Headings that say a meaning better than others which stand before them; the last one counts."""
_LANDS = (
    (("注文", "受注"), "JPY", "Asia/Tokyo", "JP"),
    (("訂單",), "", "Asia/Taipei", ""),
    (("주문",), "KRW", "Asia/Seoul", "KR"),
    (("订", "单", "交易"), "CNY", "Asia/Shanghai", "CN"),
)
"""What the heading of the order's number tells of an export: currency, zone, country."""
_DAYS_FIRST = (
    "bestel",
    "auftrag",
    "commande",
    "pedido",
    "ordine",
    "zamówieni",
    "ordrenum",
    "заказ",
    "sipariş",
    "objedn",
)
_OR_ELSE = {
    "name": ("comprador", "nomedocomprador", "nombredelcomprador", "cliente", "nomecliente", "nombredelcliente",
             "client", "nomduclient", "kunde", "kundenname", "käufer", "klant", "klantnaam", "naam", "kupujący",
             "klient", "клиент", "покупатель", "구매자명", "買家姓名", "billingname", "buyername"),
    "house_number": ("número", "numero", "nr", "hausnr"),
    "title": ("item", "items"),
    "listing": ("offerid",),
    "shipping": ("livraison", "envío", "frete"),
}  # fmt: skip
"""Headings that are taken for a meaning only where no other column has it."""
_BEFORE = ("shippingaddress|shipping|deliveryaddress|delivery|shipto|recipient|receiver|consignee|lieferadresse"
           "|lieferung|liefer|versand|spedizione|consegna|verzend|bezorg|aflever"
           "|收货人|收件人|收货|收件|お届け先|送付先")  # fmt: skip
_BEHIND = ("shipping|delivery|lieferadresse|lieferung|(?:de|de la|d)?livraison|(?:de|del)?envío|(?:de|del)?envio"
           "|(?:de)?entrega|(?:di)?spedizione|(?:di)?consegna|dostawy|доставки")  # fmt: skip
_THERE = re.compile(rf"\A(?:{_BEFORE})(.+)|(.+?)(?:{_BEHIND})\Z")
"""Words around the part of an address that say that it is the one to ship to."""
_PARTS_OF_ADDRESS = frozenset(("name", "first_name", "last_name", "phone", "email", "street", "street2", "house_number",
                               "city", "province", "district", "postcode", "country", "company"))  # fmt: skip
_COIN = re.compile(r"[(\[（]\s*([A-Za-z]{3}|[€£₩₹])\s*[)\]）]\s*\Z|\s(?:in|en|w)\s+([A-Za-z]{3}|[€£])\s*\Z")
"""A currency behind a heading: Total (EUR), Preis in €."""
_COINS = {"€": "EUR", "£": "GBP", "₩": "KRW", "₹": "INR"}
_GOODS = frozenset(("quantity", "title", "unit_price", "line_total"))
_AMOUNTS = frozenset(("total", "tax", "shipping", "discount", "unit_price", "line_total", "line_discount"))


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
        field = wanted.get(normal(heading)) if wanted else _meaning(heading)
        if field in fields() and field not in found:
            found[field] = index
        elif field is None and not wanted and (field := _there(normal(heading))):
            found[field] = index  # better than one that does not say whose it is
    if not wanted:
        _second_thoughts(found, [normal(heading) for heading in headings])
    return found


def _meaning(heading: str) -> str | None:
    """What a heading means by itself, also with a unit or a currency behind it."""
    plain = normal(heading)
    known = _known()
    found = known.get(plain) or known.get(plain.rstrip("元件"))
    if found is None and (coin := _COIN.search(heading)):
        found = known.get(normal(heading[: coin.start()]))
        found = found if found in _AMOUNTS else None
    return found


def _there(plain: str) -> str | None:
    """The part of the address to ship to that a heading names: Lieferadresse PLZ, ciudad de envío."""
    match = _THERE.match(plain)
    found = _known().get(match[1] or match[2]) if match else None
    return found if found in _PARTS_OF_ADDRESS else None


def coin_told(headings: Sequence[str]) -> str:
    """The currency that stands behind headings of amounts; empty where they name none, or several."""
    found = set()
    for heading in headings:
        if (coin := _COIN.search(heading)) and _meaning(heading) in _AMOUNTS:
            sign = coin[1] or coin[2]
            found.add(_COINS.get(sign, sign.upper()))
    return found.pop() if len(found) == 1 else ""


def _second_thoughts(found: dict[str, int], headings: list[str]) -> None:
    """Words whose meaning hangs on the other headings."""
    shopify = "lineitemname" in headings
    if not shopify:
        _numbered(found, headings)
    if shopify and "id" in headings:
        found.setdefault("order_key", headings.index("id"))
    if "estado" in headings and (region := next((word for word in ("provincia", "uf") if word in headings), "")):
        found.setdefault("order_status", headings.index("estado"))  # of the order, where a region stands beside it
        found["province"] = headings.index(region)
    for field, words in _OR_ELSE.items():
        if (other := next((word for word in words if word in headings), "")) and field not in found:
            found[field] = headings.index(other)
    for field, words in _BETTER.items():
        for word in words:
            if word in headings:
                found[field] = headings.index(word)
    if "sku" in found and headings[found["sku"]] in ("référence", "referencia") and not _GOODS & found.keys():
        del found["sku"]  # of the order, where nothing else tells of goods
    _of_platforms(found, headings)
    clock = next((headings.index(word) for word in ("time", "ordertime", "timecreated") if word in headings), -1)
    if clock >= 0 and headings[found.get("placed_at", clock)].endswith(("date", "datecreated")):
        found["placed_clock"] = clock
    if "external_id" not in found and "id" in headings:
        found["external_id"] = headings.index("id")


def _numbered(found: dict[str, int], headings: list[str]) -> None:
    """A column `name` is the receiver's where another one is the order's number."""
    if "external_id" in found and headings[found["external_id"]] == "name":
        index = found.pop("external_id")
        for word in ("orderid", "orderno", "ordernumber", "order", "invoiceno", "ponumber"):
            if word in headings:
                found["external_id"] = headings.index(word)
                found.setdefault("name", index)
    if "name" in headings and "external_id" in found and headings[found["external_id"]] != "name":
        found.setdefault("name", headings.index("name"))


def _of_platforms(found: dict[str, int], headings: list[str]) -> None:
    """Amounts that some platforms tell in their own way."""
    if {"京东价", "订单金额", "结算金额"} <= set(headings):  # JD: before and after its discounts
        found["list_total"], found["total"] = headings.index("订单金额"), headings.index("结算金额")
    if {"orderitemid", "lazadaid", "shippingfee"} <= set(headings):  # Lazada: a row is one piece, with its own freight
        found["line_shipping"] = headings.index("shippingfee")
        found.pop("shipping", None)
    if {"itemprice", "shippingprice"} <= set(headings) and {"orderitemid", "amazonorderid"} & set(headings):
        _of_amazon(found, headings)


def _of_amazon(found: dict[str, int], headings: list[str]) -> None:
    """Amazon's reports: `item-price` is of all units, freight is told line by line."""
    found["line_total"] = headings.index("itemprice")
    found["line_shipping"] = headings.index("shippingprice")
    for field in ("unit_price", "shipping"):
        found.pop(field, None)


def completed(mapping: ColumnMapping, heading: str, coin_said: str = "") -> ColumnMapping:
    """The mapping with what the heading of the order's number tells: an export in Chinese is of China …

    `coin_said` is the currency that stands behind headings of amounts (`coin_told`).
    """
    coin, zone, land = next((told for words, *told in _LANDS if any(word in heading for word in words)), ("", "", ""))
    if not zone and any("\u4e00" <= letter <= "\u9fff" for letter in heading):
        coin, zone, land = "CNY", "Asia/Shanghai", "CN"
    days_first = True if any(word in normal(heading) for word in _DAYS_FIRST) else None
    return ColumnMapping(
        columns=mapping.columns,
        currency=mapping.currency or coin_said or coin,
        zone=mapping.zone or zone or "UTC",
        day_first=mapping.day_first if mapping.day_first is not None else days_first,
        payment_status=mapping.payment_status,
        country=mapping.country or land,
    )


def find_headings(rows: Sequence[Sequence[Any]], mapping: ColumnMapping) -> tuple[int, dict[str, int]]:
    """Index of the row of headings and field to column; raises Unreadable where no row names orders."""
    best: tuple[int, dict[str, int]] = (0, {})
    for index, row in enumerate(rows[:HEADING_ROWS_MAX]):
        found = recognise(headings_of(row), mapping)
        if len(found) > len(best[1]):
            best = (index, found)
    if "external_id" not in best[1] or len(best[1]) < 2:
        seen = ", ".join(heading for heading in headings_of(rows[0] if rows else [])[:8] if heading)[:120]
        raise Unreadable(f"headings: none is known as the order's number; map the columns ({seen or 'no headings'})")
    return best


def likely_headings(rows: Sequence[Sequence[Any]]) -> int:
    """Where none is known: the first of the rows with the most different texts, for a person to say what they mean."""
    widths = [len({text for text in headings_of(row) if text}) for row in rows[:HEADING_ROWS_MAX]]
    return widths.index(max(widths)) if widths else 0
