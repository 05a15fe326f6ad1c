"""What `orderway doctor` looks at: each check says what is set or reachable, and how to mend what is not."""

import http.client
import os
import shutil
import socket
import stat
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import psycopg
from psycopg.conninfo import conninfo_to_dict

from orderway.kernel.errors import NO_JSON
from orderway.project import database, environment, keys, postgres
from orderway.project.errors import CommandError

MEND_CONNECTION = {
    "refused": "is the server up, and the port right?",
    "No such file": "is the server up, and its socket's folder right?",
    "resolve host": "is the host's name right?",
    "authentication failed": "are the user and the password right?",
    "does not exist": "make it: createdb, createuser; or is its name wrong?",
    "timeout expired": "is the host right, and does a firewall let us through?",
}
"""What mends a connection, by what the server or the driver says."""
MEND_PORT = "give another port to `orderway serve --port` and to this command, or end that program"
OK, WARN, BAD = "ok", "warn", "bad"
FREE_BYTES_MIN = 1_000_000_000
FREE_BYTES_LOW = 5_000_000_000
CLOCK_SECONDS_MAX = 5.0
CONNECT_SECONDS_MAX = 5
WORKER_SECONDS_MAX = 60
WEB_SECONDS_MAX = 3
MAIL_SECONDS_MAX = 3
BACKLOG_MANY = 1000
WEB_BYTES_MAX = 10_000
FONT_SECONDS_MAX = 5
ALL_ADDRESSES = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104 (where to ask who listens there)
"""Where a server that listens on every address is asked."""


class Finding(msgspec.Struct, frozen=True):
    """One line of the report; `mend` is empty where nothing has to be done."""

    name: str
    state: str
    what: str
    mend: str = ""


class Ready(msgspec.Struct):
    """What the probe `/readyz` of a web process says."""

    status: str
    missing: list[str] = []


def findings(host: str, port: int, wrong: str = "") -> Iterator[Finding]:
    """All checks in order; the web is looked for at `host` and `port`. Starts nothing and changes nothing.

    `wrong`: what is wrong with the settings; then what needs them is left out.
    """
    yield _python()
    if wrong:
        yield Finding("settings", BAD, wrong, "mend the variable: docs/running.md lists them all")
    yield from _folder(environment.data_folder())
    yield from _keys(environment.data_folder())
    if not wrong:
        yield from _database()
        yield _mail()
    yield _web(host, port)
    yield _browser()


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    return Finding("Python", OK, f"{version} in {sys.prefix}")


def _folder(data: Path) -> Iterator[Finding]:
    from_variable = "ORDERWAY_DATA" if os.environ.get("ORDERWAY_DATA") else "default"
    nearest = _nearest(data)
    if not os.access(nearest, os.W_OK) or not nearest.is_dir():
        yield Finding(
            "data folder", BAD, f"{data} ({from_variable}) cannot be written", "set ORDERWAY_DATA to a folder of yours"
        )
        return
    yield Finding("data folder", OK, f"{data} ({from_variable})" + ("" if data.exists() else ", not made yet"))
    yield _disk("disk", nearest)


def _nearest(folder: Path) -> Path:
    """The folder, or the nearest one above it that is there."""
    while not os.path.exists(folder):  # noqa: PTH110 (Path.exists raises where a parent is closed to us)
        folder = folder.parent
    return folder


def _disk(name: str, folder: Path) -> Finding:
    free, room = shutil.disk_usage(folder).free, os.statvfs(folder)
    if room.f_files and not room.f_favail:
        return Finding(
            name, BAD, f"no more files can be made, {free / 1e9:.1f} GB free", "delete files: no inode is left"
        )
    state = BAD if free < FREE_BYTES_MIN else WARN if free < FREE_BYTES_LOW else OK
    mend = f"make room: {FREE_BYTES_LOW / 1e9:.0f} GB should be free below {folder}"
    return Finding(name, state, f"{free / 1e9:.1f} GB free", "" if state == OK else mend)


