"""Places in the reader's words."""

from __future__ import annotations

from django.utils.translation import get_language

from orderway.places.country_names import country_name


def country_word(code: str) -> str:
    """A country's name in the reader's language; the code itself where nobody knows it."""
    return country_name(code, "zh" if (get_language() or "").startswith("zh") else "en") if code else ""
