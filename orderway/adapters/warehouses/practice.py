"""The practice warehouse: people who accept, walk, pack and label at a human pace, and now and then find a bin empty.

Pure: what it reports next follows from the task, its times and the seed. See docs/practice.md for the rates.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from orderway.kernel.chance import between, drawn, happens
from orderway.ports.warehouse import Report, Task, TaskLine

LABEL_MINUTES = 2
"""Where labels come first, they are printed so long after the task was taken on."""
SHORT_PERMILLE = 10
"""Lines of which one unit is not found."""
SHORT_REASONS = ("not_found", "not_found", "damaged", "misplaced")
LATE_STOP_REFUSED_PERMILLE = 200
"""Stops of packed goods that the warehouse refuses, since the parcel is on the trolley already."""
BOX_GRAMS_MAX = 20_000
"""A box as people like to lift it; of a very large task they are filled further, so that their number suffices."""
BOXES_MAX = 50
BOXES_MEANT = 40
MINUTES = {
    "SENT": (5, 60),
    "ACCEPTED": (30, 360),
    "PICKING": (3, 20),
    "PICKED": (5, 60),
    "PACKED": (1, 5),
    "READY": (30, 300),
    "STOP_REQUESTED": (5, 45),
}
"""How long a task stays in a state before the next report, from and to."""


class Practice:
    """Keeps the promises of `ports.warehouse.Warehouse`."""

    code = "practice"
    name = "Practice warehouse"
    practice = True

    def next_report(self, task: Task, seed: str) -> Report | None:
        """The next deed of the task, or None while it waits for somebody else (its label)."""
        if task.state not in MINUTES:
            return None
        at = task.since + timedelta(minutes=between(*MINUTES[task.state], seed, task.key, task.state))
        if task.state == "SENT":
            return Report(at, "accept")
        if task.state == "ACCEPTED":
            if task.label_first and not task.labelled:
                return Report(task.since + timedelta(minutes=LABEL_MINUTES), "want_label")
            return Report(at, "start_pick")
        if task.state == "PICKING":
            return self._pick(task, seed, at)
        if task.state == "PICKED":
            return Report(at, "pack", {"parcels": boxes(task.lines)})
        if task.state == "PACKED":
            return None if task.labelled else Report(at, "want_label")
        if task.state == "READY":
            return Report(at, "hand_over")
        return Report(at, "answer_stop", {"agree": not self._keeps(task, seed)})

    def _pick(self, task: Task, seed: str, at: datetime) -> Report:
        for line in task.lines:
            if line.done < line.units and self._is_short(task, line, seed):
                reason = SHORT_REASONS[drawn(seed, task.key, "why", _name(task, line)) % len(SHORT_REASONS)]
                return Report(at, "short", {"line_id": line.id, "units": 1, "reason": reason})
        return Report(at, "pick")

    def _is_short(self, task: Task, line: TaskLine, seed: str) -> bool:
        """Only while nothing of the line was reported: a line is short once."""
        return line.done == 0 and happens(SHORT_PERMILLE, seed, task.key, "short", _name(task, line))

    def _keeps(self, task: Task, seed: str) -> bool:
        packed = task.stopped_from in ("PACKED", "READY")
        return packed and happens(LATE_STOP_REFUSED_PERMILLE, seed, task.key, "stop")


def boxes(lines: Sequence[TaskLine]) -> list[dict[str, Any]]:
    """What was picked, line after line into boxes that one person can lift; a heavy unit has a box of its own."""
    filled: list[dict[str, int]] = [{}]
    most = max(BOX_GRAMS_MAX, -(-sum(line.picked * line.grams for line in lines) // BOXES_MEANT))
    grams = 0
    for line in lines:
        left = line.picked
        while left:
            room = (most - grams) // line.grams if line.grams else left
            if room <= 0 and filled[-1] and len(filled) < BOXES_MAX:
                filled.append({})
                grams = 0
                continue
            units = left if len(filled) == BOXES_MAX else min(left, max(1, room))
            filled[-1][str(line.id)] = filled[-1].get(str(line.id), 0) + units
            grams += units * line.grams
            left -= units
    return [{"contents": box} for box in filled if box]


def _name(task: Task, line: TaskLine) -> str:
    """A line's place in its task: the same in every installation, unlike its id."""
    return str(task.lines.index(line))


WAREHOUSE = Practice()
