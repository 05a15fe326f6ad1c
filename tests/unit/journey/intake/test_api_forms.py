"""What is told is kept as it came where it says all that the port's form needs."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from orderway.journey.intake.api_forms import NewOrder, OrderLine, OrderReceiver, incoming_of, message_of, urgency
from orderway.journey.intake.inbox import LATER, LIVE, URGENT
from orderway.ports.channel import IncomingLine, IncomingOrder, Receiver

FULL: dict[str, Any] = {
    "shop": "own",
    "external_id": "X-1",
    "placed_at": "2026-03-01T10:00:00+08:00",
    "currency": "CNY",
    "total_minor": 900,
    "number": "1",
    "tax_minor": 5,
    "tax_included": True,
    "shipping_minor": 7,
    "discount_minor": 3,
    "subsidy_minor": 2,
    "paid_minor": 900,
    "payment_status": "paid",
    "payment_method": "alipay",
    "paid_at": "2026-03-01T10:01:00Z",
    "ship_to": {name: "CN" if name == "country" else name for name in OrderReceiver.__struct_fields__},
    "bill_to": {"name": "B"},
    "buyer_id": "b",
    "buyer_note": 'quick "please"\n',
    "seller_note": "s",
    "language": "zh",
    "version": "2",
    "wishes": {"delivery_date": "2026-03-05"},
    "extra": {"tag": "vip", "n": 1},
    "lines": [
        {"external_id": "1", "sku": "A", "title": "杯", "quantity": 2, "unit_price_minor": 450},
        {
            "external_id": "2",
            "sku": "B",
            "title": "b",
            "quantity": 1,
            "unit_price_minor": 0,
            "gift": True,
            "ships": False,
        },
    ],
}


@pytest.mark.parametrize(
    ("form", "port"), [(NewOrder, IncomingOrder), (OrderReceiver, Receiver), (OrderLine, IncomingLine)]
)
def test_the_fields_of_a_form_stand_in_the_sequence_of_the_ports(form: Any, port: Any) -> None:
    ours = [name for name in form.__struct_fields__ if name != "shop"]
    assert ours == [name for name in port.__struct_fields__ if name in ours]


@pytest.mark.parametrize("without", ["", "ship_to", "bill_to", "paid_at", "wishes"])
def test_what_was_told_is_kept_as_it_came_and_says_what_the_form_would_be_mapped_to(without: str) -> None:
    told = msgspec.json.format(msgspec.json.encode({key: value for key, value in FULL.items() if key != without}))
    form = msgspec.json.decode(told, type=NewOrder)
    assert message_of(form, told) is told
    assert msgspec.json.decode(told, type=IncomingOrder) == incoming_of(form)


@pytest.mark.parametrize("empty", ["sku", "title"])
def test_what_the_port_wants_is_said_also_where_it_is_empty(empty: str) -> None:
    line = {**FULL["lines"][0], empty: ""}
    told = msgspec.json.encode({**FULL, "lines": [{key: value for key, value in line.items() if value}]})
    form = msgspec.json.decode(told, type=NewOrder)
    (read,) = msgspec.json.decode(message_of(form, told), type=IncomingOrder).lines
    assert getattr(read, empty) == ""


@pytest.mark.parametrize(
    ("status", "wished", "wanted"),
    [
        ("unpaid", "2026-03-01", LATER),
        ("paid", "", LIVE),
        ("cod_due", "2026-03-02", URGENT),
        ("paid", "2026-03-03", URGENT),
        ("paid", "2026-03-04", LIVE),
    ],
)
def test_paid_orders_are_read_first_and_of_these_what_is_wanted_soon(status: str, wished: str, wanted: int) -> None:
    wishes = {"delivery_date": wished} if wished else {}
    form = msgspec.convert({**FULL, "payment_status": status, "wishes": wishes}, NewOrder)
    assert urgency(form, "2026-03-03") == wanted
