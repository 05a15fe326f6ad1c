import stat
from pathlib import Path

import pytest

from orderway.project import keys
from orderway.project.errors import EnvironmentVariableError


@pytest.fixture
def no_keys_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ORDERWAY_SECRET_KEY")
    monkeypatch.delenv("ORDERWAY_PERSONAL_DATA_KEY")


def test_key_is_made_once_and_read_by_its_owner_only(tmp_path: Path, no_keys_set: None) -> None:
    data = tmp_path / "data"
    keys.make_keys(data)
    first = keys.kept_key(data, *keys.SECRET_KEY)
    keys.make_keys(data)
    assert keys.kept_key(data, *keys.SECRET_KEY) == first
    assert len(first) == 64
    assert [stat.S_IMODE(path.stat().st_mode) for path in sorted(data.iterdir())] == [0o600, 0o600]
    assert sorted(path.name for path in data.iterdir()) == ["personal-data.key", "secret.key"]


def test_the_two_keys_differ(tmp_path: Path, no_keys_set: None) -> None:
    keys.make_keys(tmp_path)
    assert keys.kept_key(tmp_path, *keys.SECRET_KEY) != keys.kept_key(tmp_path, *keys.PERSONAL_DATA_KEY)


def test_reading_a_key_that_is_not_there_writes_nothing(tmp_path: Path, no_keys_set: None) -> None:
    data = tmp_path / "data"
    assert len(keys.kept_key(data, *keys.SECRET_KEY)) == 64
    assert not data.exists()


def test_key_of_the_environment_wins_and_no_file_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORDERWAY_SECRET_KEY", "k" * 40)
    keys.make_keys(tmp_path)
    assert keys.kept_key(tmp_path, *keys.SECRET_KEY) == "k" * 40
    assert list(tmp_path.iterdir()) == []


def test_short_key_is_refused_with_the_command_that_makes_a_good_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ORDERWAY_SECRET_KEY", "short")
    with pytest.raises(EnvironmentVariableError, match="openssl rand"):
        keys.kept_key(tmp_path, *keys.SECRET_KEY)
