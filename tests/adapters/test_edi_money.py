"""What EDI orders say of money beyond prices: allowances, charges, taxes of the whole order, prices for a hundred."""

from __future__ import annotations

import pytest

from orderway.adapters.channels import channel
from orderway.ports.channel import Document, IncomingOrder

HEAD = ["BGM+220+PO-77+9", "DTM+137:20240105:102", "CUX+2:EUR:9"]
LINES = ["LIN+1++4012345000016:EN", "IMD+C++TU::9", "QTY+21:12", "PRI+AAA:10.50", "MOA+203:126"]


def edifact(*segments: str) -> IncomingOrder:
    told = ["UNH+1+ORDERS:D:96A:UN", *HEAD, *segments]
    body = ["UNB+UNOC:3+A:14+B:14+240105:1200+7", *told, f"UNT+{len(told) + 1}+1", "UNZ+1+7"]
    parsed = channel("edifact").parse(("'".join(body) + "'").encode())
    assert parsed.problems == []
    return parsed.orders[0]


def x12(kind: str, functional: str, *segments: str) -> tuple[list[IncomingOrder], list[Document]]:
    isa = f"ISA*00*{'':10}*00*{'':10}*ZZ*{'A':15}*ZZ*{'B':15}*240105*1200*U*00401*000000001*0*P*>"
    told = [f"ST*{kind}*0001", *segments]
    body = [isa, f"GS*{functional}*A*B*20240105*1200*1*X*004010", *told, f"SE*{len(told) + 1}*0001", "GE*1*1"]
    parsed = channel("x12").parse(("~".join([*body, "IEA*1*000000001"]) + "~").encode())
    assert parsed.problems == []
    return parsed.orders, parsed.documents


def test_an_allowance_and_a_charge_of_the_whole_order_count() -> None:
    head = ["ALC+A++++DI", "MOA+8:12.50", "ALC+C++++FC", "MOA+8:5.00", "ALC+C++++PC", "MOA+23:2.00"]
    order = edifact(*head, *LINES, "UNS+S", "MOA+124:22.90", "CNT+2:1")
    assert (order.discount_minor, order.shipping_minor, order.fees_minor, order.tax_minor) == (1250, 500, 200, 2290)
    assert order.total_minor == 12600 - 1250 + 500 + 200 + 2290


def test_an_allowance_in_percent_is_its_part_of_the_goods() -> None:
    order = edifact("ALC+A", "PCD+1:2.5", *LINES, "UNS+S")
    assert (order.discount_minor, order.total_minor) == (315, 12285)


def test_an_allowance_of_a_line_is_not_one_of_the_order() -> None:
    order = edifact(*LINES, "ALC+A", "PCD+1:10", "MOA+8:12.60", "UNS+S", "MOA+79:126")
    assert (order.discount_minor, order.total_minor) == (0, 12600)


def test_amounts_behind_the_lines_are_not_the_allowances_of_the_head() -> None:
    order = edifact("ALC+A++++DI", *LINES, "UNS+S", "MOA+131:7.00")
    assert (order.discount_minor, order.total_minor) == (0, 12600)


def test_taxes_are_summed_unless_their_total_is_told() -> None:
    rates = ["TAX+7+VAT+++:::19", "MOA+124:20.00", "TAX+7+VAT+++:::7", "MOA+124:2.00"]
    assert edifact(*LINES, "UNS+S", *rates).tax_minor == 2200
    assert edifact(*LINES, "UNS+S", "MOA+176:22.01", *rates).tax_minor == 2201


def test_a_code_is_no_title() -> None:
    assert [line.title for line in edifact(*LINES).lines] == [""]


@pytest.mark.parametrize(
    ("told", "basis", "unit", "exact", "gross"),
    [("150", "HP", 150, "", None), ("12.5", "TP", 1, "0.0125", 375), ("1.5", "PE", 150, "", None)],
)
def test_a_price_for_many_units_is_the_price_of_one(
    told: str, basis: str, unit: int, exact: str, gross: int | None
) -> None:
    beginning = ["BEG*00*SA*PO-1**20240105", "CUR*BY*USD"]
    orders, _ = x12("850", "PO", *beginning, f"PO1*1*300*EA*{told}*{basis}*VP*V-200", "CTT*1")
    (line,) = orders[0].lines
    assert (line.unit_price_minor, line.price_exact, line.gross_minor) == (unit, exact, gross)


