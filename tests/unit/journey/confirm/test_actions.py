"""What the buyer is asked about is what would end the hold."""

import pytest

from orderway.journey.confirm.actions import FIELDS, field_of
from orderway.lifecycle.reasons import REASONS


@pytest.mark.parametrize(
    ("reason", "field"),
    [
        ("address_missing", "address"),
        ("phone_invalid", "phone"),
        ("name_missing", "name"),
        ("shortage", "shortage"),
        ("cod_unavailable", "other"),
        ("large_amount", ""),
    ],
)
def test_the_buyer_is_asked_for_what_ends_the_hold(reason: str, field: str) -> None:
    assert field_of(reason) == field


def test_every_reason_asks_about_something_a_letter_has_words_for() -> None:
    assert {field_of(reason) for reason in REASONS} <= {"", *FIELDS}
