"""Orders told at once, or again while they are read: each is kept once, whoever waits for whom."""

import threading
from typing import Any

import psycopg
import pytest
from django.db import connection

from tests.database.api_client import Machine, lines_of, order, stored
from tests.shop import Company


def test_two_requests_at_once_with_one_key_are_one_deed(company: Company, machine: Machine) -> None:
    body = {"kind": "receive", "rows": [{"sku": "MUG", "warehouse": "HZ", "units": 5}]}
    answers = []

    def send() -> None:
        answers.append(machine.post("stock", body, Idempotency_Key="r1").content)
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [b'{"changed":1}'] * 4
    assert company.rows("SELECT on_hand FROM stock") == [(15,)]


def test_the_same_order_from_many_at_once_is_kept_once(company: Company, machine: Machine) -> None:
    statuses = []

    def send(total: int) -> None:
        statuses.append(machine.post("orders", order(total_minor=total)).status_code)
        connection.close()

    threads = [threading.Thread(target=send, args=[17_800]) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [202] * 6
    assert stored(company) == 1


def test_the_same_orders_from_many_at_once_in_any_sequence_are_kept_once(company: Company, machine: Machine) -> None:
    keys = [f"B{number}" for number in range(60)]
    statuses: list[set[int]] = []

    def send(sequence: list[str]) -> None:
        statuses.append({one["status"] for one in lines_of(machine.batch(map(order, sequence)))})
        connection.close()

    sequences = [keys, keys[::-1], keys[30:] + keys[:30], keys[::2] + keys[1::2]]
    threads = [threading.Thread(target=send, args=[sequence]) for sequence in sequences]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [{202}] * 4
    assert stored(company) == 60
    assert company.one("SELECT count(*) FROM inbox_todo") == 60


@pytest.mark.parametrize("many", [False, True])
@pytest.mark.parametrize(("total", "status"), [(17_800, 202), (1, 409)])
def test_an_order_told_again_while_its_message_is_read_is_kept_once(
    company: Company, machine: Machine, dsn: str, monkeypatch: pytest.MonkeyPatch, total: int, status: int, many: bool
) -> None:
    """The teller waits for the reader's commit; only then it can see that the order is there."""
    machine.post("orders", order())
    answers: list[int] = []
    teller = threading.Thread(target=tell, args=[machine, order(total_minor=total), answers, many])
    finish = company.reader._finish

    def held(*args: Any) -> None:
        finish(*args)  # the message is not to be read any more, and nobody knows yet
        teller.start()
        await_waiting(dsn)

    monkeypatch.setattr(company.reader, "_finish", held)
    assert company.read() == 1
    teller.join()
    assert (answers, stored(company)) == ([status], 1)
    assert company.one("SELECT count(*) FROM inbox_todo") == 0


def tell(machine: Machine, body: dict[str, Any], answers: list[int], many: bool) -> None:
    if many:
        answers += [one["status"] for one in lines_of(machine.batch([body]))]
    else:
        answers.append(machine.post("orders", body).status_code)
    connection.close()


def await_waiting(dsn: str) -> None:
    """Come back as soon as somebody in this database waits for another's transaction."""
    with psycopg.connect(dsn, autocommit=True) as watch:
        for _ in range(400):
            query = "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'transactionid' AND datname = current_database()"
            if watch.execute(query).fetchone():
                return
            list(watch.notifies(timeout=0.02))
    raise AssertionError("nobody waits")
