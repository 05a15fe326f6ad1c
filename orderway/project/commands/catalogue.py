"""`orderway catalogue`: SKUs, listings, stock, warehouses, zones, rates, carriers, shops from CSV files and back."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from django.db import connections

from orderway.project import database, setup
from orderway.project.errors import CommandError

KINDS = ("skus", "listings", "stock", "warehouses", "zones", "rates", "carriers", "shops")
PROBLEMS_SHOWN_MAX = 50
ACTOR = "command line"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the kind, the file and what to do with it."""
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("file", nargs="?", type=Path, help="a CSV file; each line is checked before anything is saved")
    parser.add_argument("--partly", action="store_true", help="save the right lines even if others are wrong")
    parser.add_argument("--whole", action="store_true", help="rates: prices of a card that the file leaves out go")
    parser.add_argument("--check", action="store_true", help="check the file and save nothing")
    parser.add_argument("--template", action="store_true", help="print an empty file with the headings")
    parser.add_argument("--export", action="store_true", help="print everything there is, in the same form")
    parser.add_argument("--json", action="store_true", help="one JSON document on standard output")


def run(args: argparse.Namespace) -> int:
    """Take a file in, or print one. 0: done; 2: something in the file is wrong and (but for --partly) nothing saved."""
    if (args.file is None) == (not args.template and not args.export):
        raise CommandError("name a FILE, or ask for --template or --export")
    setup()
    from orderway.console.settings import csv_cells  # noqa: PLC0415 (models need Django set up)
    from orderway.console.settings.registry import sheets  # noqa: PLC0415

    sheet = sheets()[args.kind]
    if args.template:
        sys.stdout.write(csv_cells.write(sheet.fields(), ()))
        return 0
    with database.held():
        database.migrate()
        try:
            return _export(sheet) if args.export else _take(sheet, args)
        finally:
            connections.close_all()


def _export(sheet: Any) -> int:
    from orderway.console.settings import csv_cells  # noqa: PLC0415

    rows = (sheet.row_of(one) for one in sheet.all())
    sys.stdout.write(csv_cells.write(sheet.fields(), ([row[name] for name in sheet.fields()] for row in rows)))
    return 0


def _take(sheet: Any, args: argparse.Namespace) -> int:
    from orderway.console.settings import upload  # noqa: PLC0415
    from orderway.console.settings.csv_cells import Unreadable  # noqa: PLC0415

    try:
        body = args.file.read_bytes()
        taken = upload.take(sheet, body, ACTOR, partly=args.partly, dry=args.check, whole=args.whole)
    except OSError as reason:
        raise CommandError(f"{args.file}: {reason.strerror}") from reason
    except Unreadable as reason:
        raise CommandError(f"{args.file}: {reason}") from reason
    if args.json:
        print(json.dumps({**taken._asdict(), "problems": [p._asdict() for p in taken.problems]}, ensure_ascii=False))
    else:
        _say(taken, args)
    return 2 if taken.problems else 0


def _say(taken: Any, args: argparse.Namespace) -> None:
    for problem in taken.problems[:PROBLEMS_SHOWN_MAX]:
        given = f" ({problem.given})" if problem.given else ""
        print(f"line {problem.line}: {problem.heading or 'line'}: {problem.what}{given}", file=sys.stderr)
    if len(taken.problems) > PROBLEMS_SHOWN_MAX:
        print(f"… and {len(taken.problems) - PROBLEMS_SHOWN_MAX} more", file=sys.stderr)
    if taken.unknown:
        print(f"headings that mean nothing here: {', '.join(taken.unknown)}", file=sys.stderr)
    gone = f", {taken.gone} gone" if taken.gone else ""
    done = "saved" if taken.saved else "checked, nothing saved"
    print(
        f"{taken.lines} lines: {taken.new} new, {taken.changed} changed, {taken.unchanged} as they were{gone}; {done}"
    )
