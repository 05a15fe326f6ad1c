"""Is replay exact? Every record decided again under the rules as they were, and compared bit for bit."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from orderway.flow.record import code
from orderway.flow.simulate import GatesOf, decide, differing, is_complete, rebuild
from orderway.insight.replay.past import SQL, Connection, Period, Recorded, Snapshots, opened, records

DIFFERING_KEPT_MAX = 1_000
AUDITED_MAX = 200
"""Records that the audit decides again: the newest ones of the code that runs."""


class Verified(NamedTuple):
    """What came of it: records and orders decided again, those that differ, those that cannot be told.

    `other_code`: decided by another release, where a difference is a change of ours and no defect.
    """

    records: int
    orders: int
    differing: list[tuple[int, int]]
    """(record, order)."""
    other_code: int
    other_code_differing: int
    incomplete: int

    @property
    def exact(self) -> bool:
        """Whether everything that this code decided came out the same."""
        return not self.differing


def verify(
    connection: Connection, gates_of: GatesOf, period: Period, seen: Callable[[int], None] = lambda orders: None
) -> Verified:
    """Decide every record of a period again; `seen` is told how many orders each had."""
    return _verified(records(connection, period), Snapshots(connection), gates_of, seen)


def sample(connection: Connection, gates_of: GatesOf, limit: int = AUDITED_MAX) -> Verified:
    """The same for the newest records that the code now running has made."""
    rows = connection.execute(SQL.sample, {"code": code(), "limit": limit}, binary=True).fetchall()
    return _verified(map(opened, rows), Snapshots(connection), gates_of, lambda orders: None)


def _verified(
    past: Iterable[Recorded], snapshots: Snapshots, gates_of: GatesOf, seen: Callable[[int], None]
) -> Verified:
    mine = code()
    count = orders = other = other_differing = incomplete = 0
    wrong: list[tuple[int, int]] = []
    for one in past:
        refs = snapshots.of(one.snapshot) if is_complete(one.record) else None
        if refs is None:
            incomplete += 1
            continue
        batch = rebuild(one.record, refs)
        decide(batch, gates_of)
        found = differing(batch)
        count += 1
        orders += len(batch.orders)
        if one.code == mine:
            wrong += [(one.id, order_id) for order_id in found][: DIFFERING_KEPT_MAX - len(wrong)]
        else:
            other += 1
            other_differing += len(found)
        seen(len(batch.orders))
    return Verified(count, orders, wrong, other, other_differing, incomplete)
