"""`orderway backup`: one file with the database and the keys; safe while everything runs.

Without FILE the copy goes to `backups/` in the data folder, with the time in its name.
"""

import argparse
import json
from pathlib import Path

from orderway.kernel import clock
from orderway.project import copies, database, environment, setup
from orderway.project.errors import CommandError


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the file."""
    parser.add_argument("file", nargs="?", type=Path, metavar="FILE")
    parser.add_argument("--json", action="store_true", help="one JSON document on standard output")


def run(args: argparse.Namespace) -> int:
    """Write the copy."""
    setup()
    data = environment.data_folder()
    target = args.file or data / "backups" / f"orderway-{clock.now():%Y%m%d-%H%M%S}.tar"
    if target.exists():
        raise CommandError(f"{target} exists already: name another file")
    try:
        with database.held():
            about = copies.back_up(target, data, database.conninfo("jobs"))
    except OSError as reason:
        raise CommandError(f"{target} cannot be written: {reason.strerror}") from reason
    if args.json:
        print(json.dumps({"file": str(target), **about}))
    else:
        print(f"{target}  ({target.stat().st_size:,} bytes; keep it safe, it holds the keys)")
    return 0
