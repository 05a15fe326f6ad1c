"""EDIFACT as a `ports.edi.Standard`: interchanges read and checked, answered by CONTRL, and ours written. Pure.

Source: UN/EDIFACT CONTRL (UCI, UCM, UCS, UCD), code lists 0083 (action) and 0085 (syntax error).
"""

from __future__ import annotations

from datetime import datetime

from orderway.adapters.channels import _edifact_envelope as envelope
from orderway.adapters.channels._edifact_check import check
from orderway.adapters.channels._edifact_documents import document
from orderway.adapters.channels._edifact_envelope import Message, Segment, cell
from orderway.adapters.channels._edifact_messages import Facts
from orderway.adapters.channels._edifact_write import Cell, interchange
from orderway.adapters.channels.edifact import CHANNEL
from orderway.ports.edi import Fault, GroupRead, Interchange, Partner, Reply, SetRead, Told

READ_AS_ORDERS = ("ORDERS", "ORDCHG")
CONTRL_VERSION = "D:3:UN"
ACKNOWLEDGED, REJECTED, ONE_LEVEL = "7", "4", "8"
REPLAY, WRONG_SENDER, WRONG_RECEIVER, WRONG_USAGE, NO_CONTENT = "26", "23", "7", "25", "18"
_NOTES = (("UNZ01", "29"), ("UNZ02", "28"), ("has no UNZ", "13"))


class EdifactTrade:
    """Keeps the promises of `ports.edi.Standard`."""

    code = "edifact"

    def read(self, body: bytes) -> list[Interchange]:
        """Every interchange of a file; where there is none, one that says so."""
        found = envelope.read(body)
        made = [_interchange(unb, text) for unb, text in zip(found.interchanges, found.texts, strict=False)]
        by_unb = {id(unb): one for unb, one in zip(found.interchanges, made, strict=True)}
        for message in found.messages:
            one = by_unb.get(id(message.interchange)) or made[-1]
            if not one.groups:
                one.groups.append(GroupRead("", one.control))
            one.groups[0].sets.append(_set(message))
            if message.kind == "CONTRL":
                one.replies += _replies_of(message)
        stray: list[str] = []
        for problem in found.problems:
            home = next((one for one in made if problem.where.startswith(f"interchange {one.control}")), None)
            (home.problems if home else stray).append(f"{problem.where}: {problem.what}"[:300])
        if stray:
            if made:
                made[0].problems.extend(stray)
            else:
                made.append(Interchange("", "", "", False, problems=stray, refusal=NO_CONTENT))
        for one in made:
            if not one.groups and not one.refusal:
                one.refusal = NO_CONTENT
                one.problems = one.problems or ["the interchange holds nothing"]
        return made

    def write(self, partner: Partner, told: Told, control: int, at: datetime) -> tuple[str, bytes]:
        """One interchange with one message. Raises `Unsayable` (a ValueError)."""
        kind, body = document(partner, told)
        return kind, interchange(partner, kind, body, control, at)

    def acknowledge(self, partner: Partner, came: Interchange, control: int, at: datetime) -> tuple[str, bytes] | None:
        """CONTRL for what came; None where it holds nothing but CONTRL."""
        asking = [one for group in came.groups for one in group.sets if one.kind != "CONTRL"]
        if not asking and not came.refusal:
            return None
        sides: list[Cell] = [[came.sender], [came.receiver]]
        if came.refusal:
            body: list[list[Cell]] = [["UCI", came.control or "0", *sides, REJECTED, came.refusal]]
            return "CONTRL", interchange(partner, "CONTRL", body, control, at, CONTRL_VERSION)
        note = next((code for problem in came.problems for word, code in _NOTES if word in problem), "")
        body = [["UCI", came.control, *sides, ONE_LEVEL if note else ACKNOWLEDGED, note]]
        for one in asking:
            body += _message_answer(one, partner)
        return "CONTRL", interchange(partner, "CONTRL", body, control, at, CONTRL_VERSION)

    def renumber(self, partner: Partner, body: bytes, control: int, at: datetime) -> bytes:
        """The same message under another reference."""
        [message] = envelope.read(body).messages
        return interchange(partner, message.kind, message.body, control, at)


def _message_answer(one: SetRead, partner: Partner) -> list[list[Cell]]:
    """UCM, then each segment at fault (UCS) with its components (UCD)."""
    code = next((fault.code for fault in one.faults if not fault.segment), "")
    action = REJECTED if one.rejected else ACKNOWLEDGED
    rows: list[list[Cell]] = [["UCM", one.control, [one.kind, *partner.version.split(":")[:3]], action, code]]
    last = 0
    for fault in one.faults:
        if not fault.segment:
            continue
        if fault.position != last:
            rows.append(["UCS", str(fault.position), "" if fault.element else fault.code])
            last = fault.position
        if fault.element:
            rows.append(["UCD", fault.element_code, [str(fault.element), fault.value]])
    return rows


def _interchange(unb: Segment, text: str) -> Interchange:
    test = cell(unb, 11) == "1"
    found = Interchange(cell(unb, 5), cell(unb, 2), cell(unb, 3), test, date=cell(unb, 4), time=cell(unb, 4, 1))
    found.raw = text.encode("utf-8", "replace")
    return found


def _set(message: Message) -> SetRead:
    faults = check(message)
    head = next((segment for segment in message.body if segment[0][0].strip() == "BGM"), [])
    number = cell(head, 2)[:60] if head else ""
    order, body = "", alone(message)
    if message.kind in READ_AS_ORDERS:
        order = number if message.kind == "ORDERS" else Facts(message).reference("ON") or number
        if not any(fault.fatal for fault in faults):
            told = CHANNEL.parse(body).problems
            faults += [
                Fault("", 0, "12", what=one.what[:300]) for one in told if not one.what.startswith(("UNT", "UNH "))
            ]
    return SetRead(message.kind, message.reference, body, faults, number, order)


def alone(message: Message) -> bytes:
    """A message as an interchange of its own, in the sender's delimiters and UTF-8, its own segments untouched."""
    component, element, _, release, _, terminator = list(message.marks)
    unh: Segment = [
        ["UNH"],
        [message.reference],
        [message.kind, message.version, message.release, "UN", message.association],
    ]
    rows = [message.interchange, unh, *message.body]
    rows += [message.trailer] if message.trailer else []
    rows.append([["UNZ"], ["1"], [cell(message.interchange, 5)]])
    free = {each: f"{release}{each}" for each in (component, element, terminator, release) if release.strip()}
    table = str.maketrans(free)
    text = "".join(
        element.join(component.join(one.translate(table) for one in part) for part in row) + terminator + "\n"
        for row in rows
    )
    return f"UNA{message.marks}\n{text}".encode()


def _replies_of(message: Message) -> list[Reply]:
    facts = Facts(message)
    told = [
        f"{one.get('type', '')} {one.get('reference', '')}: {one['error']}" for one in facts.answers if one.get("error")
    ]
    if facts.controls.get("error"):
        told.append(f"UCI: {facts.controls['error']}")
    refused = [one for one in facts.answers if one.get("action") == REJECTED]
    if facts.controls.get("action") == REJECTED or (refused and len(refused) == len(facts.answers)):
        verdict = "rejected"
    else:
        verdict = "part" if refused else "errors" if told else "accepted"
    return [Reply(facts.controls.get("reference", ""), verdict, "", told[:20])]


TRADE = EdifactTrade()
