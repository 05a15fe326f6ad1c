"""X12 interchanges of ours: envelopes closed with right counts. Pure.

Source: ASC X12.5, X12.6.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from orderway.adapters.channels._edi_text import ENCODINGS, Unsayable
from orderway.ports.edi import Partner

CONTROL_MAX = 999_999_999
REPETITIONS = "^!%]"
"""Repetition separators of 5010 and later: the first that is no other delimiter."""
_SINCE_5010 = 5010

Rows = Sequence[Sequence[str]]


def interchange(
    partner: Partner, functional_id: str, sets: Sequence[tuple[str, Rows]], control: int, at: datetime
) -> bytes:
    """One interchange with one group of sets, each its kind and the segments between ST and SE.

    `control` is the interchange's and the group's number (1 to 999,999,999); sets are counted from 1.
    """
    rows = [_gs(partner, functional_id, control, at)]
    for number, (kind, body) in enumerate(sets, 1):
        reference = f"{number:04}"
        rows.append(["ST", kind, reference])
        rows.extend([_plain(partner, part) for part in segment] for segment in body)
        rows.append(["SE", str(len(body) + 2), reference])
    rows.append(["GE", str(len(sets)), str(control)])
    return _closed(partner, rows, 1, control, at)


def service(partner: Partner, segments: Rows, control: int, at: datetime) -> bytes:
    """An interchange without groups: TA1 alone."""
    return _closed(partner, [[_plain(partner, part) for part in row] for row in segments], 0, control, at)


def _closed(partner: Partner, rows: Sequence[list[str]], groups: int, control: int, at: datetime) -> bytes:
    if not 0 < control <= CONTROL_MAX:
        raise ValueError(f"control number {control} is not between 1 and {CONTROL_MAX}")
    if len({partner.element, partner.component, partner.terminator}) < 3:
        raise Unsayable("two delimiters are the same character")
    lines = [partner.element.join(isa(partner, control, at))]
    lines += [
        partner.element.join(row).rstrip(partner.element) for row in [*rows, ["IEA", str(groups), f"{control:09}"]]
    ]
    end = partner.terminator if partner.terminator in "\r\n" else f"{partner.terminator}\n"
    encoding = ENCODINGS.get(partner.charset or "UTF-8", "utf-8")
    return (end.join(lines) + end).encode(encoding, "replace")


def is_5010(partner: Partner) -> bool:
    """Whether the version knows a repetition separator (5010 and later)."""
    release = partner.version[2:6]
    return release.isdigit() and int(release) >= _SINCE_5010


def isa(partner: Partner, control: int, at: datetime) -> list[str]:
    """The 16 elements of fixed width behind their name."""
    blank = " " * 10
    later = is_5010(partner)
    version = partner.version[:5] if later else "00401"
    ends = [(partner.our_qualifier, partner.our_id), (partner.their_qualifier, partner.their_id)]
    parties = [text for qualifier, name in ends for text in (f"{qualifier:<2.2}", f"{_plain(partner, name):<15.15}")]
    when = [at.strftime("%y%m%d"), at.strftime("%H%M")]
    free = next(each for each in REPETITIONS if each not in (partner.element, partner.component, partner.terminator))
    tail = [free if later else "U", version, f"{control:09}", "0", partner.usage, partner.component]
    return ["ISA", "00", blank, "00", blank, *parties, *when, *tail]


def _gs(partner: Partner, functional_id: str, control: int, at: datetime) -> list[str]:
    names = [_plain(partner, partner.ours), _plain(partner, partner.theirs)]
    when = [at.strftime("%Y%m%d"), at.strftime("%H%M")]
    return ["GS", functional_id, *names, *when, str(control), "X", partner.version]


def _plain(partner: Partner, value: str) -> str:
    """X12 knows no escape: a delimiter inside of a text becomes a blank."""
    for character in (partner.element, partner.terminator, "\r", "\n"):
        value = value.replace(character, " ")
    return value
