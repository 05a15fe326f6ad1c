"""Files of sheets: any common encoding and separator, formulas made harmless, clear words for the unreadable."""

import pytest

from orderway.console.settings import csv_cells
from orderway.console.settings.csv_cells import Line, Unreadable

KNOWN = ("code", "name")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-be"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_any_common_encoding_and_separator_is_read(encoding: str, separator: str) -> None:
    body = separator.join(("Code", "Name")) + "\r\n" + separator.join(("M1", "马克杯")) + "\r\n"
    assert csv_cells.read(body.encode(encoding), KNOWN) == ([Line(2, {"code": "M1", "name": "马克杯"})], [])


def test_what_is_written_begins_no_formula_and_reads_back_the_same() -> None:
    rows = [["=1+1", "+49 30"], ["-5", "@x"], ["plain", 'a,"b"\nc']]
    text = csv_cells.write(KNOWN, rows)
    cells = [line.cells for line in csv_cells.read(text.encode(), KNOWN)[0]]
    assert [[c["code"], c["name"]] for c in cells] == rows
    assert "\n=" not in text and ",=" not in text and "\r\n-" not in text


def test_lines_are_counted_as_an_editor_counts_them_and_empty_ones_are_left_out() -> None:
    body = b"code,name\n\nA,1\n,,\nB,2\n"
    assert [line.number for line in csv_cells.read(body, KNOWN)[0]] == [3, 5]


def test_headings_that_mean_nothing_are_told() -> None:
    assert csv_cells.read(b"code,colour\nA,red\n", KNOWN)[1] == ["colour"]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "the file is empty"),
        (b"what,ever\n1,2\n", "the first line must have the headings: code, name"),
        (b"\x89PNG\x00\x00", "the file is no text"),
        (b"code\n" + b"A\n" * 20_001, "20,001 lines, at most 20,000"),
    ],
)
def test_what_cannot_be_read_says_why(body: bytes, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        csv_cells.read(body, KNOWN)


def test_what_stands_under_an_unknown_heading_reaches_no_form() -> None:
    lines, unknown = csv_cells.read(b"sku,on_hand\nMUG,7\n", ["sku", "units"])
    assert ([line.cells for line in lines], unknown) == ([{"sku": "MUG"}], ["on_hand"])
