"""Addresses that open one thing to whoever holds them: the code of its id and a signature, no personal data.

How long a link lives is no part of it: the page asks the thing itself (`buyer.links`), so that no printed one lies.
"""

from __future__ import annotations

import hashlib
import hmac

from orderway.kernel.ids import code_of, number_of, signature

TRACK, ANSWER, RETURN, SURVEY, MAIL = "t", "a", "r", "s", "m"
"""First part of the path, and what the signature is for: a link of one kind never opens another."""
PURPOSE = b"orderway links v1"


def signed_path(key: bytes, kind: str, number: int) -> str:
    """The path that opens the order (TRACK, RETURN, SURVEY) or question (ANSWER) of this id."""
    return f"/{kind}/{code_of(number)}/{signature(_derived(key), kind, str(number))}"


def opened(key: bytes, kind: str, code: str, sign: str) -> int | None:
    """The id behind a signed path's two last parts, or None where the code or the signature is wrong."""
    number = number_of(code)
    if number is None:
        return None
    wanted = signature(_derived(key), kind, str(number))
    return number if hmac.compare_digest(wanted.encode(), sign.encode()) else None


def mail_token(key: bytes, order_id: int) -> str:
    """What a mail about an order carries in its Message-ID and its address for replies; case does not count in it."""
    return f"{code_of(order_id)}.{signature(_derived(key), MAIL, str(order_id))}".lower()


def order_of_token(key: bytes, token: str) -> int | None:
    """The order of a token; None where it is none of ours."""
    code, _, sign = token.lower().partition(".")
    return opened(key, MAIL, code, sign)


def _derived(key: bytes) -> bytes:
    """A key for links alone, so that no other signature of the installation's key opens one."""
    return hmac.new(key, PURPOSE, hashlib.sha256).digest()
