"""The own API is strict: what is wrong is refused with its field, and nothing of it is stored. Never a 500."""

import json
from typing import Any

import pytest

from orderway.kernel.limits import BODY_BYTES_MAX
from tests.database.api_client import Machine, faults, line, order, told
from tests.shop import Company


def raw(**more: str) -> bytes:
    """An order body with some members written as they are, so that they need not be JSON."""
    body = {name: json.dumps(value) for name, value in order().items()}
    return ("{" + ",".join(f"{json.dumps(k)}:{v}" for k, v in {**body, **more}.items()) + "}").encode()


def lines(**more: str) -> bytes:
    """The same with members of the first line."""
    one = {name: json.dumps(value) for name, value in line().items()}
    text = "[{" + ",".join(f"{json.dumps(k)}:{v}" for k, v in {**one, **more}.items()) + "}]"
    return raw(lines=text)


WRONG: list[tuple[str, bytes, int, str]] = [
    ("empty", b"", 400, "#"),
    ("blank", b"  \n ", 400, "#"),
    ("cut off", raw()[:-20], 400, "#/ship_to/street"),
    ("two documents", raw() + raw(), 400, "#"),
    ("not JSON", b"<order/>", 400, "#"),
    ("form", b"a=1&b=2", 400, "#"),
    ("not UTF-8", raw(buyer_note='"\xff"').decode().encode("latin-1"), 400, "#/buyer_note"),
    ("UTF-16", json.dumps(order()).encode("utf-16"), 400, "#"),
    ("a list", b"[" + raw() + b"]", 422, "#"),
    ("null", b"null", 422, "#"),
    ("a number", b"7", 422, "#"),
    ("deep", raw(extra='{"a":' * 5_000 + "1" + "}" * 5_000), 422, "#/extra/*"),
    ("deep list", b"[" * 100_000, 422, "#"),
    ("unknown field", raw(colour='"red"'), 422, "#/colour"),
    ("unknown field of a line", lines(colour='"red"'), 422, "#/lines/0/colour"),
    ("unknown field of a receiver", raw(ship_to='{"planet":"Mars"}'), 422, "#/ship_to/planet"),
    ("no external id", raw(external_id="null"), 422, "#/external_id"),
    ("empty external id", raw(external_id='""'), 422, "#/external_id"),
    ("blank external id", raw(external_id='"  "'), 422, "#/external_id"),
    ("external id with a line break", raw(external_id='"a\\nb"'), 422, "#/external_id"),
    ("long external id", raw(external_id=json.dumps("x" * 201)), 422, "#/external_id"),
    ("external id a number", raw(external_id="7"), 422, "#/external_id"),
    ("NUL", raw(buyer_note='"a\\u0000b"'), 422, "#/buyer_note"),
    ("NUL in a key", raw(extra='{"a\\u0000":1}'), 422, "#/extra"),
    ("NUL in a line", lines(title='"\\u0000"'), 422, "#/lines/0/title"),
    ("raw NUL", raw(buyer_note='"a\x00b"'), 400, "#/buyer_note"),
    ("lone surrogate", raw(buyer_note='"\\ud800"'), 400, "#/buyer_note"),
    ("quantity NaN", lines(quantity="NaN"), 400, "#/lines/0/quantity"),
    ("quantity Infinity", lines(quantity="Infinity"), 400, "#/lines/0/quantity"),
    ("quantity 1e400", lines(quantity="1e400"), 422, "#/lines/0/quantity"),
    ("quantity -1", lines(quantity="-1"), 422, "#/lines/0/quantity"),
    ("quantity 1.5", lines(quantity="1.5"), 422, "#/lines/0/quantity"),
    ("quantity 1.0", lines(quantity="1.0"), 422, "#/lines/0/quantity"),
    ("quantity too large", lines(quantity="1000001"), 422, "#/lines/0/quantity"),
    ("quantity 2^63", lines(quantity="9223372036854775808"), 422, "#/lines/0/quantity"),
    ("quantity of 400 digits", lines(quantity="9" * 400), 422, "#/lines/0/quantity"),
    ("quantity text", lines(quantity='"1"'), 422, "#/lines/0/quantity"),
    ("quantity true", lines(quantity="true"), 422, "#/lines/0/quantity"),
    ("quantity null", lines(quantity="null"), 422, "#/lines/0/quantity"),
    ("nothing wanted", lines(quantity="0"), 422, "#/lines/0/quantity"),
    ("price -1", lines(unit_price_minor="-1"), 422, "#/lines/0/unit_price_minor"),
    ("price too large", lines(unit_price_minor="1000000000000001"), 422, "#/lines/0/unit_price_minor"),
    (
        "goods too dear together",
        lines(unit_price_minor="1000000000000000", quantity="2"),
        422,
        "#/lines/0/unit_price_minor",
    ),
    ("weight too large", lines(weight_grams="100000001"), 422, "#/lines/0/weight_grams"),
    ("total 1e400", raw(total_minor="1e400"), 422, "#/total_minor"),
    ("total NaN", raw(total_minor="NaN"), 400, "#/total_minor"),
    ("total -1", raw(total_minor="-1"), 422, "#/total_minor"),
    ("total 0.5", raw(total_minor="0.5"), 422, "#/total_minor"),
    ("paid too large", raw(paid_minor="1" + "0" * 30), 422, "#/paid_minor"),
    ("unknown currency", raw(currency='"ZZZ"'), 422, "#/currency"),
    ("small currency", raw(currency='"cny"'), 422, "#/currency"),
    ("long currency", raw(currency='"CNYY"'), 422, "#/currency"),
    ("year 9999", raw(placed_at='"9999-12-31T23:59:59Z"'), 422, "#/placed_at"),
    ("year 9999 beyond", raw(placed_at='"9999-12-31T23:59:59-12:00"'), 422, "#/placed_at"),
    ("year 1", raw(placed_at='"0001-01-01T00:00:00+14:00"'), 422, "#/placed_at"),
    ("paid in year 9999", raw(paid_at='"9999-12-31T23:59:59Z"'), 422, "#/paid_at"),
    ("balance due in year 9999", raw(balance_due_at='"9999-12-31T23:59:59-12:00"'), 422, "#/balance_due_at"),
    ("shipped from year 9999", raw(ship_from='"9999-12-31T23:59:59-12:00"'), 422, "#/ship_from"),
    ("no offset", raw(placed_at='"2026-11-20T01:00:00"'), 422, "#/placed_at"),
    ("no date", raw(placed_at='"yesterday"'), 422, "#/placed_at"),
    ("30 February", raw(placed_at='"2026-02-30T00:00:00Z"'), 422, "#/placed_at"),
    ("date a number", raw(placed_at="1700000000"), 422, "#/placed_at"),
    ("unknown payment status", raw(payment_status='"maybe"'), 422, "#/payment_status"),
    ("no lines", raw(lines="[]"), 422, "#/lines"),
    ("lines an object", raw(lines="{}"), 422, "#/lines"),
    ("line twice", raw(lines=json.dumps([line(), line()])), 422, "#/lines/1/external_id"),
    ("nothing named", raw(lines='[{"external_id":"1","quantity":1,"unit_price_minor":1}]'), 422, "#/lines/0/sku"),
    (
        "100,000 lines",
        raw(lines=json.dumps([{**line(), "external_id": str(n)} for n in range(40_000)])),
        422,
        "#/lines",
    ),
    ("country", raw(ship_to='{"country":"c"}'), 422, "#/ship_to/country"),
    ("long country", raw(ship_to='{"country":"CHN"}'), 422, "#/ship_to/country"),
    ("long name", raw(ship_to=json.dumps({"name": "x" * 201})), 422, "#/ship_to/name"),
    ("many extras", raw(extra=json.dumps({str(n): 1 for n in range(51)})), 422, "#/extra"),
    ("an extra of 400 digits", raw(extra='{"a":' + "9" * 400 + "}"), 422, "#/extra/*"),
    ("an extra 1e400", raw(extra='{"a":1e400}'), 422, "#/extra/*"),
    ("an extra list", raw(extra='{"a":[1]}'), 422, "#/extra/*"),
    ("a name twice", raw()[:-1] + b',"total_minor":1}', 422, "#/total_minor"),
    ("a name twice in a line", lines(quantity='1,"quantity":2'), 422, "#/lines/0/quantity"),
    ("unknown shop", raw(shop='"nobody"'), 422, "#/shop"),
    ("shop with NUL", raw(shop='"\\u0000"'), 422, "#/shop"),
]


