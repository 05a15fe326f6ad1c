"""A body is read whole, within its limit: one that is too large or was cut short is refused."""

from io import BytesIO

import pytest
from django.core.handlers.wsgi import WSGIRequest

from orderway.web.openapi_route import DROPPED_BYTES, UNWANTED_BYTES_MAX, read_body
from orderway.web.problems import Problem

BYTES_MAX = 10


def request(body: bytes, length: str) -> WSGIRequest:
    """A POST as a server hands it over: what came, and how long it was said to be."""
    return WSGIRequest({"REQUEST_METHOD": "POST", "wsgi.input": BytesIO(body), "CONTENT_LENGTH": length})


@pytest.mark.parametrize(
    ("body", "length", "status", "code"),
    [
        (b"12345", "6", 400, "malformed"),
        (b"", "1", 400, "malformed"),
        (b"12345678901", "11", 413, "too_large"),
        (b"1", "99999999999999", 413, "too_large"),
    ],
)
def test_a_body_that_is_not_whole_or_too_large_is_refused(body: bytes, length: str, status: int, code: str) -> None:
    with pytest.raises(Problem) as refused:
        read_body(request(body, length), BYTES_MAX)
    assert (refused.value.status, refused.value.code) == (status, code)
    assert [fault.pointer for fault in refused.value.faults] == ["#"]


@pytest.mark.parametrize(("body", "length"), [(b"1234567890", "10"), (b"", "0"), (b"", "")])
def test_a_whole_body_is_read(body: bytes, length: str) -> None:
    assert read_body(request(body, length), BYTES_MAX) == body


@pytest.mark.parametrize(
    ("length", "more", "taken"),
    [
        (str(3 * DROPPED_BYTES), {}, 3 * DROPPED_BYTES),
        ("", {"HTTP_TRANSFER_ENCODING": "chunked"}, 3 * DROPPED_BYTES),
        (str(UNWANTED_BYTES_MAX + 1), {}, 0),
    ],
)
def test_a_client_that_sends_before_it_listens_hears_the_413_unless_it_would_never_end(
    length: str, more: dict[str, str], taken: int
) -> None:
    one = request(b"x" * (3 * DROPPED_BYTES), length)
    one.META.update(more)
    with pytest.raises(Problem) as refused:
        read_body(one, BYTES_MAX)
    assert (refused.value.status, one.environ["wsgi.input"].tell()) == (413, taken)
