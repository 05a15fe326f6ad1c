"""`orderway rules`: decision tables from the command line: check a file, show, load and activate tables.

A file is the JSON of a table: {"kind": "hold", "inputs": [{"field": "amount_minor"}], "outputs": [{"field": "reason"}],
"rows": [{"id": "r1", "cells": ["> 5000"], "outs": ["rule_says"]}]}; `orderway rules show ID` prints one.
`check` needs no database: it prints every wrong cell and ends with 1 where there is one.
"""

from __future__ import annotations

import argparse
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
from django.db import connections

from orderway.kernel.errors import NO_JSON
from orderway.project import database, setup
from orderway.project.errors import CommandError
from orderway.rules.check import problems
from orderway.rules.kinds import KINDS
from orderway.rules.sample import tried
from orderway.rules.table import Table, json_of, table_of

BY = "command"
FILE_BYTES_MAX = 2_000_000


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the actions."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    check = actions.add_parser("check", help="what is wrong with the table in a file; '-' reads standard input")
    check.add_argument("file", type=Path)
    check.add_argument("--json", action="store_true", help="one JSON document on standard output")
    kinds = actions.add_parser("kinds", help="the kinds of tables with their columns")
    kinds.add_argument("--json", action="store_true")
    show = actions.add_parser("show", help="all tables, or the one of an id as JSON")
    show.add_argument("table", type=int, nargs="?", metavar="ID")
    show.add_argument("--json", action="store_true")
    load = actions.add_parser("load", help="take a file as the draft of a table, a new one without --table")
    load.add_argument("file", type=Path)
    load.add_argument("--table", type=int, metavar="ID")
    load.add_argument("--name", help="of a new table")
    load.add_argument("--shop", help="code of the only shop that a new table is for")
    activate = actions.add_parser("activate", help="put the draft of a table in force")
    activate.add_argument("table", type=int, metavar="ID")
    for name, text in (
        ("--from", "begin, as 2026-12-01T00:00+08:00; without it now"),
        ("--until", "end; without it none"),
    ):
        activate.add_argument(name, dest=name.strip("-").replace("from", "since"), type=_instant, help=text)


def run(args: argparse.Namespace) -> int:
    """Do one action."""
    if args.action == "check":
        return _check(args)
    if args.action == "kinds":
        return _kinds(args)
    setup()
    with database.held():
        database.migrate()
        try:
            return _ACTIONS[args.action](args)
        finally:
            connections.close_all()


def _instant(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise argparse.ArgumentTypeError("say the time zone too: 2026-12-01T00:00+08:00")
    return found


def _read(path: Path) -> Table:
    try:
        data = Path("/dev/stdin").read_bytes() if str(path) == "-" else path.read_bytes()
    except OSError as reason:
        raise CommandError(f"{path}: {reason.strerror}") from reason
    if len(data) > FILE_BYTES_MAX:
        raise CommandError(f"{path}: more than {FILE_BYTES_MAX:,} bytes")
    try:
        return table_of(data)
    except NO_JSON as reason:
        raise CommandError(f"{path}: {reason}") from reason


def _check(args: argparse.Namespace) -> int:
    table = _read(args.file)
    found = problems(table)
    failed = "" if found else tried(table)
    if args.json:
        told = {"right": not found and not failed, "problems": msgspec.to_builtins(found), "sample": failed}
        print(json.dumps(told, ensure_ascii=False))
    else:
        for one in found:
            where = ", ".join(part for part in (one.row and f"row {one.row}", one.column) if part)
            print(f"{where or 'table'}: {one.what}{f' ({one.word})' if one.word else ''} at {one.at}")
        if failed:
            print(f"sample orders: {failed}")
        elif not found:
            print(f"{table.kind}: {len(table.rows)} rows, nothing is wrong")
    return 1 if found or failed else 0


def _kinds(args: argparse.Namespace) -> int:
    told = {
        name: {
            "about": kind.about,
            "inputs": {fact.name: {"type": fact.type, "label": fact.label} for fact in kind.facts.values()},
            "outputs": {o.name: {"type": o.type, "label": o.label, "choices": list(o.choices)} for o in kind.outputs},
        }
        for name, kind in KINDS.items()
    }
    if args.json:
        print(json.dumps(told, ensure_ascii=False))
        return 0
    for name, kind in KINDS.items():
        print(f"{name}: {kind.about}")
        for fact in kind.facts.values():
            print(f"  {fact.name:24} {fact.type:8} {fact.label}")
        for output in kind.outputs:
            print(f"  -> {output.name:21} {output.type:8} {output.label}")
    return 0


def _show(args: argparse.Namespace) -> int:
    from orderway.kernel import clock  # noqa: PLC0415 - Django is set up by now
    from orderway.records import ruling  # noqa: PLC0415
    from orderway.records.models import RuleTable  # noqa: PLC0415

    if args.table is not None:
        version = ruling.draft_of(args.table) or ruling.in_force(args.table, clock.now())
        if version is None:
            raise CommandError(f"there is no table {args.table}")
        print(json_of(msgspec.convert(version.body, Table)))
        return 0
    rows = []
    for table in RuleTable.objects.order_by("kind", "position", "pk"):
        current, draft = ruling.in_force(table.pk, clock.now()), ruling.draft_of(table.pk)
        rows.append(
            {
                "id": table.pk,
                "kind": table.kind,
                "name": table.name,
                "shop": table.shop_id,
                "in_force": current.number if current else None,
                "draft": draft.number if draft else None,
            }
        )
    if args.json:
        print(json.dumps(rows, ensure_ascii=False))
    for row in [] if args.json else rows:
        stand = f"in force: {row['in_force'] or '-'}  draft: {row['draft'] or '-'}"
        print(f"{row['id']:>4}  {row['kind']:10} {row['name']}  {stand}")
    return 0


def _load(args: argparse.Namespace) -> int:
    from orderway.records import ruling  # noqa: PLC0415 - Django is set up by now
    from orderway.records.models import RuleTable, Shop  # noqa: PLC0415

    body = _read(args.file)
    if args.table is not None:
        if not RuleTable.objects.filter(pk=args.table).exists():
            raise CommandError(f"there is no table {args.table}")
        draft = ruling.draft_of(args.table)
        return _told(ruling.save_draft(args.table, body, BY, draft.revision if draft else None))
    shop = None
    if args.shop:
        shop = Shop.objects.filter(code=args.shop).values_list("pk", flat=True).first()
        if shop is None:
            raise CommandError(f"there is no shop {args.shop}")
    return _told(ruling.make_table(body.kind, args.name or args.file.stem, shop, body, BY))


def _activate(args: argparse.Namespace) -> int:
    from orderway.records import ruling  # noqa: PLC0415 - Django is set up by now

    return _told(ruling.activate(args.table, BY, args.since, args.until))


def _told(done: Any) -> int:
    """Print what stands now; CommandError for a refusal."""
    if hasattr(done, "code"):
        found = done.facts.get("problems")
        lines = [f"row {one['row']}, {one['column']}: {one['what']} ({one['word']})" for one in found or ()]
        raise CommandError("\n".join([f"refused: {done.code}", *lines]))
    print(f"table {done.table_id} version {done.number} {done.state}")
    return 0


_ACTIONS = {"show": _show, "load": _load, "activate": _activate}
