"""Why a message is parked, in words, and what helps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from orderway.console.imports.faults import fault, place
from orderway.web.words import Text


class Why(NamedTuple):
    """A reason: its words, and what to do."""

    label: Text
    todo: Text


REASONS: dict[str, Why] = {
    "unreadable": Why(
        pgettext_lazy("parked", "Cannot be read"),
        gettext_lazy("Open and mend it, or have it read again once the adapter knows this form."),
    ),
    "shop_unknown": Why(
        pgettext_lazy("parked", "Shop unknown"), gettext_lazy("Set the shop up, then try all of this kind again.")
    ),
    "order_unknown": Why(
        pgettext_lazy("parked", "Its order is not here yet"),
        gettext_lazy("It is read by itself when its order comes. If the order never came, ask the channel for it."),
    ),
    "mail_stranger": Why(
        pgettext_lazy("parked", "Mail of nobody known"),
        gettext_lazy("It answers no letter of ours. Open it and give it its order's number, or set it aside."),
    ),
    "mail_automatic": Why(
        pgettext_lazy("parked", "Mail of a machine"),
        gettext_lazy("An absence note or a newsletter. Look at it, then set it aside."),
    ),
    "mail_bounce": Why(
        pgettext_lazy("parked", "Mail came back"),
        gettext_lazy("A letter of ours did not arrive. Open it to see which; reach the buyer another way."),
    ),
    "mail_unreadable": Why(
        pgettext_lazy("parked", "Mail cannot be read"),
        gettext_lazy("Look at it in the mailbox itself, then set it aside."),
    ),
    "kills_its_reader": Why(
        pgettext_lazy("parked", "Kills its reader"),
        gettext_lazy("It ended the program that read it. Mend it by hand, and report it."),
    ),
    "breaks_its_reader": Why(
        pgettext_lazy("parked", "Breaks its reader"),
        gettext_lazy("Reading it failed with an error of ours. Mend it by hand, and report it."),
    ),
    "row_unreadable": Why(
        pgettext_lazy("parked", "Row of a file"),
        gettext_lazy("Correct the row in the file and import it again: what was read already is not doubled."),
    ),
    "not_an_order": Why(
        pgettext_lazy("parked", "Not an order"),
        gettext_lazy("The file held something else; look at it, then set it aside."),
    ),
    "external_id_missing": Why(
        pgettext_lazy("parked", "Order number missing"), gettext_lazy("Open and mend it: give the order its number.")
    ),
    "too_many_lines": Why(pgettext_lazy("parked", "Too many lines"), gettext_lazy("Split it into several orders.")),
    "currency_unknown": Why(
        pgettext_lazy("parked", "Currency unknown"), gettext_lazy("Open and mend it: three letters, such as CNY.")
    ),
    "date_absurd": Why(pgettext_lazy("parked", "Absurd date"), gettext_lazy("Open and mend the date.")),
    "quantity_absurd": Why(pgettext_lazy("parked", "Absurd quantity"), gettext_lazy("Open and mend the quantity.")),
    "amount_absurd": Why(pgettext_lazy("parked", "Absurd amount"), gettext_lazy("Open and mend the amount.")),
}


KINDS: dict[str, Text] = {
    "payment": pgettext_lazy("told", "payment"),
    "refund": pgettext_lazy("told", "refund"),
    "cancellation": pgettext_lazy("told", "cancellation"),
    "fulfilment": pgettext_lazy("told", "shipment"),
    "shipment": pgettext_lazy("told", "shipment"),
    "tracking": pgettext_lazy("told", "tracking"),
    "return": pgettext_lazy("told", "return"),
    "message": pgettext_lazy("told", "message of the buyer"),
    "note": pgettext_lazy("told", "remark"),
    "invoice": pgettext_lazy("told", "invoice"),
}
"""What a message is about that tells of an order."""
WAYS: dict[str, Text] = {
    "api": "API",
    "webhook": "Webhook",
    "pull": gettext_lazy("Fetched from the channel"),
    "hand": gettext_lazy("Entered by hand"),
}


def way(source: str) -> str:
    """By which way a message came: api, webhook, or the file and row."""
    name = source.removeprefix("file:").replace("#", " · ")
    return str(WAYS.get(source.partition(":")[0], name))


def why(reason: str) -> Why:
    """The words of a reason; an unknown code stands for itself."""
    return REASONS.get(reason) or Why(reason, REASONS["unreadable"].todo)


def detail(facts: dict[str, Any]) -> str:
    """What exactly was wrong, from the facts of the parking, in one line."""
    problems = facts.get("problems") or []
    if problems:
        return _("; ").join(_problem(*map(str, one[:2])) for one in problems[:3])
    words: dict[str, Callable[[str], str]] = {"where": place, "what": fault, "order": str}
    named = [say(str(facts[name])) for name, say in words.items() if facts.get(name)]
    kind = str(facts.get("kind") or "")
    return " · ".join(filter(None, (*named, str(KINDS.get(kind, kind)), str(facts.get("error") or ""))))


def _problem(where: str, what: str = "") -> str:
    if not what or where in ("", "message"):
        return fault(what or where)
    return _("%(label)s: %(said)s") % {"label": place(where), "said": fault(what.removeprefix(f"{where}: "))}
