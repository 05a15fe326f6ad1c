"""A trading partner's change of its order (860, ORDCHG): carried out as far as it still can be, kept for the answer.

What was asked of each line stays in the order, so that the answer (865) says what became of it, also when a warehouse
had to let go first.
"""

from __future__ import annotations

from typing import Any

from orderway.flow import change, money
from orderway.flow.order import Line, Order
from orderway.flow.telling import EDI_CHANGES
from orderway.flow.world import World
from orderway.journey.intake.make import make_line
from orderway.kernel.errors import Refusal
from orderway.kernel.ids import Ids
from orderway.lifecycle.moves import PAYMENT
from orderway.ports.channel import Document, IncomingLine, Parsed

KINDS = ("860", "ORDCHG")
CHANGES_MAX = 50
"""Changes of one order that are carried out; more are nobody's wish."""
ADD, DELETE, PRICE, NOTHING = "AI", "DI", "PC", "NC"
_EDIFACT = {"1": ADD, "2": DELETE, "3": "CA", "4": NOTHING, "5": NOTHING, "7": DELETE, "": "CA"}
CANCEL_ALL = {"860": "01", "ORDCHG": "1"}
"""Purpose (BCH01, BGM 1225) of a change that takes the whole order back."""
ON_ACCOUNT = "invoice"
PRICES = "edi_prices"
"""Key in `Order.extra`: unit prices finer than a minor unit, by the partner's line number, for the invoice."""


def on_account(parsed: Parsed) -> Parsed:
    """A partner's orders are paid by invoice afterwards: nothing has to come before they leave."""
    for order in parsed.orders:
        if order.payment_method == ON_ACCOUNT and order.payment_status == "unpaid":
            order.payment_status = "authorized"
        finer = {line.external_id: line.price_exact for line in order.lines if line.price_exact}
        if finer:
            order.extra = {**order.extra, PRICES: finer}
    return parsed


def apply_change(order: Order, document: Document, world: World, ids: Ids) -> str:
    """Carry a change out line by line: 'update', or 'duplicate' where its number was here before."""
    number = _number(document)
    known: list[dict[str, Any]] = order.extra.get(EDI_CHANGES, [])
    if any(one["number"] == number for one in known) or len(known) >= CHANGES_MAX:
        return "duplicate"
    off = document.data.get("purpose", document.data.get("function", "")) == CANCEL_ALL[document.kind]
    lines = (
        _cancelled(order, world, ids) if off else [_line(order, one, document, world, ids) for one in document.lines]
    )
    order.extra = {**order.extra, EDI_CHANGES: [*known, {"number": number, "off": off, "lines": lines}]}
    _cover(order, number, world, ids)
    refused = sum(1 for line in lines if line["refusal"])
    change.note(order, "edi_change", "refused" if lines and refused == len(lines) else "done", number=number,
                asked=len(lines), refused=refused)  # fmt: skip
    return "update"


def _number(document: Document) -> str:
    """The change's own number; where it has none, that of the interchange and set that brought it."""
    data = document.data
    own = document.number if document.kind == "ORDCHG" and document.number != document.order_external_id else ""
    came = f"{data.get('interchange_control', data.get('control', ''))}-{data.get('ref', data.get('control', ''))}"
    return str(data.get("change_number") or own or came)


def _cancelled(order: Order, world: World, ids: Ids) -> list[dict[str, Any]]:
    refusal = change.cancel(order, world, ids, "channel", "channel")
    code = refusal.code if refusal is not None and refusal.code != "nothing_to_cancel" else ""
    return [_kept(line, line.external_id, DELETE, 0, code) for line in order.lines]


def _kept(line: Line | None, key: str, kind: str, units: int, refusal: str, price: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {"id": line.id if line else None, "line": key, "kind": kind, "units": units}
    return {**found, "refusal": refusal, **({"price": price} if price else {})}


def _line(order: Order, told: IncomingLine, document: Document, world: World, ids: Ids) -> dict[str, Any]:
    kind = _kind(told, document.kind)
    line = _of(order, told, kind)
    if line is None:
        return _added(order, told, kind, world, ids)
    units = 0 if kind == DELETE else told.quantity
    if kind == NOTHING or (not units and kind != DELETE):
        # A change of dates or prices alone may leave the quantity out.
        units = line.ordered - line.cancelled
    price = _other_price(line, told)
    if units == line.ordered - line.cancelled:
        return _kept(line, told.external_id, kind, units, "", price)
    change.tell_units(order, line, units)
    refusal = change.change_quantity(order, line, units, world, ids, "channel", "channel")
    code = "" if refusal is None or refusal.code == "nothing_changed" else refusal.code
    return _kept(line, told.external_id, kind, units, code, price)


def _kind(told: IncomingLine, document: str) -> str:
    if document == "ORDCHG":
        return _EDIFACT.get(str(told.extra.get("action", "")), "CA")
    return str(told.extra.get("change", "")) or "CA"


def _of(order: Order, told: IncomingLine, kind: str) -> Line | None:
    """The line that is meant: by its own number, else (of a line that is not new) by the article only one line has."""
    by_number = [line for line in order.lines if line.external_id == told.external_id]
    if by_number:
        return by_number[0]
    same = [line for line in order.lines if kind != ADD and told.sku and line.sku_code == told.sku]
    return same[0] if len(same) == 1 else None


def _other_price(line: Line, told: IncomingLine) -> str:
    """The price that the partner names, where it is not ours: ours stays, and the answer says so."""
    named = told.unit_price_minor
    return str(named) if named and named != line.unit_price_minor and not told.price_exact else ""


def _added(order: Order, told: IncomingLine, kind: str, world: World, ids: Ids) -> dict[str, Any]:
    refusal = "" if kind == ADD and told.quantity else "unknown_line"
    if order.stage in ("road", "settled", "closed"):
        refusal = Refusal("already_shipped").code
    if refusal:
        return _kept(None, told.external_id, kind, told.quantity, refusal)
    line = make_line(told, order.id, len(order.lines) + 1, ids)
    line.paid_share_minor = line.ordered * line.unit_price_minor
    line.sku_id = world.refs.sku_of(order.shop_id, line.listing, line.sku_code)
    order.lines = [*order.lines, line]
    order.goods_minor += line.paid_share_minor
    order.total_minor += line.paid_share_minor
    order.units = sum(each.ordered - each.cancelled for each in order.lines)
    order.line_count = len(order.lines)
    change.check_again(order)
    change.note(order, "line", "added", line=line.position, units=line.ordered)
    return _kept(line, told.external_id, kind, told.quantity, "")


def _cover(order: Order, number: str, world: World, ids: Ids) -> None:
    """On account, what a change adds is covered as the order was."""
    missing = order.due_minor() - order.authorised_minor
    if order.payment_method == ON_ACCOUNT and missing > 0 and order.payment_state != PAYMENT.first:
        money.pay(order, "authorised", missing, world.now, f"account:{number}", ids, ON_ACCOUNT, "channel")
    else:
        money.weigh(order)
    if order.waits_for == "payment" and money.is_settled(order):
        order.waits_for, order.ready_at = "", None
