"""The errands of a worker, in their thread."""

from __future__ import annotations

import threading
from unittest.mock import patch

import psycopg
import pytest

from orderway.project import beside
from orderway.project.errors import EnvironmentVariableError
from tests.shop import Company, incoming, line

WAIT_SECONDS_MAX = 20


def test_a_worker_buys_the_label_that_was_asked_for(company: Company, dsn: str) -> None:
    company.connection.execute("UPDATE carrier SET practice = true")
    company.touch()
    company.sku("MUG", HZ=5)
    company.send(incoming("A1", line("MUG")))
    company.read()
    company.must("want_label", "A1")
    stop = threading.Event()
    drained = threading.Event()
    whole = beside.drain

    def drain(relay: object) -> int:
        done = whole(relay)  # type: ignore[arg-type]
        drained.set()
        return done

    with patch.object(beside, "drain", drain):
        thread = threading.Thread(target=beside.run_beside, args=[dsn, stop])
        thread.start()
        assert drained.wait(WAIT_SECONDS_MAX)
        stop.set()
        thread.join(WAIT_SECONDS_MAX)
    assert not thread.is_alive()
    assert company.one("SELECT tracking_number <> '' FROM parcel")


def test_one_worker_alone_plays_the_practice_world(dsn: str) -> None:
    with psycopg.connect(dsn) as first, psycopg.connect(dsn) as second:
        assert [beside._takes_the_world(each) for each in (first, second)] == [True, False]


@pytest.mark.parametrize(("text", "speed"), [("", 60.0), ("1", 1.0), ("0.1", 1.0), ("99999", 3600.0), ("12.5", 12.5)])
def test_the_pace_is_set_within_bounds(monkeypatch: pytest.MonkeyPatch, text: str, speed: float) -> None:
    monkeypatch.setenv("ORDERWAY_PRACTICE_SPEED", text)
    assert beside.practice_speed() == speed


@pytest.mark.parametrize("text", ["fast", "nan", "1,5"])
def test_a_pace_that_is_no_number_is_said(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("ORDERWAY_PRACTICE_SPEED", text)
    with pytest.raises(EnvironmentVariableError, match="write a number"):
        beside.practice_speed()
