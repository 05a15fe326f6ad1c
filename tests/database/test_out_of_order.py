"""Messages about one order in any sequence, once or twice: the same order, money and stock in the end."""

from __future__ import annotations

import random
import zlib
from collections.abc import Callable, Sequence
from itertools import permutations
from typing import Any

import msgspec
import pytest

from orderway.journey.intake.inbox import Arrival, store, unpark_known
from orderway.kernel import clock
from orderway.ports.channel import Document, IncomingOrder, Parsed
from tests.shop import GOOD_RECEIVER, Company, incoming, line

TOTAL = 3 * 8900
NOTE = "送货前电话"
Message = IncomingOrder | Document
Telling = Callable[[str], Message]


def told(version: int, units: int, paid: bool, street: str = "文三路478号", **more: Any) -> Telling:
    """The order as its channel has it at a version; the total is what was once to be paid."""
    money = {"paid_minor": TOTAL, "payment_status": "paid"} if paid else {}
    each = line("MUG", 3, current_quantity=units)

    def message(name: str) -> Message:
        phone = f"138{zlib.crc32(name.encode()) % 10**8:08d}"
        to = msgspec.structs.replace(GOOD_RECEIVER, phone=phone, street=street)
        return incoming(name, each, paid=False, version=f"{version:03d}", ship_to=to, **{**money, **more})

    return message


MOVED: dict[str, Any] = {"street": "文二路22号2幢", "buyer_note": NOTE}
CREATE = told(1, 3, False)
PAY = told(2, 3, True)
UPDATE = told(3, 2, True, **MOVED)
REFUND = told(4, 2, True, refunded_minor=8900, **MOVED)
CANCEL = told(5, 2, True, refunded_minor=TOTAL, status="cancelled", **MOVED)


def notice(name: str) -> Message:
    return Document("payment", number="P1", order_external_id=name, amount_minor=TOTAL)


def asked(name: str) -> Message:
    return Document("refund_request", number="R1", order_external_id=name, amount_minor=8900)


class Documents:
    """A channel whose messages are documents in our own words."""

    def parse(self, body: bytes, *, filename: str = "", topic: str = "") -> Parsed:
        return Parsed(documents=[msgspec.json.decode(body, type=Document)])


@pytest.fixture
def channel(company: Company) -> Company:
    company.reader.channels = {**company.reader.channels, "orderway": Documents()}
    company.sku("MUG", HZ=900, GZ=900)
    return company


def put(company: Company, messages: Sequence[Message]) -> None:
    arrivals = [
        Arrival(company.shop, msgspec.json.encode(one), "order" if isinstance(one, IncomingOrder) else "document")
        for one in messages
    ]
    with company.connection.transaction(), company.connection.cursor() as cursor:
        store(cursor, arrivals, clock.now(), company.engine.ids)


def states(company: Company, sequences: Sequence[Sequence[Telling]], together: bool) -> dict[str, list[str]]:
    """Each sequence told of an order of its own; the orders by the state they ended in."""
    names = [f"A{at}" for at in range(len(sequences))]
    for step in range(max(map(len, sequences))):
        put(company, [tell[step](name) for name, tell in zip(names, sequences, strict=True)])
        if not together:
            company.run()
    company.run()
    assert company.one("SELECT count(*) FROM orders") == len(names)
    found: dict[str, list[str]] = {}
    for name in names:
        found.setdefault(repr(state(company, name)), []).append(name)
    return found


def state(company: Company, name: str) -> dict[str, Any]:
    """All that must not depend on the sequence."""
    order_id = company.order(name, "id")[0]
    of = [order_id]
    return {
        "order": company.order(
            name,
            "status, standing, stage, payment_state, captured_minor, refunded_minor, refund_open_minor, "
            "total_minor - cancelled_minor, buyer_note, waits_for",
        ),
        "line": company.rows(
            "SELECT ordered, released, cancelled, refunded_units, refunded_minor FROM order_line WHERE order_id = %s",
            of,
        ),
        "street": company.one("SELECT street FROM person WHERE order_id = %s", of),
        "reserved": company.rows(
            "SELECT state, sum(quantity) FROM reservation WHERE order_id = %s AND state IN ('SOFT', 'HARD') GROUP BY 1",
            of,
        ),
        "live": company.rows("SELECT state FROM fulfilment WHERE order_id = %s AND state <> 'CANCELLED'", of),
        "holds": company.holds(name),
        "parked": company.rows("SELECT reason FROM inbox_todo WHERE facts->>'order' = %s", [name]),
    }


