"""Supply by the API: purchase orders and their goods, transfers, and the feeds of outside warehouses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import msgspec

from orderway.api.supply_forms import (
    Feed,
    FeedDifference,
    FeedView,
    Moved,
    NewPurchase,
    NewTransfer,
    PurchaseChange,
    PurchaseChangeView,
    PurchaseLineView,
    PurchaseView,
    Received,
    TransferLineView,
    TransferView,
)
from orderway.flow import feeding, supply, transfer
from orderway.kernel.errors import Refusal
from orderway.kernel.limits import QUANTITY_MAX
from orderway.kernel.sql import named
from orderway.stock import purchases, transfers
from orderway.stock.purchases import Got, Purchase
from orderway.stock.transfers import Transfer
from orderway.web.auth import Caller
from orderway.web.engine import engine
from orderway.web.openapi_route import Answer, Call, Route
from orderway.web.permissions import warehouses_of
from orderway.web.problems import Fault, Problem, dated, wrong

_sql = named(__file__, "supply.sql")


def _codes(codes: Iterable[str], pointer: Callable[[int], str]) -> list[int]:
    """The ids of SKU codes, in their sequence. Raises Problem 422 with the field of the first unknown or double one."""
    told = list(codes)
    known = dict(engine().connection.execute(_sql.skus, [sorted({c for c in told if "\0" not in c})]).fetchall())
    seen: set[str] = set()
    for at, code in enumerate(told):
        if code not in known:
            raise wrong(pointer(at), "there is no such SKU")
        if code in seen:
            raise wrong(pointer(at), "this SKU stands twice")
        seen.add(code)
    return [known[code] for code in told]


def _row(at: int) -> str:
    return f"#/rows/{at}/sku"


def _place(caller: Caller, code: str, pointer: str) -> int:
    row = engine().connection.execute(_sql.warehouse, [code]).fetchone() if "\0" not in code else None
    allowed = warehouses_of(caller.user) if caller.user is not None else None
    if row is None or (allowed is not None and row[0] not in allowed):
        raise wrong(pointer, "there is no such warehouse")
    return int(row[0])


def _done(answer: Any) -> Any:
    if isinstance(answer, Refusal):
        missing = answer.code.startswith("unknown_") and answer.code != "unknown_sku"
        status = 404 if missing else 409
        raise Problem(status, answer.code, f"refused: {answer.code}; nothing was changed", facts=answer.facts)
    return answer


def _names(ids: Iterable[int], table: str) -> dict[int, str]:
    sql = _sql.sku_codes if table == "sku" else _sql.warehouse_codes
    return dict(engine().connection.execute(sql, [sorted(set(ids))]).fetchall())


def _purchase(found: Purchase, status: int = 200) -> Answer:
    skus = _names([line.sku_id for line in found.lines], "sku")
    lines = [
        PurchaseLineView(skus[x.sku_id], x.ordered, x.received, x.damaged, x.written_off, x.outstanding)
        for x in found.lines
    ]
    place = _names([found.warehouse_id], "warehouse")[found.warehouse_id]
    changes = msgspec.convert(found.changes, list[PurchaseChangeView])
    view = PurchaseView(found.id, found.number, found.state, place, found.expected_on, found.version, lines, changes)
    return Answer(view, status, {"Location": f"/api/v1/purchases/{found.id}"} if status == 201 else {})


def _transfer(found: Transfer, status: int = 200) -> Answer:
    skus = _names([line.sku_id for line in found.lines], "sku")
    lines = [TransferLineView(skus[x.sku_id], x.units, x.shipped, x.received, x.lost) for x in found.lines]
    places = _names([found.from_id, found.to_id], "warehouse")
    source, target = places[found.from_id], places[found.to_id]
    changes = msgspec.convert(found.changes, list[PurchaseChangeView])
    view = TransferView(found.id, found.state, source, target, found.due_at, found.version, lines, changes)
    return Answer(view, status, {"Location": f"/api/v1/transfers/{found.id}"} if status == 201 else {})


def purchase_new(call: Call) -> Answer:
    """Order goods; from now on they are expected, and orders that wait get a day from them."""
    form: NewPurchase = call.form
    day = dated(form.expected_at, "#/expected_at")
    place = _place(call.known, form.warehouse, "#/warehouse")
    skus = _codes((row.sku for row in form.rows), _row)
    supplier = None
    if form.supplier:
        row = engine().connection.execute(_sql.supplier, [form.supplier]).fetchone()
        if row is None:
            raise wrong("#/supplier", "there is no such supplier")
        supplier = int(row[0])
    units = {sku: row.units for sku, row in zip(skus, form.rows, strict=True)}
    made = supply.place(engine(), place, units, call.known.actor.name, supplier, day, form.number, form.note)
    return _purchase(_done(made), 201)


def _known(call: Call, kind: str) -> int:
    """The id in the address, if the caller may see its warehouse; else 404."""
    asked = int(call.parts["id"])
    row = engine().connection.execute(getattr(_sql, kind), [asked]).fetchone()
    allowed = warehouses_of(call.known.user) if call.known.user is not None else None
    if row is None or (allowed is not None and not set(row) & set(allowed)):
        raise Problem(404, f"no_such_{kind}", f"there is no such {kind}")
    return asked


def purchase_show(call: Call) -> Answer:
    """A purchase order with what has come of each line."""
    asked = _known(call, "purchase")
    with engine().connection.transaction(), engine().connection.cursor() as cursor:
        found = purchases.load(cursor, asked)
    assert found is not None
    return _purchase(found)


def transfer_show(call: Call) -> Answer:
    """A transfer with what left and what came."""
    asked = _known(call, "transfer")
    with engine().connection.transaction(), engine().connection.cursor() as cursor:
        found = transfers.load(cursor, asked)
    assert found is not None
    return _transfer(found)


def purchase_change(call: Call) -> Answer:
    """Another day, another note. Orders that wait for these goods are told another day."""
    form: PurchaseChange = call.form
    day = "" if form.expected_at is msgspec.UNSET else dated(form.expected_at, "#/expected_at")
    note = None if form.note is msgspec.UNSET else form.note
    answer = supply.change(engine(), _known(call, "purchase"), call.known.actor.name, expected_on=day, note=note)
    return _purchase(_done(answer))


def purchase_receive(call: Call) -> Answer:
    """Goods have come. Orders that wait for them go on."""
    form: Received = call.form
    skus = _codes((row.sku for row in form.rows), _row)
    got = {s: Got(r.units, r.damaged, r.lot, r.expires_on) for s, r in zip(skus, form.rows, strict=True)}
    answer = supply.receive(
        engine(), _known(call, "purchase"), got, call.known.actor.name, form.complete, form.reference
    )
    return _purchase(_done(answer))


def purchase_cancel(call: Call) -> Answer:
    """Nothing of it will come."""
    return _purchase(_done(supply.step(engine(), _known(call, "purchase"), "cancel", call.known.actor.name)))


def transfer_new(call: Call) -> Answer:
    """Propose a transfer; a person approves it."""
    form: NewTransfer = call.form
    due_at = dated(form.due_at, "#/due_at")
    source, target = _place(call.known, form.source, "#/source"), _place(call.known, form.target, "#/target")
    skus = _codes((row.sku for row in form.rows), _row)
    units = {sku: row.units for sku, row in zip(skus, form.rows, strict=True)}
    made = transfer.propose(
        engine(), source, target, units, call.known.actor.name, "api", due_at=due_at, note=form.note
    )
    return _transfer(_done(made), 201)


def transfer_approve(call: Call) -> Answer:
    """Agree: its units are set apart where they lie."""
    return _transfer(_done(transfer.approve(engine(), _known(call, "transfer"), call.known.actor.name)))


def transfer_ship(call: Call) -> Answer:
    """It leaves, with the units told, or all of them."""
    units = _units(call.form)
    return _transfer(_done(transfer.ship(engine(), _known(call, "transfer"), call.known.actor.name, units or None)))


def transfer_receive(call: Call) -> Answer:
    """Units have come; those meant for orders go to these."""
    form: Moved = call.form
    who, asked = call.known.actor.name, _known(call, "transfer")
    return _transfer(_done(transfer.receive(engine(), asked, _units(form), who, form.complete, form.reference)))


def transfer_settle(call: Call) -> Answer:
    """What never came is lost."""
    return _transfer(_done(transfer.settle(engine(), _known(call, "transfer"), call.known.actor.name)))


def transfer_cancel(call: Call) -> Answer:
    """It is not done; possible until it has left."""
    return _transfer(_done(transfer.cancel(engine(), _known(call, "transfer"), call.known.actor.name)))


def _units(form: Moved) -> dict[int, int]:
    skus = _codes((row.sku for row in form.rows), _row)
    return {sku: row.units for sku, row in zip(skus, form.rows, strict=True)}


def feed(call: Call) -> Answer:
    """What lies at an outside warehouse. Told twice or out of order it changes nothing: 409 with the last number."""
    form: Feed = call.form
    place = _place(call.known, form.warehouse, "#/warehouse")
    faults: Sequence[Fault] = [
        Fault(f"#/rows/{at}/units", "a stock is never below 0, nor beyond what we count")
        for at, row in enumerate(form.rows)
        if not 0 <= row.units <= QUANTITY_MAX
    ]
    if faults:
        raise Problem(422, "wrong_field", faults[0].detail, list(faults)[:50])
    skus = _codes((row.sku for row in form.rows), _row)
    told = {sku: row.units for sku, row in zip(skus, form.rows, strict=True)}
    fed: feeding.Fed = _done(feeding.take_feed(engine(), form.source, place, form.sequence, told, form.truth))
    codes = {sku: row.sku for sku, row in zip(skus, form.rows, strict=True)}
    found = [FeedDifference(codes[d.sku_id], d.ours, d.theirs, d.after) for d in fed.differences]
    return Answer(FeedView(fed.rows, fed.booked, fed.held, found))


P, T = "api/v1/purchases", "api/v1/transfers"
ROUTES = (
    Route(
        "POST", P, "purchase_create", "purchase.change", purchase_new, "Order goods from a supplier", form=NewPurchase,
        answer=PurchaseView, status=201, once=True, problems=(409,),
    ),
    Route(
        "GET", f"{P}/<int:id>", "purchase_show", "stock.view", purchase_show, "Show a purchase order",
        answer=PurchaseView, problems=(404,),
    ),
    Route(
        "GET", f"{T}/<int:id>", "transfer_show", "stock.view", transfer_show, "Show a transfer",
        answer=TransferView, problems=(404,),
    ),
    Route(
        "POST", f"{P}/<int:id>/change", "purchase_change", "purchase.change", purchase_change,
        "Change the day goods are expected", form=PurchaseChange, answer=PurchaseView, problems=(404, 409),
    ),
    Route(
        "POST", f"{P}/<int:id>/receive", "purchase_receive", "purchase.receive", purchase_receive,
        "Receive goods of a purchase order", form=Received, answer=PurchaseView, once=True, problems=(404, 409),
    ),
    Route(
        "POST", f"{P}/<int:id>/cancel", "purchase_cancel", "purchase.change", purchase_cancel,
        "Cancel a purchase order", answer=PurchaseView, problems=(404, 409),
    ),
    Route(
        "POST", T, "transfer_create", "transfer.propose", transfer_new, "Propose a transfer", form=NewTransfer,
        answer=TransferView, status=201, once=True, problems=(409,),
    ),
    Route(
        "POST", f"{T}/<int:id>/approve", "transfer_approve", "transfer.approve", transfer_approve,
        "Approve a transfer", answer=TransferView, problems=(404, 409),
    ),
    Route(
        "POST", f"{T}/<int:id>/ship", "transfer_ship", "transfer.move", transfer_ship,
        "Ship a transfer", form=Moved, answer=TransferView, once=True, problems=(404, 409),
    ),
    Route(
        "POST", f"{T}/<int:id>/receive", "transfer_receive", "transfer.move", transfer_receive,
        "Receive a transfer", form=Moved, answer=TransferView, once=True, problems=(404, 409),
    ),
    Route(
        "POST", f"{T}/<int:id>/settle", "transfer_settle", "transfer.approve", transfer_settle,
        "Give up what of a transfer never came", answer=TransferView, problems=(404, 409),
    ),
    Route(
        "POST", f"{T}/<int:id>/cancel", "transfer_cancel", "transfer.propose", transfer_cancel,
        "Cancel a transfer", answer=TransferView, problems=(404, 409),
    ),
    Route(
        "POST", "api/v1/feeds", "stock_feed", "stock.change", feed, "Tell what lies at an outside warehouse", form=Feed,
        answer=FeedView, once=True, problems=(409,),
    ),
)  # fmt: skip
