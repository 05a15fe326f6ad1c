"""EDI with a trading partner, on real tables: taken in once, answered, carried out, told back to the minor unit."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.test import override_settings

from orderway.adapters.channels import channel
from orderway.adapters.channels._x12_trade import TRADE
from orderway.adapters.channels._x12_write import interchange
from orderway.history import log
from orderway.kernel import clock, crashpoint
from orderway.kernel.crashpoint import Crashed
from orderway.ports.channel import Document
from orderway.ports.edi import Partner
from orderway.project.edi import folders
from orderway.project.edi.levels import tell_levels
from orderway.project.edi.partners import of_shop
from orderway.project.edi.receive import receive
from orderway.project.errands import drain, relay_on
from orderway.project.relay import LEASE_SECONDS
from tests.shop import NOW, Company

OURS = Partner(our_id="SELLERCO", their_id="BUYERCO", gs1_prefix="4012345", ack_hours=24)
THEIRS = Partner(our_id="BUYERCO", their_id="SELLERCO")
PLACE = [
    ["N1", "ST", "North Store 北方", "92", "0042"], ["N3", "1 Main Street"], ["N4", "Reno", "NV", "89501", "US"],
    ["PER", "IC", "", "TE", "+17755550100"],
]  # fmt: skip


class Trade:
    """The company with one partner; files land in `out`."""

    def __init__(self, company: Company, folder: Path) -> None:
        self.company = company
        self.shop = company.add_shop("north", "x12", {"review_amount_minor": None, "review_quantity": None})
        self.partner = company.insert(
            "edi_partner", code="north", standard="x12", shop_id=self.shop, settings=text(OURS), url="", secret="",
            active=True,
        )  # fmt: skip
        company.touch()
        self.folder = folder / "edi" / "north"
        self.relay = relay_on(company.engine)
        self.control = 0

    def receive(self, body: bytes, source: str = "api:t") -> Any:
        known = of_shop(self.company.connection, self.shop)
        assert known is not None
        return receive(self.company.engine, known, body, source)

    def set_up(self, **changes: Any) -> None:
        partner = msgspec.structs.replace(OURS, **changes)
        self.company.connection.execute("UPDATE edi_partner SET settings = %s", [text(partner)])

    def order(self, number: str, *lines: list[str], control: int = 0, date: str = "20261119") -> bytes:
        self.control = control or self.control + 1
        body = [
            ["BEG", "00", "SA", number, "", date],
            ["CUR", "BY", "CNY"],
            *PLACE,
            *lines,
            ["CTT", str(sum(row[0] == "PO1" for row in lines))],
        ]
        return interchange(THEIRS, "PO", [("850", body)], self.control, NOW)

    def change(self, number: str, *lines: list[str], purpose: str = "04", release: str = "1") -> bytes:
        self.control += 1
        body = [["BCH", purpose, "SA", number, "", release, "20261120"], *lines]
        return interchange(THEIRS, "PC", [("860", body)], self.control, NOW)

    def work(self) -> None:
        """Everything that is due: the inbox read, the outbox delivered."""
        self.company.read()
        drain(self.relay)

    def out(self) -> list[tuple[str, Document]]:
        """What lies in the partner's folder, in the order of the control numbers, each taken as one document."""
        found = []
        for path in sorted(self.folder.joinpath("out").glob("*.x12")):
            [came] = TRADE.read(path.read_bytes())
            assert (came.problems, came.sender, came.receiver) == ([], "SELLERCO", "BUYERCO")
            parsed = channel("x12").parse(path.read_bytes())
            assert parsed.problems == []
            found += [(one.kind, one) for one in parsed.documents]
        return found

    def kinds(self) -> list[str]:
        return [kind for kind, _ in self.out()]

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return self.company.rows(sql)


def text(partner: Partner) -> str:
    return msgspec.json.encode(partner).decode()


