"""Outside warehouses: what they are told of a fulfilment, and their reports carried out, by EDI or webhook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from orderway.adapters.channels import channel
from orderway.flow import transfer, wishes
from orderway.flow.engine import Engine
from orderway.kernel import clock
from orderway.kernel.digits import whole
from orderway.kernel.errors import Refusal
from orderway.ports.channel import Document, IncomingLine
from orderway.ports.edi import Item, Party, SetRead, ShipOrder
from orderway.ports.warehouse import ORDER_EVENTS, Box, Event
from orderway.project.edi import feeds
from orderway.project.edi.feeds import COUNT, Row, feed
from orderway.project.edi.partners import SQL, Known
from orderway.project.edi.shipping import DONE_BEFORE, Deeds, shipped, task_of

TRANSFER_SETS = ("943", "944")
STOCK_SETS = {"846": COUNT, "944": feeds.RECEIVE, "947": feeds.ADJUST}
NOTE_CHARS_MAX = 200
REASONS = {"damaged": "damaged", "misplaced": "misplaced"}


class Instruction(NamedTuple):
    """A fulfilment as its warehouse is told of it, and what system the warehouse has."""

    order: ShipOrder
    order_id: int
    warehouse_id: int
    state: str
    system: str
    url: str
    secret: str


def instructions(engine: Engine, fulfilment_ids: Sequence[int], cancel: Sequence[int] = ()) -> dict[int, Instruction]:
    """By fulfilment id; those in `cancel` as their taking back."""
    ids = list(fulfilment_ids)
    rows = engine.connection.execute(SQL.tasks, [ids]).fetchall()
    orders = list({row[1] for row in rows})
    lines: dict[int, list[Item]] = {}
    for owner, _line_id, code, title, units, *_ in engine.connection.execute(SQL.task_lines, [orders, ids]).fetchall():
        mine = lines.setdefault(owner, [])
        mine.append(Item(str(len(mine) + 1), code, units, title=title))
    return {row[0]: _instruction(row, lines.get(row[0], []), row[0] in cancel) for row in rows}


def _instruction(row: Sequence[Any], items: list[Item], cancel: bool) -> Instruction:
    fulfilment, order_id, place, state, ship_by, number, carrier, *person = row[:16]
    wished, system, url, secret, code, _ = row[16:22]
    name, street, city, province, postcode, country, phone, company, district = person
    receiver = Party(
        " ".join(part for part in (company, name) if part), "", " ".join(part for part in (district, street) if part),
        city, province, postcode, country, phone,
    )  # fmt: skip
    agreed = wishes.told(*wished)
    note = "; ".join(f"{key}: {value}" for key, value in sorted(agreed.items()))[:NOTE_CHARS_MAX]
    order = ShipOrder(
        str(fulfilment), number, clock.now(), receiver, items, code, ship_by, carrier or "", note, cancel
    )  # fmt: skip
    return Instruction(order, order_id, place, state, system or "built_in", url or "", secret or "")


def carry_out(engine: Engine, known: Known, one: SetRead, at: datetime) -> list[str]:
    """A set of a warehouse's interchange: 945 ships, 846, 944, 947 are stock. What was refused, a line each."""
    documents = channel("x12").parse(one.body).documents
    place = known.warehouse_id
    assert place is not None
    faults = []
    for document in documents:
        if document.kind == "945":
            boxes = _boxes(document)
            faults += shipped(engine, place, known.code, document.number, _units(document.lines), boxes)
        elif document.kind in TRANSFER_SETS and (number := _transfer(engine, place, document)):
            faults += _moved(engine, known.code, document, number)
        elif document.kind in STOCK_SETS:
            told_at = document.at or at
            rows = [Row(line.sku, _signed(line)) for line in document.lines if line.sku]
            key = f"{document.number} {document.data.get('interchange_control', '')}"
            fed = feed(engine, place, STOCK_SETS[document.kind], key, told_at, rows, known.code)
            faults += [f"{document.kind} {document.number}: {row[0]} {row[3]}" for row in fed.differences if _bad(row)]
    return faults


def _transfer(engine: Engine, place: int, document: Document) -> int | None:
    """The transfer of ours that a 943 (it left that warehouse) or 944 (it came there) names; None: it names none."""
    said = whole(document.number if document.kind == "943" else str(document.data.get("po_number", "")))
    if said is None:
        return None
    row = engine.connection.execute(SQL.transfer_ends, [said]).fetchone()
    return said if row is not None and row[0 if document.kind == "943" else 1] == place else None


