"""Decision tables for tests, and a company's rules written down as the console does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from orderway.kernel.errors import Refusal
from orderway.records import ruling
from orderway.records.models import RuleVersion
from orderway.rules.kinds import KINDS
from orderway.rules.table import Column, Row, Table


def table_of(kind: str, *rows: dict[str, str], **more: Any) -> Table:
    """A table from rows by column name; columns follow from what the rows name. `id` is a row's id."""
    outputs = [output.name for output in KINDS[kind].outputs]
    named = list(dict.fromkeys(name for row in rows for name in row if name not in outputs and name not in _ROW))
    given = [name for name in outputs if any(name in row for row in rows)]
    return Table(
        kind=kind,
        inputs=[Column(name) for name in named],
        outputs=[Column(name) for name in given],
        rows=[_row(nth, row, named, given) for nth, row in enumerate(rows, 1)],
        **more,
    )


_ROW = ("id", "hard", "active_from", "active_until", "row_note")


def _row(nth: int, row: dict[str, str], named: Sequence[str], given: Sequence[str]) -> Row:
    more = {name: row[name] for name in ("active_from", "active_until") if name in row}
    return Row(
        id=row.get("id", f"r{nth}"),
        cells=[row.get(name, "") for name in named],
        outs=[row.get(name, "") for name in given],
        hard=row.get("hard", "yes") == "yes",
        note=row.get("row_note", ""),
        **more,
    )


def in_force(
    body: Table, name: str = "rules", shop_id: int | None = None, since: datetime | None = None, **more: Any
) -> RuleVersion:
    """Write a table down and activate it, by `anna`."""
    made = ruling.make_table(body.kind, name, shop_id, body, "anna")
    assert not isinstance(made, Refusal), made
    active = ruling.activate(made.table_id, "anna", since, **more)
    assert not isinstance(active, Refusal), active
    return active