def test_the_places_that_a_line_is_shared_among_are_kept() -> None:
    goods = ["PO1*1*30*EA*2.5**UP*012345678905", "SDQ*EA*92*0001*10*0002*20"]
    orders, _ = x12("850", "PO", "BEG*00*SA*PO-1**20240105", *goods, "CTT*1")
    assert orders[0].lines[0].extra["stores"] == [["0001", "10"], ["0002", "20"]]


def test_a_999_answers_like_a_997() -> None:
    answers = ["AK1*PO*1*005010", "AK2*850*0001", "IK3*PO1*23**8", "IK4*4*212*6*ABC", "IK5*R*5", "AK9*R*1*1*0"]
    _, documents = x12("999", "FA", *answers)
    assert (documents[0].number, documents[0].status) == ("1", "R")
    assert documents[0].data["sets"] == [
        {"type": "850", "control": "0001", "errors": 1, "status": "R", "codes": ["5"], "faults": [["PO1", "23", "8"]]}
    ]


def test_a_line_without_a_price_has_the_one_of_its_amount() -> None:
    order = edifact("LIN+1++4012345000016:EN", "QTY+21:4", "MOA+203:20.10", "UNS+S")
    assert [(one.unit_price_minor, one.price_exact, one.gross_minor) for one in order.lines] == [(503, "5.025", 2010)]
    assert order.total_minor == 2010


def test_an_amount_that_price_and_quantity_do_not_meet_is_told() -> None:
    order = edifact(*LINES[:-1], "MOA+203:100", "UNS+S", "MOA+79:126", "MOA+86:99")
    assert order.total_minor == 12600
    assert order.extra["contradictions"] == [
        "LIN 1: MOA says 100, quantity and price say 126.00",
        "MOA 86 says 99, lines add up to 126.00",
    ]


def test_a_total_with_or_without_charges_and_taxes_is_no_contradiction() -> None:
    head = ["ALC+C++++FC", "MOA+8:5.00", *LINES, "UNS+S", "MOA+176:24.89"]
    for said in ("126", "131", "155.89"):
        assert "contradictions" not in edifact(*head, f"MOA+86:{said}").extra


def purchase(*segments: str) -> IncomingOrder:
    return x12("850", "PO", "BEG*00*SA*PO1**20240105", "CUR*BY*USD", *segments)[0][0]


LINES_X12 = ["PO1*1*10*EA*12.50**VN*A", "SAC*A*C310***100", "TXI*GS*6.20", "TXI*VA*9.99*****O", "PO1*2*1*EA*5**VN*B"]


def test_an_x12_allowance_and_tax_of_a_line_count_where_the_buyers_total_holds_them() -> None:
    order = purchase("SAC*C*D240***1000", *LINES_X12, "SAC*C*F050***75", "CTT*2", "AMT*TT*145.95")
    assert (order.discount_minor, order.tax_minor, order.shipping_minor, order.fees_minor) == (100, 620, 1000, 75)
    assert order.total_minor == 12500 + 500 - 100 + 620 + 1000 + 75
    assert [(one.discount_minor, one.tax_minor) for one in order.lines] == [(100, 620), (0, 0)]
    assert "contradictions" not in order.extra


def test_an_x12_allowance_of_a_line_that_no_total_settles_is_looked_at() -> None:
    order = purchase(*LINES_X12, "CTT*2")
    assert (order.total_minor, order.discount_minor, order.lines[0].discount_minor) == (13000, 0, 0)
    assert order.extra["contradictions"] == [
        "PO1 1: allowance C310 of 1.00 is not in the total",
        "PO1 1: tax GS of 6.20 is not in the total",
    ]
    assert "contradictions" not in purchase(*LINES_X12, "CTT*2", "AMT*TT*130").extra