def _moved(engine: Engine, who: str, document: Document, number: int) -> list[str]:
    """Goods between warehouses as the warehouse tells of them; told again, nothing changes."""
    units = _units(document.lines)
    ids = dict(engine.connection.execute(SQL.skus_by_code, [list(units)]).fetchall())
    got = {ids[code]: count for code, count in units.items() if code in ids}
    faults = [f"{document.kind} {document.number}: {code} unknown_sku" for code in units if code not in ids]
    if document.kind == "943":
        done = transfer.ship(engine, number, who, got)
    else:
        done = transfer.receive(engine, number, got, who, reference=document.number)
    if isinstance(done, Refusal) and done.code not in DONE_BEFORE:
        faults.append(f"{document.kind} {document.number}: {done.code}")
    return faults


def _bad(row: Sequence[Any]) -> bool:
    return row[3] not in ("different", "done")


def _signed(line: IncomingLine) -> int:
    """A quantity that may be below zero: the exact text where the reader held it at its bound."""
    exact = line.quantity_exact
    return int(exact) if exact.lstrip("-").isdigit() else line.quantity


def _units(lines: Sequence[IncomingLine]) -> dict[str, int]:
    found: dict[str, int] = {}
    for line in lines:
        found[line.sku] = found.get(line.sku, 0) + line.quantity
    return found


def _boxes(document: Document) -> list[Box]:
    """The parcels as told; without any, the shipment's own numbers."""
    found = []
    for pack in document.data.get("packs", []):
        held = _units([document.lines[place] for place in pack["lines"] if place < len(document.lines)])
        found.append(Box(pack["tracking"] or pack["sscc"], held))
    if not found:
        numbers = document.data.get("tracking_refs", []) or document.data.get("sscc", [])
        number = next(iter(numbers), "") or str(document.data.get("shipment_id", "")) or f"{document.number}"
        found = [Box(number)]
    return found


def event(engine: Engine, warehouse_id: int, who: str, told: Event) -> list[str]:
    """Carry out a signed event, once; what was refused, a line each."""
    now = clock.now()
    values = {"warehouse": warehouse_id, "key": told.key, "now": now, "kind": told.kind, "order": None}
    row = engine.connection.execute(SQL.event_first, values).fetchone()
    if row is None:
        state = engine.connection.execute(SQL.event_open, [warehouse_id, told.key]).fetchone()
        if state is not None and state[0] != "taken":
            return []
    if told.kind in ORDER_EVENTS:
        refused = _order_event(engine, warehouse_id, who, told)
    else:
        rows = [Row(sku, units) for sku, units in told.units.items()]
        fed = feed(engine, warehouse_id, told.kind, told.key, told.at.astimezone(UTC), rows, who)
        refused = [f"{row[0]}: {row[3]}" for row in fed.differences if _bad(row)]
        if fed.state == "old":
            refused = ["older than the last count: nothing was changed"]
    outcome = "; ".join(refused)[:400] or "done"
    engine.connection.execute(SQL.event_outcome, {"warehouse": warehouse_id, "key": told.key, "outcome": outcome})
    return refused


def _order_event(engine: Engine, warehouse_id: int, who: str, told: Event) -> list[str]:
    task = task_of(engine, warehouse_id, told.order)
    if task is None:
        return [f"shipping order {told.order!r} is not one of this warehouse"]
    deeds = Deeds(engine, task, who)
    boxes = told.boxes
    if told.kind == "accepted":
        deeds.accept()
    elif told.kind == "rejected":
        deeds.do("reject", reason=told.reason or "rejected")
    elif told.kind == "picking":
        deeds.do("start_pick")
    elif told.kind == "short":
        for sku, units in told.units.items():
            deeds.short(sku, units, REASONS.get(told.reason, "not_found"))
    elif told.kind == "picked":
        deeds.pick()
    elif told.kind == "packed":
        deeds.pick()
        deeds.pack(boxes)
        deeds.label([box.tracking for box in boxes if box.tracking])
    elif told.kind == "stopped":
        deeds.do("answer_stop", agree=told.agree)
    else:
        gone = dict(told.units) or _everything(task.lines)
        return shipped(engine, warehouse_id, who, told.order, gone, boxes or [Box(f"{who}-{told.order}")])
    return deeds.refused


def _everything(lines: Sequence[Sequence[Any]]) -> Mapping[str, int]:
    found: dict[str, int] = {}
    for line in lines:
        found[line[1]] = found.get(line[1], 0) + line[2] - line[4]
    return found
