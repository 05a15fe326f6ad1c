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
    assert TABLE.copy_sql == f"COPY thing ({names}) FROM STDIN WITH (FORMAT csv, ESCAPE '\\', NULL 'null')"
    assert TABLE.select_sql == f"SELECT {names} FROM thing"
    assert TABLE.update_sql.startswith("UPDATE thing t SET name = v.name, ")
    assert TABLE.update_sql.endswith("WHERE t.id = v.id")


def test_rows_of_copy_are_what_csv_reads_back() -> None:
    assert (
        read_back(TABLE.copy_data([ONE, ONE]))
        == [
            [
                "1",
                "a\tb\\c\nd\re",
                "2026-01-01T00:00:00Z",
                "{1,2}",
                '{"q\\"","back\\\\slash","两"}',
                '{"k":"x\\"\\n"}',
                "true",
            ]
            + ["\\x00ff", "null", "null"]
        ]
        * 2
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "两 🙂",
        '"',
        "\\",
        '\\"',
        "\\n",
        "\\\\n",
        "\n",
        "a\\\n",
        "]\n[",
        "\\.",
        "\r\n\t\b\f\x01\x7f\u2028",
        "\\u0041",
    ],
)
def test_any_text_is_read_back_as_it_was(text: str) -> None:
    rows = [msgspec.structs.replace(ONE, name=text), ONE]
    assert [row[1] for row in read_back(TABLE.copy_data(rows))] == [text, ONE.name]


def read_back(data: bytes) -> list[list[str]]:
    """The cells, read as PostgreSQL documents its CSV (https://www.postgresql.org/docs/15/sql-copy.html)."""
    table: list[list[str]] = [[]]
    cell, quoted, at, text = "", False, 0, data.decode()
    while at < len(text):
        sign = text[at]
        if quoted and sign == "\\" and text[at + 1 : at + 2] in ('"', "\\"):
            at += 1
            cell += text[at]
        elif sign == '"':
            quoted = not quoted
        elif not quoted and sign in ",\n":
            table[-1].append(cell)
            cell = ""
            if sign == "\n":
                table.append([])
        else:
            cell += sign
        at += 1
    table[-1].append(cell)
    return table


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
    assert (numbers([]), numbers([1]), numbers((1, -2))) == ("{}", "{1}", "{1,-2}")
    assert (texts([]), texts(["", "NULL"]), texts(['a"', "b\\"])) == ("{}", '{"","NULL"}', '{"a\\"","b\\\\"}')


def test_a_selected_row_is_the_struct_again() -> None:
    assert TABLE.of(TABLE.row(ONE)) == msgspec.structs.replace(ONE, only_here=[])
