"""What an address should probably be: the judgement of `places`, put beside what was typed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from orderway.places.address_check import review
from orderway.places.countries import check_address
from orderway.web import words_holds

CHINA = "CN"
PARTS = ("province", "city", "district", "street")


def suggestion(given: Mapping[str, str]) -> dict[str, Any] | None:
    """Defects in words and the fields that would be other; None where nothing is wrong or the place is empty."""
    if not any(given.get(name) for name in PARTS):
        return None
    if (given.get("country") or CHINA).upper() != CHINA:
        fields = {name: given.get(name, "") for name in ("name", *PARTS, "postcode")}
        found = check_address(given["country"].upper(), fields)
        return {"defects": _words(found), "fields": {}, "text": ""} if found else None
    judged = review(*(given.get(name, "") for name in PARTS))
    better: dict[str, str] = {}
    if judged.corrected is not None:
        for name in PARTS:
            value = getattr(judged.corrected, name) or ""
            if value and value != given.get(name, ""):
                better[name] = value
    if not judged.defects and not better:
        return None
    text = " ".join(better.get(name) or given.get(name, "") for name in PARTS)
    return {"defects": _words(judged.defects), "fields": better if judged.defects else {}, "text": text}


def _words(defects: Any) -> list[str]:
    return [
        f"{words_holds.reason_word(defect.code)}{f' → {defect.suggestion}' if defect.suggestion else ''}"
        for defect in defects
    ]