def test_an_x12_tax_or_percentage_of_the_whole_order_counts() -> None:
    order = purchase("TXI*GS*6.50", "SAC*A*C310****1*10", "PO1*1*10*EA*12.50**VN*A", "CTT*1")
    assert (order.tax_minor, order.discount_minor, order.total_minor) == (650, 1250, 12500 + 650 - 1250)


def test_the_buyers_total_may_hold_charges_or_not() -> None:
    head = ["SAC*C*D240***1000", "PO1*1*10*EA*12.50**VN*A", "CTT*1"]
    assert "contradictions" not in purchase(*head, "AMT*TT*125").extra
    assert "contradictions" not in purchase(*head, "AMT*TT*135.00").extra
    assert purchase(*head, "AMT*TT*130").extra["contradictions"] == ["AMT TT says 130, lines add up to 125"]


def test_a_price_in_a_segment_of_its_own_counts_where_the_line_has_none() -> None:
    lines = ["PO1*1*10*EA***VP*A1", "CTP**RES*29.99", "CTP**UCP*12.5", "PO1*2*1*EA*7**VP*A2", "CTP**UCP*6"]
    (order,), _ = x12("850", "PO", "BEG*00*SA*PO1**20240105", *lines, "CTT*2")
    assert [line.unit_price_minor for line in order.lines] == [1250, 700]
    assert order.total_minor == 13200


@pytest.mark.parametrize(
    ("sac", "discount"),
    [("SAC*A*F340******0.01*PN*63", 63), ("SAC*A*C310****3*10", 2000), ("SAC*A*F340******0.5*EA", 0)],
    ids=["rate of its units", "percent", "rate of nothing"],
)
def test_an_allowance_by_its_rate(sac: str, discount: int) -> None:
    (order,), _ = x12("850", "PO", "BEG*00*SA*PO1**20240105", sac, "PO1*1*10*EA*20**VP*A1", "CTT*1")
    assert (order.discount_minor, order.total_minor) == (discount, 20000 - discount)


def test_a_rate_of_a_line_is_of_its_units_where_the_buyers_total_holds_it() -> None:
    line = ["PO1*1*10*EA*20**VP*A1", "SAC*A*F800******1.5*EA"]
    (order,), _ = x12("850", "PO", "BEG*00*SA*PO1**20240105", *line, "CTT*1", "AMT*TT*185")
    assert (order.discount_minor, order.total_minor) == (1500, 18500)


LINE = ["LIN+1++A:SA", "QTY+21:12"]


@pytest.mark.parametrize(
    ("line", "discount"),
    [
        (["PRI+AAB:10", "ALC+A", "PCD+1:10"], 1200),
        (["MOA+203:108", "PRI+AAB:10", "ALC+A", "MOA+8:12"], 1200),
        (["MOA+203:120", "PRI+AAB:10", "ALC+A", "MOA+8:12"], 0),
        (["PRI+AAA:9", "PRI+AAB:10", "ALC+A", "PCD+1:10"], 0),
    ],
    ids=["gross price", "amount holds it", "amount does not", "net price"],
)
def test_an_allowance_of_a_line_counts_where_its_price_does_not_hold_it(line: list[str], discount: int) -> None:
    order = edifact(*LINE, *line, "UNS+S")
    goods = sum(one.amount_minor() for one in order.lines)
    assert ([one.discount_minor for one in order.lines], order.discount_minor) == ([discount], discount)
    assert order.total_minor == goods - discount
    assert "contradictions" not in order.extra


def test_a_book_has_its_title_and_not_its_author() -> None:
    order = edifact(*LINE, "IMD+L+009+:::Doe, Jane", "IMD+L+050+:::A Life", "LIN+2++B:SA", "QTY+21:1",
                    "FTX+AFM+1++The Hobbit", "UNS+S")  # fmt: skip
    assert ([line.title for line in order.lines], order.buyer_note) == (["A Life", "The Hobbit"], "")
