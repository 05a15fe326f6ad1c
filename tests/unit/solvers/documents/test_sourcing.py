"""The sourcing document: what it says is what is solved, and what is wrong is named."""

from __future__ import annotations

import json
from typing import Any

import pytest

from orderway.solvers.documents import sourcing
from orderway.solvers.documents.reading import DocumentError

DOCUMENT: dict[str, Any] = {
    "warehouses": [
        {"id": "north", "handling_order_minor": 100, "handling_unit_minor": 10, "load_minor": 3, "capacity_parcels": 5},
        {"id": "south", "handling_order_minor": 120, "handling_unit_minor": 10},
    ],
    "stock": {"a": {"north": 1, "south": 1}, "b": {"south": 5}},
    "grams": {"a": 400, "b": 700},
    "freight": [
        {"warehouse": "north", "zone": "z", "steps": [[500, 300], [2000, 450]]},
        {"warehouse": "south", "zone": "z", "steps": [[500, 310], [2000, 470]]},
    ],
    "splits_max": 1,
    "split_minor": 50,
    "orders": [
        {"id": "1", "zone": "z", "lines": [{"sku": "a", "quantity": 1}], "unserved_minor": 9000},
        {
            "id": "2",
            "zone": "z",
            "lines": [{"sku": "a", "quantity": 1}, {"sku": "b", "quantity": 1}],
            "penalty_minor": {"south": 7},
            "lateness_minor": {"south": 40},
            "unserved_minor": 9000,
        },
    ],
}


def solve(**changes: Any) -> dict[str, Any]:
    return sourcing.solve(json.dumps({**DOCUMENT, **changes}).encode())


def test_the_answer_has_cost_bound_gap_and_the_parts_of_each_order():
    answer = solve()
    assert (answer["cost"], answer["bound"], answer["gap"]) == (413 + 657, 1070, 0)
    assert answer["unserved"] == []
    assert answer["orders"] == [
        {
            "id": "1",
            "cost": 413,
            "picks": [{"sku": "a", "warehouse": "north", "quantity": 1}],
            "parts": {"handling": 110, "freight": 300, "split": 0, "lateness": 0, "load": 3, "penalty": 0},
        },
        {
            "id": "2",
            "cost": 657,
            "picks": [
                {"sku": "a", "warehouse": "south", "quantity": 1},
                {"sku": "b", "warehouse": "south", "quantity": 1},
            ],
            "parts": {"handling": 140, "freight": 470, "split": 0, "lateness": 40, "load": 0, "penalty": 7},
        },
    ]


def test_a_forbidden_warehouse_ships_nothing():
    orders = [{**DOCUMENT["orders"][0], "forbidden": ["north", "south"]}]
    answer = solve(orders=orders)
    assert (answer["cost"], answer["unserved"]) == (9000, ["1"])


def test_lines_of_one_sku_are_one_line():
    orders = [{"id": "1", "zone": "z", "lines": [{"sku": "b", "quantity": 1}, {"sku": "b", "quantity": 1}]}]
    assert solve(orders=orders)["orders"][0]["picks"] == [{"sku": "b", "warehouse": "south", "quantity": 2}]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"stock": {"a": {"north": -1}}}, r"Expected `int` >= 0 - at `\$.stock\[a\]\[north\]`"),
        ({"warehouses": [DOCUMENT["warehouses"][0]] * 2, "freight": []}, "warehouses: two have the same id"),
        ({"stock": {"a": {"west": 1}}}, "stock of a: there is no warehouse west"),
        (
            {"orders": [{**DOCUMENT["orders"][0], "forbidden": ["west"]}]},
            "order 1: forbidden: there is no warehouse west",
        ),
        ({"orders": [{**DOCUMENT["orders"][0], "penalty_minor": {"west": 1}}]}, "order 1: penalty_minor: there is no"),
        (
            {"orders": [{**DOCUMENT["orders"][0], "lateness_minor": {"west": 1}}]},
            "order 1: lateness_minor: there is no",
        ),
        ({"unserved_minor": 10**18}, r"Expected `int` <= 1000000000000 - at `\$.unserved_minor`"),
        ({"orders": [DOCUMENT["orders"][0]] * 2}, "two orders have the same id"),
        ({"freight": [DOCUMENT["freight"][0]] * 2}, "freight of north into z: told twice"),
        ({"freight": [{"warehouse": "west", "zone": "z", "steps": []}]}, "west into z: there is no such warehouse"),
        ({"freight": [{"warehouse": "north", "zone": "z", "steps": [[9, 5], [9, 6]]}]}, "weights must rise"),
        ({"freight": [{"warehouse": "north", "zone": "z", "steps": [[5, 9], [9, 5]]}]}, "prices must not fall"),
    ],
)
def test_a_wrong_document_is_refused_with_the_place(changes, says):
    with pytest.raises(DocumentError, match=says):
        solve(**changes)


def test_an_order_of_nothing_is_not_left():
    answer = solve(orders=[{"id": "1", "zone": "z", "lines": []}])
    assert (answer["cost"], answer["unserved"]) == (0, [])


def test_a_small_batch_is_decided_to_the_last_minor_unit():
    """Beside an order that costs a million when it is left, a hundred is a small gap, and not too small to be found."""
    prices = {("x", "n"): 0, ("x", "s"): 100, ("y", "n"): 0, ("y", "s"): 0, ("z", "n"): 0, ("z", "s"): 0}
    wanted = {"1": ("n", 6), "2": ("s", 3), "3": ("n", 2)}
    answer = solve(
        warehouses=[{"id": one, "capacity_units": units} for one, units in (("x", 5), ("y", 5), ("z", 6))],
        stock={"a": {"x": 1, "y": 3, "z": 4}},
        grams={},
        freight=[{"warehouse": one, "zone": zone, "steps": [[9, price]]} for (one, zone), price in prices.items()],
        orders=[
            {"id": one, "zone": zone, "lines": [{"sku": "a", "quantity": units}]}
            for one, (zone, units) in wanted.items()
        ],
    )
    assert (answer["cost"], answer["bound"], answer["unserved"]) == (1_000_000, 1_000_000, ["1"])
