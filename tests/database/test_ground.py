"""The fixtures themselves: a test that follows another sees nothing of it."""

import psycopg
import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import connection

from tests import ground

Db = psycopg.Connection[tuple[object, ...]]


@pytest.mark.parametrize("run", [1, 2])
def test_rows_and_sequences_of_a_test_are_gone_in_the_next(db: Db, run: int) -> None:
    """Both runs insert the same row and get the same id."""
    db.execute("INSERT INTO auth_group (name) VALUES ('packers')")
    db.commit()
    assert db.execute("SELECT id, name FROM auth_group").fetchall() == [(1, "packers")]


@pytest.mark.parametrize("run", [1, 2])
def test_rows_made_by_migrations_come_back(db: Db, run: int) -> None:
    """Content types are made by migrating; a test that deletes them does not hurt the next."""
    before = db.execute("SELECT count(*) FROM django_content_type").fetchone()
    db.execute("DELETE FROM auth_permission")
    db.execute("DELETE FROM django_content_type")
    db.commit()
    assert before is not None
    assert before[0] > 0


def test_django_looks_at_the_same_database(db: Db) -> None:
    """The ORM finds what psycopg committed."""
    db.execute("INSERT INTO auth_group (name) VALUES ('packers')")
    db.commit()
    assert list(Group.objects.values_list("name", flat=True)) == ["packers"]
    assert get_user_model().objects.count() == 0
    with connection.cursor() as cursor:
        cursor.execute("SHOW search_path")
        assert cursor.fetchone() == ("orderway,public",)


def test_the_neighbour_has_the_same_tables_and_none_of_the_rows(db: Db, neighbour_dsn: str) -> None:
    """Two companies on one database never see each other."""
    db.execute("INSERT INTO auth_group (name) VALUES ('packers')")
    db.commit()
    tables = "SELECT table_name FROM information_schema.tables WHERE table_schema = %s ORDER BY 1"
    with psycopg.connect(neighbour_dsn) as neighbour:
        assert neighbour.execute("SELECT count(*) FROM auth_group").fetchone() == (0,)
        ours, theirs = (neighbour.execute(tables, [name]).fetchall() for name in ground.SCHEMAS)
    assert ours == theirs
    assert ("auth_group",) in ours


def test_jobs_tables_stand_in_public_once(db: Db) -> None:
    """procrastinate's tables have triggers, so they stay out of the company's schema."""
    where = "SELECT table_schema FROM information_schema.tables WHERE table_name = 'procrastinate_jobs'"
    assert db.execute(where).fetchall() == [("public",)]
