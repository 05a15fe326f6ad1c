"""The one suite that every channel file passes; a new file under adapters/channels is picked up by itself.

Examples of a channel stand in `examples/<code>/`: bodies with everything a reader must find in them. A pushed channel
also has a signer in `channel_signers.py`.
"""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from orderway.adapters.channels import channel, channels, codes
from orderway.kernel.limits import QUANTITY_MAX
from orderway.kernel.money import AMOUNT_MINOR_MAX
from orderway.ports.channel import (
    PAYMENT_STATES,
    Document,
    IncomingLine,
    IncomingOrder,
    Parsed,
    Problem,
    Refused,
)
from tests.adapters.channel_signers import SIGNERS, Signer

EXAMPLES = Path(__file__).parent / "examples"
NOW = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)
MUTATIONS = 120

GARBAGE = {
    "empty": b"",
    "blank": b" \r\n\t",
    "nul": b"\x00" * 64,
    "bytes": bytes(range(256)) * 8,
    "text": b"this is no order",
    "json_number": b"12",
    "json_null": b"null",
    "json_text": b'"text"',
    "json_nan": b'{"id": NaN, "total_price": Infinity}',
    "json_deep_list": b"[" * 200_000,
    "json_deep_object": b'{"order":' * 100_000,
    "json_deep_closed": b"[" * 5_000 + b"]" * 5_000,
    "json_deep_wrappers": b'{"data":' * 400 + b"{}" + b"}" * 400,
    "json_deep_payload": b'{"payload":{"order":{"result":' * 120 + b'{"a":1}' + b"}" * 360,
    "json_huge_number": b'{"id": 1e999999999, "order": {"id": 1' + b"0" * 5_000 + b"}}",
    "json_lone_surrogate": b'{"id": "\\ud800"}',
    "json_empty_object": b"{}",
    "json_empty_list": b"[]",
    "json_list_of_all": b'[1, null, "a", [], {}, true, 1.5]',
    "utf16": '{"id": "é"}'.encode("utf-16"),
    "utf16_cut": '{"id": "é"}'.encode("utf-16")[:-1],
    "gbk": '{"id": "订单"}'.encode("gb18030"),
    "bom": b"\xef\xbb\xbf",
    "xml_entities": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><xml><a>&c;</a></xml>',
    "xml_external": b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><xml>&x;</xml>',
    "zip": b"PK\x03\x04" + bytes(200),
    "isa_cut": b"ISA*00*          *00*",
    "unb_cut": b"UNB+UNOA:1+",
    "stx_cut": b"STX=ANA:1+",
    "separators": b"*~*~*~'+'+:::???" * 50,
    "lines": b"a,b,c\n1,2\n1,2,3,4\n" * 20,
    "quotes": b'"a,b\n"c,d\n"e,f',
}


def bodies(code: str) -> list[Path]:
    return sorted((EXAMPLES / code).glob("*")) if (EXAMPLES / code).is_dir() else []


ALL_EXAMPLES = [pytest.param(code, path, id=f"{code}-{path.name}") for code in codes() for path in bodies(code)]


def assert_sound(parsed: Parsed) -> None:
    """What holds of every answer, whatever came in."""
    assert isinstance(parsed, Parsed)
    for order in parsed.orders:
        assert_sound_order(order)
    for document in parsed.documents:
        assert isinstance(document, Document)
        assert document.kind
        assert document.at is None or document.at.utcoffset() == timedelta(0)
        assert document.amount_minor is None or type(document.amount_minor) is int
        for line in document.lines:
            assert_sound_line(line)
    for problem in parsed.problems:
        assert isinstance(problem, Problem)
        assert problem.where
        assert problem.what
        assert "\n" not in problem.what
        assert "Traceback" not in problem.what
    whole = msgspec.json.encode(parsed)
    assert b"\\u0000" not in whole


def assert_sound_order(order: IncomingOrder) -> None:
    assert isinstance(order, IncomingOrder)
    assert order.external_id
    assert order.placed_at.utcoffset() == timedelta(0)
    assert order.paid_at is None or order.paid_at.utcoffset() == timedelta(0)
    assert order.payment_status in PAYMENT_STATES
    assert order.status in ("open", "cancelled", "closed")
    assert order.currency == "" or (len(order.currency) == 3 and order.currency.isupper())
    assert order.ship_to.country == "" or (len(order.ship_to.country) == 2 and order.ship_to.country.isupper())
    for name in [
        "total",
        "tax",
        "shipping",
        "discount",
        "fees",
        "subsidy",
        "paid",
        "refunded",
    ]:
        amount = getattr(order, f"{name}_minor")
        assert type(amount) is int
        assert abs(amount) <= AMOUNT_MINOR_MAX * 1000
    for line in order.lines:
        assert_sound_line(line)
    assert len({line.external_id for line in order.lines}) == len(order.lines)


