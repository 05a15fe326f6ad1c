"""One carrier's tracking answers as documents of kind `tracking`: its form, and what all share. Pure."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec

from orderway.adapters.channels._carriers import _find as find
from orderway.adapters.channels._carriers import _names as names
from orderway.adapters.channels._carriers._beside import place, when
from orderway.adapters.channels._carriers._errors import Told, errors
from orderway.adapters.channels._carriers._meaning import meaning
from orderway.adapters.channels._carriers._times import Moment, day_of
from orderway.adapters.channels._carriers._tree import CODED, WORDED, Node, rows, tree, word
from orderway.adapters.channels._read import Unreadable, stamp, text
from orderway.places.masks import mask_name
from orderway.ports.channel import Document, Parsed, Problem

EVENTS_MAX = 2_000
"""A parcel with more events is refused."""
MORE_TELLING = frozenset(
    "customs out_for_delivery ready_for_pickup attempted delayed on_hold exception refused returning".split()
)
"""What the newest event says counts, where the carrier calls the whole parcel just `in transit`."""


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """What is particular to one carrier; every name of a field is written small, without marks."""

    code: str
    name: str
    source: str
    """The public document that the codes come from."""
    codes: dict[str, str] = {}
    """The carrier's codes, in capitals, to ours; a code with a dot or dash falls back to what stands before it."""
    vague: dict[str, str] = {}
    """Codes that say less than the words beside them: they count where the words say nothing."""
    states: dict[str, str] = {}
    """Codes of the whole parcel where these are not those of events."""
    statuses: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    times: tuple[str, ...] = ()
    clocks: tuple[str, ...] = ("time", "eventtime", "scantime", "localtime", "statustime", "activitytime")
    code_fields: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    estimates: tuple[str, ...] = ()
    estimate_of_events: bool = False
    zone: str = ""
    """The zone of times without one, where the carrier's documents say so."""
    american: bool = False
    """Days are written month first."""

    def parse(self, body: bytes, *, filename: str = "", topic: str = "") -> Parsed:
        """Read one answer: a document a parcel, a problem an error. `topic` is the number asked, where none is told."""
        parsed = Parsed()
        try:
            root = tree(body)
            found = find.parcels(root, self.events, self.numbers)
            refused = errors(root, {one.number for one in found if one.events})
        except Unreadable as fault:
            parsed.problems.append(Problem(where="body", what=str(fault)))
            return parsed
        parsed.problems += [_problem(self.name, told) for told in refused]
        named = {told.number for told in refused}
        for one in found:
            if not one.events and (one.number in named or (refused and len(found) == 1)):
                continue
            try:
                parsed.documents.append(self._document(one, topic))
            except Unreadable as fault:
                parsed.problems.append(Problem(where=f"parcel {one.number or topic}"[:80], what=str(fault)))
        if not parsed.documents and not parsed.problems:
            parsed.problems.append(Problem(where="body", what=f"no answer about a parcel of {self.name}"))
        return parsed

    def _document(self, one: find.Found, topic: str) -> Document:
        if len(one.events) > EVENTS_MAX:
            raise Unreadable(f"{len(one.events)} events, at most {EVENTS_MAX} are read")
        read = [self._event(node) for node in one.events]
        order = _newest_first(read)
        newest = order[0][1] if order else {}
        told = _near(one, (*self.statuses, *names.STATUSES))
        ours = self.states.get(told) or (self._ours(told, told) if told else "other")
        status = str(newest.get("code", "other")) if ours == "other" else ours
        if ours == "in_transit" and newest.get("code") in MORE_TELLING:
            status = str(newest["code"])
        signed = _near(one, names.SIGNATURES, deep=True) or next(
            (s for n in one.events if (s := word(n, names.SIGNATURES))), ""
        )
        times = [at.at for at, _ in order if at is not None and at.at is not None]
        return Document(
            kind="tracking",
            number=one.number or topic,
            at=max(times) if times else None,
            status=status,
            data={
                "carrier": self.code,
                "status_told": told,
                "delivered": status == "delivered",
                "signed_by": mask_name(signed) if signed else "",
                **self._estimate(one),
                "events": [_without_name(event, signed) for _, event in order],
            },
        )

    def _event(self, node: Node) -> tuple[Moment | None, dict[str, Any]]:
        at = when(node, self.times, self.clocks, self.zone, american=self.american)
        code = word(node, self.code_fields, telling=CODED) or word(node, names.CODE_FIELDS, telling=CODED)
        message = word(node, (*self.texts, *names.TEXTS), telling=WORDED)
        parts = place(node)
        return at, {
            "at": "" if at is None else stamp(at.at or at.local.replace(tzinfo=UTC)),
            "local": _as_told(at),
            "zone_known": at is not None and at.at is not None,
            "code": self._ours(code, message),
            "carrier_code": code,
            "message": message,
            "place": ", ".join(part for part in parts.values() if part),
            "where": parts,
        }

    def _ours(self, code: str, words: str) -> str:
        known = code.upper()
        cuts = (known, known.partition(".")[0])
        if sure := next((self.codes[cut] for cut in cuts if cut in self.codes), ""):
            return sure
        told = meaning(words)
        if told != "other":
            return told
        return next(
            (self.vague[cut] for cut in cuts if cut in self.vague), "other" if code.isdigit() else meaning(code)
        )

    def _estimate(self, one: find.Found) -> dict[str, str | None]:
        for node in (*one.around, *(one.events if self.estimate_of_events else ())):
            inner = [part for part in node.values() if isinstance(part, dict)]
            told = [part.get(key) for key in (*self.estimates, *names.ESTIMATES) for part in (node, *inner)]
            told += [
                each
                for key in names.DATES
                for each in rows(node.get(key))
                if word(each, ("type",)) in names.ESTIMATE_TYPES
            ]
            for value in told:
                said = word(value, names.DAY_FIELDS) if isinstance(value, dict) else text(value)
                if day := day_of(said, american=self.american):
                    return {"estimated_delivery": day.isoformat(), "estimate_told": said}
        return {"estimated_delivery": None, "estimate_told": ""}


