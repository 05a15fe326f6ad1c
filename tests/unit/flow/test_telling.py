"""Partners and outside warehouses are told once of each thing, and only of what concerns them."""

from __future__ import annotations

from datetime import UTC, datetime

from orderway.flow.order import Fulfilment, Order
from orderway.flow.reference import References
from orderway.flow.telling import EDI_CHANGES, tell
from tests.unit.flow.making import SHOP, line, new_ids
from tests.unit.flow.making import order as new_order

NOW = datetime(2026, 11, 20, tzinfo=UTC)


def refs(*, partner: bool = True, outside: bool = False) -> References:
    made = References()
    made.edi_shops = frozenset([SHOP] if partner else [])
    made.outside = {7: "webhook"} if outside else {}
    return made


def told(order: Order, known: References) -> list[str]:
    return [message.topic for message in tell([order], known)]


def decided(stage: str = "release") -> Order:
    return new_order(new_ids(), line(units=3), stage=stage)


def test_nothing_is_said_where_nobody_listens() -> None:
    order = decided()
    assert told(order, refs(partner=False)) == []
    assert order.extra == {}


def test_an_order_is_answered_once_and_not_before_it_is_decided() -> None:
    order = decided("review")
    assert told(order, refs()) == []
    order.stage = "source"
    assert told(order, refs()) == ["edi.answer"]
    assert told(order, refs()) == []


def test_an_order_that_waits_for_stock_is_answered_and_one_still_open_is_not() -> None:
    order = decided("promise")
    assert told(order, refs()) == []
    order.lines[0].open, order.lines[0].backordered = 0, 3
    assert told(order, refs()) == ["edi.answer"]


def test_an_order_by_hand_is_nobodys_partner() -> None:
    order = decided()
    order.origin = "hand"
    assert told(order, refs()) == []


def test_units_taken_off_after_the_answer_are_told_of_our_own_accord() -> None:
    order = decided()
    told(order, refs())
    order.lines[0].cancelled = 1
    order.extra = {**order.extra, "cancel_asked": {}}
    assert told(order, refs()) == []
    order.extra = {key: value for key, value in order.extra.items() if key != "cancel_asked"}
    assert told(order, refs()) == ["edi.later"]
    assert told(order, refs()) == []


def test_each_change_is_answered_once_and_its_own_units_are_not_told_twice() -> None:
    order = decided()
    told(order, refs())
    order.lines[0].cancelled = 2
    order.extra = {**order.extra, EDI_CHANGES: [{"number": "1"}, {"number": "2"}]}
    messages = tell([order], refs())
    assert [(one.topic, one.payload["change"]) for one in messages] == [("edi.change", 0), ("edi.change", 1)]
    assert told(order, refs()) == []


def test_each_shipment_is_told_once() -> None:
    order = decided("road")
    told(order, refs())
    order.fulfilments = [
        Fulfilment(1, order.id, 7, "SHIPPED", None, NOW),
        Fulfilment(2, order.id, 7, "SENT", None, NOW),
    ]
    assert told(order, refs()) == ["edi.shipped"]
    order.fulfilments[1].state = "SHIPPED"
    assert [one.payload for one in tell([order], refs())] == [{"fulfilment": 2}]


def test_an_outside_warehouse_is_told_to_ship_and_asked_to_stop_once_each() -> None:
    order, known = decided("warehouse"), refs(partner=False, outside=True)
    order.fulfilments = [Fulfilment(1, order.id, 7, "SENT", None, NOW), Fulfilment(2, order.id, 8, "SENT", None, NOW)]
    assert [(one.topic, one.target, one.payload) for one in tell([order], known)] == [
        ("wms.release", "warehouse:7", {"fulfilment": 1})
    ]
    order.fulfilments[0].state = "STOP_REQUESTED"
    assert told(order, known) == ["wms.stop"]
    assert told(order, known) == []
    order.fulfilments[0].state = "SENT"  # it refused
    assert told(order, known) == []
    order.fulfilments[0].state = "STOP_REQUESTED"
    assert told(order, known) == ["wms.stop"]