def assert_sound_line(line: IncomingLine) -> None:
    assert isinstance(line, IncomingLine)
    for value in (
        line.quantity,
        line.unit_price_minor,
        line.discount_minor,
        line.tax_minor,
    ):
        assert type(value) is int
    assert abs(line.quantity) <= QUANTITY_MAX
    assert line.weight_grams is None or type(line.weight_grams) is int


@pytest.mark.parametrize("code", codes())
def test_the_registry_knows_the_channel_by_its_code(code: str) -> None:
    assert channel(code).code == code
    assert channels()[code] is channel(code)
    assert channel(code).name


@pytest.mark.parametrize("code", codes())
@pytest.mark.parametrize("name", GARBAGE)
def test_garbage_is_a_problem_and_never_an_exception(code: str, name: str) -> None:
    for topic in ("", "orders/create", "refunds/create"):
        parsed = channel(code).parse(GARBAGE[name], filename="garbage.csv", topic=topic)
        assert_sound(parsed)
        assert parsed.orders == []


@pytest.mark.parametrize("code", codes())
def test_unreadable_bytes_are_named_as_a_problem(code: str) -> None:
    parsed = channel(code).parse(b"\x00\x01\x02 nothing of ours")
    assert parsed.orders == []
    assert parsed.documents == []
    assert parsed.problems


@pytest.mark.parametrize(("code", "path"), ALL_EXAMPLES)
def test_an_example_is_read_whole(code: str, path: Path) -> None:
    parsed = channel(code).parse(path.read_bytes(), filename=path.name)
    assert_sound(parsed)
    assert parsed.problems == []
    assert parsed.orders or parsed.documents


@pytest.mark.parametrize(("code", "path"), ALL_EXAMPLES)
def test_reading_twice_says_the_same(code: str, path: Path) -> None:
    body = path.read_bytes()
    assert channel(code).parse(body, filename=path.name) == channel(code).parse(body, filename=path.name)


@pytest.mark.parametrize(("code", "path"), ALL_EXAMPLES)
def test_money_of_an_example_adds_up(code: str, path: Path) -> None:
    """Lines - discount + freight + fees (+ tax) = total + subsidy, in the examples that say nothing contradictory."""
    for order in channel(code).parse(path.read_bytes(), filename=path.name).orders:
        lines = sum(
            line.quantity * line.unit_price_minor if line.gross_minor is None else line.gross_minor
            for line in order.lines
        )
        tax = 0 if order.tax_included else order.tax_minor
        due = lines - order.discount_minor + order.shipping_minor + order.fees_minor + tax
        assert due == order.total_minor + order.subsidy_minor, order.external_id


@pytest.mark.parametrize(("code", "path"), ALL_EXAMPLES)
def test_a_cut_example_never_raises(code: str, path: Path) -> None:
    body = path.read_bytes()
    rng = random.Random(path.name)
    for _ in range(40):
        assert_sound(channel(code).parse(body[: rng.randrange(len(body))], filename=path.name))


@pytest.mark.parametrize(("code", "path"), ALL_EXAMPLES)
def test_an_example_with_damaged_bytes_never_raises(code: str, path: Path) -> None:
    body = path.read_bytes()
    rng = random.Random(path.name)
    for _ in range(MUTATIONS):
        damaged = bytearray(body)
        for _ in range(rng.randrange(1, 6)):
            damaged[rng.randrange(len(damaged))] = rng.choice(b"\x00\xff\x80*~'+:,\n\"{}[]<>&9-eE.\xd6")
        assert_sound(channel(code).parse(bytes(damaged), filename=path.name))


