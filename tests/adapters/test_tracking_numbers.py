"""Lists and tables of tracking numbers, as `orderway parse --channel tracking-numbers` reads them."""

from __future__ import annotations

import pytest

from orderway.adapters.channels._tracking_numbers import READER

GOOD, WRONG = "1Z999AA10123456784", "1Z999AA10123456785"


@pytest.mark.parametrize(
    "body",
    [
        f"{GOOD}\n{WRONG}\nhello\n".encode(),
        f"order;Tracking-Number\n1;{GOOD}\n2;{WRONG}\n3;hello\n".encode(),
        f"订单,运单号\n1,{GOOD}\n2,{WRONG}\n3,hello\n".encode("gb18030"),
        f'["{GOOD}", "{WRONG}", "hello"]'.encode(),
        f"number\tvalid\r\n1Z 999 AA1 0123456784\tx\r\n\r\n{WRONG}\t\r\nhello\t\r\n".encode("utf-16"),
    ],
)
def test_each_number_says_what_it_is(body: bytes) -> None:
    got = READER.parse(body)
    assert got.problems == []
    assert [(one.number, one.status) for one in got.documents] == [
        (GOOD, "valid"),
        (WRONG, "wrong_check_digit"),
        ("HELLO", "unknown"),
    ]
    assert got.documents[0].data["formats"][0] == {
        "courier": "ups",
        "name": "UPS",
        "format": "ups",
        "check_digit": "right",
        "link": f"https://wwwapps.ups.com/WebTracking/track?track=yes&trackNums={GOOD}",
    }


def test_a_text_too_long_is_a_problem_and_the_rest_is_read() -> None:
    got = READER.parse(f"{'9' * 200}\n{GOOD}\n".encode())
    assert [one.number for one in got.documents] == [GOOD]
    assert got.problems[0].where == "row 1"


@pytest.mark.parametrize("body", [b"", b"\x00\xff\xfe\x01", b"[", b"[1, {}]", b'"a\n"b'])
def test_garbage_never_crashes(body: bytes) -> None:
    got = READER.parse(body)
    assert all(one.status == "unknown" for one in got.documents)
