"""Whether a body that somebody has mended can be read at all: the place of the fault, before it is parked again."""

from __future__ import annotations

import re
from typing import Any

import msgspec
from django.utils.translation import gettext as _

from orderway.console.imports.faults import fault
from orderway.console.inbox.reading import Parked
from orderway.journey.intake.inbox import MAIL, OWN
from orderway.kernel.errors import NO_JSON
from orderway.ports.channel import Document, IncomingOrder

FORMS: dict[str, msgspec.json.Decoder[Any]] = {
    OWN: msgspec.json.Decoder(IncomingOrder),
    MAIL: msgspec.json.Decoder(Document),
}
"""What a message of ours must be; of a channel's message only that it is the JSON that it was."""
ANY = msgspec.json.Decoder()
TOLD_LATE = ("trailing characters", "invalid escape")
"""Faults whose byte is told as the one behind it."""
_BYTE = re.compile(r" \(byte (\d+)\)$")


def why_not(one: Parked, body: bytes) -> str:
    """Why a mended body cannot be read, with line and column where it is no JSON; empty where it can, or where it was
    never JSON."""
    form = FORMS.get(one.topic)
    if form is None and not (_is_json(one.body) or _is_json(body)):
        return ""
    try:
        ANY.decode(body)
        if form is not None:
            form.decode(body)
    except msgspec.ValidationError as error:
        return fault(str(error))
    except NO_JSON as error:
        line, column = place_of(body, str(error))
        return _("Line %(line)s, column %(column)s: %(fault)s") % {
            "line": line,
            "column": column,
            "fault": fault(_BYTE.sub("", "nested too deeply" if isinstance(error, RecursionError) else str(error))),
        }
    return ""


def place_of(body: bytes, error: str) -> tuple[int, int]:
    """(line, column) of a fault of msgspec's, each from 1, columns in signs; the end where the text is cut off."""
    found = _BYTE.search(error)
    at = int(found[1]) - any(late in error for late in TOLD_LATE) if found else len(body)
    before = body[:at].decode(errors="replace")
    line = before.rpartition("\n")[2]
    return before.count("\n") + 1, len(line) + 1


def _is_json(body: bytes) -> bool:
    return body.lstrip()[:1] in (b"{", b"[")