WRONG: list[Any] = [
    None, "", "x", -1, 0, 10**30, 1.5, 1e308, True, [], {}, [1], [None], [[]], {"a": {}}, "NaN", "-Infinity", "1e400",
    "9" * 400, "\x00", "\u202e", "😀", "2024-13-45", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00",
]  # fmt: skip


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every (container, key) below a decoded JSON value."""
    found: list[tuple[Any, Any]] = []
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in pairs:
        found.append((value, key))
        found.extend(places(part))
    return found


@pytest.mark.parametrize(
    ("code", "path"),
    [case for case in ALL_EXAMPLES if case.values[1].suffix == ".json"],
)
def test_wrong_values_anywhere_never_raise(code: str, path: Path) -> None:
    rng = random.Random(path.name)
    body = path.read_text("utf-8")
    count = len(places(json.loads(body)))
    for index in range(count):
        for wrong in rng.sample(WRONG, 6):
            document = json.loads(body)
            container, key = places(document)[index]
            container[key] = wrong
            assert_sound(channel(code).parse(json.dumps(document).encode(), filename=path.name))


@pytest.mark.parametrize(
    ("code", "path"),
    [case for case in ALL_EXAMPLES if case.values[1].suffix == ".json"],
)
def test_other_encodings_say_the_same(code: str, path: Path) -> None:
    plain = path.read_bytes()
    wanted = channel(code).parse(plain)
    for encoding in ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"):
        assert channel(code).parse(plain.decode("utf-8").encode(encoding)) == wanted, encoding


@pytest.mark.parametrize(("code", "path"), ALL_EXAMPLES)
def test_versions_sort_as_text(code: str, path: Path) -> None:
    for order in channel(code).parse(path.read_bytes(), filename=path.name).orders:
        if order.version and not order.version.isdigit():
            assert len(order.version) == len("2026-01-01T00:00:00.000000+00:00")
            assert datetime.fromisoformat(order.version).utcoffset() == timedelta(0)


PUSHED = [code for code in codes() if channel(code).pushed]


@pytest.mark.parametrize("code", [code for code in codes() if not channel(code).pushed])
def test_a_file_channel_takes_no_delivery(code: str) -> None:
    with pytest.raises(Refused):
        channel(code).verify({}, b"{}", "secret", NOW)


def signer(code: str) -> Signer:
    assert code in SIGNERS, f"channel {code} is pushed: give tests/adapters/channel_signers.py a signer for it"
    return SIGNERS[code]


@pytest.mark.parametrize("code", PUSHED)
def test_a_signed_delivery_is_taken_with_a_steady_key(code: str) -> None:
    sign = signer(code)
    headers, body = sign.sign(NOW)
    first = channel(code).verify(headers, body, sign.secret, NOW)
    again = channel(code).verify(headers, body, sign.secret, NOW + timedelta(seconds=5))
    assert first.key
    assert first.key == again.key


@pytest.mark.parametrize("code", PUSHED)
def test_an_unsigned_delivery_is_refused(code: str) -> None:
    _, body = signer(code).sign(NOW)
    with pytest.raises(Refused):
        channel(code).verify({}, body, signer(code).secret, NOW)


@pytest.mark.parametrize("code", PUSHED)
def test_every_wrong_signature_is_refused(code: str) -> None:
    sign = signer(code)
    headers, body = sign.sign(NOW)
    for value in (
        "",
        "AAAA",
        "v1,AAAA",
        "é",
        "hmac-sha256-hex=00",
        headers[sign.header][:-4],
        headers[sign.header][::-1],
    ):
        with pytest.raises(Refused):
            channel(code).verify({**headers, sign.header: value}, body, sign.secret, NOW)


@pytest.mark.parametrize("code", PUSHED)
def test_a_changed_body_is_refused(code: str) -> None:
    sign = signer(code)
    headers, body = sign.sign(NOW)
    for changed in (body.replace(b"1", b"2", 1), body[:-1], b"", body[:-1] + b" }"):
        with pytest.raises(Refused):
            channel(code).verify(headers, changed, sign.secret, NOW)


@pytest.mark.parametrize("code", PUSHED)
def test_another_shops_secret_is_refused(code: str) -> None:
    sign = signer(code)
    headers, body = sign.sign(NOW)
    with pytest.raises(Refused):
        channel(code).verify(headers, body, sign.other_secret, NOW)


@pytest.mark.parametrize(
    "code",
    [code for code in PUSHED if channel(code).delivery_age_seconds_max is not None],
)
def test_a_stale_delivery_is_refused(code: str) -> None:
    sign = signer(code)
    headers, body = sign.sign(NOW)
    age = channel(code).delivery_age_seconds_max
    assert age is not None
    channel(code).verify(headers, body, sign.secret, NOW + timedelta(seconds=age - 1))
    for moved in (timedelta(seconds=age + 1), -timedelta(seconds=age + 1)):
        with pytest.raises(Refused):
            channel(code).verify(headers, body, sign.secret, NOW + moved)
