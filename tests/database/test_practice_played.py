"""The practice data, loaded and worked through once: sums, defects, situations; removed without a trace."""

from collections.abc import Iterator
from typing import NamedTuple

import psycopg
import pytest
from django.contrib.auth import authenticate
from django.db import connections
from django.test import RequestFactory

from orderway.adapters.channels import channels
from orderway.console.inbox.steps import SET_ASIDE
from orderway.flow.engine import Engine
from orderway.journey.intake import inbox
from orderway.journey.intake.work import Reader
from orderway.kernel import clock
from orderway.kernel.errors import Broken
from orderway.practice import load, people, summary
from orderway.practice.remove import TABLES_BY_ORDER, remove
from orderway.practice.state import State, planted, state
from orderway.practice.tasks import order_now
from orderway.project.parts import engine_on
from orderway.project.practising import Hands
from orderway.records.models import Shop
from tests import ground

KEY = "a key of this test alone"
ORDERS = 120


class Loaded(NamedTuple):
    connection: "psycopg.Connection[tuple[object, ...]]"
    engine: Engine

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        return self.connection.execute(sql).fetchall()


def fill(connection: "psycopg.Connection[tuple[object, ...]]") -> Engine:
    engine = engine_on(connection, "practice")
    reader = Reader(engine, channels())
    load.load(engine, reader, channels()["csv"].parse, Hands(engine), KEY, lambda line: None, count=ORDERS)
    return engine


@pytest.fixture(scope="module")
def loaded(dsn: str) -> Iterator[Loaded]:
    ground.clean(dsn)
    with psycopg.connect(dsn, autocommit=True) as connection:
        yield Loaded(connection, fill(connection))
    connections.close_all()
    ground.clean(dsn)


def test_messages_and_orders_balance(loaded: Loaded) -> None:
    total = summary.sums(loaded.connection)
    assert total.balanced
    assert total.outcomes["unread"] == 0
    assert total.outcomes["order"] == total.orders >= ORDERS + 168 + 172
    pots = dict(loaded.rows("SELECT standing, count(*) FROM orders GROUP BY 1"))
    pots["held"] = pots.get("held", 0) + pots.pop("waiting", 0)
    assert {p: n for p, n in total.pots.items() if n} == pots, "counted afresh, the pots are those that the board shows"


def test_every_planted_defect_is_found_and_no_clean_order_is_held(loaded: Loaded) -> None:
    found, false = summary.hits(loaded.connection)
    assert sum(kind.planted for kind in found) > 0
    assert [kind for kind in found if kind.found != kind.planted] == []
    assert false == []


def large_amounts(loaded: Loaded) -> summary.Found:
    return next(kind for kind in summary.hits(loaded.connection)[0] if kind.defect == "large amount")


def test_what_waits_for_stock_was_not_missed(loaded: Loaded) -> None:
    number = next(number for number, defect, _, _ in planted() if defect == "large amount")
    order = "SELECT id FROM orders WHERE external_id = %s"
    found = large_amounts(loaded)
    with loaded.connection.transaction(force_rollback=True):
        loaded.connection.execute(f"DELETE FROM hold WHERE order_id = ({order})", [number])
        missed = large_amounts(loaded)
        waits = f"UPDATE orders SET stage = 'promise', waits_for = 'stock' WHERE id = ({order})"
        loaded.connection.execute(waits, [number])
        waiting = large_amounts(loaded)
        said = "\n".join(summary.lines(loaded.connection, []))
    assert (missed.found, missed.missed, missed.waiting) == (found.found - 1, 1, 0)
    assert (waiting.found, waiting.missed, waiting.waiting) == (found.found - 1, 0, 1)
    assert "1 not looked at while they wait for stock, 0 missed" in said


