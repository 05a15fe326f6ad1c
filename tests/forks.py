"""Child processes that start at once: one process loads everything and forks each child from itself.

A child is a generator function, named as `tests.faults.child:work`. What it yields first is its answer to `start`;
then it runs to its end, is killed, or kills itself. Its module is loaded before the fork; a function `load` in it is
called then, once.
"""

import importlib
import json
import os
import signal
import subprocess
import sys
import traceback
from types import TracebackType
from typing import Any, NoReturn, Self

STOP_SECONDS_MAX = 10
NO_DATABASE = "postgresql://nobody@/nowhere?host=/nonexistent"


class Forks:
    """Starts children, one or several at the same time; those that still run end with it."""

    def __enter__(self) -> Self:
        """Start the process that loads everything; it is not waited for."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.forks"],
            env={**os.environ, "DATABASE_URL": NO_DATABASE},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End every child."""
        self._process.communicate(timeout=STOP_SECONDS_MAX)

    def start(self, target: str, *arguments: str, **environment: str) -> tuple[int, Any]:
        """Fork a child with these variables; its process id and what it said first."""
        pid, said = self._answer("start", target, arguments, environment)
        assert pid, f"{target} did not start: see its errors above"
        return pid, said

    def wait(self, pid: int) -> int:
        """The exit status of a child that ends by itself: negative is the signal that killed it."""
        (status,) = self._answer("wait", pid)
        return int(status)

    def kill(self, pid: int) -> None:
        """End a child."""
        self._answer("kill", pid)

    def _answer(self, *order: object) -> list[Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(json.dumps(order), file=self._process.stdin, flush=True)
        answered: list[Any] = json.loads(self._process.stdout.readline())
        return answered


def main() -> None:
    """Obey orders, one JSON list a line, until they end."""
    from orderway.project import setup

    setup()
    running: set[int] = set()
    for order in sys.stdin:
        match json.loads(order):
            case ["start", str(target), list(arguments), dict(environment)]:
                running.add(_fork(target, arguments, environment))
            case ["wait", int(pid)]:
                running.discard(pid)
                _say(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
            case ["kill", int(pid)]:
                running.discard(pid)
                _kill(pid)
                _say()
    for pid in running:
        _kill(pid)


def _fork(target: str, arguments: list[str], environment: dict[str, str]) -> int:
    """The child answers, not its parent."""
    module, _, name = target.partition(":")
    known = module in sys.modules
    loaded = importlib.import_module(module)
    if not known and hasattr(loaded, "load"):
        loaded.load()
    function = getattr(loaded, name)
    pid = os.fork()
    if pid == 0:
        os.environ.update(environment)
        _run(function(*arguments))
    return pid


def _run(steps: Any) -> NoReturn:
    from orderway.project.parent import leave_with_parent

    answered = False
    try:
        leave_with_parent(os.getppid())
        first = next(steps)
        _say(os.getpid(), first)
        answered = True
        for _ in steps:
            pass
    except BaseException:  # noqa: BLE001 (the child ends here, whatever it was)
        traceback.print_exc()
        if not answered:
            _say(0, None)
        os._exit(1)
    os._exit(0)


def _say(*answer: object) -> None:
    print(json.dumps(answer), flush=True)


def _kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


if __name__ == "__main__":
    main()
