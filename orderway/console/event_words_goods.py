"""What happened with bundles, boxes of several orders, pre-sale, gifts and invoices, in sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from orderway.web.templatetags.figures import money_text

Facts = Mapping[str, Any]


def _merge(outcome: str, facts: Facts, currency: str) -> str:
    if outcome == "left":
        return _("Left the box it shared: it goes alone")
    many = len(facts.get("orders", ()))
    return ngettext("Travels in one box", "Travels in one box of %(many)s orders", many) % {"many": many}


def _unmerge(outcome: str, facts: Facts, currency: str) -> str:
    return _("To go alone: the warehouse is asked") if outcome == "asked" else _("To go alone")


def _go_now(outcome: str, facts: Facts, currency: str) -> str:
    return _("Goes on before the end of its buffer")


def _presale(outcome: str, facts: Facts, currency: str) -> str:
    amount = money_text(int(facts.get("deposit") or 0), currency)
    return _("Other terms of the pre-sale: deposit %(amount)s") % {"amount": amount}


def _gift(outcome: str, facts: Facts, currency: str) -> str:
    what = {"sku": facts.get("sku", ""), "units": facts.get("units", 0)}
    if outcome == "given":
        return _("Gift: %(sku)s × %(units)s") % what
    if outcome == "taken":
        return _("Gift taken back: %(sku)s × %(units)s") % what
    if outcome == "owed":
        amount = money_text(int(facts["amount"]), currency)
        return _("Gift not sent back: %(amount)s less refunded") % {"amount": amount}
    return _("No gift left of %(sku)s") % what


def _exchange(outcome: str, facts: Facts, currency: str) -> str:
    if outcome == "worded":
        return _("Line %(line)s: the channel words it otherwise") % {"line": facts.get("line")}
    what = {"line": facts.get("line"), "was": facts.get("was"), "now": facts.get("now")}
    return _("Line %(line)s: the buyer chose %(now)s instead of %(was)s") % what


def _invoice(outcome: str, facts: Facts, currency: str) -> str:
    amount = money_text(int(facts.get("amount") or 0), currency)
    known = {
        "asked": _("Invoice asked for: %(amount)s"),
        "changed": _("The wish for an invoice was changed"),
        "withdrawn": _("No invoice is wanted any more"),
        "sent": _("Invoice ordered: %(amount)s"),
        "issued": _("Invoice %(number)s issued: %(amount)s"),
        "uploaded": _("Invoice %(number)s is with the channel"),
        "reversed": _("Red-letter invoice %(number)s: %(amount)s"),
        "failed": _("The invoice could not be issued"),
    }
    text = known.get(outcome, outcome)
    return text % {"amount": amount, "number": facts.get("number", "")}


def _channel_ships(outcome: str, facts: Facts, currency: str) -> str:
    known = {
        "yes": _("The channel ships it now"),
        "no": _("The channel leaves the shipping to us"),
        "gone": _("The channel has shipped it"),
    }
    return known.get(outcome, outcome)


def _buyer(outcome: str, facts: Facts, currency: str) -> str:
    if outcome == "erased":
        return _("The buyer's data was erased from the order")
    known = {
        "messages": _("messages of the channel %(many)s"),
        "letters": _("letters and labels %(many)s"),
        "notes": _("notes %(many)s"),
        "former_receivers": _("former receivers %(many)s"),
        "surveys": _("words of surveys %(many)s"),
        "left": _("messages still to be read, not erased: %(many)s"),
    }
    many = _(", ").join(known[store] % {"many": facts[store]} for store in known if facts.get(store))
    return _("Erased everywhere: %(what)s") % {"what": many or "0"}


TEXTS: dict[str, Callable[[str, Facts, str], str]] = {
    "buyer": _buyer,
    "merge": _merge,
    "unmerge": _unmerge,
    "go_now": _go_now,
    "presale": _presale,
    "gift": _gift,
    "invoice": _invoice,
    "channel_ships": _channel_ships,
    "exchange": _exchange,
}
"""By the code of a step."""


def passed(facts: Facts) -> str:
    """What a gate that was passed did beside; empty where that is no news."""
    if facts.get("balance_missed"):
        return _("The balance was not paid in time: closed, the deposit is kept")
    if facts.get("bundles"):
        many = sum(entry[2] for entry in facts["bundles"])
        return ngettext("Bundles: %(many)s component", "Bundles: %(many)s components", many) % {"many": many}
    return ""
