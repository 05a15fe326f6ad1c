"""An interchange for everybody's eyes: codes, numbers and amounts stay, names, addresses and remarks do not. Pure."""

from __future__ import annotations

import re

SHOWN_CHARS_MAX = 60_000
BLOT = "•••"
PERSONAL = {
    "N1": (2,), "N2": (1, 2), "N3": (1, 2), "N4": (1, 3), "PER": (2, 4, 6, 8), "NTE": (2,), "MSG": (1,), "G61": (2, 4),
    "NAD": (3, 4, 5, 6, 8), "COM": (1,), "CTA": (2,), "FTX": (4,), "IHC": (2,), "PNA": (5,),
}  # fmt: skip
"""Elements of segments that tell who somebody is, where they live, or what they wrote."""
_ISA = re.compile(r"ISA([^A-Za-z0-9 \r\n])")


def masked(body: bytes) -> str:
    """The interchange, one segment a line, persons blotted out; what is no interchange is blotted out whole."""
    text = body.decode("utf-8", errors="replace").replace("\0", "␀")
    cuts = _cuts(text)
    if cuts is None:
        return f"{BLOT} ({len(body)} bytes)"
    element, terminator, release = cuts
    rows = [row.strip("\r\n ") for row in _split(text, terminator, release)]
    shown = "\n".join(_row(row, element, release) + terminator.strip() for row in rows if row)
    return shown if len(shown) <= SHOWN_CHARS_MAX else shown[:SHOWN_CHARS_MAX] + "\n…"


def _cuts(text: str) -> tuple[str, str, str] | None:
    """Element separator, segment terminator and release character (empty: none)."""
    start = _ISA.search(text[:2_000])
    if start is not None:
        element = start[1]
        places = [found.start() for found in re.finditer(re.escape(element), text[start.start() : start.start() + 400])]
        if len(places) < 16:
            return None
        end = start.start() + places[15] + 2
        return (element, text[end], "") if end < len(text) else None
    una = text.find("UNA")
    if 0 <= una < 100 and len(text) > una + 9:
        return text[una + 4], text[una + 8], text[una + 6].strip()
    return ("+", "'", "?") if "UNB+" in text[:200] else None


def _split(text: str, cut: str, release: str) -> list[str]:
    if not release:
        return text.split(cut)
    return re.split(f"(?<!{re.escape(release)}){re.escape(cut)}", text)


def _row(row: str, element: str, release: str) -> str:
    if row.startswith("UNA"):
        return row
    parts = _split(row, element, release)
    for place in PERSONAL.get(parts[0].strip(), ()):
        if place < len(parts) and parts[place].strip():
            parts[place] = BLOT
    return element.join(parts)
