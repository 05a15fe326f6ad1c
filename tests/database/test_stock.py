"""What PostgreSQL keeps is what the structs hold; what is freed wakes who waits, in fair order."""

import msgspec
import pytest

from orderway.flow import tables
from orderway.flow.goods import Change, change_goods
from orderway.flow.order import Note
from orderway.kernel.errors import Refusal
from orderway.project.wiring import one_round
from orderway.stock import ledger
from tests.shop import GOOD_RECEIVER, NOW, Company, incoming, line

ODD = [
    "a\tb",
    "back\\slash",
    "\\N",
    "new\nline",
    "cr\r\nlf",
    "'quote\"",
    "{brace,}",
    "نص",
    "👍🏽",
    "两 个",
    "%s %(x)s",
    "\x01",
]


@pytest.mark.parametrize("text", ODD)
def test_text_of_any_kind_survives_copy_and_update(company: Company, text: str) -> None:
    company.sku("MUG", HZ=9)
    company.send(incoming("A1", line("MUG", title=text), buyer_note=text, extra={"k": text}))
    company.read()
    assert company.rows("SELECT buyer_note, extra->>'k' FROM orders") == [(text, text)]
    assert company.rows("SELECT title FROM order_line") == [(text,)]
    company.must("hold", "A1", note=text)
    assert company.do("claim", "A1", who=f"who {text}").done
    assert company.rows("SELECT note, claimed_by FROM hold") == [(text, f"who {text}")]
    company.must("add_note", "A1", text=text.strip() or "x", kind="merchant")
    assert company.one("SELECT text FROM note") == (text.strip() or "x")


def test_a_row_written_by_copy_is_read_back_as_the_same_struct(company: Company) -> None:
    notes = [Note(n, 1, NOW, "anna", "merchant", text) for n, text in enumerate(ODD)]
    table = tables.APPENDED["notes"]
    with company.connection.cursor() as cursor:
        with cursor.copy(table.copy_sql) as copy:
            copy.write(table.copy_data(notes))
        assert [table.of(row) for row in cursor.execute(f"{table.select_sql} ORDER BY id")] == notes
    company.connection.execute("DELETE FROM note")


def test_a_nul_is_a_parked_message_and_no_order(company: Company) -> None:
    company.sku("MUG", HZ=9)
    company.send(incoming("A1", line("MUG"), buyer_note="a\x00b"))
    company.send(incoming("A2", line("MUG")))
    one_round(company.engine, company.reader)
    assert company.rows("SELECT external_id FROM orders") == [("A2",)], "the others go on"
    assert company.rows("SELECT state, reason FROM inbox_todo") == [("parked", "breaks_its_reader")]


def test_the_guard_keeps_what_is_reserved(company: Company) -> None:
    company.sku("MUG", HZ=2)
    company.send(incoming("A1", line("MUG", 2)))
    company.read()
    change = Change(company.skus["MUG"], company.warehouses["HZ"], -1)
    refusal = change_goods(company.engine, [change], "adjust", "lost", "anna")
    facts = {"row": 0, "sku": "MUG", "warehouse": "HZ", "free": 0}
    assert refusal == Refusal("below_reserved", facts)
    assert company.rows("SELECT on_hand, reserved FROM stock") == [(2, 2)]
    assert company.one("SELECT count(*) FROM movement WHERE kind = 'adjust'") == 0


def test_a_count_sets_what_was_found_and_books_the_difference(company: Company) -> None:
    company.sku("MUG", HZ=5)
    change_goods(company.engine, [Change(company.skus["MUG"], company.warehouses["HZ"], 3)], "count", "", "anna")
    assert company.rows("SELECT on_hand FROM stock") == [(3,)]
    assert company.rows("SELECT quantity FROM movement WHERE kind = 'count'") == [(-2,)]


def test_damaged_goods_leave_what_can_be_sold(company: Company) -> None:
    company.sku("MUG", HZ=5)
    change_goods(company.engine, [Change(company.skus["MUG"], company.warehouses["HZ"], 2)], "damage", "", "anna")
    assert company.rows("SELECT on_hand, damaged FROM stock") == [(3, 2)]


def test_who_waits_is_woken_in_the_order_of_payment_and_no_more_than_can_be_served(company: Company) -> None:
    company.sku("MUG", HZ=0)
    for n in range(4):
        company.send(incoming(f"A{n}", line("MUG", 2), paid_at=NOW.replace(minute=10 - n)))
        company.read()
    change_goods(company.engine, [Change(company.skus["MUG"], company.warehouses["HZ"], 3)], "receive", "", "anna")
    woken = company.rows("SELECT external_id FROM orders WHERE ready_at IS NOT NULL ORDER BY 1")
    assert woken == [("A2",), ("A3",)], "the two that paid first"
    company.run()
    assert [company.order(f"A{n}")[1] for n in range(4)] == ["short", "short", "short", "warehouse"]
    assert company.one("SELECT waiting FROM stock_demand") == 5


