"""Where the parts meet: which loop a worker runs."""

import threading
from importlib import import_module

from orderway.project import discovery

FLOW_LOOP = "orderway.flow.loop"


def run_flow(conninfo: str, stop: threading.Event) -> None:
    """Run the flow's loop (`orderway.flow.loop.run(conninfo, stop)`) until `stop` is set."""
    if discovery.has(FLOW_LOOP):
        import_module(FLOW_LOOP).run(conninfo, stop)
    stop.wait()