def _keys(data: Path) -> Iterator[Finding]:
    for name, variable in (keys.SECRET_KEY, keys.PERSONAL_DATA_KEY):
        path = data / name
        if os.environ.get(variable):
            yield Finding(name, OK, f"from {variable}")
        elif not os.path.exists(path):  # noqa: PTH110 (as above)
            yield Finding(name, OK, "is made at the first start")
        elif stat.S_IMODE(path.stat().st_mode) & 0o077:
            yield Finding(name, BAD, f"{path} can be read by others", f"chmod 600 {path}")
        else:
            yield Finding(name, OK, str(path))


def _database() -> Iterator[Finding]:
    if environment.is_embedded():
        data = environment.data_folder()
        try:
            place = postgres.find_place(data)
            binaries = postgres.find_binaries(postgres.cluster_major(place))
        except CommandError as reason:
            yield Finding("database", BAD, "embedded", str(reason))
            return
        if os.path.exists(data) and os.stat(_nearest(place.folder)).st_dev != os.stat(data).st_dev:  # noqa: PTH110,PTH116
            yield _disk("database's disk", _nearest(place.folder))
        who = f", runs as {place.account.name}" if place.account else ""
        what = f"embedded PostgreSQL {binaries.major} in {place.folder}{who}"
        if not postgres.is_running(data):
            yield Finding("database", OK, f"{what}; not running, `orderway serve` starts it")
            return
        yield Finding("database", OK, f"{what}; running")
    else:
        parts = conninfo_to_dict(os.environ["DATABASE_URL"])
        place_named = f"{parts.get('host') or 'local'}, database {parts.get('dbname') or 'orderway'}"
        yield Finding("database", OK, f"DATABASE_URL: {place_named}")
    try:
        database.check_reachable()
        with psycopg.connect(database.conninfo(), connect_timeout=CONNECT_SECONDS_MAX) as connection:
            yield from _inside(connection)
    except CommandError as reason:
        known = (mend for word, mend in MEND_CONNECTION.items() if word in str(reason))
        mend = next(known, "is the server up, the address right, the password right?")
        yield Finding("connection", BAD, str(reason), mend)


def _inside(connection: "psycopg.Connection[tuple[object, ...]]") -> Iterator[Finding]:
    one = connection.execute("SELECT current_setting('server_version'), clock_timestamp(), current_user").fetchone()
    assert one is not None
    version, now, user = one
    yield Finding("connection", OK, f"PostgreSQL {version} as {user}")
    assert isinstance(now, datetime)
    apart = abs((datetime.now(UTC) - now).total_seconds())
    if apart > CLOCK_SECONDS_MAX:
        yield Finding("clock", BAD, f"{apart:.0f} s apart from the database's", "set both by NTP")
    closed = database.closed_rights(connection)
    if closed:
        mend = (
            "give the address of the server that takes writes" if closed == database.ONLY_READ else database.MEND_RIGHTS
        )
        yield Finding("rights", BAD, closed, mend)
        return
    missing, unknown = database.pending_migrations(), database.unknown_migrations()
    if unknown:
        what = f"of a newer version: {len(unknown)} migrations are not known here ({unknown[-1]})"
        yield Finding("tables", BAD, what, "start the newer Orderway, or restore a backup made before it")
        return
    if missing:
        yield Finding("tables", BAD, f"{len(missing)} migrations are not applied", "orderway migrate")
        return
    yield Finding("tables", OK, f"up to date, schema {environment.schema()}")
    yield from _work(connection)


def _work(connection: "psycopg.Connection[tuple[object, ...]]") -> Iterator[Finding]:
    row = connection.execute(
        "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - make_interval(secs => %s)",
        [WORKER_SECONDS_MAX],
    ).fetchone()
    workers = int(str(row[0])) if row else 0
    state = OK if workers else WARN
    yield Finding("workers", state, f"{workers} at work", "" if workers else "orderway worker, or orderway serve")
    row = connection.execute(
        "SELECT count(*) FILTER (WHERE status = 'todo' AND coalesce(scheduled_at, now()) <= now()),"
        " count(*) FILTER (WHERE status = 'failed') FROM procrastinate_jobs"
    ).fetchone()
    waiting, failed = (int(str(value)) for value in (row or (0, 0)))
    state = WARN if waiting > BACKLOG_MANY or failed else OK
    yield Finding("tasks", state, f"{waiting} due, {failed} failed", "see the worker's log" if state != OK else "")


