"""Interchanges that are not as they should be: one clear line for each fault, the good rest in, nothing falls over."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from orderway.adapters.channels import channel
from orderway.adapters.channels._edifact_trade import TRADE as EDIFACT
from orderway.adapters.channels._x12_trade import TRADE as X12
from orderway.ports.edi import Interchange, Partner
from tests.shop import NOW

EXAMPLES = Path(__file__).parent / "examples"
GOOD = (EXAMPLES / "x12/850.edi").read_bytes()
ORDERS = (EXAMPLES / "edifact/orders.edi").read_bytes()
PARTNER = Partner(our_id="SELLERCO", their_id="BUYERCO")
SECONDS_MAX = 8.0


def faults(one: Interchange) -> list[str]:
    return [fault.what for group in one.groups for each in group.sets for fault in each.faults]


def taken(one: Interchange) -> list[str]:
    return [each.number for group in one.groups for each in group.sets if not each.rejected]


def test_a_truncated_interchange_gives_what_is_whole() -> None:
    [one] = X12.read(GOOD[: GOOD.index(b"PO1*2", GOOD.index(b"ST*850*0002"))])
    assert taken(one) == ["PO-1001"]
    assert faults(one) == ["ST 0002 has no SE: the transaction set is cut off"]
    answer = X12.acknowledge(PARTNER, one, 1, NOW)
    assert answer is not None
    assert b"AK5*A~" in answer[1] and b"AK5*R*2~" in answer[1] and b"TA1*000000007*260203*" in answer[1]


@pytest.mark.parametrize(
    ("old", "new", "fault", "kept"),
    [
        (b"CTT*2", b"CTT*3", "CTT01 says 3, 2 lines counted", 2),
        (b"CTT*2~", b"CTT*2*99~", "CTT02 says 99, quantities add up to 27", 2),
        (b"PO1*1*24*", b"PO1*1**", "PO102 is missing", 1),
        (b"BEG*00*SA*PO-1001", b"BEG*00*SA*", "BEG03 is missing", 1),
        (b"CTT*2~\nSE*18*0001~", b"SE*17*0001~", "", 2),
        (b"SE*18*0001", b"PO1*3*1*EA*1**VN*X~\nSE*19*0001", "PO1 stands behind CTT", 1),
    ],
)
def test_each_fault_is_told_in_its_own_line(old: bytes, new: bytes, fault: str, kept: int) -> None:
    assert GOOD.count(old) >= 1
    [one] = X12.read(GOOD.replace(old, new, 1))
    assert faults(one) == ([fault] if fault else [])
    assert len(taken(one)) == kept


def test_mixed_delimiters_are_seen_as_what_they_are() -> None:
    body = GOOD.replace(b"PO1*1*24*EA", b"PO1|1|24|EA", 1)
    [one] = X12.read(body)
    assert len(taken(one)) == 2
    assert faults(one) == ["CTT01 says 2, 1 lines counted"]


@pytest.mark.parametrize("body", [b"", b"\x00\xff\x13binary", b"ISA*00*", b"UNB+", b"PK\x03\x04", b"<?xml?>"])
@pytest.mark.parametrize("standard", [X12, EDIFACT], ids=["x12", "edifact"])
def test_what_is_no_interchange_is_refused_with_its_reason(body: bytes, standard: object) -> None:
    found = standard.read(body)  # type: ignore[attr-defined]
    assert len(found) == 1 and found[0].problems
    answer = standard.acknowledge(PARTNER, found[0], 7, NOW)  # type: ignore[attr-defined]
    assert answer is not None and answer[0] in ("TA1", "CONTRL")


def test_an_element_of_ten_megabytes_is_one_fault() -> None:
    began = time.process_time()
    [one] = X12.read(GOOD.replace(b"N1*ST*", b"N1*ST*" + b"x" * 10_000_000, 1))
    assert [fault[:40] for fault in faults(one)] == ["N102 has 10000011 characters"] or faults(one)[0].startswith(
        "N102 has"
    )
    assert len(taken(one)) == 1
    assert time.process_time() - began < SECONDS_MAX


def test_a_hundred_thousand_segments_are_read_in_seconds() -> None:
    many = b"".join(b"MSG*line %d~" % number for number in range(100_000))
    body = GOOD.replace(b"CTT*2~", many + b"CTT*2~", 1).replace(b"SE*18*0001", b"SE*100018*0001")
    began = time.process_time()
    [one] = X12.read(body)
    assert (faults(one), taken(one)) == ([], ["PO-1001", "PO-1002"])
    assert time.process_time() - began < SECONDS_MAX


@pytest.mark.parametrize(
    ("old", "new", "fault", "answer"),
    [
        (b"QTY+21:24:PCE", b"QTY+21:2x:PCE", "QTY 1:2: '2x' is no number", b"UCS+15'\nUCD+37+1:2'"),
        (b"BGM+220+PO-2001+9", b"BGM+220++9", "BGM 2:1 is missing", b"UCS+2'\nUCD+13+2:1'"),
        (b"UNS+S'", b"UNS+S'\nCNT+2:5'", "CNT 2 says 5, 2 counted", b"UCS+"),
        (b"DTM+137:20260203:102", b"DTM+137:20269903:102", "DTM 1:2: '20269903' is no date", b"UCD+12+1:2'"),
    ],
)
def test_contrl_names_segment_and_component(old: bytes, new: bytes, fault: str, answer: bytes) -> None:
    body = ORDERS.replace(old, new, 1)
    if b"CNT" in new:
        body = body.replace(b"UNT+21", b"UNT+22")
    [one] = EDIFACT.read(body)
    assert faults(one)[0] == fault
    partner = Partner(our_id="4098765000001", their_id="4012345000009", version="D:96A:UN:EAN008")
    told = EDIFACT.acknowledge(partner, one, 3, NOW)
    assert told is not None and answer in told[1]
    [again] = EDIFACT.read(told[1])
    rejected = b"CNT" not in new
    assert again.problems == []
    assert [reply.verdict for reply in again.replies] == ["rejected" if rejected else "accepted"]


def test_a_price_beyond_all_bounds_is_refused_by_its_name() -> None:
    line = "LIN+1++A:SA'QTY+21:1'PRI+AAA:" + "9" * 34
    body = f"UNB+UNOC:3+A:14+B:14+240105:1200+7'UNH+1+ORDERS:D:01B:UN'BGM+220+PO1+9'DTM+137:20240105:102'{line}'"
    parsed = channel("edifact").parse(f"{body}UNS+S'UNT+8+1'UNZ+1+7'".encode())
    assert [problem.what for problem in parsed.problems] == ["LIN 1: price: 1.000E+34 is too large"]
    table = channel("csv").parse(b"Order ID,SKU,Quantity,Line Total\n1,A,2," + b"9" * 34)
    assert [problem.what for problem in table.problems] == ["line_total: 5.000E+33 is too large"]


def test_a_problem_is_one_line_whatever_stands_in_the_envelope() -> None:
    isa = "ISA*00**00**ZZ*A*ZZ*B*240105*1200*U*00401~\nGS*PO*A*B*20240105*1200*1*X*004010~\nST*850*0001~\n"
    assert all("\n" not in problem.what + problem.where for problem in channel("x12").parse(isa.encode()).problems)


BARE = (
    "UNH+1+ORDERS:D:96A:UN'BGM+220+B7+9'DTM+137:20260301:102'CUX+2:EUR:9'LIN+1++4006381333931:EN'QTY+21:2'PRI+AAA:5'"
    "UNS+S'UNT+9+1'"
)


@pytest.mark.parametrize("before", ["", "\ufeff\r\n", "UNA:+.? '", "UNA:+.? '\r\n"])
def test_messages_without_an_interchange_around_them_are_read(before: str) -> None:
    parsed = channel("edifact").parse(
        (before + BARE + BARE.replace("B7", "B8").replace("+1'", "+2'").replace("UNH+1", "UNH+2")).encode()
    )
    assert parsed.problems == []
    assert [(one.external_id, one.lines[0].quantity, one.currency) for one in parsed.orders] == [
        ("B7", 2, "EUR"),
        ("B8", 2, "EUR"),
    ]


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (BARE.replace("UNT+9+1'", ""), "the ORDERS is cut off and not read"),
        (BARE.replace("UNT+9", "UNT+8"), "UNT01 says 8, 9 segments counted (UNH 1)"),
        (BARE + "UNZ+1+7'", "UNZ02 7 != UNB05"),
    ],
    ids=["cut off", "miscounted", "half an interchange"],
)
def test_a_fault_of_messages_without_an_interchange_is_told(body: str, what: str) -> None:
    assert what in [one.what for one in channel("edifact").parse(body.encode()).problems]


def test_a_partner_who_names_no_sender_is_not_heard() -> None:
    [one] = EDIFACT.read(BARE.encode())
    assert taken(one) == []
    assert one.problems == ["file: no UNB segment: this is no EDIFACT interchange"]
