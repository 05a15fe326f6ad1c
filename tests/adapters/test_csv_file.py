"""CSV and Excel: encodings, formulas, bad rows, packed bombs, the real order lines of the samples."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from orderway.adapters.channels import csv_file
from orderway.adapters.channels._columns import ColumnMapping
from orderway.adapters.channels._table import ROWS_MAX
from orderway.adapters.channels.csv_file import CHANNEL, PART_ORDERS
from orderway.kernel.limits import LINES_PER_ORDER_MAX
from orderway.ports.channel import Parsed

ORDERS = Path(__file__).resolve().parents[3] / "shared" / "samples" / "orders"
HEAD = "Order ID,Order Date,SKU,Quantity,Unit Price\n"


def parse(text: str, mapping: ColumnMapping | None = None) -> Parsed:
    return CHANNEL.parse(text.encode(), mapping=mapping)


def excel(rows: list[list[object]]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return out.getvalue()


def packed(name: str, size: int, declared: int | None = None) -> bytes:
    """An Excel package whose one sheet is `size` bytes of nothing, and which may lie about it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
        package.writestr(name, b" " * size)
    body = out.getvalue()
    if declared is not None:
        body = body.replace(size.to_bytes(4, "little"), declared.to_bytes(4, "little"))
    return body


def test_rows_of_one_number_are_one_order_wherever_they_stand() -> None:
    parsed = parse(HEAD + "A,2026-02-03,X,1,2.00\nB,2026-02-03,Y,1,3.00\nA,2026-02-03,Z,4,1.50\n")
    assert [(order.external_id, [line.sku for line in order.lines]) for order in parsed.orders] == [
        ("B", ["Y"]),
        ("A", ["X", "Z"]),
    ]
    assert parsed.orders[1].total_minor == 800


def test_the_live_host_of_a_row_is_read_under_the_names_that_platforms_give_it() -> None:
    [order] = parse("主订单编号,达人昵称,商家编码,数量\nA,小美,X,1\nA,,Y,1\n").orders
    assert [(line.sku, line.live_host) for line in order.lines] == [("X", "小美"), ("Y", "")]


def test_a_row_without_number_belongs_to_the_order_above() -> None:
    [order] = parse(HEAD + "A,2026-02-03,X,1,2.00\n,,Y,2,1.00\n").orders
    assert [line.sku for line in order.lines] == ["X", "Y"]


@pytest.mark.parametrize(
    ("row", "where", "what"),
    [
        ("A,2026-02-03,X,many,2.00", "row 2", "quantity: 'many' is not a number"),
        ("A,2026-02-31,X,1,2.00", "row 2", "placed_at: '2026-02-31' is not a date"),
        ("A,2026-02-03,X,1,NaN", "row 2", "unit_price: 'NaN' is not a number"),
        ("A,2026-02-03,X,1,1e400", "row 2", "unit_price: '1e400' is not a number"),
        ("A,2026-02-03,=1+1,1,2.00", "row 2", "'=1+1' is a formula"),
        ("A,2026-02-03,\"=HYPERLINK(\"\"x\"\")\",1,2.00", "row 2", "'=HYPERLINK(\"x\")' is a formula"),
        ("A,2026-02-03,@SUM(A1),1,2.00", "row 2", "'@SUM(A1)' is a formula"),
        ("4.12E+18,2026-02-03,X,1,2.00", "row 2",
         "external_id: '4.12E+18' has lost its digits in Excel; format the column as text and export again"),
        ("A,2026-02-03,X,,2.00", "row 2", "quantity: it is empty"),
    ],
)  # fmt: skip
def test_a_bad_row_is_one_clear_problem_and_the_rest_goes_in(row: str, where: str, what: str) -> None:
    parsed = parse(HEAD + row + "\nB,2026-02-03,Y,1,3.00\n")
    assert [(problem.where, problem.what) for problem in parsed.problems] == [(where, what)]
    assert [order.external_id for order in parsed.orders] == ["B"]


