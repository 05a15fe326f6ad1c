"""Taobao and Tmall: trades (taobao.trade.fullinfo.get, taobao.trades.sold.get) with their sub-orders.

The receiver is a mask with a token (`oaid`); a sub-order carries its own refund status; a pre-sale pays in two steps.
Source: Taobao open platform, Trade and Order structures.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from orderway.adapters.channels import _china as china
from orderway.adapters.channels import _read as read
from orderway.adapters.channels import _xml as xml
from orderway.adapters.channels._json import each, gather, values
from orderway.adapters.channels._read import Unreadable
from orderway.adapters.channels._taobao_client import PLATFORM
from orderway.adapters.channels._unpushed import Unpushed
from orderway.ports.channel import Document, IncomingLine, IncomingOrder, Parsed, Receiver

_UNPAID = frozenset(("TRADE_NO_CREATE_PAY", "WAIT_BUYER_PAY", "PAY_PENDING", "WAIT_PRE_AUTH_CONFIRM"))
_CLOSED = frozenset(("TRADE_CLOSED", "TRADE_CLOSED_BY_TAOBAO"))
_REFUNDS = {
    "WAIT_SELLER_AGREE": "requested",
    "WAIT_BUYER_RETURN_GOODS": "requested",
    "WAIT_SELLER_CONFIRM_GOODS": "requested",
    "SELLER_REFUSE_BUYER": "requested",
    "SUCCESS": "refunded",
    "CLOSED": "closed",
}
_SHIPPED = {
    "WAIT_BUYER_CONFIRM_GOODS": "fulfilled", "TRADE_BUYER_SIGNED": "fulfilled", "SELLER_CONSIGNED_PART": "partial",
}  # fmt: skip
_FLAGS = ("", "red", "yellow", "green", "blue", "purple")
_TRADES = ("trade_fullinfo_get_response", "trades_sold_get_response", "trades_sold_increment_get_response",
           "trade_get_response", "trades", "trade")  # fmt: skip


class Taobao(Unpushed):
    """Taobao's and Tmall's own JSON, pulled; pushes only say which trade to fetch."""

    code = "taobao"
    name = "淘宝 / 天猫 Taobao, Tmall"
    why_not_pushed = "Taobao's messages are fetched over its own connection, not pushed"

    def parse(self, body: bytes, *, filename: str = "", topic: str = "") -> Parsed:
        """Read one answer of the trade interfaces (JSON or XML), or the message that a trade has changed."""
        return gather(_told(body) if body.lstrip()[:1] == b"<" else values(body), _take)


def _told(body: bytes) -> Iterator[tuple[str, Any]]:
    """The answer in XML, as the same answer in JSON."""
    name, root = xml.decode(body)
    if name not in (*_TRADES, "error_response"):
        raise Unreadable(f"body: an XML answer of the trade interfaces is expected, not {name[:40]!r}")
    yield "body", {name: root}


def _take(piece: Any, out: Parsed) -> None:
    china.refuse_error(piece)
    if isinstance(piece, dict) and "refund_message" in piece and "tid" in piece:
        out.documents.extend(_said(piece))
        return
    found = china.inner(piece, *_TRADES)
    entries = found if isinstance(found, list) else [found]
    each(read.orders_in(entries, "trades"), "trade", "tid", lambda one: _entry(one, out), out)


def _said(piece: dict[str, Any]) -> list[Document]:
    """A message about a refund: the buyer's, or the seller's own; what Taobao's staff says is no one's question."""
    message = read.mapping(piece["refund_message"])
    by = {"1": "buyer", "2": "shop"}.get(read.text(message.get("owner_role")))
    tid = read.required(piece["tid"], "tid")
    number = read.required(message.get("id"), "id")
    data = {"text": read.text(message.get("content")), "way": "platform", "by": by}
    at = china.instant(message.get("created"), "created")
    return [Document(kind="message", number=number, order_external_id=tid, at=at, data=data)] if by else []


def _entry(entry: dict[str, Any], out: Parsed) -> IncomingOrder | Document:
    if "orders" not in entry and "created" not in entry:
        tid = read.required(entry.get("tid"), "tid")
        return Document(kind="notification", number=tid, order_external_id=tid, status=read.text(entry.get("status")))
    order = _order(entry)
    out.documents.extend(china.refund_documents(order))
    return order


def _order(entry: dict[str, Any]) -> IncomingOrder:
    tid = read.required(read.first(entry.get("tid_str"), entry.get("tid")), "tid")
    placed_at = china.instant(entry.get("created"), "created")
    if placed_at is None:
        raise Unreadable("created is missing")
    subs = china.inner(entry.get("orders"), "order")
    lines = [_line(one) for one in read.rows([subs] if isinstance(subs, dict) else subs, "orders")]
    total = china.yuan(entry.get("payment"), "payment")
    shipping = china.yuan(entry.get("post_fee"), "post_fee")
    status = read.text(entry.get("status"))
    paid_at = china.instant(entry.get("pay_time"), "pay_time")
    payment_status, paid = _payment(entry, status, total)
    discount = sum(line.discount_minor for line in lines)
    return IncomingOrder(
        external_id=tid,
        placed_at=placed_at,
        currency=china.COIN,
        lines=lines,
        total_minor=total,
        shipping_minor=shipping,
        discount_minor=discount,
        subsidy_minor=china.yuan(entry.get("platform_subsidy_fee"), "platform_subsidy_fee"),
        paid_minor=paid,
        payment_status=payment_status,
        payment_method="cod" if entry.get("type") == "cod" else "alipay",
        paid_at=paid_at,
        status="cancelled" if status in _CLOSED else "closed" if status == "TRADE_FINISHED" else "open",
        fulfilled_by_channel=any(line.extra.get("store_code") for line in lines),
        ship_to=_receiver(entry),
        buyer_id=read.first(entry.get("buyer_open_uid"), entry.get("buyer_nick")),
        buyer_note=read.text(entry.get("buyer_message")),
        seller_note=read.text(entry.get("seller_memo")),
        language="zh-CN",
        version=read.stamp(china.instant(entry.get("modified"), "modified") or placed_at),
        wishes=china.filled({"invoice": read.text(entry.get("invoice_name"))}),
        extra=_extra(entry, status),
    )


def _payment(entry: dict[str, Any], status: str, total: int) -> tuple[str, int]:
    """Payment status and what is paid; a pre-sale whose balance is open has paid its deposit only."""
    step = read.text(entry.get("step_trade_status"))
    if step == "FRONT_PAID_FINAL_NOPAID":
        return "partially_paid", china.yuan(entry.get("step_paid_fee"), "step_paid_fee")
    if entry.get("type") == "cod" and status not in _CLOSED:
        return "cod_due", 0
    if status in _UNPAID or step == "FRONT_NOPAID_FINAL_NOPAID":
        return "unpaid", 0
    if status in _CLOSED:
        return ("refunded", total) if entry.get("pay_time") and status == "TRADE_CLOSED" else ("voided", 0)
    return "paid", total


def _line(one: dict[str, Any]) -> IncomingLine:
    count, exact = read.quantity(one.get("num"), "num")
    price = china.yuan(one.get("price"), "price")
    share = next((one[key] for key in ("divide_order_fee", "payment") if one.get(key) not in (None, "")), None)
    gross = price * count
    word = read.text(one.get("refund_status"))
    state = _REFUNDS.get(word, "")
    closed = read.text(one.get("status")) in _CLOSED
    return IncomingLine(
        external_id=read.required(read.first(one.get("oid_str"), one.get("oid")), "oid"),
        sku=read.first(one.get("outer_sku_id"), one.get("outer_iid")),
        title=read.text(one.get("title")),
        quantity=count,
        unit_price_minor=price,
        listing=read.first(one.get("sku_id"), one.get("num_iid")),
        discount_minor=0 if share is None else gross - china.yuan(share, "divide_order_fee"),
        variant=read.text(one.get("sku_properties_name")),
        gift=price == 0,
        current_quantity=0 if state == "refunded" or closed else None,
        quantity_exact=exact,
        refund_status=state,
        extra=china.filled(
            {
                "status": read.text(one.get("status")),
                "refund_status": word if word != "NO_REFUND" else "",
                "refund_id": read.text(one.get("refund_id")),
                "oversold": one.get("is_oversold") is True,
                "store_code": read.text(one.get("store_code")),
                "ship_by": read.text(one.get("estimate_con_time")),
            }
        ),
    )


def _receiver(entry: dict[str, Any]) -> Receiver:
    places = ("receiver_state", "receiver_city", "receiver_district", "receiver_town")
    province, city, district, town = (read.text(entry.get(key)) for key in places)
    street = china.street_of(read.text(entry.get("receiver_address")), province, city, district, town)
    return china.masked(
        Receiver(
            name=read.text(entry.get("receiver_name")),
            phone=read.first(entry.get("receiver_mobile"), entry.get("receiver_phone")),
            province=province,
            city=city,
            district=district,
            street=("" if town in (district, city) else town) + street,
            postcode=_postcode(entry.get("receiver_zip")),
            token=read.text(entry.get("oaid")),
        )
    )


def _postcode(value: Any) -> str:
    """Taobao writes 000000 where the buyer gave none."""
    found = read.text(value)
    return "" if found.strip("0") == "" else found


def _extra(entry: dict[str, Any], status: str) -> dict[str, Any]:
    flag = read.text(entry.get("seller_flag"))
    colour = _FLAGS[int(flag)] if flag in ("1", "2", "3", "4", "5") else ""
    step = read.text(entry.get("step_trade_status"))
    return china.filled(
        {
            "channel_status": status,
            "fulfillment_status": _SHIPPED.get(status, ""),
            "flag": colour,
            "flag_tag": read.text(entry.get("seller_flag_tag")),
            "presale": {"step": step, "deposit_minor": china.yuan(entry.get("step_paid_fee"), "step_paid_fee")}
            if step
            else {},
            "ship_by": read.text(entry.get("est_con_time")),
            "trade_from": read.text(entry.get("trade_from")),
            "encrypted": bool(entry.get("oaid")),
        }
    )


CHANNEL = Taobao()
__all__ = ["CHANNEL", "PLATFORM"]
