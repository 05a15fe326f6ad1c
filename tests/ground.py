"""The database that tests stand on: one embedded server for all runs, one migrated database a worker process.

The server lies in `<repo>/data/test-server` (or ORDERWAY_TEST_DATA) and is shared by every pytest that runs at the
same time; the last one stops it. ORDERWAY_TEST_SERVER names another PostgreSQL instead. The migrated template is
kept between runs and made anew when a migration changes.
"""

import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.metadata import version
from pathlib import Path

import psycopg
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connections
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.pq import TransactionStatus
from psycopg.rows import tuple_row

from orderway.project import database, environment, postgres

REPOSITORY = Path(__file__).resolve().parent.parent
SCHEMAS = ("orderway", "neighbour")
TEMPLATE_LOCK = 0x7465737473
LOCK_WAIT_MS_MAX = 10_000
# Nothing a test database holds has to outlive the machine.
SERVER_OPTIONS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "shared_buffers": "128MB",
    "max_connections": "200",
}

KEPT_MAX = 2
_given_back: dict[tuple[int, str], list["psycopg.Connection[tuple[object, ...]]"]] = {}
_cleaners: dict[str, "psycopg.Connection[tuple[object, ...]]"] = {}


@contextmanager
def test_server() -> Iterator[str]:
    """Keep the test server up; yields the address of its maintenance database."""
    given = os.environ.get("ORDERWAY_TEST_SERVER")
    if given:
        yield given
        return
    folder = Path(os.environ.get("ORDERWAY_TEST_DATA") or REPOSITORY / "data" / "test-server")
    with postgres.attach(folder, SERVER_OPTIONS) as attachment:
        yield postgres.server_url(attachment.place, "postgres")


@contextmanager
def test_database(server: str, name: str) -> Iterator[str]:
    """A migrated database of its own, dropped at the end; Django and DATABASE_URL point at it. Yields its address."""
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute("SELECT pg_advisory_lock(%s)", [TEMPLATE_LOCK])
        _drop_leftovers(admin)
        template = _template(server, admin)
        _drop(admin, name)
        admin.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template)))
        admin.execute("SELECT pg_advisory_unlock(%s)", [TEMPLATE_LOCK])
    address = sibling(server, name)
    with ExitStack() as stack:
        stack.enter_context(django_at(address, SCHEMAS[0]))
        yield address
    _forget_cleaner()
    _forget_given_back()
    with psycopg.connect(server, autocommit=True) as admin:
        _drop(admin, name)


def address_in(address: str, schema: str) -> str:
    """The same database with another company's schema in front."""
    return make_conninfo(**{**conninfo_to_dict(address), "options": f"-c search_path={schema},public"})


def clean(address: str) -> None:
    """Empty every table, put rows made by migrations back, and start every sequence again. Takes milliseconds."""
    try:
        _cleaner(address).execute("SELECT seed.clean()")
    except psycopg.OperationalError:  # a test ended every connection
        _forget_cleaner()
        _cleaner(address).execute("SELECT seed.clean()")


def borrow(address: str) -> "psycopg.Connection[tuple[object, ...]]":
    """A connection in autocommit, of this process alone: one that was given back and still lives, or a new one."""
    kept = _given_back.get((os.getpid(), address), [])
    while kept:
        connection = kept.pop()
        try:
            connection.execute("SELECT 1")
        except psycopg.OperationalError:
            connection.close()
        else:
            return connection
    return psycopg.connect(address, autocommit=True)


def give_back(connection: "psycopg.Connection[tuple[object, ...]]", address: str) -> None:
    """Keep a connection for the next test, which finds nothing in it that a new one would not have."""
    kept = _given_back.setdefault((os.getpid(), address), [])
    if connection.closed or connection.info.transaction_status != TransactionStatus.IDLE or len(kept) >= KEPT_MAX:
        connection.close()
        return
    connection.autocommit = True
    connection.row_factory = tuple_row
    for what in ("CLOSE ALL", "UNLISTEN *", "SELECT pg_advisory_unlock_all()", "RESET ALL", "DISCARD TEMP"):
        connection.execute(what)
    kept.append(connection)


def _cleaner(address: str) -> "psycopg.Connection[tuple[object, ...]]":
    """A connection that is kept: a new one would read the catalogue of all tables anew each time."""
    if address not in _cleaners:
        _forget_cleaner()
        _cleaners[address] = psycopg.connect(address, autocommit=True)
        _cleaners[address].execute(f"SET lock_timeout = {LOCK_WAIT_MS_MAX}")
    return _cleaners[address]


def _forget_cleaner() -> None:
    while _cleaners:
        _cleaners.popitem()[1].close()


def _forget_given_back() -> None:
    while _given_back:
        for connection in _given_back.popitem()[1]:
            connection.close()


@contextmanager
def django_at(address: str, schema: str) -> Iterator[None]:
    """Point Django at a database and schema for the length of the block."""
    aliases = {"default": f"{schema},public", "jobs": "public"}
    before = {alias: dict(connections[alias].settings_dict) for alias in aliases}
    known = (settings.SCHEMA, os.environ.get("DATABASE_URL"))
    connections.close_all()
    for alias, search_path in aliases.items():
        connections[alias].settings_dict.update(environment.django_database(address, search_path))
    settings.SCHEMA = schema
    os.environ["DATABASE_URL"] = address
    ContentType.objects.clear_cache()
    try:
        yield
    finally:
        connections.close_all()
        for alias, parts in before.items():
            connections[alias].settings_dict.update(parts)
        settings.SCHEMA, url = known
        os.environ["DATABASE_URL"] = url or ""


def _template(server: str, admin: "psycopg.Connection[tuple[object, ...]]") -> str:
    name = f"template_{_stamp()}"
    if admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
        return name
    for (old,) in admin.execute("SELECT datname FROM pg_database WHERE datname ~ '^(template|building)_'").fetchall():
        _drop(admin, str(old))
    building = f"building_{_stamp()}"
    admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(building)))
    address = sibling(server, building)
    for schema in SCHEMAS:
        with django_at(address, schema):
            database.migrate()
    with psycopg.connect(address) as connection:
        connection.execute((Path(__file__).parent / "ground.sql").read_text(encoding="utf-8"))
    admin.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(building), sql.Identifier(name)))
    return name


def _stamp() -> str:
    """Changes when the migrated database would."""
    digest = hashlib.sha256()
    for package in ("django", "procrastinate", "django-axes"):
        digest.update(f"{package}={version(package)};".encode())
    files = [*(REPOSITORY / "orderway" / "records").rglob("*.*"), *Path(__file__).parent.glob("ground.*")]
    files.append(REPOSITORY / "orderway" / "project" / "database.py")
    for path in sorted(files):
        if path.is_file() and path.suffix != ".pyc":
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def _drop_leftovers(admin: "psycopg.Connection[tuple[object, ...]]") -> None:
    """Databases of test runs that were killed: their name ends with a process id that lives no more."""
    for (name,) in admin.execute("SELECT datname FROM pg_database WHERE datname ~ '^(test|spare)_[0-9]+$'").fetchall():
        pid = int(re.sub(r"\D", "", str(name)))
        if not _lives(pid):
            _drop(admin, str(name))


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _drop(admin: "psycopg.Connection[tuple[object, ...]]", name: str) -> None:
    admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def sibling(address: str, name: str) -> str:
    """The address of another database on the same server."""
    return make_conninfo(**{**conninfo_to_dict(address), "dbname": name})
