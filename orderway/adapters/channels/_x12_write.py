"""X12 interchanges of ours: envelopes closed with right counts, and the 997 that answers what came. Pure.

Source: ASC X12.5, X12.6; 004010 sets 997 and TA1.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from orderway.adapters.channels import _x12_envelope as envelope
from orderway.adapters.channels.x12 import CHANNEL
from orderway.ports.channel import Problem

_FAULTS = {"has no SE": "2", "SE02": "3", "SE01": "4"}
"""What is wrong with a set, to AK502; 5 is: a segment of it is at fault."""


class Partner(msgspec.Struct):
    """Between whom an interchange goes, and how it is written; from a shop's settings."""

    our_id: str
    their_id: str
    our_qualifier: str = "ZZ"
    their_qualifier: str = "ZZ"
    our_group: str = ""
    their_group: str = ""
    usage: str = "P"
    version: str = "004010"
    element: str = "*"
    component: str = ">"
    terminator: str = "~"


def interchange(
    partner: Partner,
    functional_id: str,
    sets: Sequence[tuple[str, Sequence[Sequence[str]]]],
    control: int,
    at: datetime,
) -> bytes:
    """One interchange with one group of sets, each its kind and the segments between ST and SE.

    `control` is the interchange's and the group's number (1 to 999,999,999); sets are counted from 1.
    """
    if not 0 < control <= 999_999_999:
        raise ValueError(f"control number {control} is not between 1 and 999999999")
    rows: list[list[str]] = [_isa(partner, control, at), _gs(partner, functional_id, control, at)]
    for number, (kind, body) in enumerate(sets, 1):
        reference = f"{number:04}"
        rows.append(["ST", kind, reference])
        rows.extend([_plain(partner, part) for part in segment] for segment in body)
        rows.append(["SE", str(len(body) + 2), reference])
    rows.append(["GE", str(len(sets)), str(control)])
    rows.append(["IEA", "1", f"{control:09}"])
    lines = [partner.element.join(row) if row[0] == "ISA" else _trimmed(partner, row) for row in rows]
    return (f"{partner.terminator}\n".join(lines) + f"{partner.terminator}\n").encode()


def _isa(partner: Partner, control: int, at: datetime) -> list[str]:
    blank = " " * 10
    parties = [partner.our_qualifier, f"{partner.our_id:<15.15}", partner.their_qualifier, f"{partner.their_id:<15.15}"]
    when = [at.strftime("%y%m%d"), at.strftime("%H%M")]
    return [
        "ISA",
        "00",
        blank,
        "00",
        blank,
        *parties,
        *when,
        "U",
        "00401",
        f"{control:09}",
        "0",
        partner.usage,
        partner.component,
    ]


def _gs(partner: Partner, functional_id: str, control: int, at: datetime) -> list[str]:
    ours, theirs = partner.our_group or partner.our_id, partner.their_group or partner.their_id
    return [
        "GS",
        functional_id,
        ours,
        theirs,
        at.strftime("%Y%m%d"),
        at.strftime("%H%M"),
        str(control),
        "X",
        partner.version,
    ]


def _plain(partner: Partner, value: str) -> str:
    """X12 knows no escape: a delimiter inside of a text becomes a blank."""
    for character in (partner.element, partner.terminator, "\r", "\n"):
        value = value.replace(character, " ")
    return value


def _trimmed(partner: Partner, row: list[str]) -> str:
    return partner.element.join(row).rstrip(partner.element)


def acknowledge(body: bytes, partner: Partner, control: int, at: datetime) -> bytes | None:
    """The 997 for what a partner sent: each set accepted, accepted with faults, or rejected with its reason.

    None where nothing of it asks for an answer (it holds no groups, or acknowledgements only).
    """
    found = envelope.read(body)
    problems = CHANNEL.parse(body).problems
    answers = [
        ("997", _answer(group, problems))
        for group in found.groups
        if group.functional_id not in ("FA", "") and group.sets
    ]
    return interchange(partner, "FA", answers, control, at) if answers else None


def _answer(group: envelope.Group, problems: list[Problem]) -> list[list[str]]:
    rows = [["AK1", group.functional_id, group.control]]
    accepted = 0
    for one in group.sets:
        codes = _codes(one, group, problems)
        rejected = "5" in codes or not one.complete
        accepted += not rejected
        rows.append(["AK2", one.kind, one.control])
        rows.append(["AK5", "R" if rejected else "E" if codes else "A", *codes])
    counts = [str(len(group.sets)), str(len(group.sets)), str(accepted)]
    state = "A" if accepted == len(group.sets) else "P" if accepted else "R"
    return [*rows, ["AK9", state, *counts]]


def _codes(one: envelope.TransactionSet, group: envelope.Group, problems: list[Problem]) -> list[str]:
    codes = [code for word, code in _FAULTS.items() if any(word in fault for fault in one.faults)]
    place = f"interchange {group.interchange[12]}, {one.kind} {one.control}"
    if any(problem.where == place for problem in problems):
        codes.append("5")
    return codes[:5]
