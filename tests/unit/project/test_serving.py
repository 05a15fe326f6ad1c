"""Ctrl-C is heard at once: orderly where things run, in the middle where work may be begun anew."""

import signal

import pytest

from orderway.project.serving import StopSignals


def test_the_first_signal_asks_for_an_end_and_the_second_for_a_quick_one() -> None:
    signals = StopSignals()
    with signals.caught():
        signal.raise_signal(signal.SIGTERM)
        assert (signals.stop.is_set(), signals.hurry.is_set()) == (True, False)
        signal.raise_signal(signal.SIGINT)
        assert (signals.stop.is_set(), signals.hurry.is_set()) == (True, True)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_long_work_is_left_in_the_middle(number: signal.Signals) -> None:
    signals = StopSignals()
    done: list[str] = []
    with signals.caught():
        with signals.breaking():
            done.append("begun")
            signal.raise_signal(number)
            done.append("went on")
        assert (done, signals.stop.is_set(), signals.hurry.is_set()) == (["begun"], True, False)
        signal.raise_signal(number)
        assert signals.hurry.is_set(), "afterwards a signal is only noted again"


def test_long_work_that_nobody_stops_is_done() -> None:
    signals = StopSignals()
    with signals.caught(), signals.breaking():
        pass
    assert not signals.stop.is_set()
