"""Several processes that start together on one database, each with its own engine; what they return, or their fall."""

from __future__ import annotations

import multiprocessing
import traceback
import warnings
from collections.abc import Callable
from typing import Any

from orderway.kernel import clock
from tests.shop import NOW, Company

SECONDS_MAX = 900

Deed = Callable[[Company, int], Any]


def race(dsn: str, racers: int, deed: Deed) -> list[Any]:
    """Let `racers` processes run `deed(company, number)` at once; their answers by number. A fall fails the test."""
    context = multiprocessing.get_context("fork")
    barrier, answers = context.Barrier(racers), context.SimpleQueue()
    processes = [context.Process(target=_run, args=(dsn, number, deed, barrier, answers)) for number in range(racers)]
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore", DeprecationWarning
        )  # Python 3.12 warns of forking beside threads; ours have none
        for process in processes:
            process.start()
    found = dict(answers.get() for _ in processes)
    for process in processes:
        process.join(SECONDS_MAX)
    falls = [answer for answer in found.values() if isinstance(answer, Fall)]
    assert not falls, falls[0].text
    return [found[number] for number in range(racers)]


class Fall:
    """What a racer fell over."""

    def __init__(self, text: str) -> None:
        self.text = text


def _run(dsn: str, number: int, deed: Deed, barrier: Any, answers: Any) -> None:
    try:
        with clock.held_at(NOW):
            company = Company.there(dsn)
            barrier.wait(SECONDS_MAX)
            answer = deed(company, number)
            company.close()
    except BaseException:  # noqa: BLE001 (a racer's fall is the test's failure, with its traceback)
        answers.put((number, Fall(traceback.format_exc())))
    else:
        answers.put((number, answer))
