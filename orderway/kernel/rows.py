"""Structs as rows: one table, one struct, and the fastest statements known to write many of them.

Inserting is `COPY`, updating is `UPDATE … FROM unnest(…)`, both one statement for any number of rows. The columns are
the struct's own fields, so a struct is the one place where they are named; tests hold them against the models.

`COPY` reads as CSV what msgspec writes as JSON: numbers, truth values and null are the same in both, and so are texts
in quotes, with a backslash before quotes and backslashes. JSON alone writes control characters as escapes (a remark of
two lines, a tab); where there is one, they are put back.
"""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Generic, TypeVar

import msgspec

_PG_TYPES: dict[Any, str] = {
    int: "bigint",
    str: "text",
    bool: "boolean",
    datetime: "timestamptz",
    bytes: "bytea",
    list[int]: "bigint[]",
    list[str]: "text[]",
}
S = TypeVar("S", bound=msgspec.Struct)
_json = msgspec.json.Encoder()
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def copy_escape(text: str) -> str:
    """Text as COPY wants it."""
    return text if _is_plain(text) else text.translate(_ESCAPES)


def _is_plain(text: str) -> bool:
    return not ("\\" in text or "\n" in text or "\t" in text or "\r" in text)


def json_text(value: Any) -> str:
    """A value as JSON text, for a jsonb column."""
    return _json.encode(value).decode()


_instant: Callable[[datetime], str] = msgspec.to_builtins
"""A time as text; `isoformat` takes ten times as long."""


def numbers(values: Sequence[int]) -> str:
    """Integers as the text of a PostgreSQL array, to be cast to bigint[]; psycopg takes 60 times as long for a list."""
    return f"{{{_json.encode(values)[1:-1].decode()}}}"


def texts(values: Sequence[str]) -> str:
    """Texts as the text of a PostgreSQL array, to be cast to text[]."""
    if not values:
        return "{}"
    if any(["\\" in value or '"' in value for value in values]):  # noqa: C419 - a list is faster here
        values = [value.replace("\\", "\\\\").replace('"', '\\"') for value in values]
    return '{"' + '","'.join(values) + '"}'


class Column(msgspec.Struct, frozen=True):
    """One column: its name, PostgreSQL type and whether it may be null."""

    name: str
    pg_type: str
    null: bool


def _column(name: str, annotation: Any) -> Column:
    null = False
    if isinstance(annotation, types.UnionType) or typing.get_origin(annotation) is typing.Union:
        inner = [a for a in typing.get_args(annotation) if a is not type(None)]
        null = True
        annotation = inner[0]
    return Column(name, _PG_TYPES.get(annotation, "jsonb"), null)


_TEXTS: dict[str, Callable[[Any], str]] = {
    "text": str,
    "timestamptz": _instant,
    "jsonb": json_text,
    "bytea": lambda value: "\\x" + value.hex(),
    "bigint[]": numbers,
    "text[]": texts,
}
"""How one value becomes text within an array; numbers and truth values need no quotes and are not here."""


_SCOPE: Mapping[str, Any] = {"json": json_text, "bytea": _TEXTS["bytea"], "bigint": numbers, "text": texts}
"""What the expressions of cells call."""


_ESCAPE = re.compile(rb"\\(?:u([0-9a-f]{4})|(.))", re.DOTALL)
_find_control = re.compile(rb'\\[^"\\]').search
"""Finds every escape of a control character, and now and then a backslash before a letter."""
_CONTROLS = {b"n": b"\n", b"t": b"\t", b"r": b"\r", b"b": b"\b", b"f": b"\f"}


def _control(found: re.Match[bytes]) -> bytes:
    """What CSV has for an escape of JSON: the character itself, but for quotes and backslashes."""
    code, letter = found.groups()
    return chr(int(code, 16)).encode() if code else _CONTROLS.get(letter, found[0])


