"""Chance that is none: figures that look random and are the same again for the same words. For practice and samples."""

from __future__ import annotations

import hashlib

_WHOLE = 1 << 64


def drawn(*words: str) -> int:
    """A number below 2**64 that depends on the words alone (BLAKE2b)."""
    digest = hashlib.blake2b("\x1f".join(words).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big")


def happens(permille: int, *words: str) -> bool:
    """True in `permille` of 1000 cases."""
    return drawn(*words) * 1000 < permille * _WHOLE


def between(low: int, high: int, *words: str) -> int:
    """A whole number from `low` to `high`, both included."""
    return low + drawn(*words) * (high - low + 1) // _WHOLE