def line(number: int, units: int, price: str = "89.00", sku: str = "MUG") -> list[str]:
    return ["PO1", str(number), str(units), "EA", price, "", "VN", sku, "IN", f"B-{sku}"]


@pytest.fixture
def trade(company: Company, tmp_path: Path) -> Iterator[Trade]:
    company.sku("MUG", HZ=100)
    company.sku("CUP", HZ=1)
    with override_settings(DATA_FOLDER=tmp_path):
        yield Trade(company, tmp_path)


def test_an_order_is_answered_shipped_and_invoiced(trade: Trade) -> None:
    [receipt] = trade.receive(trade.order("PO-1", line(1, 3), line(2, 1, "10.00", "CUP")))
    assert (receipt.state, receipt.taken, receipt.rejected, receipt.answer) == ("TAKEN", 1, 0, "997")
    trade.work()
    assert trade.kinds() == ["997", "855"]
    answer = trade.out()[1][1]
    assert (answer.order_external_id, answer.status) == ("PO-1", "AD")
    assert [one.extra["answers"][0][:2] for one in answer.lines] == [["IA", "3"], ["IA", "1"]]
    ship(trade, "PO-1")
    assert trade.kinds() == ["997", "855", "856", "810"]
    despatch, invoice = (one for _, one in trade.out()[2:])
    assert (despatch.order_external_id, despatch.data["tracking_refs"][-1], len(despatch.data["sscc"])) == (
        "PO-1", "SF123", 1,
    )  # fmt: skip
    assert (invoice.order_external_id, invoice.amount_minor, invoice.currency) == ("PO-1", 27_700, "CNY")
    assert [(one.external_id, one.quantity, one.sku) for one in invoice.lines] == [("1", 3, "MUG"), ("2", 1, "CUP")]


def ship(trade: Trade, order: str) -> None:
    for command, args in (
        ("accept", {}), ("pick", {}), ("pack", {}), ("label", {"tracking_number": "SF123"}), ("hand_over", {}),
    ):  # fmt: skip
        trade.company.must(command, order, **args)
    trade.work()


def test_what_is_short_or_taken_off_is_said_line_by_line(trade: Trade) -> None:
    trade.receive(trade.order("PO-1", line(1, 3), line(2, 4, "10.00", "CUP")))
    trade.work()
    answer = trade.out()[-1][1]
    assert answer.status == "AC"
    assert [[a[:2] for a in one.extra["answers"]] for one in answer.lines] == [
        [["IA", "3"]], [["IQ", "1"], ["IB", "3"]],
    ]  # fmt: skip
    trade.company.must("cancel", "PO-1", reason="other")
    trade.work()
    kind, told = trade.out()[-1]
    assert (kind, told.status, [one.extra["change"] for one in told.lines]) == ("865", "RJ", ["DI", "DI"])


def test_an_interchange_that_comes_again_changes_nothing(trade: Trade) -> None:
    body = trade.order("PO-1", line(1, 3))
    trade.receive(body)
    [again] = trade.receive(body)
    assert (again.state, again.taken, again.answer) == ("REPLAY", 0, "TA1")
    assert again.faults == ["control number 000000001 of BUYERCO came before: nothing is taken twice"]
    trade.work()
    assert trade.rows("SELECT count(*) FROM orders") == [(1,)]
    assert [(one.status, one.data["code"]) for kind, one in trade.out() if kind == "TA1"] == [("R", "025")]


@pytest.mark.parametrize(
    ("sender", "usage", "code"),
    [("STRANGER", "P", "006"), ("BUYERCO", "T", "020")],
)
def test_a_stranger_and_a_test_among_real_orders_are_refused(trade: Trade, sender: str, usage: str, code: str) -> None:
    other = Partner(our_id=sender, their_id="SELLERCO", usage=usage)
    body = interchange(other, "PO", [("850", [["BEG", "00", "SA", "X", "", "20261119"], line(1, 1)])], 9, NOW)
    [receipt] = trade.receive(body)
    assert (receipt.state, receipt.answer) == ("REFUSED", "TA1")
    trade.work()
    assert [(kind, one.data["code"]) for kind, one in trade.out()] == [("TA1", code)]
    assert trade.rows("SELECT count(*) FROM orders") == [(0,)]


