"""Warehouse: who picks and packs what is not in our own hands. It is told a task and reports deeds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

import msgspec

from orderway.ports.edi import ShipOrder


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


class Box(msgspec.Struct):
    """One parcel as a warehouse packed it: units by our item number; empty: everything that is not in another."""

    tracking: str = ""
    contents: dict[str, int] = {}
    grams: int = 0


class Event(msgspec.Struct):
    """What an outside warehouse tells: of a shipping order, or of its stock. `key` is its own, so that telling it again
    is seen. kinds: accepted, rejected, picking, short, picked, packed, shipped, stopped, count, receive, adjust."""

    key: str
    kind: str
    at: datetime
    order: str = ""
    units: dict[str, int] = {}
    """By our item number: what is short, shipped, counted, received; signed for adjust."""
    boxes: list[Box] = []
    reason: str = ""
    agree: bool = True
    """Of `stopped`: whether the warehouse lets go."""


ORDER_EVENTS = ("accepted", "rejected", "picking", "short", "picked", "packed", "shipped", "stopped")


class WarehouseRefused(Exception):
    """The warehouse's system will not take this; a person has to look."""


class WarehouseSilent(Exception):
    """The warehouse's system did not answer; it is asked again with the same key."""


class EventRefused(Exception):
    """The event is not what it claims (signature, age, form); nothing of it is stored. The text names the reason."""


class OutsideWarehouse(Protocol):
    """A warehouse's own system, asked over the network. Instances hold no state."""

    code: str

    def instruct(self, url: str, secret: str, order: ShipOrder, at: datetime) -> Mapping[str, Any]:
        """Tell it to ship, or with `cancel` to stop; idempotent by the order's number. Its answer, if it has one.

        Raises WarehouseRefused, WarehouseSilent.
        """
        ...

    def read_event(self, headers: Mapping[str, str], body: bytes, secret: str, now: datetime) -> Event:
        """An event whose signature, age and form are right; raises EventRefused. Header names are lower case."""
        ...
