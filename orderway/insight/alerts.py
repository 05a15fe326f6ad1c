"""Alerts to staff: what has stood too long is told once to whom a rule names, outside its quiet hours.

Nothing is repaired here. `alert_told` is written by this module only; the words go out through the outbox.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import psycopg

from orderway.history import log
from orderway.history.log import Outgoing
from orderway.kernel import clock
from orderway.kernel.ids import Ids
from orderway.kernel.sql import named

TOPIC = "alert"
"""Topic of the outbox; its target is `notice:ID`."""
KINDS = ("stuck", "hold", "message", "audit", "access", "failed")
"""Orders that stand past their time, holds past theirs, buyers not answered, books that do not balance, authorisations
that end, messages given up."""
FOUND_MAX = 500
"""So many things one rule tells at once; the rest follows a minute later."""
NAMED_MAX = 10
KEPT_DAYS = 90
"""How long it is remembered what was told."""
ACCESS_DAYS = 3
"""An authorisation is told so long before its end."""
_SQL = named(__file__, "alerts.sql")
_DUE = {
    "stuck": _SQL.due_stuck,
    "hold": _SQL.due_hold,
    "message": _SQL.due_message,
    "audit": _SQL.due_audit,
    "access": _SQL.due_access,
    "failed": _SQL.due_failed,
}
Cursor = psycopg.Cursor[Any]


class Rule(NamedTuple):
    """A rule of alerts as the clock sees it."""

    id: int
    what: str
    target_id: int
    shop_id: int | None
    after_minutes: int
    quiet_from: str
    quiet_until: str
    time_zone: str
    language: str


def look(connection: psycopg.Connection[Any], ids: Ids) -> int:
    """Tell what is due by every rule; how many alerts went into the outbox. Two at once: the second does nothing."""
    now, told = clock.now(), 0
    with connection.transaction(), connection.cursor() as cursor:
        row = cursor.execute(_SQL.one_at_a_time).fetchone()
        if not row or not row[0]:
            return 0
        for rule in [Rule(*each) for each in cursor.execute(_SQL.rules).fetchall()]:
            if is_quiet(now, rule.quiet_from, rule.quiet_until, rule.time_zone):
                continue
            fresh = _fresh(cursor, rule, now)
            if fresh:
                payload = {
                    "rule": rule.id, "what": rule.what, "many": len(fresh), "names": fresh[:NAMED_MAX],
                    "minutes": rule.after_minutes, "language": rule.language,
                }  # fmt: skip
                log.send(cursor, [Outgoing(TOPIC, f"notice:{rule.target_id}", payload)], now, ids)
                told += 1
        cursor.execute(_SQL.forget, {"before": now - timedelta(days=KEPT_DAYS)})
    return told


def _fresh(cursor: Cursor, rule: Rule, now: datetime) -> list[str]:
    """The names of what is due by a rule and was not told yet; it is told from now on."""
    values = {
        "now": now,
        "before": now - timedelta(minutes=rule.after_minutes),
        "soon": now + timedelta(days=ACCESS_DAYS),
        "shop": rule.shop_id,
        "rule": rule.id,
        "limit": FOUND_MAX,
    }
    found: Sequence[Any] = cursor.execute(_DUE[rule.what], values).fetchall()
    if found:
        keys = [str(key) for key, _name in found]
        cursor.execute(_SQL.tell, {"rule": rule.id, "keys": keys, "now": now})
    return [str(name) for _key, name in found]


def is_quiet(now: datetime, begin: str, end: str, zone: str) -> bool:
    """Whether this is in the quiet hours [begin, end) of a place, HH:MM; they may pass midnight. Empty: never."""
    if not begin or not end or begin == end:
        return False
    clock_time = f"{now.astimezone(ZoneInfo(zone)):%H:%M}"
    if begin < end:
        return begin <= clock_time < end
    return clock_time >= begin or clock_time < end
