"""An EDIFACT partner on real tables: ORDERS and ORDCHG in, CONTRL, ORDRSP, DESADV and INVOIC out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.test import override_settings

from orderway.adapters.channels import channel
from orderway.adapters.channels._edifact_write import interchange
from orderway.ports.channel import Document
from orderway.ports.edi import Partner
from orderway.project.edi.partners import of_shop
from orderway.project.edi.receive import receive
from orderway.project.errands import drain, relay_on
from tests.shop import NOW, Company

FORM = {"version": "D:96A:UN:EAN008", "our_qualifier": "14", "their_qualifier": "14"}
OURS = Partner(our_id="4098765000001", their_id="4012345000009", gs1_prefix="4012345", **FORM)  # type: ignore[arg-type]
THEIRS = Partner(our_id="4012345000009", their_id="4098765000001", **FORM)  # type: ignore[arg-type]
HEAD: list[list[Any]] = [
    ["BGM", "220", "PO-1", "9"], ["DTM", ["137", "20261119", "102"]], ["NAD", "BY", ["4012345000009", "", "9"]],
    ["NAD", "DP", ["4012345000016", "", "9"], "", "Müller & O'Neill", "Hauptstr. 5", "Berlin", "", "10115", "DE"],
    ["COM", ["+4930123456", "TE"]], ["CUX", ["2", "EUR", "9"]],
]  # fmt: skip


class Trade:
    """The company with one EDIFACT partner."""

    def __init__(self, company: Company, folder: Path) -> None:
        self.company = company
        self.shop = company.add_shop("berlin", "edifact", {})
        settings = msgspec.json.encode(OURS).decode()
        company.insert(
            "edi_partner", code="berlin", standard="edifact", shop_id=self.shop, settings=settings, url="", secret="",
            active=True,
        )  # fmt: skip
        company.touch()
        self.out_folder = folder / "edi" / "berlin" / "out"
        self.relay = relay_on(company.engine)
        self.control = 0

    def come(self, kind: str, *rows: list[Any], version: str = "") -> Any:
        self.control += 1
        known = of_shop(self.company.connection, self.shop)
        assert known is not None
        body = interchange(THEIRS, kind, rows, self.control, NOW, version)
        [receipt] = receive(self.company.engine, known, body, "api:t")
        self.company.read()
        drain(self.relay)
        return receipt

    def out(self) -> list[tuple[str, Document]]:
        found = []
        for path in sorted(self.out_folder.glob("*.edi")):
            parsed = channel("edifact").parse(path.read_bytes())
            assert parsed.problems == []
            found += [(one.kind, one) for one in parsed.documents]
        return found


def line(number: int, units: int, price: str = "8.90", action: str = "") -> list[list[Any]]:
    return [["LIN", str(number), action, ["4000000000018", "EN"]], ["PIA", "1", ["MUG", "SA"]],
            ["QTY", ["21", str(units)]], ["PRI", ["AAA", price]]]  # fmt: skip


@pytest.fixture
def trade(company: Company, tmp_path: Path) -> Iterator[Trade]:
    company.sku("MUG", HZ=100)
    with override_settings(DATA_FOLDER=tmp_path):
        yield Trade(company, tmp_path)


def test_an_order_is_acknowledged_answered_changed_shipped_and_invoiced(trade: Trade) -> None:
    receipt = trade.come("ORDERS", *HEAD, *line(1, 3), ["UNS", "S"], ["CNT", ["2", "1"]])
    assert (receipt.state, receipt.faults, receipt.answer) == ("TAKEN", [], "CONTRL")
    assert [kind for kind, _ in trade.out()] == ["CONTRL", "ORDRSP"]
    control, answer = (one for _, one in trade.out())
    assert (control.status, control.data["messages"][0]["action"]) == ("7", "7")
    assert (answer.order_external_id, answer.status, answer.lines[0].extra["action"]) == ("PO-1", "29", "5")
    change = [["BGM", "230", "CHG-7", "4"], ["DTM", ["137", "20261120", "102"]], ["RFF", ["ON", "PO-1"]]]
    trade.come("ORDCHG", *change, *line(1, 2, action="3"), ["UNS", "S"])
    assert [kind for kind, _ in trade.out()] == ["CONTRL", "ORDRSP", "CONTRL", "ORDRSP"]
    told = trade.out()[-1][1]
    assert (told.data["references"][-1], told.status) == (["ACW", "CHG-7"], "29")
    for command, args in (
        ("accept", {}), ("pick", {}), ("pack", {}), ("label", {"tracking_number": "SF9"}), ("hand_over", {}),
    ):  # fmt: skip
        trade.company.must(command, "PO-1", **args)
    drain(trade.relay)
    (_, despatch), (_, invoice) = trade.out()[-2:]
    assert (despatch.kind, [one.quantity for one in despatch.lines], len(despatch.data["sscc"])) == ("DESADV", [2], 1)
    assert (invoice.kind, invoice.order_external_id, invoice.amount_minor, invoice.currency) == (
        "INVOIC", "PO-1", 1_780, "EUR",
    )  # fmt: skip


def test_a_contrl_of_the_partner_is_matched_to_what_it_is_about(trade: Trade) -> None:
    trade.come("ORDERS", *HEAD, *line(1, 3), ["UNS", "S"])
    control = trade.company.one("SELECT control FROM edi_interchange WHERE kind = 'ORDRSP'")
    sides = [["4098765000001"], ["4012345000009"]]
    body = [["UCI", control, *sides, "7"], ["UCM", "1", ["ORDRSP", "D", "96A", "UN"], "4", "13"], ["UCS", "3", "13"]]
    receipt = trade.come("CONTRL", *body, version="D:3:UN")
    assert (receipt.state, receipt.faults, receipt.answer) == ("TAKEN", [], "")
    assert trade.company.rows("SELECT ack, facts->'ack_faults' FROM edi_interchange WHERE kind = 'ORDRSP'") == [
        ("rejected", ["ORDRSP 1: 13"])
    ]


def test_a_bad_message_is_named_by_segment_and_component(trade: Trade) -> None:
    bad = [["LIN", "1", "", ["4000000000018", "EN"]], ["QTY", ["21", "two"]]]
    receipt = trade.come("ORDERS", *HEAD, *bad, ["UNS", "S"])
    assert (receipt.state, receipt.faults) == ("REFUSED", ["ORDERS 1, segment 9 QTY: QTY 1:2: 'two' is no number"])
    [path] = trade.out_folder.glob("*contrl*")
    assert b"UCM+1+ORDERS:D:96A:UN+4'\nUCS+9'\nUCD+37+1:2'" in path.read_bytes()
    assert trade.company.rows("SELECT count(*) FROM orders") == [(0,)]
