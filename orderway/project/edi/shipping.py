"""What an outside warehouse reports of a fulfilment, carried out by the journey's own commands, in their sequence.

Told again, it changes nothing: each deed is refused where it was done before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from orderway.flow.command import Actor, Target, run
from orderway.flow.engine import Engine
from orderway.journey.commands import COMMANDS
from orderway.kernel.digits import whole
from orderway.ports.warehouse import Box
from orderway.project.edi.partners import SQL

DONE_BEFORE = ("not_in_this_state", "labelled_already", "no_stop_asked")
"""Refusals that mean: this was done already."""
NOT_FOUND = "not_found"


class Task(NamedTuple):
    """A fulfilment as it stands, with its lines: [id, sku code, quantity, picked, short, grams]."""

    id: int
    order_id: int
    warehouse_id: int
    state: str
    lines: list[list[Any]]
    stopped_from: str


def task_of(engine: Engine, warehouse_id: int, fulfilment: str) -> Task | None:
    """The fulfilment of this number in this warehouse; None where it has none such."""
    number = whole(fulfilment)
    if number is None:
        return None
    row = engine.connection.execute(SQL.tasks, [[number]]).fetchone()
    if row is None or row[2] != warehouse_id:
        return None
    lines = engine.connection.execute(SQL.task_lines, [[row[1]], [row[0]]]).fetchall()
    parts = [[line[1], line[2], *line[4:8]] for line in lines]
    return Task(row[0], row[1], row[2], row[3], parts, row[21])


class Deeds:
    """Carries out commands on one fulfilment for a warehouse; keeps what was refused."""

    def __init__(self, engine: Engine, task: Task, who: str) -> None:
        self.engine = engine
        self.task = task
        self.actor = Actor(who, "machine")
        self.refused: list[str] = []

    def do(self, command: str, **args: Any) -> bool:
        """One command; False where it was refused, which is kept unless it was done before."""
        target = Target(self.task.order_id, args={"fulfilment_id": self.task.id, **args})
        [result] = run(self.engine, COMMANDS[command], [target], {}, self.actor)
        if result.refusal is not None and result.refusal.code not in DONE_BEFORE:
            self.refused.append(f"{command}: {result.refusal.code}")
        return result.done

    def again(self) -> Task:
        """The fulfilment as it stands now."""
        found = task_of(self.engine, self.task.warehouse_id, str(self.task.id))
        assert found is not None
        self.task = found
        return found

    def accept(self) -> None:
        """It took the task on."""
        if self.task.state == "SENT":
            self.do("accept")

    def short(self, sku: str, units: int, reason: str = NOT_FOUND) -> None:
        """Units that are not there."""
        for line in self.again().lines:
            room = line[2] - line[3] - line[4]
            if line[1] == sku and units > 0 and room > 0:
                self.do("short", line_id=line[0], units=min(units, room), reason=reason)
                units -= min(units, room)

    def pick(self) -> None:
        """All that was not told as short is in hand."""
        if self.again().state in ("SENT", "ACCEPTED", "PICKING"):
            self.do("pick")

    def pack(self, boxes: Sequence[Box]) -> None:
        """Close the parcels as told; without contents, everything picked is in the first."""
        if self.again().state != "PICKED":
            return
        parcels = _filled(self.task, boxes)
        self.do("pack", parcels=parcels, weight_confirmed=True)

    def label(self, numbers: Sequence[str]) -> None:
        """The parcels' numbers, in the sequence of the parcels."""
        rows = self.engine.connection.execute(SQL.parcels, [[self.task.id], [self.task.order_id]]).fetchall()
        known = {row[2] for row in rows}
        free = [row for row in rows if not row[2] and row[6] == "LABELLED"]
        for row, number in zip(free, [n for n in numbers if n not in known], strict=False):
            self.do("label", parcel_id=row[1], tracking_number=number, number_confirmed=True)

    def ship(self) -> None:
        """It has left."""
        if self.again().state == "READY":
            self.do("hand_over")
        elif self.task.state not in ("SHIPPED", "CANCELLED"):
            self.refused.append(f"ship: not_in_this_state {self.task.state}")


def _filled(task: Task, boxes: Sequence[Box]) -> list[dict[str, Any]]:
    """Units by line id for each box; what no box names goes into the last."""
    left = {line[0]: line[3] for line in task.lines}
    parcels: list[dict[str, Any]] = []
    for box in boxes:
        wanted, contents = dict(box.contents), {}
        for line in task.lines:
            units = min(left[line[0]], wanted.get(line[1], 0))
            if units:
                contents[str(line[0])] = units
                left[line[0]] -= units
                wanted[line[1]] -= units
        parcels.append({"contents": contents, "weight_grams": box.grams})
    rest = {str(line): units for line, units in left.items() if units}
    if rest and not parcels:
        parcels.append({"contents": {}, "weight_grams": 0})
    for key, units in rest.items():
        parcels[-1]["contents"][key] = parcels[-1]["contents"].get(key, 0) + units
    return [parcel for parcel in parcels if parcel["contents"]]


def shipped(
    engine: Engine, warehouse_id: int, who: str, fulfilment: str, units: Mapping[str, int], boxes: Sequence[Box]
) -> list[str]:
    """A shipment reported as a whole (945): what is missing is short, the rest is picked, packed, labelled and gone.

    `units` by our item number. Asked to stop and nothing left: the warehouse agrees. What was refused, a line each.
    """
    task = task_of(engine, warehouse_id, fulfilment)
    if task is None:
        return [f"shipping order {fulfilment[:30]!r} is not one of this warehouse"]
    deeds = Deeds(engine, task, who)
    nothing = not any(units.values())
    if task.state == "STOP_REQUESTED":
        deeds.do("answer_stop", agree=nothing)
        if nothing:
            return deeds.refused
        deeds.again()
    if task.state in ("SHIPPED", "CANCELLED", "REJECTED") and deeds.task.state == task.state:
        return []
    deeds.accept()
    left = dict(units)
    for line in deeds.again().lines:
        came = min(left.get(line[1], 0), line[2] - line[4])
        left[line[1]] = left.get(line[1], 0) - came
        missing = line[2] - line[4] - came - (line[3] if deeds.task.state not in ("SENT", "ACCEPTED", "PICKING") else 0)
        if missing > 0 and deeds.task.state in ("SENT", "ACCEPTED", "PICKING"):
            deeds.do("short", line_id=line[0], units=missing, reason=NOT_FOUND)
    if nothing:
        return deeds.refused
    over = {sku: count for sku, count in left.items() if count > 0}
    deeds.refused += [f"{sku}: {count} more shipped than asked" for sku, count in over.items()]
    deeds.pick()
    deeds.pack(boxes)
    deeds.label([box.tracking for box in boxes])
    deeds.ship()
    return deeds.refused