def test_the_good_sets_go_in_and_the_bad_one_is_named_by_segment(trade: Trade) -> None:
    head = ["BEG", "00", "SA"]
    sets = [
        ("850", [[*head, "PO-1", "", "20261119"], ["CUR", "BY", "CNY"], *PLACE, line(1, 1), ["CTT", "1"]]),
        ("850", [[*head, "PO-2", "", "20261119"], *PLACE, ["PO1", "1", "two", "EA", "5"], ["CTT", "1"]]),
        ("850", [[*head, "PO-3", "", "2026-11"], *PLACE, line(1, 1), ["CTT", "9"]]),
    ]
    [receipt] = trade.receive(interchange(THEIRS, "PO", sets, 5, NOW))
    assert (receipt.state, receipt.taken, receipt.rejected) == ("PART", 1, 2)
    assert receipt.faults == [
        "850 0002, segment 7 PO1: PO102: 'two' is no number",
        "850 0003, segment 2 BEG: BEG05: '2026-11' is no date",
    ]
    trade.work()
    [answer] = [one for kind, one in trade.out() if kind == "997"]
    assert (answer.status, answer.data["accepted"]) == ("P", "1")
    assert [(one["status"], one.get("faults", [])) for one in answer.data["sets"]] == [
        ("A", []), ("R", [["PO1", "7", "8"]]), ("R", [["BEG", "2", "8"]]),
    ]  # fmt: skip
    written = next(trade.folder.joinpath("out").glob("*997*")).read_text()
    assert "AK4*2*330*6*two~" in written
    assert trade.rows("SELECT number FROM orders") == [("PO-1",)]


def test_a_change_is_carried_out_and_answered_once(trade: Trade) -> None:
    trade.receive(trade.order("PO-1", line(1, 3), line(2, 1, "10.00", "CUP")))
    trade.work()
    poc = [["POC", "1", "QD", "2", "", "EA", "89.00", "", "VN", "MUG"],
           ["POC", "2", "PC", "1", "", "EA", "9.00", "", "VN", "CUP"],
           ["POC", "3", "AI", "2", "", "EA", "89.00", "", "VN", "MUG"]]  # fmt: skip
    body = trade.change("PO-1", *poc)
    trade.receive(body)
    trade.work()
    assert trade.kinds() == ["997", "855", "997", "865"]
    told = trade.out()[-1][1]
    assert (told.data["po_number"], told.data["change_number"], told.status) == ("PO-1", "1", "AC")
    assert [(one.external_id, one.extra["answers"][0][:2]) for one in told.lines] == [
        ("1", ["IA", "2"]), ("2", ["IP", "1"]), ("3", ["IA", "2"]),
    ]  # fmt: skip
    assert trade.rows("SELECT ordered - cancelled FROM order_line ORDER BY position") == [(2,), (1,), (2,)]
    assert trade.rows("SELECT standing, payment_state FROM orders") == [("warehouse", "AUTHORIZED")]
    trade.receive(trade.change("PO-1", *poc))  # the same change under a new control number
    trade.work()
    assert trade.kinds() == ["997", "855", "997", "865", "997"]


def test_a_change_that_comes_too_late_is_refused_line_by_line(trade: Trade) -> None:
    trade.receive(trade.order("PO-1", line(1, 3)))
    trade.work()
    ship(trade, "PO-1")
    trade.receive(trade.change("PO-1", ["POC", "1", "QD", "1", "", "EA", "89.00", "", "VN", "MUG"]))
    trade.work()
    told = trade.out()[-1][1]
    assert (told.status, told.lines[0].extra["answers"][0][:2]) == ("RJ", ["IR", "3"])
    assert trade.rows("SELECT shipped FROM order_line") == [(3,)]


