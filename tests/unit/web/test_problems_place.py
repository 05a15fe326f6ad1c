"""Where in a broken text a byte stands."""

import pytest

from orderway.web.problems_place import DEPTH_MAX, PLACE_BYTES_MAX, pointer_at


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (b'{"a":{"b":[1,{"c":', "#/a/b/1/c"),
        (b'{"a":{"b":1},"c":', "#/c"),
        (b'{"a":[[1,2],[3,', "#/a/1/1"),
        (b'{"a":"x,y:{[","b":', "#/b"),
        (b'{"a":"\\"","b":', "#/b"),
        (b'{"a":"unfinished', "#/a"),
        (b'{"a":tru,"b":1', "#/a"),
        (b'{"a/b":', "#/a~1b"),
        (b"}}}}", "#"),
    ],
)
def test_the_way_is_followed_to_the_end(body: bytes, pointer: str) -> None:
    assert pointer_at(body, len(body)) == pointer


def test_a_fault_is_where_it_stands_not_where_it_was_noticed() -> None:
    body = b'{"a":nan,"b":{"c":1}}'
    assert pointer_at(body, len(body)) == "#/a"


def test_very_deep_and_very_late_faults_are_not_followed() -> None:
    assert pointer_at(b"[" * 5_000, 5_000).count("/") == DEPTH_MAX
    assert pointer_at(b'{"a":' + b" " * (PLACE_BYTES_MAX + 10), PLACE_BYTES_MAX + 1) == "#"