def _as_told(at: Moment | None) -> str:
    if at is None:
        return ""
    return at.local.isoformat(timespec="seconds") if at.whole else at.local.date().isoformat()


def _near(one: find.Found, keys: tuple[str, ...], *, deep: bool = False) -> str:
    """The first of these fields in what stands around a parcel's events, not farther out than its number."""
    for node in one.around:
        if found := word({k: v for k, v in node.items() if not isinstance(v, list)}, keys, deep=deep):
            return found
        if one.number and one.number in [text(value) for value in node.values() if not isinstance(value, dict | list)]:
            return ""
    return ""


def _newest_first(read: list[tuple[Moment | None, dict[str, Any]]]) -> list[tuple[Moment | None, dict[str, Any]]]:
    """By time, the newest first; alike ones as if the answer were a story told in one direction."""
    timed = [at.local for at, _ in read if at is not None]
    told = read[::-1] if len(timed) > 1 and timed[0] <= timed[-1] else read
    epoch = datetime(1, 1, 1, tzinfo=UTC)

    def instant(pair: tuple[Moment | None, dict[str, Any]]) -> datetime:
        at = pair[0]
        return epoch if at is None else at.at or at.local.replace(tzinfo=UTC)

    return sorted(told, key=instant, reverse=True)


def _without_name(event: dict[str, Any], name: str) -> dict[str, Any]:
    if name and len(name) > 2:
        event["message"] = event["message"].replace(name, mask_name(name))
    return event


def _problem(name: str, told: Told) -> Problem:
    said = ": ".join(part for part in (told.code, told.message) if part)
    return Problem(where=f"parcel {told.number}"[:80] if told.number else "answer", what=f"{name} answered {said}")
