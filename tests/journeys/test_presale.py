"""Pre-sale and the buffer after payment: nothing leaves before its time, and the clock counts from the right moment."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from orderway.journey.review.expiry import expire_unpaid
from orderway.kernel import clock
from orderway.ports.channel import IncomingOrder
from tests.shop import NOW, Company, incoming, line

BALANCE_DUE = NOW + timedelta(days=3)


def deposit(number: str, **more: Any) -> IncomingOrder:
    order = incoming(
        number, line("COAT", price=49900), paid=False, deposit_minor=5000, balance_due_at=BALANCE_DUE, **more
    )
    return msgspec.structs.replace(order, paid_minor=5000, payment_status="partially_paid", paid_at=NOW)


def balance(order: IncomingOrder, after: timedelta) -> IncomingOrder:
    return msgspec.structs.replace(order, version="2", paid_minor=49900, payment_status="paid", paid_at=NOW + after)


def test_5_a_deposit_releases_nothing_and_the_clock_starts_with_the_balance(company: Company) -> None:
    company.sku("COAT", HZ=5)
    company.send(deposit("T5"))
    company.read()
    assert company.order("T5", "standing, payment_state, deposit_minor, ship_by") == (
        "unpaid",
        "PARTIALLY_PAID",
        5000,
        None,
    )
    assert company.rows("SELECT on_hand, reserved FROM stock") == [(5, 1)]
    with clock.held_at(NOW + timedelta(days=2)):
        company.run()
        assert company.order("T5")[1] == "unpaid", "the day after the order's own time to pay is no end of it"
        company.send(balance(deposit("T5"), timedelta(days=2)))
        company.run()
    assert company.order("T5") == ("RELEASED", "warehouse", "warehouse")
    assert company.order("T5", "ship_by, captured_minor")[0] == NOW + timedelta(days=2, hours=48)


def test_5_its_twin_misses_the_balance_and_loses_the_deposit(company: Company) -> None:
    company.sku("COAT", HZ=5)
    company.send(deposit("T5B"))
    company.read()
    with clock.held_at(BALANCE_DUE + timedelta(minutes=1)):
        company.run()
    assert company.order("T5B") == ("CANCELLED", "cancelled", "closed")
    assert company.rows("SELECT on_hand, reserved FROM stock") == [(5, 0)]
    assert company.rows("SELECT count(*) FROM refund") == [(0,)]
    assert company.order("T5B", "captured_minor, refunded_minor, extra->>'deposit_kept'") == (5000, 0, "5000")


def test_a_held_presale_misses_its_balance_too(company: Company) -> None:
    company.sku("COAT", HZ=5)
    company.send(deposit("T5C"))
    company.read()
    company.must("hold", "T5C", note="?")
    with clock.held_at(BALANCE_DUE + timedelta(minutes=1)):
        assert expire_unpaid(company.engine) == 1
    assert company.order("T5C")[1] == "cancelled"
    assert company.order("T5C", "extra->>'deposit_kept'") == ("5000",)


@pytest.mark.parametrize(("reason", "kept"), [("stock", None), ("buyer", "5000")])
def test_who_fails_decides_about_the_deposit(company: Company, reason: str, kept: str | None) -> None:
    company.sku("COAT", HZ=5)
    company.send(deposit("T5D"))
    company.read()
    company.must("cancel", "T5D", reason=reason)
    assert company.order("T5D", "extra->>'deposit_kept'") == (kept,)
    assert company.rows("SELECT amount_minor FROM refund") == ([] if kept else [(5000,)])


def test_a_deposit_that_the_channel_gave_back_is_not_kept(company: Company) -> None:
    company.sku("COAT", HZ=5)
    company.send(deposit("T5E"))
    company.read()
    told = msgspec.structs.replace(deposit("T5E"), version="2", status="cancelled", refunded_minor=5000)
    company.send(told)
    company.read()
    assert company.order("T5E", "refunded_minor, extra->>'deposit_kept'") == (5000, None)


def test_a_platform_that_names_no_deposit_means_what_is_paid(company: Company) -> None:
    company.sku("COAT", HZ=5)
    order = msgspec.structs.replace(
        deposit("T5F"), deposit_minor=0, extra={"presale": {"step": "FRONT_PAID_FINAL_NOPAID"}}
    )
    company.send(order)
    company.read()
    assert company.order("T5F", "deposit_minor, standing") == (5000, "unpaid")


def test_paid_in_full_it_waits_for_its_day_and_the_clock_starts_there(company: Company) -> None:
    company.sku("COAT", HZ=5)
    day = NOW + timedelta(days=10)
    company.send(incoming("T5G", line("COAT"), ship_from=day))
    company.read()
    assert company.order("T5G", "standing, waits_for, ready_at") == ("waiting", "ship_date", day)
    with clock.held_at(day):
        company.run()
    assert company.order("T5G", "standing, ship_by") == ("warehouse", day + timedelta(hours=48))


def test_a_paid_order_waits_for_the_end_of_its_buffer_with_its_stock_reserved(company: Company) -> None:
    shop = company.add_shop("calm", "orderway", {"buffer_minutes": 30})
    company.sku("COAT", HZ=5)
    company.send(incoming("BUF", line("COAT")), shop=shop)
    company.read()
    assert company.order("BUF", "standing, waits_for, ready_at") == ("waiting", "buffer", NOW + timedelta(minutes=30))
    assert company.rows("SELECT reserved FROM stock") == [(1,)]
    with clock.held_at(NOW + timedelta(minutes=29)):
        company.run()
        assert company.order("BUF")[1] == "waiting"
    with clock.held_at(NOW + timedelta(minutes=30)):
        company.run()
    assert company.order("BUF")[1] == "warehouse"


def test_go_now_ends_the_buffer_and_is_refused_where_nothing_waits(company: Company) -> None:
    shop = company.add_shop("calm", "orderway", {"buffer_minutes": 30})
    company.sku("COAT", HZ=5)
    company.send(incoming("BUF", line("COAT")), shop=shop)
    company.read()
    company.must("go_now", "BUF")
    assert company.order("BUF")[1] == "warehouse"
    refused = company.do("go_now", "BUF")
    assert refused.refusal is not None and refused.refusal.code == "no_buffer"
