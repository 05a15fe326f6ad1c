"""Magento (Adobe Commerce, Mage-OS): orders, shipments, comments and credit memos of the REST API V1.

Amounts are the order's currency, prices without tax. A configurable product is its parent line (which bears the chosen
SKU); a bundle is its children where these bear the prices, else its parent. Times are UTC without saying so.
Source: Adobe Commerce REST API reference, sales (Order, Shipment, Creditmemo).
"""

from __future__ import annotations

from typing import Any

from orderway.adapters.channels import _read as read
from orderway.adapters.channels._json import each, gather, values
from orderway.adapters.channels._magento_client import PLATFORM, PREFIX
from orderway.adapters.channels._read import Unreadable
from orderway.adapters.channels._unpushed import Unpushed
from orderway.ports.channel import (
    Document,
    IncomingLine,
    IncomingOrder,
    IncomingPayment,
    Parsed,
    Receiver,
)

_PAID = ("processing", "complete", "closed")
_CASH = frozenset(("cashondelivery", "phoenix_cashondelivery", "msp_cashondelivery"))
_WRAPPERS = ("data", "value", "entity", "order")
"""Objects around an order: what is posted, and what shops and event services hand on."""
_BILLS = {"1": "open", "2": "paid", "3": "cancelled"}
"""Magento's states of an invoice."""
_SHIPLESS = frozenset(("virtual", "downloadable", "giftcard"))


class Magento(Unpushed):
    """Magento's own JSON, pulled; one entity, a list, or a search answer with `items`."""

    code = "magento"
    name = "Magento"
    why_not_pushed = "Magento is pulled and sends no webhooks"

    def parse(self, body: bytes, *, filename: str = "", topic: str = "") -> Parsed:
        """Read one API answer."""
        return gather(values(body), _take)


def _take(piece: Any, out: Parsed) -> None:
    if isinstance(piece, dict) and isinstance(piece.get("items"), list) and "search_criteria" in piece:
        piece = piece["items"]
    for wrapper in _WRAPPERS:
        if isinstance(piece, dict) and isinstance(piece.get(wrapper), dict) and "increment_id" in piece[wrapper]:
            piece = piece[wrapper]
    entries = read.orders_in(piece if isinstance(piece, list) else [piece], "items")
    each(entries, "order", "increment_id", _entry, out)


def _entry(entry: dict[str, Any]) -> IncomingOrder | Document:
    if "message" in entry and "entity_id" not in entry:
        raise Unreadable(f"Magento answered an error: {read.text(entry['message'])}")
    if "tracks" in entry or ("packages" in entry and "order_id" in entry):
        return _shipment(entry)
    if "creditmemo_status" in entry or ("adjustment_negative" in entry and "order_id" in entry):
        return _refund(entry)
    if "grand_total" in entry and "order_id" in entry:
        return _invoice(entry)
    if "comment" in entry and "parent_id" in entry:
        return _comment(entry)
    if "grand_total" in entry or "increment_id" in entry:
        return _order(entry)
    return read.kept("record", entry, order=read.text(entry.get("order_id")))


def _order(entry: dict[str, Any]) -> IncomingOrder:
    coin = read.currency(read.required(entry.get("order_currency_code"), "order_currency_code"))
    placed_at = read.required_moment(entry.get("created_at"), "created_at")
    changed_at = read.moment(entry.get("updated_at"), what="updated_at")
    total = read.minor(entry.get("grand_total"), coin, "grand_total")
    paid = read.minor(entry.get("total_paid"), coin, "total_paid")
    refunded = read.minor(entry.get("total_refunded"), coin, "total_refunded")
    payment = read.mapping(entry.get("payment"))
    method = read.text(payment.get("method"))
    billing = read.mapping(entry.get("billing_address"))
    email = read.text(entry.get("customer_email"))
    status = _status(entry)
    paid_status = _payment_status(entry, method, total, paid, refunded)
    tenders = [] if paid_status == "cod_due" else _tenders(entry, coin)
    besides = sum(one.amount_minor for one in tenders)
    if paid_status in ("paid", "partially_paid", "partially_refunded", "refunded"):
        paid += besides
    return IncomingOrder(
        external_id=read.required(entry.get("entity_id"), "entity_id"),
        number=read.text(entry.get("increment_id")),
        placed_at=placed_at,
        currency=coin,
        lines=[_line(line, coin) for line in _sold(entry)],
        total_minor=total + besides,
        tax_minor=read.minor(entry.get("tax_amount"), coin, "tax_amount"),
        shipping_minor=read.minor(entry.get("shipping_amount"), coin, "shipping_amount"),
        discount_minor=-read.minor(entry.get("discount_amount"), coin, "discount_amount"),
        fees_minor=_fees(entry, coin) + besides,
        paid_minor=paid,
        refunded_minor=refunded,
        payment_status=paid_status,
        payment_method=method,
        payments=tenders,
        paid_at=placed_at if paid_status in ("paid", "partially_refunded", "refunded") else None,
        status=status,
        ship_to=_receiver(_shipping(entry) or billing, email),
        bill_to=_receiver(billing, email) if billing else None,
        buyer_id=read.text(entry.get("customer_id")),
        buyer_note=read.text(entry.get("customer_note")),
        seller_note=_remark(entry),
        version=read.stamp(changed_at or placed_at),
        wishes=_wishes(entry),
        extra=_extra(entry),
    )


