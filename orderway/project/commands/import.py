"""`orderway import`: bring a channel's files in; what cannot be read waits in the inbox with its reason."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import msgspec
import psycopg

from orderway.adapters.channels import UnknownChannel, channel, channels, codes
from orderway.journey.intake.work import Reader
from orderway.ports.channel import Channel
from orderway.project import database, setup
from orderway.project.errors import CommandError
from orderway.project.importing import FILE_BYTES_MAX, PROBLEMS_SHOWN_MAX, Imported, Importer, shop_named

NOTHING_READ = 2


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("--channel", required=True, metavar="CODE", help=", ".join(codes()))
    parser.add_argument("--shop", required=True, metavar="CODE", help="the shop whose orders these are")
    parser.add_argument("--json", action="store_true", help="one JSON document on standard output")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")


def run(args: argparse.Namespace) -> int:
    """Keep, read, and say what came of each file; 0 where anything could be read, 2 where nothing was."""
    reader_of_files = _channel(args.channel)
    for path in args.files:
        _check(path)
    setup()
    with database.held():
        database.migrate()
        reports = _import(reader_of_files, args.shop, args.files)
    if args.json:
        sys.stdout.write(msgspec.json.encode({"files": reports, "total": _total(reports)}).decode() + "\n")
    else:
        _show(reports)
    return 0 if any(one.messages > one.parked for one in reports) else NOTHING_READ


def _channel(code: str) -> Channel:
    try:
        return channel(code)
    except UnknownChannel as error:
        raise CommandError(str(error)) from error


def _check(path: Path) -> None:
    try:
        size = path.stat().st_size
        with path.open("rb"):
            pass
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}") from error
    if size > FILE_BYTES_MAX:
        raise CommandError(f"{path}: {size} bytes, at most {FILE_BYTES_MAX} are read")


def _import(reader_of_files: Channel, shop: str, paths: list[Path]) -> list[Imported]:
    from orderway.project.parts import engine_on  # noqa: PLC0415 (settings must be ready)

    conninfo = database.conninfo()
    with psycopg.connect(conninfo, autocommit=True) as connection, psycopg.connect(conninfo, autocommit=True) as leases:
        engine = engine_on(connection, "import")
        importer = Importer(engine, shop_named(connection, shop), reader_of_files, _progress)
        importer.keep(paths)
        reader = Reader(engine, channels())
        reader.leave_leases(leases)
        importer.read(reader)
        return importer.reports()


def _progress(text: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{text}")
        sys.stderr.flush()


def _total(reports: list[Imported]) -> dict[str, int]:
    names = ("new", "update", "duplicate", "parked", "messages")
    return {name: sum(getattr(one, name) for one in reports) for name in names}


def _show(reports: list[Imported]) -> None:
    _progress("")
    for one in reports:
        print(f"{one.file}: {one.new} new, {one.update} updates, {one.duplicate} duplicates, {one.parked} parked")
        for problem in one.problems:
            print(f"  {problem.line()}")
        if one.parked > len(one.problems) == PROBLEMS_SHOWN_MAX:
            print(f"  … and {one.parked - len(one.problems)} more: see the inbox")
