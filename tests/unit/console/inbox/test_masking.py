"""What is shown of a message to everybody: how it is built, never whom it is about."""

import json

import pytest

from orderway.console.inbox.masking import SHOWN_CHARS_MAX, masked, pretty

PERSONS = ("王小明", "Wang", "13800138000", "8613800138000", "wang@example.com", "文三路", "Hauptstr", "91101", "敲门")


@pytest.mark.parametrize(
    "value",
    [
        {"ship_to": {"name": "王小明", "phone": "13800138000", "street": "文三路 1"}},
        {"shippingAddress": {"firstName": "Wang", "phone": 13800138000, "address1": "Hauptstr. 5", "zip": "91101"}},
        {"customer": {"email": "wang@example.com", "id": 7}, "buyer_note": "敲门", "note_attributes": ["王小明"]},
        {"receiver_name": "Wang", "receiver_mobile": "13800138000", "receiver_zip": "91101"},
        [["王小明", "13800138000"]],
        {"anything": {"deep": [{"x": "Wang"}]}},
        {"buyer_id_name": "Wang", "contact_number": "13800138000", "billing": {"company": "Wang"}},
    ],
)
def test_no_person_is_left_in_json(value: object) -> None:
    shown = masked(json.dumps(value, ensure_ascii=False).encode())
    assert [one for one in PERSONS if one in shown] == []


@pytest.mark.parametrize(
    "body",
    [
        "订单号,收货人,手机\nA1,王小明,13800138000\n",
        "<order><name>Wang</name><phone type='13800138000'>13800138000</phone></order>",
        "ISA*00*~N1*ST*Wang~N3*Hauptstr~PER*CN**TE*13800138000~",
        '{"name":"Wang","phone":"13800138000"',
        "name=Wang&email=wang@example.com",
    ],
)
def test_no_person_is_left_in_what_is_no_json(body: str) -> None:
    shown = masked(body.encode())
    assert [one for one in PERSONS if one in shown] == []


def test_what_helps_to_see_the_fault_stays() -> None:
    body = {
        "external_id": "A1",
        "currency": "CNY",
        "lines": [{"sku": "MUG", "quantity": -1, "price": "8.90"}],
        "paid": True,
    }
    assert json.loads(masked(json.dumps(body).encode())) == body


def test_the_marks_of_a_form_stay() -> None:
    assert masked(b"<order><name>Wang</name></order>") == "<order><name>••••</name></order>"
    assert masked("甲,乙\n1,22".encode()) == "甲,乙\n1,••"


def test_a_long_or_broken_body_does_no_harm() -> None:
    assert len(masked(b'"' + b"x" * 10 + b'"' + b" a" * SHOWN_CHARS_MAX)) <= SHOWN_CHARS_MAX + 2
    assert masked(b"\xff\xfe\x00") == "��␀"
    assert masked(b"[" * 100_000).startswith("[[")


def test_who_may_see_it_sees_it_whole() -> None:
    assert pretty('{"name":"王小明"}'.encode()) == '{\n  "name": "王小明"\n}'
    assert pretty(b'{"a":10.10,"b":1e400}') == '{\n  "a": 10.10,\n  "b": 1e400\n}'
    assert pretty(b"{broken") == "{broken"
