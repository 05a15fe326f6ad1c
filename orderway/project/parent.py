"""A child process that leaves when the process that started it is gone, also when that was killed."""

import os
import signal
import threading
import time

PARENT_VARIABLE = "ORDERWAY_PARENT_PID"
WATCH_SECONDS = 0.5
GRACE_SECONDS_MAX = 15


def leave_with_parent(parent: int | None = None) -> None:
    """Watch a parent (default: the one named in ORDERWAY_PARENT_PID, if any); once it is gone, stop this process."""
    if parent is None:
        named = os.environ.pop(PARENT_VARIABLE, "")
        if not named:
            return
        parent = int(named)
    threading.Thread(target=_watch, args=(parent,), name="parent-watch", daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(WATCH_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE_SECONDS_MAX)
    os.kill(os.getpid(), signal.SIGKILL)
