"""What is wrong with a table of warehouses, seen from the warehouses there are: names of none, rows that leave none.

Rows count together where one fires whenever the other does: those with the same conditions, and those without any. What
only some orders bring together shows at run time: they wait, held as `rules_exclude_all`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import msgspec

from orderway.rules.check import PROBLEMS_MAX, CellProblem
from orderway.rules.kind_ship_from import NEVER, ONLY, SHIP_FROM
from orderway.rules.literal import Given, literal
from orderway.rules.table import Row, Table

CODE_CHARS_MAX = 40
Conditions = tuple[str, ...]


def place_problems(table: Table, known: Collection[str], active: Collection[str]) -> list[CellProblem]:
    """Codes that no warehouse has, and rows that together exclude every one in use. For a table without other
    problems; soft rows give way by themselves and exclude nobody for good."""
    if table.kind != SHIP_FROM.name:
        return []
    found: list[CellProblem] = []
    everywhere = frozenset(active)
    left: dict[Conditions, frozenset[str]] = {}
    for row in table.rows:
        codes = _given(table, row, "warehouses")
        named = frozenset(codes if isinstance(codes, list) else ())
        missing = sorted(named - frozenset(known))
        if missing or not named:
            word = missing[0][:CODE_CHARS_MAX] if missing else ""
            found.append(CellProblem(row.id, "warehouses", "unknown_warehouse" if missing else "value_wanted", word))
            continue
        does, when = _given(table, row, "do"), _conditions(row)
        if does not in (ONLY, NEVER) or not row.hard or not everywhere:
            continue
        before = left.get(when, everywhere)
        left[when] = before & named if does == ONLY else before - named
        always = left.get((), everywhere)
        if any(not left[one] & always for one in ([when] if when else list(left))):
            found.append(CellProblem(row.id, "warehouses", "excludes_all"))
            left[when] = before
    return found[:PROBLEMS_MAX]


def _given(table: Table, row: Row, name: str) -> Given:
    at = [column.field for column in table.outputs].index(name)
    output = SHIP_FROM.output(name)
    assert output is not None
    return literal(row.outs[at], output)


def _conditions(row: Row) -> Conditions:
    """What must be true for a row to fire; empty: nothing, it always does."""
    asked = tuple(cell.strip() for cell in row.cells)
    days = (row.active_from, row.active_until)
    return (*asked, *days) if any(asked) or any(days) else ()


def placed(table: Table, active: Sequence[str]) -> Table:
    """An example with the warehouses of this company in the place of those it names; rows that then leave none go."""
    if table.kind != SHIP_FROM.name:
        return table
    at = [column.field for column in table.outputs].index("warehouses")
    named = [code.strip() for row in table.rows for code in row.outs[at].split(",")]
    ours = dict(zip(dict.fromkeys(named), active, strict=False))
    rows = []
    for row in table.rows:
        codes = [ours[code.strip()] for code in row.outs[at].split(",") if code.strip() in ours]
        rows.append(msgspec.structs.replace(row, outs=[*row.outs[:at], ", ".join(codes), *row.outs[at + 1 :]]))
    made = msgspec.structs.replace(table, rows=[row for row in rows if row.outs[at]])
    wrong = {one.row for one in place_problems(made, active, active)}
    return msgspec.structs.replace(made, rows=[row for row in made.rows if row.id not in wrong])