@pytest.mark.parametrize(("body", "status", "pointer"), [one[1:] for one in WRONG], ids=[one[0] for one in WRONG])
def test_what_is_wrong_is_refused_with_its_field(
    company: Company, machine: Machine, body: bytes, status: int, pointer: str
) -> None:
    response = machine.post("orders", body)
    assert (response.status_code, faults(response)) == (status, [pointer])
    for name in ("inbox", "inbox_todo", "idempotency", "orders"):
        assert company.one(f"SELECT count(*) FROM {name}") == 0


@pytest.mark.parametrize("size", [BODY_BYTES_MAX + 1, 10 * 1024 * 1024])
def test_a_body_too_large_is_refused(company: Company, machine: Machine, size: int) -> None:
    response = machine.post("orders", b'{"a":"' + b"x" * size)
    assert (response.status_code, told(response)["bytes_max"]) == (413, BODY_BYTES_MAX)
    assert company.one("SELECT count(*) FROM inbox") == 0


def test_100_000_lines_are_refused(company: Company, machine: Machine) -> None:
    small = '{"external_id":"%d","sku":"M","quantity":1,"unit_price_minor":1}'
    response = machine.post("orders", raw(lines="[" + ",".join(small % n for n in range(100_000)) + "]"))
    assert response.status_code in (413, 422)
    assert company.one("SELECT count(*) FROM inbox") == 0


