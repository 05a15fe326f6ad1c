"""Tracking answers of carriers: samples against expected values, answers after the documents, damage."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from orderway.adapters.channels._carriers import forms
from orderway.adapters.channels._carriers._meaning import CODES, meaning
from orderway.journey.track.actions import STATE_OF
from orderway.kernel.chance import drawn
from orderway.ports.channel import Document
from tests.adapters.carrier_answers import ANSWERS

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples" / "carriers"
EXPECTED: dict[str, Any] = json.loads((SAMPLES / "expected.json").read_text()) if SAMPLES.is_dir() else {}
OURS = {"pending": "announced"}
ASKED_FOR = {"sendle/TrackingResponse.json": "S34WER4S", "smartkargo/PartnerTrackingResponse.json": "yogi045"}
"""Answers whose number stood in the question alone, or under a reference of the asker's."""
SAID_OTHERWISE = {("laposte", "ET1"): "in_transit", ("sendle", "Pickup"): "picked_up"}
"""Where the sample's source took a code more roughly than the carrier's own list does."""

samples = pytest.mark.skipif(not EXPECTED, reason="../shared/samples is not here")


def events_of(document: Document) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = document.data["events"]
    return found


@samples
@pytest.mark.parametrize("name", list(EXPECTED))
def test_samples_are_read_as_their_source_reads_them(name: str) -> None:
    want = EXPECTED[name]
    got = forms()[want["carrier"]].parse((SAMPLES / name).read_bytes(), topic=ASKED_FOR.get(name, ""))
    assert len(got.documents) == len(want["shipments"])
    assert len(got.problems) == len(want["errors"])
    for problem, error in zip(got.problems, want["errors"], strict=True):
        assert problem.what.endswith(str(error["message"]))
    for document, parcel in zip(got.documents, want["shipments"], strict=True):
        assert document.kind == "tracking"
        assert document.number in (parcel["tracking_number"], "TEST-REF-001")
        assert document.status == OURS.get(parcel["status"], parcel["status"])
        assert document.data["delivered"] is bool(parcel["delivered"])
        if not name.startswith("sendle"):  # its source takes the day of delivery for the estimate
            assert document.data["estimated_delivery"] == parcel["estimated_delivery"]
        for event, told in zip(events_of(document), parcel["events"], strict=True):
            assert event["local"][:16] == f"{told['date']}T{told['time'][:5]}"
            assert event["message"] == told["description"].strip()
            assert event["carrier_code"] == told["code"]
            assert set(told.get("location", "").split(", ")) - {""} <= set(event["place"].split(", "))
            status = OURS.get(told.get("status"), told.get("status"))
            assert event["code"] == SAID_OTHERWISE.get((want["carrier"], told["code"]), status or event["code"])
            assert event["code"] != "other"


@pytest.mark.parametrize("name", list(ANSWERS))
def test_answers_after_the_documents_are_read(name: str) -> None:
    code, body, parcels, problems = ANSWERS[name]
    got = forms()[code].parse(body.encode())
    found = []
    for document in got.documents:
        events = events_of(document)
        newest = events[0] if events else None
        at = newest["at"][:19] + ("" if newest["zone_known"] else "?") if newest else ""
        codes = " ".join(event["code"] for event in events)
        found.append((document.number, document.status, codes, at, newest["place"] if newest else ""))
    assert found == parcels
    assert [f"{problem.where}: {problem.what}" for problem in got.problems] == problems


def test_who_signed_is_masked_everywhere() -> None:
    code, body, _, _ = ANSWERS["dhl_express"]
    [document] = forms()[code].parse(body.encode()).documents
    assert document.data["signed_by"] == "J***"
    assert events_of(document)[0]["message"] == "Delivered - Signed for by J***"


@pytest.mark.parametrize("name", list(ANSWERS))
def test_damaged_answers_are_problems_and_never_crash(name: str) -> None:
    code, body, _, _ = ANSWERS[name]
    whole = body.encode()
    for turn in range(12):
        cut = drawn("cut", name, str(turn)) % len(whole)
        at = drawn("at", name, str(turn)) % len(whole)
        for damaged in (whole[:cut], whole[:at] + b"\xff" + whole[at + 1 :], whole[:at] + b"[]" + whole[at + 1 :]):
            got = forms()[code].parse(damaged)
            assert got.documents or got.problems


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b"{}", b'"x"', b"7", b"<a/>", b"\x00\x00", b"[[[[[]]]]]"])
def test_what_says_nothing_of_a_parcel_is_one_problem(body: bytes) -> None:
    for form in forms().values():
        got = form.parse(body)
        assert not got.documents
        assert len(got.problems) == 1


def test_documents_types_and_entities_are_not_read() -> None:
    body = b'<!DOCTYPE a [<!ENTITY x "y">]><TrackResponse><TrackInfo ID="1"/></TrackResponse>'
    [problem] = forms()["usps"].parse(body).problems
    assert problem.what == "body: an XML document type or entity is not accepted"


def test_every_code_of_a_form_is_one_of_ours() -> None:
    for form in forms().values():
        told = {*form.codes.values(), *form.vague.values(), *form.states.values()}
        assert told <= set(CODES)
        assert all(key == key.upper() for key in (*form.codes, *form.vague))
    assert set(STATE_OF) <= set(CODES)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Delivered", "delivered"),
        ("Delivered, Parcel Locker", "delivered"),
        ("The parcel was delivered at the ParcelShop (see ParcelShop information).", "ready_for_pickup"),
        ("Your parcel will be delivered tomorrow", "other"),
        ("Not delivered because the consignee was not in", "attempted"),
        ("Returned to sender", "returned"),
        ("Return to Sender Processed", "returning"),
        ("Out for Delivery, Expected Delivery by 9:00pm", "out_for_delivery"),
        ("Held in Customs", "customs"),
        ("Refused by the recipient", "refused"),
        ("Shipping Label Created, USPS Awaiting Item", "announced"),
        ("Shipment picked up", "picked_up"),
        ("Available for Pickup", "ready_for_pickup"),
        ("A railway problem has caused delays", "delayed"),
        ("Die Sendung wurde erfolgreich zugestellt.", "delivered"),
        ("Livraison impossible : destinataire absent", "attempted"),
        ("Entregado", "delivered"),
        ("快件已被拒收", "refused"),
        ("快件已在派送途中", "out_for_delivery"),
        ("xyzzy", "other"),
        ("", "other"),
    ],
)
def test_words_mean_one_code(words: str, code: str) -> None:
    assert meaning(words) == code


def test_an_unknown_code_keeps_the_carriers_words() -> None:
    body = b'{"trackingNumber": "A1", "trackingEvents": [{"code": "QQ", "time": "2024-04-12T14:30:00Z"}]}'
    [document] = forms()["asendia"].parse(body).documents
    [event] = events_of(document)
    assert (event["code"], event["carrier_code"], document.status) == ("other", "QQ", "other")
