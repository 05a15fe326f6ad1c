"""A table ready to fire: translated once into a decision of the rules library, then asked about whole batches."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

import msgspec
import zen

from orderway.kernel.errors import Broken
from orderway.rules.cell import LENGTH, read
from orderway.rules.check import problems
from orderway.rules.facts import UNIT, Facts, fits, fits_unit
from orderway.rules.kinds import KINDS
from orderway.rules.literal import Given, literal
from orderway.rules.table import Table

CHUNK_FACTS_MAX = 500
"""Orders (or lines) that the library sees at once."""
FIRST_GATE = "check"
TODAY = "today"
"""The fact by which rows with a window of days are judged: YYYY-MM-DD in the shop's time zone."""
_encoder = msgspec.json.Encoder()


class BadTable(Broken):
    """A stored table does not compile; edit it and activate it again."""


class Fired(msgspec.Struct, frozen=True):
    """One row that fired: its id, the version of the table, what it gives by output name (None: empty cell)."""

    rule_id: str
    version: int
    outputs: dict[str, Given]
    hard: bool = True
    mark: int = 0
    """A fingerprint of the row's cells and outputs: the same in another version while nobody changed the row."""


class Outcome(NamedTuple):
    """What a table says about one order. `missing`: facts it asks about that are not there (or of a wrong type).

    `failed`: the library gave no answer; the order must wait for a person, never pass in silence.
    """

    fired: list[Fired]
    missing: list[str]
    failed: bool = False


