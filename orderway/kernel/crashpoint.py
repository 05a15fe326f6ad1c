"""Named places at which a test may stop the process, to prove that nothing is lost. No-ops unless armed.

ORDERWAY_CRASH="name[:nth]=kill|raise|hang" arms one; `kill` is SIGKILL to this process, as if the plug were pulled.
"""

from __future__ import annotations

import os
import signal
import time
from functools import lru_cache

HANG_SECONDS_MAX = 600


class Crashed(RuntimeError):
    """A crash point armed with `raise` was reached."""


@lru_cache(maxsize=1)
def _armed() -> tuple[str, list[int], str]:
    text = os.environ.get("ORDERWAY_CRASH", "")
    if not text:
        return "", [0], ""
    place, _, deed = text.partition("=")
    name, _, nth = place.partition(":")
    return name, [int(nth or 1)], deed or "kill"


def crashpoint(name: str) -> None:
    """Stop here if armed for `name` and this is the nth time; otherwise nothing."""
    armed, left, deed = _armed()
    if armed != name:
        return
    left[0] -= 1
    if left[0] != 0:
        return
    if deed == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if deed == "hang":
        time.sleep(HANG_SECONDS_MAX)
    raise Crashed(name)