@pytest.mark.parametrize(
    "more",
    [
        {"buyer_note": "🎁 شكرا 谢谢 \u200f"},
        {"lines": [line(unit_price_minor=0, gift=True)], "total_minor": 0, "paid_minor": 0},
        {"lines": [line(), line(external_id="2", quantity=0)]},
        {"lines": [line(external_id=str(n)) for n in range(1_000)]},
        {"currency": "JPY"},
        {"currency": "XCG"},
        {"ship_to": {"name": "محمد", "country": "SA", "raw": "شارع الملك فهد"}},
        {"extra": {"a": 2**53, "b": None, "c": False}},
    ],
    ids=[
        "emoji and Arabic",
        "a zero-price gift",
        "a line of 0",
        "1,000 lines",
        "yen",
        "guilder of 2025",
        "Arabic address",
        "extras",
    ],
)
def test_what_is_only_unusual_is_ordinary(company: Company, machine: Machine, more: dict[str, Any]) -> None:
    assert machine.post("orders", order(**more)).status_code == 202
    company.read()
    assert company.one("SELECT count(*) FROM orders") == 1


def test_a_packed_body_and_a_form_are_refused(company: Company, machine: Machine) -> None:
    assert machine.post("orders", order(), Content_Encoding="gzip").status_code == 415
    response = machine.client.post("/api/v1/orders", {"a": "1"}, headers={"Authorization": f"Bearer {machine.token}"})
    assert response.status_code == 415


def test_addresses_and_methods_that_do_not_exist_are_problems_too(company: Company, machine: Machine) -> None:
    assert faults(machine.get("nowhere")) == []
    assert machine.get("nowhere").status_code == 404
    response = machine.client.delete("/api/v1/orders", headers={"Authorization": f"Bearer {machine.token}"})
    assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD, POST")
    for where in ("orders/own/%00", "orders/own/nothing", "orders/nobody/A1", "stock/%00", "stock/NONE"):
        assert machine.get(where).status_code == 404


# -- commands and stock ------------------------------------------------------------------------------------------------

