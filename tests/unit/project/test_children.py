import threading
from collections.abc import Sequence

import pytest

from orderway.project import children
from orderway.project.children import Child, keep_running
from orderway.project.errors import BrokenGroundError, EmbeddedServerError


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


def test_a_child_that_stood_before_is_started_again_as_long_as_the_ground_is_broken() -> None:
    stop = threading.Event()
    child = Fake([1] * 20, stop)
    child.stood = True
    child.start()
    keep_running([child], stop, lambda _: None, lambda: False)
    assert child.codes == []


def test_the_pause_doubles_with_each_start_of_the_last_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(children, "RESTART_PAUSE_SECONDS", 1.0)
    child, said = Child("worker", [], 1.0), []
    ended = []
    for started, at in ((100.0, 110.0), (111.0, 112.0), (114.0, 115.0), (119.0, 120.0), (128.0, 129.0), (400.0, 401.0)):
        child.starts.append(started)
        ended.append(children._pause(child, 1, at, said.append))
    assert ended == [1, 2, 4, 8, 16, 1]
    assert said[1] == "the worker ended (exit code 1); starting it again in 2 s"


def test_a_database_that_cannot_be_started_now_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    stop, said = threading.Event(), []
    clock = iter(range(0, 1_000_000, 60))
    monkeypatch.setattr(children.time, "monotonic", lambda: float(next(clock)))
    answers = [EmbeddedServerError("its disk is full"), EmbeddedServerError("its disk is full"), True]

    def revive() -> bool:
        answer = answers.pop(0)
        if isinstance(answer, EmbeddedServerError):
            raise answer
        stop.set()
        return answer

    keep_running([], stop, said.append, revive)
    again = "its disk is full; it will be tried again"
    assert said == [again, again, "the database had ended; it was started again"]