_VALUES = {
    "gift_cards_amount": "gift_card",
    "customer_balance_amount": "store_credit",
    "reward_currency_amount": "points",
}


def _tenders(entry: dict[str, Any], coin: str) -> list[IncomingPayment]:
    """What was paid by gift card, balance or points: Magento takes it off the grand total."""
    extension = read.mapping(entry.get("extension_attributes"))
    found = [IncomingPayment(source, read.minor(extension.get(key), coin, key)) for key, source in _VALUES.items()]
    return [one for one in found if one.amount_minor > 0]


def _fees(entry: dict[str, Any], coin: str) -> int:
    """Tax taken back with a discount, less what was paid by gift card, balance or points (they lower the total)."""
    extension = read.mapping(entry.get("extension_attributes"))
    more = ("discount_tax_compensation_amount", "shipping_discount_tax_compensation_amount")
    return sum(read.minor(entry.get(key), coin, key) for key in more) - sum(
        read.minor(extension.get(key), coin, key) for key in _VALUES
    )


def _sold(entry: dict[str, Any]) -> list[dict[str, Any]]:
    """The lines that stand for goods: of parent and children the one that bears the price."""
    items = read.rows(entry.get("items"), "items")
    priced = {
        read.text(one.get("parent_item_id"))
        for one in items
        if one.get("parent_item_id") and read.decimal(one.get("row_total") or 0, "row_total") > 0
    }
    sold = []
    for one in items:
        parent = read.text(one.get("parent_item_id"))
        if parent in priced if parent else read.text(one.get("item_id")) not in priced:
            sold.append(one)
    return sold


def _line(line: dict[str, Any], coin: str) -> IncomingLine:
    count, exact = read.quantity(line.get("qty_ordered"), "qty_ordered")
    off = sum(read.whole(line.get(key), key) for key in ("qty_canceled", "qty_refunded"))
    unit = read.minor(line.get("price"), coin, "price")
    gross = read.minor(line.get("row_total"), coin, "row_total") if line.get("row_total") is not None else count * unit
    kind = read.text(line.get("product_type"))
    sku = read.text(line.get("sku"))
    return IncomingLine(
        external_id=read.required(line.get("item_id"), "item_id"),
        sku=sku,
        title=read.text(line.get("name")),
        quantity=count,
        unit_price_minor=unit,
        listing=sku,
        discount_minor=read.minor(line.get("discount_amount"), coin, "discount_amount"),
        tax_minor=read.minor(line.get("tax_amount"), coin, "tax_amount"),
        ships=kind not in _SHIPLESS and line.get("is_virtual") not in (1, "1", True),
        current_quantity=max(0, count - off) if off else None,
        quantity_exact=exact,
        price_exact=read.exact_price(line.get("price"), coin),
        gross_minor=None if gross == count * unit else gross,
        extra={"product_type": kind} if kind == "bundle" else {},
    )


def _status(entry: dict[str, Any]) -> str:
    state = read.text(entry.get("state")) or read.text(entry.get("status"))
    if state in ("canceled", "cancelled"):
        return "cancelled"
    return "closed" if state in ("complete", "closed") else "open"


def _payment_status(entry: dict[str, Any], method: str, total: int, paid: int, refunded: int) -> str:
    if refunded and paid:
        return "refunded" if refunded >= paid else "partially_refunded"
    if paid:
        return "paid" if paid >= total else "partially_paid"
    state = read.text(entry.get("state"))
    if state in ("canceled", "cancelled"):
        return "voided"
    if method in _CASH:
        return "cod_due"
    authorized = read.mapping(entry.get("payment")).get("amount_authorized")
    if authorized or (state in _PAID and total == 0):
        return "authorized" if total else "paid"
    return "unpaid"


def _shipping(entry: dict[str, Any]) -> dict[str, Any]:
    extension = read.mapping(entry.get("extension_attributes"))
    for one in read.rows(extension.get("shipping_assignments"), "shipping_assignments"):
        found = read.mapping(read.mapping(one.get("shipping")).get("address"))
        if found:
            return found
    return {}


def _receiver(address: dict[str, Any], email: str) -> Receiver:
    street = address.get("street")
    return Receiver(
        name=read.joined(address.get("firstname"), address.get("middlename"), address.get("lastname")),
        phone=read.text(address.get("telephone")),
        email=read.first(address.get("email"), email),
        country=read.country(address.get("country_id")),
        province=read.first(address.get("region"), address.get("region_code")),
        city=read.text(address.get("city")),
        street=", ".join(read.texts(street)) if isinstance(street, list) else read.text(street),
        postcode=read.text(address.get("postcode")),
        company=read.text(address.get("company")),
    )


