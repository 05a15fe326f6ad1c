"""An authorisation is given back after the order was released: what has not left the warehouse stays there."""

from collections.abc import Callable

import msgspec
import pytest

from orderway.ports.channel import IncomingOrder
from tests.shop import Company, incoming, line


def authorised(**more: str) -> IncomingOrder:
    """An order whose money is only authorised."""
    told = incoming("A1", line("MUG", 2), paid=False)
    return msgspec.structs.replace(told, payment_status="authorized", **more)


@pytest.fixture
def released(company: Company) -> Company:
    """The order lies in its warehouse."""
    company.sku("MUG", HZ=5)
    company.send(authorised())
    company.read()
    assert company.order("A1", "stage, payment_state") == ("warehouse", "AUTHORIZED")
    return company


def by_hand(company: Company) -> None:
    company.must("record_payment", "A1", kind="voided", reference="void-1")


def by_notice(company: Company) -> None:
    company.must("payment_told", "A1", kind="voided", reference="void-1")


def by_the_gateways_answer(company: Company) -> None:
    company.must("voided", "A1", reference="void-1")


def by_the_channel(company: Company) -> None:
    company.send(msgspec.structs.replace(authorised(version="2"), payment_status="voided"))
    company.read()


WAYS = (by_hand, by_notice, by_the_gateways_answer, by_the_channel)


@pytest.mark.parametrize("void", WAYS)
def test_goods_of_money_that_is_gone_do_not_leave(released: Company, void: Callable[[Company], None]) -> None:
    void(released)
    assert released.rows("SELECT state, reason FROM fulfilment") == [("CANCELLED", "payment_voided")]
    assert released.order("A1", "stage, waits_for, payment_state") == ("review", "payment", "VOIDED")
    assert released.rows("SELECT on_hand, reserved FROM stock") == [(5, 2)], "they stay promised"
    released.must("record_payment", "A1", amount_minor=released.one("SELECT total_minor FROM orders"), reference="new")
    assert released.order("A1", "stage, payment_state") == ("warehouse", "PAID")
    assert released.broken() == []


def test_a_warehouse_that_packs_already_is_asked(released: Company) -> None:
    for deed in ("accept", "pick", "pack"):
        released.must(deed, "A1")
    released.must("record_payment", "A1", kind="voided", reference="void-1")
    assert released.one("SELECT state FROM fulfilment") == "STOP_REQUESTED"
    assert not released.do("hand_over", "A1").done


def test_what_was_taken_is_not_touched_by_the_rest_given_back(released: Company) -> None:
    total = released.one("SELECT total_minor FROM orders")
    released.must("captured", "A1", reference="cap-1", total_minor=total)
    released.must("voided", "A1", reference="void-1")
    assert released.order("A1", "stage, payment_state") == ("warehouse", "PAID")