def _cell(column: Column) -> str:
    """The expression whose value msgspec writes as `COPY` wants this column of a row `r`."""
    value = f"r.{column.name}"
    if column.pg_type == "jsonb":
        cell = f"(json({value}) if {value} != {{}} else '{{}}')"
    elif column.pg_type == "bytea" or column.pg_type.endswith("[]"):
        cell = f"{column.pg_type.strip('[]')}({value})"
    else:
        return value
    return f"None if {value} is None else {cell}" if column.null else cell


def _column_text(column: Column, values: Sequence[Any]) -> str:
    text_of = _TEXTS.get(column.pg_type)
    if text_of is None:
        return "{" + ",".join(["NULL" if value is None else str(value) for value in values]) + "}"
    if not column.null:
        return texts([text_of(value) for value in values])
    cells = ["NULL" if value is None else texts([text_of(value)])[1:-1] for value in values]
    return "{" + ",".join(cells) + "}"


class Table(Generic[S]):
    """A struct type as a table. `without` names fields that live in memory only."""

    def __init__(
        self,
        name: str,
        struct: type[S],
        *,
        without: frozenset[str] = frozenset(),
        key: tuple[str, ...] = ("id",),
    ) -> None:
        hints = typing.get_type_hints(struct)
        self.name = name
        self.struct = struct
        self.key = key
        self.columns = [_column(n, hints[n]) for n in struct.__struct_fields__ if n not in without]
        names = ", ".join(c.name for c in self.columns)
        self.copy_sql = f"COPY {name} ({names}) FROM STDIN WITH (FORMAT csv, ESCAPE '\\', NULL 'null')"
        self.select_sql = f"SELECT {names} FROM {name}"
        changing = [c.name for c in self.columns if c.name not in key]
        arrays = ", ".join(f"%s::{_array_type(c)}" for c in self.columns)
        columns = ", ".join(c.name for c in self.columns)
        assigned = ", ".join(f"{n} = v.{n}" for n in changing)
        cast = ", ".join(_cast(c) for c in self.columns)
        matched = " AND ".join(f"t.{n} = v.{n}" for n in key)
        values = f"SELECT {cast} FROM unnest({arrays}) AS u ({columns})"
        self.update_sql = f"UPDATE {name} t SET {assigned} FROM ({values}) v WHERE {matched}"
        self._line: Callable[[S], tuple[Any, ...]] = self._compile_line()
        self.row: Callable[[S], tuple[Any, ...]] = self._compile_row()

    def _compile_line(self) -> Callable[[S], tuple[Any, ...]]:
        source = "lambda r: (" + ", ".join(_cell(column) for column in self.columns) + ",)"
        return typing.cast("Callable[[S], tuple[Any, ...]]", eval(source, dict(_SCOPE)))  # noqa: S307 - column names

    def _compile_row(self) -> Callable[[S], tuple[Any, ...]]:
        source = "lambda r: (" + ", ".join(f"r.{c.name}" for c in self.columns) + ",)"
        return typing.cast("Callable[[S], tuple[Any, ...]]", eval(source))  # noqa: S307 - made of column names only

    def copy_data(self, rows: Iterable[S]) -> bytes:
        """The rows as `copy_sql` wants them. Memory: all of them at once."""
        lines = _json.encode_lines(list(map(self._line, rows)))
        data = lines[1:-2].replace(b"]\n[", b"\n")  # no text holds the bare line feed
        return _ESCAPE.sub(_control, data) if _find_control(data) else data

    def arrays(self, rows: Sequence[S]) -> list[str]:
        """The rows as one array a column, as text: the parameters of `update_sql`."""
        return [_column_text(column, [getattr(row, column.name) for row in rows]) for column in self.columns]

    def of(self, row: Sequence[Any], **more: Any) -> S:
        """The struct of a selected row; `more` gives the fields that are not columns."""
        return self.struct(*row, **more)


def _array_type(column: Column) -> str:
    return "text[]" if column.pg_type == "jsonb" or column.pg_type.endswith("[]") else f"{column.pg_type}[]"


def _cast(column: Column) -> str:
    if column.pg_type == "jsonb" or column.pg_type.endswith("[]"):
        return f"u.{column.name}::{column.pg_type} AS {column.name}"
    return f"u.{column.name}"
