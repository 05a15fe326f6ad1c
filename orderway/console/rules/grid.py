"""A table as a grid in a form: what was typed, however wrong, and the table it makes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from orderway.console.rules.words import choice_word, fact_word, problem_text
from orderway.kernel.digits import whole
from orderway.rules.check import INPUTS_MAX, ROWS_MAX, CellProblem
from orderway.rules.kinds import KINDS
from orderway.rules.table import Column, Row, Table


class Cell(NamedTuple):
    """One field of the grid: its name in the form, what stands in it, what is wrong with it."""

    name: str
    value: str
    label: str
    wrong: str = ""
    choices: Sequence[tuple[str, str]] = ()
    field: str = ""


class Line(NamedTuple):
    """One row of the grid."""

    at: int
    id: str
    cells: list[Cell]
    outs: list[Cell]
    note: Cell
    wrong: str


def posted(data: Mapping[str, str], kind: str) -> Table:
    """The table that a form holds, as it was typed: i0… input columns, o0… outputs, r<n> ids, c<n>_<m> cells."""
    inputs = _columns(data, "i", INPUTS_MAX)
    outputs = _columns(data, "o", INPUTS_MAX)
    rows = []
    for at in range(ROWS_MAX + 1):
        if f"r{at}" not in data:
            continue
        rows.append(
            Row(
                id=data[f"r{at}"][:40],
                cells=[data.get(f"c{at}_{nth}", "").strip() for nth in range(len(inputs))],
                outs=[data.get(f"x{at}_{nth}", "").strip() for nth in range(len(outputs))],
                note=data.get(f"n{at}", "").strip(),
                hard=f"s{at}" not in data,
                active_from=data.get(f"f{at}", "").strip(),
                active_until=data.get(f"u{at}", "").strip(),
            )
        )
    return Table(kind=kind, inputs=inputs, outputs=outputs, rows=rows)


def _columns(data: Mapping[str, str], letter: str, most: int) -> list[Column]:
    names = [data[f"{letter}{at}"] for at in range(most + 1) if data.get(f"{letter}{at}")]
    return [Column(name) for name in names]


def changed(table: Table, operation: str) -> Table:
    """The table after one operation on its shape: add, add:<at>, drop:<at>, up:<at>, down:<at>, copy:<at>,
    column:<field>, without:<field>, output:<field>."""
    what, _, where = operation.partition(":")
    rows = list(table.rows)
    told = whole(where)
    at = len(rows) if told is None else told
    if what == "add" and len(rows) < ROWS_MAX:
        rows.insert(min(at, len(rows)), _empty(table))
    elif what == "copy" and at < len(rows) < ROWS_MAX:
        one = rows[at]
        rows.insert(at + 1, Row(id=free_id(table), cells=list(one.cells), outs=list(one.outs), note=one.note))
    elif what == "drop" and at < len(rows):
        del rows[at]
    elif what in ("up", "down"):
        to = at - 1 if what == "up" else at + 1
        if 0 <= to < len(rows) and at < len(rows):
            rows[at], rows[to] = rows[to], rows[at]
    elif what in ("column", "output", "without"):
        return _with_columns(table, what, where)
    return Table(kind=table.kind, inputs=table.inputs, outputs=table.outputs, rows=rows)


def _with_columns(table: Table, what: str, field: str) -> Table:
    inputs, outputs = list(table.inputs), list(table.outputs)
    rows = [Row(**{name: getattr(row, name) for name in row.__struct_fields__}) for row in table.rows]
    kind = KINDS[table.kind]
    if what == "column" and field in kind.facts and len(inputs) < INPUTS_MAX:
        inputs.append(Column(field))
        for row in rows:
            row.cells = [*row.cells, ""]
    elif what == "output" and kind.output(field) is not None:
        outputs.append(Column(field))
        for row in rows:
            row.outs = [*row.outs, ""]
    elif what == "without":
        keep = [at for at, column in enumerate(inputs) if column.field != field]
        stay = [at for at, column in enumerate(outputs) if column.field != field]
        inputs, outputs = [inputs[at] for at in keep], [outputs[at] for at in stay]
        for row in rows:
            row.cells = [row.cells[at] for at in keep if at < len(row.cells)]
            row.outs = [row.outs[at] for at in stay if at < len(row.outs)]
    return Table(kind=table.kind, inputs=inputs, outputs=outputs, rows=rows)


def _empty(table: Table) -> Row:
    return Row(id=free_id(table), cells=[""] * len(table.inputs), outs=[""] * len(table.outputs))


def free_id(table: Table) -> str:
    """An id for a new row that no row has, and that none had before in a likely past."""
    used = {row.id for row in table.rows}
    highest = max((whole(name[1:]) or 0 for name in used if name[:1] == "r"), default=0)
    return f"r{highest + 1}"


def lines_of(table: Table, problems: Sequence[CellProblem]) -> list[Line]:
    """The rows of the grid, each problem at its cell."""
    wrong: dict[tuple[str, str], str] = {}
    for problem in problems:
        wrong.setdefault((problem.row, problem.column), problem_text(problem))
    lines = []
    for at, row in enumerate(table.rows):
        lines.append(
            Line(
                at,
                row.id,
                [
                    _cell(
                        f"c{at}_{nth}", table.kind, column.field, row.cells, nth, at, wrong.get((row.id, column.field))
                    )
                    for nth, column in enumerate(table.inputs)
                ],
                [
                    _out(f"x{at}_{nth}", table.kind, column.field, row.outs, nth, at, wrong.get((row.id, column.field)))
                    for nth, column in enumerate(table.outputs)
                ],
                Cell(f"n{at}", row.note, "", wrong.get((row.id, "note"), "")),
                wrong.get((row.id, ""), ""),
            )
        )
    return lines


def _cell(name: str, kind: str, field: str, values: Sequence[str], nth: int, at: int, wrong: str | None) -> Cell:
    value = values[nth] if nth < len(values) else ""
    return Cell(name, value, f"{fact_word(kind, field)}, {at + 1}", wrong or "", (), field)


def _out(name: str, kind: str, field: str, values: Sequence[str], nth: int, at: int, wrong: str | None) -> Cell:
    value = values[nth] if nth < len(values) else ""
    output = KINDS[kind].output(field)
    choices: list[tuple[str, str]] = []
    if output is not None and output.choices:
        choices = [("", "")] * (not output.required) + [(c, choice_word(field, c)) for c in output.choices]
        if value and value not in output.choices:
            choices.append((value, value))
    return Cell(name, value, f"{fact_word(kind, field)}, {at + 1}", wrong or "", choices, field)


def heads_of(table: Table) -> list[dict[str, Any]]:
    """The columns with their headings, in the order of the grid."""
    found: list[dict[str, Any]] = []
    kind = KINDS[table.kind]
    for nth, column in enumerate(table.inputs):
        fact = kind.facts.get(column.field)
        choices = [f"{c} = {choice_word(column.field, c)}" for c in fact.choices] if fact else []
        found.append(
            {
                "name": f"i{nth}",
                "field": column.field,
                "label": fact_word(table.kind, column.field),
                "type": fact.type if fact else "",
                "choices": ", ".join(choices),
                "first": False,
                "fixed": False,
            }
        )
    for nth, column in enumerate(table.outputs):
        output = kind.output(column.field)
        found.append(
            {
                "name": f"o{nth}",
                "field": column.field,
                "label": fact_word(table.kind, column.field),
                "type": output.type if output else "",
                "choices": "",
                "first": nth == 0,
                "fixed": bool(output and output.required),
            }
        )
    return found


def in_words(table: Table) -> Table:
    """An example with its texts in the reader's language: notes, and what the staff reads."""
    texts = [at for at, column in enumerate(table.outputs) if column.field == "message"]
    rows = [
        Row(
            id=row.id,
            cells=row.cells,
            outs=[_(out) if out and at in texts else out for at, out in enumerate(row.outs)],
            note=_(row.note) if row.note else "",
            hard=row.hard,
            active_from=row.active_from,
            active_until=row.active_until,
        )
        for row in table.rows
    ]
    return Table(kind=table.kind, inputs=table.inputs, outputs=table.outputs, rows=rows)


def blank_table(kind: str) -> Table:
    """A table to begin with: the outputs that matter, one empty row."""
    made = KINDS[kind]
    first = next(iter(made.facts))
    outputs = [Column(output.name) for output in made.outputs[:3]]
    examples = [output.example if output.required or not at else "" for at, output in enumerate(made.outputs[:3])]
    return Table(kind=kind, inputs=[Column(first)], outputs=outputs, rows=[Row(id="r1", cells=[""], outs=examples)])