COMMANDS: list[tuple[str, str, bytes, int, str]] = [
    ("unknown argument", "add_note", b'{"words":"x"}', 422, "#/words"),
    ("wrong type", "add_note", b'{"text":7}', 422, "#/text"),
    ("NUL", "add_note", b'{"text":"\\u0000"}', 422, "#/text"),
    ("long", "add_note", json.dumps({"text": "x" * 4_001}).encode(), 422, "#/text"),
    ("negative quantity", "change_quantity", b'{"line_id":1,"quantity":-1}', 422, "#/quantity"),
    ("absurd quantity", "change_quantity", b'{"line_id":1,"quantity":1000001}', 422, "#/quantity"),
    ("line a text", "change_quantity", b'{"line_id":"x","quantity":1}', 422, "#/line_id"),
    ("units by words", "cancel", b'{"reason":"x","units":{"one":1}}', 422, "#/units"),
    ("a list", "cancel", b"[]", 422, "#"),
    ("NaN", "cancel", b'{"units":{"1":NaN}}', 400, "#/units/1"),
    ("scanned in year 9999", "scan", b'{"parcel_id":1,"at":"9999-12-31T23:59:59-12:00"}', 422, "#/at"),
    ("argument twice", "add_note", b'{"text":"x","text":"y"}', 422, "#/text"),
    ("negative money", "propose_refund", b'{"amount_minor":-5}', 422, "#/amount_minor"),
]


@pytest.mark.parametrize(
    ("command", "body", "status", "pointer"), [one[1:] for one in COMMANDS], ids=[one[0] for one in COMMANDS]
)
def test_arguments_of_commands_are_strict(
    company: Company, machine: Machine, command: str, body: bytes, status: int, pointer: str
) -> None:
    machine.post("orders", order())
    company.read()
    response = machine.post(f"orders/own/A1/{command}", body, If_Match="*")
    assert (response.status_code, faults(response)) == (status, [pointer])
    assert company.order("A1", "version") == (1,)
    many = b'{"any_version":true,"orders":[{"shop":"own","external_id":"A1"}],"args":' + body + b"}"
    response = machine.post(f"commands/{command}", many)
    assert response.status_code == status
    assert company.order("A1", "version") == (1,)


STOCK: list[tuple[str, Any, str]] = [
    ("unknown kind", {"kind": "steal", "rows": [{"sku": "MUG", "warehouse": "HZ", "units": 1}]}, "#/kind"),
    ("opening", {"kind": "opening", "rows": [{"sku": "MUG", "warehouse": "HZ", "units": 1}]}, "#/kind"),
    ("no rows", {"kind": "receive", "rows": []}, "#/rows"),
    ("unknown SKU", {"kind": "receive", "rows": [{"sku": "NO", "warehouse": "HZ", "units": 1}]}, "#/rows/0/sku"),
    ("NUL", {"kind": "receive", "rows": [{"sku": "\0", "warehouse": "HZ", "units": 1}]}, "#/rows/0/sku"),
    ("warehouse", {"kind": "receive", "rows": [{"sku": "MUG", "warehouse": "NO", "units": 1}]}, "#/rows/0/warehouse"),
    ("negative", {"kind": "receive", "rows": [{"sku": "MUG", "warehouse": "HZ", "units": -1}]}, "#/rows/0/units"),
    ("nothing", {"kind": "receive", "rows": [{"sku": "MUG", "warehouse": "HZ", "units": 0}]}, "#/rows/0/units"),
    ("negative count", {"kind": "count", "rows": [{"sku": "MUG", "warehouse": "HZ", "units": -1}]}, "#/rows/0/units"),
    ("absurd", {"kind": "receive", "rows": [{"sku": "MUG", "warehouse": "HZ", "units": 10**7}]}, "#/rows/0/units"),
    ("twice", {"kind": "count", "rows": [{"sku": "MUG", "warehouse": "HZ", "units": 1}] * 2}, "#/rows/1"),
]


@pytest.mark.parametrize(("body", "pointer"), [one[1:] for one in STOCK], ids=[one[0] for one in STOCK])
def test_changes_of_stock_are_strict(company: Company, machine: Machine, body: Any, pointer: str) -> None:
    response = machine.post("stock", body)
    assert (response.status_code, faults(response)) == (422, [pointer])
    assert company.rows("SELECT on_hand FROM stock") == [(10,)]
    assert company.one("SELECT count(*) FROM movement") == 1
