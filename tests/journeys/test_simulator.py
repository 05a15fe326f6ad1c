"""The practice world takes orders to the door by itself, and its books balance."""

from __future__ import annotations

from datetime import timedelta

import pytest

from orderway.kernel import clock
from orderway.project.errands import relay_on
from orderway.project.simulator import REMIT_DAYS, Simulator
from tests.shop import NOW, Company, incoming, line

ORDERS = 200
DAYS = 25
BOOKS = {
    "stock is what moved": """
        SELECT count(*) FROM stock s WHERE on_hand <> (SELECT coalesce(sum(quantity), 0) FROM movement m
        WHERE m.sku_id = s.sku_id AND m.warehouse_id = s.warehouse_id)""",
    "reserved is what is reserved": """
        SELECT count(*) FROM stock s WHERE reserved <> (SELECT coalesce(sum(quantity), 0) FROM reservation r
        WHERE r.sku_id = s.sku_id AND r.warehouse_id = s.warehouse_id AND r.state IN ('SOFT', 'HARD'))""",
    "money kept is money due": """
        SELECT count(*) FROM orders WHERE captured_minor - refunded_minor - refund_open_minor <>
        total_minor - cancelled_minor AND payment_state NOT IN ('COD_DUE', 'FAILED')""",
    "one valid number a parcel": """
        SELECT count(*) FROM (SELECT tracking_number FROM parcel WHERE tracking_number <> ''
        GROUP BY 1 HAVING count(*) > 1) twice""",
    "no unit is shipped twice": "SELECT count(*) FROM order_line WHERE shipped + cancelled > ordered",
}


@pytest.fixture
def practice(company: Company) -> Company:
    for table in ("shop", "warehouse", "carrier"):
        company.connection.execute(f"UPDATE {table} SET practice = true")
    company.connection.execute("UPDATE shop SET settings = '{\"confirm_cod\": false}'")
    company.touch()
    for code in ("MUG", "CAP", "SHIRT"):
        company.sku(code, HZ=300, GZ=200, BJ=100)
    return company


def place(company: Company, many: int = ORDERS) -> None:
    """Orders of one to three lines; every tenth is paid at the door."""
    skus = ("MUG", "CAP", "SHIRT")
    for number in range(many):
        lines = [line(skus[(number + at) % 3], 1 + number % 2) for at in range(1 + number % 3)]
        cash = {"paid": False, "payment_status": "cod_due"} if number % 10 == 0 else {}
        company.send(incoming(f"A{number:03d}", *lines, placed_at=NOW + timedelta(minutes=number), **cash))
    company.read()


def simulator(company: Company, **more: object) -> Simulator:
    return Simulator(company.engine, relay_on(company.engine), **more)  # type: ignore[arg-type]


def settled(company: Company) -> dict[str, int]:
    return dict(company.rows("SELECT standing, count(*) FROM orders GROUP BY 1"))


def test_two_hundred_orders_reach_the_door_by_themselves_and_the_books_balance(practice: Company) -> None:
    place(practice)
    assert settled(practice) == {"warehouse": ORDERS}
    done = simulator(practice).run_until(NOW + timedelta(days=DAYS))
    assert done > ORDERS * 9
    assert settled(practice) == {"completed": ORDERS}
    for claim, sql in BOOKS.items():
        assert practice.one(sql) == 0, claim
    assert practice.one("SELECT sum(reserved) FROM stock") == 0
    sent, back = practice.rows(
        "SELECT (SELECT sum(shipped) FROM order_line), (SELECT coalesce(sum(returned), 0) FROM order_line)"
    )[0]
    missing = practice.one("SELECT coalesce(-sum(quantity), 0) FROM movement WHERE kind IN ('short_pick', 'recount')")
    assert practice.one("SELECT sum(on_hand) FROM stock") == 1800 - sent + back - missing
    cash = practice.rows("SELECT payment_state FROM orders WHERE payment_state IN ('COD_DUE', 'COLLECTED')")
    assert cash == []
    fee = practice.rows("SELECT amount_minor, fee_minor FROM payment WHERE kind = 'remitted' ORDER BY id LIMIT 1")
    assert fee == [(8900 - 89, 89)]


def test_the_past_is_worked_in_its_own_time(practice: Company) -> None:
    place(practice, 20)
    simulator(practice).run_until(NOW + timedelta(days=DAYS))
    assert practice.one("SELECT count(*) FROM fulfilment WHERE shipped_at > %s", [NOW + timedelta(days=3)]) == 0
    assert practice.one("SELECT count(*) FROM event WHERE at > %s", [NOW + timedelta(days=DAYS)]) == 0
    assert practice.rows(
        "SELECT count(*) FROM scan c JOIN parcel p ON p.id = c.parcel_id WHERE c.at < p.labelled_at"
    ) == [(0,)]
    first = practice.one("SELECT min(at) FROM payment WHERE kind = 'remitted'")
    assert first >= practice.one("SELECT min(delivered_at) FROM parcel WHERE cod_minor > 0") + timedelta(
        days=REMIT_DAYS
    )


def test_the_same_seed_ends_in_the_same_books_and_stopping_half_way_changes_little(practice: Company) -> None:
    place(practice, 30)
    half = simulator(practice)
    half.run_until(NOW + timedelta(days=1))
    assert settled(practice) != {"completed": 30}
    half.run_until(NOW + timedelta(days=DAYS))
    assert settled(practice) == {"completed": 30}


def test_a_fast_world_needs_a_second_for_an_hour(practice: Company) -> None:
    place(practice, 3)
    world = simulator(practice, speed=3600)
    relay = world.relay
    at = NOW
    for _ in range(150):
        at += timedelta(seconds=1)
        with clock.held_at(at):
            world.tick()
            relay.tick()
    assert practice.one("SELECT count(*) FROM parcel WHERE state = 'DELIVERED'") == 3


@pytest.mark.parametrize("real", ["shop", "warehouse"])
def test_nothing_real_is_touched(practice: Company, real: str) -> None:
    place(practice, 5)
    practice.connection.execute(f"UPDATE {real} SET practice = false")
    practice.touch()
    assert simulator(practice).run_until(NOW + timedelta(days=5)) == 0
    assert settled(practice) == {"warehouse": 5}
    assert practice.rows("SELECT DISTINCT state FROM fulfilment") == [("SENT",)]


def test_a_stop_is_answered_and_the_cancellation_goes_on(practice: Company) -> None:
    place(practice, 1)
    practice.must("pick", "A000")
    practice.must("cancel", "A000", reason="changed_mind")
    assert practice.rows("SELECT state FROM fulfilment") == [("STOP_REQUESTED",)]
    simulator(practice).run_until(NOW + timedelta(hours=2))
    assert practice.order("A000") == ("CANCELLED", "cancelled", "closed")
