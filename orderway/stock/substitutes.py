"""What may be offered instead of a SKU. Circles are refused when they are saved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import psycopg

from orderway.kernel.rows import numbers
from orderway.kernel.sql import named

Cursor = psycopg.Cursor[Any]
_sql = named(__file__, "substitutes.sql")


def circle(pairs: Iterable[tuple[str, str]]) -> list[str]:
    """The first circle in pairs (instead of this, that), as the codes along it; empty where there is none. Pure."""
    after: dict[str, list[str]] = {}
    for one, instead in pairs:
        after.setdefault(one, []).append(instead)
    done: set[str] = set()
    for start in sorted(after):
        found = _walk(start, after, done)
        if found:
            return found
    return []


def _walk(start: str, after: Mapping[str, list[str]], done: set[str]) -> list[str]:
    """A circle that can be reached from a code; without recursion, since a table may be long."""
    path: list[str] = []
    on_path: set[str] = set()
    todo: list[tuple[str, int]] = [(start, 0)]
    while todo:
        one, at = todo.pop()
        if at == 0:
            if one in on_path:
                return [*path[path.index(one) :], one]
            if one in done:
                continue
            path.append(one)
            on_path.add(one)
        following = after.get(one, [])
        if at < len(following):
            todo.append((one, at + 1))
            todo.append((following[at], 0))
        else:
            done.add(one)
            on_path.discard(path.pop())
    return []


def of(cursor: Cursor, skus: Sequence[int]) -> dict[int, list[tuple[int, str, str]]]:
    """By SKU, what may stand for it: (SKU id, code, name), the best first."""
    found: dict[int, list[tuple[int, str, str]]] = {}
    for sku, *instead in cursor.execute(_sql.of, [numbers(sorted(skus))]).fetchall():
        found.setdefault(sku, []).append((instead[0], instead[1], instead[2]))
    return found
