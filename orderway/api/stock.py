"""Stock by the API: goods received, adjusted, counted, set aside; and how what is available comes about."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
import psycopg
from msgspec import Meta

from orderway.flow.goods import ROWS_MAX, Change, change_goods
from orderway.kernel.limits import NAME_CHARS_MAX, QUANTITY_MAX
from orderway.kernel.sql import named
from orderway.web.auth import Caller
from orderway.web.engine import engine
from orderway.web.openapi_route import Answer, Call, Route
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
    """One warehouse: available = on_hand - reserved - safety, never below 0. `moved` is the sum of all movements."""

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


class StockView(msgspec.Struct):
    """Where a SKU lies, what of it can be promised, and how many units orders wait for."""

    sku: str
    name: str
    available: int
    waiting: int
    derivation: str
    places: list[Place]


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
    places = []
    for where, label, on_hand, reserved, safety, damaged, transit, soft, hard, orders, moved in run(
        _sql.stock, {"sku": sku_id, "warehouses": allowed}
    ):
        free = max(0, on_hand - reserved - safety)
        places.append(Place(where, label, on_hand, reserved, safety, free, soft, hard, orders, damaged, transit, moved))
    waiting = run(_sql.waiting, [sku_id]).fetchone()
    view = StockView(
        code, name, sum(place.available for place in places), waiting[0] if waiting else 0, _words(places), places
    )
    return Answer(view)


def _words(places: list[Place]) -> str:
    """The sum, written out."""
    parts = [f"{p.warehouse}: {p.on_hand} - {p.reserved} - {p.safety} = {p.available}" for p in places]
    return "on_hand - reserved - safety; " + ("; ".join(parts) or "no warehouse has it")


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
        problems=(404,),
    ),
)
