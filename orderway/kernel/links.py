"""Addresses that open one thing to whoever holds them: the code of its id and a signature, no personal data."""

from __future__ import annotations

import hmac

from orderway.kernel.ids import code_of, number_of, signature

TRACK, ANSWER = "t", "answer"
"""First part of the path, and what the signature is for: a link of one kind never opens another."""


def signed_path(key: bytes, kind: str, number: int) -> str:
    """The path that opens the order (TRACK) or question (ANSWER) of this id."""
    return f"/{kind}/{code_of(number)}/{signature(key, kind, str(number))}"


def opened(key: bytes, kind: str, code: str, sign: str) -> int | None:
    """The id behind a signed path's two last parts, or None where the code or the signature is wrong."""
    number = number_of(code)
    if number is None or not hmac.compare_digest(signature(key, kind, str(number)).encode(), sign.encode()):
        return None
    return number
