"""Dates for orders that wait: the earlier has the earlier goods."""

from datetime import UTC, datetime, timedelta

from orderway.stock.dates import Coming, Dated, Waits, promise_dates

NOW = datetime(2026, 11, 20, tzinfo=UTC)


def day(n: int) -> datetime:
    return NOW + timedelta(days=n)


def test_the_earlier_has_the_earlier_goods_and_who_gets_nothing_has_no_day() -> None:
    found = promise_dates(
        [Waits(1, 2), Waits(2, 2), Waits(3, 2)],
        0,
        [Coming(day(9), 1, "purchase", "B"), Coming(day(3), 3, "purchase", "A")],
        NOW,
    )
    assert found == {1: Dated(day(3), "purchase", "A"), 2: Dated(day(9), "purchase", "B"), 3: None}


def test_goods_that_are_overdue_are_promised_to_nobody() -> None:
    assert promise_dates([Waits(1, 1)], 0, [Coming(day(-1), 5, "purchase", "A")], NOW) == {1: None}


def test_what_comes_for_an_order_alone_is_not_taken_by_those_before_it() -> None:
    found = promise_dates([Waits(1, 1), Waits(2, 1, 1, day(2), "7")], 0, [Coming(day(5), 1, "purchase", "A")], NOW)
    assert found == {1: Dated(day(5), "purchase", "A"), 2: Dated(day(2), "transfer", "7")}


def test_an_order_is_served_when_the_last_of_its_units_is_there() -> None:
    coming = [Coming(day(1), 1, "purchase", "A"), Coming(day(4), 1, "purchase", "B")]
    assert promise_dates([Waits(1, 2)], 0, coming, NOW) == {1: Dated(day(4), "purchase", "B")}
    assert promise_dates([Waits(1, 2, 1, day(6), "7")], 0, coming, NOW) == {1: Dated(day(6), "transfer", "7")}


def test_what_is_free_goes_to_the_first() -> None:
    assert promise_dates([Waits(1, 1), Waits(2, 1)], 1, [], NOW) == {1: Dated(NOW, "stock", ""), 2: None}


def test_goods_at_a_warehouse_that_does_not_reach_the_buyer_are_left_to_others() -> None:
    coming = [Coming(day(1), 1, "purchase", "A", 7), Coming(day(3), 1, "purchase", "B", 8)]
    queue = [Waits(1, 1, places=frozenset({8})), Waits(2, 1), Waits(3, 1, places=frozenset({9}))]
    assert promise_dates(queue, 0, coming, NOW) == {
        1: Dated(day(3), "purchase", "B"),
        2: Dated(day(1), "purchase", "A"),
        3: None,
    }
