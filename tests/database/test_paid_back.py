"""A platform that has paid everything back while the goods stand open: nothing leaves unless a person says so."""

from __future__ import annotations

import msgspec
import pytest

from orderway.flow.goods import Change, change_goods
from orderway.ports.channel import IncomingOrder
from tests.shop import Company, incoming, line

VERSION = "2026-11-01"


def paid_back(sold: IncomingOrder, minor: int, status: str = "refunded") -> IncomingOrder:
    return msgspec.structs.replace(sold, refunded_minor=minor, payment_status=status, version="2026-11-02")


def sell(company: Company, *lines: object) -> IncomingOrder:
    sold: IncomingOrder = incoming("A1", *lines, version=VERSION)  # type: ignore[arg-type]
    company.send(sold)
    company.read()
    return sold


def again(company: Company, sold: IncomingOrder) -> None:
    company.send(sold)
    company.read()
    company.run()


def states(company: Company) -> list[str]:
    return [row[0] for row in company.rows("SELECT state FROM fulfilment ORDER BY id")]


def test_goods_that_come_later_do_not_leave_for_it(company: Company) -> None:
    company.sku("CUP")
    sold = sell(company, line("CUP"))
    again(company, paid_back(sold, sold.total_minor))
    assert company.holds("A1") == ["refund_asked"]
    change_goods(company.engine, [Change(company.skus["CUP"], company.warehouses["HZ"], 5)], "receive", "", "anna")
    company.run()
    assert (company.holds("A1"), states(company)) == (["refund_asked"], [])


@pytest.mark.parametrize(("goes_on", "status"), [(True, "RELEASED"), (False, "CANCELLED")])
def test_a_released_order_is_stopped_and_a_person_decides_once(company: Company, goes_on: bool, status: str) -> None:
    company.sku("MUG", HZ=5)
    sold = sell(company, line("MUG", 2))
    again(company, paid_back(sold, sold.total_minor))
    assert (company.holds("A1"), states(company)) == (["refund_asked"], ["CANCELLED"])
    if goes_on:
        company.must("release_hold", "A1", reason="refund_asked", note="a present")
    else:
        company.must("cancel", "A1", reason="changed_mind")
    company.run()
    again(company, msgspec.structs.replace(paid_back(sold, sold.total_minor), version="2026-11-03"))
    assert (company.holds("A1"), company.order("A1", "status")) == ([], (status,))
    assert company.rows("SELECT state, amount_minor FROM refund") == [("SUCCEEDED", sold.total_minor)]


def test_a_part_paid_back_is_a_price_difference_and_ships(company: Company) -> None:
    company.sku("MUG", HZ=5)
    sold = sell(company, line("MUG", 2))
    again(company, paid_back(sold, 300, "partially_refunded"))
    assert (company.holds("A1"), states(company)) == ([], ["SENT"])


def test_what_is_paid_back_with_its_goods_needs_no_person(company: Company) -> None:
    company.sku("MUG", HZ=5)
    sold = sell(company, line("MUG", 2))
    gone = [msgspec.structs.replace(one, current_quantity=0) for one in sold.lines]
    again(company, msgspec.structs.replace(paid_back(sold, sold.total_minor), lines=gone))
    assert (company.holds("A1"), company.order("A1", "status")) == ([], ("CANCELLED",))
