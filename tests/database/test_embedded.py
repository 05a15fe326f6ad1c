"""The embedded server for real: started, shared, adopted after a kill, stopped."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from orderway.project import postgres
from orderway.project.errors import EmbeddedServerError
from orderway.project.postgres import server

SMALL = {"shared_buffers": "16MB", "fsync": "off"}
WAIT_SECONDS_MAX = 60


@pytest.fixture
def data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A data folder with a space and Chinese signs, below a folder that is closed to others (as pytest's are)."""
    folder = tmp_path_factory.mktemp("embedded") / "my data 订单"
    yield folder
    place = postgres.find_place(folder)
    server.stop(place, None)
    for left in (place.folder, place.sockets):
        shutil.rmtree(left, ignore_errors=True)


def ask(url: str, query: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(query).fetchone()
    return row[0] if row else None


def test_the_server_listens_on_a_private_socket_and_on_no_port(data: Path) -> None:
    with postgres.attach(data, SMALL) as held:
        assert ask(held.url, "SHOW listen_addresses") == ""
        assert held.place.sockets.stat().st_mode & 0o077 == 0
        assert held.place.cluster.stat().st_mode & 0o077 == 0
        assert ask(held.url, "SHOW synchronous_commit") == "on"
        assert postgres.is_running(data)
    assert not postgres.is_running(data)
    assert server.running_pid(held.place) is None


def test_chinese_text_is_searched_by_its_signs_and_sorted_by_code_point(data: Path) -> None:
    with postgres.attach(data, SMALL) as held, psycopg.connect(held.url) as connection:
        connection.execute("CREATE EXTENSION pg_trgm")
        row = connection.execute(
            "SELECT cardinality(show_trgm('北京市朝阳区')), lower('ÄÖÜ'), '杭' < '苏',"
            " similarity('文三路478号', '文三路')"
        ).fetchone()
    assert row is not None
    assert row[:3] == (7, "äöü", True)
    assert row[3] > 0.3


def test_the_last_of_two_that_hold_the_server_stops_it(data: Path) -> None:
    first = postgres.attach(data, SMALL)
    second = postgres.attach(data, SMALL)
    pid = server.running_pid(first.place)
    first.release()
    first.release()
    assert ask(second.url, "SELECT 1") == 1
    assert server.running_pid(second.place) == pid
    second.release()
    assert not postgres.is_running(data)


def test_a_server_whose_starter_was_killed_is_adopted_with_its_books(data: Path) -> None:
    script = (
        "import os, signal, sys; from pathlib import Path; import psycopg; from orderway.project import postgres;"
        "held = postgres.attach(Path(sys.argv[1]), {'shared_buffers': '16MB'});"
        "connection = psycopg.connect(held.url, autocommit=True);"
        "connection.execute('CREATE TABLE book AS SELECT 42 AS page');"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    killed = subprocess.run([sys.executable, "-c", script, str(data)], timeout=WAIT_SECONDS_MAX, check=False)
    assert killed.returncode == -signal.SIGKILL
    pid = server.running_pid(postgres.find_place(data))
    assert pid is not None
    with postgres.attach(data, SMALL) as held:
        assert server.running_pid(held.place) == pid
        assert ask(held.url, "SELECT page FROM book") == 42
    assert not postgres.is_running(data)


def test_after_the_server_itself_was_killed_the_next_start_finds_what_was_committed(data: Path) -> None:
    held = postgres.attach(data, {"shared_buffers": "16MB"})
    with psycopg.connect(held.url, autocommit=True) as connection:
        connection.execute("CREATE TABLE book AS SELECT generate_series(1, 1000) AS page")
    pid = server.running_pid(held.place)
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    assert held.revive()
    assert server.running_pid(held.place) not in (None, pid)
    assert ask(held.url, "SELECT sum(page) FROM book") == 500_500
    assert not held.revive()
    held.release()
    assert not postgres.is_running(data)


def test_a_pid_file_that_names_another_program_does_not_stand_in_the_way(data: Path) -> None:
    with postgres.attach(data, SMALL) as held:
        place = held.place
    (place.cluster / "postmaster.pid").write_text(f"{os.getpid()}\n{place.cluster}\n", encoding="utf-8")
    with postgres.attach(data, SMALL) as held:
        assert ask(held.url, "SELECT 1") == 1


def test_a_data_folder_that_cannot_be_made_gets_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(EmbeddedServerError, match=r"data folder .*/file/data cannot be written .*set ORDERWAY_DATA"):
        postgres.attach(tmp_path / "file" / "data")
