"""Trying a new table once before it decides anything: in a process of its own, on sample facts, within a time.

The language of cells knows no loop, so nothing should ever reach the limit; it stands there for what nobody thought of.
"""

from __future__ import annotations

import subprocess
import sys

from orderway.kernel.errors import NO_JSON
from orderway.rules.compile import compiled
from orderway.rules.facts import UNIT, Scalar
from orderway.rules.facts_order import ORDER_FACTS
from orderway.rules.kinds import KINDS
from orderway.rules.table import Table, json_of, table_of

SAMPLE_SECONDS_MAX = 10
"""What the whole trial may take, starting Python included."""
SAMPLES = 200
"""Orders that the trial evaluates."""


def samples(kind: str) -> list[dict[str, Scalar]]:
    """Facts to try a table of a kind on: the examples, everything missing, and numbers at both ends."""
    facts = KINDS[kind].facts if kind in KINDS else ORDER_FACTS
    usual: dict[str, Scalar] = {name: fact.example for name, fact in facts.items()}
    usual |= {UNIT: 100, "today": "2026-11-11"}
    small = {
        name: 0 if isinstance(value, int) and not isinstance(value, bool) else value for name, value in usual.items()
    }
    large = {
        name: 10**15 - 1 if isinstance(value, int) and not isinstance(value, bool) else value
        for name, value in usual.items()
    }
    ends = [{**small, UNIT: 1}, {**large, UNIT: 10_000}, dict.fromkeys(usual)]
    return [*ends, *([usual] * (SAMPLES - len(ends)))]


def tried(table: Table) -> str:
    """Evaluate a table on samples in a child process; empty where it answered in time, else what happened."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "orderway.rules.sample"],
            input=json_of(table).encode(),
            capture_output=True,
            timeout=SAMPLE_SECONDS_MAX,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"no answer in {SAMPLE_SECONDS_MAX} s"
    if done.returncode or done.stdout.strip() != b"right":
        return f"it ended with {done.returncode}"
    return ""


def evaluate(data: bytes) -> bool:
    """Whether a table as JSON answers for every sample."""
    table = table_of(data)
    facts = samples(table.kind)
    return not any(outcome.failed for outcome in compiled(table, 1).judge(facts))


if __name__ == "__main__":
    try:
        right = evaluate(sys.stdin.buffer.read())
    except (*NO_JSON, KeyError):
        right = False
    sys.stdout.write("right" if right else "wrong")
