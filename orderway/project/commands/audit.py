"""`orderway audit`: every invariant, one line each; exit 1 when one is broken."""

from __future__ import annotations

import argparse
import json

import psycopg

from orderway.insight.audit import audit
from orderway.project import database, setup


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--json", action="store_true", help="one JSON document on standard output")


def run(args: argparse.Namespace) -> int:
    """Check everything on one snapshot; writes nothing."""
    setup()
    from orderway.project.parts import gates  # noqa: PLC0415 (models can be imported only after setup)

    with database.held(), psycopg.connect(database.conninfo(), autocommit=True) as connection:
        database.check_tables()
        findings = audit(connection, gates)
    if args.json:
        rows = [{"id": f.id, "ok": f.ok, "checked": f.checked, "broken": f.broken} for f in findings]
        print(json.dumps({"invariants": rows}))
    else:
        for found in findings:
            mark = "ok    " if found.ok else "BROKEN"
            print(f"{mark} {found.id:34} {found.broken:>8} of {found.checked:<9} {found.sentence}")
    return 0 if all(found.ok for found in findings) else 1
