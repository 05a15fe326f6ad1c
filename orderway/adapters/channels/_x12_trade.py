"""X12 as a `ports.edi.Standard`: interchanges read and checked, answered by 997 or TA1, and ours written. Pure.

Source: ASC X12.5 (ISA, TA1), 004010 set 997.
"""

from __future__ import annotations

from datetime import datetime

from orderway.adapters.channels import _x12_envelope as envelope
from orderway.adapters.channels._x12_check import check, element_ref
from orderway.adapters.channels._x12_documents import KINDS, document
from orderway.adapters.channels._x12_envelope import Group, Segment, TransactionSet, at
from orderway.adapters.channels._x12_facts import Facts
from orderway.adapters.channels._x12_write import interchange, service
from orderway.adapters.channels.x12 import CHANNEL
from orderway.kernel.digits import whole
from orderway.ports.edi import Fault, GroupRead, Interchange, Partner, Reply, SetRead, Told

READ_AS_ORDERS = ("850", "860")
"""Sets that the inbox reads: what its reader could not read is rejected."""
NUMBERS = {"850": ("BEG", 3), "860": ("BCH", 3), "945": ("W06", 2), "944": ("W17", 3), "943": ("W06", 2),
           "947": ("W15", 2), "846": ("BIA", 3), "997": ("AK1", 2)}  # fmt: skip
GROUP_VERDICTS = {"A": "accepted", "E": "errors", "P": "part", "R": "rejected", "M": "rejected", "W": "rejected",
                  "X": "rejected"}  # fmt: skip
NO_CONTROL = "000000000"
REPLAY, WRONG_SENDER, WRONG_RECEIVER, WRONG_USAGE, CUT_OFF, NO_CONTENT = "025", "006", "008", "020", "022", "024"
_NOTES = (("IEA01", "021"), ("IEA02", "001"), ("has no IEA", "023"))


class X12Trade:
    """Keeps the promises of `ports.edi.Standard`."""

    code = "x12"

    def read(self, body: bytes) -> list[Interchange]:
        """Every interchange of a file; where there is none, one that says so."""
        found = envelope.read(body)
        made = [_interchange(isa, text) for isa, text in zip(found.interchanges, found.texts, strict=True)]
        by_isa = {id(isa): one for isa, one in zip(found.interchanges, made, strict=True)}
        for group in found.groups:
            one = by_isa[id(group.interchange)]
            one.groups.append(_group(group))
            one.replies += [reply for each in group.sets if each.kind == "997" for reply in _reply_of(each)]
        for isa, segment in zip(found.answered_in, found.acknowledgements, strict=True):
            by_isa[id(isa)].replies.append(_interchange_reply(segment))
        stray: list[str] = []
        for problem in found.problems:
            home = next((one for one in made if problem.where.startswith(f"interchange {one.control}")), None)
            (home.problems if home else stray).append(f"{problem.where}: {problem.what}"[:300])
        if stray:
            refused = Interchange(NO_CONTROL, "", "", False, problems=stray, refusal=NO_CONTENT)
            if "ISA segment is cut" in stray[0]:
                refused.refusal = CUT_OFF
            (made[0].problems.extend(stray) if made else made.append(refused))
        for one in made:
            if not one.groups and not one.replies and not one.refusal:
                one.refusal = NO_CONTENT
                one.problems = one.problems or ["the interchange holds nothing"]
        return made

    def write(self, partner: Partner, told: Told, control: int, at: datetime) -> tuple[str, bytes]:
        """One interchange with one document. Raises `Unsayable` (a ValueError)."""
        kind, body = document(partner, told)
        return kind, interchange(partner, KINDS[kind], [(kind, body)], control, at)

    def acknowledge(self, partner: Partner, came: Interchange, control: int, at: datetime) -> tuple[str, bytes] | None:
        """TA1 where the envelope is at fault or the interchange refused, else the 997 of its groups; None: nothing."""
        if came.refusal:
            return "TA1", service(partner, [_ta1(came, "R", came.refusal, at)], control, at)
        answers = [("997", _answer(group)) for group in came.groups if group.functional_id not in ("FA", "")]
        answers = [one for one, group in zip(answers, _asking(came), strict=True) if group.sets]
        if not answers:
            return None
        note = next((code for problem in came.problems for word, code in _NOTES if word in problem), "")
        written = interchange(partner, "FA", answers, control, at)
        if note:
            ta1 = partner.element.join(_ta1(came, "E", note, at))
            cut = written.index(f"GS{partner.element}".encode())
            written = written[:cut] + f"{ta1}{_end(partner)}".encode() + written[cut:]
        return "997", written

    def renumber(self, partner: Partner, body: bytes, control: int, at: datetime) -> bytes:
        """The same sets under another control number."""
        [group] = envelope.read(body).groups
        return interchange(partner, group.functional_id, [(one.kind, one.body) for one in group.sets], control, at)


def _end(partner: Partner) -> str:
    return partner.terminator if partner.terminator in "\r\n" else f"{partner.terminator}\n"


