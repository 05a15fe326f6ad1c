"""Files of orders by the console: looked at, mapped once a shop, taken in with progress; bad rows are told, the rest
goes in."""

from __future__ import annotations

import io
import zipfile

import msgspec
import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from orderway.journey.intake import files
from orderway.journey.intake.files import take_in
from orderway.web.engine import engine
from tests.people import signed_in
from tests.shop import Company, incoming, line

GOOD = "Bestellung,Artikel,Menge,Preis,Name,Telefon,Anschrift,Land,Bezahlt\n"
ROW = "{n},MUG,1,89.00,王小明,1380013{n:04d},浙江省杭州市西湖区文三路478号3幢1202室,CN,paid\n"
COLUMNS = ("external_id", "sku", "quantity", "unit_price", "name", "phone", "raw", "country", "payment_status")


@pytest.fixture
def desk(company: Company) -> Client:
    """An operator at the desk."""
    company.sku("MUG", HZ=1000)
    return signed_in("operator", name="otto")


def send(desk: Client, body: bytes, name: str = "orders.csv", kind: str = "csv") -> int:
    sent = desk.post("/imports", {"shop": "own", "channel": kind, "file": SimpleUploadedFile(name, body)})
    assert sent.status_code == 302, sent.content.decode()[:3000]
    return int(sent["Location"].rsplit("/", 1)[1])


def take(desk: Client, company: Company, file_id: int, **told: str) -> None:
    begun = desk.post(f"/imports/{file_id}/start", told)
    assert begun.status_code == 302, begun.content.decode()[:3000]
    assert take_in(engine(), file_id) == "READING"
    company.read()


def meaning(*names: str) -> dict[str, str]:
    return {f"column-{at}": name for at, name in enumerate(names)}


def test_a_file_with_unknown_headings_is_mapped_once_and_the_next_one_is_understood(
    desk: Client, company: Company
) -> None:
    first = send(desk, (GOOD + ROW.format(n=1) + ROW.format(n=2)).encode())
    page = desk.get(f"/imports/{first}").content.decode()
    assert "Bestellung" in page and "文三路478号" in page
    refused = desk.post(f"/imports/{first}/start", meaning("", "sku"))
    assert refused.status_code == 422 and "order number" in refused.content.decode()
    assert '<option value="sku" selected>' in refused.content.decode(), "what was chosen stays"
    take(desk, company, first, **meaning(*COLUMNS), currency="cny")
    assert company.rows("SELECT external_id, total_minor, standing FROM orders ORDER BY 1") == [
        ("1", 8900, "warehouse"),
        ("2", 8900, "warehouse"),
    ]
    second = send(desk, (GOOD + ROW.format(n=3)).encode())
    page = desk.get(f"/imports/{second}").content.decode()
    assert '<option value="unit_price" selected>' in page and 'value="CNY"' in page


def test_bad_rows_are_told_one_by_one_and_the_good_ones_go_in(desk: Client, company: Company) -> None:
    body = "order_id,sku,quantity,price\nA1,MUG,1,89\nA2,MUG,many,89\nA3,MUG,1,=1+1\nA4,MUG,2,89\n"
    file_id = send(desk, body.encode())
    take(desk, company, file_id, **meaning("external_id", "sku", "quantity", "unit_price"), currency="CNY")
    assert [row[0] for row in company.rows("SELECT external_id FROM orders ORDER BY 1")] == ["A1", "A4"]
    page = desk.get(f"/imports/{file_id}").content.decode()
    assert "row 3" in page and "row 4" in page
    told = desk.get(f"/imports/{file_id}/problems.csv").content.decode("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in told[1:]] == ["row 3", "row 4"]


def test_the_same_file_twice_changes_nothing_and_says_so(desk: Client, company: Company) -> None:
    body = (GOOD + ROW.format(n=1)).encode()
    take(desk, company, send(desk, body), **meaning(*COLUMNS), currency="CNY")
    again = send(desk, body)
    assert "brought in before" in desk.get(f"/imports/{again}").content.decode()
    take(desk, company, again, **meaning(*COLUMNS), currency="CNY")
    with engine().connection.cursor() as cursor:
        assert files.figures_of(cursor, again) == {"duplicate": 1}
    assert company.one("SELECT count(*) FROM orders") == 1


def test_a_worker_that_dies_half_way_begins_again_and_nothing_is_twice(desk: Client, company: Company) -> None:
    file_id = send(desk, (GOOD + "".join(ROW.format(n=n) for n in range(1, 1200))).encode())
    desk.post(f"/imports/{file_id}/start", {**meaning(*COLUMNS), "currency": "CNY"})
    stored = files._store

    def dies(*args: object) -> None:
        stored(*args)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    files._store = dies
    try:
        with pytest.raises(KeyboardInterrupt):
            take_in(engine(), file_id)
    finally:
        files._store = stored
    assert take_in(engine(), file_id) == "READING"
    company.read()
    assert company.one("SELECT count(*) FROM orders") == 1199
    with engine().connection.cursor() as cursor:
        file = files.file_of(cursor, file_id)
    assert file is not None
    assert (file.orders, file.rows_done, file.problem_count) == (1199, 1199, 0)


def test_excel_comes_in_like_text(desk: Client, company: Company) -> None:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet()
    for at, row in enumerate((["订单编号", "商品编码", "数量", "单价"], ["X1", "MUG", 2, 89.0])):
        sheet.write_row(at, 0, row)
    book.close()
    file_id = send(desk, stream.getvalue(), "orders.xlsx")
    take(desk, company, file_id, **meaning("external_id", "sku", "quantity", "unit_price"))
    assert company.rows("SELECT external_id, units, total_minor FROM orders") == [("X1", 2, 17800)]


@pytest.mark.parametrize("kind", ["bomb", "empty", "binary", "huge_cell", "locked"])
def test_what_is_no_table_is_refused_in_one_line(desk: Client, kind: str) -> None:
    stream = io.BytesIO()
    if kind == "bomb":
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
            package.writestr("xl/workbook.xml", "<x/>")
            package.writestr("xl/worksheets/sheet1.xml", b"0" * 40_000_000)
    body = {
        "bomb": stream.getvalue(),
        "empty": b"\r\n",
        "binary": b"\x00\x01\x02\xff" * 4000,
        "huge_cell": b"a,b\n" + b"x" * 10_000_000 + b",1\n",
        "locked": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000),
    }[kind]
    file_id = send(desk, body, f"{kind}.xlsx")
    page = desk.get(f"/imports/{file_id}")
    assert page.status_code == 200
    assert 'role="alert"' in page.content.decode()


def test_a_platforms_own_file_needs_no_mapping(desk: Client, company: Company) -> None:
    body = msgspec.json.encode(incoming("J1", line("MUG")))
    file_id = send(desk, body, "orders.json", "shop")
    assert desk.get(f"/imports/{file_id}").status_code == 200
    take(desk, company, file_id)
    assert company.rows("SELECT external_id FROM orders") == [("J1",)]


def test_a_file_of_another_shop_is_not_there(desk: Client, company: Company) -> None:
    file_id = send(desk, (GOOD + ROW.format(n=1)).encode())
    other = signed_in("operator", name="ida", shop_ids=[999])
    assert other.get(f"/imports/{file_id}").status_code == 404
    assert (
        other.post(
            "/imports", {"shop": "own", "channel": "csv", "file": SimpleUploadedFile("a", b"a,b\n1,2\n")}
        ).status_code
        == 422
    )
