"""A hold on a line stops the whole order or that line alone, as its kind says."""

from __future__ import annotations

import pytest
from django.db import transaction

from orderway.kernel import clock
from orderway.lifecycle.reasons import BEFORE_CONFIRM
from orderway.records import ruling
from orderway.records.models import HoldKind
from tests.rulings import in_force, table_of
from tests.shop import Company, incoming, line

BATTERY = table_of("line_hold", {"category": "battery", "reason": "restricted_goods", "message": "ask first"})


def alone(reason: str) -> None:
    with transaction.atomic():
        HoldKind.objects.create(
            reason=reason,
            blocks=list(BEFORE_CONFIRM),
            may_release=["operator"],
            owner="operator",
            hours=5,
            line_only=True,
            changed_at=clock.now(),
        )
        ruling.touch()


@pytest.fixture
def shop(company: Company) -> Company:
    company.sku("LAMP", HZ=10)
    company.sku("CELL", category="battery", HZ=10)
    in_force(BATTERY)
    return company


def buckets(company: Company) -> list[tuple[str, int, int]]:
    return company.rows("SELECT sku_code, promised + allocated, released FROM order_line ORDER BY sku_code")


def test_by_default_the_whole_order_waits(shop: Company) -> None:
    shop.send(incoming("1", line("LAMP", 2), line("CELL", 1)))
    shop.run()
    assert shop.order("1") == ("REVIEW", "held", "confirm")
    assert buckets(shop) == [("CELL", 1, 0), ("LAMP", 2, 0)]


def test_where_the_company_wants_it_the_other_lines_go_on_and_the_line_follows(shop: Company) -> None:
    alone("restricted_goods")
    shop.send(incoming("1", line("LAMP", 2), line("CELL", 1)))
    shop.run()
    assert buckets(shop) == [("CELL", 1, 0), ("LAMP", 0, 2)]
    assert shop.order("1", "standing, partially") == ("held", True)
    assert shop.one("SELECT count(*) FROM fulfilment") == 1
    shop.must("check_again", "1")
    assert buckets(shop) == [("CELL", 1, 0), ("LAMP", 0, 2)]
    assert shop.do("release_hold", "1", roles=("operator",), reason="restricted_goods").done
    assert buckets(shop) == [("CELL", 0, 1), ("LAMP", 0, 2)]
    assert shop.order("1")[1] == "warehouse"
    assert shop.one("SELECT count(*) FROM fulfilment") == 2


def test_an_order_of_held_lines_only_waits_and_can_be_cancelled(shop: Company) -> None:
    alone("restricted_goods")
    shop.send(incoming("1", line("CELL", 3)))
    shop.run()
    assert buckets(shop) == [("CELL", 3, 0)]
    assert shop.order("1")[1] == "held"
    shop.must("cancel", "1", reason="buyer")
    assert shop.order("1")[1] == "cancelled"
    assert shop.one("SELECT sum(reserved) FROM stock") == 0