def test_a_missing_acknowledgement_is_chased_and_a_given_one_is_not(trade: Trade) -> None:
    trade.receive(trade.order("PO-1", line(1, 3)))
    trade.work()
    [(control, ack)] = trade.rows("SELECT control, ack FROM edi_interchange WHERE kind = '855'")
    assert ack == ""
    late = "SELECT kind FROM edi_interchange WHERE ack = '' AND ack_due_at < '2026-11-21 03:00Z'"
    assert trade.rows(late) == [("855",)]
    rows = [["AK1", "PR", control], ["AK2", "855", "0001"], ["AK3", "PO1", "4", "", "8"], ["AK5", "R", "5"],
            ["AK9", "R", "1", "1", "0"]]  # fmt: skip
    trade.receive(interchange(THEIRS, "FA", [("997", rows)], 70, NOW))
    assert trade.rows(late) == []
    assert trade.rows("SELECT ack, facts->'ack_faults' FROM edi_interchange WHERE kind = '855'") == [
        ("rejected", ["855 0001: PO1 4 8"])
    ]
    [other] = trade.receive(
        interchange(THEIRS, "FA", [("997", [["AK1", "PR", "999"], ["AK9", "A", "1", "1", "1"]])], 71, NOW)
    )
    assert other.faults == ["it answers PR 999, which we did not send"]


def test_a_folder_is_watched_and_each_file_taken_once(trade: Trade) -> None:
    known = of_shop(trade.company.connection, trade.shop)
    assert known is not None
    watched = folders.make_folders(known)
    good, bad, half = watched / "a.x12", watched / "b.x12", watched / "c.x12.part"
    for path, body in ((good, trade.order("PO-1", line(1, 3))), (bad, b"\x00\x01 no interchange"), (half, b"ISA")):
        path.write_bytes(body)
        age(path)
    (watched / "link").symlink_to("/etc/hostname")
    assert folders.take_folders(trade.company.engine) == 2
    assert sorted(path.name for path in watched.iterdir()) == ["c.x12.part", "link"]
    assert [path.name[-5:] for path in (trade.folder / "done").iterdir()] == ["a.x12"]
    refused = sorted((trade.folder / "refused").iterdir())
    assert refused[1].read_text() == "file REFUSED: file: no ISA segment: this is no X12 interchange\n" or [
        one.read_text(errors="replace") for one in refused
    ]
    trade.work()
    assert trade.rows("SELECT count(*) FROM orders") == [(1,)]
    good.write_bytes(trade.order("PO-1", line(1, 3), control=1))
    age(good)
    assert folders.take_folders(trade.company.engine) == 1
    assert trade.rows("SELECT state, count(*) FROM edi_interchange WHERE direction = 'in' GROUP BY 1 ORDER BY 1") == [
        ("REFUSED", 1), ("TAKEN", 1),
    ]  # fmt: skip


def age(path: Path) -> None:
    os.utime(path, (1_700_000_000, 1_700_000_000))


def test_what_was_sent_goes_again_under_its_number_or_anew(trade: Trade) -> None:
    trade.receive(trade.order("PO-1", line(1, 3)))
    trade.work()
    [(sent,)] = trade.rows("SELECT id FROM edi_interchange WHERE kind = '855'")
    engine = trade.company.engine
    for topic in ("edi.send", "edi.renew"):
        with engine.connection.transaction(), engine.connection.cursor() as cursor:
            message = log.Outgoing(topic, f"edi:{trade.partner}", {"interchange": sent})
            log.send(cursor, [message], clock.now(), engine.ids)
        trade.work()
    told = "SELECT control, ack FROM edi_interchange WHERE kind = '855' ORDER BY id"
    assert trade.rows(told) == [("2", "settled"), ("3", "")]
    first, second = (one for kind, one in trade.out() if kind == "855")
    assert (first.lines, first.number) == (second.lines, second.number)


