"""What is kept of interchanges: control numbers given out once, bytes as they were sent, answers matched to them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import psycopg

from orderway.flow.engine import Engine
from orderway.history import log
from orderway.history.log import Outgoing
from orderway.kernel import clock
from orderway.kernel.rows import json_text
from orderway.ports.edi import Interchange, Reply
from orderway.project.edi.partners import SQL, SUFFIX, Known

CONTROL_MAX = 999_999_999
ACKNOWLEDGED_KINDS = ("855", "865", "856", "810", "846", "940", "ORDRSP", "DESADV", "INVOIC", "INVRPT", "INSDES")
"""What a partner has to answer by 997 or CONTRL; acknowledgements are not acknowledged."""
FUNCTIONAL = {"855": "PR", "865": "CA", "856": "SH", "810": "IN", "846": "IB", "940": "OW"}
SEND = "edi.send"
FACTS_MAX = 20
"""Lines of faults kept with an interchange."""

Cursor = psycopg.Cursor[Any]
Maker = Callable[[int, datetime], tuple[str, bytes]]
"""Kind and bytes under a control number at a time."""


class Kept(NamedTuple):
    """An interchange of ours as it was kept; `fresh` where it was made just now."""

    id: int
    kind: str
    control: str
    body: bytes
    fresh: bool


class TooManyInterchanges(Exception):
    """A partner's control numbers are used up; agree on a new sender id."""


def keep_out(
    cursor: Cursor, engine: Engine, known: Known, key: str, make: Maker, number: str = "", order_id: int | None = None
) -> Kept:
    """Make an interchange once for its key, under the partner's next control number; the caller has a transaction.

    The partner's row is locked, so numbers follow each other and no two makers make the same.
    """
    cursor.execute(SQL.control_there, [known.id])
    row = cursor.execute(SQL.control_lock, [known.id]).fetchone()
    assert row is not None
    there = cursor.execute(SQL.kept_out, [known.id, key]).fetchone()
    if there is not None:
        return Kept(there[0], there[1], there[2], bytes(there[3]), False)
    control = int(row[0]) + 1
    if control > CONTROL_MAX:
        raise TooManyInterchanges(known.code)
    now = clock.now()
    kind, body = make(control, now)
    made = Kept(engine.ids.next(), kind, str(control), body, True)
    cursor.execute(SQL.control_move, [control, known.id])
    cursor.execute(SQL.keep, _row(made, known, "out", key, "WRITTEN", now, number=number, order_id=order_id))
    return made


def _row(
    kept: Kept, known: Known, direction: str, key: str, state: str, now: datetime, *, number: str = "",
    order_id: int | None = None, source: str = "", facts: Mapping[str, Any] | None = None,
) -> dict[str, Any]:  # fmt: skip
    return {
        "id": kept.id, "partner": known.id, "direction": direction, "now": now, "control": kept.control[:60],
        "kind": kept.kind[:60], "number": number[:60], "order": order_id, "key": key[:200], "state": state,
        "source": source[:200], "sha": hashlib.sha256(kept.body).digest(), "facts": json_text(dict(facts or {})),
        "body": kept.body,
    }  # fmt: skip


def keep_in(
    cursor: Cursor, engine: Engine, known: Known, came: Interchange, key: str, state: str, source: str,
    facts: Mapping[str, Any],
) -> int:  # fmt: skip
    """Keep an interchange that came, whatever it is worth; its id."""
    kinds = sorted({one.kind for group in came.groups for one in group.sets}) or (["TA1"] if came.replies else [""])
    numbers = [one.number for group in came.groups for one in group.sets if one.number]
    number = numbers[0] + (f" +{len(numbers) - 1}" if len(numbers) > 1 else "") if numbers else ""
    kept = Kept(engine.ids.next(), " ".join(kinds), came.control, came.raw, True)
    now = clock.now()
    row = _row(kept, known, "in", key, state, now, number=number, source=source, facts=facts)
    cursor.execute(SQL.keep, row)
    return kept.id


def send_later(cursor: Cursor, engine: Engine, known: Known, kept: Kept, order_id: int | None = None) -> None:
    """Put the sending of a kept interchange into the outbox, in the same transaction."""
    message = Outgoing(SEND, known.target, {"interchange": kept.id}, order_id)
    log.send(cursor, [message], clock.now(), engine.ids)


def file_name(known: Known, control: str, kind: str) -> str:
    """The name under which an interchange lies in the partner's folder: the same at every try."""
    return f"{known.code}-{int(control):09}-{kind.lower()}.{SUFFIX[known.standard.code]}"


def sent(cursor: Cursor, interchange_id: int, known: Known, kind: str) -> None:
    """It has left; from now on its acknowledgement is waited for."""
    now = clock.now()
    due = now + timedelta(hours=known.partner.ack_hours) if kind in ACKNOWLEDGED_KINDS else None
    cursor.execute(SQL.sent, {"id": interchange_id, "due": due})


def match(cursor: Cursor, known: Known, reply: Reply) -> str:
    """Put the partner's word beside what it is about; a line where it is about nothing of ours."""
    control = str(int(reply.control)) if reply.control.isascii() and reply.control.isdigit() else reply.control
    if not reply.functional_id and reply.verdict == "accepted" and known.standard.code == "x12":
        return ""  # TA1: the envelope came; what is in it is answered by 997
    rows = cursor.execute(SQL.of_control, [known.id, control]).fetchall()
    if reply.functional_id:
        rows = [row for row in rows if FUNCTIONAL.get(row[1]) == reply.functional_id]
    if not rows:
        return f"it answers {reply.functional_id or 'interchange'} {reply.control[:30]}, which we did not send"
    values = {"ids": [row[0] for row in rows], "ack": reply.verdict, "now": clock.now(),
              "faults": json_text({"ack_faults": reply.faults[:FACTS_MAX]})}  # fmt: skip
    cursor.execute(SQL.acknowledged, values)
    return ""
