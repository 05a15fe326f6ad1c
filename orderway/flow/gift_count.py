"""Counting limited gifts as a batch is saved, so that the last one is given once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import psycopg

from orderway.kernel.errors import Overtaken
from orderway.kernel.sql import named

_sql = named(__file__)


def count_given(cursor: psycopg.Cursor[Any], gifts: Mapping[str, tuple[int, int]]) -> None:
    """Count in one sequence for all batches: rule -> (units more, cap). Overtaken where another gave the last one."""
    for rule, (units, cap) in sorted(gifts.items()):
        values = {"rule": rule, "units": units, "cap": cap}
        if units > 0 and cap and cursor.execute(_sql.gift_given, values).fetchone() is None:
            raise Overtaken(f"gift {rule}: {units} of {cap}")
        if units < 0:
            cursor.execute(_sql.gift_back, {"rule": rule, "units": units})