def test_an_order_with_a_bad_row_is_left_out_whole() -> None:
    parsed = parse(HEAD + "A,2026-02-03,X,1,2.00\nA,2026-02-03,Y,x,2.00\n")
    assert parsed.orders == []
    assert [problem.where for problem in parsed.problems] == ["row 3", "row 2"]


def test_the_escape_of_exports_is_taken_off_again() -> None:
    [order] = parse(HEAD + "'A,2026-02-03,'=X,1,2.00\n").orders
    assert (order.external_id, order.lines[0].sku) == ("A", "=X")
    [order] = parse(HEAD + '"=""0012""",2026-02-03,X,1,2.00\n').orders
    assert order.external_id == "0012"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_every_encoding_and_separator_says_the_same(encoding: str, separator: str) -> None:
    rows = [
        ["订单编号", "下单时间", "商品名称", "数量", "单价"],
        ["1001", "2026-02-03 10:20:30", "保温杯，蓝色", "2", "59.90"],
    ]
    text = "\r\n".join(separator.join(row) for row in rows) + "\r\n"
    [order] = CHANNEL.parse(text.encode(encoding)).orders
    assert (order.external_id, order.currency, order.total_minor) == ("1001", "CNY", 11980)
    assert order.lines[0].title == "保温杯，蓝色"
    assert order.placed_at.isoformat() == "2026-02-03T02:20:30+00:00"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_chinese_in_two_bytes_a_sign_that_nothing_announces_is_read(encoding: str) -> None:
    rows = ["订单编号,下单时间,商品名称,数量,单价,收件人,收货地址"]
    rows += [
        f"第{n},2026-02-03,一一刀剪保温杯蓝色大号带盖子的那一款,2,9,王一一,上海市浦东新区世纪大道一一号"
        for n in "一二三"
    ]
    orders = CHANNEL.parse("\n".join(rows).encode(encoding)).orders
    assert [order.external_id for order in orders] == ["第一", "第二", "第三"]


def test_one_row_in_another_encoding_is_named_and_the_rest_is_read() -> None:
    head = b"Order ID,Order Date,Product Name,Quantity,Unit Price\n"
    good = "A,2026-02-03,茶 一,1,2.00\nB,2026-02-03,茶 二,1,2.00\n".encode()
    bad = "C,2026-02-03,茶,1,2.00\n".encode("gb18030")
    parsed = CHANNEL.parse(head + good + bad)
    assert [order.external_id for order in parsed.orders] == ["A", "B"]
    assert [problem.where for problem in parsed.problems] == ["row 4"]


def test_western_code_pages_keep_their_accents() -> None:
    body = "Order ID;Order Date;Recipient Name;SKU;Quantity;Unit Price\nA;03.02.2026;José Müller;X;1;1.234,50\n"
    [order] = CHANNEL.parse(body.encode("cp1252")).orders
    assert (order.ship_to.name, order.total_minor) == ("José Müller", 123450)
    assert order.placed_at.date().isoformat() == "2026-02-03"


@pytest.mark.parametrize(
    ("written", "minor"),
    [
        ("1,234.50", 123450),
        ("1.234,50", 123450),
        ("¥89", 8900),
        ("89元", 8900),
        ("$ 1,000", 100000),
        ("9.80000019", 980),
        ("12,5", 1250),
        ("1 234.00", 123400),
    ],
)
def test_amounts_are_read_as_people_write_them(written: str, minor: int) -> None:
    [order] = parse(HEAD + f'A,2026-02-03,X,1,"{written}"\n').orders
    assert order.total_minor == minor


def test_a_price_finer_than_a_cent_keeps_its_line_amount() -> None:
    [order] = parse(HEAD + "A,2026-02-03,X,1000,0.0125\n").orders
    [line] = order.lines
    assert (line.price_exact, line.gross_minor, order.total_minor) == ("0.0125", 1250, 1250)


