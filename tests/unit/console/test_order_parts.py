"""The parts of an order's page: above all, money that adds up."""

from datetime import UTC, datetime

import pytest

from orderway.console.order_parts import masked, money_of, parcels_of
from orderway.flow.order import Line, Order, Parcel, Person

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def order(**more: int) -> Order:
    line = Line(1, 1, 1, "1", "", "MUG", "Mug", "", 3, 3333, 0, 0, 0)
    facts = {"total_minor": 9999, "captured_minor": 9999, **more}
    return Order(1, 1, "A1", "A1", NOW, NOW, "CNY", stage="review", lines=[line], **facts)


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"discount_minor": 1000, "total_minor": 8999},
        {"shipping_minor": 500, "total_minor": 10499},
        {"tax_minor": 700, "total_minor": 10699},
        {"subsidy_minor": 300, "total_minor": 9699},
        {"total_minor": 12345},
    ],
)
def test_the_rows_above_the_total_add_up_to_it(facts: dict[str, int]) -> None:
    rows = money_of(order(**facts))
    at = next(i for i, row in enumerate(rows) if row["kind"] == "total")

    assert sum(row["amount"] for row in rows[:at]) == rows[at]["amount"] == facts.get("total_minor", 9999)


def test_what_is_left_to_pay_is_what_is_due_and_did_not_come() -> None:
    rows = money_of(order(captured_minor=5000, cancelled_minor=3333))

    assert [row["amount"] for row in rows if row["kind"] == "total"] == [9999, 6666, 1666]


def test_nothing_is_left_to_pay_when_all_came_and_the_excess_went_back() -> None:
    rows = money_of(order(cancelled_minor=3333, refunded_minor=3333))

    assert [row["amount"] for row in rows if row["kind"] == "total"] == [9999, 6666]


def test_a_masked_receiver_cannot_be_found() -> None:
    person = Person(1, "王小明", "+8613800138000", province="浙江省", city="杭州市", street="文三路478号3幢1202室")

    assert masked(person) == {
        "name": "王*明",
        "phone": "+86138****8000",
        "email": "",
        "address": "浙江省 杭州市 文三路***",
        "country": "",
    }


@pytest.mark.parametrize(
    ("number", "carrier", "shown", "linked"),
    [
        ("1Z999AA10123456784", "UPS", "UPS", True),
        ("1Z999AA10123456784", "", "UPS", True),
        ("1Z999AA10123456785", "UPS", "UPS", False),
        ("SF1", "SF", "SF", False),
        ("", "SF", "SF", False),
    ],
)
def test_a_number_names_its_carrier_and_leads_there(number: str, carrier: str, shown: str, linked: bool) -> None:
    one = order()
    one.parcels = [Parcel(1, 1, 5, "LABELLED", "key", tracking_number=number, carrier_id=7)]
    [parcel] = parcels_of(one, {}, {7: carrier})
    assert (parcel["carrier"], bool(parcel["link"]), parcel["number"]) == (shown, linked, number)
