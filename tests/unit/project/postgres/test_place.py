import shutil
from pathlib import Path

import psycopg.conninfo
import pytest

from orderway.project.errors import EmbeddedServerError
from orderway.project.postgres import place
from orderway.project.postgres.place import Account, Place, find_place, server_url

NOBODY = Account("nobody", 65534, 65534)


@pytest.fixture
def as_a_user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place.os, "geteuid", lambda: 1000)


@pytest.fixture
def as_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place.os, "geteuid", lambda: 0)
    monkeypatch.setattr(place, "_server_account", lambda: NOBODY)


def test_an_ordinary_users_database_lies_in_the_data_folder(tmp_path: Path, as_a_user: None) -> None:
    found = find_place(tmp_path / "data")
    assert found.folder == tmp_path / "data" / "database"
    assert found.account is None
    assert not (tmp_path / "data").exists()


def test_root_uses_a_far_folder_where_the_servers_account_cannot_come_near(
    tmp_path: Path, as_root: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    far = tmp_path / "far"
    monkeypatch.setattr(place, "FAR_FOLDERS", (str(far),))
    monkeypatch.setattr(place, "can_reach", lambda folder, _: folder == far)
    found = find_place(tmp_path / "data")
    assert found.folder.parent == far
    assert found.account == NOBODY
    assert find_place(tmp_path / "data") == found
    assert find_place(tmp_path / "other").folder != found.folder


def test_the_far_database_of_a_deleted_checkout_is_not_taken_over_by_the_next_one_there(
    tmp_path: Path, as_root: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    far, data = tmp_path / "far", tmp_path / "data"
    monkeypatch.setattr(place, "FAR_FOLDERS", (str(far),))
    monkeypatch.setattr(place, "can_reach", lambda folder, _: folder == far)
    first = find_place(data)
    data.mkdir()
    place.remember(data, first)
    assert find_place(data) == first
    first.folder.mkdir(parents=True)
    assert find_place(data) == first
    shutil.rmtree(data)  # the keys with it: nobody can log in there any more, no phone is found
    second = find_place(data)
    assert second.folder == first.folder.with_name(f"{first.folder.name}-2")


def test_a_far_folder_is_found_again_after_the_data_folder_moved(
    tmp_path: Path, as_root: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(place, "can_reach", lambda *_: True)
    far = tmp_path / "far"
    data = tmp_path / "data"
    for folder in (far, data):
        folder.mkdir()
    place.remember(data, Place(far, far / "socket", NOBODY))
    data.rename(tmp_path / "moved")
    assert find_place(tmp_path / "moved").folder == far


def test_a_remembered_folder_that_is_gone_is_forgotten(tmp_path: Path, as_a_user: None) -> None:
    place.remember(tmp_path, Place(tmp_path / "gone", tmp_path, None))
    assert find_place(tmp_path).folder == tmp_path / "database"


def test_nowhere_to_go_is_said_in_one_line(tmp_path: Path, as_root: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place, "can_reach", lambda *_: False)
    with pytest.raises(EmbeddedServerError, match=r"nobody cannot reach .*: set ORDERWAY_DATA"):
        find_place(tmp_path)


@pytest.mark.parametrize("name", ["a b", "订单", "a,b", "x" * 100])
def test_a_path_that_libpq_cannot_take_gets_a_short_socket_folder(tmp_path: Path, as_a_user: None, name: str) -> None:
    found = find_place(tmp_path / name / "data")
    assert found.folder == tmp_path / name / "data" / "database"
    assert found.sockets.parent == Path("/tmp")
    assert found.sockets.name.startswith("orderway-1000-")
    assert len(str(found.sockets)) < 40


def test_the_address_names_the_socket_folder_and_no_network(as_a_user: None) -> None:
    url = server_url(Place(Path("/d"), Path("/run/a b"), None))
    assert psycopg.conninfo.conninfo_to_dict(url) == {
        "user": "postgres",
        "dbname": "orderway",
        "host": "/run/a b",
        "port": "5432",
    }


def test_a_folder_below_a_closed_home_is_out_of_reach_for_another_account(tmp_path: Path) -> None:
    if place.os.geteuid() != 0:
        pytest.skip("only root can ask for another account")
    closed = tmp_path / "home"
    closed.mkdir(mode=0o700)
    assert not place.can_reach(closed / "data", NOBODY)
    assert place.can_reach(Path("/tmp/never-made/data"), NOBODY)
