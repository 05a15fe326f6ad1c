"""What an order was paid with, where its channel tells gift cards, points and payments apart. Pure."""

from __future__ import annotations

from datetime import datetime

from orderway.flow import money, sources
from orderway.flow.order import Order
from orderway.flow.verifying import AT_GATEWAY
from orderway.kernel.ids import Ids
from orderway.ports.channel import IncomingOrder

TENDERS_MAX = 20
"""Things that one order may be paid with."""
COUNTED_STATES = ("paid", "authorized", "partially_paid", "partially_refunded", "refunded")
KEY_CHARS_MAX = 200


def take_tenders(order: Order, incoming: IncomingOrder, at: datetime, ids: Ids) -> None:
    """Count each thing it was paid with once, under its own key, and never more than is told as paid in all."""
    if not incoming.payments or incoming.payment_status not in COUNTED_STATES:
        return
    limit = incoming.paid_minor or order.total_minor
    for nth, one in enumerate(incoming.payments[:TENDERS_MAX], 1):
        value = one.method in sources.VALUES
        if not value and (incoming.payment_status == "authorized" or not one.reference):
            continue  # told with the rest of the money
        amount = min(one.amount_minor, limit - order.captured_minor)
        key = f"channel:{one.method}:{one.reference or nth}" if value else one.reference
        if amount > 0 and money.pay(
            order, "captured", amount, at, key[:KEY_CHARS_MAX], ids, one.method, "channel", beside=value
        ):
            order.extra = {**order.extra, **({} if value else {AT_GATEWAY: 1})}
    if not any(p.method in sources.VALUES for p in order.payments):
        return
    values: dict[str, int] = {}
    for payment in order.payments:
        if payment.kind == "captured" and payment.method in sources.VALUES:
            values[payment.method] = values.get(payment.method, 0) + payment.amount_minor
    told = sources.tenders(order)  # a notice of its own may know of more
    most = {source: max(values.get(source, 0), told.get(source, 0)) for source in {**values, **told}}
    order.extra = {**order.extra, sources.TENDERS: most}
