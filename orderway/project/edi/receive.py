"""Taking an interchange in: kept as it came, checked, answered, its good part on its way; in one transaction each."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from orderway.flow.engine import Engine
from orderway.history import log
from orderway.history.log import Outgoing
from orderway.journey.intake.inbox import Arrival, store
from orderway.kernel import clock
from orderway.kernel.limits import BATCH_ORDERS_MAX, BULK_BODY_BYTES_MAX
from orderway.ports.edi import Fault, Interchange, Receipt, SetRead
from orderway.project.edi import books
from orderway.project.edi.books import Cursor
from orderway.project.edi.partners import SQL, Known

INTERCHANGE_BYTES_MAX = BULK_BODY_BYTES_MAX
LINES_TOLD_MAX = 100
"""Faults that one receipt tells; the rest is in the acknowledgement."""
CAME = "edi.came"
ACKNOWLEDGEMENTS = ("997", "CONTRL")
REFUSALS = {
    "x12": {"replay": "025", "sender": "006", "receiver": "008", "usage": "020"},
    "edifact": {"replay": "26", "sender": "23", "receiver": "7", "usage": "25"},
}
WORDS = {
    "replay": "control number {control} of {sender} came before: nothing is taken twice",
    "sender": "the sender is {sender!r}, agreed was {theirs!r}",
    "receiver": "the receiver is {receiver!r}, agreed was {ours!r}",
    "usage": "the test flag does not fit: this partner is set to {usage}",
}
_HINT = "NOTIFY orderway_work"


def receive(engine: Engine, known: Known, body: bytes, source: str) -> list[Receipt]:
    """Take a file in: a receipt for each of its interchanges. Never raises for bad content."""
    if len(body) > INTERCHANGE_BYTES_MAX:
        what = f"{len(body)} bytes, at most {INTERCHANGE_BYTES_MAX} are taken"
        return [Receipt("", "REFUSED", faults=[what])]
    receipts = []
    for came in known.standard.read(body):
        if not came.raw:
            came.raw = body
        with engine.connection.transaction(), engine.connection.cursor() as cursor:
            receipts.append(_take(cursor, engine, known, came, source))
    if any(receipt.taken for receipt in receipts):
        engine.connection.execute(_HINT)
    return receipts


def _take(cursor: Cursor, engine: Engine, known: Known, came: Interchange, source: str) -> Receipt:
    why = "" if came.refusal else _refused(cursor, known, came)
    key = f"{came.sender}/{came.control}"
    if why == "replay" and _same(cursor, known, came, key, source):
        return Receipt(came.control, "AGAIN")
    if why:
        partner = known.partner
        came.refusal = REFUSALS[known.standard.code][why]
        came.problems = [
            WORDS[why].format(
                control=came.control, sender=came.sender, receiver=came.receiver, theirs=partner.their_id,
                ours=partner.our_id, usage="test" if partner.usage == "T" else "production",
            )
        ]  # fmt: skip
    sets = [] if came.refusal else [one for group in came.groups for one in group.sets]
    good = [one for one in sets if not one.rejected]
    became = "REPLAY" if why == "replay" else _state(came, sets, good)
    receipt = Receipt(came.control, became, len(good), len(sets) - len(good))
    unmatched = [line for reply in came.replies for line in [books.match(cursor, known, reply)] if line]
    receipt.faults = [*came.problems, *unmatched, *_lines(sets)][:LINES_TOLD_MAX]
    told = {"faults": receipt.faults, "sets": len(sets), "taken": len(good), "refusal": came.refusal}
    unique = key if not came.refusal else f"refused/{engine.ids.next()}"
    receipt.id = books.keep_in(cursor, engine, known, came, unique, receipt.state, source, told)
    if good:
        receipt.messages = _pass_on(cursor, engine, known, came, receipt.id, good)
    receipt.answer = _answer(cursor, engine, known, came, receipt.id)
    return receipt


def _refused(cursor: Cursor, known: Known, came: Interchange) -> str:
    """Why the whole interchange is not taken, as a word; empty where it is."""
    partner = known.partner
    if partner.check_ids and partner.their_id and came.sender != partner.their_id:
        return "sender"
    if partner.check_ids and partner.our_id and came.receiver != partner.our_id:
        return "receiver"
    if came.test != (partner.usage == "T"):
        return "usage"
    # Two takers of one interchange: the second waits here until the first has kept it.
    cursor.execute(SQL.control_there, [known.id])
    cursor.execute(SQL.control_lock, [known.id])
    there = cursor.execute(SQL.there, [known.id, f"{came.sender}/{came.control}"]).fetchone()
    return "replay" if there is not None else ""


def _same(cursor: Cursor, known: Known, came: Interchange, key: str, source: str) -> bool:
    """Whether this is the same file from the same folder once more: its taker died before it could move it."""
    there = cursor.execute(SQL.there, [known.id, key]).fetchone()
    assert there is not None
    return source.startswith("folder:") and there[2] == source and bytes(there[1]) == hashlib.sha256(came.raw).digest()


def _state(came: Interchange, sets: Sequence[SetRead], good: Sequence[SetRead]) -> str:
    if came.refusal or (sets and not good):
        return "REFUSED"
    return "PART" if came.problems or len(good) < len(sets) else "TAKEN"


def _lines(sets: Sequence[SetRead]) -> list[str]:
    """One clear line for each segment at fault."""
    return [f"{one.kind} {one.control}{_place(fault)}: {fault.what}" for one in sets for fault in one.faults]


def _place(fault: Fault) -> str:
    return f", segment {fault.position} {fault.segment}" if fault.segment else ""


def _pass_on(
    cursor: Cursor, engine: Engine, known: Known, came: Interchange, interchange_id: int, good: Sequence[SetRead]
) -> list[int]:
    """A shop's sets become messages of the inbox (their ids), a warehouse's are carried out by the relay."""
    work = [one for one in good if one.kind not in ACKNOWLEDGEMENTS]
    now = clock.now()
    if known.shop_id is None:
        if work:
            log.send(cursor, [Outgoing(CAME, known.target, {"interchange": interchange_id})], now, engine.ids)
        return []
    source = f"edi:{came.control}#"
    arrivals = [Arrival(known.shop_id, one.body, one.kind, source=f"{source}{one.number}"[:200]) for one in work]
    ids: list[int] = []
    for start in range(0, len(arrivals), BATCH_ORDERS_MAX):
        ids += store(cursor, arrivals[start : start + BATCH_ORDERS_MAX], now, engine.ids)
    return ids


def _answer(cursor: Cursor, engine: Engine, known: Known, came: Interchange, interchange_id: int) -> str:
    now = clock.now()
    if known.standard.acknowledge(known.partner, came, 1, now) is None:
        return ""

    def make(control: int, at: object) -> tuple[str, bytes]:
        made = known.standard.acknowledge(known.partner, came, control, now)
        assert made is not None
        return made

    kept = books.keep_out(cursor, engine, known, f"ack:{interchange_id}", make, came.control)
    books.send_later(cursor, engine, known, kept)
    return kept.kind
