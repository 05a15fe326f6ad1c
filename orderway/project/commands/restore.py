"""`orderway restore`: put a copy made by `orderway backup` back, all of it or nothing."""

import argparse
from pathlib import Path

from orderway.project import copies, database, environment, setup


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the file."""
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--replace", action="store_true", help="in place of the data (and keys) that are there")


def run(args: argparse.Namespace) -> int:
    """Put the copy back, then bring its tables up to date."""
    setup(make_keys=False)  # the copy brings its own
    with database.held():
        about = copies.restore(args.file, environment.data_folder(), database.conninfo("jobs"), args.replace)
        database.migrate()
    print(f"restored the copy of {about['made_at']}")
    return 0
