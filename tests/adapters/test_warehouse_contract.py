"""The one suite that every warehouse file passes; a new file under adapters/warehouses is picked up by itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from orderway.adapters.carriers.practice import WEIGHT_GRAMS_MAX
from orderway.adapters.warehouses import warehouses
from orderway.adapters.warehouses.practice import WAREHOUSE, boxes
from orderway.journey.commands import COMMANDS
from orderway.journey.pick.actions import SHORT_REASONS
from orderway.lifecycle.moves import FULFILMENT
from orderway.ports.warehouse import Task, TaskLine

SINCE = datetime(2026, 3, 1, 12, tzinfo=UTC)


def task(state: str = "SENT", key: str = "A1", **more: object) -> Task:
    return Task(key, state, SINCE, [TaskLine(1, 7, 2), TaskLine(2, 8, 1)], **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("code", warehouses())
@pytest.mark.parametrize("state", FULFILMENT.meaning)
def test_every_report_is_a_command_that_comes_later_and_is_the_same_again(code: str, state: str) -> None:
    one = warehouses()[code]
    report = one.next_report(task(state), "s")
    assert report == one.next_report(task(state), "s")
    if report is not None:
        assert report.deed in COMMANDS and report.at > SINCE
        assert set(report.args) <= set(COMMANDS[report.deed].args) | {"line_id"}


def test_a_packed_task_waits_for_its_label() -> None:
    assert WAREHOUSE.next_report(task("PACKED", labelled=True), "s") is None
    report = WAREHOUSE.next_report(task("PACKED"), "s")
    assert report is not None and report.deed == "want_label"


def test_what_has_left_is_nobodys_task() -> None:
    assert [WAREHOUSE.next_report(task(state), "s") for state in ("SHIPPED", "CANCELLED", "REJECTED")] == [None] * 3


def test_one_line_of_a_hundred_is_short_once_with_a_known_reason() -> None:
    reports = [WAREHOUSE.next_report(task("PICKING", f"A{at}"), "s") for at in range(10_000)]
    shorts = [r for r in reports if r is not None and r.deed == "short"]
    assert 160 <= len(shorts) <= 240  # of 20,000 lines
    assert {str(r.args["reason"]) for r in shorts} <= set(SHORT_REASONS)
    assert all(r.args["units"] == 1 for r in shorts)


def test_a_line_reported_short_is_not_short_again() -> None:
    key = next(
        k for k in (f"A{at}" for at in range(10_000)) if WAREHOUSE.next_report(task("PICKING", k), "s").deed == "short"
    )  # type: ignore[union-attr]
    done = Task(key, "PICKING", SINCE, [TaskLine(1, 7, 2, done=1), TaskLine(2, 8, 1, done=1)])
    report = WAREHOUSE.next_report(done, "s")
    assert report is not None and report.deed == "pick"


def test_a_stop_of_what_is_not_packed_is_always_agreed() -> None:
    reports = [WAREHOUSE.next_report(task("STOP_REQUESTED", f"A{n}", stopped_from="PICKED"), "s") for n in range(500)]
    assert all(r is not None and r.args["agree"] for r in reports)
    late = [WAREHOUSE.next_report(task("STOP_REQUESTED", f"A{n}", stopped_from="READY"), "s") for n in range(1000)]
    assert 150 <= sum(r is not None and not r.args["agree"] for r in late) <= 250
    assert all(r is not None and r.at - SINCE <= timedelta(minutes=45) for r in late)


def test_heavy_orders_go_into_boxes_that_one_can_lift() -> None:
    lines = [TaskLine(1, 7, 50, grams=1500, picked=50), TaskLine(2, 8, 1, grams=90_000, picked=1)]
    packed = [box["contents"] for box in boxes(lines)]
    assert packed == [{"1": 13}, {"1": 13}, {"1": 13}, {"1": 11}, {"2": 1}]
    assert boxes([TaskLine(1, 7, 3, grams=0, picked=2)]) == [{"contents": {"1": 2}}]
    assert len(boxes([TaskLine(1, 7, 9_000, grams=20_000, picked=9_000)])) <= 50


def test_a_very_large_order_fills_its_boxes_further_but_never_beyond_what_the_carrier_takes() -> None:
    packed = boxes([TaskLine(1, 7, 130, grams=20_000, picked=130), TaskLine(2, 8, 60, grams=1_500, picked=60)])
    weights = [
        sum(units * (20_000 if key == "1" else 1_500) for key, units in box["contents"].items()) for box in packed
    ]
    assert sum(weights) == 130 * 20_000 + 60 * 1_500
    assert max(weights) <= WEIGHT_GRAMS_MAX
