"""Faults of envelopes, one precise problem each; delimiters of every kind; what is whole goes in."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from orderway.adapters.channels import channel
from orderway.adapters.channels._x12_trade import TRADE
from orderway.adapters.channels._x12_write import interchange
from orderway.ports.channel import Document, Parsed
from orderway.ports.edi import Partner

EXAMPLES = Path(__file__).parent / "examples"
PURCHASE_ORDERS = (EXAMPLES / "x12/850.edi").read_text()
ORDERS = (EXAMPLES / "edifact/orders.edi").read_text()
TRADACOMS = (EXAMPLES / "tradacoms/orders.tra").read_text()


def x12(text: str) -> Parsed:
    return channel("x12").parse(text.encode())


def problems(parsed: Parsed) -> list[tuple[str, str]]:
    return [(problem.where, problem.what) for problem in parsed.problems]


@pytest.mark.parametrize(
    ("old", "new", "where", "what"),
    [
        ("SE*18*0001", "SE*17*0001", "interchange 000000007, set 0001", "SE01 says 17, 18 segments counted (ST 0001)"),
        ("SE*18*0002", "SE*18*0009", "interchange 000000007, set 0002", "SE02 0009 != ST02 0002"),
        ("GE*2*7", "GE*3*7", "interchange 000000007, group 7",
         "GE01 says 3, 2 transaction sets counted (GS 7)"),
        ("GE*2*7", "GE*2*8", "interchange 000000007, group 7", "GE02 8 != GS06 7"),
        ("IEA*1*000000007", "IEA*2*000000007", "interchange 000000007", "IEA01 says 2, 1 groups counted"),
        ("IEA*1*000000007", "IEA*1*000000008", "interchange 000000007", "IEA02 000000008 != ISA13 000000007"),
        ("IEA*1*000000007~\n", "", "interchange 000000007", "interchange 000000007 has no IEA: it is cut off"),
        ("ST*850*0001~\n", "XX*1~\nST*850*0001~\n", "interchange 000000007, group 7",
         "segment XX outside a transaction set"),
    ],
)  # fmt: skip
def test_a_fault_of_an_x12_envelope_is_one_precise_problem(old: str, new: str, where: str, what: str) -> None:
    assert PURCHASE_ORDERS.count(old) == 1
    parsed = x12(PURCHASE_ORDERS.replace(old, new))
    assert problems(parsed) == [(where, what)]
    assert [order.number for order in parsed.orders] == ["PO-1001", "PO-1002"]


def test_an_order_in_a_wrong_envelope_says_so_itself() -> None:
    first, second = x12(PURCHASE_ORDERS.replace("SE*18*0001", "SE*17*0001")).orders
    assert first.extra["contradictions"] == ["SE01 says 17, 18 segments counted (ST 0001)"]
    assert "contradictions" not in second.extra


def test_a_cut_off_set_is_not_read_and_the_whole_one_is() -> None:
    parsed = x12(PURCHASE_ORDERS[: PURCHASE_ORDERS.index("PO1*2", PURCHASE_ORDERS.index("ST*850*0002"))])
    assert [order.number for order in parsed.orders] == ["PO-1001"]
    assert ("interchange 000000007, 850 0002", "the 850 is cut off and not read") in problems(parsed)


@pytest.mark.parametrize("terminator", ["~", "~\r\n", "\n", "\r\n", "\x15", "'", "|\n"])
@pytest.mark.parametrize("element", ["*", "|", "^", "\x1d", "+"])
def test_delimiters_are_taken_from_the_isa_segment(terminator: str, element: str) -> None:
    if element == terminator[0]:
        return
    text = PURCHASE_ORDERS.replace("~\n", terminator).replace("*", element)
    parsed = x12(text)
    assert problems(parsed) == []
    assert parsed.orders == x12(PURCHASE_ORDERS).orders


def test_lines_wrapped_at_eighty_characters_say_the_same() -> None:
    flat = PURCHASE_ORDERS.replace("~\n", "~")
    wrapped = "\r\n".join(flat[start : start + 80] for start in range(0, len(flat), 80))
    assert x12(wrapped).orders == x12(PURCHASE_ORDERS).orders


def test_two_interchanges_with_different_delimiters_stand_in_one_file() -> None:
    parsed = x12(PURCHASE_ORDERS + "\n" + PURCHASE_ORDERS.replace("~\n", "\x15").replace("*", "|"))
    assert problems(parsed) == []
    assert len(parsed.orders) == 4


def test_quantities_and_prices_of_a_line_are_exact() -> None:
    order = x12(PURCHASE_ORDERS).orders[0]
    assert [(line.sku, line.listing, line.quantity, line.price_exact, line.gross_minor) for line in order.lines] == [
        ("MUG-RED", "012345678905", 24, "1.255", 3012),
        ("MUG-BLUE", "B-77", 3, "", None),
    ]
    assert (order.discount_minor, order.shipping_minor, order.total_minor) == (1000, 750, 5762)
    assert order.wishes == {"delivery_date": "2026-02-10"}
    assert (order.ship_to.country, order.ship_to.phone, order.extra["ship_to_id"]) == ("US", "775-555-0100", "0042")


def test_a_quantity_that_is_none_refuses_its_order_alone() -> None:
    parsed = x12(PURCHASE_ORDERS.replace("PO1*1*24*", "PO1*1*2X4*", 1))
    assert problems(parsed) == [("interchange 000000007, 850 0001", "PO1 1: quantity: '2X4' is not a number")]
    assert [order.number for order in parsed.orders] == ["PO-1002"]


def test_a_wrong_line_count_is_a_contradiction_and_no_problem() -> None:
    parsed = x12(PURCHASE_ORDERS.replace("CTT*2", "CTT*5", 1))
    assert problems(parsed) == []
    assert parsed.orders[0].extra["contradictions"] == ["CTT01 says 5, 2 lines counted"]


def test_a_change_and_the_answers_are_documents() -> None:
    [change] = x12((EXAMPLES / "x12/860.edi").read_text()).documents
    assert (change.kind, change.number, change.lines[0].extra["change"]) == ("860", "PO-1001", "QD")
    answers = x12((EXAMPLES / "x12/answers.edi").read_text()).documents
    assert [(one.kind, one.number) for one in answers] == [
        ("997", "55"),
        ("945", "D-1"),
        ("940", "D-2"),
        ("846", "INV-1"),
    ]
    assert answers[0].data["sets"][0]["faults"] == [["PO1", "3", "8"]]


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("UNT+21+1", "UNT+20+1", "UNT01 says 20, 21 segments counted (UNH 1)"),
        ("UNT+21+1", "UNT+21+2", "UNT02 2 != UNH01 1"),
        ("UNZ+1+REF7", "UNZ+2+REF7", "UNZ01 says 2, 1 messages counted"),
        ("UNZ+1+REF7", "UNZ+1+REF8", "UNZ02 REF8 != UNB05 REF7"),
        ("UNZ+1+REF7'\n", "", "interchange REF7 has no UNZ: it is cut off"),
    ],
)
def test_a_fault_of_an_edifact_envelope_is_one_precise_problem(old: str, new: str, what: str) -> None:
    assert ORDERS.count(old) == 1
    parsed = channel("edifact").parse(ORDERS.replace(old, new).encode())
    assert [problem.what for problem in parsed.problems] == [what]
    assert [order.number for order in parsed.orders] == ["PO-2001"]


def test_released_characters_are_part_of_the_text() -> None:
    [order] = channel("edifact").parse(ORDERS.encode()).orders
    assert order.ship_to.name == "Müller & O'Neill GmbH"
    assert order.ship_to.phone == "+4930123456"
    assert order.buyer_note == "Bitte an Rampe 3 liefern, Tor+Schild beachten"


def test_latin_letters_are_read_in_the_set_that_unb_names() -> None:
    [order] = channel("edifact").parse(ORDERS.encode("latin-1")).orders
    assert order.ship_to.name == "Müller & O'Neill GmbH"


def test_a_price_per_hundred_is_a_price_per_piece() -> None:
    [order] = channel("edifact").parse(ORDERS.encode()).orders
    first, second = order.lines
    assert (first.price_exact, first.gross_minor, second.unit_price_minor) == ("1.255", 3012, 1000)
    assert (first.sku, first.listing, order.total_minor) == ("MUG-RED", "4000000000018", 6012)


def test_other_delimiters_of_una_say_the_same() -> None:
    text = ORDERS.replace("?+", "\x01").replace("?&", "&").replace("?'", "\x02")
    text = text.replace("UNA:+.? '", "UNA#!.\\ ~").replace(":", "#").replace("+", "!").replace("'", "~")
    text = text.replace("\x01", "+").replace("\x02", "'")
    assert channel("edifact").parse(text.encode()).orders == channel("edifact").parse(ORDERS.encode()).orders


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("MTR=8", "MTR=9", "MTR says 9, 8 segments counted (MHD 2)"),
        ("END=3", "END=4", "END says 4, 3 messages counted"),
        ("OFT=1", "OFT=2", "OFT says 2, 1 orders counted"),
        ("END=3'\n", "", "the transmission has no END: it is cut off"),
    ],
)
def test_a_fault_of_a_tradacoms_envelope_is_one_precise_problem(old: str, new: str, what: str) -> None:
    parsed = channel("tradacoms").parse(TRADACOMS.replace(old, new).encode())
    assert [problem.what for problem in parsed.problems] == [what]
    assert [order.number for order in parsed.orders] == ["PO-3001"]


def test_tradacoms_prices_have_four_implied_decimals() -> None:
    [order] = channel("tradacoms").parse(TRADACOMS.encode()).orders
    assert [(line.sku, line.title, line.price_exact, line.gross_minor) for line in order.lines] == [
        ("MUG-RED", "MUG RED 'LARGE'", "1.255", 2510),
        ("5000000000026", "", "", None),
    ]
    assert (order.total_minor, order.ship_to.postcode) == (5510, "KT13 0XW")


PARTNER = Partner(our_id="SELLERCO", their_id="BUYERCO")
AT = datetime(2026, 2, 3, 11, 0, tzinfo=UTC)


def test_an_interchange_of_ours_is_read_without_a_fault() -> None:
    body = [["BEG", "00", "SA", "PO*9~", "", "20260203"], ["PO1", "1", "2", "EA", "3.50", "", "VN", "X"], ["CTT", "1"]]
    written = interchange(PARTNER, "PO", [("850", body)], 12, AT)
    assert written.splitlines()[0] == (
        b"ISA*00*          *00*          *ZZ*SELLERCO       *ZZ*BUYERCO        *260203*1100*U*00401*000000012*0*P*>~"
    )
    parsed = channel("x12").parse(written)
    assert parsed.problems == []
    assert [(order.number, order.total_minor) for order in parsed.orders] == [("PO 9", 700)]


@pytest.mark.parametrize(
    ("old", "new", "group", "sets"),
    [
        ("", "", "A", [("0001", "A", []), ("0002", "A", [])]),
        ("SE*18*0002", "SE*17*0002", "E", [("0001", "A", []), ("0002", "E", ["4"])]),
        ("PO1*1*24*", "PO1*1*2X*", "P", [("0001", "R", ["5"]), ("0002", "A", [])]),
    ],
)
def test_a_997_says_which_set_was_accepted_and_why_not(
    old: str, new: str, group: str, sets: list[tuple[str, str, list[str]]]
) -> None:
    received = PURCHASE_ORDERS.replace(old, new, 1) if old else PURCHASE_ORDERS
    [came] = TRADE.read(received.encode())
    answer = TRADE.acknowledge(PARTNER, came, 3, AT)
    assert answer is not None and answer[0] == "997"
    written = answer[1]
    parsed = channel("x12").parse(written)
    assert parsed.problems == []
    [document] = parsed.documents
    assert (document.kind, document.number, document.status) == ("997", "7", group)
    assert [(one["control"], one["status"], one["codes"]) for one in document.data["sets"]] == sets


def test_an_acknowledgement_is_never_acknowledged() -> None:
    answers = (EXAMPLES / "x12/answers.edi").read_bytes()
    only_997 = answers[: answers.index(b"ISA", 10)]
    [came] = TRADE.read(only_997)
    assert TRADE.acknowledge(PARTNER, came, 4, AT) is None
    assert [(reply.control, reply.functional_id, reply.verdict) for reply in came.replies] == [("55", "SH", "rejected")]


def test_what_is_no_interchange_is_refused_by_a_ta1_that_says_so() -> None:
    [came] = TRADE.read(b"nothing")
    answer = TRADE.acknowledge(PARTNER, came, 4, AT)
    assert answer is not None and answer[0] == "TA1"
    assert b"TA1*000000000*260203*1100*R*024~" in answer[1]


def test_colour_and_size_of_a_line_are_its_variant() -> None:
    told = next(text for text in PURCHASE_ORDERS.splitlines() if text.startswith("PID"))
    parsed = x12(PURCHASE_ORDERS.replace(told, "PID*F*73***RED~", 1))
    assert parsed.orders[0].lines[0].variant == "Color: RED"
    assert x12(PURCHASE_ORDERS).orders[0].lines[0].variant == ""
    named = next(text for text in ORDERS.splitlines() if text.startswith("IMD"))
    read = channel("edifact").parse(ORDERS.replace(named, "IMD+F+98+:::XL'", 1).encode())
    assert [line.variant for order in read.orders for line in order.lines if line.variant] == ["Size: XL"]


@pytest.mark.parametrize(
    ("told", "at"),
    [("DTM+137:202401051230?+01:303", "11:30"), ("DTM+137:202401051230CET:303", "11:30"),
     ("DTM+137:20240105123000?+0530:304", "07:00"), ("DTM+137:202401051230-0500:205", "17:30"),
     ("DTM+137:202401051230UTC:303", "12:30"), ("DTM+137:202401051230:102", "12:30")],
    ids=["offset", "name", "half an hour", "west", "universal", "a clock behind a day"],
)  # fmt: skip
def test_a_date_with_its_zone_is_an_instant(told: str, at: str) -> None:
    body = f"UNB+UNOC:3+A:14+B:14+240105:1200+7'UNH+1+ORDERS:D:01B:UN'BGM+220+PO1+9'{told}'UNS+S'UNT+5+1'UNZ+1+7'"
    parsed = channel("edifact").parse(body.encode())
    assert parsed.orders[0].placed_at.isoformat() == f"2024-01-05T{at}:00+00:00"


GROUP = (
    "UNB+UNOC:3+A:14+B:14+240105:1200+7'UNG+ORDERS+A+B+240105:1200+5+UN+D:96A'UNH+1+ORDERS:D:96A:UN'BGM+220+PO1+9'"
    "DTM+137:20240105:102'UNS+S'UNT+5+1'UNE+1+5'UNZ+1+7'"
)


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [("UNE+1", "UNE+2", ["UNE01 says 2, 1 messages counted (UNG 5)"]), ("UNE+1+5", "UNE+1+6", ["UNE02 6 != UNG05 5"]),
     ("UNE+1+5'", "", ["group 5 has no UNE"]), ("UNE+1+5", "UNE+1+05", [])],
    ids=["count", "number", "missing", "leading zero"],
)  # fmt: skip
def test_the_trailer_of_an_edifact_group_is_checked(old: str, new: str, what: list[str]) -> None:
    parsed = channel("edifact").parse(GROUP.replace(old, new).encode())
    assert [problem.what for problem in parsed.problems] == what
    assert [order.number for order in parsed.orders] == ["PO1"]


def test_what_was_received_and_when_something_left() -> None:
    body = "UNB+UNOC:3+A:14+B:14+240105:1200+7'UNH+1+{}'{}LIN+1++A:SA'QTY+{}:200'UNT+6+1'UNZ+1+7'"
    (got,) = read_documents(body.format("RECADV:D:01B:UN", "BGM+632+R1+9'DTM+137:20240105:102'", 48))
    assert [line.quantity for line in got.lines] == [200]
    (left,) = read_documents(body.format("DESADV:D:96A:UN", "BGM+351+D1+9'DTM+11:20240105:102'", 12))
    assert left.at == datetime(2024, 1, 5, tzinfo=UTC)


def read_documents(body: str) -> list[Document]:
    return channel("edifact").parse(body.encode()).documents
