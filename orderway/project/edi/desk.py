"""The desk of a worker: every few seconds drop folders (partners, shops) are looked at, and stock levels told."""

from __future__ import annotations

import time

from orderway.flow.engine import Engine
from orderway.project.dropping import take_dropped
from orderway.project.edi.folders import take_folders
from orderway.project.edi.levels import tell_levels

LOOK_SECONDS = 5.0
LOCK = "SELECT pg_try_advisory_lock(hashtext('edi desk'), hashtext(current_schema()))"
UNLOCK = "SELECT pg_advisory_unlock(hashtext('edi desk'), hashtext(current_schema()))"


class Desk:
    """One a worker; of several workers, one looks at a time."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._next = 0.0

    def look(self) -> int:
        """Take in and tell what is due, if the time for it has come; how many files and reports."""
        now = time.monotonic()
        if now < self._next:
            return 0
        self._next = now + LOOK_SECONDS
        row = self.engine.connection.execute(LOCK).fetchone()
        if row is None or not row[0]:
            return 0
        try:
            return take_folders(self.engine) + tell_levels(self.engine) + take_dropped(self.engine)
        finally:
            self.engine.connection.execute(UNLOCK)
