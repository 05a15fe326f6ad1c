"""Pinduoduo: orders (pdd.order.information.get, pdd.order.list.get, pdd.order.number.list.increment.get).

The receiver is a mask with a token (`open_address_id`); a refund concerns the whole order.
Source: Pinduoduo open platform, order interfaces.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from orderway.adapters.channels import _china as china
from orderway.adapters.channels import _read as read
from orderway.adapters.channels._json import each, gather, values
from orderway.adapters.channels._pdd_client import PLATFORM
from orderway.adapters.channels._read import Unreadable
from orderway.adapters.channels._unpushed import Unpushed
from orderway.ports.channel import Document, IncomingLine, IncomingOrder, Parsed, Receiver

_FLAGS = {"RED": "red", "YELLOW": "yellow", "GREEN": "green", "BLUE": "blue", "PURPLE": "purple"}
_FLAGS.update({"1": "red", "2": "yellow", "3": "green", "4": "blue", "5": "purple"})
_REFUNDS = {"2": "requested", "3": "requested", "4": "refunded"}
_ANSWERS = ("order_info_get_response", "order_info", "order_list_get_response", "order_sn_increment_get_response",
            "order_list", "order_sn_list")  # fmt: skip


class Pinduoduo(Unpushed):
    """Pinduoduo's own JSON, pulled; pushes only say which order to fetch."""

    code = "pdd"
    name = "拼多多 Pinduoduo"
    why_not_pushed = "Pinduoduo's messages are fetched over its own connection, not pushed"

    def parse(self, body: bytes, *, filename: str = "", topic: str = "") -> Parsed:
        """Read one answer of the order interfaces."""
        return gather(values(body), _take)


def _take(piece: Any, out: Parsed) -> None:
    china.refuse_error(piece)
    found = china.inner(piece, *_ANSWERS)
    entries = found if isinstance(found, list) else [found]
    each(read.orders_in(entries, "order_list"), "order", "order_sn", lambda one: _entry(one, out), out)


def _entry(entry: dict[str, Any], out: Parsed) -> IncomingOrder | Document:
    order = _order(entry)
    state = _REFUNDS.get(read.text(entry.get("refund_status")), "")
    if state:
        out.documents.append(
            Document(
                kind="refund",
                number=f"{order.external_id}/refund",
                order_external_id=order.external_id,
                currency=china.COIN,
                status=state,
                lines=order.lines,
            )
        )
    return order


def _order(entry: dict[str, Any]) -> IncomingOrder:
    number = read.required(entry.get("order_sn"), "order_sn")
    placed_at = china.instant(entry.get("created_time") or entry.get("confirm_time"), "created_time")
    if placed_at is None:
        raise Unreadable("created_time is missing")
    refund = _REFUNDS.get(read.text(entry.get("refund_status")), "")
    items = read.rows(entry.get("item_list"), "item_list")
    lines = [_line(one, position, refund) for position, one in enumerate(items, 1)]
    total = china.yuan(entry.get("pay_amount"), "pay_amount")
    paid_at = china.instant(entry.get("pay_time") or entry.get("confirm_time"), "pay_time")
    payment_status = _payment(entry, refund, paid_at)
    return IncomingOrder(
        external_id=number,
        placed_at=placed_at,
        currency=china.COIN,
        lines=lines,
        total_minor=total,
        shipping_minor=china.yuan(entry.get("postage"), "postage"),
        discount_minor=china.yuan(entry.get("seller_discount"), "seller_discount")
        + china.yuan(entry.get("capital_free_discount"), "capital_free_discount"),
        subsidy_minor=china.yuan(entry.get("platform_discount"), "platform_discount"),
        paid_minor=total if payment_status in ("paid", "refunded") else 0,
        payment_status=payment_status,
        payment_method=read.text(entry.get("pay_type")),
        paid_at=paid_at,
        status=_status(entry, refund),
        ship_to=_receiver(entry),
        buyer_note=read.text(entry.get("buyer_memo")),
        seller_note=read.text(entry.get("remark")),
        language="zh-CN",
        version=read.stamp(china.instant(entry.get("updated_at"), "updated_at") or placed_at),
        extra=_extra(entry),
    )


