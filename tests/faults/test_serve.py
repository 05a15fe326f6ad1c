"""`orderway serve` as a person runs it: up, hurt, up again, stopped; nothing is left running."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from orderway.project import postgres
from orderway.project.postgres import server

pytestmark = pytest.mark.enable_socket

WAIT_SECONDS_MAX = 60.0
POLL_SECONDS = 0.05


class Served:
    """One `orderway serve` on a free port, with its own data folder."""

    def __init__(self, data: Path) -> None:
        self.data, self.log = data, data.parent / "serve.log"
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.process: subprocess.Popen[bytes] | None = None
        self.starts = 0

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "orderway.project", *arguments]

    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        return {**kept, "ORDERWAY_DATA": str(self.data)}

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command("serve", "--port", str(self.port)),
                env=self.environment(),
                stderr=log,
                cwd=self.data.parent,
            )
        self.starts += 1
        until(lambda: self.log.read_text().count("Orderway is at") == self.starts, self.log)

    def answer(self, path: str) -> int:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/{path}", timeout=5) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code
        except OSError:
            return 0

    def run(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            self.command(*arguments),
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=WAIT_SECONDS_MAX,
            check=False,
        )

    def child(self, name: str) -> int | None:
        assert self.process is not None
        for pid, (parent, command) in processes().items():
            if parent == self.process.pid and f"orderway.project {name}" in command:
                return pid
        return None

    def left(self) -> list[str]:
        place = postgres.find_place(self.data)
        names = (f"--port {self.port}", str(place.cluster))
        return [command for _, command in processes().values() if any(name in command for name in names)]


def processes() -> dict[int, tuple[int, str]]:
    """All living processes: parent and command line by process id."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            after = (folder / "stat").read_text(errors="replace").rpartition(")")[2].split()
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if after[0] != "Z":
            found[int(folder.name)] = (int(after[1]), command)
    return found


def until(happened: Callable[[], object], log: Path) -> None:
    deadline = time.monotonic() + WAIT_SECONDS_MAX
    while not happened():
        assert time.monotonic() < deadline, log.read_text(errors="replace")
        time.sleep(POLL_SECONDS)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    if not Path("/proc/self/stat").exists():
        pytest.skip("looks at processes through /proc")
    one = Served(tmp_path / "the data 数据")
    yield one
    if one.process is not None and one.process.poll() is None:
        one.process.terminate()
        one.process.wait(WAIT_SECONDS_MAX)
    place = postgres.find_place(one.data)
    server.stop(place, None)
    for folder in (place.folder, place.sockets):
        shutil.rmtree(folder, ignore_errors=True)


def test_serve_survives_its_parts_and_leaves_nothing(served: Served) -> None:
    served.start()
    assert served.process is not None
    assert served.answer("readyz") == 200

    taken = served.run("serve", "--port", str(served.port))
    assert (taken.returncode, taken.stdout) == (1, "")
    assert taken.stderr == (
        f"orderway serve: 127.0.0.1:{served.port} is taken by another program: stop it, or choose another port: "
        f"--port {served.port + 1}\n"
    )
    beside = served.run("migrate", "--json")
    assert (beside.returncode, json.loads(beside.stdout)) == (0, {"applied": []})

    until(lambda: served.child("worker"), served.log)
    worker = served.child("worker")
    assert worker is not None
    os.kill(worker, signal.SIGKILL)
    until(lambda: served.child("worker") not in (None, worker), served.log)

    database = server.running_pid(postgres.find_place(served.data))
    assert database is not None
    os.kill(database, signal.SIGKILL)
    until(lambda: "the database had ended; it was started again" in served.log.read_text(), served.log)
    until(lambda: served.answer("readyz") == 200, served.log)

    served.process.kill()
    served.process.wait(WAIT_SECONDS_MAX)
    served.start()
    assert served.answer("readyz") == 200

    served.process.send_signal(signal.SIGINT)
    assert served.process.wait(WAIT_SECONDS_MAX) == 0
    assert served.left() == []
