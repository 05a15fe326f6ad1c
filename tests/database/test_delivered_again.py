"""The worker stopped, and every message of every channel delivered three times more, shuffled: the same books."""

from __future__ import annotations

import os
import random
from typing import Any

from orderway.adapters.channels import channels
from orderway.journey.intake.inbox import OWN, Arrival, store
from orderway.kernel import clock
from orderway.practice import goods
from orderway.practice.plan import make_plan
from tests.database.channel_lives import told
from tests.shop import NOW, Company

COPIES = int(os.environ.get("ORDERWAY_AGAIN_COPIES", "1"))
PRACTICE_ORDERS = int(os.environ.get("ORDERWAY_AGAIN_ORDERS", "40"))
"""Of the practice shops; `ORDERWAY_AGAIN_COPIES=30 ORDERWAY_AGAIN_ORDERS=3000` is the large run."""
TIMES = 3
BOOKS = (
    *(
        "orders",
        "person",
        "order_line",
        "stock",
        "stock_demand",
        "reservation",
        "movement",
        "payment",
        "refund",
        "hold",
    ),
    *("question", "fulfilment", "fulfilment_line", "parcel", "return_case", "note", "event", "outbox", "tally"),
)


KEYS = ("id", "order_id", "sku_id", "warehouse_id", "key", "fulfilment_id", "order_line_id", "seq")
Books = dict[str, dict[str, dict[str, Any]]]


def books(company: Company) -> Books:
    """Every row of what the flow keeps, by table and key."""
    found: Books = {}
    for name in BOOKS:
        rows = [row[0] for row in company.rows(f"SELECT to_jsonb(t) FROM {name} t")]
        found[name] = {str([row.get(key) for key in KEYS]): row for row in rows}
        assert len(found[name]) == len(rows), name
    return found


def differences(before: Books, after: Books) -> list[str]:
    """What is not as it was: table, key, columns."""
    found = []
    for name in BOOKS:
        for key in sorted(before[name].keys() | after[name].keys()):
            one, other = before[name].get(key, {}), after[name].get(key, {})
            columns = sorted(c for c in one.keys() | other.keys() if one.get(c) != other.get(c))
            if columns:
                found.append(f"{name} {key}: " + ", ".join(f"{c} {one.get(c)!r} > {other.get(c)!r}" for c in columns))
    return found


def put(company: Company, arrivals: list[Arrival]) -> None:
    with company.connection.transaction(), company.connection.cursor() as cursor:
        store(cursor, arrivals, clock.now(), company.engine.ids)


def everything(company: Company) -> list[Arrival]:
    """What all channels tell, each by a shop of its own, and the practice shops' messages in their time."""
    found = []
    shops: dict[str, int] = {}
    plan = make_plan(7, PRACTICE_ORDERS, NOW, goods.goods(random.Random(7)))
    messages: list[tuple[str, str, bytes, str]] = [
        *((one.channel, one.channel, one.body, one.topic) for one in told(COPIES)),
        *((one.shop, "orderway", one.body, one.topic) for one in plan.messages),
    ]
    for shop, channel, body, topic in messages:
        if shop not in shops:
            shops[shop] = company.add_shop(shop, channel, {})
        found.append(Arrival(shops[shop], body, topic))
    _stock(company, found, {shops[shop]: channel for shop, channel, _, _ in messages})
    return found


def _stock(company: Company, arrivals: list[Arrival], channel_of: dict[int, str]) -> None:
    """Every second SKU that is sold lies in the warehouses; a few units of the others."""
    codes: set[str] = set()
    read: Any = channels()
    for one in arrivals:
        parsed = read["orderway" if one.topic == OWN else channel_of[one.shop_id]].parse(one.body, topic=one.topic)
        codes.update(line.sku for order in parsed.orders for line in order.lines if line.sku)
    for nth, code in enumerate(sorted(codes)):
        company.sku(code, HZ=5 if nth % 2 else 20_000, GZ=900)


def test_every_message_three_times_more_and_shuffled_changes_no_book(company: Company) -> None:
    arrivals = everything(company)
    put(company, arrivals)
    company.run()
    before = books(company)
    again = arrivals * TIMES
    random.Random(23).shuffle(again)
    put(company, again)
    company.run()
    found = differences(before, books(company))
    assert not found, "\n".join(found)
    kinds = dict(company.rows("SELECT kind, count(*) FROM inbox_outcome GROUP BY 1"))
    assert kinds["order"] == len(before["orders"])
    assert {"CANCELLED", "RELEASED"} < {row["status"] for row in before["orders"].values()}
    assert {"refund_asked", "listing_unmatched"} < {row["reason"] for row in before["hold"].values()}
