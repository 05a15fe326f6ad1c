"""Amounts are exact in every currency, and no split loses a unit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderway.kernel.money import AMOUNT_MINOR_MAX, exponent, format_minor, parse_minor, share_of_units, split

CURRENCIES = st.sampled_from(["JPY", "CNY", "USD", "KWD"])


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [("12.34", "CNY", 1234), ("12", "JPY", 12), ("1.234", "KWD", 1234), ("-0.5", "USD", -50), ("1e2", "USD", 10000)],
)
def test_a_decimal_becomes_minor_units(text: str, currency: str, minor: int) -> None:
    assert parse_minor(text, currency) == minor


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("NaN", "CNY"),
        ("Infinity", "CNY"),
        ("1e400", "CNY"),
        ("1e16", "CNY"),
        ("", "CNY"),
        ("1,5", "CNY"),
        ("1.234", "CNY"),
        ("1.5", "JPY"),
    ],
)
def test_what_is_no_amount_is_refused(text: str, currency: str) -> None:
    with pytest.raises(ValueError, match=r"not an amount|finer than"):
        parse_minor(text, currency)


@given(minor=st.integers(-(10**14), 10**14), currency=CURRENCIES)
def test_writing_and_reading_an_amount_is_the_identity(minor: int, currency: str) -> None:
    if abs(minor) <= AMOUNT_MINOR_MAX // 10 ** exponent(currency):
        assert parse_minor(format_minor(minor, currency), currency) == minor


@given(total=st.integers(-(10**12), 10**12), weights=st.lists(st.integers(0, 10**6), min_size=1, max_size=20))
def test_a_split_adds_up_and_each_share_is_within_one_unit_of_exact(total: int, weights: list[int]) -> None:
    shares = split(total, weights)
    assert sum(shares) == total
    whole = sum(weights)
    for share, weight in zip(shares, weights, strict=True):
        if whole:
            assert abs(share * whole - total * weight) < whole


@given(total=st.integers(0, 10**9), weights=st.lists(st.integers(0, 1000), min_size=2, max_size=10))
def test_a_larger_weight_never_gets_less(total: int, weights: list[int]) -> None:
    shares = split(total, weights)
    for i, one in enumerate(weights):
        for j, other in enumerate(weights):
            if one > other:
                assert shares[i] >= shares[j]


def test_without_weights_all_get_the_same_and_nothing_can_be_split_over_nobody() -> None:
    assert split(10, [0, 0, 0]) == [4, 3, 3]
    assert split(0, []) == []
    with pytest.raises(ValueError, match="nothing to split over"):
        split(1, [])


@given(total=st.integers(0, 10**12), parts=st.lists(st.integers(0, 50), min_size=1, max_size=12))
def test_units_taken_in_any_parts_carry_the_whole(total: int, parts: list[int]) -> None:
    quantity, first, taken = sum(parts), 0, 0
    for part in parts:
        taken += share_of_units(total, quantity, first, part)
        first += part
    assert taken == (total if quantity else 0)


@pytest.mark.parametrize(("first", "count"), [(-1, 1), (0, 4), (3, 1), (2, -1)])
def test_units_outside_the_line_are_refused(first: int, count: int) -> None:
    with pytest.raises(ValueError, match="are not within"):
        share_of_units(100, 3, first, count)
