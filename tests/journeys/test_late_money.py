"""Money that comes when nobody expects it any more."""

from datetime import timedelta

import msgspec

from orderway.kernel import clock
from tests.shop import NOW, Company, incoming, line


def test_a_payment_after_the_order_expired_is_on_its_way_back(company: Company) -> None:
    company.sku("MUG", HZ=10)
    company.send(incoming("A1", line("MUG", 2), paid=False))
    company.read()
    with clock.held_at(NOW + timedelta(hours=27)):
        company.run()
        assert company.order("A1")[0] == "CANCELLED"
        company.send(incoming("A1", line("MUG", 2), paid=True))
        company.read()
    assert company.order("A1", "status, captured_minor, refund_open_minor") == ("CANCELLED", 17800, 17800)
    assert company.rows("SELECT reserved FROM stock") == [(0,)]


def test_money_a_gateway_took_after_the_order_was_cancelled_is_on_its_way_back(company: Company) -> None:
    company.sku("MUG", HZ=10)
    company.send(incoming("A1", line("MUG", 2), paid=False))
    company.read()
    company.must("cancel", "A1", reason="buyer")
    company.must("captured", "A1", reference="pi_1", total_minor=17800)
    assert company.order("A1", "status, captured_minor, refund_open_minor") == ("CANCELLED", 17800, 17800)


def test_money_that_comes_back_after_the_second_check_missed_it_ships_the_order(company: Company) -> None:
    company.sku("MUG", HZ=10)
    company.send(msgspec.structs.replace(incoming("A1", line("MUG", 2), paid=False), payment_status="authorized"))
    company.read()
    company.must("withdraw", "A1")
    (reference,) = company.rows("SELECT external_id FROM payment WHERE kind = 'authorised'")
    company.must("voided", "A1", reference=reference[0])
    company.must("approve", "A1")
    assert company.order("A1", "standing, waits_for") == ("unpaid", "payment")
    company.must("record_payment", "A1", kind="captured", amount_minor=17800, reference="p2")
    assert company.order("A1") == ("RELEASED", "warehouse", "warehouse")
    assert company.broken() == []
