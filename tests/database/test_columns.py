"""The engine's structs are its tables: the same columns, in the same order, of the same types, as nullable."""

import psycopg
import pytest

from orderway.flow import tables
from orderway.kernel.rows import Table

TABLES = [tables.ORDERS, tables.PERSONS, tables.EVENTS, *tables.CHILDREN.values(), *tables.APPENDED.values()]
TYPES = {"timestamp with time zone": "timestamptz", "ARRAY": "array"}
Row = tuple[str, str, bool]


def columns_of(connection: psycopg.Connection[tuple[object, ...]], table: str) -> list[Row]:
    rows = connection.execute(
        "SELECT column_name, data_type, udt_name, is_nullable = 'YES' FROM information_schema.columns "
        "WHERE table_schema = current_schema() AND table_name = %s ORDER BY ordinal_position",
        [table],
    ).fetchall()
    found = []
    for name, kind, udt, null in rows:
        pg_type = (
            {"_int8": "bigint[]", "_text": "text[]"}[str(udt)] if kind == "ARRAY" else TYPES.get(str(kind), str(kind))
        )
        found.append((str(name), pg_type, bool(null)))
    return found


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_struct_is_its_table(db: psycopg.Connection[tuple[object, ...]], table: Table[object]) -> None:
    assert [(c.name, c.pg_type, c.null) for c in table.columns] == columns_of(db, table.name)


def test_every_child_knows_its_order_and_has_an_index_on_it(db: psycopg.Connection[tuple[object, ...]]) -> None:
    for table in [*tables.CHILDREN.values(), *tables.APPENDED.values(), tables.EVENTS]:
        assert "order_id" in [column.name for column in table.columns]
        rows = db.execute(
            "SELECT indexdef FROM pg_indexes WHERE schemaname = current_schema() AND tablename = %s", [table.name]
        ).fetchall()
        assert any("(order_id" in str(row[0]) for row in rows), table.name


def test_no_table_of_the_engine_has_a_trigger_or_a_foreign_key(db: psycopg.Connection[tuple[object, ...]]) -> None:
    names = [table.name for table in TABLES]
    found = db.execute(
        "SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
        "WHERE NOT t.tgisinternal AND c.relname = ANY(%s) "
        "UNION ALL SELECT conrelid::regclass::text FROM pg_constraint "
        "WHERE contype = 'f' AND conrelid::regclass::text = ANY(%s)",
        [names, names],
    ).fetchall()
    assert found == []


def test_money_is_whole_minor_units_and_never_a_float(db: psycopg.Connection[tuple[object, ...]]) -> None:
    rows = db.execute(
        "SELECT table_name, column_name, data_type FROM information_schema.columns "
        "WHERE table_schema = current_schema() AND (column_name LIKE '%minor' OR data_type IN ('real', 'double "
        "precision', 'numeric'))"
    ).fetchall()
    ours = [row for row in rows if row[0] in {table.name for table in TABLES}]
    assert len(ours) > 20
    assert {str(kind) for _, _, kind in ours} == {"bigint"}
    assert [row for row in rows if row[2] not in ("bigint", "integer") and str(row[1]).endswith("minor")] == []
