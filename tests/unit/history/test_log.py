"""A run record is read back as it was kept."""

import zlib

import msgspec

from orderway.history.log import read_record


def test_a_record_comes_back_with_its_keys_and_numbers() -> None:
    record = {"now": "2026-01-01T00:00:00+00:00", "orders": [1, 2**60], "stock": [[1, 2, 3, 0, 0]], "load": []}
    assert read_record(zlib.compress(msgspec.msgpack.encode(record))) == record
