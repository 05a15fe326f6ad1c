"""Substitutes never lead back."""

import pytest

from orderway.stock.substitutes import circle


@pytest.mark.parametrize(
    ("pairs", "found"),
    [
        ([], []),
        ([("A", "B"), ("B", "C"), ("A", "C")], []),
        ([("A", "A")], ["A", "A"]),
        ([("A", "B"), ("B", "A")], ["A", "B", "A"]),
        ([("X", "A"), ("A", "B"), ("B", "C"), ("C", "A")], ["A", "B", "C", "A"]),
    ],
)
def test_a_circle_is_named_by_the_codes_along_it(pairs: list[tuple[str, str]], found: list[str]) -> None:
    assert circle(pairs) == found


def test_a_chain_of_thousands_is_looked_through() -> None:
    chain = [(f"{n:05d}", f"{n + 1:05d}") for n in range(20_000)]
    assert circle(chain) == []
    assert len(circle([*chain, ("20000", "00000")])) == 20_002
