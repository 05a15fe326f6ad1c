"""JD: orders of marketplace shops (jingdong.pop.order.get, jingdong.pop.order.search).

Source: JD open platform, orderInfo structure. JD keeps gifts as lines of price 0, and its own coupons beside the
seller's: what the buyer did not pay and the seller did not give is the platform's.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from orderway.adapters.channels import _china as china
from orderway.adapters.channels import _read as read
from orderway.adapters.channels._jd_client import PLATFORM
from orderway.adapters.channels._json import each, gather, values
from orderway.adapters.channels._read import Unreadable
from orderway.adapters.channels._unpushed import Unpushed
from orderway.ports.channel import Document, IncomingLine, IncomingOrder, Parsed, Receiver

_ANSWERS = ("jingdong_pop_order_get_responce", "jingdong_pop_order_get_response", "jingdong_pop_order_search_responce",
            "jingdong_pop_order_search_response", "orderDetailInfo", "searchorderinfo_result", "orderInfoList",
            "orderInfo", "order_get_response", "order_search_response", "order", "order_search", "order_info_list",
            "order_info")  # fmt: skip
_SNAKE = re.compile(r"_([a-z])")
_UNPAID = frozenset(("NOT_PAY",))
_CANCELLED = frozenset(("TRADE_CANCELED", "CANCELED"))
_CLOSED = frozenset(("FINISHED_L",))
_SHIPPED = frozenset(("WAIT_GOODS_RECEIVE_CONFIRM",))
_LOCKED = "LOCKED"
"""The buyer asks to have the order called off; JD locks it until that is decided."""


class Jd(Unpushed):
    """JD's own JSON, pulled."""

    code = "jd"
    name = "京东 JD"
    why_not_pushed = "JD's orders are fetched, not pushed"

    def parse(self, body: bytes, *, filename: str = "", topic: str = "") -> Parsed:
        """Read one answer of the order interfaces."""
        return gather(values(body), _take)


def _take(piece: Any, out: Parsed) -> None:
    china.refuse_error(piece)
    found = china.inner(piece, *_ANSWERS)
    entries = found if isinstance(found, list) else [found]
    told = [_present(one) for one in read.orders_in(entries, "orderInfoList")]
    each(told, "order", "orderId", lambda one: _entry(one, out), out)


def _present(entry: Any) -> Any:
    """An order of the older interfaces (`order_id`, `item_info_list` …) under the names of the present ones."""
    if isinstance(entry, list):
        return [_present(one) for one in entry]
    if not isinstance(entry, dict) or "orderId" in entry:
        return entry
    turned = {_SNAKE.sub(lambda found: found[1].upper(), key): _present(value) for key, value in entry.items()}
    return {**entry, **turned}


def _entry(entry: dict[str, Any], out: Parsed) -> IncomingOrder | Document:
    order = _order(entry)
    if read.text(entry.get("orderState")) == _LOCKED:
        for line in order.lines:
            line.refund_status = "requested"
        number = f"{order.external_id}/locked"
        out.documents.append(
            Document(
                kind="refund", number=number, order_external_id=order.external_id, currency=china.COIN,
                status="requested", lines=order.lines,
            )
        )  # fmt: skip
    return order


