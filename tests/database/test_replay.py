"""Replay is exact: every record of a company's life decides the same again, bit for bit, and holds nothing personal."""

from __future__ import annotations

import zlib
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from orderway.flow.batch import Batch
from orderway.flow.record import orders_of
from orderway.history.log import read_record, read_snapshot
from orderway.insight.replay.past import Period
from orderway.insight.replay.verify import Verified, verify
from orderway.kernel import clock
from orderway.ports.channel import Receiver
from orderway.project.parts import gates
from tests.shop import NOW, Company, incoming, line

ALL = Period(NOW - timedelta(days=400), NOW + timedelta(days=400))


def verified(company: Company) -> Verified:
    return verify(company.connection, gates, ALL)


def records(company: Company) -> list[dict[str, Any]]:
    return [read_record(row[0]) for row in company.rows("SELECT record FROM run_record ORDER BY at, id")]


def live(company: Company) -> None:
    """Orders of all kinds: clean, short of stock, unpaid, large, with defects, changed, cancelled, approved, picked."""
    company.sku("MUG", HZ=5, GZ=3)
    company.sku("CAP", HZ=1, BJ=4)
    company.sku("BAG")
    company.send(incoming("A1", line("MUG", 2), line("CAP", 1)), incoming("A2", line("MUG", 6)))
    company.send(incoming("A3", line("CAP", 9)), incoming("A4", line("BAG", 1), paid=False))
    company.send(incoming("A5", line("MUG", 1, price=900_000)), incoming("A6", line("NOBODY", 1)))
    company.send(incoming("A7", line("CAP", 2), ship_to=Receiver(name="陈静", phone="12", country="CN")))
    company.send(incoming("A8", line("CAP", 1)), incoming("A9", line("CAP", 1)))
    company.read()
    with clock.held_at(NOW + timedelta(hours=1)):
        company.do("approve", "A5")
        company.do("pick", "A1")
        company.do("cancel", "A2", reason="buyer")
        company.do("correct_address", "A8", street="文二路22号2幢")
        company.do("choose_warehouse", "A5", warehouse="GZ")
        company.do("reject", "A9", reason="no_goods")
    with clock.held_at(NOW + timedelta(hours=30)):
        company.run()


def test_every_record_decides_the_same_again(company: Company) -> None:
    live(company)
    found = verified(company)
    assert (found.differing, found.incomplete, found.other_code) == ([], 0, 0)
    assert found.orders == company.one("SELECT sum(orders) FROM run_record")
    assert (found.records, found.orders) == (7, 15)


def test_other_reference_data_than_then_is_seen(company: Company) -> None:
    live(company)
    snapshots = company.rows("SELECT digest, data FROM reference_snapshot")
    assert {row[0] for row in company.rows("SELECT DISTINCT snapshot FROM run_record")} == {row[0] for row in snapshots}
    for digest, data in snapshots:
        rows = read_snapshot(data)
        rows["warehouses"] = [(*row[:8], row[8] + 1, *row[9:]) for row in rows["warehouses"]]
        packed = zlib.compress(msgspec.msgpack.encode(rows))
        company.connection.execute("UPDATE reference_snapshot SET data = %s WHERE digest = %s", [packed, digest])
    found = verified(company)
    assert [broken.partition(":")[0] for broken in company.broken()] == ["inv-10-replay"]
    for digest, data in snapshots:
        company.connection.execute("UPDATE reference_snapshot SET data = %s WHERE digest = %s", [data, digest])
    sourced = company.rows(
        'SELECT DISTINCT order_id FROM event WHERE strpos(data::text, \'["source", "pass", {"\') > 0'
    )
    assert not found.exact
    assert {order for _, order in found.differing} == {row[0] for row in sourced}


def test_reference_data_that_did_not_change_are_kept_once(company: Company) -> None:
    company.sku("MUG", HZ=50)
    for number in range(3):
        company.touch()
        company.send(incoming(f"A{number}", line("MUG", 1)))
        company.read()
    assert company.one("SELECT count(*) FROM run_record") == 3
    assert company.one("SELECT count(*) FROM reference_snapshot") == 1


def test_a_batch_that_is_taken_back_leaves_no_promise_of_a_snapshot(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    company.sku("MUG", HZ=50)
    company.send(incoming("A1", line("MUG", 1)))
    with monkeypatch.context() as patched:
        patched.setattr(Batch, "save", lambda *said: 1 // 0)
        with pytest.raises(ZeroDivisionError):
            company.read()
    assert company.one("SELECT count(*) FROM reference_snapshot") == 0
    company.read()
    assert verified(company) == Verified(1, 1, [], 0, 0, 0)


PRIVATE = (
    "赵敏贞",
    "13912345678",
    "zhao@example.com",
    "文三路990号",
    "310099",
    "zhao-buyer",
    "Zhao Minzhen",
    "tok-zhao",
)


def test_nothing_personal_stands_in_a_record(company: Company) -> None:
    company.sku("MUG", HZ=5)
    name, phone, email, street, postcode, nick, latin, token = PRIVATE
    to = Receiver(name=name, phone=phone, email=email, company=latin, country="CN", province="浙江省", city="杭州市")
    to = msgspec.structs.replace(to, district="西湖区", street=street, postcode=postcode, raw=f"{name} {street}")
    told = {"extra": {"nick": nick, "deep": [{nick: phone, "at": latin}], "phone": int(phone)}, "buyer_note": name}
    wishes = {"gift_message": f"for {latin}", "delivery_date": "2026-11-24"}
    company.send(incoming("A1", line("MUG", 1), ship_to=to, seller_note=email, wishes=wishes, **told))
    masked = msgspec.structs.replace(to, token=token)
    company.send(incoming("A2", line("MUG", 1), ship_to=masked, paid=False, **told))
    company.send(incoming("A3", line("MUG", 1), ship_to=to, **told))
    company.read()
    company.do("ask", "A2", field="phone", text=f"{name}?", reason="phone_invalid")
    company.do("add_note", "A1", text=name, kind="call")
    company.do("correct_address", "A1", street=street + "1")
    assert verified(company).exact
    texts = [msgspec.json.encode(record).decode() for record in records(company)]
    hashes = {str(row[0]) for row in company.rows("SELECT phone_hash FROM person")}
    hashes |= {str(row[0]) for row in company.rows("SELECT name_hash FROM person")}
    assert [word for word in (*PRIVATE, *hashes, "西湖区") if any(word in text for text in texts)] == []
    assert "duplicate_suspect" in str(company.rows("SELECT reason FROM hold"))


def test_the_orders_of_a_record_can_be_named(company: Company) -> None:
    live(company)
    ids = [row[0] for row in company.rows("SELECT id FROM orders ORDER BY id")]
    assert sorted({order for record in records(company) for order in orders_of(record)}) == ids
