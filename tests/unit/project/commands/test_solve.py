"""`orderway solve`: the promised keys on standard output, one line and exit code 2 for a wrong file."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import pytest

from orderway.project.commands import solve

AREA = {"aisles": 4, "aisle_length": 10.0, "aisle_spacing": 2.0, "depot_aisle": 0}
WALKS = {"cases": [{"id": "w", "layout": AREA, "picks": [[0, 3.0], [2, 4.5]]}]}
BATCHES = {
    "cases": [
        {
            "id": "b",
            "layout": AREA,
            "capacity_items": 2,
            "orders": [{"id": one, "picks": [[aisle, 5.0]]} for one, aisle in (("x", 0), ("y", 3), ("z", 0))],
        }
    ]
}
CARTONS = {
    "cartons": [{"id": "c", "inner_mm": [100, 100, 50], "max_weight_grams": 900}],
    "shipments": [
        {
            "id": "s",
            "items": [
                {"id": "i", "size_mm": [50, 100, 100], "weight_grams": 10, "quantity": 1},
                {"id": "pole", "size_mm": [900, 1, 1], "weight_grams": 1, "quantity": 2},
            ],
        }
    ],
}
SOURCING = {"warehouses": [], "stock": {}, "freight": [], "orders": []}


def run(tmp_path: Path, document: Any, solver: str, *options: str) -> int:
    file = tmp_path / "instance.json"
    file.write_text(document if isinstance(document, str) else json.dumps(document))
    parser = argparse.ArgumentParser()
    solve.configure(parser)
    return solve.run(parser.parse_args([solver, str(file), *options]))


def printed(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert answer.pop("seconds") >= 0
    return answer


def test_walk_prints_length_bound_and_route(tmp_path, capsys):
    assert run(tmp_path, WALKS, "walk", "--json") == 0
    (case,) = printed(capsys)["cases"]
    assert {key: case[key] for key in ("id", "length", "bound", "optimal")} == {
        "id": "w",
        "length": 23,
        "bound": 23,
        "optimal": True,
    }
    assert sorted(case["route"]) == [[0, 3.0], [2, 4.5]]


def test_walk_compares_the_rules(tmp_path, capsys):
    assert run(tmp_path, WALKS, "walk", "--json", "--compare") == 0
    assert printed(capsys)["cases"][0]["rules"] == {
        "optimal": 23,
        "s_shape": 28,
        "largest_gap": 28,
        "return": 23,
        "sorted_by_bin": 23,
    }


def test_batch_prints_the_orders_of_each_batch(tmp_path, capsys):
    assert run(tmp_path, BATCHES, "batch", "--json") == 0
    (case,) = printed(capsys)["cases"]
    assert (case["id"], case["batches"], case["length"], case["bound"]) == ("b", [["x", "z"], ["y"]], 32, 32)


def test_cartons_prints_where_everything_lies(tmp_path, capsys):
    assert run(tmp_path, CARTONS, "cartons", "--json") == 0
    assert printed(capsys) == {
        "shipments": [
            {
                "id": "s",
                "cartons": [{"carton": "c", "items": [{"id": "i", "at_mm": [0, 0, 0], "size_mm": [100, 100, 50]}]}],
                "bound": 1,
                "unpacked": [{"id": "pole", "quantity": 2}],
            }
        ]
    }


def test_sourcing_prints_cost_bound_and_gap(tmp_path, capsys):
    assert run(tmp_path, SOURCING, "sourcing", "--json") == 0
    assert printed(capsys) == {
        "cost": 0,
        "bound": 0,
        "gap": 0,
        "greedy_cost": 0,
        "contested": 0,
        "unserved": [],
        "orders": [],
    }


@pytest.mark.parametrize(
    ("solver", "document", "line"),
    [
        ("walk", WALKS, "w  23  proven"),
        ("batch", BATCHES, "b  32  proven  2 batches"),
        ("cartons", CARTONS, "s  1 cartons (at least 1): c  2 not packed"),
        ("sourcing", SOURCING, "cost 0  bound 0  gap 0.000%"),
    ],
)
def test_a_person_is_told_in_lines(tmp_path, capsys, solver, document, line):
    assert run(tmp_path, document, solver) == 0
    assert capsys.readouterr().out.splitlines()[0] == line


@pytest.mark.parametrize(
    ("solver", "document", "says"),
    [
        ("walk", "{", "Input data was truncated"),
        ("walk", {"cases": [{"id": "w"}]}, r"Object missing required field `layout` - at `\$.cases\[0\]`"),
        ("walk", {"cases": [{"id": "w", "layout": AREA, "picks": [[9, 1]]}]}, r"pick \[9, 1.0\] lies outside"),
        (
            "walk",
            {"cases": [{"id": "w", "layout": AREA, "picks": [[0.5, 1]]}]},
            r"pick \[0.5, 1.0\] lies outside",
        ),
        (
            "batch",
            {"cases": [{**BATCHES["cases"][0], "capacity_items": 0}]},
            "case b: capacity_items must be",
        ),
        ("cartons", {"cartons": CARTONS["cartons"] * 2, "shipments": []}, "two cartons have the same id"),
    ],
)
def test_a_wrong_file_is_one_line_and_exit_code_two(tmp_path, capsys, solver, document, says):
    with pytest.raises(solve.InstanceError, match=says) as caught:
        run(tmp_path, document, solver, "--json")
    assert caught.value.exit_code == 2
    assert capsys.readouterr().out == ""


def test_a_missing_file_is_named(tmp_path):
    parser = argparse.ArgumentParser()
    solve.configure(parser)
    with pytest.raises(solve.InstanceError, match="No such file"):
        solve.run(parser.parse_args(["walk", str(tmp_path / "none.json")]))
