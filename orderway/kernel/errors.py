"""What may go wrong, in words. Expected refusals are values (`Refusal`), broken machinery is an exception."""

from __future__ import annotations

from typing import Any

import msgspec

NO_JSON = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What msgspec raises for bytes that are no JSON, no UTF-8, nested too deeply, or not of the form that is asked for."""


class Refusal(msgspec.Struct, frozen=True):
    """Why something was not done to one order: a code the console words in both languages, and its facts."""

    code: str
    facts: dict[str, Any] = {}


class Broken(Exception):
    """The machinery is broken; the docstring of a subclass is its message and says what to do next."""

    def __str__(self) -> str:
        detail = super().__str__()
        message = (type(self).__doc__ or "").strip()
        return f"{message} ({detail})" if detail else message


class IllegalMove(Broken):
    """A state was asked to move where its table of moves has no way; look at lifecycle/moves.py."""


class Overtaken(Broken):
    """Somebody else was faster; the batch is loaded and decided again."""


class TooMany(Broken):
    """More was asked at once than the named limit allows; ask for less at a time."""
