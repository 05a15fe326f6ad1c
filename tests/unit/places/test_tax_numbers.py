"""Tax numbers are told from typing errors by their check sign."""

import pytest

from orderway.places.tax_numbers import is_tax_number


@pytest.mark.parametrize(
    "number", ["91350100M000100Y43", "91350100m000100y43", "9135 0100 M000 100Y43", "110105770425369"]
)
def test_right_numbers(number: str) -> None:
    assert is_tax_number(number, "CN")


@pytest.mark.parametrize("number", ["91350100M000100Y44", "91350100M000100Y4", "91350100I000100Y43", "", "abc"])
def test_wrong_numbers(number: str) -> None:
    assert not is_tax_number(number, "CN")


def test_elsewhere_the_form_is_enough() -> None:
    assert is_tax_number("DE 123456789", "DE")
    assert not is_tax_number("!", "DE")