def _remark(entry: dict[str, Any]) -> str:
    """The newest of our own comments holds the seller's remark."""
    told = [
        (read.text(one.get("created_at")), read.text(one.get("entity_id")).zfill(12), read.text(one.get("comment")))
        for one in read.rows(entry.get("status_histories"), "status_histories")
        if read.text(one.get("comment")).startswith(PREFIX.strip())
    ]
    return max(told)[2].removeprefix(PREFIX.strip()).strip() if told else ""


def _wishes(entry: dict[str, Any]) -> dict[str, str]:
    gift = read.mapping(read.mapping(entry.get("extension_attributes")).get("gift_message"))
    message = read.text(gift.get("message"))
    return {"gift_message": message} if message else {}


def _extra(entry: dict[str, Any]) -> dict[str, Any]:
    keys = ("status", "store_id", "store_name", "coupon_code", "shipping_description", "hold_before_state")
    found = {key: read.plain(entry[key]) for key in keys if entry.get(key)}
    if "holded" in (entry.get("state"), entry.get("status")):
        found["contradictions"] = ["the shop has put the order on hold (holded)"]
    return {**found, "fulfillment_status": shipped} if (shipped := _shipped(entry)) else found


def _shipped(entry: dict[str, Any]) -> str:
    """fulfilled, partial or nothing: an order stays `processing` while it is shipped and not all of it is billed."""
    sold = _sold(entry)
    sent = [read.whole(one.get("qty_shipped"), "qty_shipped") for one in sold]
    if not any(sent):
        return ""
    off = [sum(read.whole(one.get(key), key) for key in ("qty_canceled", "qty_refunded")) for one in sold]
    wanted = [read.quantity(one.get("qty_ordered"), "qty_ordered")[0] for one in sold]
    done = all(gone + back >= count for gone, back, count in zip(sent, off, wanted, strict=True))
    return "fulfilled" if done else "partial"


def _shipment(entry: dict[str, Any]) -> Document:
    tracks = read.rows(entry.get("tracks"), "tracks")
    return Document(
        kind="fulfilment",
        number=read.first(entry.get("entity_id"), entry.get("increment_id")),
        order_external_id=read.text(entry.get("order_id")),
        at=read.moment(entry.get("created_at"), what="created_at"),
        lines=[
            IncomingLine(
                external_id=read.text(one.get("order_item_id")), sku=read.text(one.get("sku")),
                title=read.text(one.get("name")), quantity=read.quantity(one.get("qty"))[0], unit_price_minor=0,
            )
            for one in read.rows(entry.get("items"), "items")
        ],
        data={"tracking_numbers": [read.text(one.get("track_number")) for one in tracks],
              "carrier": read.first(*(one.get("title") for one in tracks))},
    )  # fmt: skip


def _refund(entry: dict[str, Any]) -> Document:
    coin = read.currency(entry.get("order_currency_code"))
    return Document(
        kind="refund",
        number=read.first(entry.get("entity_id"), entry.get("increment_id")),
        order_external_id=read.text(entry.get("order_id")),
        at=read.moment(entry.get("created_at"), what="created_at"),
        amount_minor=read.minor(entry.get("grand_total"), coin, "grand_total") if coin else None,
        currency=coin,
        status="succeeded",
        data={"invoice": read.text(entry.get("invoice_id"))},
    )


def _invoice(entry: dict[str, Any]) -> Document:
    """An order has no `order_id`; what has one and a total is a bill of its order, paid in state 2."""
    coin = read.currency(entry.get("order_currency_code"))
    return Document(
        kind="invoice",
        number=read.first(entry.get("increment_id"), entry.get("entity_id")),
        order_external_id=read.text(entry.get("order_id")),
        at=read.moment(entry.get("created_at"), what="created_at"),
        amount_minor=read.minor(entry.get("grand_total"), coin, "grand_total") if coin else None,
        currency=coin,
        status=_BILLS.get(read.text(entry.get("state")), "open"),
        lines=[
            IncomingLine(
                external_id=read.text(one.get("order_item_id")), sku=read.text(one.get("sku")),
                title=read.text(one.get("name")), quantity=read.quantity(one.get("qty"))[0],
                unit_price_minor=read.minor(one.get("price"), coin, "price") if coin else 0,
            )
            for one in read.rows(entry.get("items"), "items")
        ],
    )  # fmt: skip


def _comment(entry: dict[str, Any]) -> Document:
    return Document(
        kind="note",
        number=read.text(entry.get("entity_id")),
        order_external_id=read.text(entry.get("parent_id")),
        at=read.moment(entry.get("created_at"), what="created_at"),
        status=read.text(entry.get("status")),
        data={
            "text": read.text(entry.get("comment")),
            "for_customer": entry.get("is_visible_on_front") in (1, "1", True),
        },
    )


CHANNEL = Magento()

__all__ = ["CHANNEL", "PLATFORM"]