def _order(entry: dict[str, Any]) -> IncomingOrder:
    number = read.required(entry.get("orderId"), "orderId")
    placed_at = china.instant(entry.get("orderStartTime"), "orderStartTime")
    if placed_at is None:
        raise Unreadable("orderStartTime is missing")
    items = read.rows(entry.get("itemInfoList"), "itemInfoList")
    lines = [_line(one, position) for position, one in enumerate(items, 1)]
    goods = sum(line.amount_minor() for line in lines)
    shipping = china.yuan(entry.get("freightPrice"), "freightPrice")
    discount = china.yuan(entry.get("sellerDiscount"), "sellerDiscount")
    total = china.yuan(entry.get("orderPayment"), "orderPayment")
    status = read.text(entry.get("orderState"))
    paid_at = china.instant(entry.get("paymentConfirmTime"), "paymentConfirmTime")
    payment_status = _payment(entry, status, paid_at)
    return IncomingOrder(
        external_id=number,
        placed_at=placed_at,
        currency=china.COIN,
        lines=lines,
        total_minor=total,
        shipping_minor=shipping,
        discount_minor=discount,
        subsidy_minor=max(0, goods - discount + shipping - total),
        paid_minor=total if payment_status == "paid" else 0,
        payment_status=payment_status,
        payment_method=read.text(entry.get("payType")),
        paid_at=paid_at,
        status="cancelled" if status in _CANCELLED else "closed" if status in _CLOSED else "open",
        fulfilled_by_channel=read.text(entry.get("storeOrder")) == "京仓订单",
        ship_to=_receiver(entry),
        buyer_id=read.first(entry.get("open_id_buyer"), entry.get("xid_buyer"), entry.get("pin")),
        buyer_note=read.text(entry.get("orderRemark")),
        seller_note=read.text(entry.get("venderRemark")),
        language="zh-CN",
        version=read.stamp(china.instant(entry.get("modified"), "modified") or placed_at),
        wishes=_wishes(entry),
        extra=_extra(entry, status),
    )


def _payment(entry: dict[str, Any], status: str, paid_at: datetime | None) -> str:
    if read.text(entry.get("payType")).startswith("1"):
        return "cod_due" if status not in _CANCELLED else "voided"
    if status in _UNPAID:
        return "unpaid"
    if status in _CANCELLED:
        return "refunded" if paid_at else "voided"
    return "paid"


def _line(one: dict[str, Any], position: int) -> IncomingLine:
    count, exact = read.quantity(one.get("itemTotal"), "itemTotal")
    price = china.yuan(one.get("jdPrice"), "jdPrice")
    return IncomingLine(
        external_id=read.first(one.get("skuUuid"), one.get("skuId"), str(position)),
        sku=read.first(one.get("outerSkuId"), one.get("productNo")),
        title=read.text(one.get("skuName")),
        quantity=count,
        unit_price_minor=price,
        listing=read.text(one.get("skuId")),
        gift=price == 0,
        quantity_exact=exact,
        extra=china.filled({"ware_id": read.text(one.get("wareId"))}),
    )


def _receiver(entry: dict[str, Any]) -> Receiver:
    person = read.mapping(entry.get("consigneeInfo"))
    full = read.text(person.get("fullAddress"))
    parts = [read.text(person.get(key)) for key in ("province", "city", "county", "town")]
    street = china.street_of(full, *parts[:3])
    return china.masked(
        Receiver(
            name=read.first(person.get("fullname"), person.get("desen_fullname")),
            phone=read.first(person.get("mobile"), person.get("telephone"), person.get("desen_mobile")),
            province=parts[0],
            city=parts[1],
            district=parts[2],
            street=street,
            raw=full,
            token=read.first(entry.get("oaid"), person.get("oaid")),
        )
    )


def _wishes(entry: dict[str, Any]) -> dict[str, str]:
    invoice = read.text(entry.get("invoiceInfo"))
    found = {
        "invoice": "" if invoice.startswith("不需要") else invoice,
        "time_window": read.text(entry.get("deliveryType")),
    }
    return {key: value for key, value in found.items() if value}


def _extra(entry: dict[str, Any], status: str) -> dict[str, Any]:
    coupons = [
        {"type": read.text(one.get("couponType")), "minor": china.yuan(one.get("couponPrice"), "couponPrice")}
        for one in read.rows(entry.get("couponDetailList"), "couponDetailList")
    ]
    return china.filled(
        {
            "channel_status": status,
            "fulfillment_status": "fulfilled" if status in _SHIPPED else "",
            "channel_status_words": read.text(entry.get("orderStateRemark")),
            "coupons": coupons,
            "parent_order": read.text(entry.get("parentOrderId")).strip("0"),
            "order_type": read.text(entry.get("orderType")),
            "encrypted": bool(entry.get("oaid")),
        }
    )


CHANNEL = Jd()
__all__ = ["CHANNEL", "PLATFORM"]
