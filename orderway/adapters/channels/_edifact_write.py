"""EDIFACT interchanges of ours: UNA, UNB to UNZ closed with right counts, separators inside of text released. Pure.

Source: ISO 9735-1 (syntax 1 to 4).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from orderway.adapters.channels._edi_text import ENCODINGS
from orderway.ports.edi import Partner

COMPONENT, ELEMENT, MARK, RELEASE, TERMINATOR = ":", "+", ".", "?", "'"
DEFAULT_CHARSET = "UNOC"
_SYNTAX = {"UNOA": "1", "UNOB": "1", "UNOC": "3", "UNOY": "4"}
CONTROL_MAX = 999_999_999
_RELEASED = str.maketrans({each: f"{RELEASE}{each}" for each in (COMPONENT, ELEMENT, RELEASE, TERMINATOR)})

Cell = str | Sequence[str]
Rows = Sequence[Sequence[Cell]]
"""Segments: the name, then elements, each a text or the texts of its components."""


def interchange(partner: Partner, kind: str, body: Rows, control: int, at: datetime, version: str = "") -> bytes:
    """One interchange with one message; `version` as D:96A:UN:EAN008, else the partner's."""
    if not 0 < control <= CONTROL_MAX:
        raise ValueError(f"control number {control} is not between 1 and {CONTROL_MAX}")
    charset = partner.charset or DEFAULT_CHARSET
    form = (version or partner.version).split(":")
    reference = str(control)
    rows: list[Sequence[Cell]] = [
        _unb(partner, charset, reference, at),
        ["UNH", "1", [kind, *form]],
        *body,
        ["UNT", str(len(body) + 2), "1"],
        ["UNZ", "1", reference],
    ]
    una = f"UNA{COMPONENT}{ELEMENT}{MARK}{RELEASE} {TERMINATOR}"
    text = una + "\n" + "".join(f"{segment(row)}{TERMINATOR}\n" for row in rows)
    return text.encode(ENCODINGS[charset], "replace")


def _unb(partner: Partner, charset: str, reference: str, at: datetime) -> Sequence[Cell]:
    date = at.strftime("%Y%m%d") if charset == "UNOY" else at.strftime("%y%m%d")
    row: list[Cell] = ["UNB", [charset, _SYNTAX[charset]]]
    for name, qualifier in ((partner.our_id, partner.our_qualifier), (partner.their_id, partner.their_qualifier)):
        row.append([name, qualifier if qualifier != "ZZ" else ""])
    row += [[date, at.strftime("%H%M")], reference]
    return [*row, "", "", "", "", "", "1"] if partner.usage == "T" else row


def segment(row: Sequence[Cell]) -> str:
    """One segment without its terminator; empty components and elements at the end are left out."""
    elements = [[element] if isinstance(element, str) else list(element) for element in row]
    parts = []
    for element in elements:
        while len(element) > 1 and not element[-1]:
            element.pop()
        parts.append(COMPONENT.join(one.translate(_RELEASED) for one in element))
    while len(parts) > 1 and not parts[-1]:
        parts.pop()
    return ELEMENT.join(parts)
