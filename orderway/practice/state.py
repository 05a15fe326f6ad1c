"""What is in this installation: nothing, practice data (whole, half, taken away on purpose) or real data."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

from django.db import connection

from orderway.kernel.sql import named
from orderway.records.models import Setting

SQL = named(__file__)
SETTING = "practice"
LOADED, REMOVED = "loaded", "removed"


class State(Enum):
    """The states; REAL wins over all others."""

    EMPTY = "empty"
    PARTLY = "partly"
    LOADED = "loaded"
    REMOVED = "removed"
    REAL = "real"


def state() -> State:
    """Look."""
    marked = Setting.objects.filter(key=SETTING).values_list("value", flat=True).first() or {}
    if marked.get("state") == LOADED:
        return State.LOADED
    with connection.cursor() as cursor:
        cursor.execute(SQL.real_data)
        if any(cursor.fetchone()):
            return State.REAL
        cursor.execute(SQL.practice_data)
        (rows,) = cursor.fetchone()
    if rows:
        return State.PARTLY
    return State.REMOVED if marked.get("state") == REMOVED else State.EMPTY


def planted() -> list[tuple[str, str, list[str], list[str]]]:
    """What was planted when the data were made: number, defect, reasons that find it, reasons that are no mistake."""
    marked = Setting.objects.filter(key=SETTING).values_list("value", flat=True).first() or {}
    return [tuple(row) for row in marked.get("planted", [])]


def loaded_until() -> datetime:
    """The end of the time line that was loaded; the beginning of time where nothing is."""
    marked = Setting.objects.filter(key=SETTING).values_list("value", flat=True).first() or {}
    return datetime.fromisoformat(marked.get("until", "1970-01-01T00:00:00+00:00"))
