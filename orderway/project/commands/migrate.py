"""`orderway migrate`: make the schema and bring all tables up to date."""

import argparse
import json

from orderway.project import database, setup


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--json", action="store_true", help="one JSON document on standard output")


def run(args: argparse.Namespace) -> int:
    """Migrate; safe beside a running installation and beside another `migrate`."""
    setup()
    with database.held():
        missing = database.pending_migrations()
        database.migrate()
    if args.json:
        print(json.dumps({"applied": missing}))
    else:
        print("\n".join(f"applied {name}" for name in missing) or "nothing to apply")
    return 0
