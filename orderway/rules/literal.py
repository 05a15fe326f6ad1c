"""What a row gives, as it is written: literals only, never an expression."""

from __future__ import annotations

import re
from decimal import Decimal

from orderway.rules.cell import YES
from orderway.rules.facts import FLAG, LIST, MONEY, NUMBER
from orderway.rules.kind import INTEGER, Output
from orderway.rules.tokens import CellError

OUT_CHARS_MAX = 400
_NUMBER = re.compile(r"-?\d{1,13}(\.\d{1,4})?")

Given = int | Decimal | str | bool | list[str] | None
"""What an output may be; None where its cell is empty."""


def literal(text: str, output: Output) -> Given:
    """The value of an output cell, None where it is empty; CellError says what is wrong with it."""
    if len(text) > OUT_CHARS_MAX:
        raise CellError("too_long", OUT_CHARS_MAX, str(len(text)))
    plain = text.strip()
    if len(plain) > 1 and plain[0] == plain[-1] == '"':
        plain = plain[1:-1].strip()
    if not plain:
        if output.required:
            raise CellError("value_wanted")
        return None
    if any(ord(sign) < 32 for sign in plain):
        raise CellError("sign_not_allowed")
    if output.type in (INTEGER, NUMBER, MONEY):
        return _number(plain, output)
    if output.type == FLAG:
        if plain not in YES:
            raise CellError("not_a_choice", 0, plain)
        return YES[plain]
    words = [word.strip().strip('"') for word in re.split("[,，]", plain)] if output.type == LIST else [plain]
    for word in words:
        if output.choices and word not in output.choices:
            raise CellError("not_a_choice", 0, word)
    if output.most is not None and output.type != LIST and len(plain) > output.most:
        raise CellError("too_long", output.most, str(len(plain)))
    return [word for word in words if word] if output.type == LIST else plain


def _number(plain: str, output: Output) -> int | Decimal:
    if not _NUMBER.fullmatch(plain) or (output.type == INTEGER and "." in plain):
        raise CellError("number_wanted", 0, plain)
    value = Decimal(plain)
    if output.least is not None and value < output.least:
        raise CellError("too_small", 0, str(output.least))
    if output.most is not None and value > output.most:
        raise CellError("too_large", 0, str(output.most))
    return int(value) if output.type == INTEGER else value
