"""`orderway serve`: web, worker and, if no DATABASE_URL is set, the embedded database; stopped together."""

import argparse

from orderway.project import serving, setup
from orderway.project.commands.web import add_address


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the address."""
    add_address(parser)


def run(args: argparse.Namespace) -> int:
    """Serve until Ctrl-C or SIGTERM."""
    setup()
    return serving.serve(args.host, args.port)
