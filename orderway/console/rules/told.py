"""What a rule said about an order, in words: for the hold, the section of decisions and the timeline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from orderway.console.rules.words import choice_word, fact_word
from orderway.rules.facts import FLAG, MONEY
from orderway.rules.facts_order import LINE_FACTS
from orderway.web import words_holds
from orderway.web.templatetags.figures import money_text


def told_by_rules(facts: Mapping[str, Any], currency: str) -> list[str]:
    """The rows that fired, what they asked about and found, and what moves by itself."""
    parts = [_row(entry) for entry in facts.get("rules", ()) if isinstance(entry, list)]
    parts += [_asked(name, value, currency) for name, value in facts.get("asked", {}).items() if value is not None]
    owed = facts.get("seen", {}).get("owed") if isinstance(facts.get("seen"), Mapping) else None
    if owed is not None:
        parts.append(_("owes already: %(amount)s") % {"amount": money_text(int(owed), currency)})
    return parts


def _row(entry: Sequence[Any]) -> str:
    """`[table, row, text, points or mark]`: points are small, marks are not."""
    table, row, text, last = (*entry, "", "", "", 0)[:4]
    said = f"{text or row} ({table})" if text or row else str(table)
    return f"{said} +{last}" if isinstance(last, int) and 0 < last <= POINTS_SHOWN_MAX else said


POINTS_SHOWN_MAX = 1_000


def _asked(name: str, value: Any, currency: str) -> str:
    fact = LINE_FACTS.get(name)
    if fact is not None and fact.type == MONEY and isinstance(value, int):
        said = money_text(value, currency)
    elif fact is not None and fact.type == FLAG:
        said = _("yes") if value else _("no")
    elif isinstance(value, list):
        said = _(", ").join(map(str, value))
    else:
        said = str(choice_word(name, value)) if isinstance(value, str) else str(value)
    return _("%(label)s: %(said)s") % {"label": fact_word("line_hold", name), "said": said}


def fits_words(kinds: Sequence[str]) -> str:
    """By what a receiver was found on the black list."""
    known = {"phone": _("phone"), "name": _("name"), "address": _("address"), "email": _("e-mail")}
    return _(", ").join(known.get(kind, kind) for kind in kinds)


def ended_text(outcome: str, facts: Mapping[str, Any], currency: str) -> str:
    """A hold whose time was over."""
    reason = words_holds.reason_word(str(facts.get("reason", "")))
    known = {
        "released": _("The time of the hold is over, it is released: %(reason)s"),
        "cancelled": _("The time of the hold is over, the order is cancelled: %(reason)s"),
        "escalated": _("The time of the hold is over, now it is for: %(role)s (%(reason)s)"),
    }
    words = {"reason": reason, "role": words_holds.role_word(str(facts.get("to", "")))}
    return known.get(outcome, outcome) % words


def priority_text(outcome: str, facts: Mapping[str, Any], currency: str) -> str:
    """A rule set the priority."""
    rule = facts.get("rule") or ["", "", ""]
    return _("Priority %(to)s by the table %(table)s") % {"to": facts.get("to"), "table": rule[0]}
