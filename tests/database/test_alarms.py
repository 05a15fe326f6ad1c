"""The hourly audit raises an alarm for what is broken, names it, ends it when it is whole, and repairs nothing."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from orderway.console.alarms.words import BROKEN
from orderway.insight import alarms
from orderway.insight.alarms import UNFINISHED, broken_ids, watch
from orderway.insight.audit import REPLAY_ID, audit, sentences
from orderway.kernel import clock
from tests.people import signed_in
from tests.shop import NOW, Company, incoming, line

BREAKS = {
    "inv-1-one-order-a-key": "DELETE FROM inbox_outcome",
    "inv-1-messages-accounted": "INSERT INTO inbox (id, received_at, shop_id, topic, key, source, body) "
    "VALUES (1, now(), 1, '', '', '', '')",
    "inv-2-no-orphans": "DELETE FROM orders",
    "inv-3-reserved-is-the-ledger": "UPDATE stock SET reserved = reserved + 1",
    "inv-3-lines-hold-what-is-reserved": "UPDATE reservation SET quantity = quantity + 1",
    "inv-3-demand": "INSERT INTO stock_demand SELECT id, 7 FROM sku",
    "inv-4-balance": "UPDATE stock SET on_hand = on_hand + 1",
    "inv-4-ring-fences": "INSERT INTO fence (id, sku_id, warehouse_id, shop_id, units, given, made_by, made_at) "
    "SELECT 1, sku_id, warehouse_id, 1, 1, 1, 'x', now() FROM stock LIMIT 1",
    "inv-4-lots": "INSERT INTO sku_supply (sku_id, lot_kept, serial_kept, near_expiry_days, lead_days, pack_units, "
    "cover_days, cost_minor) SELECT id, true, false, 0, 0, 1, 30, 0 FROM sku",
    "inv-4-in-transit": "UPDATE stock SET in_transit = 1",
    "inv-4-earmarks": "WITH t AS (INSERT INTO transfer (id, state, from_id, to_id, reason, made_by, made_at) "
    "VALUES (1, 'APPROVED', 1, 2, '', 'x', now())) INSERT INTO transfer_line (id, transfer_id, sku_id, units) "
    "SELECT 2, 1, id, 3 FROM sku LIMIT 1",
    "inv-5-nothing-stuck": "UPDATE orders SET stage = 'check'",
    "inv-6-money": "UPDATE orders SET captured_minor = captured_minor + 1, authorised_minor = authorised_minor + 1",
    "inv-6-cancelled-owes-nothing": "UPDATE orders SET standing = 'cancelled', cancelled_minor = total_minor",
    "inv-7-lines": "UPDATE order_line SET released = 0, shipped = ordered",
    "inv-7-released": "UPDATE fulfilment_line SET quantity = quantity + 1",
    "inv-8-labels": "UPDATE parcel SET state = 'IN_TRANSIT', tracking_number = ''",
    "inv-9-outbox": "INSERT INTO outbox (id, at, topic, target, payload, state, next_at) "
    "VALUES (1, now(), 'label', 'x', '{}', 'LOST', now())",
    "inv-10-headline": "UPDATE orders SET standing = 'cancelled'",
    "inv-10-counts": "UPDATE tally_change SET change = change + 1",
    "inv-11-events": "DELETE FROM event",
    "inv-12-no-personal-data": """UPDATE event SET data = '{"steps": ["13800138000"]}'""",
}
"""A statement that breaks each invariant. Owner, action and due time are kept by a constraint as well."""


def names() -> set[str]:
    return {name.replace("_", "-") for name in sentences()}


@pytest.fixture
def shipped(company: Company) -> Company:
    company.sku("MUG", HZ=10)
    company.send(incoming("A1", line("MUG", 2)))
    company.read()
    company.must("pick", "A1")
    company.must("pack", "A1")
    company.must("label", "A1", tracking_number="SF1")
    return company


def kept(company: Company) -> list[tuple[object, ...]]:
    return company.rows("SELECT invariant, broken, ids, over_at IS NOT NULL, acknowledged_by FROM alarm ORDER BY id")


def test_every_invariant_has_its_words_and_a_query_that_names_what_is_broken() -> None:
    text = (Path(alarms.__file__).parent / "audit_broken.sql").read_text(encoding="utf-8")
    assert {name for name in names() if f"-- {name.replace('-', '_')}\n" in text} == names()
    assert set(BROKEN) == {*names(), REPLAY_ID, UNFINISHED}
    assert set(BREAKS) == names() - {"inv-5-owner-action-due"}


@pytest.mark.parametrize("invariant", sorted(BREAKS))
def test_a_broken_invariant_is_counted_and_its_ids_are_named(shipped: Company, invariant: str) -> None:
    assert broken_ids(shipped.connection, invariant) == []
    with shipped.connection.transaction(force_rollback=True):
        shipped.connection.execute(BREAKS[invariant])
        found = next(one for one in _inside(shipped) if one[0] == invariant)
        assert found[1] >= 1
        assert len(found[2]) >= 1


def _inside(company: Company) -> list[tuple[str, int, list[str]]]:
    """What the audit and its names say within a transaction that is taken back."""
    values = {"limit": 20}
    company.connection.execute("SELECT set_config('orderway.now', %s, true)", [clock.now().isoformat()])
    counts, broken = alarms.named(alarms.__file__, "audit.sql"), alarms._BROKEN
    return [
        (
            name.replace("_", "-"),
            company.rows(sql)[0][1],
            [row[0] for row in company.connection.execute(getattr(broken, name), values).fetchall()],
        )
        for name, sql in vars(counts).items()
    ]


def test_an_alarm_stands_until_the_books_are_whole_and_nothing_is_repaired(shipped: Company) -> None:
    assert watch(shipped.connection, shipped.engine.ids) == []
    sku, place = shipped.skus["MUG"], shipped.warehouses["HZ"]
    shipped.connection.execute("UPDATE stock SET on_hand = 11")
    assert watch(shipped.connection, shipped.engine.ids) == ["inv-4-balance"]
    assert watch(shipped.connection, shipped.engine.ids) == ["inv-4-balance"]
    assert kept(shipped) == [("inv-4-balance", 1, [f"sku {sku} warehouse {place}"], False, "")]
    assert shipped.one("SELECT on_hand FROM stock") == 11
    shipped.connection.execute("UPDATE stock SET on_hand = 10")
    assert watch(shipped.connection, shipped.engine.ids) == []
    assert [row[3] for row in kept(shipped)] == [True]
    assert all(found.ok for found in audit(shipped.connection))


@pytest.mark.usefixtures("clean_tables")
def test_the_board_and_the_queues_show_it_until_a_person_has_acknowledged_it(shipped: Company) -> None:
    order = shipped.one("SELECT id FROM orders")
    shipped.connection.execute("UPDATE orders SET event_seq = 9")
    watch(shipped.connection, shipped.engine.ids)
    shipped.connection.execute("UPDATE orders SET event_seq = (SELECT count(*) FROM event)")
    alarm = shipped.one("SELECT id FROM alarm")
    desk = _signed_in("olivia", "operator")
    for page in ("/", "/queues/exceptions"):
        assert "1 thing broken" in desk.get(page).content.decode()
    page = desk.get("/alarms").content.decode()
    assert f'href="/orders/{order}"' in page
    assert "The history of orders has a gap" in page
    assert desk.post(f"/alarms/{alarm}/acknowledge", {"note": " "}).status_code == 422
    assert desk.post(f"/alarms/{alarm}/acknowledge", {"note": "asked Wei"}).status_code == 302
    assert kept(shipped)[0][3:] == (False, "olivia")
    assert "thing broken" not in desk.get("/").content.decode()
    desk.post(f"/alarms/{alarm}/acknowledge", {"note": "again"})
    assert shipped.one("SELECT note FROM alarm") == "asked Wei"
    assert _signed_in("sam", "service").get(f"/alarms/{alarm}/acknowledge").status_code == 403


def _signed_in(name: str, role: str) -> Client:
    return signed_in(role, name=name)


def test_what_fell_due_while_the_machine_was_off_is_no_alarm_until_it_could_catch_up(company: Company) -> None:
    company.sku("MUG", HZ=0)
    company.send(incoming("A1", line("MUG")))
    company.read()
    company.connection.execute("UPDATE orders SET ready_at = %s", [NOW - timedelta(minutes=11)])
    assert watch(company.connection, company.engine.ids, catching_up=True) == []
    assert kept(company) == []
    assert watch(company.connection, company.engine.ids) == ["inv-5-nothing-stuck"]
    company.connection.execute("UPDATE orders SET ready_at = %s", [NOW])


def test_the_clock_of_the_audit_is_the_houses(company: Company) -> None:
    assert clock.now() == NOW
    assert watch(company.connection, company.engine.ids) == []