def one_state(found: dict[str, list[str]], sequences: Sequence[Sequence[Telling]], words: dict[Telling, str]) -> str:
    """The one state there is; else the test fails with a sequence that led to each."""
    samples = {end: " ".join(words[tell] for tell in sequences[int(names[0][1:])]) for end, names in found.items()}
    assert len(found) == 1, "\n".join(f"{sequence}: {end}" for end, sequence in samples.items())
    return next(iter(found))


WORDS: dict[Telling, str] = {
    CREATE: "create",
    PAY: "pay",
    UPDATE: "update",
    REFUND: "refund",
    CANCEL: "cancel",
    notice: "notice",
    asked: "asked",
}


@pytest.mark.parametrize("together", [True, False], ids=["one batch", "one by one"])
@pytest.mark.parametrize(
    "messages",
    [
        [CREATE, PAY, UPDATE],
        [CREATE, PAY, UPDATE, REFUND],
        [CREATE, PAY, CANCEL],
        [CREATE, notice, PAY, UPDATE],
        [CREATE, notice, CANCEL],
        [CREATE, PAY, UPDATE, asked],
        [CREATE, PAY, UPDATE, REFUND, CANCEL],
        [CREATE, notice, UPDATE, REFUND, CANCEL],
    ],
    ids=lambda messages: " ".join(WORDS[tell] for tell in messages),
)
def test_any_sequence_ends_in_the_same_state(channel: Company, messages: list[Telling], together: bool) -> None:
    sequences = list(permutations(messages))
    one_state(states(channel, sequences, together), sequences, WORDS)


def test_messages_told_twice_in_any_sequence_change_nothing(channel: Company) -> None:
    chance, sequences = random.Random(11), []
    for _ in range(60):
        messages = [CREATE, PAY, UPDATE, REFUND, notice] * 2
        chance.shuffle(messages)
        sequences.append(messages)
    end = one_state(states(channel, sequences, together=False), sequences, WORDS)
    assert end == repr(
        {
            "order": ("RELEASED", "warehouse", "warehouse", "PAID", TOTAL, 8900, 0, 17800, NOTE, ""),
            "line": [(3, 2, 1, 1, 8900)],
            "street": MOVED["street"],
            "reserved": [("HARD", 2)],
            "live": [("SENT",)],
            "holds": [],
            "parked": [],
        }
    ).replace("('HARD', 2)", "('HARD', Decimal('2'))")


def test_what_is_cancelled_in_the_end_keeps_nothing(channel: Company) -> None:
    sequences = [(CREATE, PAY, UPDATE, REFUND, CANCEL), (CANCEL, REFUND, UPDATE, PAY, CREATE)]
    end = one_state(states(channel, sequences, together=False), sequences, WORDS)
    assert f"('CANCELLED', 'cancelled', 'closed', 'PAID', {TOTAL}, {TOTAL}, 0, 0, '{NOTE}', '')" in end
    assert channel.rows("SELECT sum(reserved)::int FROM stock") == [(0,)]


def test_a_notice_parked_by_a_reader_while_another_made_its_order_is_read_again(channel: Company) -> None:
    put(channel, [notice("A1")])
    channel.run()
    assert channel.rows("SELECT reason FROM inbox_todo") == [("order_unknown",)]
    put(channel, [CREATE("A1")])
    channel.connection.execute("UPDATE inbox_todo SET reason = 'elsewhere' WHERE state = 'parked'")
    channel.run()
    channel.connection.execute("UPDATE inbox_todo SET reason = 'order_unknown' WHERE state = 'parked'")
    assert channel.order("A1", "payment_state") == ("UNPAID",)
    with channel.connection.cursor() as cursor:
        assert [unpark_known(cursor), unpark_known(cursor)] == [1, 0]
    channel.run()
    assert channel.order("A1", "payment_state") == ("PAID",)
