"""The decision tables that are in force: read with the other reference data, compiled when first asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from orderway.kernel.errors import NO_JSON
from orderway.rules.compile import BadTable, Compiled, Failing, compiled
from orderway.rules.table import table_of

COMPILED_KEPT_MAX = 500
"""Versions a worker keeps compiled; beyond it all are dropped and compiled again as needed."""


class Version(NamedTuple):
    """One version as it is stored: its window, and the table as JSON."""

    id: int
    table_id: int
    number: int
    kind: str
    shop_id: int
    """0: all shops."""
    name: str
    since: datetime
    until: datetime | None
    body: str

    def covers(self, now: datetime) -> bool:
        """Whether the version's window holds an instant."""
        return self.since <= now and (self.until is None or now < self.until)


class RuleBook:
    """All versions by kind and shop. Empty for a company without tables, and then free of cost."""

    def __init__(self) -> None:
        self._by_key: dict[tuple[str, int], list[list[Version]]] = {}
        self._compiled: dict[int, Compiled] = {}
        """By version id; a version in force never changes, so this outlives a change of reference data."""

    def __bool__(self) -> bool:
        return bool(self._by_key)

    def take(self, rows: Iterable[Sequence[Any]]) -> None:
        """Know these versions and no others. Rows of `reference.sql` rules: a table's stand together, latest first."""
        self._by_key = {}
        for row in rows:
            version = Version(*row)
            tables = self._by_key.setdefault((version.kind, version.shop_id), [])
            if tables and tables[-1][0].table_id == version.table_id:
                tables[-1].append(version)
            else:
                tables.append([version])

    def at(self, kind: str, shop_id: int, now: datetime) -> list[Compiled]:
        """The tables of a kind in force for a shop, those of all shops first; of each the version that began last."""
        if not self._by_key:
            return []
        found = []
        for tables in (self._by_key.get((kind, 0), ()), self._by_key.get((kind, shop_id), ())):
            for versions in tables:
                in_force = next((version for version in versions if version.covers(now)), None)
                if in_force is not None:
                    found.append(self._ready(in_force))
        return found

    def uses(self, shop_ids: Iterable[int], now: datetime) -> set[str]:
        """The facts that any table in force for some shops asks about."""
        kinds = {kind for kind, _ in self._by_key}
        return {
            name for kind in kinds for shop in shop_ids for table in self.at(kind, shop, now) for name in table.uses
        }

    def _ready(self, version: Version) -> Compiled:
        ready = self._compiled.get(version.id)
        if ready is None:
            if len(self._compiled) >= COMPILED_KEPT_MAX:
                self._compiled.clear()
            ready = self._compiled[version.id] = ready_of(version)
        return ready


def ready_of(version: Version) -> Compiled:
    """A version ready to fire; where it cannot be, one that lets every order wait for a person."""
    try:
        return compiled(table_of(version.body), version.number, version.name, version.table_id)
    except (BadTable, *NO_JSON):
        return Failing(version.kind, version.number, version.name, version.table_id)
