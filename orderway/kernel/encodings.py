"""Telling UTF-16 that nothing announces: in a file of data its separators, digits and line ends betray it."""

from __future__ import annotations

LOOKED_BYTES = 64 * 1024
"""How much of a text is looked at."""
NARROW_PERCENT_MIN = 2
"""Separators, digits and line ends are more than this of any table; stray NULs in a text of bytes are fewer."""
SEEN_PERCENT_MIN = 98
"""Letters of some script, and no controls, that must come out."""
WORD_CONTROLS = "\t\n\r\x1c\x1d\x1e\x1f"
"""Controls that data hold: ends of lines, and the separators of EDI."""


def wide_encoding(body: bytes) -> str:
    """`utf-16-le` or `utf-16-be` where a text without a byte order mark is that; else empty.

    Each ASCII sign brings a NUL, always at the same one of two bytes. Chinese signs bring one there never, and at the
    other byte now and then (一, 刀), so that NULs may stand there too, but fewer; and what comes out must be text.
    """
    head = body[: LOOKED_BYTES - LOOKED_BYTES % 2]
    first, second = head[0::2].count(0), head[1::2].count(0)
    pairs = len(head) // 2
    for mine, other, name in ((second, first, "utf-16-le"), (first, second, "utf-16-be")):
        if mine and mine * 100 >= pairs * NARROW_PERCENT_MIN and mine > other and _is_text(head, name):
            return name
    return ""


def _is_text(head: bytes, name: str) -> bool:
    text = head.decode(name, "replace")
    seen = sum(sign.isprintable() or sign in WORD_CONTROLS for sign in text)
    return seen * 100 >= len(text) * SEEN_PERCENT_MIN
