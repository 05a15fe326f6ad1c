"""Where the goods of an EDI order go: what names several places is never shipped to one of them unseen."""

from __future__ import annotations

import pytest

from orderway.adapters.channels import channel
from orderway.ports.channel import IncomingOrder


def x12(*segments: str) -> IncomingOrder:
    isa = f"ISA*00*{'':10}*00*{'':10}*ZZ*{'A':15}*ZZ*{'B':15}*240105*1200*U*00401*000000001*0*P*>"
    told = ["ST*850*0001", "BEG*00*SA*PO1**20240105", *segments]
    body = [isa, "GS*PO*A*B*20240105*1200*1*X*004010", *told, f"SE*{len(told) + 1}*0001", "GE*1*1", "IEA*1*000000001"]
    parsed = channel("x12").parse(("~".join(body) + "~").encode())
    assert parsed.problems == []
    return parsed.orders[0]


def edifact(*segments: str) -> IncomingOrder:
    told = ["UNH+1+ORDERS:D:96A:UN", "BGM+220+PO-77+9", "DTM+137:20240105:102", *segments]
    body = ["UNB+UNOC:3+A:14+B:14+240105:1200+7", *told, f"UNT+{len(told) + 1}+1", "UNZ+1+7"]
    parsed = channel("edifact").parse(("'".join(body) + "'").encode())
    assert parsed.problems == []
    return parsed.orders[0]


ANN = ["N1*ST*Ann", "N3*1 First St", "N4*Austin*TX*73301"]
BOB = ["N1*ST*Bob", "N3*2 Second St", "N4*Dallas*TX*75201"]


def test_lines_to_several_places_are_a_contradiction() -> None:
    order = x12("PO1*1*1*EA*10**VP*A", *ANN, "PO1*2*1*EA*10**VP*B", *BOB, "CTT*2")
    assert order.extra["contradictions"] == ["lines go to 2 places (N1 ST)"]
    order = edifact("NAD+BY+1::9", "LIN+1++A:SA", "QTY+21:1", "NAD+DP+2::9", "LIN+2++B:SA", "QTY+21:1", "NAD+DP+3::9")
    assert order.extra["contradictions"] == ["lines go to 2 places"]
    split = ["LOC+7+11::9", "QTY+11:3", "LOC+7+12::9", "QTY+11:1"]
    order = edifact("LIN+1++A:SA", "QTY+21:4", *split, "LIN+2++B:SA", "QTY+21:4", *split, "UNS+S")
    assert order.extra["contradictions"] == ["lines go to 2 places"]
    assert order.lines[0].extra["stores"] == [["11", "3"], ["12", "1"]]


def test_lines_to_one_place_are_none() -> None:
    assert "contradictions" not in x12("PO1*1*1*EA*10**VP*A", *ANN, "PO1*2*1*EA*10**VP*B", *ANN, "CTT*2").extra
    one = ["LIN+1++A:SA", "QTY+21:4", "NAD+DP+2::9", "LIN+2++B:SA", "QTY+21:4", "NAD+DP+2::9"]
    assert "contradictions" not in edifact(*one, "UNS+S").extra


def test_stores_that_get_another_number_than_is_ordered_are_a_contradiction() -> None:
    order = x12("PO1*1*6*EA*10**VP*A", "SDQ*EA*92*0001*2*0002*3", "CTT*1")
    assert order.extra["contradictions"] == ["PO1 1: SDQ adds up to 5, 6 are ordered"]
    assert "contradictions" not in x12("PO1*1*5*EA*10**VP*A", "SDQ*EA*92*0001*2*0002*3", "CTT*1").extra


@pytest.mark.parametrize(
    ("city", "country"),
    [("N4*Toronto*ON*M5V 2T6", "CA"), ("N4*Reno*NV*895010001", "US"), ("N4*Lima*LI*15001", ""), ("N4*X*ON*12345", "")],
    ids=["Canada", "United States", "elsewhere", "no code of Canada"],
)
def test_an_address_without_a_country_has_the_one_of_its_state_and_code(city: str, country: str) -> None:
    assert x12("N1*ST*Acme", "N3*1 Main St", city, "PO1*1*1*EA*1**VP*A", "CTT*1").ship_to.country == country


def test_the_title_of_a_line_is_not_its_colour() -> None:
    (line,) = x12("PO1*1*1*EA*1**VP*A", "PID*F*73***Red", "PID*F*08***Mug", "CTT*1").lines
    assert (line.title, line.variant, line.extra["descriptions"]) == ("Mug", "Color: Red", ["Red", "Mug"])
