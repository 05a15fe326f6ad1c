"""The `orderway` command. A subcommand is a module in `orderway/project/commands`; only the one asked for is loaded."""

import argparse
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from types import FrameType
from typing import NoReturn

from orderway.kernel.errors import Broken
from orderway.project.errors import CommandError

WRONG_INPUT = 2
BROKEN = 1
INTERRUPTED = 130
TERMINATED = 143
COMMANDS = Path(__file__).resolve().parent / "commands"


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, and leaves with exit code 2."""

    def error(self, message: str) -> NoReturn:
        """Print the line and leave."""
        self.exit(WRONG_INPUT, f"{self.prog}: {message} (see {self.prog} --help)\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one subcommand; returns the exit code: 0 done, 1 something is broken, 2 wrong input."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    known = command_names()
    if not given or given[0] in ("-h", "--help", "help"):
        print(_overview(known))
        return 0 if given else WRONG_INPUT
    name = given[0]
    if name in ("--version", "-V", "version"):
        print(f"orderway {version('orderway')}")
        return 0
    if name not in known:
        print(f"orderway: there is no command {name!r}; there are: {', '.join(known)}", file=sys.stderr)
        return WRONG_INPUT
    with _stopped_orderly():
        return _guarded(lambda: _run(name, given[1:]), name)


@contextmanager
def _stopped_orderly() -> Iterator[None]:
    """SIGTERM ends a command like Ctrl-C: what it started (the embedded database) ends with it. Commands that serve
    put their own handlers above."""

    def leave(_number: int, _frame: FrameType | None) -> NoReturn:
        raise SystemExit(TERMINATED)

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def command_names() -> list[str]:
    """All subcommands there are, by file name; `import_.py` is the command `import`."""
    return sorted(path.stem.rstrip("_") for path in COMMANDS.glob("*.py") if not path.stem.startswith("_"))


def _run(name: str, arguments: list[str]) -> int:
    module = import_module(f"orderway.project.commands.{_file_of(name).stem}")
    parser = Parser(prog=f"orderway {name}", description=(module.__doc__ or "").strip())
    module.configure(parser)
    return int(module.run(_read(parser, arguments)))


def _read(parser: Parser, arguments: list[str]) -> argparse.Namespace:
    """Options may stand before, between and after what is not an option; commands of commands know no between."""
    try:
        return parser.parse_intermixed_args(arguments)
    except TypeError:
        return parser.parse_args(arguments)


def _guarded(run: Callable[[], int], name: str) -> int:
    """Run a command; what it may expect to go wrong becomes one line and an exit code."""
    try:
        code = run()
        sys.stdout.flush()
    except CommandError as error:
        print(f"orderway {name}: {error}", file=sys.stderr)
        return error.exit_code
    except Broken as error:
        print(f"orderway {name}: {error}", file=sys.stderr)
        return BROKEN
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # the reader went away, as in `orderway … | head`
        sys.stderr.close()
        return BROKEN
    return code


def _file_of(name: str) -> Path:
    plain = COMMANDS / f"{name}.py"
    return plain if plain.exists() else COMMANDS / f"{name}_.py"


def _overview(known: list[str]) -> str:
    lines = ["usage: orderway COMMAND …", ""]
    for name in known:
        lines.append(f"  {name:<10} {_headline(name)}")
    return "\n".join([*lines, "", "orderway COMMAND --help says more about one."])


def _headline(name: str) -> str:
    """The first line of the module's docstring, read without importing it."""
    first = _file_of(name).read_text(encoding="utf-8").lstrip().splitlines()[0]
    text = first.strip().strip('"').strip()
    return text.removeprefix(f"`orderway {name}`:").strip()