def test_the_situations_stand_where_their_stories_end(loaded: Loaded) -> None:
    rows = loaded.rows(
        "SELECT external_id, refunded_minor, payment_state, city FROM orders "
        "WHERE external_id ~ '^SITUATION-[13679]([^0-9]|$)' ORDER BY 1"
    )
    assert rows == [
        ("SITUATION-1", 0, "PAID", "杭州市"),
        ("SITUATION-3", 4545, "PAID", "杭州市"),
        ("SITUATION-6", 0, "PAID", "苏州市"),
        ("SITUATION-7", 0, "FAILED", "成都市"),
        ("SITUATION-7-TWIN", 0, "REMITTED", "成都市"),
        ("SITUATION-9", 0, "PAID", "杭州市"),
    ]
    hot = "SELECT sum(on_hand), sum(reserved) FROM stock s JOIN sku ON sku.id = s.sku_id WHERE sku.code = 'SIT-HOT'"
    ((on_hand, reserved),) = loaded.rows(hot)
    assert on_hand == reserved, "nothing of the hot SKU is left to sell"
    short = "SELECT sum(backordered) FROM order_line WHERE sku_code = 'SIT-HOT'"
    assert 60 <= int(str(loaded.rows(short)[0][0])) <= 63, "the sixty, and whoever a short pick sent back to them"
    parcels = loaded.rows(
        "SELECT p.state, count(*) FROM parcel p JOIN orders o ON o.id = p.order_id "
        "WHERE o.external_id = 'SITUATION-9' GROUP BY 1"
    )
    assert parcels == [("DELIVERED", 2)]


def test_the_box_the_presale_the_hidden_buyer_and_the_gift_stand_where_their_stories_end(loaded: Loaded) -> None:
    rows = loaded.rows(
        "SELECT external_id, captured_minor - refunded_minor - refund_open_minor, extra->>'deposit_kept' FROM orders "
        "WHERE external_id ~ '^SITUATION-(4|5|8|10)' ORDER BY 1"
    )
    assert rows == [
        ("SITUATION-10", 990, None),
        ("SITUATION-4", 12900, None),
        ("SITUATION-4-SECOND", 0, None),
        ("SITUATION-5", 49900, None),
        ("SITUATION-5-TWIN", 5000, "5000"),
        ("SITUATION-8", 15900, None),
    ]
    statuses = dict(loaded.rows("SELECT external_id, standing FROM orders WHERE external_id ~ '^SITUATION-(4|5)'"))
    assert (statuses["SITUATION-4-SECOND"], statuses["SITUATION-5-TWIN"]) == ("cancelled", "cancelled")
    assert loaded.rows(
        "SELECT name, token <> '' FROM person p JOIN orders o ON o.id = p.order_id WHERE o.external_id = 'SITUATION-8'"
    ) == [("张**", True)]


def test_payments_promotions_and_shortages_stand_where_their_stories_end(loaded: Loaded) -> None:
    found = loaded.rows(
        "SELECT o.external_id, o.payment_state, o.captured_minor, coalesce((SELECT string_agg(h.reason, ' ' "
        "ORDER BY h.reason) FROM hold h WHERE h.order_id = o.id AND h.state = 'OPEN'), '') FROM orders o "
        "WHERE o.external_id ~ '^SITUATION-[PS]' ORDER BY o.external_id COLLATE \"C\""
    )
    assert found == [
        ("SITUATION-P1", "PAID", 12900, ""),
        ("SITUATION-P1-REVERSED", "PAID", 12900, "payment_mismatch"),
        ("SITUATION-P10", "PARTIALLY_PAID", 7900, ""),
        ("SITUATION-P11", "PAID", 4386, "finance_review"),
        ("SITUATION-P2", "PAID", 20800, ""),
        ("SITUATION-P3", "AUTHORIZED", 0, "authorisation_ends"),
        ("SITUATION-P4-DECLINED", "AUTHORIZED", 0, "capture_failed"),
        ("SITUATION-P5", "PAID", 12900, ""),
        ("SITUATION-P6", "PAID", 11610, ""),
        ("SITUATION-P7", "PAID", 10965, "price_differs"),
        ("SITUATION-P8", "UNPAID", 0, ""),
        ("SITUATION-P9", "OVERPAID", 15801, "overpaid"),
        ("SITUATION-S1", "PAID", 29900, "shortage"),
        ("SITUATION-S2", "PAID", 29900, "shortage"),
        ("SITUATION-S3", "PAID", 29900, ""),
    ]
    assert loaded.rows("SELECT outcome, count(*) FROM payment_notice GROUP BY 1 ORDER BY 1") == [
        ("done", 12),
        ("no_order", 1),
    ]
    ((parts,),) = loaded.rows("SELECT extra->'refund_parts' FROM orders WHERE external_id = 'SITUATION-P5'")
    assert list(parts.values()) == [{"gift_card": 2000, "points": 500, "money": 500, "done": 1}]  # type: ignore[attr-defined]


