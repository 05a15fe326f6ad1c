"""Many writers want the same few things at once: exactly what is there is given out, and everything once.

ORDERWAY_RACE_RESERVATIONS makes the first test larger (100,000 is the measure; 4,000 by default).
"""

from __future__ import annotations

import os
import random
from threading import Thread

import pytest

from orderway.flow.batch import Batch
from orderway.flow.command import Actor, Target, run
from orderway.flow.goods import Change, change_goods
from orderway.journey.commands import COMMANDS
from orderway.kernel import clock
from tests.database.racing import race
from tests.shop import NOW, Company, incoming, line

RESERVATIONS = int(os.environ.get("ORDERWAY_RACE_RESERVATIONS", "4000"))
WRITERS = 8
SKUS = ("MUG", "CAP", "BAG", "PEN", "HAT")
PLACES = ("HZ", "GZ", "BJ")
BATCH, SEND = 50, 500
CANCEL_EVERY = 10


def lay(company: Company, orders: int) -> None:
    """Two lines an order of two of five SKUs, and stock for three quarters of them."""
    chance = random.Random(5)
    each = orders * 2 * 3 // 4 // len(SKUS) // len(PLACES)
    for sku in SKUS:
        company.sku(sku, grams=100, **dict.fromkeys(PLACES, each))
    told = [incoming(f"A{n}", *(line(sku) for sku in chance.sample(SKUS, 2))) for n in range(orders)]
    for start in range(0, orders, SEND):
        company.send(*told[start : start + SEND])


def work(company: Company, number: int) -> tuple[int, int]:
    """Read until nothing is left; now and then cancel what oneself released, so that others are woken."""
    read = cancelled = 0
    while taken := company.reader.work(BATCH):
        read += taken
        if number % 2 == 0:
            cancelled += cancel_some(company, number)
        company.engine.look_again(BATCH)
    return read, cancelled


def cancel_some(company: Company, number: int) -> int:
    rows = company.rows(
        "SELECT id FROM orders WHERE standing = 'warehouse' AND id %% %s = %s ORDER BY id DESC LIMIT 5",
        [CANCEL_EVERY, number],
    )
    actor = Actor(f"writer{number}", "machine")
    results = run(company.engine, COMMANDS["cancel"], [Target(row[0]) for row in rows], {}, actor)
    return sum(result.done for result in results)


