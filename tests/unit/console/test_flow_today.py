"""What passed today, from the counts kept by hour, shop and move."""

from datetime import UTC, datetime

from orderway.console.flow_today import counted

NOW = datetime(2026, 11, 22, 10, 30, tzinfo=UTC)
START = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
SINCE = datetime(2026, 11, 22, 7, 30, tzinfo=UTC)
KEPT = {
    "2026112207:1:>warehouse": 5,
    "2026112208:1:>warehouse": 3,
    "2026112209:1:>check": 2,
    "2026112210:1:check>promise": 1,
    "2026112210:1:on_time": 4,
    "2026112210:1:late": 1,
    "2026112210:2:>warehouse": 7,
}


def test_only_today_counts_as_today() -> None:
    flow = counted(KEPT, None, START, SINCE, NOW)

    assert (flow.received, flow.left, flow.on_time) == (12, 5, 4)


def test_a_reader_of_one_shop_sees_that_shop() -> None:
    assert counted(KEPT, [1], START, SINCE, NOW).received == 5


def test_an_order_passes_every_stage_that_it_leaves_behind() -> None:
    flow = counted(KEPT, [1], START, SINCE, NOW)

    assert flow.through("intake") == [5, 3, 2, 0]
    assert flow.through("check") == [5, 3, 0, 1]
    assert flow.through("release") == [5, 3, 0, 0]
    assert flow.through("warehouse") == [0, 0, 0, 0]


def test_a_day_that_begins_within_an_hour_is_counted_from_that_hour_and_says_so() -> None:
    india = datetime(2026, 11, 21, 18, 30, tzinfo=UTC)
    kept = {"2026112117:1:>check": 1, "2026112118:1:>check": 2, "2026112119:1:>check": 4}
    flow = counted(kept, None, india, india, NOW)

    assert (flow.begins, flow.received) == (datetime(2026, 11, 21, 18, tzinfo=UTC), 6)
    assert counted(KEPT, None, START, SINCE, NOW).begins == START
