"""A PostgreSQL of one's own that does not fit is refused by one line that says what to do."""

import os
from collections.abc import Iterator

import psycopg
import pytest
from django.db import connections
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from orderway.project import database, environment
from orderway.project.errors import DatabaseUnreachableError

NAME = f"misfit_{os.getpid()}"


@pytest.fixture
def admin(database_server: str) -> Iterator["psycopg.Connection[tuple[object, ...]]"]:
    """A superuser; the role and the database that a test made are gone afterwards."""
    with psycopg.connect(database_server, autocommit=True) as connection:
        yield connection
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(NAME)))
        connection.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(NAME)))


def point_to(monkeypatch: pytest.MonkeyPatch, address: str, **parts: str) -> None:
    """Orderway's connections go there."""
    monkeypatch.setattr(database, "conninfo", lambda alias="default": make_conninfo(address, **parts))


@pytest.mark.parametrize(("right", "what"), [(False, "database misfit_"), (True, "schema public")])
def test_a_role_that_may_not_make_the_tables_is_told_so(
    monkeypatch: pytest.MonkeyPatch,
    database_server: str,
    admin: "psycopg.Connection[tuple[object, ...]]",
    right: bool,
    what: str,
) -> None:
    admin.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(NAME)))
    admin.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(NAME)))
    if right:
        admin.execute(sql.SQL("GRANT CREATE ON DATABASE {0} TO {0}").format(sql.Identifier(NAME)))
    point_to(monkeypatch, database_server, dbname=NAME, user=NAME)
    parts = conninfo_to_dict(database_server)
    there = {"NAME": NAME, "USER": NAME, "HOST": parts["host"], "PORT": parts.get("port", "")}
    connections["jobs"].close()
    for name, value in there.items():
        monkeypatch.setitem(connections["jobs"].settings_dict, name, value)
    with pytest.raises(DatabaseUnreachableError, match=f"permission denied for {what}.* own its database"):
        database.migrate()
    connections["jobs"].close()


def test_a_role_that_may_not_read_which_tables_there_are_is_told_so(
    dsn: str, admin: "psycopg.Connection[tuple[object, ...]]"
) -> None:
    role, schema = sql.Identifier(NAME), sql.Identifier(environment.schema())
    admin.execute(sql.SQL("CREATE ROLE {}").format(role))
    with psycopg.connect(dsn, autocommit=True) as owner, connections["default"].cursor() as cursor:
        owner.execute(sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(schema, role))
        cursor.execute(f"SET ROLE {NAME}")
        with pytest.raises(DatabaseUnreachableError, match=r"cannot be read: permission denied for table .* own its"):
            database.check_tables()
        cursor.execute("RESET ROLE")
        owner.execute(sql.SQL("REVOKE USAGE ON SCHEMA {} FROM {}").format(schema, role))


def test_a_database_that_cannot_keep_every_text_is_refused(
    monkeypatch: pytest.MonkeyPatch, database_server: str, admin: "psycopg.Connection[tuple[object, ...]]"
) -> None:
    make = "CREATE DATABASE {} ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0"
    admin.execute(sql.SQL(make).format(sql.Identifier(NAME)))
    point_to(monkeypatch, database_server, dbname=NAME)
    with pytest.raises(DatabaseUnreachableError, match=f"{NAME} .* as LATIN1: make one with ENCODING 'UTF8'"):
        database.check_reachable()
