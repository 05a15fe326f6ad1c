import signal
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from orderway.kernel.errors import TooMany
from orderway.project import cli
from orderway.project.errors import BrokenGroundError, CommandError


def test_every_command_has_a_headline_and_can_be_configured(capsys: pytest.CaptureFixture[str]) -> None:
    for name in cli.command_names():
        with pytest.raises(SystemExit) as left:
            cli.main([name, "--help"])
        assert left.value.code == 0
        assert capsys.readouterr().out.startswith(f"usage: orderway {name}")
    assert cli.main(["--help"]) == 0
    listed = [line.split()[0] for line in capsys.readouterr().out.splitlines() if line.startswith("  ")]
    assert listed == cli.command_names()


def test_the_overview_loads_no_command() -> None:
    before = {name for name in sys.modules if name.startswith("orderway.project.commands.")}
    cli.main(["--help"])
    assert {name for name in sys.modules if name.startswith("orderway.project.commands.")} == before


def test_unknown_command_gets_one_line_and_code_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["fly"]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith("orderway: there is no command 'fly'; there are: ")
    assert shown.err.count("\n") == 1


def test_wrong_argument_gets_one_line_and_code_2(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(["serve", "--port", "70000"])
    assert left.value.code == 2
    line = "orderway serve: argument --port: '70000' is not a number from 1 to 65535 (see orderway serve --help)\n"
    assert capsys.readouterr().err == line


@pytest.mark.parametrize(
    ("error", "code"),
    [(CommandError("wrong"), 2), (BrokenGroundError("wrong"), 1), (TooMany("wrong"), 1), (KeyboardInterrupt(), 130)],
)
def test_errors_end_in_their_exit_code(error: BaseException, code: int) -> None:
    def run() -> int:
        raise error

    assert cli._guarded(run, "test") == code


def test_sigterm_ends_a_command_as_ctrl_c_does_with_all_it_started(monkeypatch: pytest.MonkeyPatch) -> None:
    ended = []

    def run(_name: str, _arguments: list[str]) -> int:
        try:
            signal.raise_signal(signal.SIGTERM)
        finally:
            ended.append("the database")
        return 0

    monkeypatch.setattr(cli, "_run", run)
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(SystemExit) as left:
        cli.main(["doctor"])
    assert (left.value.code, ended) == (143, ["the database"])
    assert signal.getsignal(signal.SIGTERM) is before


def test_the_version_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--version"]) == 0
    assert capsys.readouterr().out == f"orderway {version('orderway')}\n"


@pytest.mark.parametrize("option", ["workers", "rounds"])
def test_a_bench_without_a_bound_is_refused(option: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["bench", "flow", f"--{option}", "99999"]) == 2
    assert capsys.readouterr().err.startswith(f"orderway bench: --{option} must be between 1 and ")


def test_a_bug_is_not_hidden() -> None:
    def run() -> int:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        cli._guarded(run, "test")


def test_options_may_stand_between(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["catalogue", "skus", "--check", str(tmp_path / "nowhere.csv")]) in (
        1,
        2,
    )  # no database, or no file
    assert "arguments" not in capsys.readouterr().err
