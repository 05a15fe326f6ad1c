"""Where a worker's CPU goes: the thread's own clock around the steps of a batch, without a profiler's weight."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from orderway.flow import advance as advancing
from orderway.flow import batch, engine, person, record
from orderway.journey.check import buyer
from orderway.journey.check.gate import CheckGate
from orderway.journey.confirm.gate import ConfirmGate
from orderway.journey.intake import work
from orderway.journey.promise.gate import PromiseGate
from orderway.journey.release.gate import ReleaseGate
from orderway.journey.review.gate import ReviewGate
from orderway.journey.source.gate import SourceGate
from orderway.kernel.rows import Table
from orderway.stock import ledger

PHASES: dict[str, tuple[Any, str]] = {
    "all": (work.Reader, "work"),
    "parse": (work.Reader, "parse"),
    "make": (work, "make_order"),
    "phones": (person, "normalise"),
    "know": (work.Reader, "_know"),
    "load": (batch.Batch, "see_needs"),
    "advance": (engine, "advance"),
    "check": (CheckGate, "decide_all"),
    "addresses": (buyer, "check_cn"),
    "promise": (PromiseGate, "decide_all"),
    "confirm": (ConfirmGate, "decide_all"),
    "review": (ReviewGate, "decide_all"),
    "source": (SourceGate, "decide_all"),
    "release": (ReleaseGate, "decide_all"),
    "settle": (advancing, "settle"),
    "take down": (engine.Engine, "_before"),
    "record": (engine.Engine, "_record"),
    "sums": (record, "sums_of"),
    "save": (batch.Batch, "save"),
    "rows": (Table, "copy_data"),
    "stock": (ledger, "apply"),
    "finish": (work.Reader, "_finish"),
}
"""Phase to (owner, name) of the function that is it. Nested ones count in both: phones in make, addresses in check,
sums (which also make the events' JSON) in record."""
DECIDING = ("check", "promise", "confirm", "review", "source", "release", "settle")
PARSING = ("addresses", "phones")


@contextmanager
def clocked() -> Iterator[dict[str, float]]:
    """CPU seconds of this thread in each phase while the context is open."""
    spent = dict.fromkeys(PHASES, 0.0)
    whole = [(owner, name, getattr(owner, name)) for owner, name in PHASES.values()]
    for phase, (owner, name, function) in zip(PHASES, whole, strict=True):
        setattr(owner, name, _clock(phase, function, spent))
    try:
        yield spent
    finally:
        for owner, name, function in whole:
            setattr(owner, name, function)


def _clock(phase: str, function: Callable[..., Any], spent: dict[str, float]) -> Callable[..., Any]:
    @wraps(function)
    def timed(*args: Any, **more: Any) -> Any:
        begin = time.thread_time()
        try:
            return function(*args, **more)
        finally:
            spent[phase] += time.thread_time() - begin

    return timed


def microseconds(deed: Callable[[], None], orders: int) -> dict[str, float]:
    """Microseconds of CPU an order in each phase of one worker's `deed`; `deciding`: gates and settle but addresses."""
    with clocked() as spent:
        deed()
    found = {phase: round(seconds * 1e6 / orders, 1) for phase, seconds in spent.items()}
    found["deciding"] = round(sum(found[phase] for phase in DECIDING) - found["addresses"], 1)
    return found
