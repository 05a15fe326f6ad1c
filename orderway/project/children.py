"""Child processes that are kept running, and stopped in order."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from orderway.project.errors import BrokenGroundError, EmbeddedServerError
from orderway.project.parent import PARENT_VARIABLE

RESTARTS_MAX = 5
RESTART_WINDOW_SECONDS = 60.0
RESTART_PAUSE_SECONDS = 1.0
"""Doubled with each start of the last minute where a child had stood before: 16 s at most."""
STOOD_SECONDS = 10.0
"""A child that lived so long had all it needs."""
POLL_SECONDS = 0.1
DATABASE_SECONDS = 2.0
DATABASE_PAUSE_SECONDS_MAX = 30.0
"""A database that cannot be started is tried again, after twice as long each time up to this."""


@dataclass
class Child:
    """One subcommand of `orderway` in a process (and session) of its own."""

    name: str
    arguments: Sequence[str]
    stop_seconds_max: float
    process: "subprocess.Popen[bytes] | None" = None
    starts: deque[float] = field(default_factory=lambda: deque(maxlen=RESTARTS_MAX))
    stood: bool = False
    """Whether it lived for STOOD_SECONDS once."""
    again_at: float | None = None
    """When it is to be started again."""

    def start(self) -> None:
        """Start it. Ctrl-C at the terminal does not reach it: whoever started it stops it."""
        self.starts.append(time.monotonic())
        self.process = subprocess.Popen(
            [sys.executable, "-m", "orderway.project", *self.arguments],
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            env={**os.environ, PARENT_VARIABLE: str(os.getpid())},
        )

    def is_running(self) -> bool:
        """Whether its process lives."""
        return self.process is not None and self.process.poll() is None

    def stop(self, hurry: Callable[[], bool]) -> None:
        """Ask it to stop and wait; after its limit, or when there is a hurry, it is killed with all its children."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.terminate()
            deadline = time.monotonic() + self.stop_seconds_max
            while self.process.poll() is None and time.monotonic() < deadline and not hurry():
                time.sleep(POLL_SECONDS / 2)
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)  # what is left of its session
        self.process.wait()


def keep_running(
    children: Sequence[Child], stop: threading.Event, say: Callable[[str], None], revive: Callable[[], bool]
) -> None:
    """Return when `stop` is set; a child that ends by itself is started again, and so is the database (`revive`).

    Raises BrokenGroundError when one that never stood ends five times within a minute: then something is wrong for
    good. One that stood before waits longer each time instead: the ground (a full disk, a database that is away) heals
    while the others go on. One that somebody killed (SIGKILL: a person, or a machine short of memory) did nothing
    wrong, however often it happens.
    """
    looked, away = time.monotonic(), 0
    while not stop.wait(POLL_SECONDS):
        if time.monotonic() - looked > min(DATABASE_SECONDS * 2**away, DATABASE_PAUSE_SECONDS_MAX):
            away = 0 if _is_up(revive, say) else away + 1
            looked = time.monotonic()
        for child in children:
            if child.is_running() or child.process is None:
                continue
            now = time.monotonic()
            if child.again_at is None:
                child.again_at = now + _pause(child, child.process.returncode, now, say)
            elif now >= child.again_at:
                child.again_at = None
                child.start()


def _is_up(revive: Callable[[], bool], say: Callable[[str], None]) -> bool:
    """Bring the database back where it had ended; False where it cannot be started now (its disk is full)."""
    try:
        if revive():
            say("the database had ended; it was started again")
    except EmbeddedServerError as reason:
        say(f"{reason}; it will be tried again")
        return False
    return True


def _pause(child: Child, code: int, now: float, say: Callable[[str], None]) -> float:
    """Seconds until a child that has just ended is started again; raises BrokenGroundError where that is no use."""
    if child.starts and now - child.starts[-1] >= STOOD_SECONDS:
        child.stood = True
    if code == -signal.SIGKILL:
        child.starts.clear()
    recent = [at for at in child.starts if now - at < RESTART_WINDOW_SECONDS]
    if len(recent) == RESTARTS_MAX and not child.stood:
        raise BrokenGroundError(f"the {child.name} ended again and again (exit code {code}), see above")
    pause = RESTART_PAUSE_SECONDS * (2 ** max(0, len(recent) - 1) if child.stood else 1)
    later = f" in {pause:.0f} s" if pause > RESTART_PAUSE_SECONDS else ""
    say(f"the {child.name} ended (exit code {code}); starting it again{later}")
    return pause
