"""A crash point does nothing unless it is armed, and then the nth time."""

from collections.abc import Iterator

import pytest

from orderway.kernel import crashpoint


@pytest.fixture(autouse=True)
def unarmed() -> Iterator[None]:
    crashpoint._armed.cache_clear()
    yield
    crashpoint._armed.cache_clear()


def test_unarmed_it_does_nothing() -> None:
    crashpoint.crashpoint("intake.a")


def test_armed_it_stops_at_its_name_the_nth_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORDERWAY_CRASH", "intake.b:2=raise")
    crashpoint.crashpoint("intake.a")
    crashpoint.crashpoint("intake.b")
    with pytest.raises(crashpoint.Crashed, match=r"intake\.b"):
        crashpoint.crashpoint("intake.b")
    crashpoint.crashpoint("intake.b")
