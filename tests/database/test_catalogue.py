"""`orderway catalogue` and what `orderway demo` does beside real data."""

import argparse
import json
from pathlib import Path

import pytest

from orderway.practice.state import SETTING
from orderway.project import cli
from orderway.project.commands.demo import prepare
from orderway.records.models import Setting, Shop, Sku

ASKED = argparse.Namespace(load=False, orders=5, seed=1)


def test_a_right_file_is_saved_and_told(clean_tables: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "skus.csv"
    file.write_text("code,name\nA,Apple\nB,Bread\n", encoding="utf-8")
    assert cli.main(["catalogue", "skus", str(file), "--check"]) == 0
    assert Sku.objects.count() == 0
    assert cli.main(["catalogue", "skus", str(file)]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "2 lines: 2 new, 0 changed, 0 as they were; saved"
    assert sorted(Sku.objects.values_list("code", flat=True)) == ["A", "B"]
    assert cli.main(["catalogue", "skus", "--export"]) == 0
    assert "A,Apple" in capsys.readouterr().out


def test_a_wrong_line_is_named_and_nothing_is_saved(
    clean_tables: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "stock.csv"
    file.write_text("sku,warehouse,units\nNO,WHERE,3\n", encoding="utf-8")
    assert cli.main(["catalogue", "stock", str(file), "--json"]) == 2
    told = json.loads(capsys.readouterr().out)
    assert (told["saved"], told["new"]) == (False, 0)
    assert [(p["line"], p["heading"], p["given"]) for p in told["problems"]] == [
        (2, "warehouse", "WHERE"),
        (2, "sku", "NO"),
    ]


@pytest.mark.parametrize("arguments", [["skus"], ["skus", "x.csv", "--export"], ["skus", "/nowhere/x.csv"]])
def test_a_wrong_call_is_one_clear_line(
    clean_tables: None, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["catalogue", *arguments]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_practice_data_stay_away_from_real_ones_and_from_where_they_were_removed(clean_tables: None) -> None:
    shop = Shop.objects.create(code="mine", name="Mine")
    assert "real data" in prepare(ASKED)[0]
    shop.delete()
    Setting.objects.create(key=SETTING, value={"state": "removed"})
    assert "demo --load" in prepare(ASKED)[0]
    assert Shop.objects.count() == 0
