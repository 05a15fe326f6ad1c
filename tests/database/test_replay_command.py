"""`orderway replay` and the invariant of `orderway audit`."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from orderway.project import database
from orderway.project.cli import main
from orderway.project.commands.replay import Progress
from tests.shop import Company, incoming, line

DAYS = ["--since", "2026-11-01", "--until", "2026-11-30"]


@pytest.fixture(autouse=True)
def past(company: Company) -> None:
    company.sku("MUG", HZ=50, GZ=50)
    company.send(*[incoming(f"A{at}", line("MUG", 1)) for at in range(3)])
    company.read()


def out(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    assert main(["replay", *arguments]) == code
    return capsys.readouterr().out


def test_the_same_rules_give_no_mismatch_and_the_weight_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert out(capsys, "--verify", *DAYS).startswith("1 records, 3 decisions, 0 mismatches\n  intake: 1 records, ")
    told = json.loads(out(capsys, "--verify", "--json", *DAYS))
    assert (told["records"], told["orders"], told["mismatches"], told["exact"]) == (1, 3, 0, True)
    assert 50 < told["bytes_per_order"]["intake"] < 900


def test_other_prices_are_told_to_people_and_machines(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "changes.json"
    file.write_text('{"rates_percent": [{"warehouse": "HZ", "percent": 100}]}')
    text = out(capsys, "--rules", str(file), *DAYS)
    assert "3 orders, 3 decisions compared" in text and "3 would have fared otherwise" in text
    assert "saved, CNY                          -9.00" in text
    assert "HZ 8.50 -> GZ 11.50" in text
    told = json.loads(out(capsys, "--rules", str(file), "--json", "--carry", *DAYS))
    assert (told["moved"], told["cost"]["CNY"]["saving_minor"], len(told["orders_changed"])) == (3, -900, 3)
    assert set(told["orders_changed"][0]) == {"order", "record", "at", "moved", "before", "after"}


def test_a_period_without_records_says_when_there_are_some(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"{}")))
    assert main(["replay", "--rules", "-", "--since", "2025-01-01", "--until", "2025-01-31"]) == 0
    assert "there are some from 2026-11-20 to 2026-11-20" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "--rules FILE or --verify"),
        (["--rules", "nowhere.json"], "nowhere.json: No such file"),
        (["--verify", "--since", "soon"], "--since soon: no day"),
        (["--verify", "--since", "2026-11-30", "--until", "2026-11-01"], "--since is not before --until"),
    ],
)
def test_a_wrong_input_gets_one_line(capsys: pytest.CaptureFixture[str], arguments: list[str], says: str) -> None:
    assert main(["replay", *arguments]) == 2
    assert says in capsys.readouterr().err


def test_a_change_of_what_is_not_there_names_its_place(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "changes.json"
    file.write_text('{"warehouses": {"XX": {"closed": true}}}')
    assert main(["replay", "--rules", str(file), *DAYS]) == 2
    assert "warehouses.XX: there is no warehouse XX" in capsys.readouterr().err


def test_the_audit_decides_the_newest_records_again(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", "--json"]) == 0
    found = {one["id"]: one for one in json.loads(capsys.readouterr().out)["invariants"]}
    assert found["inv-10-replay"] == {"id": "inv-10-replay", "ok": True, "checked": 3, "broken": 0}


@pytest.mark.parametrize("command", [["audit"], ["audit", "--json"], ["replay", "--verify"]])
def test_tables_of_another_version_get_one_line(
    command: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "pending_migrations", lambda: ["records.0099_later"])
    assert main(command) == 1
    said = capsys.readouterr()
    assert said.out == ""
    line = "the tables are not those of this version (steps missing: 1): run `orderway migrate` first"
    assert said.err == f"orderway {command[0]}: {line}\n"


def test_progress_is_one_line_where_somebody_looks(capsys: pytest.CaptureFixture[str]) -> None:
    progress = Progress(10, shown=True)
    progress.seen(4)
    progress.seen(6)
    assert capsys.readouterr().err == "\r4 of 10 decisions\r10 of 10 decisions\n"
