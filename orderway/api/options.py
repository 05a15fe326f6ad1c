"""The ways out of a shortage by the API: what could be done for an order, with days and costs, the best first."""

from __future__ import annotations

from datetime import datetime

import msgspec

from orderway.api.orders import order_id_of
from orderway.flow import reading
from orderway.flow.batch import Batch
from orderway.flow.choice import Choice
from orderway.flow.order import Order
from orderway.flow.short_supply import ways_out
from orderway.flow.taking import AWAITED
from orderway.web.auth_shops import shop_in_path
from orderway.web.engine import engine
from orderway.web.openapi_route import Answer, Call, Route
from orderway.web.problems import Problem


class Instead(msgspec.Struct):
    """Goods that would be sent for a SKU that is short."""

    sku: str
    instead: str
    units: int


class Way(msgspec.Struct):
    """One way out. Pass `choice` to the command `decide_shortage`.

    Amounts are minor units of `currency`, compared with keeping the order together; null: not known. `total_minor` is
    freight + handling + margin + lateness, and ranks. `ship_at`: when the last of it leaves. `punished`: the platform
    punishes it, so the buyer must file the refund there.
    """

    choice: str
    ship_at: datetime | None
    deliver_at: datetime | None
    freight_minor: int | None
    handling_minor: int | None
    refund_minor: int
    margin_minor: int
    late_minor: int
    total_minor: int | None
    currency: str
    whole: bool
    punished: bool
    substitutes: list[Instead]
    warehouse_from: str
    warehouse_to: str
    reference: str


class Ways(msgspec.Struct):
    """The ways out, the best first; empty where nothing is short. `decided`: what was chosen last.

    `refund_awaited`: the buyer agreed to a refund and has to file it at the platform.
    """

    short: dict[str, int]
    decided: str
    refund_awaited: bool
    options: list[Way]


def options(call: Call) -> Answer:
    """What could be done now about a shortage, with days and costs."""
    shop = shop_in_path(call.known, call.parts["shop"])
    found = order_id_of(shop, call.parts["external_id"])
    if found is None:
        raise Problem(404, "no_such_order", "there is no such order")

    def work(batch: Batch) -> Order:
        return batch.load([found])[0]

    order: Order = engine().transact("look", work)
    made = engine()
    with made.connection.cursor() as cursor:
        reading.need_skus(made.references, cursor, [line.sku_id for line in order.lines if line.sku_id is not None])
    short: dict[str, int] = {}
    for line in order.lines:
        if line.backordered and line.sku_id is not None:
            code = made.references.skus[line.sku_id].code
            short[code] = short.get(code, 0) + line.backordered
    ways = [_way(one) for one in ways_out(made, [order]).get(order.id, [])]
    return Answer(Ways(short, str(order.extra.get("shortage", "")), AWAITED in order.extra, ways))


def _way(one: Choice) -> Way:
    skus = engine().references.skus
    facts = one.facts
    instead = [
        Instead(skus[int(sku)].code, each["code"], each["units"]) for sku, each in facts.get("substitutes", {}).items()
    ]
    return Way(
        one.kind, one.ship_at, one.deliver_at, one.freight_minor, one.handling_minor, one.refund_minor,
        one.margin_minor, one.late_minor, one.total_minor, one.currency, one.whole, one.punished, instead,
        str(facts.get("from_code", "")), str(facts.get("to_code", "")), str(facts.get("ref", "")),
    )  # fmt: skip


ROUTES = (
    Route(
        "GET",
        "api/v1/orders/<slug:shop>/<path:external_id>/options",
        "order_options",
        "order.view",
        options,
        "Compare the ways out of a shortage",
        answer=Ways,
        problems=(404,),
    ),
)
