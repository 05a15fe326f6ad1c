"""Expected goods, transfers, ring-fences and lots on a real database; every invariant is audited after each test."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from orderway.flow import supply, transfer
from orderway.flow.dating import date_waiting
from orderway.flow.fencing import set_fence
from orderway.flow.goods import Change, change_goods
from orderway.journey.commands import COMMANDS
from orderway.kernel.errors import Refusal
from orderway.stock.availability import Availability, availability, sentence
from orderway.stock.lots import open_books
from orderway.stock.purchases import Got, Purchase
from orderway.stock.transfers import Transfer
from tests.shop import NOW, Company, incoming, line

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)


def seen(company: Company, sku: str = "MUG", shop: int | None = None) -> Availability:
    with company.connection.cursor() as cursor:
        return availability(cursor, [company.skus[sku]], shop)[company.skus[sku]]


def short_order(company: Company, name: str, units: int = 1, **more: Any) -> None:
    company.send(incoming(name, line("MUG", units), **more))
    company.run()


def date_all(company: Company) -> int:
    return date_waiting(company.engine, COMMANDS["date_promise"])


def ordered(company: Company, units: int, on: datetime | None = MONDAY, number: str = "") -> Purchase:
    made = supply.place(
        company.engine, company.warehouses["HZ"], {company.skus["MUG"]: units}, "anna", expected_on=on, number=number
    )
    assert isinstance(made, Purchase), made
    return made


def moved(company: Company, units: int, **more: Any) -> Transfer:
    made = transfer.propose(
        company.engine, company.warehouses["BJ"], company.warehouses["HZ"], {company.skus["MUG"]: units}, "anna", **more
    )
    assert isinstance(made, Transfer), made
    return made


def expected(company: Company, name: str) -> Any:
    return company.one("SELECT extra->'expected'->>'at' FROM orders WHERE external_id = %s", [name])


def test_a_short_order_gets_the_day_of_the_goods_not_promised_to_those_before_it(company: Company) -> None:
    company.sku("MUG", HZ=0)
    for at, name in enumerate(("A1", "A2", "A3")):
        short_order(company, name, 2, paid_at=NOW + timedelta(minutes=at))
    ordered(company, 3)
    ordered(company, 1, MONDAY + timedelta(days=7))
    date_all(company)
    assert [expected(company, n) for n in ("A1", "A2", "A3")] == [
        MONDAY.isoformat(),
        (MONDAY + timedelta(days=7)).isoformat(),
        None,
    ]
    assert company.one("SELECT count(*) FROM outbox WHERE topic = 'promise.moved'") == 2


def test_a_later_day_of_the_purchase_moves_the_promise_and_is_told_once(company: Company) -> None:
    company.sku("MUG", HZ=0)
    short_order(company, "A1")
    made = ordered(company, 5)
    date_all(company)
    later = MONDAY + timedelta(days=3)
    assert isinstance(supply.change(company.engine, made.id, "anna", expected_on=later), Purchase)
    assert date_all(company) == 1
    assert date_all(company) == 0
    assert expected(company, "A1") == later.isoformat()
    told = company.rows("SELECT payload->>'was', payload->>'at' FROM outbox WHERE topic = 'promise.moved' ORDER BY id")
    assert told == [("", MONDAY.isoformat()), (MONDAY.isoformat(), later.isoformat())]


def test_who_changed_a_purchase_is_remembered_with_what_it_was(company: Company) -> None:
    company.sku("MUG", HZ=0)
    made = ordered(company, 5)
    mug, later = company.skus["MUG"], MONDAY + timedelta(days=3)
    supply.change(company.engine, made.id, "anna", expected_on=later)
    supply.change(company.engine, made.id, "anna", expected_on=later, note="")
    supply.change(company.engine, made.id, "ben", expected_on=None, note="late again", units={mug: 7})
    supply.change(company.engine, made.id, "cleo", expected_on=MONDAY)
    done = supply.step(company.engine, made.id, "cancel", "dora")
    assert isinstance(done, Purchase)
    kept = company.one("SELECT changes FROM purchase")
    assert kept == done.changes
    assert [(c["by"], c["what"], c.get("was"), c.get("became")) for c in kept] == [
        ("anna", "day", MONDAY.isoformat(), later.isoformat()),
        ("ben", "units", 5, 7),
        ("ben", "day", later.isoformat(), None),
        ("ben", "note", None, None),
        ("cleo", "day", None, MONDAY.isoformat()),
        ("dora", "cancel", None, None),
    ], "what changes nothing is no change"


def test_goods_received_in_parts_free_who_waits_and_the_difference_shows(company: Company) -> None:
    company.sku("MUG", HZ=0)
    short_order(company, "A1", 3)
    made = ordered(company, 5)
    mug = company.skus["MUG"]
    part = supply.receive(company.engine, made.id, {mug: Got(3, damaged=1)}, "anna", reference="D1")
    assert isinstance(part, Purchase) and part.state == "PARTIALLY_RECEIVED"
    again = supply.receive(company.engine, made.id, {mug: Got(3, damaged=1)}, "anna", reference="D1")
    assert isinstance(again, Purchase) and again.lines[0].received == 3, "told twice, booked once"
    company.run()
    assert company.order("A1")[1] == "warehouse"
    assert expected(company, "A1") is None
    done = supply.receive(company.engine, made.id, {}, "anna", complete=True)
    assert isinstance(done, Purchase)
    assert (done.state, done.lines[0].written_off) == ("CLOSED", 1)
    assert company.rows("SELECT on_hand, reserved, damaged FROM stock") == [(3, 3, 1)]


@pytest.mark.parametrize(
    ("got", "code"),
    [
        ({999: Got(1)}, "unknown_sku"),
        ({1: Got(-1)}, "negative_units"),
        ({}, "nothing_came"),
        ({1: Got(0)}, "nothing_came"),
    ],
)
def test_a_receipt_that_makes_no_sense_is_refused_and_changes_nothing(
    company: Company, got: dict[int, Got], code: str
) -> None:
    mug = company.sku("MUG", HZ=0)
    made = ordered(company, 5)
    answer = supply.receive(company.engine, made.id, {mug if sku == 1 else sku: g for sku, g in got.items()}, "anna")
    assert isinstance(answer, Refusal) and answer.code == code
    assert company.one("SELECT received FROM purchase_line") == 0
    assert company.one("SELECT count(*) FROM receipt") == 0


def test_bad_purchases_are_refused(company: Company) -> None:
    mug, place = company.sku("MUG"), company.warehouses["HZ"]
    ordered(company, 1, number="X1")
    for units, number, code in (
        ({}, "", "no_lines"),
        ({mug: 0}, "", "bad_units"),
        ({mug: -5}, "", "bad_units"),
        ({mug: 1_000_001}, "", "bad_units"),
        ({mug: 1}, "X1", "number_taken"),
        ({mug: 1}, "a\tb", "bad_number"),
        (dict.fromkeys(range(1001), 1), "", "too_many_lines"),
    ):
        answer = supply.place(company.engine, place, units, "anna", number=number)
        assert isinstance(answer, Refusal) and answer.code == code
    assert company.one("SELECT count(*) FROM purchase") == 1


def test_a_transfer_goes_to_the_orders_that_waited_and_not_to_latecomers(company: Company) -> None:
    company.sku("MUG", HZ=0, BJ=4)
    company.connection.execute("DELETE FROM zone WHERE warehouse_id = %s", [company.warehouses["BJ"]])
    company.touch()
    short_order(company, "A1", 2)
    short_order(company, "A2", 2)
    first = company.one("SELECT id FROM orders WHERE external_id = 'A2'")
    mug, due = company.skus["MUG"], NOW + timedelta(days=2)
    made = moved(company, 3, earmarks={mug: {first: 2}}, due_at=due)
    assert isinstance(transfer.approve(company.engine, made.id, "boss"), Transfer)
    date_all(company)
    assert (expected(company, "A1"), expected(company, "A2")) == (None, due.isoformat())
    assert isinstance(transfer.ship(company.engine, made.id, "peter"), Transfer)
    assert company.rows("SELECT on_hand, fenced, in_transit FROM stock ORDER BY warehouse_id") == [(0, 0, 3), (1, 0, 0)]
    got = transfer.receive(company.engine, made.id, {mug: 2}, "paul")
    assert isinstance(got, Transfer) and got.state == "PARTIALLY_RECEIVED"
    company.send(incoming("A9", line("MUG", 1)))
    company.run()
    assert [company.order(n)[1] for n in ("A1", "A2", "A9")] == ["short", "warehouse", "short"]
    assert isinstance(transfer.receive(company.engine, made.id, {}, "paul", complete=True), Transfer)
    assert company.one("SELECT state FROM transfer") == "DISCREPANCY"
    assert company.one("SELECT sum(in_transit) FROM stock") == 1
    assert isinstance(transfer.settle(company.engine, made.id, "boss"), Transfer)
    assert company.rows("SELECT state FROM transfer") == [("RECEIVED",)]
    assert company.one("SELECT sum(quantity) FROM movement WHERE kind = 'transfer_loss'") == -1
    assert company.one("SELECT sum(in_transit) FROM stock") == 0


def test_an_earmark_of_an_order_that_is_cancelled_serves_the_next(company: Company) -> None:
    company.sku("MUG", HZ=0, BJ=4)
    company.connection.execute("DELETE FROM zone WHERE warehouse_id = %s", [company.warehouses["BJ"]])
    company.touch()
    short_order(company, "A1")
    short_order(company, "A2")
    mug = company.skus["MUG"]
    company.must("hold", "A1", note="x")
    first = company.one("SELECT id FROM orders WHERE external_id = 'A1'")
    made = moved(company, 1, earmarks={mug: {first: 1}})
    transfer.approve(company.engine, made.id, "boss")
    transfer.ship(company.engine, made.id, "boss")
    transfer.receive(company.engine, made.id, {mug: 1}, "boss")
    company.must("cancel", "A1")
    company.run()
    assert company.order("A2")[1] == "warehouse"
    assert company.one("SELECT sum(units) FROM fence") == 0


def test_what_a_transfer_takes_cannot_be_sold_meanwhile_and_is_free_when_it_is_off(company: Company) -> None:
    company.sku("MUG", BJ=2)
    made = moved(company, 2)
    transfer.approve(company.engine, made.id, "boss")
    short_order(company, "A1")
    assert company.order("A1")[1] == "short"
    answer = transfer.approve(company.engine, moved(company, 1).id, "boss")
    assert isinstance(answer, Refusal) and answer.code == "not_enough_there"
    assert isinstance(transfer.cancel(company.engine, made.id, "boss"), Transfer)
    company.run()
    assert company.order("A1")[1] == "warehouse"


def test_bad_transfers_are_refused(company: Company) -> None:
    mug = company.sku("MUG", BJ=5)
    place, other = company.warehouses["BJ"], company.warehouses["HZ"]
    for to, units, marks, code in (
        (place, {mug: 1}, {}, "same_place"),
        (other, {}, {}, "no_lines"),
        (other, {mug: 0}, {}, "bad_units"),
        (other, {mug: 1}, {mug: {7: 2}}, "earmarks_beyond"),
        (other, {mug: 1}, {99: {7: 1}}, "earmarks_beyond"),
    ):
        answer = transfer.propose(company.engine, place, to, units, "anna", earmarks=marks)
        assert isinstance(answer, Refusal) and answer.code == code
    made = moved(company, 3)
    for deed, code in (
        (lambda: transfer.ship(company.engine, made.id, "x"), "not_in_this_state"),
        (lambda: transfer.receive(company.engine, made.id, {mug: 1}, "x"), "not_in_this_state"),
        (lambda: transfer.settle(company.engine, made.id, "x"), "not_in_this_state"),
        (lambda: transfer.approve(company.engine, 1, "x"), "unknown_transfer"),
        (lambda: transfer.approve(company.engine, made.id, "x", version=9), "changed_since"),
    ):
        answer = deed()
        assert isinstance(answer, Refusal) and answer.code == code
    transfer.approve(company.engine, made.id, "x")
    transfer.ship(company.engine, made.id, "x", {mug: 2})
    answer = transfer.receive(company.engine, made.id, {mug: 3}, "x")
    assert isinstance(answer, Refusal) and answer.code == "more_than_shipped"
    assert company.rows("SELECT on_hand, in_transit FROM stock ORDER BY warehouse_id") == [(0, 2), (3, 0)]


def test_units_ring_fenced_for_a_shop_are_sold_by_that_shop_only(company: Company) -> None:
    mug = company.sku("MUG", HZ=3)
    other = company.add_shop("b2b", "orderway", {})
    assert set_fence(company.engine, mug, company.warehouses["HZ"], other, 2, "anna") is None
    company.send(incoming("A1", line("MUG", 2)))
    company.run()
    assert company.order("A1")[1] == "short", "one is free, two are another shop's"
    company.must("cancel", "A1")
    company.send(incoming("B1", line("MUG", 3)), shop=other)
    company.run()
    assert company.order("B1")[1] == "warehouse", "its own two, and the free one"
    assert company.rows("SELECT fenced, reserved FROM stock") == [(0, 3)]
    company.must("cancel", "B1")
    company.run()
    assert company.rows("SELECT fenced, reserved FROM stock") == [(2, 0)], "given back, it is the shop's again"
    assert (
        seen(company).available,
        seen(company, shop=company.shop).available,
        seen(company, shop=other).available,
    ) == (
        1,
        1,
        3,
    )


def test_a_ring_fence_beyond_what_is_free_is_refused(company: Company) -> None:
    mug = company.sku("MUG", HZ=3)
    place = company.warehouses["HZ"]
    answer = set_fence(company.engine, mug, place, company.shop, 4, "anna")
    assert answer is not None and answer.code == "not_enough_there"
    assert set_fence(company.engine, mug, place, company.shop, -1, "anna") is not None
    assert company.rows("SELECT fenced FROM stock") == [(0,)]


def test_a_ring_fence_wakes_the_waiting_order_of_its_shop(company: Company) -> None:
    mug = company.sku("MUG", HZ=2)
    key = (company.skus["MUG"], company.warehouses["HZ"])
    company.connection.execute("UPDATE stock SET safety = 2 WHERE sku_id = %s AND warehouse_id = %s", key)
    other = company.add_shop("b2b", "orderway", {})
    short_order(company, "A1")
    company.send(incoming("B1", line("MUG", 1)), shop=other)
    company.run()
    company.connection.execute("UPDATE stock SET safety = 0 WHERE sku_id = %s AND warehouse_id = %s", key)
    assert set_fence(company.engine, mug, key[1], other, 2, "anna") is None
    company.run()
    assert (company.order("A1")[1], company.order("B1")[1]) == ("short", "warehouse")


def test_a_safety_stock_of_a_channel_leaves_the_last_units_to_the_others(company: Company) -> None:
    mug = company.sku("MUG", HZ=3)
    other = company.add_shop("mall", "taobao", {})
    company.insert("channel_safety", channel="taobao", units=2, sku_id=mug)
    company.touch()
    one = seen(company, shop=other)
    assert (one.available, one.rows[0].shop_safety, seen(company).available) == (1, 2, 3)
    assert sentence(one) == "on_hand - reserved - safety; HZ: 3 - 0 - 0 - 2 shop safety = 1"
    company.send(incoming("T1", line("MUG", 2)), shop=other)
    company.run()
    assert company.order("T1")[1] == "short", "one unit is its own, the other waits"
    assert company.rows("SELECT reserved FROM stock") == [(1,)]
    company.must("cancel", "T1")
    company.send(incoming("A1", line("MUG", 2)))
    company.run()
    assert company.order("A1")[1] == "warehouse"


def lotted(company: Company, near: int = 30) -> int:
    mug = company.sku("MUG", HZ=0)
    company.insert(
        "sku_supply", sku_id=mug, lot_kept=True, serial_kept=False, near_expiry_days=near, lead_days=0, pack_units=1,
        cover_days=30, cost_minor=0,
    )  # fmt: skip
    company.touch()
    made = ordered(company, 30)
    for lot, day, units in (("L2", date(2027, 3, 1), 4), ("L1", date(2027, 1, 1), 3), ("OLD", date(2026, 12, 1), 5)):
        got = supply.receive(company.engine, made.id, {mug: Got(units, lot=lot, expires_on=day)}, "anna", reference=lot)
        assert isinstance(got, Purchase)
    return mug


def test_what_expires_first_leaves_first_and_what_expires_soon_is_not_sold(company: Company) -> None:
    lotted(company)
    assert company.rows("SELECT on_hand, unsellable FROM stock") == [(12, 5)]
    assert (seen(company).available, seen(company).rows[0].too_old) == (7, 5)
    company.send(incoming("A1", line("MUG", 5)))
    company.send(incoming("A2", line("MUG", 5)))
    company.run()
    assert [company.order(n)[1] for n in ("A1", "A2")] == ["warehouse", "short"]
    for verb in ("pick", "pack"):
        company.must(verb, "A1")
    company.must("label", "A1", tracking_number="SF1")
    company.must("hand_over", "A1")
    assert company.rows("SELECT lot, on_hand FROM lot ORDER BY lot") == [("L1", 0), ("L2", 2), ("OLD", 5)]
    assert company.rows("SELECT lot, quantity FROM movement WHERE kind = 'ship' ORDER BY lot") == [
        ("L1", -3),
        ("L2", -2),
    ]


def test_a_lot_travels_with_its_last_day(company: Company) -> None:
    mug = lotted(company)
    made = transfer.propose(company.engine, company.warehouses["HZ"], company.warehouses["GZ"], {mug: 4}, "anna")
    assert isinstance(made, Transfer)
    for deed in (transfer.approve, transfer.ship):
        assert isinstance(deed(company.engine, made.id, "anna"), Transfer)
    assert isinstance(transfer.receive(company.engine, made.id, {mug: 4}, "anna"), Transfer)
    rows = company.rows(
        "SELECT lot, expires_on, on_hand FROM lot WHERE warehouse_id = %s ORDER BY lot", [company.warehouses["GZ"]]
    )
    assert rows == [("L1", date(2027, 1, 1), 3), ("L2", date(2027, 3, 1), 1)]


def test_a_receipt_without_its_lot_is_refused_and_stock_kept_plainly_before_goes_into_no_lot(company: Company) -> None:
    mug = lotted(company)
    made = ordered(company, 5)
    answer = supply.receive(company.engine, made.id, {mug: Got(5)}, "anna")
    assert isinstance(answer, Refusal) and answer.code == "lot_missing"
    cap = company.sku("CAP", HZ=6)
    company.insert(
        "sku_supply", sku_id=cap, lot_kept=True, serial_kept=False, near_expiry_days=0, lead_days=0, pack_units=1,
        cover_days=30, cost_minor=0,
    )  # fmt: skip
    company.touch()
    with company.connection.transaction(), company.connection.cursor() as cursor:
        open_books(cursor, [cap], NOW)
    change_goods(company.engine, [Change(cap, company.warehouses["HZ"], -2)], "adjust", "lost", "anna")
    assert company.rows("SELECT lot, on_hand FROM lot WHERE sku_id = %s", [cap]) == [("", 4)]


def test_sourcing_leaves_a_shop_its_safety_stock_at_the_cheaper_warehouse(company: Company) -> None:
    mug = company.sku("MUG", HZ=2, GZ=9)
    other = company.add_shop("mall", "taobao", {})
    company.insert("channel_safety", channel="taobao", units=2, sku_id=mug, warehouse_id=company.warehouses["HZ"])
    company.touch()
    company.send(incoming("T1", line("MUG", 1)), shop=other)
    company.send(incoming("A1", line("MUG", 1)))
    company.run()
    rows = company.rows(
        "SELECT o.external_id, w.code FROM fulfilment f JOIN orders o ON o.id = f.order_id "
        "JOIN warehouse w ON w.id = f.warehouse_id ORDER BY 1"
    )
    assert rows == [("A1", "HZ"), ("T1", "GZ")]
