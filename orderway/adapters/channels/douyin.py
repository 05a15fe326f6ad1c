"""Douyin shop: orders (order.searchList, order.orderDetail) and pushed messages.

Amounts are fen. The receiver is a mask with a token (`open_address_id`); each product has a sub-order with its own
after-sale state. Messages only say what happened to which order; the order itself is fetched.
Source: Douyin shop open platform, order interfaces and message push.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from orderway.adapters.channels import _china as china
from orderway.adapters.channels import _json, _sign
from orderway.adapters.channels import _read as read
from orderway.adapters.channels._douyin_client import PLATFORM
from orderway.adapters.channels._json import each, gather, values
from orderway.adapters.channels._read import Unreadable
from orderway.ports.channel import Delivery, Document, IncomingLine, IncomingOrder, Parsed, Receiver, Refused

_ANSWERS = ("data", "shop_order_detail", "shop_order_list")
_FLAGS = {"0": "grey", "1": "purple", "2": "blue", "3": "green", "4": "yellow", "5": "red"}
_REFUND_DONE = frozenset(("3",))
_CASH_ON_DELIVERY = "0"
_TOPICS = {"100": "created", "101": "paid", "102": "shipped", "103": "completed", "106": "cancelled", "110": "address",
           "200": "refund", "206": "refunded", "207": "refund closed"}  # fmt: skip


class Douyin:
    """Douyin's own JSON, pulled or pushed. The secret of `verify` is `app key:app secret`."""

    code = "douyin"
    name = "抖音 Douyin"
    pushed = True
    delivery_age_seconds_max: int | None = None
    """The signature covers the body alone; the message's id inside of it tells a replay."""

    def parse(self, body: bytes, *, filename: str = "", topic: str = "") -> Parsed:
        """Read one answer of the order interfaces or one pushed message."""
        return gather(values(body), _take)

    def verify(self, headers: Mapping[str, str], body: bytes, secret: str, now: datetime) -> Delivery:
        """Check `event-sign` (MD5 over app key, body and app secret, the platform's own scheme); raises Refused."""
        key, _, word = secret.partition(":")
        wanted = hashlib.md5(key.encode() + body + word.encode(), usedforsecurity=False).hexdigest()
        if not _sign.same(_sign.header(headers, "event-sign").lower(), wanted):
            raise Refused("the signature is wrong")
        try:
            message = _json.decode(body)
        except Unreadable as error:
            raise Refused(str(error)) from None
        first = read.mapping(message[0]) if isinstance(message, list) and message else read.mapping(message)
        return Delivery(
            key=read.text(first.get("msg_id")) or hashlib.sha256(body).hexdigest(), topic=read.text(first.get("tag"))
        )


def _take(piece: Any, out: Parsed) -> None:
    if isinstance(piece, dict) and "tag" in piece:
        out.documents.append(_message(piece))
        return
    if isinstance(piece, dict) and piece.get("code") not in (None, 0, 10000) and not piece.get("data"):
        raise Unreadable(f"Douyin answered an error: {read.joined(piece.get('code'), piece.get('msg'))[:200]}")
    found = china.inner(piece, *_ANSWERS)
    entries = found if isinstance(found, list) else [found]
    each(read.orders_in(entries, "shop_order_list"), "order", "order_id", lambda one: _entry(one, out), out)


def _message(piece: dict[str, Any]) -> Document:
    data = piece.get("data")
    if isinstance(data, str):
        data = _json.decode(data.encode())
    inner = read.mapping(data)
    tag = read.text(piece.get("tag"))
    return Document(
        kind="notification",
        number=read.text(piece.get("msg_id")),
        order_external_id=read.first(inner.get("p_id"), inner.get("s_id")),
        at=china.instant(inner.get("update_time") or inner.get("create_time") or inner.get("pay_time"), "time"),
        status=_TOPICS.get(tag, tag),
        data=read.plain(inner),
    )


def _entry(entry: dict[str, Any], out: Parsed) -> IncomingOrder | Document:
    order = _order(entry)
    out.documents.extend(china.refund_documents(order))
    return order


def _order(entry: dict[str, Any]) -> IncomingOrder:
    number = read.required(entry.get("order_id"), "order_id")
    placed_at = china.instant(entry.get("create_time"), "create_time")
    if placed_at is None:
        raise Unreadable("create_time is missing")
    lines = [_line(one) for one in read.rows(entry.get("sku_order_list"), "sku_order_list")]
    total = china.fen(entry.get("pay_amount"), "pay_amount")
    paid_at = china.instant(entry.get("pay_time"), "pay_time")
    state = read.text(entry.get("order_status"))
    payment_status, paid = _payment(entry, state, paid_at, total)
    return IncomingOrder(
        external_id=number,
        placed_at=placed_at,
        currency=china.COIN,
        lines=lines,
        total_minor=total,
        shipping_minor=china.fen(entry.get("post_amount"), "post_amount"),
        discount_minor=_seller_discount(entry),
        fees_minor=china.fen(entry.get("post_insurance_amount"), "post_insurance_amount")
        + china.fen(entry.get("modify_amount"), "modify_amount"),
        subsidy_minor=_subsidy(entry),
        paid_minor=paid,
        payment_status=payment_status,
        payment_method="cod" if read.text(entry.get("pay_type")) == _CASH_ON_DELIVERY else "douyin",
        paid_at=paid_at,
        status="cancelled" if state == "4" else "closed" if state == "5" else "open",
        ship_to=_receiver(entry),
        buyer_id=read.text(entry.get("doudian_open_id")),
        buyer_note=read.text(entry.get("buyer_words")),
        seller_note=read.text(entry.get("seller_words")),
        language="zh-CN",
        version=read.stamp(china.instant(entry.get("update_time"), "update_time") or placed_at),
        extra=_extra(entry, state),
    )


