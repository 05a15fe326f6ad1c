"""A buyer asks to be forgotten: nothing names them any more, the books stay whole, the history keeps the proof."""

import datetime as dt
from collections.abc import Iterator

import msgspec
import pytest
from psycopg import sql

from orderway.kernel import clock
from orderway.kernel.errors import Refusal
from orderway.project import chores
from tests.shop import GOOD_RECEIVER, Company, incoming, line

BUYER = msgspec.structs.replace(GOOD_RECEIVER, name="欧阳娜娜", phone="13912345678", street="文三路90号5幢302室")
TRACES = ("欧阳娜娜", "13912345678", "文三路90号", "敲门两次", "周末请送")


@pytest.fixture
def over(company: Company) -> Company:
    """A company with one completed order of the buyer, who has said and been told several things."""
    company.sku("MUG", HZ=10)
    company.send(incoming("A1", line("MUG", 2), ship_to=BUYER, buyer_note="敲门两次"))
    company.read()
    company.must("add_note", "A1", text="欧阳娜娜来电：周末请送")
    company.must("hold", "A1", note="欧阳娜娜来电")
    company.must("release_hold", "A1", reason="by_hand", note="致电 13912345678")
    for name, args in (("pick", {}), ("pack", {}), ("label", {"tracking_number": "SF1"}), ("hand_over", {})):
        company.must(name, "A1", **args)
    company.must("scan", "A1", code="delivered")
    company.must("complete", "A1")
    company.deliver()
    return company


def places(company: Company) -> Iterator[str]:
    """The tables where a trace of the buyer can be read."""
    tables = company.rows("SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()")
    for (table,) in sorted(tables):
        every = sql.SQL("SELECT {0}::text FROM {0}").format(sql.Identifier(table))
        text = " ".join(str(row[0]) for row in company.connection.execute(every))
        if any(trace in text or trace.encode().hex() in text for trace in TRACES):
            yield table


def test_a_buyer_who_asks_is_nowhere_any_more(over: Company) -> None:
    assert {"person", "note", "inbox", "orders"} <= set(places(over))
    over.must("erase_buyer", "A1", why="asked")
    over.deliver()
    assert list(places(over)) == []
    assert over.rows("SELECT country, city, erased_at IS NOT NULL, phone_hash FROM person") == [
        ("CN", BUYER.city, True, None)
    ]
    assert over.order("A1", "status, captured_minor") == ("COMPLETED", 2 * 8900)
    assert over.broken() == []


def test_the_history_keeps_the_proof(over: Company) -> None:
    over.must("erase_buyer", "A1")
    over.deliver()
    steps = [step for (data,) in over.rows("SELECT data FROM event ORDER BY id") for step in data["steps"]]
    assert ["buyer", "erased", {}] in steps
    proof = next(facts for code, fact, facts in steps if (code, fact) == ("buyer", "erased_everywhere"))
    assert (proof["messages"], proof["notes"], proof["left"]) == (1, 1, 0)


def test_nobody_is_erased_while_their_order_runs(company: Company) -> None:
    company.sku("MUG", HZ=10)
    company.send(incoming("A1", line("MUG"), ship_to=BUYER))
    company.read()
    assert company.do("erase_buyer", "A1").refusal == Refusal("not_over_yet", {"status": "RELEASED"})


def test_erasing_twice_is_refused(over: Company) -> None:
    over.must("erase_buyer", "A1")
    assert over.do("erase_buyer", "A1").refusal == Refusal("erased_already")


def test_a_message_that_comes_later_brings_nobody_back(over: Company) -> None:
    over.must("erase_buyer", "A1")
    over.deliver()
    over.send(incoming("A1", line("MUG", 2), ship_to=BUYER, buyer_note="敲门两次", version="2"))
    over.read()
    assert over.rows("SELECT name, phone, street FROM person") == [("", "", "")]
    assert over.order("A1", "buyer_note") == ("",)
    over.deliver()
    assert list(places(over)) == []


def test_a_shop_keeps_buyers_as_long_as_it_says(over: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    over.connection.execute("UPDATE shop SET settings = settings || '{\"erase_after_days\": 30}'")
    over.touch()
    assert chores.erase_old(over.engine) == 0
    later = clock.now() + dt.timedelta(days=31)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert chores.erase_old(over.engine) == 1
    assert chores.erase_old(over.engine) == 0
