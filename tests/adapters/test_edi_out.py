"""What we write is read back by our own readers: every count, control number, total and nasty text."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orderway.adapters.channels import channel
from orderway.adapters.channels._edi_text import Letters, Unsayable, sscc
from orderway.adapters.channels._edifact_trade import TRADE as EDIFACT
from orderway.adapters.channels._x12_trade import TRADE as X12
from orderway.ports.channel import Document
from orderway.ports.edi import (
    Answer,
    Despatch,
    Invoice,
    Item,
    Levels,
    Pack,
    Partner,
    Party,
    ShipOrder,
    Standard,
    Told,
    Verdict,
)

AT = datetime(2026, 2, 3, 11, 5, tzinfo=UTC)
US = Partner(our_id="SELLERCO", their_id="BUYERCO", gs1_prefix="4012345")
EU = Partner(
    our_id="4098765000001", their_id="4012345000009", our_qualifier="14", their_qualifier="14",
    version="D:96A:UN:EAN008", gs1_prefix="4012345",
)  # fmt: skip
BOTH = pytest.mark.parametrize(("standard", "partner"), [(X12, US), (EDIFACT, EU)], ids=["x12", "edifact"])
HOME = Party("North Store", "0042", "1 Main Street", "Reno", "NV", "89501", "US", "775-555-0100")


def item(line: str = "1", units: int = 3, **more: object) -> Item:
    told = {"sku": "MUG-RED", "listing": "4000000000018", "price": "1.255", "title": "Mug, red", **more}
    return Item(line, units=units, **told)  # type: ignore[arg-type]


def written(standard: Standard, partner: Partner, told: Told, control: int = 41) -> tuple[str, Document]:
    """One document as its receiver reads it; its envelope must be without a fault."""
    kind, body = standard.write(partner, told, control, AT)
    [came] = standard.read(body)
    assert (came.control.lstrip("0"), came.sender, came.receiver) == (str(control), partner.our_id, partner.their_id)
    assert (came.problems, [fault for group in came.groups for one in group.sets for fault in one.faults]) == ([], [])
    parsed = channel(standard.code).parse(body)
    assert parsed.problems == []
    [document] = parsed.documents
    assert document.kind == kind
    return kind, document


@BOTH
def test_an_answer_says_of_each_line_what_will_come(standard: Standard, partner: Partner) -> None:
    lines = [
        item("1", 3, verdicts=[Verdict("IA", 3, AT)]),
        item("2", 5, verdicts=[Verdict("IQ", 2), Verdict("IB", 3, AT)]),
        item("3", 4, verdicts=[Verdict("IR", 4)]),
    ]
    kind, document = written(standard, partner, Answer("PO-9", AT, "changed", lines, "USD", AT))
    assert (kind, document.order_external_id, len(document.lines)) == (
        "855" if standard is X12 else "ORDRSP",
        "PO-9",
        3,
    )
    if standard is X12:
        answers = [line.extra["answers"] for line in document.lines]
        assert answers == [
            [["IA", "3", "EA", "20260203"]],
            [["IQ", "2", "EA", ""], ["IB", "3", "EA", "20260203"]],
            [["IR", "4", "EA", ""]],
        ]
        assert document.data["ctt"] == ["3", "12"]
    else:
        assert [line.extra["action"] for line in document.lines] == ["5", "3", "7"]
        assert document.lines[1].extra["quantities"] == [["21", "5", "PCE"], ["113", "2", "PCE"], ["83", "3", "PCE"]]


@BOTH
def test_a_change_is_answered_with_its_number(standard: Standard, partner: Partner) -> None:
    lines = [item("1", 20, change="QD", left=0, verdicts=[Verdict("IA", 20)])]
    told = Answer("PO-9", AT, "accepted", lines, "USD", AT, change=True, change_number="2")
    kind, document = written(standard, partner, told)
    assert kind == ("865" if standard is X12 else "ORDRSP")
    if standard is X12:
        assert (document.data["change_number"], document.status) == ("2", "AT")
        assert (document.lines[0].extra["change"], document.lines[0].quantity) == ("QD", 20)


@BOTH
def test_a_despatch_names_every_parcel_with_its_sscc_and_contents(standard: Standard, partner: Partner) -> None:
    packs = [
        Pack([item("1", 2), item("2", 1)], sscc(partner.gs1_prefix, 7), "1Z999", 1250),
        Pack([item("1", 1)], sscc(partner.gs1_prefix, 8), "1Z998", 900),
    ]
    told = Despatch("S-77", "PO-9", AT, packs, Party("Warehouse"), HOME, "UPSN", AT, AT)
    _, document = written(standard, partner, told)
    assert document.number == "S-77"
    assert document.data["sscc"] == ["040123450000000078", "040123450000000085"]
    assert [line.quantity for line in document.lines] == [2, 1, 1]
    if standard is X12:
        assert (document.data["hl_levels"], document.data["ctt"]) == ({"S": 1, "O": 1, "P": 2, "I": 3}, ["7", "4"])
        assert document.data["tracking_refs"] == ["1Z999", "1Z999", "1Z998"]


@BOTH
@pytest.mark.parametrize(("coin", "total", "shown"), [("USD", 4017, "40.17"), ("JPY", 4017, "4017")])
def test_an_invoice_adds_up_to_the_minor_unit(
    standard: Standard, partner: Partner, coin: str, total: int, shown: str
) -> None:
    lines = [item("1", 24, amount_minor=3012), item("2", 1, price="10", amount_minor=1000)]
    told = Invoice("INV-1", "PO-9", AT, coin, lines, 500, 255, 250, total, AT, HOME)
    _, document = written(standard, partner, told)
    assert (document.number, document.order_external_id) == ("INV-1", "PO-9")
    assert (document.amount_minor, document.currency) == (total, coin)
    if standard is X12:
        assert Decimal(document.data["tds_total"]) == Decimal(shown)


def test_an_amount_that_x12_cannot_say_is_refused() -> None:
    told = Invoice("INV-1", "PO-9", AT, "KWD", [item(amount_minor=1)], 0, 0, 0, 1)
    with pytest.raises(Unsayable, match="more than two decimals"):
        X12.write(US, told, 1, AT)


@BOTH
def test_levels_and_shipping_orders_are_read_back(standard: Standard, partner: Partner) -> None:
    _, levels = written(standard, partner, Levels("L-1", AT, [item("1", 120), item("2", 0)]))
    assert (levels.number, len(levels.lines)) == ("L-1", 2)
    order = ShipOrder("1234", "PO-9", AT, HOME, [item("1", 2)], "HZ", AT, "UPSN", "leave at dock")
    _, told = written(standard, partner, order)
    assert (told.number, len(told.lines), told.lines[0].sku) == ("1234", 1, "MUG-RED")
    _, off = written(standard, partner, ShipOrder("1234", "PO-9", AT, HOME, [item("1", 2)], cancel=True))
    assert off.status == ("F" if standard is X12 else "1")


NASTY = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=60) | st.text(
    st.sampled_from("'+:?*~>^|\n\r\x1d\x00\ufeff ISAGEUNZUNB"), max_size=40
)


@settings(max_examples=150, deadline=None)
@given(title=NASTY, name=NASTY, street=NASTY)
def test_no_text_breaks_an_edifact_message(title: str, name: str, street: str) -> None:
    partner = EU.__class__(our_id="A", their_id="B", version="D:96A:UN", charset="UNOY")
    told = Invoice("1", "2", AT, "EUR", [item(title=title, amount_minor=5)], 0, 0, 0, 5, AT, Party(name, street=street))
    _, document = written(EDIFACT, partner, told)
    assert document.amount_minor == 5
    party = next((one for one in document.data["parties"] if one["role"] == "DP"), {"name": []})
    letters = Letters("UNOY")
    kept = letters.name(name, "name", 175)
    assert "".join("".join(party.get("name", [])).split()) == "".join(kept.split())


@settings(max_examples=150, deadline=None)
@given(title=NASTY, name=NASTY, street=NASTY)
def test_no_text_breaks_an_x12_set(title: str, name: str, street: str) -> None:
    place = Party(name, street=street, city="Reno", country="US")
    lines = [item(title=title, amount_minor=5)]
    _, document = written(X12, US, Invoice("1", "2", AT, "EUR", lines, 0, 0, 0, 5, AT, place))
    assert (document.amount_minor, len(document.lines)) == (5, 1)


@settings(max_examples=80, deadline=None)
@given(
    kind=st.sampled_from(["UNOA", "UNOB", "UNOC", "ASCII", "LATIN1", "UTF-8"]), text=st.text(max_size=30)
)  # fmt: skip
def test_a_character_set_is_kept_to(kind: str, text: str) -> None:
    letters = Letters(kind, "*~")
    assert all(letters.holds(letter) for letter in letters.text(text, 30))


def test_accents_are_written_out_and_chinese_names_need_their_set() -> None:
    assert Letters("UNOA").name("Müller, Łódź 5", "name", 35) == "MUELLER, LODZ 5"
    assert Letters("UNOC").name("Müller", "name", 35) == "Müller"
    with pytest.raises(Unsayable, match="name cannot be written in UNOC"):
        Letters("UNOC").name("王小明", "name", 35)
    assert Letters("UNOC").text("杯子 red", 35) == "?? red"
    assert Letters("UNOY").name("王小明", "name", 35) == "王小明"


def test_a_number_that_must_be_exact_is_never_bent() -> None:
    with pytest.raises(Unsayable, match="order number 'PO\\*9' cannot be written"):
        X12.write(US, Answer("PO*9", AT, "accepted", [item()], "USD"), 1, AT)
    kind, document = written(EDIFACT, EU, Answer("PO'9+", AT, "accepted", [item()], "USD"))
    assert (kind, document.order_external_id) == ("ORDRSP", "PO'9+")


@pytest.mark.parametrize(
    ("element", "component", "terminator"), [("|", ":", "\n"), ("*", ">", "\x15"), ("^", "<", "~")]
)
def test_a_partners_own_delimiters_and_version_hold(element: str, component: str, terminator: str) -> None:
    partner = Partner("SELLERCO", "BUYERCO", version="005010", element=element, component=component,
                      terminator=terminator, usage="T")  # fmt: skip
    kind, body = X12.write(partner, Levels("L", AT, [item()]), 999_999_999, AT)
    [came] = X12.read(body)
    assert (kind, came.test, came.control, came.problems) == ("846", True, "999999999", [])
    assert body.decode().split(element)[11:13] == ["!" if element == "^" else "^", "00501"]


def test_sscc_check_digits_are_those_of_gs1() -> None:
    assert sscc("0614141", 123456789) == "006141411234567890"
    assert sscc("", 5) == ""
