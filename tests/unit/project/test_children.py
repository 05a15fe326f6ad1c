import threading
from collections.abc import Sequence

import pytest

from orderway.project import children
from orderway.project.children import Child, keep_running
from orderway.project.errors import BrokenGroundError


class Ended:
    """A process that has ended with a code."""

    pid = 0

    def __init__(self, code: int) -> None:
        self.returncode = code

    def poll(self) -> int:
        return self.returncode


class Fake(Child):
    """A child whose processes end as told; when nothing is told any more it sets the event."""

    def __init__(self, codes: Sequence[int], done: threading.Event) -> None:
        super().__init__("worker", ["worker"], 1.0)
        self.codes, self.done = list(codes), done

    def start(self) -> None:
        self.starts.append(0.0)
        if self.codes:
            self.process = Ended(self.codes.pop(0))  # type: ignore[assignment]
        else:
            self.done.set()


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(children, "POLL_SECONDS", 0)
    monkeypatch.setattr(children, "RESTART_PAUSE_SECONDS", 0)
    monkeypatch.setattr(children.time, "monotonic", lambda: 1.0)


def test_a_child_that_ends_is_started_again_and_said() -> None:
    stop, said = threading.Event(), []
    child = Fake([-9, 1], stop)
    child.start()
    keep_running([child], stop, said.append, lambda: False)
    assert said == [
        "the worker ended (exit code -9); starting it again",
        "the worker ended (exit code 1); starting it again",
    ]
    assert len(child.starts) == 2, "since it was killed"


def test_a_child_that_ends_again_and_again_is_given_up() -> None:
    child = Fake([1] * 9, threading.Event())
    child.start()
    with pytest.raises(BrokenGroundError, match=r"the worker ended again and again \(exit code 1\)"):
        keep_running([child], threading.Event(), lambda _: None, lambda: False)
    assert len(child.codes) == 4


def test_a_child_that_is_killed_again_and_again_is_started_each_time() -> None:
    stop = threading.Event()
    child = Fake([-9] * 20, stop)
    child.start()
    keep_running([child], stop, lambda _: None, lambda: False)
    assert child.codes == []


def test_kills_between_do_not_hide_a_child_that_ends_again_and_again() -> None:
    child = Fake([1, 1, -9, *([1] * 9)], threading.Event())
    child.start()
    with pytest.raises(BrokenGroundError, match="again and again"):
        keep_running([child], threading.Event(), lambda _: None, lambda: False)
    assert len(child.codes) == 4
