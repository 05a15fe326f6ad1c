"""Warehouse: who picks and packs what is not in our own hands. It is told a task and reports deeds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

import msgspec


class TaskLine(msgspec.Struct):
    """Units of one SKU to pick; `done` of them are picked or reported missing already."""

    id: int
    sku_id: int
    units: int
    done: int = 0
    grams: int = 0
    """What one unit weighs."""
    picked: int = 0


class Task(msgspec.Struct):
    """One fulfilment as a warehouse sees it. `key` is stable over restarts and installations."""

    key: str
    state: str
    since: datetime
    """When it came into this state, as well as the books know."""
    lines: list[TaskLine]
    label_first: bool = True
    labelled: bool = False
    stopped_from: str = ""
    due_at: datetime | None = None


class Report(msgspec.Struct):
    """A deed of the warehouse: the name of a command of the journey, its time, its arguments."""

    at: datetime
    deed: str
    args: Mapping[str, Any] = {}


class Warehouse(Protocol):
    """One warehouse's system. Instances hold no state."""

    code: str
    name: str
    practice: bool

    def next_report(self, task: Task, seed: str) -> Report | None:
        """The next thing it will report of the task, and when; None: nothing until something else happens."""
        ...
