"""Whole numbers that somebody outside wrote."""

from __future__ import annotations

import pytest

from orderway.kernel.digits import WHOLE_MAX, whole, wholes


def test_plain_digits_are_a_number() -> None:
    assert [whole("0"), whole("007"), whole("9" * 18)] == [0, 7, WHOLE_MAX]


@pytest.mark.parametrize("text", ["", " 7", "-7", "+7", "7.0", "1e3", "²", "٣", "７", "9" * 19, "9" * 5000, "7\x00"])
def test_what_a_bigint_or_int_would_choke_on_is_no_number(text: str) -> None:
    assert whole(text) is None


def test_fewer_digits_can_be_asked_for() -> None:
    assert [whole("99999", 5), whole("100000", 5)] == [99_999, None]


def test_a_list_keeps_its_numbers_and_leaves_out_the_rest() -> None:
    assert wholes("3, 1,,²,x,2", 10) == [3, 1, 2]


def test_a_list_ends_at_its_limit() -> None:
    assert wholes("1,2,3,4", 2) == [1, 2]
    assert wholes("", 2) == []
