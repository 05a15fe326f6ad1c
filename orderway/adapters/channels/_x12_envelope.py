"""X12 envelopes: interchanges, groups and transaction sets cut apart, their numbers and counts checked. Pure.

Delimiters are read from the ISA segment, wherever its elements end: files in the wild have blanks cut or lines wrapped.
Source: ASC X12.5 (interchange control), X12.6 (application control).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from orderway.adapters.channels._edi_envelope import Syntax, same_number, walk
from orderway.kernel.digits import whole
from orderway.ports.channel import Problem

ISA_ELEMENTS = 16
ISA_CHARS_MAX = 400
"""An ISA segment that has not ended by then is none."""
SETS_MAX = 50_000
"""Transaction sets of one file that are read."""

Segment = list[str]
SYNTAX = Syntax("X12 interchange", "ISA", re.compile(r"ISA([^A-Za-z0-9 \t\r\n])"))
LEGACY = "cp1252"


class TransactionSet(msgspec.Struct):
    """A transaction set: `body` holds the segments between ST and SE, elements as text."""

    kind: str
    control: str
    body: list[Segment]
    component: str
    faults: list[str] = []
    """What is wrong with its own envelope; such a set is read, and the order held."""
    complete: bool = True
    """False where SE is missing: the rest of the set is lost."""
    trailer: Segment = []
    """SE as it came."""

    @property
    def segments(self) -> int:
        """How many segments the set has, ST and SE included."""
        return len(self.body) + (2 if self.complete else 1)


class Group(msgspec.Struct):
    """A GS…GE group and the interchange around it."""

    functional_id: str
    sender: str
    receiver: str
    date: str
    time: str
    control: str
    version: str
    interchange: Segment
    """The 16 elements of ISA, trimmed."""
    sets: list[TransactionSet] = []
    agency: str = "X"
    said: str = ""
    """How many sets GE says there are."""
    element: str = "*"
    terminator: str = "~"


class Envelopes(msgspec.Struct):
    """All groups of a file, and what is wrong with the envelopes."""

    groups: list[Group] = []
    problems: list[Problem] = []
    acknowledgements: list[Segment] = []
    """TA1 segments: answers to interchanges of ours."""
    interchanges: list[Segment] = []
    """The ISA elements of each interchange, also of those without groups."""
    texts: list[str] = []
    """Each of `interchanges` as it came."""
    answered_in: list[Segment] = []
    """The interchange of each of `acknowledgements`."""


def read(body: bytes) -> Envelopes:
    """Cut a file into groups and sets. Never raises; every fault of an envelope is one problem."""
    found = Envelopes()
    walk(body, LEGACY, SYNTAX, found.problems, lambda text, start: _interchange(text, start, found))
    return found


def _interchange(text: str, start: re.Match[str], found: Envelopes) -> int:
    """Read one interchange into `found`; the position behind it."""
    element = start[1]
    place = start.start()
    head = text[place : place + ISA_CHARS_MAX]
    cuts = [match.start() for match in re.finditer(re.escape(element), head)][:ISA_ELEMENTS]
    if len(cuts) < ISA_ELEMENTS or cuts[-1] + 2 >= len(head):
        found.problems.append(Problem(where="ISA", what="the ISA segment is cut off: its 16 elements are not there"))
        return place + 3
    component, terminator = head[cuts[-1] + 1], head[cuts[-1] + 2]
    if terminator == "\r":
        terminator = "\n"
    isa = [part.strip() for part in head[: cuts[-1]].split(element)][1:] + [component]
    end = _end(text, place, element, terminator)
    found.interchanges.append(isa)
    found.texts.append(text[place:end])
    _Reader(found, isa, component, element, terminator).run(_segments(text[place:end], element, component, terminator))
    return end


def _end(text: str, place: int, element: str, terminator: str) -> int:
    """Where the interchange that begins at `place` ends: behind its IEA, or before the next ISA where it has none."""
    last = re.compile(re.escape(terminator) + r"\s*IEA" + re.escape(element)).search(text, place)
    following = re.compile(re.escape(terminator) + r"\s*ISA" + re.escape(element)).search(text, place + 3)
    if last is None or (following is not None and following.start() < last.start()):
        return following.start() + 1 if following is not None else len(text)
    behind = text.find(terminator, last.end())
    return len(text) if behind < 0 else behind + 1


def _segments(text: str, element: str, component: str, terminator: str) -> Iterator[Segment]:
    lines = terminator == "\n"
    for wrapped in text.split(terminator):
        # Some systems wrap the file at 80 characters: line ends inside of a segment say nothing.
        piece = wrapped.replace("\r", "").replace("\n", "").strip(" \t\ufeff\xa0\x1a")
        piece = piece.rstrip(component) if lines else piece
        if piece:
            yield piece.split(element)


def at(segment: Segment, index: int) -> str:
    """An element of a segment, trimmed; empty where the segment ends before it. Element 1 is `at(segment, 1)`."""
    return segment[index].strip() if index < len(segment) else ""


class _Reader:
    """Walks through the segments of one interchange."""

    def __init__(self, found: Envelopes, isa: Segment, component: str, element: str, terminator: str) -> None:
        self._found = found
        self._isa = isa
        self._component = component
        self._cuts = (element, terminator)
        self._group: Group | None = None
        self._set: TransactionSet | None = None
        self._groups = 0
        self._closed = False

    def run(self, segments: Iterator[Segment]) -> None:
        """Read all segments, then say what was left open."""
        for segment in segments:
            self._take(segment)
        control = self._isa[12]
        self._close_set()
        if self._group is not None:
            self._problem(f"group {self._group.control} has no GE")
        if not self._closed:
            self._problem(f"interchange {control} has no IEA: it is cut off")

    def _problem(self, what: str) -> None:
        where = f"interchange {self._isa[12]}"
        if self._set is not None:
            where += f", set {self._set.control}"
        elif self._group is not None:
            where += f", group {self._group.control}"
        # A damaged ISA takes line ends of what follows for its own: a problem is one line all the same.
        self._found.problems.append(Problem(where=" ".join(where.split())[:200], what=" ".join(what.split())[:300]))

    def _take(self, segment: Segment) -> None:
        name = segment[0].strip()
        if name == "ISA":
            return
        if name == "GS":
            self._open_group(segment)
        elif name == "GE":
            self._close_group(segment)
        elif name == "IEA":
            self._close(segment)
        elif name == "ST":
            self._open_set(segment)
        elif name == "SE":
            self._end_set(segment)
        elif self._set is not None:
            self._set.body.append(segment)
        elif name == "TA1":
            self._found.acknowledgements.append(segment)
            self._found.answered_in.append(self._isa)
        else:
            self._problem(f"segment {name[:20]} outside a transaction set")

    def _open_group(self, segment: Segment) -> None:
        self._close_set()
        if self._group is not None:
            self._problem(f"group {self._group.control} has no GE")
        kind, sender, receiver, date, time, control, agency, version = (at(segment, index) for index in range(1, 9))
        self._group = Group(
            kind, sender, receiver, date, time, control, version, self._isa, [], agency, "", *self._cuts
        )
        self._found.groups.append(self._group)
        self._groups += 1

    def _open_set(self, segment: Segment) -> None:
        self._close_set()
        if self._group is None:
            self._problem(f"ST {at(segment, 2)} stands outside of a group")
            self._group = Group(
                "",
                self._isa[5],
                self._isa[7],
                "",
                "",
                "",
                "",
                self._isa,
                element=self._cuts[0],
                terminator=self._cuts[1],
            )
            self._found.groups.append(self._group)
            self._groups += 1
        self._set = TransactionSet(at(segment, 1), at(segment, 2), [], self._component)
        if sum(len(group.sets) for group in self._found.groups[-1:]) >= SETS_MAX:
            self._problem(f"more than {SETS_MAX} transaction sets in a group")
            self._set = None
            return
        self._group.sets.append(self._set)

    def _end_set(self, segment: Segment) -> None:
        if self._set is None:
            self._problem(f"SE {at(segment, 2)} without its ST")
            return
        self._set.trailer = segment
        said, counted = whole(at(segment, 1)), len(self._set.body) + 2
        if said != counted:
            self._fault(f"SE01 says {at(segment, 1)}, {counted} segments counted (ST {self._set.control})")
        if not same_number(at(segment, 2), self._set.control):
            self._fault(f"SE02 {at(segment, 2)} != ST02 {self._set.control}")
        self._set = None

    def _fault(self, what: str) -> None:
        self._problem(what)
        if self._set is not None:
            self._set.faults.append(what)

    def _close_set(self) -> None:
        if self._set is not None:
            self._set.complete = False
            self._fault(f"ST {self._set.control} has no SE: the transaction set is cut off")
            self._set = None

    def _close_group(self, segment: Segment) -> None:
        self._close_set()
        if self._group is None:
            self._problem(f"GE {at(segment, 2)} without its GS")
            return
        counted = len(self._group.sets)
        self._group.said = at(segment, 1)
        if whole(at(segment, 1)) != counted:
            self._problem(f"GE01 says {at(segment, 1)}, {counted} transaction sets counted (GS {self._group.control})")
        if not same_number(at(segment, 2), self._group.control):
            self._problem(f"GE02 {at(segment, 2)} != GS06 {self._group.control}")
        self._group = None

    def _close(self, segment: Segment) -> None:
        self._close_set()
        if self._group is not None:
            self._problem(f"group {self._group.control} has no GE")
            self._group = None
        self._closed = True
        if whole(at(segment, 1)) != self._groups:
            self._problem(f"IEA01 says {at(segment, 1)}, {self._groups} groups counted")
        if not same_number(at(segment, 2), self._isa[12]):
            self._problem(f"IEA02 {at(segment, 2)} != ISA13 {self._isa[12]}")
