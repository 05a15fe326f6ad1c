"""EDIFACT envelopes: interchanges and messages cut apart, references and counts checked. Pure.

UNA gives the delimiters, else the usual ones hold; the release character is obeyed. Groups (UNG) are read through.
Source: ISO 9735 (syntax 1 to 4).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from orderway.adapters.channels._edi_envelope import Syntax, same_number, walk
from orderway.kernel.digits import whole
from orderway.ports.channel import Problem

MESSAGES_MAX = 50_000
"""Messages of one file that are read."""
SYNTAX = Syntax("EDIFACT interchange", "UNB", re.compile(r"UNA.{6}\s*UNB|UNB[^A-Za-z0-9 \t\r\n]", re.DOTALL))
BARE = SYNTAX._replace(bare=re.compile(r"UNA.{6}\s*UNH|UNH[^A-Za-z0-9 \t\r\n]", re.DOTALL))
"""Messages without an interchange around them are read too: who sent them is not told."""
LEGACY = "latin-1"
"""Where a file is no UTF-8, and UNB names no other character set."""
_ENCODINGS = {"UNOC": LEGACY, "UNOD": "iso8859-2", "UNOE": "iso8859-5", "UNOF": "iso8859-7", "UNOX": "iso2022_jp"}

Segment = list[list[str]]
"""Elements of a segment, each with its components; element 0 is the name."""


class Message(msgspec.Struct):
    """A message: the segments between UNH and UNT, and who sent it."""

    reference: str
    kind: str
    version: str
    release: str
    association: str
    body: list[Segment]
    interchange: Segment
    """UNB, with all its elements."""
    decimal_mark: str = "."
    faults: list[str] = []
    complete: bool = True
    trailer: Segment = []
    """UNT as it came."""
    marks: str = ":+.? '"
    """The six service characters, as UNA gives them."""

    @property
    def segments(self) -> int:
        """How many segments the message has, UNH and UNT included."""
        return len(self.body) + (2 if self.complete else 1)


class Envelopes(msgspec.Struct):
    """All messages of a file, and what is wrong with the envelopes."""

    messages: list[Message] = []
    problems: list[Problem] = []
    interchanges: list[Segment] = []
    """UNB of each interchange, also of those without messages."""
    texts: list[str] = []
    """Each of `interchanges` as it came."""


def cell(segment: Segment, element: int, component: int = 0) -> str:
    """A component of a segment, trimmed; empty where the segment ends before it. Element 1 follows the name."""
    if element >= len(segment) or component >= len(segment[element]):
        return ""
    return segment[element][component].strip()


def read(body: bytes, syntax: Syntax = SYNTAX) -> Envelopes:
    """Cut a file into messages. Never raises; every fault of an envelope is one problem. `BARE`: also without UNB."""
    found = Envelopes()
    named = re.search(rb"UNB.(UNO[A-Z])", body[:200], re.DOTALL)
    legacy = _ENCODINGS.get(named[1].decode(), LEGACY) if named else LEGACY
    walk(body, legacy, syntax, found.problems, lambda text, start: _interchange(text, start.start(), found))
    return found


def _interchange(text: str, place: int, found: Envelopes) -> int:
    begin = place
    component, element, mark, release, terminator = ":", "+", ".", "?", "'"
    if text.startswith("UNA", place):
        component, element, mark, release, _, terminator = list(text[place + 3 : place + 9])
        place = text.index("UN", place + 9)
    if len({component, element, terminator}) < 3:
        found.problems.append(Problem(where="UNA", what="two delimiters of UNA are the same character"))
        return place + 3
    end = _end(text, place, element, release, terminator)
    found.texts.append(text[begin:end])
    segments = _segments(text[place:end], component, element, release, terminator)
    _Reader(found, mark, f"{component}{element}{mark}{release} {terminator}").run(segments)
    return end


def _end(text: str, place: int, element: str, release: str, terminator: str) -> int:
    # A released terminator ends nothing; a released release character releases nothing.
    at = text.find(f"UNZ{element}", place)
    before = text[max(place, at - 8) : at].rstrip() if at >= 0 else ""
    others = text.find(f"UNB{element}", place + 3) >= 0 or text.find("UNA", place + 3) >= 0
    if before.endswith(terminator) and before[-1 - len(terminator) : -len(terminator)] != release and not others:
        behind = text.find(terminator, at + 3 + len(element))  # one interchange that ends plainly
        return len(text) if behind < 0 else behind + 1
    free = f"(?<!{re.escape(release)})(?:{re.escape(release * 2)})*" if release.strip() else ""
    cut = free + re.escape(terminator)
    last = re.compile(cut + r"\s*UNZ" + re.escape(element)).search(text, place)
    following = re.compile(cut + r"\s*(?=UNA|UNB" + re.escape(element) + ")").search(text, place + 3)
    if last is None or (following is not None and following.start() < last.start()):
        return following.end() if following is not None else len(text)
    behind = text.find(terminator, last.end())
    return len(text) if behind < 0 else behind + 1


def _segments(text: str, component: str, element: str, release: str, terminator: str) -> Iterator[Segment]:
    released = release.strip() and release in text
    if released:
        # A released character is taken out of the way before the text is cut, and put back afterwards.
        for index, character in enumerate((release, terminator, element, component)):
            text = text.replace(release + character, chr(1 + index))
        text = text.replace(release, "")
    back = str.maketrans({1 + index: one for index, one in enumerate((release, terminator, element, component))})
    for wrapped in text.split(terminator):
        piece = wrapped.replace("\r", "").replace("\n", "").strip(" \t\ufeff\x1a")
        if not piece:
            continue
        parts = [part.split(component) for part in piece.split(element)]
        if released and any(character in piece for character in "\x01\x02\x03\x04"):
            parts = [[one.translate(back) for one in part] for part in parts]
        yield parts


class _Reader:
    """Walks through the segments of one interchange."""

    def __init__(self, found: Envelopes, mark: str, marks: str) -> None:
        self._found = found
        self._mark = mark
        self._marks = marks
        self._unb: Segment = []
        self._message: Message | None = None
        self._messages = 0
        self._groups = 0
        self._group: Segment = []
        self._before = 0
        """How many messages stood before the open group."""
        self._closed = False

    def run(self, segments: Iterator[Segment]) -> None:
        """Read all segments, then say what was left open."""
        for segment in segments:
            self._take(segment)
        self._close_message()
        if not self._closed and self._unb:
            self._problem(f"interchange {cell(self._unb, 5)} has no UNZ: it is cut off")

    def _problem(self, what: str) -> None:
        places = [f"interchange {cell(self._unb, 5)}"] if self._unb else []
        places += [f"message {self._message.reference}"] if self._message is not None else []
        where = ", ".join(places) or "file"
        self._found.problems.append(Problem(where=" ".join(where.split())[:200], what=" ".join(what.split())[:300]))

    def _take(self, segment: Segment) -> None:
        name = segment[0][0].strip()
        if name == "UNB":
            self._unb = segment
            if len(self._found.interchanges) < len(self._found.texts):
                self._found.interchanges.append(segment)
        elif name == "UNH":
            self._open(segment)
        elif name == "UNT":
            self._end_message(segment)
        elif name == "UNZ":
            self._close(segment)
        elif name == "UNG":
            self._open_group(segment)
        elif name == "UNE":
            self._close_group(segment)
        elif self._message is not None:
            self._message.body.append(segment)
        else:
            self._problem(f"segment {name[:20]} outside a message")

    def _open_group(self, segment: Segment) -> None:
        self._close_message()
        if self._group:
            self._problem(f"group {cell(self._group, 5)} has no UNE")
        self._groups += 1
        self._group, self._before = segment, self._messages

    def _close_group(self, segment: Segment) -> None:
        self._close_message()
        if not self._group:
            self._problem(f"UNE {cell(segment, 2)} without its UNG")
            return
        counted, reference = self._messages - self._before, cell(self._group, 5)
        if whole(cell(segment, 1)) != counted:
            self._problem(f"UNE01 says {cell(segment, 1)}, {counted} messages counted (UNG {reference})")
        if not same_number(cell(segment, 2), reference):
            self._problem(f"UNE02 {cell(segment, 2)} != UNG05 {reference}")
        self._group = []

    def _open(self, segment: Segment) -> None:
        self._close_message()
        kind, version, release, association = (cell(segment, 2, index) for index in (0, 1, 2, 4))
        self._message = Message(cell(segment, 1), kind, version, release, association, [], self._unb, self._mark)
        self._message.marks = self._marks
        self._messages += 1
        if self._messages <= MESSAGES_MAX:
            self._found.messages.append(self._message)
        elif self._messages == MESSAGES_MAX + 1:
            self._problem(f"more than {MESSAGES_MAX} messages; the rest is not read")

    def _fault(self, what: str) -> None:
        self._problem(what)
        if self._message is not None:
            self._message.faults.append(what)

    def _end_message(self, segment: Segment) -> None:
        if self._message is None:
            self._problem(f"UNT {cell(segment, 2)} without its UNH")
            return
        counted = len(self._message.body) + 2
        self._message.trailer = segment
        if whole(cell(segment, 1)) != counted:
            self._fault(f"UNT01 says {cell(segment, 1)}, {counted} segments counted (UNH {self._message.reference})")
        if cell(segment, 2) != self._message.reference:
            self._fault(f"UNT02 {cell(segment, 2)} != UNH01 {self._message.reference}")
        self._message = None

    def _close_message(self) -> None:
        if self._message is not None:
            self._message.complete = False
            self._fault(f"UNH {self._message.reference} has no UNT: the message is cut off")
            self._message = None

    def _close(self, segment: Segment) -> None:
        self._close_message()
        if self._group:
            self._problem(f"group {cell(self._group, 5)} has no UNE")
            self._group = []
        self._closed = True
        counted = self._groups or self._messages
        if whole(cell(segment, 1)) != counted:
            what = "groups" if self._groups else "messages"
            self._problem(f"UNZ01 says {cell(segment, 1)}, {counted} {what} counted")
        if not same_number(cell(segment, 2), cell(self._unb, 5)):
            self._problem(f"UNZ02 {cell(segment, 2)} != UNB05 {cell(self._unb, 5)}")
