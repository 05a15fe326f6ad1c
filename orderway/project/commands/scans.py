"""`orderway scans`: carriers' tracking answers, told to their orders as scans."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
import psycopg

from orderway.adapters.channels._carriers import forms
from orderway.kernel.limits import BULK_BODY_BYTES_MAX
from orderway.ports.channel import Parsed
from orderway.project import database, setup
from orderway.project.errors import CommandError

NOTHING_TOLD = 2


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("--carrier", required=True, metavar="CODE", help=", ".join(forms()))
    parser.add_argument("--zone", default="", help="the zone of times that name none (Europe/Berlin); else they wait")
    parser.add_argument("--number", default="", help="the number asked, where the answer itself names none")
    parser.add_argument("--json", action="store_true", help="one JSON document on standard output")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="what the carrier answered, JSON or XML")


def run(args: argparse.Namespace) -> int:
    """Tell the events; 0 where a parcel of ours was among the answers, 2 where none was."""
    if args.carrier not in forms():
        raise CommandError(f"no carrier {args.carrier!r}; there are: {', '.join(forms())}")
    zone = _zone(args.zone)
    read = [_parsed(args.carrier, path, args.number) for path in args.files]
    setup()
    with database.held():
        database.migrate()
        from orderway.project.parts import engine_on  # noqa: PLC0415 (settings must be ready)
        from orderway.project.tracking import tell  # noqa: PLC0415

        with psycopg.connect(database.conninfo(), autocommit=True) as connection:
            documents = [document for parsed in read for document in parsed.documents]
            told = tell(engine_on(connection, "scans"), documents, zone)
    problems = [problem for parsed in read for problem in parsed.problems]
    if args.json:
        sys.stdout.write(msgspec.json.encode({"told": told, "problems": problems}).decode() + "\n")
    else:
        print(f"{told.parcels} parcels: {told.new} new events, {told.known} known, {told.refused} refused")
        if told.without_zone:
            print(f"{told.without_zone} events name no time zone: say it with --zone")
        for number in told.strangers:
            print(f"no parcel of ours alone has the number {number!r}", file=sys.stderr)
        for problem in problems:
            print(f"problem: {problem.line()}", file=sys.stderr)
    return 0 if told.parcels else NOTHING_TOLD


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise CommandError(f"no time zone {name!r}; one is Europe/Berlin") from error


def _parsed(carrier: str, path: Path, number: str) -> Parsed:
    try:
        with path.open("rb") as file:
            body = file.read(BULK_BODY_BYTES_MAX + 1)
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}") from error
    return forms()[carrier].parse(body, filename=path.name, topic=number)