def _asking(came: Interchange) -> list[GroupRead]:
    return [group for group in came.groups if group.functional_id not in ("FA", "")]


def _interchange(isa: Segment, text: str) -> Interchange:
    found = Interchange(isa[12], isa[5], isa[7], isa[14] == "T", date=isa[8], time=isa[9], asks_reply=isa[13] == "1")
    found.raw = text.encode("utf-8", "replace")
    return found


def _group(group: Group) -> GroupRead:
    return GroupRead(group.functional_id, group.control, [_set(one, group) for one in group.sets], whole(group.said))


def _set(one: TransactionSet, group: Group) -> SetRead:
    faults = check(one)
    number = order = ""
    segment, place = NUMBERS.get(one.kind, ("", 0))
    if segment:
        number = next((at(each, place) for each in one.body if each[0].strip() == segment), "")[:60]
    body = alone(one, group)
    if one.kind in READ_AS_ORDERS:
        order = number
        if not any(fault.fatal for fault in faults):
            told = CHANNEL.parse(body).problems
            faults += [Fault("", 0, "5", what=f"{problem.what}"[:300]) for problem in told if not _known(problem.what)]
    return SetRead(one.kind, one.control, body, faults, number, order)


def _known(what: str) -> bool:
    """Faults of the envelope, which `check` tells in its own way."""
    return what.startswith(("SE0", "ST "))


def alone(one: TransactionSet, group: Group) -> bytes:
    """A set as an interchange of its own, in the sender's delimiters, its own segments untouched."""
    element, isa = group.element, group.interchange
    widths = (2, 10, 2, 10, 2, 15, 2, 15, 6, 4, 1, 5, 9, 1, 1, 1)
    rows = [["ISA", *(f"{text:<{width}}" for text, width in zip(isa, widths, strict=True))]]
    rows.append(["GS", group.functional_id, group.sender, group.receiver, group.date, group.time, group.control,
                 group.agency, group.version])  # fmt: skip
    rows.append(["ST", one.kind, one.control])
    rows += one.body
    rows += [one.trailer] if one.trailer else []
    rows += [["GE", "1", group.control], ["IEA", "1", isa[12]]]
    end = group.terminator if group.terminator in "\r\n" else f"{group.terminator}\n"
    return (end.join(element.join(row) for row in rows) + end).encode()


def _ta1(came: Interchange, verdict: str, note: str, now: datetime) -> list[str]:
    date, clock = came.date or now.strftime("%y%m%d"), came.time or now.strftime("%H%M")
    return ["TA1", came.control, date, clock, verdict, note]


def _answer(group: GroupRead) -> list[list[str]]:
    rows = [["AK1", group.functional_id, group.control]]
    accepted = 0
    for one in group.sets:
        rows += _set_answer(one)
        accepted += not one.rejected
    came = len(group.sets)
    said = group.said if group.said is not None else came
    codes = ["5"] if said != came else []
    clean = not codes and not any(one.faults for one in group.sets)
    state = "A" if accepted == came and clean else "E" if accepted == came else "P" if accepted else "R"
    return [*rows, ["AK9", state, str(said), str(came), str(accepted), *codes]]


def _set_answer(one: SetRead) -> list[list[str]]:
    """AK2 to AK5: each segment at fault once, its elements behind it."""
    rows = [["AK2", one.kind, one.control]]
    last = ("", 0, "")
    for fault in one.faults:
        if not fault.segment:
            continue
        if (fault.segment, fault.position, fault.code) != last:
            rows.append(["AK3", fault.segment, str(fault.position), "", fault.code])
            last = (fault.segment, fault.position, fault.code)
        if fault.element:
            ref = element_ref(fault.segment, fault.element)
            rows.append(["AK4", str(fault.element), ref, fault.element_code, _shown(fault.value)])
    codes = list(dict.fromkeys("5" if fault.segment else fault.code for fault in one.faults))
    state = "R" if one.rejected else "E" if codes else "A"
    return [*rows, ["AK5", state, *sorted(codes)[:5]]]


def _shown(value: str) -> str:
    return "".join(letter for letter in value if letter.isascii() and (letter.isalnum() or letter in " .-/"))[:99]


def _reply_of(one: TransactionSet) -> list[Reply]:
    facts = Facts(one)
    if not facts.head("AK1", 2):
        return []
    verdict = GROUP_VERDICTS.get(facts.head("AK9", 1), "errors")
    if verdict == "errors" and any(each["status"] == "R" for each in facts.sets):
        verdict = "part"
    told = [
        f"{each['type']} {each['control']}: {' '.join(part for part in fault if part)}"
        for each in facts.sets
        for fault in each.get("faults", [])
    ]
    return [Reply(facts.head("AK1", 2), verdict, facts.head("AK1", 1), told[:20])]


def _interchange_reply(segment: Segment) -> Reply:
    verdict = {"A": "accepted", "E": "errors"}.get(at(segment, 4), "rejected")
    note = at(segment, 5)
    return Reply(at(segment, 1), verdict, "", [f"TA1 {note}"] if verdict != "accepted" else [])


TRADE = X12Trade()
