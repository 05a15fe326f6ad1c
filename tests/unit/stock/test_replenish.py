"""What is bought and what is reduced, by exact figures."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from orderway.stock.limits import StockLimits
from orderway.stock.replenish import Position, Proposal, buying, per_days, reducing

NOW = datetime(2026, 11, 20, tzinfo=UTC)


def position(**more: Any) -> Position:
    fields: dict[str, Any] = {
        "sku_id": 1, "code": "MUG", "name": "Mug", "name_zh": "", "on_hand": 100, "available": 100, "safety": 0,
        "inbound": 0, "waiting": 0, "asked": 60, "days": 30, "last_asked": NOW, "supplier_id": None, "supplier": "",
        "lead_days": 10, "pack_units": 1, "cover_days": 30,
    }  # fmt: skip
    return Position(**{**fields, **more})


def test_enough_is_not_bought() -> None:
    assert buying(position(available=21)) is None


def test_at_the_reorder_point_the_lead_time_and_the_cover_are_bought() -> None:
    assert buying(position(available=20)) == Proposal("buy", 60, 20, 20, 10, "below_reorder_point")


def test_what_is_bought_comes_in_whole_packs() -> None:
    found = buying(position(available=20, pack_units=24))
    assert found is not None and found.units == 72


def test_what_orders_wait_for_is_bought_on_top() -> None:
    found = buying(position(available=0, waiting=15))
    assert found == Proposal("buy", 20 + 60 + 15, 20, -15, 0, "waited_for")


def test_what_is_on_its_way_is_not_bought_again() -> None:
    assert buying(position(available=5, inbound=100)) == Proposal("low", 0, 20, 105, 2, "enough_is_coming")


def test_what_nobody_asks_for_is_not_bought() -> None:
    assert buying(position(available=0, asked=0)) is None


@pytest.mark.parametrize(
    ("more", "short", "kind", "units", "why"),
    [
        ({"asked": 0, "last_asked": None}, False, "discount", 100, "nobody_asks"),
        ({"asked": 0, "last_asked": None, "supplier_id": 7}, False, "return_to_supplier", 100, "nobody_asks"),
        ({"asked": 3, "available": 500, "supplier_id": 7}, False, "discount", 482, "lasts_too_long"),
        ({"asked": 3, "available": 500}, True, "transfer", 482, "lasts_too_long"),
    ],
)
def test_what_lies_too_long_is_reduced(more: dict[str, Any], short: bool, kind: str, units: int, why: str) -> None:
    found = reducing(position(**more), short, NOW)
    assert found is not None and (found.kind, found.units, found.why) == (kind, units, why)


@pytest.mark.parametrize("more", [{"available": 0}, {"waiting": 1}, {"asked": 60, "available": 360}])
def test_what_is_asked_for_is_kept(more: dict[str, Any]) -> None:
    assert reducing(position(**more), False, NOW) is None


def test_demand_is_rounded_up_and_slow_needs_time() -> None:
    assert (per_days(1, 30, 10), per_days(0, 30, 10), per_days(5, 0, 10)) == (1, 0, 0)
    recent = position(asked=0, last_asked=NOW - timedelta(days=10), available=4)
    found = reducing(recent, False, NOW)
    assert found is not None and found.why == "lasts_too_long"


def test_the_companys_limits_go_before_the_usual_ones() -> None:
    limits = StockLimits(lead_days=5, cover_days=10, excess_days=20, slow_days=7)
    found = buying(position(available=10, lead_days=0, cover_days=0), limits)
    assert found == Proposal("buy", 20, 10, 10, 5, "below_reorder_point")
    much = reducing(position(available=100), False, NOW, limits)
    assert much is not None and (much.units, much.why) == (60, "lasts_too_long")
    idle = position(available=9, asked=0, last_asked=NOW - timedelta(days=8))
    slow = reducing(idle, False, NOW, limits)
    assert slow is not None and slow.why == "nobody_asks"
