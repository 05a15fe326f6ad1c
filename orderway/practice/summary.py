"""What happened, counted afresh from the books: by SQL that uses neither the flow's counts nor the pots it wrote."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import psycopg

from orderway.kernel.sql import named
from orderway.practice.defects import UNPAID
from orderway.practice.people import Login
from orderway.practice.state import loaded_until, planted

SQL = named(__file__, "summary.sql")
POTS = ("unpaid", "held", "short", "ready", "warehouse", "road", "completed", "cancelled")
OUTCOME_WORDS = (
    ("order", "new orders"),
    ("update", "updates"),
    ("duplicate", "duplicates"),
    ("parked", "parked"),
    ("unread", "not read yet"),
)
FALSE_SHOWN_MAX = 10
POT_WORDS = {
    "short": "waiting for stock",
    "warehouse": "in the warehouse",
    "road": "on the road",
}


class Sums(NamedTuple):
    """The two equations of the summary, with their parts."""

    messages: int
    outcomes: dict[str, int]
    orders: int
    pots: dict[str, int]

    @property
    def balanced(self) -> bool:
        """Whether both equations hold."""
        return self.messages == sum(self.outcomes.values()) and self.orders == sum(self.pots.values())


class Found(NamedTuple):
    """One kind of defect: how often it was planted, how often a hold found it, and how many of the rest wait for stock
    and were not looked at yet."""

    defect: str
    planted: int
    found: int
    waiting: int = 0

    @property
    def missed(self) -> int:
        """Looked at, and taken for right."""
        return self.planted - self.found - self.waiting


def sums(connection: psycopg.Connection[Any]) -> Sums:
    """Count messages and orders."""
    (messages, orders) = connection.execute(SQL.totals).fetchone() or (0, 0)
    outcomes = dict.fromkeys(("order", "update", "duplicate", "parked", "unread"), 0)
    outcomes.update(connection.execute(SQL.outcomes).fetchall())
    pots = dict.fromkeys(POTS, 0)
    pots.update(connection.execute(SQL.pots).fetchall())
    return Sums(messages, outcomes, orders, pots)


FOLLOWING = {"no_answer"}
"""Holds that follow from what buyers of the practice world do later, on right orders too."""


def hits(connection: psycopg.Connection[Any]) -> tuple[list[Found], list[tuple[str, str]]]:
    """By kind of defect what was planted and found; and the false holds: (number, reason) of orders that were right."""
    raised: dict[str, set[str]] = {}
    for number, reason in connection.execute(SQL.raised, [loaded_until()]):
        raised.setdefault(number, set()).add(reason)
    waited = {row[0] for row in connection.execute(SQL.never_paid)}
    short = {row[0] for row in connection.execute(SQL.short)}
    kinds: dict[str, list[tuple[bool, bool]]] = {}
    allowed: dict[str, set[str]] = {}
    for number, defect, finds, fine in planted():
        allowed[number] = set(fine)
        if defect:
            right = number in waited if finds == [UNPAID] else bool(raised.get(number, set()) & set(finds))
            kinds.setdefault(defect, []).append((right, not right and number in short))
    found = [
        Found(defect, len(all_of), sum(right for right, _ in all_of), sum(waits for _, waits in all_of))
        for defect, all_of in sorted(kinds.items())
    ]
    false = []
    for number, reasons in sorted(raised.items()):
        if not number.startswith("SITUATION-"):
            false += [(number, reason) for reason in sorted(reasons - FOLLOWING - allowed.get(number, set()))]
    return found, false


def lines(connection: psycopg.Connection[Any], people: Sequence[Login]) -> list[str]:
    """The summary as printed."""
    total = sums(connection)
    found, false = hits(connection)
    outcomes = total.outcomes
    said = [
        "",
        f"{total.messages:,} messages = "
        + " + ".join(f"{outcomes[k]:,} {word}" for k, word in OUTCOME_WORDS if outcomes[k] or k != "unread")
        + _mark(total.messages == sum(outcomes.values())),
        f"{total.orders:,} orders = "
        + " + ".join(f"{total.pots[p]:,} {POT_WORDS.get(p, p)}" for p in POTS)
        + _mark(total.orders == sum(total.pots.values())),
    ]
    said += _hits_said(found, false)
    said += ["", "Practice users (they leave with the practice data):"]
    said += [f"  {login.role:<18} {login.name:<8} {login.password}" for login in people]
    return said


def _hits_said(found: Sequence[Found], false: Sequence[tuple[str, str]]) -> list[str]:
    if not found:
        return []
    planted_all, found_all = sum(f.planted for f in found), sum(f.found for f in found)
    waiting, missed = sum(f.waiting for f in found), sum(f.missed for f in found)
    later = f"{waiting:,} not looked at while they wait for stock, " if waiting else ""
    first = f"{planted_all:,} defects of {len(found)} kinds were planted, {found_all:,} found, {later}"
    said = [first + f"{missed:,} missed; {len(false):,} false holds on clean orders"]
    for one in found:
        rest = (f"  {many} {word}" for many, word in ((one.waiting, "wait for stock"), (one.missed, "missed")) if many)
        said.append(f"  {one.defect:<30} {one.found:>3} of {one.planted:<3}{''.join(rest)}".rstrip())
    return said + [f"  false: {number} {reason}" for number, reason in false[:FALSE_SHOWN_MAX]]


def _mark(right: bool) -> str:
    return "  ✓ balanced" if right else "  ✗ DOES NOT BALANCE"
