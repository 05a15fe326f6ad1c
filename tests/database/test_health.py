"""The probes."""

import psycopg
from django.db import connections
from django.test import Client

from orderway.project import database


def test_alive_asks_nobody() -> None:
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_ready_when_every_migration_is_applied(db: "psycopg.Connection[tuple[object, ...]]") -> None:
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert answer.headers["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"


def test_not_ready_while_a_migration_is_missing_and_it_is_named(db: "psycopg.Connection[tuple[object, ...]]") -> None:
    db.execute("DELETE FROM django_migrations WHERE app = 'records' AND name = '0001_initial'")
    db.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
    db.commit()
    answer = Client().get("/readyz")
    assert answer.status_code == 503
    assert "sessions.0001_initial" in answer.json()["missing"]


def test_not_ready_without_a_database(dsn: str) -> None:
    parts = dict(connections["default"].settings_dict)
    connections["default"].close()
    connections["default"].settings_dict["HOST"] = "/nonexistent"
    try:
        answer = Client().get("/readyz")
    finally:
        connections["default"].close()
        connections["default"].settings_dict.update(parts)
    assert (answer.status_code, answer.json()) == (503, {"status": "unavailable", "missing": ["database"]})


def test_migrating_again_changes_nothing(db: "psycopg.Connection[tuple[object, ...]]") -> None:
    query = "SELECT app, name FROM django_migrations ORDER BY id"
    before = db.execute(query).fetchall()
    db.commit()
    database.migrate()
    assert database.pending_migrations() == []
    assert db.execute(query).fetchall() == before
