"""Topic `alert`: what has stood too long, told to staff by the service that a rule names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from django.utils.translation import ngettext, override

from orderway.adapters.notices import notices
from orderway.flow.engine import Engine
from orderway.history.log import Taken
from orderway.kernel.sql import named
from orderway.ports.notice import Notice
from orderway.project.links import origin
from orderway.project.relay import Call, Outcome, Refused
from orderway.web.secrets import SealBroken, unseal

_sql = named(__file__, "relay_alerts.sql")
PAGES = {
    "stuck": "/queues",
    "hold": "/queues",
    "message": "/aftersales",
    "audit": "/alarms",
    "access": "/channels",
    "failed": "/outgoing",
}


class Alerts:
    """Each alert once to its target; one that is switched off meanwhile is told nothing."""

    names = ("alert",)

    def prepare(self, engine: Engine, messages: Sequence[Taken]) -> Mapping[int, Call | Outcome]:
        """The words and the address of each."""
        wanted = [int(m.target.partition(":")[2]) for m in messages]
        with engine.connection.cursor() as cursor:
            sealed = dict(cursor.execute(_sql.targets, [wanted]).fetchall())
        return {m.id: _one(m, sealed.get(int(m.target.partition(":")[2]))) for m in messages}

    def store(self, engine: Engine, answers: Sequence[tuple[Taken, object]]) -> dict[int, Outcome]:
        """What was told is kept with the message."""
        return {
            m.id: Outcome(failure=f"refused: {a.text}"[:200], final=True)
            if isinstance(a, Refused)
            else Outcome(_told(a))
            for m, a in answers
        }


def _one(message: Taken, sealed: str | None) -> Call | Outcome:
    if sealed is None:
        return Outcome({"state": "switched_off"})
    try:
        address = unseal(sealed)
    except SealBroken:
        return Outcome(failure="seal_broken", final=True)
    told = message.payload
    subject, text = alert_text(str(told["what"]), int(told["many"]), [str(n) for n in told["names"]], told["language"])
    link = origin() + PAGES.get(str(told["what"]), "/")
    notice = Notice(f"alert{message.id}", subject, text, str(told["language"]), link, service=address)
    return partial(_send, notice)


def _send(notice: Notice) -> dict[str, Any]:
    notices()["service"].send(notice)
    return {"way": "service", "subject": notice.subject}


def _told(answer: object) -> dict[str, Any]:
    assert isinstance(answer, dict)
    return answer


def alert_text(what: str, many: int, names: Sequence[str], language: str) -> tuple[str, str]:
    """Subject and text of an alert in the language of its rule."""
    with override(language):
        count = {"many": many}
        subjects = {
            "stuck": ngettext("%(many)s order stands too long", "%(many)s orders stand too long", many),
            "hold": ngettext("%(many)s hold is overdue", "%(many)s holds are overdue", many),
            "message": ngettext("%(many)s buyer waits for an answer", "%(many)s buyers wait for an answer", many),
            "audit": ngettext("%(many)s audit is broken", "%(many)s audits are broken", many),
            "access": ngettext("%(many)s authorisation ends", "%(many)s authorisations end", many),
            "failed": ngettext("%(many)s message was given up", "%(many)s messages were given up", many),
        }
        more = f"\n+ {many - len(names)}" if many > len(names) else ""
        return f"Orderway: {subjects[what] % count}", "\n".join(names) + more
