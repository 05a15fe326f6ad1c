"""Every invariant as one query: how much was checked, how much of it is broken. Never repairs anything."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import psycopg

from orderway.flow.simulate import GatesOf
from orderway.insight.replay.verify import sample
from orderway.kernel import clock
from orderway.kernel.sql import named

SECONDS_MAX = 600
"""One invariant may take so long; a larger installation audits on a standby."""

_FILE = "audit.sql"


class Finding(NamedTuple):
    """One invariant: `id`, its sentence, rows checked, rows broken."""

    id: str
    sentence: str
    checked: int
    broken: int

    @property
    def ok(self) -> bool:
        """Whether it holds."""
        return self.broken == 0


REPLAY_ID = "inv-10-replay"
REPLAY = "Every run record of this release, as far as looked at, decides the same again, bit for bit."
"""The one invariant that no query can check."""


def audit(connection: psycopg.Connection[Any], gates_of: GatesOf | None = None) -> list[Finding]:
    """Check all invariants on one snapshot, in a transaction that can write nothing.

    With `gates_of` the newest run records are decided again, too.
    """
    findings = []
    with connection.transaction(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute(f"SET LOCAL statement_timeout = '{SECONDS_MAX}s'")
        cursor.execute("SELECT set_config('orderway.now', %s, true)", [clock.now().isoformat()])
        for name, statement in vars(named(__file__, _FILE)).items():
            checked, broken = cursor.execute(statement).fetchone() or (0, 0)
            findings.append(Finding(name.replace("_", "-"), sentences()[name], checked, broken))
        if gates_of is not None:
            again = sample(connection, gates_of)
            findings.append(Finding(REPLAY_ID, REPLAY, again.orders, len(again.differing)))
    return findings


def sentences() -> dict[str, str]:
    """The sentence of each invariant, as it stands beside its query."""
    found: dict[str, str] = {}
    name = ""
    for line in (Path(__file__).parent / _FILE).read_text(encoding="utf-8").splitlines():
        text = line.removeprefix("-- ")
        if text.startswith("inv_") and " " not in text:
            name = text
        elif line.startswith("-- ") and name:
            found[name] = text
            name = ""
    return found
