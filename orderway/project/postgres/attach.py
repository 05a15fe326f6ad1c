"""Sharing one embedded server between processes: who comes first starts it, who goes last stops it."""

import fcntl
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Self

from orderway.project.errors import EmbeddedServerError
from orderway.project.postgres import server
from orderway.project.postgres.binaries import find_binaries
from orderway.project.postgres.place import Place, cluster_major, find_place, remember, server_url

SETTLE_SECONDS_MAX = 120

# Servers that we started and others still use: the handles stay, for a child that is forgotten is a warning.
_left_to_others: "list[subprocess.Popen[bytes]]" = []


class Attachment:
    """A process's hold on the embedded server of one data folder; `release` when done."""

    def __init__(self, place: Place, users: IO[bytes], options: dict[str, str] | None) -> None:
        """Only `attach` makes one."""
        self.place = place
        self.url = server_url(place)
        self._users = users
        self._options = options
        self._process: subprocess.Popen[bytes] | None = None

    def revive(self) -> bool:
        """Start the server where it does not run (any more); whether that was so."""
        if server.running_pid(self.place) is not None and server.answers(self.place):
            return False
        with _start_lock(self.place):
            if _adopt(self.place):
                return False
            if self._process is not None:
                self._process.wait(server.KILL_SECONDS_MAX)  # reaps it
            self._process = _start(self.place, self._options)
        return True

    def release(self) -> None:
        """Let go; stops the server when nobody else holds it. A second call does nothing."""
        if self._users.closed:
            return
        with _start_lock(self.place):
            fcntl.flock(self._users, fcntl.LOCK_UN)
            try:
                fcntl.flock(self._users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if self._process is not None:  # somebody else still uses the server and will stop it
                    _left_to_others.append(self._process)
            else:
                server.stop(self.place, self._process)
            self._users.close()

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Release."""
        self.release()


def attach(data: Path, options: dict[str, str] | None = None) -> Attachment:
    """Hold the embedded server of a data folder, made and started if need be. Raises EmbeddedServerError.

    `options` are server settings that are used only where this call starts the server.
    """
    place = prepare_place(data)
    with _start_lock(place):
        users = (place.folder / "users.lock").open("wb")
        fcntl.flock(users, fcntl.LOCK_SH)
        # The lock is held from here on, so a server that is up now cannot be stopped by somebody else's release.
    attachment = Attachment(place, users, options)
    try:
        attachment.revive()
    except BaseException:
        users.close()
        raise
    return attachment


def is_running(data: Path) -> bool:
    """Whether the server of this data folder runs and answers. Changes nothing."""
    place = find_place(data)
    return server.running_pid(place) is not None and server.answers(place)


def prepare_place(data: Path) -> Place:
    """The place of a data folder, its folders made. Raises EmbeddedServerError where that cannot be."""
    try:
        data.mkdir(parents=True, exist_ok=True)
        place = find_place(data)
        remember(data, place)
        place.folder.mkdir(mode=0o711, parents=True, exist_ok=True)
        if os.geteuid() == 0 and place.folder.stat().st_uid != 0:
            raise EmbeddedServerError(f"{place.folder} belongs to another account: run as that account")
        (place.folder / "users.lock").touch(mode=0o600)
    except OSError as reason:
        raise EmbeddedServerError(
            f"the data folder {data} cannot be written ({reason.strerror}): set ORDERWAY_DATA to another folder"
        ) from reason
    return place


@contextmanager
def _start_lock(place: Place) -> Iterator[None]:
    with (place.folder / "start.lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _adopt(place: Place) -> bool:
    """Take over a server that runs already, also one whose starter was killed; waits while it comes or goes."""
    deadline = time.monotonic() + SETTLE_SECONDS_MAX
    while server.running_pid(place) is not None:
        if server.answers(place):
            return True
        if time.monotonic() > deadline:
            raise EmbeddedServerError(f"a PostgreSQL runs in {place.cluster} but does not answer, see {place.log}")
        time.sleep(server.POLL_SECONDS)
    return False


def _start(place: Place, options: dict[str, str] | None) -> "subprocess.Popen[bytes]":
    binaries = server.make_cluster(place, find_binaries(cluster_major(place)))
    return server.start(place, binaries, options)