def test_eight_writers_reserve_exactly_what_is_there(company: Company, dsn: str) -> None:
    lay(company, RESERVATIONS // 2)
    answers = race(dsn, WRITERS, work)
    company.run()
    assert sum(read for read, _ in answers) == RESERVATIONS // 2
    assert company.one("SELECT count(*) FROM stock WHERE reserved > on_hand OR reserved < 0") == 0, "oversold"
    rows = company.rows(
        "SELECT k.code, sum(s.on_hand), sum(s.reserved), max(d.waiting) FROM stock s JOIN sku k ON k.id = s.sku_id "
        "LEFT JOIN stock_demand d ON d.sku_id = k.id GROUP BY 1"
    )
    for code, on_hand, reserved, waiting in rows:
        assert reserved == on_hand or not waiting, (
            f"{code}: {on_hand - reserved} lie there while {waiting} are waited for"
        )
    taken, there = sum(row[2] for row in rows), sum(row[1] for row in rows)
    live = company.one("SELECT sum(quantity) FROM reservation WHERE state IN ('SOFT', 'HARD')")
    gone = company.one("SELECT count(*) FROM orders WHERE standing = 'cancelled'")
    assert (taken, gone) == (live, sum(cancelled for _, cancelled in answers))
    assert company.broken() == [], "leaked"
    print(f"\n{RESERVATIONS} wanted, {there} there, {taken} reserved, {gone} orders cancelled, 0 oversold, 0 leaked")


def test_the_same_messages_delivered_four_times_to_four_readers_are_one_order_each(company: Company, dsn: str) -> None:
    orders, times = 120, 4
    company.sku("MUG", HZ=orders * 2)
    told = [incoming(f"A{n}", line("MUG")) for n in range(orders)] * times
    random.Random(7).shuffle(told)
    company.send(*told)

    def read(one: Company, number: int) -> int:
        total = 0
        while taken := one.reader.work(30):
            total += taken
        return total

    assert sum(race(dsn, 4, read)) == orders * times
    assert company.one("SELECT count(*) FROM orders") == orders
    assert company.rows("SELECT on_hand, reserved FROM stock") == [(orders * 2, orders)]
    assert company.rows("SELECT kind, count(*) FROM inbox_outcome GROUP BY 1 ORDER BY 1") == [
        ("duplicate", orders * (times - 1)),
        ("order", orders),
    ]


def test_of_editors_who_saw_the_same_version_one_wins_and_the_others_are_told(company: Company, dsn: str) -> None:
    company.sku("MUG", HZ=50)
    company.send(incoming("A1", line("MUG")))
    company.read()
    order_id, version = company.order("A1", "id, version")

    def edit(one: Company, number: int) -> str:
        actor = Actor(f"editor{number}", "machine")
        target = Target(order_id, version, {"street": f"文三路{number + 1}号"})
        (result,) = run(one.engine, COMMANDS["correct_address"], [target], {}, actor)
        return "done" if result.done else result.refusal.code if result.refusal else ""

    assert sorted(race(dsn, 4, edit)) == ["changed_since"] * 3 + ["done"]
    assert company.order("A1", "version")[0] > version
    assert company.one("SELECT version FROM person") == 2


def test_a_command_with_an_old_version_changes_nothing(company: Company) -> None:
    company.sku("MUG", HZ=5)
    company.send(incoming("A1", line("MUG")))
    company.read()
    order_id, version = company.order("A1", "id, version")
    company.must("hold", "A1", note="colour?")
    actor = Actor("anna", "machine")
    for name, args in (
        ("cancel", {}),
        ("correct_address", {"street": "文二路1号"}),
        ("release_hold", {"reason": "by_hand"}),
    ):
        (result,) = run(company.engine, COMMANDS[name], [Target(order_id, version)], args, actor)
        assert result.refusal is not None
        assert (result.refusal.code, result.version) == ("changed_since", company.order("A1", "version")[0])
    assert (company.holds("A1"), company.order("A1")[1]) == (["by_hand"], "warehouse")


def test_two_refunds_of_sixty_on_a_hundred_are_one(company: Company, dsn: str) -> None:
    company.sku("MUG", HZ=5)
    company.send(incoming("A1", line("MUG", price=100)))
    company.read()

    def refund(one: Company, number: int) -> str:
        result = one.do("propose_refund", "A1", amount_minor=60, kind="compensation")
        return "done" if result.done else result.refusal.code if result.refusal else ""

    assert sorted(race(dsn, 3, refund)) == ["done", "more_than_paid", "more_than_paid"]
    assert company.order("A1", "refund_open_minor") == (60,)


def test_the_last_parcel_is_handed_over_once_by_two_scanners(company: Company, dsn: str) -> None:
    company.sku("MUG", HZ=5)
    company.send(incoming("A1", line("MUG")))
    company.read()
    for name, args in (("pick", {}), ("pack", {}), ("label", {"tracking_number": "SF1"})):
        company.must(name, "A1", **args)
    done = race(dsn, 3, lambda one, number: one.do("hand_over", "A1").done)
    assert sorted(done) == [False, False, True]
    assert company.rows("SELECT on_hand, reserved FROM stock") == [(4, 0)]
    assert company.one("SELECT count(*) FROM outbox WHERE topic = 'channel.shipped'") == 1


def test_goods_received_and_wanted_at_once_leave_nobody_waiting_for_what_is_there(company: Company, dsn: str) -> None:
    orders = 60
    company.sku("MUG", HZ=0)
    company.send(*(incoming(f"A{n}", line("MUG")) for n in range(orders)))

    def deed(one: Company, number: int) -> None:
        if number == 0:
            for _ in range(orders // 3):
                change_goods(one.engine, [Change(one.skus["MUG"], one.warehouses["HZ"], 2)], "receive", "", "anna")
        else:
            while one.reader.work(7):
                one.engine.look_again(5)

    race(dsn, 3, deed)
    company.run()
    assert company.rows("SELECT on_hand, reserved FROM stock") == [(40, 40)]
    assert company.rows("SELECT standing, count(*) FROM orders GROUP BY 1 ORDER BY 1") == [
        ("short", 20),
        ("warehouse", 40),
    ]


def test_goods_that_come_between_deciding_to_wait_and_saving_are_not_missed(
    company: Company, dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    company.sku("MUG", HZ=0)
    other, tries = Company.there(dsn), []
    advance = company.engine.advance

    def slow(batch: Batch) -> None:
        advance(batch)
        if not tries:
            change_goods(other.engine, [Change(other.skus["MUG"], other.warehouses["HZ"], 1)], "receive", "", "anna")
        tries.append(batch.attempt)

    monkeypatch.setattr(company.engine, "advance", slow)
    company.send(incoming("A1", line("MUG")))
    company.read()
    other.close()
    assert (company.order("A1")[1], tries) == ("warehouse", [0, 1])


def test_goods_received_meet_a_change_of_the_order_that_waits_for_them_and_both_are_done(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    company.sku("MUG", HZ=1)
    company.send(incoming("A1", line("MUG", 4)))
    company.read()
    other = Company.there(company.dsn)
    refused: list[object] = []
    other.connection.execute("SET deadlock_timeout = '50ms'")
    receive = [Change(other.skus["MUG"], other.warehouses["HZ"], 5)]

    def bring() -> None:
        with clock.held_at(NOW):
            refused.append(change_goods(other.engine, receive, "receive", "", "anna"))

    thread = Thread(target=bring)
    advance = company.engine.advance

    def slow(batch: Batch) -> None:
        """The order is locked, its goods not yet; who brings the goods has locked them, and wants to wake the order."""
        advance(batch)
        if thread.ident is None:
            thread.start()
            waits = "SELECT wait_event_type = 'Lock' FROM pg_stat_activity WHERE pid = %s"
            while not batch.cursor.execute(waits, [other.connection.info.backend_pid]).fetchall()[0][0]:
                batch.cursor.execute("SELECT pg_stat_clear_snapshot()")

    monkeypatch.setattr(company.engine, "advance", slow)
    company.must("cancel", "A1", units={str(company.one("SELECT id FROM order_line")): 1}, reason="buyer")
    thread.join()
    other.close()
    company.run()
    assert refused == [None]
    assert company.order("A1")[0] == "RELEASED"
    assert company.rows("SELECT on_hand, reserved FROM stock") == [(6, 3)]


def test_an_order_that_another_reader_made_meanwhile_is_an_update_on_the_second_try(
    company: Company, dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    company.sku("MUG", HZ=5)
    other, tries = Company.there(dsn), []
    advance = company.engine.advance

    def slow(batch: Batch) -> None:
        advance(batch)
        if not tries:
            other.connection.execute("SET lock_timeout = '2s'")
            first = other.one("SELECT max(message_id) FROM inbox_todo")
            assert other.reader.work(only=[first]) == 1
        tries.append(batch.attempt)

    monkeypatch.setattr(company.engine, "advance", slow)
    company.send(incoming("A1", line("MUG", 2), version="2"), incoming("A1", line("MUG"), version="1"))
    assert company.reader.work(1) == 1
    other.close()
    assert tries == [0, 1]
    assert company.rows("SELECT kind FROM inbox_outcome ORDER BY 1") == [("order",), ("update",)]
