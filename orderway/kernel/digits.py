"""Whole numbers that somebody outside wrote: ids, versions and counts in forms, addresses and headers. Pure."""

from __future__ import annotations

DIGITS_MAX = 18
"""So many always fit a bigint."""
WHOLE_MAX = 10**DIGITS_MAX - 1
"""No id is above it: where a list begins that goes down from the newest."""


def whole(text: str, digits_max: int = DIGITS_MAX) -> int | None:
    """The number that plain digits write; None for all else: a sign, a blank, digits of other scripts, too many."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= digits_max else None


def wholes(text: str, most: int) -> list[int]:
    """The numbers among the first `most` members of a list with commas, in their order."""
    told = (whole(part.strip()) for part in text.split(",", most)[:most])
    return [number for number in told if number is not None]
