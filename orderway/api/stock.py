"""Stock by the API: goods received, adjusted, counted, set aside; and how what is available comes about."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
import psycopg
from msgspec import Meta

from orderway.flow.goods import ROWS_MAX, Change, change_goods
from orderway.kernel.limits import NAME_CHARS_MAX, QUANTITY_MAX
from orderway.kernel.sql import named
from orderway.stock.availability import availability, sentence
from orderway.web.auth import Caller
from orderway.web.auth_shops import references, shop_in_body
from orderway.web.engine import engine
from orderway.web.openapi_route import Answer, Call, Query, Route
from orderway.web.permissions import warehouses_of
from orderway.web.problems import Fault, Problem

FAULTS_MAX = 50
"""Unknown codes that one answer names."""
_sql = named(__file__, "stock.sql")

Code = Annotated[str, Meta(min_length=1, max_length=100)]


class StockRow(msgspec.Struct, forbid_unknown_fields=True):
    """Units of one SKU in one warehouse; signed for `adjust`, what is on the shelf for `count`."""

    sku: Code
    warehouse: Code
    units: Annotated[int, Meta(ge=-QUANTITY_MAX, le=QUANTITY_MAX)]


class StockChange(msgspec.Struct, forbid_unknown_fields=True):
    """A change of stock: all of its rows, or none."""

    kind: Literal["receive", "adjust", "count", "damage"]
    rows: Annotated[list[StockRow], Meta(min_length=1, max_length=ROWS_MAX)]
    reason: Annotated[str, Meta(max_length=NAME_CHARS_MAX)] = ""


class Changed(msgspec.Struct):
    """The rows were applied; orders that waited for these goods are looked at again."""

    changed: int


class Place(msgspec.Struct):
    """One warehouse: available = on_hand - reserved - safety - too_old - ring_fenced (for others) - shop_safety, never
    below 0. `moved` is the sum of all movements."""

    warehouse: str
    name: str
    on_hand: int
    reserved: int
    safety: int
    available: int
    reserved_promised: int
    reserved_allocated: int
    orders: int
    damaged: int
    in_transit: int
    moved: int
    too_old: int = 0
    ring_fenced: int = 0
    own_ring_fence: int = 0
    shop_safety: int = 0


class Expected(msgspec.Struct):
    """Goods that are coming: from a purchase order or a transfer. `by` is what can be promised for that day."""

    kind: str
    number: str
    warehouse: str
    units: int
    at: datetime | None
    by: int | None


class StockView(msgspec.Struct):
    """Where a SKU lies, what of it can be promised (to orders of `shop`, where one was asked for), and why.

    `for_new` is what an order that comes now can get: what is available beyond the units that orders wait for.
    """

    sku: str
    name: str
    available: int
    waiting: int
    derivation: str
    places: list[Place]
    shop: str = ""
    for_new: int = 0
    inbound: list[Expected] = []


def change(call: Call) -> Answer:
    """Receive, adjust, count or set goods aside. What is reserved cannot be taken away: 409 `below_reserved`."""
    form: StockChange = call.form
    changes = _changes(form, call.known)
    try:
        refusal = change_goods(engine(), changes, form.kind, form.reason, call.known.actor.name)
    except (psycopg.errors.CheckViolation, psycopg.errors.NumericValueOutOfRange):
        raise Problem(409, "stock_out_of_bounds", "a stock would fall below 0, or beyond what it can count") from None
    if refusal is not None:
        raise Problem(409, refusal.code, f"refused: {refusal.code}; nothing was changed", facts=refusal.facts)
    return Answer(Changed(len(changes)))


def _changes(form: StockChange, caller: Caller) -> list[Change]:
    run = engine().connection.execute
    skus = {code: key for key, code in run(_sql.skus, [_clean(row.sku for row in form.rows)])}
    places = {code: key for key, code in run(_sql.warehouses, [_clean(row.warehouse for row in form.rows)])}
    allowed = warehouses_of(caller.user) if caller.user is not None else None
    faults: list[Fault] = []
    changes: list[Change] = []
    seen: set[tuple[str, str]] = set()
    for at, row in enumerate(form.rows):
        if row.sku not in skus:
            faults.append(Fault(f"#/rows/{at}/sku", "there is no such SKU"))
        elif row.warehouse not in places or (allowed is not None and places[row.warehouse] not in allowed):
            faults.append(Fault(f"#/rows/{at}/warehouse", "there is no such warehouse"))
        elif (row.sku, row.warehouse) in seen:
            faults.append(Fault(f"#/rows/{at}", "this SKU and warehouse stand twice"))
        elif row.units < 0 and form.kind != "adjust":
            faults.append(Fault(f"#/rows/{at}/units", f"units are negative only where kind is adjust, not {form.kind}"))
        elif row.units == 0 and form.kind != "count":
            faults.append(Fault(f"#/rows/{at}/units", "0 units change nothing"))
        else:
            changes.append(Change(skus[row.sku], places[row.warehouse], row.units))
        seen.add((row.sku, row.warehouse))
        if len(faults) >= FAULTS_MAX:
            break
    if faults:
        raise Problem(422, "wrong_field", faults[0].detail, faults)
    return changes


def _clean(codes: Any) -> list[str]:
    return sorted({code for code in codes if "\0" not in code})


def show(call: Call) -> Answer:
    """Where a SKU lies and what of it is available, with the figures it follows from."""
    code = call.parts["sku"]
    run = engine().connection.execute
    found = run(_sql.sku, [code]).fetchone() if "\0" not in code else None
    if found is None:
        raise Problem(404, "no_such_sku", "there is no such SKU")
    sku_id, code, name = found
    allowed = warehouses_of(call.known.user) if call.known.user is not None else None
    shop, shop_id = _shop(call)
    with engine().connection.cursor() as cursor:
        seen = availability(cursor, [sku_id], shop_id, allowed)[sku_id]
    extra = {row[0]: row[1:] for row in run(_sql.stock, {"sku": sku_id, "warehouses": allowed})}
    places = []
    for row in seen.rows:
        soft, hard, orders, moved = extra[row.warehouse]
        places.append(
            Place(
                row.warehouse, row.name, row.on_hand, row.reserved, row.safety, row.available, soft, hard, orders,
                row.damaged, row.in_transit, moved, row.too_old, row.ring_fenced, row.own, row.shop_safety,
            )
        )  # fmt: skip
    codes = dict(run(_sql.warehouse_codes, [[one.warehouse_id for one in seen.inbound]]).fetchall())
    inbound = [
        Expected(i.kind, i.number, codes.get(i.warehouse_id, ""), i.units, i.at, seen.by(i.at) if i.at else None)
        for i in seen.inbound
    ]
    text = sentence(seen)
    return Answer(StockView(code, name, seen.available, seen.waiting, text, places, shop, seen.for_new, inbound))


def _shop(call: Call) -> tuple[str, int | None]:
    """The shop asked for with `?shop=`; a shop the caller may not see is none."""
    code = call.request.GET.get("shop", "")
    if not code:
        return "", None
    one = shop_in_body(call.known, code, "?shop", references(call.known))
    return code, one.id


ROUTES = (
    Route(
        "POST",
        "api/v1/stock",
        "stock_change",
        "stock.change",
        change,
        "Receive, adjust or count goods",
        form=StockChange,
        answer=Changed,
        once=True,
        problems=(409,),
    ),
    Route(
        "GET",
        "api/v1/stock/<path:sku>",
        "stock_show",
        "stock.view",
        show,
        "Show the stock of a SKU",
        answer=StockView,
        query=(Query("shop", "What orders of this shop (its code) can be promised"),),
        problems=(404, 422),
    ),
)
