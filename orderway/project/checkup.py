"""What `orderway doctor` looks at: each check says what is set or reachable, and how to mend what is not."""

import os
import shutil
import socket
import stat
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import psycopg
from psycopg.conninfo import conninfo_to_dict

from orderway.project import database, environment, keys, postgres
from orderway.project.errors import CommandError

OK, WARN, BAD = "ok", "warn", "bad"
FREE_BYTES_MIN = 1_000_000_000
FREE_BYTES_LOW = 5_000_000_000
CLOCK_SECONDS_MAX = 5.0
CONNECT_SECONDS_MAX = 5
WORKER_SECONDS_MAX = 60
WEB_SECONDS_MAX = 3
MAIL_SECONDS_MAX = 3
BACKLOG_MANY = 1000
WEB_ADDRESS = "http://127.0.0.1:8000"


class Finding(msgspec.Struct, frozen=True):
    """One line of the report; `mend` is empty where nothing has to be done."""

    name: str
    state: str
    what: str
    mend: str = ""


def findings() -> Iterator[Finding]:
    """All checks in order. Starts nothing and changes nothing."""
    yield _python()
    yield from _folder(environment.data_folder())
    yield from _keys(environment.data_folder())
    yield from _database()
    yield _mail()
    yield _web()
    yield _browser()


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    return Finding("Python", OK, f"{version} in {sys.prefix}")


def _folder(data: Path) -> Iterator[Finding]:
    from_variable = "ORDERWAY_DATA" if os.environ.get("ORDERWAY_DATA") else "default"
    nearest = data
    while not os.path.exists(nearest):  # noqa: PTH110 (Path.exists raises where a parent is closed to us)
        nearest = nearest.parent
    if not os.access(nearest, os.W_OK) or not nearest.is_dir():
        yield Finding("data folder", BAD, f"{data} ({from_variable}) cannot be written", "set ORDERWAY_DATA")
        return
    yield Finding("data folder", OK, f"{data} ({from_variable})" + ("" if data.exists() else ", not made yet"))
    free = shutil.disk_usage(nearest).free
    state = BAD if free < FREE_BYTES_MIN else WARN if free < FREE_BYTES_LOW else OK
    yield Finding("disk", state, f"{free / 1e9:.1f} GB free", "" if state == OK else "free some space")


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
        yield Finding("connection", BAD, str(reason), "is the server up, the address right, the password right?")


def _inside(connection: "psycopg.Connection[tuple[object, ...]]") -> Iterator[Finding]:
    one = connection.execute("SELECT current_setting('server_version'), clock_timestamp(), current_user").fetchone()
    assert one is not None
    version, now, user = one
    yield Finding("connection", OK, f"PostgreSQL {version} as {user}")
    assert isinstance(now, datetime)
    apart = abs((datetime.now(UTC) - now).total_seconds())
    if apart > CLOCK_SECONDS_MAX:
        yield Finding("clock", BAD, f"{apart:.0f} s apart from the database's", "set both by NTP")
    missing = database.pending_migrations()
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
        none = "no mail server: letters to buyers of real shops stand under Not delivered, to be sent by hand"
        return Finding("mail", OK, none, "to send them: EMAIL_HOST and the other EMAIL_… of docs/running.md")
    if mail["DEFAULT_FROM_EMAIL"] == environment.NO_SENDER:
        return Finding("mail", WARN, f"{host}:{port}, but no sender", "set DEFAULT_FROM_EMAIL")
    try:
        with socket.create_connection((host, port), timeout=MAIL_SECONDS_MAX):
            return Finding("mail", OK, f"{host}:{port} answers")
    except OSError as reason:
        return Finding("mail", WARN, f"{host}:{port}: {reason}", "is EMAIL_HOST right, and the port open?")


def _web() -> Finding:
    try:
        with urllib.request.urlopen(f"{WEB_ADDRESS}/readyz", timeout=WEB_SECONDS_MAX) as answer:  # noqa: S310 (fixed)
            return Finding("web", OK, f"{WEB_ADDRESS} answers {answer.status}")
    except urllib.error.HTTPError as reason:
        with reason:
            return Finding(
                "web", WARN, f"{WEB_ADDRESS} answers {reason.code}", "another program, or migrations missing"
            )
    except OSError:
        return Finding("web", OK, f"nothing at {WEB_ADDRESS}; `orderway serve` starts it")


def _browser() -> Finding:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name)
        if found:
            return Finding("browser", OK, f"{found} (only `make test` uses it)")
    return Finding("browser", OK, "none: `make test` skips the browser tests (apt install chromium)")
