"""Situations 4, 5, 8 and 10 of the trade, each with its outcome."""

from datetime import timedelta
from typing import Any

import msgspec

from orderway.kernel import clock
from orderway.ports.channel import Receiver
from tests.people import signed_in
from tests.rulings import in_force, table_of
from tests.shop import GOOD_RECEIVER, NOW, Company, incoming, line


def code(result: Any) -> str:
    assert result.refusal is not None
    return str(result.refusal.code)


def test_4_one_parcel_the_earlier_deadline_one_number_and_the_stopped_item_is_taken_out(company: Company) -> None:
    shop = company.add_shop("tmall", "orderway", {"merge": "auto", "buffer_minutes": 30})
    for sku in ("VASE", "TRAY"):
        company.sku(sku, HZ=5)
    for number, sku, minutes in (("T4", "VASE", 0), ("T4B", "TRAY", 20)):
        at = NOW + timedelta(minutes=minutes)
        with clock.held_at(at):
            company.send(incoming(number, line(sku), ship_to=GOOD_RECEIVER, placed_at=at), shop=shop)
            company.run()
    with clock.held_at(NOW + timedelta(minutes=30)):
        company.run()
    assert company.rows("SELECT ship_by FROM orders") == [(NOW + timedelta(hours=48),)] * 2
    company.must("label", "T4", tracking_number="SF4")
    assert company.rows("SELECT tracking_number FROM parcel") == [("SF4",), ("SF4",)]
    company.must("pick", "T4")
    company.must("pick", "T4B")
    company.must("cancel", "T4B", reason="buyer")
    assert code(company.do("pack", "T4")) == "pull_from_box"
    company.must("answer_stop", "T4B", agree=True)
    company.must("pack", "T4")
    company.must("hand_over", "T4", tracking_number="SF4")
    assert company.order("T4", "status") == ("SHIPPED",)
    assert company.order("T4B", "status, refund_open_minor") == ("CANCELLED", 8900)
    assert company.rows("SELECT s.code, t.on_hand FROM stock t JOIN sku s ON s.id = t.sku_id ORDER BY 1") == [
        ("TRAY", 5),
        ("VASE", 4),
    ]


def test_5_the_balance_starts_the_clock_and_its_twin_keeps_nothing_but_loses_the_deposit(company: Company) -> None:
    company.sku("QUILT", HZ=5)
    due = NOW + timedelta(days=3)
    for number in ("T5", "T5B"):
        order = incoming(number, line("QUILT", price=49900), paid=False, deposit_minor=5000, balance_due_at=due)
        order = msgspec.structs.replace(order, paid_minor=5000, payment_status="partially_paid", paid_at=NOW)
        company.send(order)
        company.read()
        assert company.order(number)[1] == "unpaid"
    paid_at = NOW + timedelta(days=2)
    first = incoming("T5", line("QUILT", price=49900), paid_at=paid_at, version="2", paid_minor=49900)
    with clock.held_at(paid_at):
        company.send(msgspec.structs.replace(first, deposit_minor=5000, balance_due_at=due))
        company.run()
    with clock.held_at(due + timedelta(minutes=1)):
        company.run()
    assert company.order("T5", "standing, ship_by") == ("warehouse", paid_at + timedelta(hours=48))
    twin = "standing, captured_minor, refunded_minor, extra->>'deposit_kept'"
    assert company.order("T5B", twin) == ("cancelled", 5000, 0, "5000")
    assert company.rows("SELECT on_hand, reserved FROM stock") == [(5, 1)]


def test_8_an_encrypted_buyer_passes_the_checks_is_labelled_and_nobody_can_reveal_more(company: Company) -> None:
    company.sku("CLOCK", HZ=5)
    hidden = Receiver("张**", "*******8008", "", "CN", "浙江省", "杭州市", "西湖区", "****", token="oaid-8")
    company.send(incoming("T8", line("CLOCK"), ship_to=hidden))
    company.read()
    assert (company.holds("T8"), company.order("T8")[1]) == ([], "warehouse")
    company.must("label", "T8", tracking_number="DY8")
    assert company.rows("SELECT name, phone, street, token, phone_hash, name_hash FROM person") == [
        ("张**", "*******8008", "****", "oaid-8", None, None)
    ]
    assert code(company.do("correct_address", "T8", street="文三路1号")) == "buyer_is_encrypted"
    client = signed_in("service", name="sue")
    order_id = company.one("SELECT id FROM orders")
    shown = client.post(f"/orders/{order_id}/reveal", {"reason": "call", "note": ""}).content.decode()
    assert "oaid-8" not in shown


def test_10_a_pot_without_its_gift_socks_is_refunded_less_their_value_and_restocked(company: Company) -> None:
    company.sku("POT", HZ=5)
    company.sku("SOCKS", HZ=5)
    in_force(table_of("gift", {"amount_minor": ">= 199", "gift": "SOCKS", "units": "1", "value": "9.90"}))
    company.send(incoming("T10", line("POT", price=19900)))
    company.run()
    for name, args in (
        ("pick", {}),
        ("pack", {}),
        ("label", {"tracking_number": "SF10"}),
        ("hand_over", {"tracking_number": "SF10"}),
        ("scan", {"code": "delivered"}),
    ):
        company.must(name, "T10", **args)
    pot = str(company.one("SELECT id FROM order_line WHERE NOT gift"))
    company.must("request_return", "T10", lines={pot: 1}, reason="changed_mind")
    for name in ("approve_return", "receive_return", "inspect_return"):
        company.must(name, "T10")
    company.must("pay_refund", "T10", reference="R10")
    assert company.order("T10", "refunded_minor, captured_minor - refunded_minor") == (18910, 990)
    assert company.rows("SELECT s.code, t.on_hand FROM stock t JOIN sku s ON s.id = t.sku_id ORDER BY 1") == [
        ("POT", 5),
        ("SOCKS", 4),
    ]
