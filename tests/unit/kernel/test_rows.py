"""A struct is its table: names, types, nullability and order; text survives COPY's escapes."""

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from orderway.kernel.rows import Table, copy_escape, numbers, texts


class Thing(msgspec.Struct):
    """A struct with one field of each kind."""

    id: int
    name: str
    at: datetime
    many: list[int]
    words: list[str]
    facts: dict[str, Any]
    yes: bool = False
    raw: bytes = b""
    maybe: int | None = None
    ended: datetime | None = None
    only_here: list[int] = []


TABLE = Table("thing", Thing, without=frozenset(("only_here",)))
NOW = datetime(2026, 1, 1, tzinfo=UTC)
ONE = Thing(
    1, "a\tb\\c\nd\re", NOW, [1, 2], ['q"', "back\\slash", "两"], {"k": 'x"\n'}, True, b"\x00\xff", None, None, [9]
)


def test_columns_are_the_fields_in_their_order() -> None:
    assert [(c.name, c.pg_type, c.null) for c in TABLE.columns] == [
        ("id", "bigint", False),
        ("name", "text", False),
        ("at", "timestamptz", False),
        ("many", "bigint[]", False),
        ("words", "text[]", False),
        ("facts", "jsonb", False),
        ("yes", "boolean", False),
        ("raw", "bytea", False),
        ("maybe", "bigint", True),
        ("ended", "timestamptz", True),
    ]


def test_the_statements_name_every_column_once() -> None:
    names = "id, name, at, many, words, facts, yes, raw, maybe, ended"
    assert TABLE.copy_sql == f"COPY thing ({names}) FROM STDIN"
    assert TABLE.select_sql == f"SELECT {names} FROM thing"
    assert TABLE.update_sql.startswith("UPDATE thing t SET name = v.name, ")
    assert TABLE.update_sql.endswith("WHERE t.id = v.id")


def test_a_line_of_copy_has_one_cell_a_column_and_ends_once() -> None:
    line = TABLE.copy_text([ONE])
    assert line.count("\n") == 1
    assert len(line.rstrip("\n").split("\t")) == len(TABLE.columns)
    assert line.endswith("\\N\n")


@pytest.mark.parametrize("text", ["plain", "", "两", "a\tb", "a\\N", "\n", "\r\n", "\\"])
def test_escaped_text_is_read_back_as_it_was(text: str) -> None:
    escaped = copy_escape(text)
    assert not set("\t\n\r") & set(escaped)
    back = (
        escaped.replace("\\\\", "\0").replace("\\t", "\t").replace("\\n", "\n").replace("\\r", "\r").replace("\0", "\\")
    )
    assert back == text


def test_arrays_hold_one_text_a_column() -> None:
    plain = Thing(2, "b", NOW, [], [], {"k": 1}, False, b"", 7)
    assert TABLE.arrays([plain, msgspec.structs.replace(plain, name='q"\\', maybe=None, ended=NOW)]) == [
        "{2,2}",
        '{"b","q\\"\\\\"}',
        '{"2026-01-01T00:00:00Z","2026-01-01T00:00:00Z"}',
        '{"{}","{}"}',
        '{"{}","{}"}',
        '{"{\\"k\\":1}","{\\"k\\":1}"}',
        "{False,False}",
        '{"\\\\x","\\\\x"}',
        "{7,NULL}",
        '{NULL,"2026-01-01T00:00:00Z"}',
    ]


def test_numbers_and_texts_are_arrays() -> None:
    assert (numbers([]), numbers([1]), numbers((1, -2))) == ("{}", "{1}", "{1, -2}")
    assert (texts([]), texts(["", "NULL"]), texts(['a"', "b\\"])) == ("{}", '{"","NULL"}', '{"a\\"","b\\\\"}')


def test_a_selected_row_is_the_struct_again() -> None:
    assert TABLE.of(TABLE.row(ONE)) == msgspec.structs.replace(ONE, only_here=[])


class Wide(msgspec.Struct):
    """A struct most of whose rows leave most fields at their defaults."""

    id: int
    first: str = ""
    second: int | None = None
    often: int = 0
    third: dict[str, Any] = {}
    fourth: bool = False
    last: int = 0


@pytest.mark.parametrize("often", [frozenset(), frozenset(("often", "last")), frozenset(Wide.__struct_fields__)])
def test_what_stands_at_its_default_is_written_as_whatever_does_not(often: frozenset[str]) -> None:
    table = Table("wide", Wide, often=often)
    rows = [Wide(1), Wide(2, "a\tb", None, 5), Wide(3, "", 7, 0, {"k": "\n"}, False, 9), Wide(4, fourth=True)]
    assert table.copy_text(rows).split("\n") == [
        "1\t\t\\N\t0\t{}\tFalse\t0",
        "2\ta\\tb\t\\N\t5\t{}\tFalse\t0",
        '3\t\t7\t0\t{"k":"\\\\n"}\tFalse\t9',
        "4\t\t\\N\t0\t{}\tTrue\t0",
        "",
    ]
