"""What an order should cost: exact figures for each kind of promotion, and nothing is lost between the lines."""

from random import Random

import pytest

from orderway.solvers.pricing import ACTIONS, Item, Promotion, priced

TEA, MUG, POT = Item("TEA", 3, 2000), Item("MUG", 1, 8900), Item("POT", 2, 15000)


def test_without_promotions_the_goods_cost_their_prices() -> None:
    assert priced([TEA, MUG], []) == ([6000, 8900], [{}, {}], None)


def test_twenty_off_every_hundred_is_split_over_the_lines_by_what_they_cost() -> None:
    off = Promotion("r", "off", amount_minor=2000, from_minor=10000, every=True)
    found = priced([TEA, MUG, POT], [off])  # 449.00: four times 20.00
    assert sum(found.lines) == 44900 - 8000
    assert [row.get("r", 0) for row in found.offs] == [1069, 1586, 5345]


def test_a_threshold_is_asked_of_the_goods_it_is_for_after_what_was_taken_off_before() -> None:
    tea = Promotion("tea", "percent", frozenset({"TEA"}), percent=10)
    off = Promotion("off", "off", frozenset({"TEA"}), amount_minor=500, from_minor=5401)
    assert priced([TEA, MUG], [tea, off]).lines == [5400, 8900]
    assert priced([TEA, MUG], [off, tea]).lines == [4950, 8900]


def test_three_for_two_gives_the_cheapest_of_all_free() -> None:
    rule = Promotion("3f2", "n_for_m", take=3, pay=2)
    assert priced([TEA, MUG, POT], [rule]).lines == [2000, 8900, 30000]  # six units, two free, both of the tea
    assert priced([Item("TEA", 2, 2000)], [rule]).lines == [4000]
    assert priced([Item("TEA", 1000, 2000)], [rule]).lines == [667 * 2000]


def test_points_are_worth_what_the_rule_says_and_never_more_than_the_goods() -> None:
    rule = Promotion("points", "points", amount_minor=1)
    assert priced([MUG], [rule], points=500).lines == [8400]
    assert priced([MUG], [rule], points=10**9).lines == [0]


def test_nothing_is_taken_off_after_a_rule_that_stands_alone_but_freight_is_still_asked() -> None:
    rules = [
        Promotion("a", "percent", percent=50, alone=True),
        Promotion("b", "percent", percent=50),
        Promotion("f", "freight", amount_minor=1000),
        Promotion("g", "freight", amount_minor=0, from_minor=4450),
    ]
    assert priced([MUG], rules) == ([4450], [{"a": 4450}], 0)
    assert priced([Item("MUG", 1, 8800)], rules).freight_minor == 1000


def test_a_bound_limits_what_is_taken_off() -> None:
    assert priced([MUG], [Promotion("a", "percent", percent=50, most_minor=1000)]).lines == [7900]


@pytest.mark.parametrize("seed", range(40))
def test_the_lines_and_what_was_taken_off_them_add_up_and_no_line_is_below_nothing(seed: int) -> None:
    chance = Random(seed)
    items = [Item(f"S{n % 3}", chance.randint(1, 9), chance.randint(0, 9999), chance.randint(0, 3)) for n in range(6)]
    rules = [
        Promotion(
            f"r{n}", chance.choice(ACTIONS), frozenset(chance.sample(["S0", "S1", "S2"], chance.randint(0, 3))),
            chance.randint(0, 9999), chance.randint(1, 100), chance.randint(0, 20000), chance.random() < 0.5,
            chance.randint(2, 5), chance.randint(0, 4), chance.choice((0, 777)), chance.random() < 0.1,
        )
        for n in range(5)
    ]  # fmt: skip
    found = priced(items, rules, chance.randint(0, 9))
    for item, left, offs in zip(items, found.lines, found.offs, strict=True):
        assert left >= 0
        assert left + sum(offs.values()) == item.units * item.unit_minor + item.rest_minor
