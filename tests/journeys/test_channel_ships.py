"""What the channel ships itself takes no stock of ours, is counted, and ends by the channel's word."""

import msgspec
import pytest

from tests.shop import Company, incoming, line


def test_it_takes_no_stock_and_ends_when_the_channel_says_so(company: Company) -> None:
    company.sku("MUG", HZ=5)
    order = incoming("F1", line("MUG", 2), fulfilled_by_channel=True)
    company.send(order)
    company.run()
    assert company.order("F1", "standing, waits_for, next_action") == ("waiting", "channel", "await_channel")
    assert company.rows("SELECT on_hand, reserved FROM stock") == [(5, 0)]
    company.send(msgspec.structs.replace(order, version="2", extra={"channel_status": "Shipped"}))
    company.run()
    assert company.order("F1") == ("COMPLETED", "completed", "closed")
    assert company.rows("SELECT shipped FROM order_line") == [(2,)]
    assert company.rows("SELECT on_hand, reserved FROM stock") == [(5, 0)], "nothing of ours moved"
    assert company.one("SELECT count(*) FROM outbox WHERE topic LIKE '%%shipped'") == 0


@pytest.mark.parametrize("more", [{"status": "closed"}, {"extra": {"channel_status": "FULFILLED"}}])
def test_one_that_has_ended_already_when_we_hear_of_it_is_complete_at_once(
    company: Company, more: dict[str, object]
) -> None:
    company.sku("MUG", HZ=5)
    company.send(incoming("F2", line("MUG", 2), fulfilled_by_channel=True, **more))
    company.run()
    assert company.order("F2") == ("COMPLETED", "completed", "closed")


def test_the_channel_may_hand_it_to_us_and_take_it_back_while_nothing_has_left(company: Company) -> None:
    company.sku("MUG", HZ=5)
    order = incoming("F3", line("MUG", 2), fulfilled_by_channel=True)
    company.send(order)
    company.run()
    company.send(msgspec.structs.replace(order, version="2", fulfilled_by_channel=False))
    company.run()
    assert company.order("F3")[1] == "warehouse"
    company.send(msgspec.structs.replace(order, version="3"))
    company.run()
    assert company.holds("F3") == ["channel_contradiction"], "a warehouse has it"


def test_what_we_hold_for_it_is_free_when_the_channel_takes_it(company: Company) -> None:
    company.sku("MUG", HZ=5)
    order = incoming("F4", line("MUG", 2))
    company.send(msgspec.structs.replace(order, paid_minor=0, payment_status="unpaid", paid_at=None))
    company.run()
    assert company.rows("SELECT reserved FROM stock") == [(2,)]
    company.send(msgspec.structs.replace(order, version="2", fulfilled_by_channel=True))
    company.run()
    assert company.rows("SELECT reserved FROM stock") == [(0,)]
    assert company.order("F4", "waits_for") == ("channel",)


@pytest.mark.parametrize("more", [{"status": "closed"}, {"extra": {"fulfillment_status": "partial"}}])
def test_what_was_shipped_there_before_we_heard_of_it_is_not_shipped_again(
    company: Company, more: dict[str, object]
) -> None:
    company.sku("MUG", HZ=5)
    company.send(incoming("F5", line("MUG", 2), **more))
    company.run()
    assert company.holds("F5") == ["shipped_there"]
    assert company.rows("SELECT count(*) FROM fulfilment") == [(0,)]
