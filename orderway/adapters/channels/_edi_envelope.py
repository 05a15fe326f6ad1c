"""What readers of X12, EDIFACT and TRADACOMS share: bytes to text, one interchange after the other. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from orderway.kernel.encodings import wide_encoding
from orderway.kernel.limits import BULK_BODY_BYTES_MAX
from orderway.ports.channel import Problem


class Syntax(NamedTuple):
    """One kind of interchange: what a person calls it, the segment it begins with, and how that is found."""

    name: str
    first: str
    start: re.Pattern[str]
    bare: re.Pattern[str] | None = None
    """Where messages begin that nothing stands around, if such are read."""


def decode(body: bytes, legacy: str) -> str:
    """The text of a file without NUL: UTF-16 or UTF-8 where it is that, else in its older character set."""
    encoding = "utf-16" if body[:2] in (b"\xff\xfe", b"\xfe\xff") else wide_encoding(body) or "utf-8-sig"
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError:
        text = body.decode(legacy, "replace")
    return text.replace("\x00", "")


def walk(
    body: bytes, legacy: str, syntax: Syntax, problems: list[Problem], read: Callable[[str, re.Match[str]], int]
) -> None:
    """Let `read` take each interchange from where it starts; it answers where the next one is looked for.

    Never raises: what is wrong with the file around them is added to `problems`.
    """
    if len(body) > BULK_BODY_BYTES_MAX:
        problems.append(Problem(where="file", what=f"{len(body)} bytes, at most {BULK_BODY_BYTES_MAX} are read"))
        return
    text = decode(body, legacy)
    found = syntax.start.search(text)
    if found is None and syntax.bare is not None:
        found = syntax.bare.search(text)
    if found is None:
        problems.append(Problem(where="file", what=f"no {syntax.first} segment: this is no {syntax.name}"))
        return
    if text[: found.start()].strip("\ufeff \t\r\n"):
        problems.append(Problem(where="file", what=f"text before the first {syntax.first} segment"))
    while found is not None:
        found = syntax.start.search(text, read(text, found))


def same_number(one: str, two: str) -> bool:
    """True where two control numbers are equal, leading zeros aside."""
    if one == two:
        return True
    return one.isascii() and two.isascii() and one.isdigit() and two.isdigit() and int(one[:18]) == int(two[:18])
