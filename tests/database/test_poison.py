"""One bad message or order blocks only itself."""

import os
import signal
from collections.abc import Callable

import pytest

from orderway.flow.order import Order
from orderway.journey.intake import work
from orderway.journey.promise.gate import PromiseGate
from orderway.project.wiring import one_round
from tests.shop import Company, incoming, line


def test_a_message_that_breaks_its_reader_is_parked_and_the_others_pass(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    company.sku("MUG", HZ=10)
    company.send(*[incoming(f"A{number}", line("MUG")) for number in range(4)])
    real = work.make_order

    def breaks(told, *rest, **more):  # type: ignore[no-untyped-def]
        if told.external_id == "A2":
            raise ZeroDivisionError
        return real(told, *rest, **more)

    monkeypatch.setattr(work, "make_order", breaks)
    while one_round(company.engine, company.reader):
        pass
    assert company.rows("SELECT external_id FROM orders ORDER BY 1") == [("A0",), ("A1",), ("A3",)]
    assert company.rows("SELECT state, reason FROM inbox_todo") == [("parked", "breaks_its_reader")]


@pytest.mark.parametrize(("deadly", "children"), [([], 1), (["A5"], 9), (["A0", "A19"], 17)])
def test_a_message_that_kills_its_reader_is_parked_and_few_children_find_it(
    company: Company, monkeypatch: pytest.MonkeyPatch, deadly: list[str], children: int
) -> None:
    company.sku("MUG", HZ=100)
    company.send(*[incoming(f"A{number}", line("MUG")) for number in range(20)])
    company.connection.execute(
        "INSERT INTO lease (id, worker, kind, at, ids)"
        " SELECT 1, 'killed', 'intake', now(), array_agg(message_id) FROM inbox_todo"
    )
    parse, survives, here, asked = work.Reader.parse, work._survives, os.getpid(), list[int]()

    def kills(reader, message, batch):  # type: ignore[no-untyped-def]
        told = parse(reader, message, batch)
        if told.orders[0].external_id in deadly:
            assert os.getpid() != here, "read in the worker itself"
            os.kill(os.getpid(), signal.SIGKILL)
        return told

    monkeypatch.setattr(work.Reader, "parse", kills)

    def counted(deed: Callable[[], object]) -> bool:
        asked.append(1)
        return survives(deed)

    monkeypatch.setattr(work, "_survives", counted)
    while one_round(company.engine, company.reader):
        pass
    assert company.one("SELECT count(*) FROM orders") == 20 - len(deadly)
    assert company.rows("SELECT state, reason FROM inbox_todo") == [("parked", "kills_its_reader")] * len(deadly)
    assert company.one("SELECT count(*) FROM lease") == 0
    assert len(asked) == children


def test_an_order_that_breaks_a_gate_is_set_aside_and_the_others_go_on(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    company.sku("MUG", HZ=10)
    company.send(*[incoming(f"A{number}", line("MUG"), paid=False) for number in range(3)])
    company.read()
    company.connection.execute("UPDATE orders SET ready_at = received_at, stage = 'promise'")
    real = PromiseGate._decide

    def breaks(gate: PromiseGate, order: Order, world):  # type: ignore[no-untyped-def]
        if order.external_id == "A1":
            raise ZeroDivisionError
        return real(gate, order, world)

    monkeypatch.setattr(PromiseGate, "_decide", breaks)
    assert one_round(company.engine, company.reader) == 3
    assert company.rows("SELECT external_id FROM orders WHERE stage = 'promise'") == [("A1",)]
    assert company.order("A1", "ready_at > received_at") == (True,)
