"""The clock can be held, and only by an aware instant."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from orderway.kernel import clock


def test_time_stands_still_while_it_is_held_and_goes_on_afterwards() -> None:
    instant = datetime(2026, 1, 1, 8, tzinfo=timezone(timedelta(hours=8)))
    with clock.held_at(instant):
        assert clock.now() == datetime(2026, 1, 1, tzinfo=UTC)
        assert clock.now().tzinfo == UTC
        with clock.held_at(instant + timedelta(hours=1)):
            assert clock.now() == datetime(2026, 1, 1, 1, tzinfo=UTC)
        assert clock.now() == datetime(2026, 1, 1, tzinfo=UTC)
    assert clock.now() - datetime.now(UTC) < timedelta(seconds=5)


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"), clock.held_at(datetime(2026, 1, 1)):  # noqa: DTZ001 (the point)
        pass


@pytest.mark.parametrize(
    ("told", "believed"),
    [
        ("1989-12-31T23:59:59+00:00", False),
        ("1990-01-01T00:00:00+00:00", True),
        ("2099-12-31T23:59:59+00:00", True),
        ("2100-01-01T00:00:00+00:00", False),
        ("9999-12-31T23:59:59-12:00", False),
        ("0001-01-01T00:00:00+14:00", False),
    ],
)
def test_years_that_no_order_has_are_not_believed(told: str, believed: bool) -> None:
    assert clock.is_believed(datetime.fromisoformat(told)) is believed