def test_some_buyers_have_answered_their_survey_once_and_most_have_not(loaded: Loaded) -> None:
    ((asked, answered),) = loaded.rows("SELECT count(*), count(answered_at) FROM survey")
    assert 0 < answered < asked
    assert loaded.rows("SELECT count(*) FROM survey WHERE answered_at < sent_at + interval '2 hours'") == [(0,)]


def test_each_role_has_a_user_who_can_log_in(loaded: Loaded) -> None:
    for login in people.logins(KEY):
        user = authenticate(RequestFactory().post("/login"), username=login.name, password=login.password)
        assert user is not None and list(user.roles) == [login.role]


def test_nothing_is_loaded_twice(loaded: Loaded) -> None:
    assert state() is State.LOADED
    lines = "\n".join(summary.lines(loaded.connection, people.logins(KEY)))
    assert lines.count("✓ balanced") == 2


def test_new_orders_trickle_in_and_the_sums_still_balance(loaded: Loaded) -> None:
    before = summary.sums(loaded.connection).messages
    minute = 29_000_000 * 60
    many = order_now(minute)
    assert 1 <= many <= 5
    while Reader(loaded.engine, channels()).work():
        pass
    after = summary.sums(loaded.connection)
    assert after.balanced and after.messages == before + many
    found, false = summary.hits(loaded.connection)
    assert false == [] and all(kind.found == kind.planted for kind in found)


def test_a_message_that_a_person_set_aside_still_counts_as_parked(loaded: Loaded) -> None:
    ((shop,),) = loaded.rows("SELECT min(id) FROM shop WHERE practice AND channel = 'shopify'")
    with loaded.connection.transaction(), loaded.connection.cursor() as cursor:
        inbox.store(cursor, [inbox.Arrival(int(str(shop)), b"{", "orders/create")], clock.now(), loaded.engine.ids)
    Reader(loaded.engine, channels()).work()
    before = summary.sums(loaded.connection)
    ((message,),) = loaded.rows("SELECT min(message_id) FROM inbox_todo WHERE state = 'parked'")
    with loaded.connection.cursor() as cursor:
        inbox.settle(cursor, int(str(message)), SET_ASIDE, clock.now())
    after = summary.sums(loaded.connection)
    assert after.balanced
    assert (after.outcomes, before.outcomes["parked"] > 0) == (before.outcomes, True)


def test_real_data_bars_the_practice_data(loaded: Loaded) -> None:
    mine = Shop.objects.create(code="mine", name="Mine")
    loaded.connection.execute("DELETE FROM setting WHERE key = 'practice'")
    with pytest.raises(Broken, match="no practice data is put beside it"):
        fill(loaded.connection)
    mine.delete()


def test_removing_leaves_no_row_of_it(loaded: Loaded) -> None:
    assert remove(loaded.connection) > 400
    tables = [
        *TABLES_BY_ORDER,
        "orders",
        "inbox",
        "inbox_todo",
        "inbox_outcome",
        "movement",
        "stock",
        "stock_demand",
        "run_record",
    ]
    tables += [
        "shop",
        "sku",
        "listing",
        "warehouse",
        "bin",
        "zone",
        "rate",
        "carrier",
        "member",
        "tally",
        "tally_change",
    ]
    left = {table: loaded.rows(f"SELECT count(*) FROM {table}")[0][0] for table in tables}
    assert {table: count for table, count in left.items() if count} == {}
    assert state() is State.REMOVED
