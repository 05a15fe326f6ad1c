"""Lists of settings."""

from __future__ import annotations

from orderway.console.settings.registry import sheets
from orderway.console.settings.views import _numeric


def test_columns_of_numbers_stand_at_the_right() -> None:
    rates = sheets()["rates"]

    assert [rates.columns[at - 1] for at in _numeric(rates)] == ["weight_grams_max", "price", "days_min", "days_max"]