def test_an_order_that_no_longer_waits_frees_those_behind_it(company: Company) -> None:
    company.sku("MUG", HZ=0)
    company.send(incoming("A1", line("MUG", 5)))
    company.read()
    company.must("choose_warehouse", "A1", warehouse="BJ")
    change_goods(company.engine, [Change(company.skus["MUG"], company.warehouses["HZ"], 3)], "receive", "", "anna")
    company.send(incoming("A2", line("MUG", 3)))
    company.run()
    assert company.order("A2")[1] == "short", "five are waited for before it"
    company.must("cancel", "A1")
    company.run()
    assert company.order("A2")[1] == "warehouse"


def test_a_lower_safety_stock_frees_who_waits(company: Company) -> None:
    company.sku("MUG", HZ=5)
    key = company.skus["MUG"], company.warehouses["HZ"]
    with company.connection.cursor() as cursor:
        ledger.set_place(cursor, *key, 5, "A-01", NOW)
    company.send(incoming("A1", line("MUG", 3)))
    company.run()
    assert company.order("A1")[1] == "short"
    with company.connection.cursor() as cursor:
        ledger.set_place(cursor, *key, 2, "A-01", NOW)
    company.run()
    assert company.order("A1")[1] == "warehouse"
    assert company.rows("SELECT safety, bin_code FROM stock") == [(2, "A-01")]


def test_a_remark_moves_nobody_past_who_paid_first(company: Company) -> None:
    company.sku("MUG", HZ=0)
    for n in range(2):
        company.send(incoming(f"A{n}", line("MUG")))
        company.read()
    change_goods(company.engine, [Change(company.skus["MUG"], company.warehouses["HZ"], 1)], "receive", "", "anna")
    company.must("add_note", "A1", text="hurry")
    assert company.order("A1")[1] == "short"
    company.run()
    assert [company.order(f"A{n}")[1] for n in range(2)] == ["warehouse", "short"]


def test_a_number_that_another_parcel_has_is_refused_and_the_others_of_the_batch_get_theirs(company: Company) -> None:
    from orderway.flow.command import Actor, Target, run
    from orderway.journey.commands import COMMANDS

    company.sku("MUG", HZ=9)
    company.send(*(incoming(f"A{n}", line("MUG")) for n in range(3)))
    company.read()
    company.must("label", "A0", tracking_number="SF1")
    ids = dict(company.rows("SELECT external_id, id FROM orders"))
    targets = [Target(ids["A1"], args={"tracking_number": "SF1"}), Target(ids["A2"], args={"tracking_number": "SF2"})]
    results = run(company.engine, COMMANDS["label"], targets, {}, Actor("anna", "machine"))
    assert [(r.done, r.refusal) for r in results] == [(False, Refusal("number_taken")), (True, None)]
    assert company.rows("SELECT tracking_number FROM parcel ORDER BY 1") == [("SF1",), ("SF2",)]


def test_a_void_label_is_told_to_its_carrier_once(company: Company) -> None:
    company.sku("MUG", HZ=9)
    company.send(incoming("A1", line("MUG")))
    company.read()
    company.must("label", "A1", tracking_number="SF1")
    company.must("reject", "A1")
    assert company.one("SELECT count(*) FROM outbox WHERE topic = 'void_label'") == 1


def test_unpaid_orders_expire_wherever_they_stand(company: Company) -> None:
    from datetime import timedelta

    from orderway.journey.review.expiry import expire_unpaid
    from orderway.kernel import clock

    company.sku("MUG", HZ=9)
    company.sku("CAP", HZ=0)
    nameless = msgspec.structs.replace(GOOD_RECEIVER, name="")
    company.send(
        incoming("HELD", line("MUG"), paid=False, ship_to=nameless),
        incoming("SHORT", line("CAP"), paid=False),
        incoming("PAID", line("CAP")),
        incoming("COD", line("CAP"), paid=False, payment_status="cod_due"),
        incoming("LATER", line("CAP"), paid=False, placed_at=NOW + timedelta(hours=2)),
    )
    company.read()
    with clock.held_at(NOW + timedelta(hours=23)):
        assert expire_unpaid(company.engine) == 0
    with clock.held_at(NOW + timedelta(hours=24)):
        assert expire_unpaid(company.engine) == 2
        assert expire_unpaid(company.engine) == 0
    standing = dict(company.rows("SELECT external_id, standing FROM orders"))
    assert standing == {"HELD": "cancelled", "SHORT": "cancelled", "PAID": "short", "COD": "short", "LATER": "short"}
    assert company.rows("SELECT reserved FROM stock ORDER BY sku_id") == [(0,), (0,)]