class Compiled:
    """A table of one version. Immutable; threads may share it."""

    def __init__(self, table: Table, version: int, name: str = "", table_id: int = 0) -> None:
        kind = KINDS.get(table.kind)
        if kind is None or problems(table):
            raise BadTable(f"{name or table.kind} version {version}")
        self.table = table
        self.kind = kind
        self.version = version
        self.name = name
        self.table_id = table_id
        uses: set[str] = set()
        measured: set[str] = set()
        rules: list[dict[str, str]] = []
        self._asks: dict[str, tuple[str, ...]] = {}
        for at, row in enumerate(table.rows):
            rule = {"_id": row.id, "row": str(at)}
            mine: set[str] = set()
            for column, (heading, cell) in enumerate(zip(table.inputs, row.cells, strict=True)):
                found = read(cell, kind.facts[heading.field], kind.facts)
                rule[f"c{column}"] = found.expression
                measured |= {name for name in found.uses if name + LENGTH in found.expression}
                mine |= found.uses
            uses |= mine
            told = [name for name in sorted(mine - {UNIT}) if not kind.facts[name].private]
            self._asks[row.id] = tuple(name for name in told if not kind.facts[name].volatile)
            rules.append(rule)
        self.uses = frozenset(uses)
        """The facts that its cells ask about."""
        self.private = any(name in kind.facts and kind.facts[name].private for name in uses)
        """Whether it looks at personal data, so that replay needs its answers recorded."""
        self._types = {name: kind.facts[name].type for name in sorted(uses) if name != UNIT}
        self._measured = tuple(sorted(measured))
        self._windowed = any(row.active_from or row.active_until for row in table.rows)
        self._fired = [self._row(at) for at in range(len(table.rows))]
        self._gates = {str(fired.outputs.get("gate") or FIRST_GATE) for fired in self._fired}
        self._engine = zen.ZenEngine({"loader": {"type": "static", "content": {"table": self._content(rules)}}})

    def _row(self, at: int) -> Fired:
        row = self.table.rows[at]
        outputs: dict[str, Given] = {output.name: None for output in self.kind.outputs}
        for column, text in zip(self.table.outputs, row.outs, strict=True):
            output = self.kind.output(column.field)
            assert output is not None
            outputs[column.field] = literal(text, output)
        headings = [column.field for column in self.table.inputs]
        asked = [
            [field, cell] for field, cell in zip(headings, row.cells, strict=True) if cell.strip() not in ("", "-")
        ]
        mark = _mark([self.table.kind, sorted(asked), [[k, str(v)] for k, v in sorted(outputs.items())]])
        return Fired(row.id, self.version, outputs, row.hard, mark)

    def _content(self, rules: list[dict[str, str]]) -> dict[str, Any]:
        table = {
            "hitPolicy": "collect",
            "executionMode": "loop",
            "inputField": "all",
            "outputPath": "out",
            "passThrough": False,
            "inputs": [{"id": f"c{at}", "name": column.field} for at, column in enumerate(self.table.inputs)],
            "outputs": [{"id": "row", "field": "row", "name": "row"}],
            "rules": rules,
        }
        nodes = [
            {"id": "in", "type": "inputNode", "name": "in"},
            {"id": "table", "type": "decisionTableNode", "name": "table", "content": table},
            {"id": "out", "type": "outputNode", "name": "out"},
        ]
        edges = [
            {"id": "1", "type": "edge", "sourceId": "in", "targetId": "table"},
            {"id": "2", "type": "edge", "sourceId": "table", "targetId": "out"},
        ]
        return {"nodes": nodes, "edges": edges}

    def asks(self, row_id: str) -> tuple[str, ...]:
        """The facts that a row asks about and that may be kept: nothing personal, nothing that moves by itself."""
        return self._asks.get(row_id, ())

    def looks_at(self, gate: str) -> bool:
        """Whether any row is looked at by this gate (output `gate`; an empty one means the check)."""
        return gate in self._gates

    def by_row_id(self) -> dict[str, Fired]:
        """What each row gives when it fires."""
        return {fired.rule_id: fired for fired in self._fired}

    # -- firing -------------------------------------------------------------------------------------------------------

    def fire(self, facts: Sequence[Facts]) -> list[list[Fired]]:
        """The rows that fire for each of the facts, in the table's order; missing facts make no row fire."""
        return [outcome.fired for outcome in self.judge(facts)]

    def judge(self, facts: Sequence[Facts]) -> list[Outcome]:
        """The same with what was missing and what failed."""
        if not self._fired:
            return [Outcome([], [])] * len(facts)
        contexts, lacking = [], []
        for one in facts:
            context, missing = self._context(one)
            contexts.append(context)
            lacking.append(missing)
        rows = self._rows(contexts)
        outcomes = []
        for one, missing, hit in zip(facts, lacking, rows, strict=True):
            if hit is None:
                outcomes.append(Outcome([], missing, True))
            elif self._windowed:
                outcomes.append(self._in_window(hit, one, missing))
            else:
                outcomes.append(Outcome([self._fired[at] for at in hit], missing))
        return outcomes

    def _context(self, facts: Facts) -> tuple[dict[str, Any], list[str]]:
        context: dict[str, Any] = {}
        missing: list[str] = []
        for name, type_ in self._types.items():
            value = facts.get(name)
            if not fits(value, type_):
                missing.append(name)
                value = None
            context[name] = float(value) if isinstance(value, Decimal) else value
        for name in self._measured:
            text = context[name]
            context[name + LENGTH] = len(text) if isinstance(text, str) else None
        if UNIT in self.uses:
            unit = facts.get(UNIT)
            context[UNIT] = unit if fits_unit(unit) else None
            if context[UNIT] is None:
                missing.append(UNIT)
        return context, missing

    def _rows(self, contexts: list[dict[str, Any]]) -> list[list[int] | None]:
        """The rows that fire by their place; None where the library gave no answer."""
        chunks = [contexts[at : at + CHUNK_FACTS_MAX] for at in range(0, len(contexts), CHUNK_FACTS_MAX)]
        found: list[list[int] | None] = []
        for chunk, answer in zip(chunks, self._ask(chunks), strict=True):
            if answer is not None:
                found += answer
            elif len(chunk) == 1:
                found.append(None)
            else:
                found += [alone[0] if alone else None for alone in self._ask([[one] for one in chunk])]
        return found

    def _ask(self, chunks: list[list[dict[str, Any]]]) -> list[list[list[int]] | None]:
        requests: list[Any] = [{"key": "table", "context": _encoder.encode({"all": chunk})} for chunk in chunks]
        answers: list[list[list[int]] | None] = []
        for chunk, answer in zip(chunks, self._engine.evaluate_batch(requests), strict=True):
            out: Any = answer["data"]["result"].get("out") if answer.get("success") else None
            if not isinstance(out, list) or len(out) != len(chunk):
                answers.append(None)
            else:
                answers.append([[int(hit["row"]) for hit in hits] for hits in out])
        return answers

    def _in_window(self, hit: list[int], facts: Facts, missing: list[str]) -> Outcome:
        today = facts.get(TODAY)
        if not isinstance(today, str):
            return Outcome([], [*missing, TODAY])
        rows = self.table.rows
        fired = [
            self._fired[at]
            for at in hit
            if (rows[at].active_from or today) <= today <= (rows[at].active_until or today)
        ]
        return Outcome(fired, missing)


class Failing(Compiled):
    """What stands for a stored table that does not compile: every order it is asked about must wait for a person."""

    def __init__(self, kind: str, version: int, name: str, table_id: int) -> None:
        self.table = Table(kind=kind, inputs=[], outputs=[])
        self.version, self.name, self.table_id = version, name, table_id
        self.uses = frozenset()
        self.private = False
        self._asks, self._fired, self._gates = {}, [], {FIRST_GATE}

    def judge(self, facts: Sequence[Facts]) -> list[Outcome]:
        """No answer for anybody."""
        return [Outcome([], [], True)] * len(facts)


def compiled(table: Table, version: int, name: str = "", table_id: int = 0) -> Compiled:
    """The table ready to fire; BadTable where `check.problems` finds something wrong with it."""
    return Compiled(table, version, name, table_id)


def _mark(value: Any) -> int:
    """A 52-bit fingerprint that survives JSON."""
    text = _encoder.encode(value)
    return (zlib.crc32(text) << 20) | (zlib.adler32(text) & 0xFFFFF)
