"""What a kind of table is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from orderway.rules.facts import Fact
from orderway.rules.table import Row, Table

INTEGER = "integer"
"""The type of an output that is a whole number; the others are those of facts."""

RowCheck = Callable[[Table, Row], list[tuple[str, str, str]]]
"""What else is wrong with one row: (column, code, word)."""


class Output(NamedTuple):
    """One column that a row gives, as a literal. An empty cell gives `default` (None), if the column may be empty."""

    name: str
    type: str
    """integer, number, money (units of the currency, exact), text, flag, list (separated by commas)."""
    label: str
    choices: tuple[str, ...] = ()
    required: bool = False
    least: int | None = None
    most: int | None = None
    example: str = ""


class Example(NamedTuple):
    """A table to begin with: its name and the table."""

    name: str
    table: Table


def _nothing(table: Table, row: Row) -> list[tuple[str, str, str]]:
    return []


class Kind(NamedTuple):
    """One kind of table."""

    name: str
    label: str
    facts: dict[str, Fact]
    outputs: tuple[Output, ...]
    about: str = ""
    """A sentence: what the rows of such a table do."""
    check_row: RowCheck = _nothing
    examples: Sequence[Example] = ()

    def output(self, name: str) -> Output | None:
        """The output column of that name; None where there is none."""
        return next((output for output in self.outputs if output.name == name), None)


def facts_by_name(*facts: Fact) -> dict[str, Fact]:
    """Facts as a kind keeps them."""
    return {fact.name: fact for fact in facts}
