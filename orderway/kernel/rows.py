"""Structs as rows: one table, one struct, and the fastest statements known to write many of them.

Inserting is `COPY`, updating is `UPDATE … FROM unnest(…)`, both one statement for any number of rows. The columns are
the struct's own fields, so a struct is the one place where they are named; tests hold them against the models.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import groupby
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


def _json_cell(value: Any) -> str:
    """JSON as COPY wants it: the encoder leaves no control character, so only its backslashes are doubled."""
    return _json.encode(value).decode().replace("\\", "\\\\") if value != {} else "{}"


_instant: Callable[[datetime], str] = msgspec.to_builtins
"""A time as text; `isoformat` takes ten times as long."""


def numbers(values: Sequence[int]) -> str:
    """Integers as the text of a PostgreSQL array, to be cast to bigint[]; psycopg takes 20 times as long for a list."""
    return "{" + str(list(values))[1:-1] + "}"


def texts(values: Sequence[str]) -> str:
    """Texts as the text of a PostgreSQL array, to be cast to text[]."""
    if not values:
        return "{}"
    if any(["\\" in value or '"' in value for value in values]):  # noqa: C419 - a list is faster here
        values = [value.replace("\\", "\\\\").replace('"', '\\"') for value in values]
    return '{"' + '","'.join(values) + '"}'


def _array(values: Sequence[Any]) -> str:
    return copy_escape(texts([str(value) for value in values]))


def _hex(value: bytes) -> str:
    return "\\\\x" + value.hex()


_ENCODERS: dict[str, str] = {
    "bigint": "{%s}",
    "text": "{esc(%s)}",
    "boolean": "{%s}",
    "timestamptz": "{ts(%s)}",
    "jsonb": "{js(%s)}",
    "bytea": "{hx(%s)}",
    "bigint[]": "{arr(%s)}",
    "text[]": "{arr(%s)}",
}


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


def _cell(column: Column, encoders: Mapping[str, str]) -> str:
    """The part of a format string that writes this column of a row `r` for COPY."""
    value = f"r.{column.name}"
    cell = encoders[column.pg_type] % value
    if not column.null:
        return cell
    inner = cell[1:-1]
    return "{" + f"N if {value} is None else {inner}" + "}"


def _says_something(column: Column, default: Any) -> str:
    """The expression that is true of a row `r` where this column does not stand at its default, which has a literal."""
    if column.null and default is None:
        return f"r.{column.name} is not None"
    return f"r.{column.name}" if not column.null and not default else f"r.{column.name} != {default!r}"


_TEXTS: dict[str, Callable[[Any], str]] = {
    "text": str,
    "timestamptz": _instant,
    "jsonb": json_text,
    "bytea": lambda value: "\\x" + value.hex(),
    "bigint[]": numbers,
    "text[]": texts,
}
"""How one value becomes text within an array; numbers and truth values need no quotes and are not here."""


_SCOPE: Mapping[str, Any] = {
    "esc": copy_escape, "js": _json_cell, "ts": _instant, "arr": _array, "hx": _hex, "N": "\\N",
}  # fmt: skip
"""What the format strings of COPY call."""


@lru_cache
def _defaults(struct: type[msgspec.Struct]) -> Mapping[str, Any]:
    """The fields that have a default, with it."""
    return {
        field.name: field.default if field.default is not msgspec.NODEFAULT else field.default_factory()
        for field in msgspec.structs.fields(struct)
        if not field.required
    }


def _column_text(column: Column, values: Sequence[Any]) -> str:
    text_of = _TEXTS.get(column.pg_type)
    if text_of is None:
        return "{" + ",".join(["NULL" if value is None else str(value) for value in values]) + "}"
    if not column.null:
        return texts([text_of(value) for value in values])
    cells = ["NULL" if value is None else texts([text_of(value)])[1:-1] for value in values]
    return "{" + ",".join(cells) + "}"


class Table(Generic[S]):
    """A struct type as a table. `without` names fields that live in memory only, `often` those with a default that most
    rows do not keep: the others' text is made ahead (`_compile_line`)."""

    def __init__(
        self,
        name: str,
        struct: type[S],
        *,
        without: frozenset[str] = frozenset(),
        key: tuple[str, ...] = ("id",),
        often: frozenset[str] = frozenset(),
    ) -> None:
        hints = typing.get_type_hints(struct)
        self.name = name
        self.struct = struct
        self.key = key
        self.columns = [_column(n, hints[n]) for n in struct.__struct_fields__ if n not in without]
        names = ", ".join(c.name for c in self.columns)
        self.copy_sql = f"COPY {name} ({names}) FROM STDIN"
        self.select_sql = f"SELECT {names} FROM {name}"
        changing = [c.name for c in self.columns if c.name not in key]
        arrays = ", ".join(f"%s::{_array_type(c)}" for c in self.columns)
        columns = ", ".join(c.name for c in self.columns)
        assigned = ", ".join(f"{n} = v.{n}" for n in changing)
        cast = ", ".join(_cast(c) for c in self.columns)
        matched = " AND ".join(f"t.{n} = v.{n}" for n in key)
        values = f"SELECT {cast} FROM unnest({arrays}) AS u ({columns})"
        self.update_sql = f"UPDATE {name} t SET {assigned} FROM ({values}) v WHERE {matched}"
        self._line: Callable[[S], str] = self._compile_line(often)
        self.row: Callable[[S], tuple[Any, ...]] = self._compile_row()

    def _compile_line(self, often: frozenset[str]) -> Callable[[S], str]:
        """One look at all texts of a row together spares the look at each; where one must be escaped, all are.

        Columns beside each other that most rows leave at their defaults are looked at together, and written only where
        one of them says something.
        """
        scope: dict[str, Any] = dict(_SCOPE)
        careful: list[str] = []
        plain: list[str] = []
        texts: list[str] = []
        for seldom, run in groupby(
            self.columns, key=lambda c: c.name not in often and c.name in _defaults(self.struct)
        ):
            columns = list(run)
            if seldom and len(columns) > 1:
                cell = self._compile_run(columns, scope)
                careful.append(cell)
                plain.append(cell)
                continue
            careful += [_cell(column, _ENCODERS) for column in columns]
            plain += [_cell(column, {**_ENCODERS, "text": "{%s}"}) for column in columns]
            texts += [f"{{r.{column.name}}}" for column in columns if column.pg_type == "text"]
        source = 'f"""' + "\\t".join(careful) + '\\n"""'
        if len(texts) > 1:
            told = 'f"""' + "".join(texts) + '"""'
            odd = f"""'\\\\' in (told := {told}) or '\\n' in told or '\\t' in told or '\\r' in told"""
            source = f'{source} if {odd} else f"""' + "\\t".join(plain) + '\\n"""'
        return typing.cast("Callable[[S], str]", eval(f"lambda r: {source}", scope))  # noqa: S307 - column names only

    def _compile_run(self, columns: Sequence[Column], scope: dict[str, Any]) -> str:
        """The part of a format string that writes columns which mostly stand at their defaults."""
        defaults = {column.name: _defaults(self.struct)[column.name] for column in columns}
        source = "\\t".join(_cell(column, _ENCODERS) for column in columns)
        written = eval(f'lambda r: f"""{source}"""', scope)  # noqa: S307 - made of column names only
        at = len(scope)
        scope |= {f"written{at}": written, f"ready{at}": written(types.SimpleNamespace(**defaults))}
        says = " or ".join(_says_something(column, defaults[column.name]) for column in columns)
        return f"{{written{at}(r) if {says} else ready{at}}}"

    def _compile_row(self) -> Callable[[S], tuple[Any, ...]]:
        source = "lambda r: (" + ", ".join(f"r.{c.name}" for c in self.columns) + ",)"
        return typing.cast("Callable[[S], tuple[Any, ...]]", eval(source))  # noqa: S307 - made of column names only

    def copy_text(self, rows: Iterable[S]) -> str:
        """The rows as one text in COPY's format."""
        return "".join(map(self._line, rows))

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
