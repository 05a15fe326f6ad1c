"""Which rule tells a shop how much."""

from orderway.stock.availability import Availability, Row
from orderway.stock.publishing import PLAIN, Rule, rule_for, units


def rule(number: int, shop: int = 0, sku: int = 0, formula: str = "available", least: int = 0) -> Rule:
    return Rule(number, shop, sku, formula, least, frozenset())


def seen(hz: int, bj: int, waiting: int = 0) -> Availability:
    rows = [Row(1, "HZ", "HZ", hz, 0, 0, 0, 0), Row(2, "BJ", "BJ", bj, 0, 0, 0, 0)]
    return Availability(7, 3, rows, waiting, [])


def test_the_most_particular_rule_wins() -> None:
    rules = [rule(1), rule(2, shop=3), rule(3, sku=7), rule(4, shop=3, sku=7)]
    assert rule_for(rules, 3, 7).id == 4
    assert rule_for(rules, 3, 8).id == 2
    assert rule_for(rules, 9, 7).id == 3
    assert rule_for(rules, 9, 8).id == 1
    assert rule_for([rule(2, shop=3)], 9, 8) == PLAIN


def test_ratio_fixed_minimum_and_left_out_warehouses() -> None:
    assert units(PLAIN, seen(10, 5)) == 15
    assert units(PLAIN, seen(10, 5, waiting=4)) == 11, "what others wait for is not offered"
    assert units(rule(1, formula="available * 50%"), seen(10, 5)) == 7
    assert units(rule(1, formula="99"), seen(0, 0)) == 99
    assert units(rule(1, least=3), seen(2, 0)) == 0
    assert units(rule(1)._replace(without=frozenset({2})), seen(10, 5)) == 10


def test_a_rule_that_no_longer_reads_tells_nothing_to_sell() -> None:
    assert units(rule(1, formula="eval(1)"), seen(10, 5)) == 0