def test_yen_has_no_minor_unit_and_dinar_has_three_digits() -> None:
    head = "Order ID,Order Date,Currency,SKU,Quantity,Unit Price\n"
    parsed = parse(head + "A,2026-02-03,JPY,X,2,700\nB,2026-02-03,KWD,X,2,1.255\n")
    assert [order.total_minor for order in parsed.orders] == [1400, 2510]


def test_days_before_months_are_told_from_the_column() -> None:
    first, second = parse(HEAD + "A,03/02/2026,X,1,1\nB,25/02/2026,X,1,1\n").orders
    assert (first.placed_at.month, second.placed_at.month) == (2, 2)
    [american] = parse(HEAD + "A,03/02/2026,X,1,1\n").orders
    assert american.placed_at.month == 3


def test_a_saved_mapping_reads_headings_nobody_knows() -> None:
    mapping = ColumnMapping(
        columns={"Vorgang": "external_id", "Tag": "placed_at", "Art": "sku", "Stk": "quantity", "EP": "unit_price"},
        currency="EUR",
        zone="Europe/Berlin",
    )
    [order] = parse("Vorgang;Tag;Art;Stk;EP\n77;03.02.2026 10:00;X;2;4,50\n", mapping).orders
    assert (order.external_id, order.currency, order.total_minor) == ("77", "EUR", 900)
    assert order.placed_at.isoformat() == "2026-02-03T09:00:00+00:00"


def test_unknown_headings_are_one_problem_that_names_them() -> None:
    [problem] = parse("foo,bar\n1,2\n").problems
    assert problem.where == "headings"
    assert problem.what == "none is known as the order's number; map the columns (foo, bar)"


def test_excel_reads_numbers_texts_and_dates_alike() -> None:
    rows: list[list[object]] = [["Orders of May"], ["Order ID", "Order Date", "SKU", "Quantity", "Unit Price"]]
    parsed = CHANNEL.parse(excel([*rows, [1001, 46056.5, "0012", 2, 19.99], ["1002", "2026-02-03", 12, 1, "5.00"]]))
    assert parsed.problems == []
    assert [(order.external_id, order.lines[0].sku, order.total_minor) for order in parsed.orders] == [
        ("1001", "0012", 3998),
        ("1002", "12", 500),
    ]
    assert parsed.orders[0].placed_at.isoformat() == "2026-02-03T12:00:00+00:00"


def test_a_number_that_excel_rounded_is_not_taken_for_an_order_number() -> None:
    rows: list[list[object]] = [
        ["Order ID", "Order Date", "SKU", "Quantity"],
        [3001234567890123456, "2026-02-03", "X", 1],
    ]
    parsed = CHANNEL.parse(excel(rows))
    assert parsed.orders == []
    assert "has lost its last digits in Excel" in parsed.problems[0].what


@pytest.mark.parametrize("declared", [None, 1000])
def test_a_package_that_bursts_is_refused_whatever_it_declares(declared: int | None) -> None:
    parsed = CHANNEL.parse(packed("xl/worksheets/sheet1.xml", 30_000_000, declared))
    assert parsed.orders == []
    assert len(parsed.problems) == 1
    assert parsed.problems[0].where == "file"


def test_two_cells_in_far_corners_do_not_fill_the_memory() -> None:
    body = b'<sheetData><row r="1"><c r="A1"/></row><row r="1048576"><c r="XFD1048576"/></row></sheetData>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
        package.writestr("xl/worksheets/sheet1.xml", body)
    [problem] = CHANNEL.parse(out.getvalue()).problems
    assert problem.what == "1048576 rows by 16384 columns, at most 6500000 cells are read; save it as CSV"


