"""What passed today: orders received, shipped, shipped in time, and through each stage an hour, as it was counted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from django.db import connection

from orderway.console.filter_fields import STAGES
from orderway.console.filter_sql import Reader, day_start
from orderway.console.scope import Scope
from orderway.history import log

HOURS_MIN = 12
"""The lines show at least so many hours, however young the day is."""
_RANK = {"": -1, **{stage: at for at, stage in enumerate(STAGES)}}


class Flow(NamedTuple):
    """Counts of today, and moves (from, to, how many) of each hour of the lines, the oldest first.

    Kept by whole hours of UTC: where the reader's day begins within one (India, Nepal, Adelaide), it is counted whole,
    and `begins` is before that midnight.
    """

    begins: datetime
    received: int
    on_time: int
    too_late: int
    hours: list[list[tuple[str, str, int]]]

    @property
    def left(self) -> int:
        """Orders of which the first parcel left."""
        return self.on_time + self.too_late

    def through(self, stage: str) -> list[int]:
        """How many orders an hour passed a stage; `intake` passes what is new."""
        if stage == "intake":
            return [sum(many for was, _, many in moves if not was) for moves in self.hours]
        rank = _RANK[stage]
        return [_passing(moves, rank) for moves in self.hours]


def _passing(moves: list[tuple[str, str, int]], rank: int) -> int:
    return sum(many for was, now, many in moves if _RANK.get(was, 0) <= rank < _RANK.get(now, 0))


def flow_of(scope: Scope, reader: Reader) -> Flow:
    """What passed for one reader's shops."""
    start = day_start(reader)
    since = min(start, reader.now - timedelta(hours=HOURS_MIN - 1))
    with connection.cursor() as cursor:
        kept = log.flow_since(cursor.cursor, since)
    return counted(kept, scope.shops, start, since, reader.now)


def counted(kept: Mapping[str, int], shops: list[int] | None, start: datetime, since: datetime, now: datetime) -> Flow:
    """The flow from counts kept by `hour:shop:move`."""
    first = _hour(since)
    hours: list[list[tuple[str, str, int]]] = [[] for _ in range(int((_hour(now) - first).total_seconds() // 3600) + 1)]
    today = {"received": 0, "on_time": 0, "late": 0}
    for key, many in kept.items():
        stamp, shop, move = key.split(":", 2)
        at = datetime.strptime(stamp, "%Y%m%d%H").replace(tzinfo=UTC)
        if shops is not None and int(shop) not in shops:
            continue
        was, arrow, now_at = move.partition(">")
        name = "received" if arrow and not was else move
        if name in today and at >= _hour(start):
            today[name] += many
        slot = int((at - first).total_seconds() // 3600)
        if arrow and 0 <= slot < len(hours):
            hours[slot].append((was, now_at, many))
    return Flow(_hour(start), today["received"], today["on_time"], today["late"], hours)


def _hour(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
