"""`orderway rules check` and `kinds`: no database is needed."""

import json
from pathlib import Path

import pytest

from orderway.project.cli import main
from orderway.rules.table import json_of
from tests.rulings import table_of


def check(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    code = main(["rules", *words])
    return code, capsys.readouterr().out


def test_a_right_table_is_said_to_be_right(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "right.json"
    file.write_text(json_of(table_of("hold", {"units": "> 1", "reason": "rule_says"})), encoding="utf-8")
    assert check(capsys, "check", str(file)) == (0, "hold: 1 rows, nothing is wrong\n")
    code, told = check(capsys, "check", str(file), "--json")
    assert (code, json.loads(told)) == (0, {"right": True, "problems": [], "sample": ""})


def test_every_wrong_cell_is_told_by_row_and_column(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = ({"units": "> 1 / 0", "reason": "rule_says"}, {"units": "[1..9]", "reason": "because"})
    file = tmp_path / "wrong.json"
    file.write_text(json_of(table_of("hold", *rows)), encoding="utf-8")
    code, told = check(capsys, "check", str(file))
    assert code == 1
    assert told.splitlines() == [
        "row r1, units: division_by_zero (/) at 4",
        "row r2, units: range_not_allowed (..) at 1",
        "row r2, reason: not_a_choice (because) at 0",
    ]


def test_what_is_no_table_is_one_clear_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "none.json"
    file.write_text('{"kind": 5}', encoding="utf-8")
    assert main(["rules", "check", str(file)]) != 0
    assert "Expected `str`, got `int`" in capsys.readouterr().err


def test_the_kinds_name_their_columns(capsys: pytest.CaptureFixture[str]) -> None:
    code, told = check(capsys, "kinds", "--json")
    kinds = json.loads(told)
    assert code == 0
    assert kinds["hold"]["inputs"]["amount_minor"]["type"] == "money"
    assert "rule_says" in kinds["hold"]["outputs"]["reason"]["choices"]