_NO_GROUP, _GROUP_OPEN = "2", "0"
"""group_status, confirm_status: the group buy failed; it still waits for others, and nothing may be shipped."""


def _group(entry: dict[str, Any], state: str) -> bool:
    return state in (read.text(entry.get("group_status")), read.text(entry.get("confirm_status")))


def _status(entry: dict[str, Any], refund: str) -> str:
    gone = refund == "refunded" and read.text(entry.get("order_status")) == "1"
    return "cancelled" if gone or _group(entry, _NO_GROUP) else "open"


def _payment(entry: dict[str, Any], refund: str, paid_at: datetime | None) -> str:
    if refund == "refunded":
        return "refunded"
    if _group(entry, _NO_GROUP):
        return "refunded" if paid_at else "voided"
    if _group(entry, _GROUP_OPEN):
        return "unpaid"
    steps = read.mapping(entry.get("step_order_info"))
    if steps and read.text(steps.get("step_trade_status")) == "1":
        return "partially_paid"
    if read.text(entry.get("cod_status") or "0") not in ("0", ""):
        return "cod_due"
    return "paid" if paid_at or read.text(entry.get("order_status")) in ("1", "2", "3") else "unpaid"


def _line(one: dict[str, Any], position: int, refund: str) -> IncomingLine:
    count, exact = read.quantity(one.get("goods_count"), "goods_count")
    price = china.yuan(one.get("goods_price"), "goods_price")
    return IncomingLine(
        external_id=read.first(one.get("sku_id"), str(position)),
        sku=read.first(one.get("outer_id"), one.get("outer_goods_id")),
        title=read.text(one.get("goods_name")),
        quantity=count,
        unit_price_minor=price,
        listing=read.first(one.get("sku_id"), one.get("goods_id")),
        variant=read.text(one.get("goods_spec")),
        gift=price == 0,
        current_quantity=0 if refund == "refunded" else None,
        quantity_exact=exact,
        refund_status=refund,
    )


def _receiver(entry: dict[str, Any]) -> Receiver:
    def shown(key: str) -> str:
        # What is not masked is sealed: the mask is what people may see.
        return read.first(entry.get(f"{key}_mask"), _open(entry.get(key)))

    levels = [read.text(entry.get(key)) for key in ("province", "city", "town")]
    return china.masked(
        Receiver(
            name=shown("receiver_name"),
            phone=shown("receiver_phone"),
            province=levels[0],
            city=levels[1],
            district=levels[2],
            street=china.street_of(shown("receiver_address") or shown("address"), *levels),
            token=read.first(entry.get("open_address_id"), entry.get("open_address_id_2")),
        )
    )


def _open(value: Any) -> str:
    """A text that is not sealed (sealed ones begin and end with ~ or $)."""
    found = read.text(value)
    return "" if found[:1] in ("~", "$") and found[-1:] in ("~", "$") else found


def _extra(entry: dict[str, Any]) -> dict[str, Any]:
    steps = read.mapping(entry.get("step_order_info"))
    return china.filled(
        {
            "channel_status": read.text(entry.get("order_status")),
            "fulfillment_status": "fulfilled" if read.text(entry.get("order_status")) in ("2", "3") else "",
            "refund_status": read.text(entry.get("refund_status")),
            "flag": _FLAGS.get(read.text(entry.get("remark_tag")).upper(), ""),
            "flag_tag": read.text(entry.get("remark_tag_name")),
            "presale": read.plain(steps),
            "ship_by": read.stamp(china.instant(entry.get("last_ship_time"), "last_ship_time")),
            "risk": read.text(entry.get("risk_control_status")) == "1",
            "encrypted": bool(entry.get("open_address_id") or entry.get("open_address_id_2")),
        }
    )


CHANNEL = Pinduoduo()
__all__ = ["CHANNEL", "PLATFORM"]