def _mail() -> Finding:
    try:
        mail = environment.mail()
    except CommandError as reason:
        return Finding("mail", BAD, str(reason), "see docs/running.md")
    host, port = mail["EMAIL_HOST"], mail["EMAIL_PORT"]
    if not host:
        none = "no mail server: letters to buyers of real shops stand under Not sent, to be sent by hand"
        return Finding("mail", OK, none, "to send them: EMAIL_HOST and the other EMAIL_… of docs/running.md")
    if mail["DEFAULT_FROM_EMAIL"] == environment.NO_SENDER:
        return Finding("mail", WARN, f"{host}:{port}, but no sender", "set DEFAULT_FROM_EMAIL")
    try:
        with socket.create_connection((host, port), timeout=MAIL_SECONDS_MAX):
            return Finding("mail", OK, f"{host}:{port} answers")
    except OSError as reason:
        return Finding("mail", WARN, f"{host}:{port}: {reason}", "is EMAIL_HOST right, and the port open?")


def _web(host: str, port: int) -> Finding:
    name = ALL_ADDRESSES.get(host, host)
    address = f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"
    try:
        with urllib.request.urlopen(f"{address}/readyz", timeout=WEB_SECONDS_MAX) as answer:  # noqa: S310 (http alone)
            status, body = int(answer.status), bytes(answer.read(WEB_BYTES_MAX))
    except urllib.error.HTTPError as reason:
        with reason:
            status, body = reason.code, bytes(reason.read(WEB_BYTES_MAX))
    except (ConnectionRefusedError, urllib.error.URLError) as reason:
        if isinstance(getattr(reason, "reason", reason), ConnectionRefusedError):
            return Finding("web", OK, f"nothing at {address}; `orderway serve` starts it")
        return Finding("web", WARN, f"{address}: {getattr(reason, 'reason', reason)}", "is it the right --host?")
    except (OSError, http.client.HTTPException):
        return Finding("web", WARN, f"{address} takes calls and does not answer as the web does", MEND_PORT)
    return _answered(address, status, body)


def _answered(address: str, status: int, body: bytes) -> Finding:
    """What the probe says; another program may sit at the port, and answer anything."""
    try:
        told = msgspec.json.decode(body, type=Ready)
    except NO_JSON:
        return Finding("web", WARN, f"another program answers at {address} ({status})", MEND_PORT)
    if told.status == "ok":
        return Finding("web", OK, f"{address} answers {status}")
    if "database" in told.missing:
        return Finding("web", BAD, f"{address} runs, and its database cannot be reached", "is that server up?")
    what = f"{address} runs, and {len(told.missing)} migrations are not applied to its database"
    return Finding("web", BAD, what, "orderway migrate, then start it again")


def _browser() -> Finding:
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), "")
    if not found:
        return Finding("browser", OK, "none: `make test` skips the browser tests (apt install chromium)")
    if not _chinese_font():
        what = f"{found} without a Chinese font: pictures show boxes (only `make test` uses it)"
        return Finding("browser", WARN, what, "apt install fonts-noto-cjk")
    return Finding("browser", OK, f"{found} (only `make test` uses it)")


def _chinese_font() -> bool:
    """Whether a browser has a font for Chinese; True where nobody can be asked."""
    asked = shutil.which("fc-list")
    if asked is None:
        return True
    try:
        done = subprocess.run([asked, ":lang=zh", "family"], capture_output=True, timeout=FONT_SECONDS_MAX, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return True
    return bool(done.stdout.strip()) or done.returncode != 0
