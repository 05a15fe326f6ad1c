"""Plays the time line: messages arrive, the machine decides, people and warehouses work, until now."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from orderway.practice.desk import Desk
from orderway.practice.office import Office
from orderway.practice.plan import Plan

STEP = timedelta(minutes=100)
"""A parcel takes six looks from the release to its carrier, so this makes about ten hours."""
LAST_STEPS = timedelta(minutes=30)
"""The last hours go by in smaller steps, so that the newest orders are young."""
LAST = timedelta(hours=6)
SAY_EVERY = 30
WORKING_HOURS = range(14)
"""Of the day in UTC: 8:00 to 22:00 in China; people rest at night, machines do not."""
Scene = tuple[datetime, Callable[[Office], None]]


def play(office: Office, plan: Plan, desk: Desk, scenes: Sequence[Scene], say: Callable[[str], None]) -> None:
    """Everything up to `plan.until`; `scenes` are played at their time (situations, goods that come in)."""
    waiting = list(plan.messages)
    left = sorted(scenes, key=lambda scene: scene[0])
    start = plan.messages[0].at if plan.messages else plan.until
    for number, (since, instant) in enumerate(steps(start, plan.until)):
        if office.hands is not None:
            office.hands.run_until(instant)
        with office.at(instant):
            due = [m for m in waiting if since < m.at <= instant]
            if due:
                office.send(due)
                office.read()
            office.go_on()
        while left and left[0][0] <= instant:
            left.pop(0)[1](office)
        with office.at(instant):
            if instant.hour in WORKING_HOURS:
                desk.round(instant)
            office.go_on()
        if number % SAY_EVERY == 0:
            say(f"  {instant:%Y-%m-%d %H:%M} UTC")


def steps(start: datetime, until: datetime) -> list[tuple[datetime, datetime]]:
    """(since, until) of each step, without a gap; the first begins before the first message."""
    edges = [start - timedelta(seconds=1)]
    while edges[-1] < until:
        step = LAST_STEPS if until - edges[-1] <= LAST else STEP
        edges.append(min(edges[-1] + step, until))
    return list(pairwise(edges))
