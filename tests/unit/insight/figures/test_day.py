from datetime import date
from decimal import Decimal

from orderway.insight.figures.day import Cell, Score, added, grouped, within

DAY = date(2026, 11, 20)
CELLS = [
    Cell(
        DAY, 1, 10, 100, shipments=3, on_time=2, orders=3, cost_minor=1001, decided=2, collected=1, returns=1, wrong=1
    ),
    Cell(DAY, 2, 20, 100, shipments=1, on_time=1, orders=1, cost_minor=500, decided=1, collected=1),
    Cell(DAY, 2, 0, 0, returns=1, refused=2),
]
SCORES = [Score(1, 10, 100, answers=2, product=9, delivery=8, service=10)]


def test_shares_are_of_the_sums_not_means_of_shares() -> None:
    total = added(CELLS, SCORES)

    assert (total.on_time_share, total.late) == (Decimal("0.75"), 1)
    assert (total.collected_share, total.collected_late) == (Decimal(2) / Decimal(3), 1)
    assert (total.return_share, total.wrong_share, total.refused) == (Decimal("0.5"), Decimal("0.25"), 2)
    assert total.scores == {
        "product": Decimal("4.5"), "delivery": Decimal(4), "service": Decimal(5), "all": Decimal("4.5")
    }  # fmt: skip


def test_the_cost_of_an_order_is_rounded_once_to_the_minor_unit() -> None:
    assert added(CELLS).order_cost_minor == 375  # 1501 / 4 = 375.25
    assert added([Cell(DAY, 1, 1, 1, orders=2, cost_minor=3)]).order_cost_minor == 2


def test_a_share_of_nothing_is_none_not_zero() -> None:
    total = added([])

    assert (total.on_time_share, total.order_cost_minor, total.scores["all"]) == (None, None, None)


def test_groups_leave_out_what_has_no_place() -> None:
    assert {key: total.returns for key, total in grouped(CELLS, SCORES, "warehouse_id").items()} == {10: 1, 20: 0}
    assert {key: total.answers for key, total in grouped(CELLS, SCORES, "shop_id").items()} == {1: 2, 2: 0}


def test_a_scope_cuts_by_shop_and_by_warehouse() -> None:
    assert within(CELLS, [2], None) == CELLS[1:]
    assert within(CELLS, None, [10]) == CELLS[:1]
    assert within(CELLS, [2], [10]) == []
    assert within(CELLS, None, None) == CELLS
