"""`orderway backup` and `restore`, on the test database."""

import os
import tarfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from orderway.project import copies
from orderway.project.errors import BrokenGroundError, CommandError
from tests import ground

TABLE_COUNT = "SELECT count(*) FROM pg_tables WHERE schemaname = 'orderway'"


@pytest.fixture
def spare(database_server: str, dsn: str) -> Iterator[str]:
    """An empty database."""
    name = f"spare_{os.getpid()}"
    with psycopg.connect(database_server, autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        admin.execute(f"CREATE DATABASE {name}")
        yield ground.sibling(database_server, name)
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "secret.key").write_text("s" * 64, encoding="ascii")
    return folder


def test_a_copy_restored_elsewhere_holds_the_same_rows_and_keys(
    db: "psycopg.Connection[tuple[object, ...]]", dsn: str, spare: str, data: Path, tmp_path: Path
) -> None:
    db.execute("INSERT INTO auth_group (name) VALUES ('取货员')")
    tables = db.execute(TABLE_COUNT).fetchone()
    db.commit()
    about = copies.back_up(tmp_path / "copy.tar", data, dsn)
    assert about["keys"] == ["secret.key"]
    assert (tmp_path / "copy.tar").stat().st_mode & 0o777 == 0o600
    other = tmp_path / "other"
    other.mkdir()
    assert copies.restore(tmp_path / "copy.tar", other, spare, replace=False) == about
    with psycopg.connect(spare) as connection:
        assert connection.execute("SELECT name FROM orderway.auth_group").fetchall() == [("取货员",)]
        assert connection.execute(TABLE_COUNT).fetchone() == tables
    assert (other / "secret.key").read_text(encoding="ascii") == "s" * 64
    assert (other / "secret.key").stat().st_mode & 0o777 == 0o600


def test_a_database_that_holds_data_is_replaced_only_when_asked(
    dsn: str, spare: str, data: Path, tmp_path: Path
) -> None:
    copies.back_up(tmp_path / "copy.tar", data, dsn)
    with psycopg.connect(spare, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA mine CREATE TABLE kept (a int)")
    with pytest.raises(CommandError, match="add --replace"):
        copies.restore(tmp_path / "copy.tar", data, spare, replace=False)
    with psycopg.connect(spare, autocommit=True) as connection:
        assert connection.execute("SELECT count(*) FROM mine.kept").fetchone() == (0,)
    copies.restore(tmp_path / "copy.tar", data, spare, replace=True)
    with psycopg.connect(spare, autocommit=True) as connection:
        assert connection.execute("SELECT to_regclass('mine.kept')").fetchone() == (None,)
        assert connection.execute("SELECT to_regclass('orderway.auth_group') IS NOT NULL").fetchone() == (True,)


def test_a_database_in_use_is_left_alone(dsn: str, spare: str, data: Path, tmp_path: Path) -> None:
    copies.back_up(tmp_path / "copy.tar", data, dsn)
    with psycopg.connect(spare), pytest.raises(BrokenGroundError, match="is in use: stop"):
        copies.restore(tmp_path / "copy.tar", data, spare, replace=True)


def test_another_key_than_ours_is_not_taken_silently(dsn: str, spare: str, data: Path, tmp_path: Path) -> None:
    copies.back_up(tmp_path / "copy.tar", data, dsn)
    (data / "secret.key").write_text("t" * 64, encoding="ascii")
    with pytest.raises(CommandError, match=r"secret\.key is another key"):
        copies.restore(tmp_path / "copy.tar", data, spare, replace=False)
    with psycopg.connect(spare) as connection:
        assert connection.execute(TABLE_COUNT).fetchone() == (0,)


def test_a_damaged_copy_is_refused_before_anything_is_touched(dsn: str, spare: str, data: Path, tmp_path: Path) -> None:
    copies.back_up(tmp_path / "copy.tar", data, dsn)
    with tarfile.open(tmp_path / "copy.tar") as tar:
        tar.extractall(tmp_path / "out", filter="data")
    with (tmp_path / "out" / "database.dump").open("r+b") as dump:
        dump.seek(100)
        dump.write(b"x" * 8)
    with tarfile.open(tmp_path / "damaged.tar", "w") as tar:
        for path in sorted((tmp_path / "out").iterdir()):
            tar.add(path, path.name)
    with pytest.raises(CommandError, match="is damaged"):
        copies.restore(tmp_path / "damaged.tar", data, spare, replace=True)
    (tmp_path / "text.tar").write_text("no tar", encoding="ascii")
    with pytest.raises(CommandError, match="is not a copy made by"):
        copies.restore(tmp_path / "text.tar", data, spare, replace=True)
