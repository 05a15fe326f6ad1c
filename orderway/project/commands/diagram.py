"""`orderway diagram`: the documents made from the tables of states and holds; with --check, whether they are fresh."""

from __future__ import annotations

import argparse
from pathlib import Path

from orderway.project.drawing import DOCUMENTS
from orderway.project.errors import CommandError

DOCS = Path(__file__).resolve().parents[3] / "docs"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 where a document is outdated")


def run(args: argparse.Namespace) -> int:
    """Write the documents into docs/, or say which are outdated."""
    if not DOCS.is_dir():
        raise CommandError("there is no folder docs beside the package: run this in a checkout")
    outdated = [name for name, make in DOCUMENTS.items() if _text(DOCS / name) != make()]
    for name in outdated:
        if not args.check:
            (DOCS / name).write_text(DOCUMENTS[name](), encoding="utf-8")
        print(f"docs/{name} {'is outdated: run orderway diagram' if args.check else 'written'}")
    return 1 if outdated and args.check else 0


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""
