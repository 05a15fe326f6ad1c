"""Topic `letter`: events of orders, answers to wishes and messages, agreed days; in the shop's words, once each.

A letter goes by mail where the buyer left an address (practice shops: the mailbox); a reply goes the way the buyer
wrote.
Where a buyer cannot be reached by an event's letter, nobody is troubled with that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from orderway.flow.engine import Engine
from orderway.flow.wishes import granted
from orderway.history.log import Taken
from orderway.journey.confirm import letters
from orderway.kernel.links import TRACK
from orderway.kernel.sql import named
from orderway.ports.notice import Notice
from orderway.project.links import link
from orderway.project.relay import Call, Outcome, Refused
from orderway.project.relay_texts import Hours, event_text, keep_texts
from orderway.project.relay_words import brought, stored

_sql = named(__file__, "relay_letters.sql")
NOBODY = Outcome({"way": "none"})


class Letters:
    """All letters that are no question and no survey."""

    names = ("letter",)

    def prepare(self, engine: Engine, messages: Sequence[Taken]) -> Mapping[int, Call | Outcome]:
        """The words of each letter with the facts of its order, and the way it goes."""
        orders = [m.order_id for m in messages if m.order_id is not None]
        with engine.connection.cursor() as cursor:
            rows = {row[0]: row[1:] for row in cursor.execute(_sql.letters, [orders])}
            return {m.id: self._one(engine, cursor, m, rows.get(m.order_id)) for m in messages}

    def _one(self, engine: Engine, cursor: Any, message: Taken, row: Sequence[Any] | None) -> Call | Outcome:
        kind = str(message.payload.get("kind", ""))
        if row is None or kind not in letters.KINDS:
            return Outcome(failure="unknown_order" if row is None else "unknown_letter", final=True)
        told, _number, name, email, phone, shop, shop_name, shop_email, practice, external_id = row[:10]
        language = letters.language_of(told)
        facts = self._facts(cursor, message, kind, language, row)
        if facts is None:
            return Outcome({"state": "overtaken"})
        subject, body = letters.words(cursor, kind, shop, language)
        notice = Notice(
            f"l{message.id}", letters.subject_of(subject, facts), letters.filled(body, facts), language,
            link(TRACK, message.order_id or 0), name, email, phone, shop_name, shop_email,
        )  # fmt: skip
        notice.kind, notice.facts = kind, facts
        channel = str(message.payload.get("channel") or "email")
        hours = Hours(row[10], kind == "reply")
        found = brought(engine, message, channel, practice, notice, shop, external_id, hours)
        if isinstance(found, Outcome) and found.failure == "by_hand" and not kind.startswith(letters.HAVE_TO_ARRIVE):
            return event_text(engine, message, notice, shop, hours) or NOBODY
        return found

    def _facts(
        self, cursor: Any, message: Taken, kind: str, language: str, row: Sequence[Any]
    ) -> dict[str, str] | None:
        number, shop_name = row[1], row[6]
        zone, titles, wished, extra, ship_by, delivered_at = row[10:]
        facts = {"number": number, "shop": shop_name, "goods": letters.goods_text([tuple(t) for t in titles], language)}
        at: datetime | None = None
        if kind == "event.shipped":
            values = {"order": message.order_id, "fulfilment": message.payload.get("fulfilment")}
            parcels = cursor.execute(_sql.parcels, values).fetchall()
            facts |= {
                "carrier": ", ".join(dict.fromkeys(carrier for carrier, _ in parcels if carrier)),
                "tracking_number": ", ".join(tracking for _, tracking in parcels if tracking),
            }
        elif kind == "event.delayed":
            at = ship_by
        elif kind == "event.delivered":
            at = delivered_at
        elif kind == "ship_date":
            at = datetime.fromisoformat(str(message.payload["at"]))
        elif kind == "reply":
            found = cursor.execute(_sql.note, {"order": message.order_id, "note": message.payload["note"]}).fetchone()
            if found is None:
                return None
            facts["text"] = found[0]
        elif kind.startswith("wish."):
            wish = str(message.payload["wish"])
            answers = extra or {}
            if f"wish.{answers.get(wish, {}).get('state')}" != kind:
                return None
            facts |= {"wish": str(wished.get(wish, "")), "alternative": granted(wished, answers).get(wish, "")}
        if at is not None:
            facts["day"] = letters.day(at, zone, language)
        return facts

    def store(self, engine: Engine, answers: Sequence[tuple[Taken, object]]) -> dict[int, Outcome]:
        """The letter as it went (without its link) is kept with the message."""
        found = {}
        keep_texts(engine, answers)
        for message, answer in answers:
            wanted = str(message.payload.get("kind", "")).startswith(letters.HAVE_TO_ARRIVE)
            found[message.id] = NOBODY if isinstance(answer, Refused) and not wanted else stored(answer)
        return found
