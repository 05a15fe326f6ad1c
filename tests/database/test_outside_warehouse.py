"""Outside warehouses on real tables: told once, their reports carried out once, their stock the truth."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import msgspec
import pytest
from django.test import override_settings

from orderway.adapters.channels import channel
from orderway.adapters.channels._x12_write import interchange
from orderway.adapters.warehouses.webhook import Webhook, signature
from orderway.flow import transfer
from orderway.ports.edi import Partner, ShipOrder
from orderway.ports.warehouse import WarehouseSilent
from orderway.project import relay_edi
from orderway.project.edi.feeds import Row, feed
from orderway.project.edi.partners import of_warehouse
from orderway.project.edi.receive import receive
from orderway.project.errands import drain, relay_on
from orderway.stock.transfers import Transfer
from orderway.web.secrets import seal
from tests.database.api_client import Machine
from tests.shop import NOW, Company, incoming, line

OURS = Partner(our_id="SELLERCO", their_id="WMS", ack_hours=4)
THEIRS = Partner(our_id="WMS", their_id="SELLERCO")
SECRET = "a secret of a warehouse"


class House:
    """The company, its warehouse HZ outside."""

    def __init__(self, company: Company, folder: Path, system: str) -> None:
        self.company = company
        self.place = company.warehouses["HZ"]
        company.insert(
            "warehouse_system", warehouse_id=self.place, system=system, url="http://wms.test", secret=seal(SECRET)
        )
        settings = msgspec.json.encode(OURS).decode()
        company.insert(
            "edi_partner", code="hz", standard="x12", warehouse_id=self.place, settings=settings, url="", secret="",
            active=True,
        )  # fmt: skip
        company.touch()
        self.out = folder / "edi" / "hz" / "out"
        self.relay = relay_on(company.engine)
        self.control = 0

    def order(self, name: str = "A1", units: int = 3) -> int:
        """A released order; the number of its shipping order."""
        self.company.send(incoming(name, line("MUG", units), line("CUP", 1)))
        self.company.read()
        drain(self.relay)
        sql = "SELECT f.id FROM fulfilment f JOIN orders o ON o.id = f.order_id WHERE o.external_id = %s"
        return int(self.company.rows(f"{sql} ORDER BY f.id", [name])[-1][0])

    def sent(self) -> list[Any]:
        found = [channel("x12").parse(path.read_bytes()) for path in sorted(self.out.glob("*.x12"))]
        assert [one.problems for one in found] == [[]] * len(found)
        return [document for one in found for document in one.documents if document.kind != "997"]

    def come(self, *sets: tuple[str, list[list[str]]], at: datetime = NOW) -> Any:
        self.control += 1
        known = of_warehouse(self.company.connection, self.place)
        assert known is not None
        [receipt] = receive(self.company.engine, known, interchange(THEIRS, "SW", sets, self.control, at), "api:w")
        drain(self.relay)
        return receipt

    def state(self, name: str = "A1") -> list[str]:
        sql = (
            "SELECT f.state FROM fulfilment f JOIN orders o ON o.id = f.order_id WHERE o.external_id = %s ORDER BY f.id"
        )
        return [row[0] for row in self.company.rows(sql, [name])]

    def stock(self, sku: str, column: str = "on_hand") -> int:
        values = [self.company.skus[sku], self.place]
        return int(self.company.one(f"SELECT {column} FROM stock WHERE sku_id = %s AND warehouse_id = %s", values))


def shipment(number: int, *lines: tuple[str, int, int], tracking: str = "1Z1") -> tuple[str, list[list[str]]]:
    """A 945: (sku, ordered, shipped)."""
    rows = [["W06", "N", str(number), "20261120", "S-1"], ["LX", "1"], ["MAN", "CP", tracking]]
    for sku, ordered, shipped in lines:
        rows.append(["W12", "SH", str(ordered), str(shipped), str(ordered - shipped), "EA", "", "VN", sku])
    return "945", rows


@pytest.fixture
def house(company: Company, tmp_path: Path) -> Iterator[House]:
    company.sku("MUG", HZ=100, GZ=50)
    company.sku("CUP", HZ=100, GZ=50)
    with override_settings(DATA_FOLDER=tmp_path):
        yield House(company, tmp_path, "x12")


def test_a_release_is_told_once_as_a_940(house: House) -> None:
    number = house.order()
    drain(house.relay)
    [told] = house.sent()
    assert (told.kind, told.number, told.status, [(x.sku, x.quantity) for x in told.lines]) == (
        "940", str(number), "N", [("MUG", 3), ("CUP", 1)],
    )  # fmt: skip
    assert told.data["parties"][0]["name"] == "王小明"
    due = "SELECT kind, extract(hour FROM ack_due_at - at)::int FROM edi_interchange WHERE ack_due_at IS NOT NULL"
    assert house.company.rows(due) == [("940", 4)]


def test_a_945_picks_packs_and_ships_and_is_harmless_the_second_time(house: House) -> None:
    number = house.order()
    house.come(shipment(number, ("MUG", 3, 3), ("CUP", 1, 1)))
    assert house.state() == ["SHIPPED"]
    assert house.company.order("A1", "status") == ("SHIPPED",)
    parcel = "SELECT tracking_number, state FROM parcel"
    assert house.company.rows(parcel) == [("1Z1", "LABELLED")]
    assert (house.stock("MUG"), house.stock("MUG", "reserved")) == (97, 0)
    house.come(shipment(number, ("MUG", 3, 3), ("CUP", 1, 1)))
    assert (house.company.rows(parcel), house.stock("MUG")) == ([("1Z1", "LABELLED")], 97)
    assert house.company.rows("SELECT state FROM outbox WHERE topic = 'edi.came'") == [("SENT",), ("SENT",)]


def test_a_short_945_ships_the_rest_and_sources_what_is_missing_elsewhere(house: House) -> None:
    number = house.order()
    house.come(shipment(number, ("MUG", 3, 2), ("CUP", 1, 1)))
    assert house.company.rows("SELECT shipped, short FROM fulfilment_line ORDER BY id LIMIT 2") == [(2, 1), (1, 0)]
    assert house.state() == ["SHIPPED", "SENT"]
    assert house.company.rows("SELECT warehouse_id FROM fulfilment ORDER BY id")[-1] == (
        house.company.warehouses["GZ"],
    )


def test_a_stop_is_asked_and_the_warehouse_answers(house: House) -> None:
    number = house.order()
    house.company.must("withdraw", "A1")
    drain(house.relay)
    assert [(one.kind, one.status, one.number) for one in house.sent()] == [
        ("940", "N", str(number)), ("940", "F", str(number)),
    ]  # fmt: skip
    assert house.state() == ["STOP_REQUESTED"]
    house.come(shipment(number, ("MUG", 3, 0), ("CUP", 1, 0)))
    assert house.state() == ["CANCELLED"]
    assert house.stock("MUG") == 100


def test_a_945_about_somebody_elses_order_is_told_to_a_person(house: House) -> None:
    house.come(shipment(12345, ("MUG", 1, 1)))
    assert house.company.rows("SELECT state, failure FROM outbox WHERE topic = 'edi.came'") == [
        ("FAILED", "refused: shipping order '12345' is not one of this warehouse")
    ]


def count(number: str, date: str, *rows: tuple[str, int]) -> tuple[str, list[list[str]]]:
    lines = [row for place, (sku, units) in enumerate(rows, 1)
             for row in (["LIN", str(place), "VN", sku], ["QTY", "17", str(units), "EA"])]  # fmt: skip
    return "846", [["BIA", "00", "DD", number, date], *lines, ["CTT", str(len(rows))]]


def test_stock_as_the_warehouse_counts_it_becomes_ours_with_the_differences_shown(house: House) -> None:
    house.order(units=5)
    house.come(count("C1", "20261120", ("MUG", 90), ("CUP", 100), ("NEW", 7)))
    assert (house.stock("MUG"), house.stock("MUG", "reserved")) == (90, 5)
    assert house.company.rows("SELECT state, differences FROM stock_feed") == [
        ("part", [["MUG", 100, 90, "different"], ["NEW", None, 7, "unknown_sku"]])
    ]
    house.come(count("C2", "20261121", ("MUG", 3)))
    assert house.stock("MUG") == 90
    assert house.company.rows("SELECT differences FROM stock_feed ORDER BY id")[-1] == (
        [["MUG", 90, 3, "below_reserved"]],
    )


def test_a_feed_told_twice_or_out_of_order_changes_nothing(house: House) -> None:
    engine, place = house.company.engine, house.place
    at = NOW
    assert feed(engine, place, "count", "k1", at, [Row("MUG", 80)], "wms").state == "applied"
    assert feed(engine, place, "count", "k1", at, [Row("MUG", 70)], "wms").state == "again"
    assert feed(engine, place, "count", "k0", at - timedelta(hours=1), [Row("MUG", 60)], "wms").state == "old"
    assert feed(engine, place, "adjust", "a0", at - timedelta(hours=2), [Row("MUG", -9)], "wms").state == "old"
    assert house.stock("MUG") == 80
    assert feed(engine, place, "adjust", "a1", at + timedelta(minutes=1), [Row("MUG", -9)], "wms").state == "applied"
    assert feed(engine, place, "receive", "r1", at + timedelta(minutes=2), [Row("MUG", 4)], "wms").state == "applied"
    assert feed(engine, place, "adjust", "a2", at + timedelta(minutes=3), [Row("MUG", -99)], "wms").differences == [
        ["MUG", 75, -99, "negative"]
    ]
    assert house.stock("MUG") == 75


def test_receipts_and_adjustments_come_by_944_and_947(house: House) -> None:
    receipt = ("944", [["W17", "F", "20261120", "R1"], ["W07", "30", "EA", "", "VN", "MUG"]])
    adjusted = ("947", [["W15", "20261120", "A1"], ["W19", "53", "-2", "EA", "", "VN", "MUG"]])
    house.come(receipt, adjusted)
    assert house.stock("MUG") == 128


def test_transfers_leave_and_come_by_943_and_944(house: House) -> None:
    engine, company = house.company.engine, house.company
    mug = company.skus["MUG"]
    made = transfer.propose(engine, company.warehouses["GZ"], house.place, {mug: 10}, "anna")
    assert isinstance(made, Transfer)
    transfer.approve(engine, made.id, "anna")
    transfer.ship(engine, made.id, "anna")
    came = ("944", [["W17", "F", "20261120", "R7", str(made.id)], ["W07", "9", "EA", "", "VN", "MUG"]])
    house.come(came)
    assert house.stock("MUG") == 109
    house.come(came)
    assert house.stock("MUG") == 109
    back = transfer.propose(engine, house.place, company.warehouses["GZ"], {mug: 4}, "anna")
    assert isinstance(back, Transfer)
    transfer.approve(engine, back.id, "anna")
    left = ("943", [["W06", "N", str(back.id), "20261120"], ["W04", "4", "EA", "", "VN", "MUG"]])
    house.come(left)
    house.come(left)
    assert house.stock("MUG") == 105
    assert company.rows("SELECT state FROM transfer ORDER BY id") == [("PARTIALLY_RECEIVED",), ("SHIPPED",)]
    assert company.rows("SELECT DISTINCT state FROM outbox WHERE topic = 'edi.came'") == [("SENT",)]


# -- webhook ---


class Told(Webhook):
    """A webhook warehouse that writes down what it is told."""

    def __init__(self, answer: Mapping[str, Any] | None = None, silent: int = 0) -> None:
        self.told: list[ShipOrder] = []
        self.answer = answer or {}
        self.silent = silent

    def instruct(self, url: str, secret: str, order: ShipOrder, at: datetime) -> Mapping[str, Any]:
        assert (url, secret) == ("http://wms.test", SECRET)
        self.told.append(order)
        if len(self.told) <= self.silent:
            raise WarehouseSilent("timeout")
        return self.answer


@pytest.fixture
def hooked(company: Company, tmp_path: Path) -> Iterator[House]:
    company.sku("MUG", HZ=100)
    company.sku("CUP", HZ=100)
    with override_settings(DATA_FOLDER=tmp_path):
        yield House(company, tmp_path, "webhook")


def tell(kind: str, key: str, at: datetime = NOW, secret: str = SECRET, **more: Any) -> tuple[int, Any]:
    body = json.dumps({"id": key, "type": kind, "at": at.isoformat(), **more}).encode()
    stamp = str(int(NOW.timestamp()))
    headers = {
        "webhook-id": key,
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{signature(secret, key, stamp, body)}",
    }
    answer = Machine().client.post("/api/v1/warehouses/HZ/events", body, "application/json", headers=headers)
    return answer.status_code, json.loads(answer.content)


def test_a_webhook_warehouse_is_told_and_tells_step_by_step(hooked: House) -> None:
    told = Told()
    with patch.object(relay_edi, "WEBHOOK", told):
        number = str(hooked.order())
    assert [(one.number, one.cancel, [(x.sku, x.units) for x in one.items]) for one in told.told] == [
        (number, False, [("MUG", 3), ("CUP", 1)])
    ]
    assert tell("accepted", "e1", order=number) == (200, {"refused": []})
    assert hooked.state() == ["ACCEPTED"]
    assert tell("picked", "e2", order=number)[0] == 200
    parcels = [{"tracking_number": "T1", "contents": {"MUG": 3}}, {"tracking_number": "T2", "contents": {"CUP": 1}}]
    assert tell("packed", "e3", order=number, parcels=parcels) == (200, {"refused": []})
    assert hooked.state() == ["READY"]
    assert tell("shipped", "e4", order=number) == (200, {"refused": []})
    assert tell("shipped", "e4", order=number) == (200, {"refused": []})
    assert hooked.state() == ["SHIPPED"]
    assert hooked.company.rows("SELECT tracking_number FROM parcel ORDER BY id") == [("T1",), ("T2",)]
    assert hooked.stock("MUG") == 97


def test_a_stop_is_taken_at_the_warehouses_word(hooked: House) -> None:
    told = Told({"agree": True})
    with patch.object(relay_edi, "WEBHOOK", told):
        hooked.order()
        hooked.company.must("withdraw", "A1")
        drain(hooked.relay)
    assert [one.cancel for one in told.told] == [False, True]
    assert hooked.state() == ["CANCELLED"]


def test_a_refused_stop_goes_on(hooked: House) -> None:
    with patch.object(relay_edi, "WEBHOOK", Told()):
        number = str(hooked.order())
        hooked.company.must("withdraw", "A1")
        drain(hooked.relay)
    assert tell("stopped", "s1", order=number, agree=False)[0] == 200
    assert hooked.state() == ["SENT"]


def test_stock_comes_by_signed_events_once(hooked: House) -> None:
    assert tell("count", "c1", units={"MUG": 50, "CUP": 100}) == (200, {"refused": []})
    assert tell("count", "c0", NOW - timedelta(hours=3), units={"MUG": 1}) == (
        200, {"refused": ["older than the last count: nothing was changed"]},
    )  # fmt: skip
    assert hooked.stock("MUG") == 50


def test_an_event_that_is_not_what_it_claims_changes_nothing(hooked: House) -> None:
    assert tell("count", "c1", secret="another", units={"MUG": 1})[0] == 401
    assert tell("count", "c1", kind_of="x", units={"MUG": "1"})[0] == 401
    assert tell("ship", "c1")[0] == 401
    assert hooked.stock("MUG") == 100
    assert hooked.company.rows("SELECT count(*) FROM warehouse_event") == [(0,)]
