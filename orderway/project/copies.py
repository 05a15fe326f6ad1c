"""Copies of everything that this installation keeps: one tar file with the database and the keys."""

import hashlib
import io
import json
import os
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from orderway.kernel import clock
from orderway.project import database, keys, postgres
from orderway.project.errors import BrokenGroundError, CommandError

DUMP = "database.dump"
ABOUT = "about.json"
FORMAT = 1
HEAD_BYTES = 8192
NEWER_SETTING = b"SET transaction_timeout = 0;"
KEY_FILES = (keys.SECRET_KEY[0], keys.PERSONAL_DATA_KEY[0])
COPY_SECONDS_MAX = 6 * 3600
OTHERS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""
SCHEMAS = "SELECT nspname FROM pg_namespace WHERE nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema'"
TABLES = """
SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_%'
"""


def back_up(target: Path, data: Path, conninfo: str) -> dict[str, object]:
    """Write a copy to `target` (mode 0600, appears whole or not at all); safe while everything runs.

    The database must be up. Returns what stands in the copy's `about.json`.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
        dump = Path(folder) / DUMP
        _run("pg_dump", ["--format=custom", "--no-owner", "--no-privileges", f"--file={dump}"], conninfo)
        about: dict[str, object] = {
            "format": FORMAT,
            "made_at": clock.now().isoformat(timespec="seconds"),
            "database_bytes": dump.stat().st_size,
            "database_sha256": _digest(dump),
            "keys": [name for name in KEY_FILES if (data / name).exists()],
        }
        unfinished = Path(folder) / "copy.tar"
        unfinished.touch(mode=0o600)
        with tarfile.open(unfinished, "w") as tar:
            _add_text(tar, ABOUT, json.dumps(about))
            for name in KEY_FILES:
                if (data / name).exists():
                    _add_text(tar, name, (data / name).read_text(encoding="ascii"))
            tar.add(dump, DUMP)
        unfinished.rename(target)
    return about


def restore(source: Path, data: Path, conninfo: str, replace: bool) -> dict[str, object]:
    """Put a copy back in one transaction. The database must be up and used by nobody else.

    A database that holds tables, or other keys in the data folder, are only replaced where `replace` says so.
    """
    with tempfile.TemporaryDirectory(prefix="orderway-restore-") as folder:
        about = _unpack(source, Path(folder))
        _check_target(conninfo, replace)
        _check_keys(Path(folder), data, replace)
        statements = Path(folder) / "statements.sql"
        _run(
            "pg_restore", ["--no-owner", "--no-privileges", f"--file={statements}", str(Path(folder) / DUMP)], conninfo
        )
        _drop_newer_settings(statements)
        empty = Path(folder) / "empty.sql"
        empty.write_text(_emptying(conninfo), encoding="utf-8")
        options = ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", "--output=/dev/null"]
        _run("psql", [*options, f"--file={empty}", f"--file={statements}"], conninfo)
        _put_keys(Path(folder), data)
    return about


def _drop_newer_settings(statements: Path) -> None:
    """Comment out what a newer pg_restore sets at the top and an older server does not know, byte for byte."""
    with statements.open("r+b") as file:
        head = file.read(HEAD_BYTES)
        file.seek(0)
        file.write(head.replace(NEWER_SETTING, b"--" + NEWER_SETTING[2:]))


def _check_target(conninfo: str, replace: bool) -> None:
    with psycopg.connect(conninfo) as connection:
        others = connection.execute(OTHERS).fetchone()
        tables = connection.execute(TABLES).fetchone()
    if others and others[0]:
        raise BrokenGroundError("the database is in use: stop `orderway serve`, web and workers first")
    if tables and tables[0] and not replace:
        raise CommandError("the database holds data already: add --replace to put the copy in its place")


def _emptying(conninfo: str) -> str:
    """Statements that drop every schema of ours: the copy brings them back."""
    with psycopg.connect(conninfo) as connection:
        found = connection.execute(SCHEMAS).fetchall()
        drops = [sql.SQL("DROP SCHEMA {} CASCADE;").format(sql.Identifier(str(name))) for (name,) in found]
        lines = [sql.SQL("SET client_min_messages = warning;"), *drops, sql.SQL("CREATE SCHEMA public;")]
        return sql.SQL("\n").join(lines).as_string(connection)


def _check_keys(folder: Path, data: Path, replace: bool) -> None:
    for name in KEY_FILES:
        copy, ours = folder / name, data / name
        if replace or not copy.exists() or not ours.exists():
            continue
        if ours.read_bytes() != copy.read_bytes():
            raise CommandError(f"{ours} is another key than the copy's: add --replace to take the copy's")


def _put_keys(folder: Path, data: Path) -> None:
    for name in KEY_FILES:
        if (folder / name).exists():
            draft = data / f".{name}.restored"
            draft.touch(mode=0o600)
            draft.write_bytes((folder / name).read_bytes())
            draft.rename(data / name)


def _unpack(source: Path, folder: Path) -> dict[str, object]:
    wanted = {ABOUT, DUMP, *KEY_FILES}
    try:
        with tarfile.open(source) as tar:
            for member in tar:
                if member.name in wanted and member.isfile():
                    tar.extract(member, folder, filter="data")
        about: dict[str, object] = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
    except (tarfile.TarError, FileNotFoundError, json.JSONDecodeError) as reason:
        raise CommandError(f"{source} is not a copy made by `orderway backup`") from reason
    except OSError as reason:
        raise CommandError(f"{source}: {reason.strerror}") from reason
    if not (folder / DUMP).exists() or _digest(folder / DUMP) != about.get("database_sha256"):
        raise CommandError(f"{source} is damaged: its database is not the one that was written")
    return about


def _run(program: str, options: list[str], conninfo: str) -> None:
    """One PostgreSQL program, not older than the server; the password is not on its command line."""
    binaries = postgres.find_client(program, database.check_reachable())
    parts: dict[str, Any] = dict(conninfo_to_dict(conninfo))
    environment = {**os.environ, "PGPASSWORD": str(parts.pop("password", None) or "")}
    where = [] if program == "pg_restore" else [f"--dbname={make_conninfo(**parts)}"]
    answer = subprocess.run(
        [str(binaries.program(program)), *where, *options],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=COPY_SECONDS_MAX,
        check=False,
        env=environment,
    )
    if answer.returncode != 0:
        lines = answer.stderr.strip().splitlines() or ["no output"]
        raise BrokenGroundError(f"{program} failed: {lines[0]}")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _add_text(tar: tarfile.TarFile, name: str, text: str) -> None:
    body = text.encode()
    member = tarfile.TarInfo(name)
    member.size, member.mode = len(body), 0o600
    tar.addfile(member, io.BytesIO(body))
