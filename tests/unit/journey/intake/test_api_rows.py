"""Rows of a binary COPY, read again by the format's own description."""

from __future__ import annotations

import struct
from datetime import UTC, datetime

from orderway.journey.intake.api_rows import HEAD, TAIL, MessageRows

AT = datetime(2026, 3, 1, 10, 0, 0, 5, tzinfo=UTC)


def read_again(data: bytes) -> list[list[bytes]]:
    rows, at = [], 0
    while at < len(data):
        (columns,) = struct.unpack_from("!h", data, at)
        at += 2
        row = []
        for _ in range(columns):
            (length,) = struct.unpack_from("!i", data, at)
            row.append(data[at + 4 : at + 4 + length])
            at += 4 + length
        rows.append(row)
    return rows


def test_each_message_is_a_row_with_every_column() -> None:
    since_2000 = struct.pack("!q", (9_556 * 86_400 + 36_000) * 10**6 + 5)
    rows = read_again(MessageRows(AT, "key:ä").of([2**40, 7], [1, 2], [b"{}", "杯".encode()]))
    assert rows == [
        [struct.pack("!q", 2**40), since_2000, struct.pack("!q", 1), b"order", b"", "key:ä".encode(), b"{}"],
        [struct.pack("!q", 7), since_2000, struct.pack("!q", 2), b"order", b"", "key:ä".encode(), "杯".encode()],
    ]


def test_no_message_is_no_row() -> None:
    assert MessageRows(AT, "api").of([], [], []) == b""


def test_head_and_tail_are_those_of_the_format() -> None:
    assert HEAD == b"PGCOPY\n\xff\r\n\x00\x00\x00\x00\x00\x00\x00\x00\x00"
    assert struct.pack("!h", -1) == TAIL
