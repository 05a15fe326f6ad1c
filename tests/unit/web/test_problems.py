"""A refusal names the field, whatever is wrong with the body."""

import msgspec
import pytest

from orderway.web.openapi_route import decoded
from orderway.web.problems import CONTENT_TYPE, Fault, Problem, wrong


class Line(msgspec.Struct, forbid_unknown_fields=True):
    quantity: int


class Order(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    lines: list[Line] = []
    extra: dict[str, str] = {}


DECODER = msgspec.json.Decoder(Order)


@pytest.mark.parametrize(
    ("body", "status", "pointer"),
    [
        (b'{"name":"a","lines":[{"quantity":1},{"quantity":"2"}]}', 422, "#/lines/1/quantity"),
        (b'{"name":"a","lines":[{"quantity":1e400}]}', 422, "#/lines/0/quantity"),
        (b'{"name":"a","lines":[{"quantity":1,"colour":"red"}]}', 422, "#/lines/0/colour"),
        (b'{"lines":[]}', 422, "#/name"),
        (b'{"name":"a","a/b~c":1}', 422, "#/a~1b~0c"),
        (b'{"name":"a\\u0000b"}', 422, "#/name"),
        (b'{"name":"a","extra":{"k":"\\u0000"}}', 422, "#/extra/k"),
        (b'{"name":"a","extra":{"\\u0000":"v"}}', 422, "#/extra"),
        (b"[]", 422, "#"),
        (b'{"name":"a","lines":[{"quantity":NaN}]}', 400, "#/lines/0/quantity"),
        (b'{"name":"a","lines":[{"quantity":nan}]}', 400, "#/lines/0/quantity"),
        (b'{"name":"a\x00b"}', 400, "#/name"),
        (b'{"name":"\\ud800 and more","lines":[]}', 400, "#/name"),
        (b'{"name":"\xff"}', 400, "#/name"),
        (b'{"name":"a",', 400, "#"),
        (b"", 400, "#"),
        (b"\xff\xfe{", 400, "#"),
    ],
)
def test_the_field_at_fault_is_named(body: bytes, status: int, pointer: str) -> None:
    with pytest.raises(Problem) as refused:
        decoded(DECODER, body)
    assert refused.value.status == status
    assert [fault.pointer for fault in refused.value.faults] == [pointer]


def test_an_escaped_backslash_before_u0000_is_text() -> None:
    assert decoded(DECODER, b'{"name":"\\\\u0000"}').name == "\\u0000"


def test_a_byte_order_mark_is_no_fault() -> None:
    assert decoded(DECODER, b'\xef\xbb\xbf{"name":"a"}').name == "a"


def test_the_document_is_a_problem_document() -> None:
    response = wrong("#/shop", "there is no such shop").response()
    assert response.status_code == 422
    assert response.headers["Content-Type"] == CONTENT_TYPE
    assert msgspec.json.decode(response.content) == {
        "type": "/api/v1/docs#problem-wrong_field",
        "title": "A field is wrong",
        "status": 422,
        "code": "wrong_field",
        "detail": "there is no such shop",
        "errors": [{"pointer": "#/shop", "detail": "there is no such shop"}],
    }


def test_more_facts_stand_beside_the_members_of_the_standard() -> None:
    problem = Problem(409, "exists", "told before", [Fault("#", "x")], {"Retry-After": "2"}, location="/a")
    assert problem.document()["location"] == "/a"
    assert problem.response().headers["Retry-After"] == "2"
