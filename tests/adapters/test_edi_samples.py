"""Every EDI sample of `../shared/samples/edi` against the values written beside it; skipped where absent."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from orderway.adapters.channels import _edifact_envelope, _x12_envelope, channel
from orderway.adapters.channels._edifact_messages import Facts
from orderway.kernel.money import parse_minor
from orderway.ports.channel import Document, IncomingLine, IncomingOrder, Receiver

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples" / "edi"
EXPECTED: dict[str, Any] = json.loads((SAMPLES / "expected.json").read_text()) if SAMPLES.is_dir() else {}

pytestmark = pytest.mark.skipif(not EXPECTED, reason="../shared/samples is not here")


def named(standard: str) -> list[str]:
    return [name for name, want in EXPECTED.items() if want["standard"] == standard]


def transactions(want: dict[str, Any], *, order: bool) -> list[dict[str, Any]]:
    sets = [
        one for interchange in want["interchanges"] for group in interchange["groups"] for one in group["transactions"]
    ]
    return [one for one in sets if (one["type"] == "850") == order]


def exact(line: IncomingLine) -> Decimal:
    return Decimal(line.quantity_exact or line.quantity)


@pytest.mark.parametrize("name", named("X12"))
def test_x12_envelopes_are_cut_as_they_are(name: str) -> None:
    found = _x12_envelope.read((SAMPLES / name).read_bytes())
    assert [problem.what for problem in found.problems] == EXPECTED[name]["envelope_problems"]
    got = [
        (
            group.interchange[5], group.interchange[7], group.interchange[12], group.functional_id, group.sender,
            group.receiver, group.control, group.version, [(one.kind, one.control, one.segments) for one in group.sets],
        )
        for group in found.groups
    ]  # fmt: skip
    want = [
        (
            interchange["sender"], interchange["receiver"], interchange["control"], group["functional_id"],
            group["sender"], group["receiver"], group["control"], group["version"],
            [(one["type"], one["control"], one["segments"]) for one in group["transactions"]],
        )
        for interchange in EXPECTED[name]["interchanges"]
        for group in interchange["groups"]
    ]  # fmt: skip
    assert got == want


def same_ship_to(got: Receiver, want: dict[str, Any]) -> None:
    assert got.name == (want.get("name") or want.get("name2") or "")
    assert got.city == want.get("city", "")
    assert got.province == want.get("state", "")
    assert got.postcode == want.get("postal", "")
    assert got.street == ", ".join(want.get("street", []))
    if want.get("country"):
        assert got.country == want["country"]


def same_x12_order(got: IncomingOrder, want: dict[str, Any]) -> None:
    assert got.number == want["po_number"]
    assert got.placed_at.strftime("%Y%m%d") == want["po_date"]
    assert got.currency == want.get("currency", "")
    assert (got.extra["purpose"], got.extra["po_type"]) == (want["purpose"], want["po_type"])
    assert len(got.lines) == want["line_count"]
    assert sum(exact(line) for line in got.lines) == Decimal(want["total_qty"])
    if "extended_total" in want:
        assert got.total_minor == parse_minor(want["extended_total"], "USD")
    for line, one in zip(got.lines, want["lines"], strict=True):
        assert line.sku in one["ids"].values()
        assert exact(line) == Decimal(one["qty"])
        assert line.extra["ids"] == one["ids"]
        assert Decimal(line.price_exact or line.unit_price_minor) * (1 if line.price_exact else Decimal("0.01")) == (
            Decimal(one["price"] or 0)
        )
        assert line.extra["descriptions"] == one.get("description", [])
    if "ship_to" in want:
        same_ship_to(got.ship_to, want["ship_to"])


@pytest.mark.parametrize("name", named("X12"))
def test_x12_purchase_orders_are_orders(name: str) -> None:
    parsed = channel("x12").parse((SAMPLES / name).read_bytes())
    wanted = [one for one in transactions(EXPECTED[name], order=True) if one["po_number"]]
    assert len(parsed.orders) == len(wanted)
    for got, want in zip(parsed.orders, wanted, strict=True):
        same_x12_order(got, want)


DOCUMENT_FACTS = (
    "purpose", "ack_type", "po_number", "shipment_id", "ship_date", "po_numbers", "hl_levels", "sscc", "tracking_refs",
    "carrier", "invoice_number", "invoice_date", "po_date", "ack_functional_id", "ack_group_control", "sets",
    "group_status", "included", "received", "accepted", "carrier_ref", "scac", "line_count",
)  # fmt: skip
NUMBERS = {"855": "po_number", "856": "shipment_id", "810": "invoice_number", "865": "po_number", "214": "shipment_id",
           "997": "ack_group_control"}  # fmt: skip


def same_x12_document(got: Document, want: dict[str, Any]) -> None:
    assert got.kind == want["type"]
    assert got.number == want[NUMBERS[want["type"]]]
    assert (got.data["control"], got.data["segments"]) == (want["control"], want["segments"])
    for key in DOCUMENT_FACTS:
        if want.get(key) and key in want:
            have = got.data[key]
            if key == "sets":
                have = [{part: one[part] for part in want["sets"][0]} for one in have]
            assert have == want[key], key
    if "tds_total" in want:
        assert got.amount_minor == parse_minor(want["tds_total"], "USD")
    for line, one in zip(got.lines, want.get("lines", []), strict=True):
        assert exact(line) == Decimal(one["qty"])
        assert line.extra.get("ids", {}) == one["ids"]
        assert line.extra.get("change") == one.get("change")


@pytest.mark.parametrize("name", named("X12"))
def test_other_x12_sets_are_documents_with_their_numbers(name: str) -> None:
    parsed = channel("x12").parse((SAMPLES / name).read_bytes())
    wanted = transactions(EXPECTED[name], order=False)
    documents = [document for document in parsed.documents if document.kind != "TA1"]
    assert len(documents) == len(wanted)
    for got, want in zip(documents, wanted, strict=True):
        same_x12_document(got, want)


@pytest.mark.parametrize("name", named("EDIFACT"))
def test_edifact_messages_are_cut_as_they_are(name: str) -> None:
    found = _edifact_envelope.read((SAMPLES / name).read_bytes())
    want = EXPECTED[name]
    assert [problem.what for problem in found.problems] == want["envelope_problems"]
    assert len(found.messages) == len(want["messages"])
    for message, one in zip(found.messages, want["messages"], strict=True):
        facts = Facts(message)
        assert (message.reference, message.kind, message.version, message.release) == (
            one["ref"], one["type"], one["version"], one["release"],
        )  # fmt: skip
        assert message.segments == one["segments"]
        assert facts.head("BGM", 1) == (one["document_code"] or "")
        assert facts.head("BGM", 2) == one["document_number"]
        assert facts.dates == one["dates"]
        assert facts.references == one["references"]
        assert facts.currency == one.get("currency", "")
        assert [line["item"] for line in facts.lines] == [line["item"] or "" for line in one["lines"]]
        assert [(party["role"], party["id"]) for party in facts.parties] == [
            (party["role"], party["id"] or "") for party in one["parties"]
        ]
        assert facts.sscc == one.get("sscc", [])


@pytest.mark.parametrize("name", [name for name in named("EDIFACT") if "/ORDERS/" in name])
def test_edifact_orders_are_orders(name: str) -> None:
    parsed = channel("edifact").parse((SAMPLES / name).read_bytes())
    assert parsed.problems == []
    for got, want in zip(parsed.orders, EXPECTED[name]["messages"], strict=True):
        assert got.number == want["document_number"]
        assert got.extra.get("ship_to_id", "") == want.get("deliver_to", {}).get("id", got.extra.get("ship_to_id", ""))
        assert len(got.lines) == want["line_count"]
        for line, one in zip(got.lines, want["lines"], strict=True):
            ordered = next((value for kind, value, _ in one["quantities"] if kind == "21"), "0")
            assert exact(line) == Decimal(ordered)


@pytest.mark.parametrize("name", [name for name in named("EDIFACT") if "/ORDERS/" not in name])
def test_other_edifact_messages_are_documents_with_their_numbers(name: str) -> None:
    parsed = channel("edifact").parse((SAMPLES / name).read_bytes())
    for got, want in zip(parsed.documents, EXPECTED[name]["messages"], strict=True):
        assert (got.kind, got.number) == (want["type"], want["document_number"])
        assert got.order_external_id == next(value for kind, value in want["references"] if kind == "ON")
        assert len(got.lines) == want["line_count"]


def test_a_number_that_is_none_is_named_with_its_line() -> None:
    parsed = channel("edifact").parse((SAMPLES / "edifact/INVOIC/staedi__invoic_d97b_bad.edi").read_bytes())
    assert [problem.what for problem in parsed.problems] == [
        "LIN 1: quantity: '1020A' is not a number",
        "LIN 1: price: '$1.179' is not a number",
    ]


@pytest.mark.parametrize("name", named("TRADACOMS"))
def test_tradacoms_orders_are_orders(name: str) -> None:
    parsed = channel("tradacoms").parse((SAMPLES / name).read_bytes())
    assert parsed.problems == []
    wanted = [message for message in EXPECTED[name]["messages"] if message["type"] == "ORDERS"]
    assert [(order.number, len(order.lines)) for order in parsed.orders] == [
        (want["order_number"], want["lines"]) for want in wanted
    ]
    assert {order.extra["sender"] for order in parsed.orders} == {EXPECTED[name]["sender"]}
