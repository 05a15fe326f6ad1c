"""Other open orders of the same receiver: which of them may share a box with this one, and why the others may not."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orderway.console.reading import read_order
from orderway.flow import reading, travel
from orderway.flow.order import Order
from orderway.flow.world import World
from orderway.kernel import clock
from orderway.kernel.sql import named
from orderway.web.engine import engine
from orderway.web.words import Text

SQL = named(__file__, "alike.sql")
OTHERS_MAX = 10

WHY: dict[str, Text] = {
    "already_shipped": gettext_lazy("it has left the warehouse"),
    "channel_ships": gettext_lazy("the channel ships it"),
    "cash_on_delivery": gettext_lazy("it is paid at the door"),
    "unpaid": gettext_lazy("it is not paid"),
    "travels_already": gettext_lazy("it is in a box with others already"),
    "invoice_printed": gettext_lazy("its invoice is printed"),
    "held": gettext_lazy("it is held"),
    "waits": gettext_lazy("it waits for something"),
    "warehouse_chosen": gettext_lazy("its warehouse was chosen by hand"),
    "label_printed": gettext_lazy("its label is printed"),
    "being_picked": gettext_lazy("it is being picked"),
    "with_warehouse": gettext_lazy("its warehouse must be asked to stop first"),
    "other_shop": gettext_lazy("its shop shares no boxes with this one"),
    "other_receiver": gettext_lazy("receiver or address differ"),
    "too_far_apart": gettext_lazy("it was placed too long before or after"),
    "too_many_orders": gettext_lazy("too many orders for one box"),
    "too_many_units": gettext_lazy("too many units for one box"),
    "too_heavy": gettext_lazy("too heavy for one box"),
    "no_common_warehouse": gettext_lazy("no warehouse has all of it"),
}
"""Why an order cannot travel with another (`flow.travel`)."""


class Other(NamedTuple):
    """Another order of the same receiver; `why` is empty where both may share a box."""

    id: int
    number: str
    why: str


def why_text(code: str) -> Text:
    """The words of a reason; an unknown one stands for itself."""
    return WHY.get(code, code)


def cannot_travel(facts: Any) -> str:
    """The refusal of a merge in words."""
    told = {"order": facts.get("order", ""), "why": why_text(str(facts.get("why", "")))}
    return _("Order %(order)s cannot travel in the same box: %(why)s.") % told


def others_of(order: Order) -> list[Other]:
    """Open orders of the same phone or token within the shops that share boxes, the newest first."""
    if order.stage in ("road", "settled", "closed") or (order.person.phone_hash is None and order.merge_key is None):
        return []
    made = engine()
    values = {"id": order.id, "phone": order.person.phone_hash, "key": order.merge_key, "limit": OTHERS_MAX}
    with made.connection.cursor() as cursor:
        reading.refresh(made.references, cursor)
        ids = [row[0] for row in cursor.execute(SQL.others, values).fetchall()]
    world = World(clock.now(), made.references)
    order.merge_key = travel.key_of(order, world)
    found = []
    for order_id in ids:
        other = read_order(order_id)
        if other is None:
            continue
        other.merge_key = travel.key_of(other, world)
        if order.lead_id is not None and other.lead_id == order.lead_id:
            found.append(Other(other.id, other.number, ""))
            continue
        why = travel.why_not(other, world) or travel.why_not_with(other, order, world)
        if why != "other_shop":
            found.append(Other(other.id, other.number, str(why_text(why))))
    return found


def choices(order: Order | None) -> list[tuple[str, str]]:
    """The orders that may share a box with this one, for a form."""
    return [(str(one.id), one.number) for one in (others_of(order) if order else []) if not one.why]


def trial(order: Order) -> dict[str, Any]:
    """A merge that makes sense, to see whether it would be refused."""
    return {"with": [choice for choice, _number in choices(order)][:1]}
