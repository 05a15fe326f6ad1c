"""`orderway parse`: the document that machines read, its keys, and the exit codes."""

from __future__ import annotations

import argparse
import io
import json
from pathlib import Path
from typing import Any

import pytest

from orderway.adapters.channels import codes
from orderway.adapters.channels.csv_file import PART_ORDERS
from orderway.project.commands import parse

EXAMPLES = Path(__file__).parent / "examples"


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    parser = argparse.ArgumentParser()
    parse.configure(parser)
    code = parse.run(parser.parse_args(list(arguments)))
    out, err = capsys.readouterr()
    return code, out, err


def as_json(capsys: pytest.CaptureFixture[str], code: str, name: str) -> dict[str, Any]:
    status, out, _ = run(capsys, "--channel", code, str(EXAMPLES / code / name), "--json")
    assert status == 0
    found: dict[str, Any] = json.loads(out)
    return found


@pytest.mark.parametrize("code", codes())
def test_every_channel_prints_the_promised_keys(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    amounts = {"total_minor", "tax_minor", "shipping_minor", "discount_minor"}
    order_keys = amounts | {"external_id", "placed_at", "currency", "payment_status", "ship_to", "lines"}
    place_keys = {"name", "phone", "country", "province", "city", "district", "street", "postcode"}
    for path in sorted((EXAMPLES / code).iterdir()):
        found = as_json(capsys, code, path.name)
        assert set(found) == {"orders", "documents", "problems"}
        for order in found["orders"]:
            assert order_keys <= set(order)
            assert place_keys <= set(order["ship_to"])
            assert order["placed_at"].endswith("Z")
            for line in order["lines"]:
                assert {"sku", "title", "quantity", "unit_price_minor"} <= set(line)
        for document in found["documents"]:
            assert {"kind", "number"} <= set(document)


def test_a_fraction_of_a_unit_is_printed_as_it_was(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "order.csv"
    path.write_text("Order ID,Order Date,SKU,Quantity,Unit Price\nA,2026-02-03,X,1.5,2.00\n")
    _, out, _ = run(capsys, "--channel", "csv", str(path), "--json")
    [line] = json.loads(out)["orders"][0]["lines"]
    assert (line["quantity"], line["gross_minor"]) == (1.5, 300)


def test_a_time_that_nobody_told_is_null(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "order.csv"
    path.write_text("Order ID,SKU,Quantity\nA,X,1\n")
    _, out, _ = run(capsys, "--channel", "csv", str(path), "--json")
    assert json.loads(out)["orders"][0]["placed_at"] is None


def test_nothing_readable_is_exit_code_2_with_its_reason(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "garbage"
    path.write_bytes(b"\x00\x01 nothing")
    status, out, _ = run(capsys, "--channel", "x12", str(path), "--json")
    assert status == 2
    assert json.loads(out)["problems"] == [{"where": "file", "what": "no ISA segment: this is no X12 interchange"}]


def test_a_missing_file_and_an_unknown_channel_are_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "--channel", "csv", "/nowhere/at/all", "--json")
    assert (status, json.loads(out)["problems"][0]["what"]) == (2, "No such file or directory")
    status, out, err = run(capsys, "--channel", "ebuy", "x", "--json")
    assert (status, out) == (2, "")
    assert err.startswith("no channel 'ebuy'; there are: ")
    assert err.count("\n") == 1


def test_standard_input_is_a_file_too(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    body = (EXAMPLES / "orderway/order.json").read_bytes()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(body)))
    status, out, _ = run(capsys, "--channel", "orderway", "-", "--json")
    assert (status, json.loads(out)["orders"][0]["external_id"]) == (0, "W-1001")


def test_people_read_one_line_an_order(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "--channel", "orderway", str(EXAMPLES / "orderway/many.json"))
    assert status == 0
    assert out.splitlines()[0] == "order W-1001  2026-02-03T02:20:30Z  128.00 CNY  paid  2 lines  CN 杭州市"
    assert out.splitlines()[-1] == "2 orders, 1 documents, 0 problems"


def test_an_address_of_one_text_is_printed_in_its_parts(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    rows = "订单编号,下单时间,商家编码,商品名称,数量,单价,实付金额,收货地址\n"
    rows += "T1,2026-01-02 10:00:00,SKU1,杯子,2,10.00,20.00,张三，13800138000，上海市浦东新区世纪大道100号\n"
    file = tmp_path / "orders.csv"
    file.write_text(rows, encoding="utf-8")
    _, out, _ = run(capsys, "--channel", "csv", str(file), "--json")
    to = json.loads(out)["orders"][0]["ship_to"]
    assert (to["province"], to["city"], to["district"]) == ("上海市", "上海市", "浦东新区")
    assert (to["name"], to["phone"], to["street"]) == ("张三", "13800138000", "世纪大道100号")
    assert to["raw"] == "张三，13800138000，上海市浦东新区世纪大道100号"


def test_what_holds_nothing_says_so(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    for code, name, body in (("shopify", "a.json", "[]"), ("csv", "a.csv", "Order ID,SKU,Quantity\n")):
        path = tmp_path / name
        path.write_text(body)
        status, out, _ = run(capsys, "--channel", code, str(path), "--json")
        assert status == 2
        problems = [{"where": "file", "what": "it holds no order and no document"}]
        assert json.loads(out) == {"orders": [], "documents": [], "problems": problems}


def test_a_long_table_is_printed_in_parts_as_one_document(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    rows = [f"O{number},2026-02-03,X,1,2.00" for number in range(2 * PART_ORDERS + 1)]
    path.write_text("\n".join(["Order ID,Order Date,SKU,Quantity,Unit Price", *rows, "BAD,2026-02-03,X,NaN,2.00"]))
    status, out, _ = run(capsys, "--channel", "csv", str(path), "--json")
    found = json.loads(out)
    assert status == 0
    assert [order["external_id"] for order in found["orders"]] == [row.partition(",")[0] for row in rows]
    assert [problem["where"] for problem in found["problems"]] == [f"row {len(rows) + 2}"]
    _, words, errors = run(capsys, "--channel", "csv", str(path))
    assert words.endswith(f"{len(rows)} orders, 0 documents, 1 problems\n")
    assert errors == f"problem: row {len(rows) + 2}: quantity: 'NaN' is not a number\n"


def test_a_problem_names_its_place_once(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (path := tmp_path / "empty.json").write_bytes(b"")
    assert run(capsys, "--channel", "shopify", str(path))[2] == "problem: body: it is empty\n"