def _seller_discount(entry: dict[str, Any]) -> int:
    """What the seller bears of all discounts; by who bears it, else by who gave it."""
    if entry.get("shop_cost_amount") is not None:
        return china.fen(entry["shop_cost_amount"], "shop_cost_amount")
    return china.fen(entry.get("promotion_shop_amount"), "promotion_shop_amount")


def _subsidy(entry: dict[str, Any]) -> int:
    """What the platform and its hosts bear of all discounts."""
    if entry.get("platform_cost_amount") is not None:
        return china.fen(entry["platform_cost_amount"], "platform_cost_amount")
    names = ("promotion_platform_amount", "promotion_talent_amount")
    return sum(china.fen(entry.get(name), name) for name in names)


def _payment(entry: dict[str, Any], state: str, paid_at: datetime | None, total: int) -> tuple[str, int]:
    """Payment status and what is paid; a pre-sale in phases has paid those phases that have a time."""
    phases = read.rows(entry.get("order_phase_list"), "order_phase_list")
    paid_phases = [
        one for one in phases if china.instant(one.get("pay_success_time") or one.get("phase_pay_time"), "time")
    ]
    if phases and 0 < len(paid_phases) < len(phases):
        return "partially_paid", sum(china.fen(one.get("phase_pay_amount"), "phase_pay_amount") for one in paid_phases)
    if state == "4":
        return ("refunded", total) if paid_at else ("voided", 0)
    if read.text(entry.get("pay_type")) == _CASH_ON_DELIVERY and not paid_at:
        return "cod_due", 0
    return ("paid", total) if paid_at or state in ("2", "101", "105", "3", "5") else ("unpaid", 0)


def _line(one: dict[str, Any]) -> IncomingLine:
    count, exact = read.quantity(one.get("item_num"), "item_num")
    price = china.fen(
        one.get("origin_amount") if one.get("origin_amount") is not None else one.get("goods_price"), "price"
    )
    gross = china.fen(one["sum_amount"], "sum_amount") if one.get("sum_amount") is not None else price * count
    after = read.mapping(one.get("after_sale_info"))
    word = read.text(after.get("after_sale_status"))
    refunded = read.text(after.get("refund_status")) in _REFUND_DONE
    spec = [read.text(part.get("value")) for part in read.rows(one.get("spec"), "spec")]
    return IncomingLine(
        external_id=read.required(one.get("order_id"), "sub-order id"),
        sku=read.first(one.get("code"), one.get("out_sku_id"), one.get("out_product_id")),
        title=read.text(one.get("product_name")),
        quantity=count,
        unit_price_minor=price,
        listing=read.first(one.get("sku_id"), one.get("product_id")),
        discount_minor=_seller_discount(one),
        variant=", ".join(part for part in spec if part),
        gift=read.text(one.get("given_product_type")) == "FREE" or price == 0,
        live_host=_host(one),
        current_quantity=0 if refunded else None,
        quantity_exact=exact,
        gross_minor=None if gross == price * count else gross,
        refund_status="refunded" if refunded else "requested" if word not in ("", "0", "7", "27", "28", "29") else "",
        extra=china.filled(
            {"after_sale_status": word if word != "0" else "", "status": read.text(one.get("order_status"))}
        ),
    )


def _host(one: dict[str, Any]) -> str:
    """Who sold it live or in a video: their name, else their number, else the room's; 0 stands for none."""
    known = (read.text(one.get(key)) for key in ("author_name", "author_id", "room_id_str", "room_id"))
    return next((word for word in known if word not in ("", "0")), "")


def _receiver(entry: dict[str, Any]) -> Receiver:
    shown, plain = read.mapping(entry.get("mask_post_addr")), read.mapping(entry.get("post_addr"))
    place = shown or plain

    def name(key: str) -> str:
        # Province, city and district are never sealed; some answers tell them beside the sealed address alone.
        return read.first(*(read.mapping(one.get(key)).get("name") for one in (shown, plain)))

    return china.masked(
        Receiver(
            name=read.first(entry.get("mask_post_receiver"), entry.get("post_receiver")),
            phone=read.first(entry.get("mask_post_tel"), entry.get("post_tel")),
            province=name("province"),
            city=name("city"),
            district=name("town"),
            street=read.joined(name("street"), place.get("detail"), by=""),
            token=read.text(entry.get("open_address_id")),
        )
    )


def _extra(entry: dict[str, Any], state: str) -> dict[str, Any]:
    return china.filled(
        {
            "channel_status": state,
            "fulfillment_status": {"3": "fulfilled", "101": "partial"}.get(state, ""),
            "channel_status_words": read.text(entry.get("order_status_desc")),
            "flag": _FLAGS.get(read.text(entry.get("seller_remark_stars")), ""),
            "ship_by": read.stamp(china.instant(entry.get("exp_ship_time"), "exp_ship_time")),
            "presale": read.plain(entry.get("order_phase_list")),
            "encrypted": bool(entry.get("open_address_id")),
        }
    )


CHANNEL = Douyin()
__all__ = ["CHANNEL", "PLATFORM"]