def test_a_partner_gets_only_what_it_wants_and_text_it_can_read(trade: Trade) -> None:
    trade.set_up(documents=["856"], charset="ASCII")
    trade.receive(trade.order("PO-1", line(1, 3)))
    trade.work()
    assert trade.kinds() == ["997"]
    ship(trade, "PO-1")
    assert trade.kinds() == ["997"]
    [(failure,)] = trade.rows("SELECT failure FROM outbox WHERE topic = 'edi.shipped'")
    assert failure == "refused: name cannot be written in ASCII: take a larger character set"
    trade.set_up(documents=["856"])
    trade.company.connection.execute(
        "UPDATE outbox SET state = 'PENDING', next_at = now() - interval '1 year' WHERE topic = 'edi.shipped'"
    )
    trade.work()
    assert trade.kinds() == ["997", "856"]


def test_stock_levels_go_out_on_schedule(trade: Trade) -> None:
    mug = trade.company.skus["MUG"]
    trade.company.insert("listing", shop_id=trade.shop, key="B-MUG", title="", mapped_by="", sku_id=mug)
    trade.set_up(stock_minutes=60)
    assert tell_levels(trade.company.engine) == 1
    assert tell_levels(trade.company.engine) == 0
    trade.work()
    [(kind, told)] = trade.out()
    assert (kind, [(one.sku, one.listing, one.quantity) for one in told.lines]) == ("846", [("MUG", "B-MUG", 100)])


def test_invoices_of_two_shipments_add_up_to_the_order(trade: Trade) -> None:
    trade.company.sku("ROD", HZ=2, GZ=1)
    sac = [
        ["SAC", "A", "C310", "", "", "1000"],
        ["SAC", "C", "D240", "", "", "777"],
        ["SAC", "C", "H850", "", "", "101"],
    ]
    trade.receive(trade.order("PO-1", *sac, line(1, 3, "33.33", "ROD")))
    trade.work()
    fulfilments = [row[0] for row in trade.rows("SELECT id FROM fulfilment ORDER BY id")]
    assert len(fulfilments) == 2
    for number, fulfilment in enumerate(fulfilments):
        for command, args in (("accept", {}), ("pick", {}), ("pack", {}), ("label", {"tracking_number": f"SF{number}"}),
                              ("hand_over", {})):  # fmt: skip
            trade.company.must(command, "PO-1", fulfilment_id=fulfilment, **args)
        trade.work()
    invoices = [one for kind, one in trade.out() if kind == "810"]
    assert (
        sum(one.amount_minor or 0 for one in invoices) == trade.company.one("SELECT total_minor FROM orders") == 9_877
    )
    assert sum(one.lines[0].quantity for one in invoices) == 3
    assert len({one.number for one in invoices}) == 2


@pytest.mark.parametrize("point", ["relay.a", "relay.d", "relay.c"])
def test_a_relay_cut_off_anywhere_sends_the_same_bytes_under_the_same_number(
    trade: Trade, point: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    trade.receive(trade.order("PO-1", line(1, 3)))
    trade.company.read()
    crash_at(point, monkeypatch)
    with pytest.raises(Crashed):
        drain(trade.relay)
    crash_at("", monkeypatch)
    before = {path.name: path.read_bytes() for path in trade.folder.joinpath("out").glob("*.x12")}
    with clock.held_at(NOW + timedelta(seconds=LEASE_SECONDS + 1)):
        trade.work()
    after = {path.name: path.read_bytes() for path in trade.folder.joinpath("out").glob("*.x12")}
    assert before.items() <= after.items()
    assert trade.kinds() == ["997", "855"]
    assert trade.rows("SELECT control, state FROM edi_interchange WHERE direction = 'out' ORDER BY id") == [
        ("1", "SENT"), ("2", "SENT"),
    ]  # fmt: skip


def crash_at(point: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORDERWAY_CRASH", f"{point}=raise" if point else "")
    crashpoint._armed.cache_clear()
