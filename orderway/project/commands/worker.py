"""`orderway worker`: a worker alone; any number of them work side by side, on any number of machines."""

import argparse

from orderway.project import database, serving, setup
from orderway.project.parent import leave_with_parent


def configure(_parser: argparse.ArgumentParser) -> None:
    """Nothing to choose."""


def run(_args: argparse.Namespace) -> int:
    """Work until Ctrl-C or SIGTERM; what is in hand is finished or rolled back."""
    leave_with_parent()
    setup()
    from orderway.project.working import work  # noqa: PLC0415 (procrastinate's app needs Django set up)

    signals = serving.StopSignals()
    with signals.caught(), database.held():
        work(signals.stop)
    return 0
