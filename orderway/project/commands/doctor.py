"""`orderway doctor`: what is set, what is reachable, what is wrong, and how to mend it; changes nothing."""

import argparse
import sys

import msgspec

from orderway.project import checkup, setup
from orderway.project.commands.web import add_address
from orderway.project.errors import CommandError

_SIGNS = {checkup.OK: "ok  ", checkup.WARN: "look", checkup.BAD: "BAD "}


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the address at which the web is looked for, and the options."""
    add_address(parser)
    parser.add_argument("--json", action="store_true", help="one JSON document on standard output")


def run(args: argparse.Namespace) -> int:
    """Print the findings; 1 when one is bad."""
    wrong = ""
    try:
        setup(make_keys=False)
    except CommandError as reason:
        wrong = str(reason)
    found = list(checkup.findings(args.host, args.port, wrong))
    bad = any(one.state == checkup.BAD for one in found)
    if args.json:
        sys.stdout.write(msgspec.json.encode({"ok": not bad, "findings": found}).decode() + "\n")
        return int(bad)
    for one in found:
        print(f"{_SIGNS[one.state]}  {one.name:<18} {one.what}")
        if one.mend:
            print(f"      {'':<18} -> {one.mend}")
    return int(bad)
