"""What the supply pages read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import get_language

from orderway.kernel.sql import named
from orderway.web.engine import rows

ROWS_MAX = 200
SQL = named(__file__)


def dicts(sql: str, names: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows of a query under names."""
    return [dict(zip(names.split(), row, strict=True)) for row in rows(sql, values)]


def choices(sql: str, only: Sequence[int] | None) -> list[tuple[str, str]]:
    """Rows (id, name) as choices of a form."""
    return [(str(row[0]), row[1]) for row in rows(sql, {"only": list(only) if only is not None else None})]


def title_of(name: str, name_zh: str) -> str:
    """The name of a SKU in the reader's language."""
    return name_zh if name_zh and (get_language() or "").startswith("zh") else name
