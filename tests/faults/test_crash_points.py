"""The plug is pulled at every named point between the message and the carrier; the books end the same.

Each run kills the process with SIGKILL at one point, starts it again without the trap, and compares what stands in the
database with an undisturbed run: the same orders, stock and money, and every invariant.
"""

from __future__ import annotations

import re
import signal
from pathlib import Path
from typing import Any

import pytest

import orderway
from orderway.kernel import clock
from tests import ground
from tests.faults.child import ORDERS
from tests.forks import Forks
from tests.shop import NOW, Company, incoming, line

KINDS = {"intake": (1,), "advance": (1,), "goods": (1,), "command": (1, 2, 3, 4, 11), "window": (1, 2)}
"""Kinds of transactions, and at which of them the plug is pulled (command 1: pick, 2: pack, 3: label, 4: hand over)."""
POINTS = [f"{kind}.{place}:{nth}" for kind, nths in KINDS.items() for nth in nths for place in "abc"]
ROOT = Path(orderway.__file__).parent
ELSEWHERE = ("relay.", "simulator.", "pull.", "edi.", "look.")
"""Points of other processes, with crash tests of their own; `look` writes nothing."""


def lay(dsn: str) -> None:
    """The same day every time."""
    ground.clean(dsn)
    with clock.held_at(NOW):
        company = Company(dsn, {"source_window_seconds": 5})
        company.sku("MUG", HZ=20, GZ=2)
        company.sku("CAP", HZ=0)
        for number in range(ORDERS):
            lines = [line("MUG", 2), line("CAP", 1)] if number % 2 else [line("MUG", 1)]
            company.send(incoming(f"A{number}", *lines))
        company.send(incoming("A0", line("MUG", 1)))
        company.close()


def run_child(forks: Forks, dsn: str, crash: str = "") -> int:
    """The exit status of the child."""
    pid, _ = forks.start("tests.faults.child:work", dsn, DATABASE_URL=dsn, ORDERWAY_CRASH=crash)
    return forks.wait(pid)


def books(dsn: str) -> dict[str, list[tuple[Any, ...]]]:
    """What must be the same after any crash."""
    with clock.held_at(NOW):
        company = Company.there(dsn)
        assert company.broken() == []
        found = {
            "orders": company.rows(
                "SELECT external_id, status, standing, stage, captured_minor, refunded_minor, cancelled_minor "
                "FROM orders ORDER BY 1"
            ),
            "lines": company.rows(
                "SELECT o.external_id, l.sku_code, l.ordered, l.shipped, l.backordered FROM order_line l "
                "JOIN orders o ON o.id = l.order_id ORDER BY 1, 2"
            ),
            "stock": company.rows(
                "SELECT k.code, on_hand, reserved FROM stock s JOIN sku k ON k.id = s.sku_id ORDER BY 1, 2, 3"
            ),
            "parcels": company.rows("SELECT tracking_number, state FROM parcel ORDER BY 1"),
            "messages": company.rows("SELECT kind, count(*) FROM inbox_outcome GROUP BY 1 ORDER BY 1"),
            "told": company.rows("SELECT topic, count(*) FROM outbox GROUP BY 1 ORDER BY 1"),
        }
        company.close()
        return found


@pytest.fixture(scope="module")
def undisturbed(forks: Forks, dsn: str) -> dict[str, list[tuple[Any, ...]]]:
    """The books of a day on which nothing happened."""
    lay(dsn)
    assert run_child(forks, dsn) == 0
    return books(dsn)


def test_the_undisturbed_day_ships_everything(undisturbed: dict[str, list[tuple[Any, ...]]]) -> None:
    assert [row[1] for row in undisturbed["orders"]] == ["SHIPPED"] * ORDERS
    assert undisturbed["messages"] == [("duplicate", 1), ("order", ORDERS)]


@pytest.mark.parametrize("point", POINTS)
def test_a_killed_process_ends_in_the_same_books(
    forks: Forks, dsn: str, undisturbed: dict[str, list[tuple[Any, ...]]], point: str
) -> None:
    lay(dsn)
    assert run_child(forks, dsn, f"{point}=kill") == -signal.SIGKILL, "the point was not reached"
    assert run_child(forks, dsn) == 0
    assert books(dsn) == undisturbed


def test_every_crash_point_in_the_code_has_a_run() -> None:
    named = set()
    for path in ROOT.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        named.update(re.findall(r'crashpoint\("([a-z_.]+)"\)', text))
        named.update(f"{kind}.{p}" for kind in re.findall(r'transact\(\s*"([a-z_]+)"', text) for p in "abc")
    mine = {name for name in named if not name.startswith(ELSEWHERE)}
    assert mine == {point.partition(":")[0] for point in POINTS}
