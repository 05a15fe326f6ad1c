"""`orderway worker`: a worker alone; any number of them work side by side, on any number of machines."""

import argparse
import os

from orderway.project import database, serving, setup
from orderway.project.parent import leave_with_parent

NICENESS = 5
"""On a machine that the web shares, acknowledging comes before working off."""


def configure(_parser: argparse.ArgumentParser) -> None:
    """Nothing to choose."""


def run(_args: argparse.Namespace) -> int:
    """Work until Ctrl-C or SIGTERM; what is in hand is finished or rolled back. Nothing is begun on old tables."""
    leave_with_parent()
    os.nice(NICENESS)
    setup()
    from orderway.project.working import work  # noqa: PLC0415 (procrastinate's app needs Django set up)

    signals = serving.StopSignals()
    with signals.caught(), database.held():
        database.check_tables()
        work(signals.stop)
    return 0