def test_a_document_type_inside_of_a_package_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("xl/workbook.xml", '<!DOCTYPE a [<!ENTITY b "c">]><workbook/>')
    [problem] = CHANNEL.parse(out.getvalue()).problems
    assert problem.what == "it holds a document type, no Excel writes one"


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("a.txt", "x")
    [problem] = CHANNEL.parse(out.getvalue()).problems
    assert problem.what == "neither a table of text nor an Excel workbook (.xlsx)"


def test_a_long_file_comes_in_parts_with_progress() -> None:
    count = PART_ORDERS * 2 + 7
    body = HEAD + "".join(f"N{number},2026-02-03,X,1,1.00\n" for number in range(count))
    parts = list(CHANNEL.read(body.encode()))
    assert [len(part.parsed.orders) for part in parts] == [PART_ORDERS, PART_ORDERS, 7]
    assert [part.rows_done for part in parts] == [PART_ORDERS, PART_ORDERS * 2, count]
    assert {part.rows_total for part in parts} == {count}


def test_the_limit_of_rows_is_beyond_what_excel_can_hold() -> None:
    assert ROWS_MAX > 1_048_576


def test_a_proposal_names_what_each_heading_was_taken_for() -> None:
    found = CHANNEL.propose((HEAD + "A,2026-02-03,X,1,2.00\n").encode())
    assert found.columns["Unit Price"] == "unit_price"
    assert found.rows == [["A", "2026-02-03", "X", "1", "2.00"]]


def test_without_a_known_order_number_the_other_headings_are_recognised_all_the_same() -> None:
    body = "单据编号,收货人,手机号,件数\nC1,王小明,13800138000,2\n".encode()
    assert CHANNEL.propose(body).columns == {"收货人": "name", "手机号": "phone", "件数": "quantity"}
    told = ColumnMapping(columns={"收货人": "buyer_id"})
    assert CHANNEL.propose(body, told).columns == {"收货人": "buyer_id"}
    assert CHANNEL.propose(b"").columns == {}


@pytest.mark.skipif(not ORDERS.is_dir(), reason="../shared/samples is not here")
def test_ten_days_of_a_real_shop_add_up_to_the_penny() -> None:
    parsed = CHANNEL.parse((ORDERS / "online_retail" / "2011-02-01_to_10.csv").read_bytes())
    assert parsed.problems == []
    assert (len(parsed.orders), len(parsed.documents)) == (436, 71)
    assert {document.kind for document in parsed.documents} == {"cancellation"}
    lines = [line for order in parsed.orders for line in order.lines]
    back = [line for document in parsed.documents for line in document.lines]
    assert len(lines) + len(back) == 9638
    net = sum(order.total_minor for order in parsed.orders) - sum(one.amount_minor or 0 for one in parsed.documents)
    assert net == 17_765_178


@pytest.mark.skipif(not ORDERS.is_dir(), reason="../shared/samples is not here")
def test_orders_and_their_lines_from_two_files_are_joined() -> None:
    names = ("orders.csv", "order_details.csv")
    joined = CHANNEL.join([CHANNEL.parse((ORDERS / "northwind" / name).read_bytes()) for name in names])
    assert joined.problems == []
    assert len(joined.orders) == 208
    lines = [line for order in joined.orders for line in order.lines]
    assert len(lines) == 521
    gross = sum(
        line.quantity * line.unit_price_minor if line.gross_minor is None else line.gross_minor for line in lines
    )
    assert gross == 34_744_931
    assert sum(order.shipping_minor for order in joined.orders) == 1_730_391


def test_an_order_of_too_many_rows_is_left_out_and_the_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_file, "OPEN_ROWS_MAX", LINES_PER_ORDER_MAX + 2)
    rows = ["Order ID,SKU,Quantity", *(["A,X,1"] * (2 * LINES_PER_ORDER_MAX)), "B,X,1"]
    found = CHANNEL.parse("\n".join(rows).encode())
    assert [order.external_id for order in found.orders] == ["B"]
    assert [(fault.where, fault.what) for fault in found.problems] == [
        ("row 2", "order A: 2000 rows, at most 1000 are read")
    ]
