"""Why each decision was made: a sentence from the evidence of the gate's last verdict, and the candidates behind it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from orderway.console.event_words import GATES
from orderway.console.rules.told import fits_words, told_by_rules
from orderway.console.why_goods import told_by_channel, told_by_listing
from orderway.console.why_source import listed, source
from orderway.flow.order import Order
from orderway.web import words, words_holds
from orderway.web.templatetags.figures import money_text, number
from orderway.web.words_pay import payment_word
from orderway.web.words_places import country_word

Facts = Mapping[str, Any]


class Told(Protocol):
    """What is read of an event (`timeline.Happened`, which stands above this)."""

    @property
    def seq(self) -> int:
        """Its number among the order's events."""
        ...

    @property
    def steps(self) -> list[list[Any]]:
        """What the gates said."""
        ...


def decisions(order: Order, events: Sequence[Told], names: Mapping[str, str], currency: str) -> list[dict[str, Any]]:
    """The last verdict of each gate, in journey order. `names`: warehouses by code; `currency`: of the costs."""
    steps = [step for happened in sorted(events, key=lambda one: one.seq) for step in happened.steps]
    return decisions_of(order, steps, names, currency)


def decisions_of(
    order: Order, steps: Sequence[Sequence[Any]], names: Mapping[str, str], currency: str
) -> list[dict[str, Any]]:
    """The same from the steps alone, the oldest first."""
    latest = {step[0]: step for step in steps if step[0] in GATES}
    latest |= {step[0]: step for step in steps if step[0] == "promise" and _says_much(step[2])}
    found = []
    for gate in GATES:
        if gate in latest:
            _code, outcome, facts = latest[gate]
            found.append({"gate": gate, **_MAKERS[gate](outcome, facts, order, names, currency)})
    return found


def _says_much(promise: Facts) -> bool:
    """Whether it took something or missed it; a later look that found all in place says less."""
    return any(promise.get(key) for key in ("reserved", "short", "channel_fulfilled"))


def _check(outcome: str, facts: Facts, order: Order, names: Mapping[str, str], currency: str) -> dict[str, Any]:
    defects = list(dict.fromkeys(facts.get("defects", ())))
    if not defects:
        return {"sentence": _("Nothing is missing: buyer, address, goods and amounts are complete.")}
    said = _(", ").join(str(words_holds.reason_word(code)) for code in defects)
    text = ngettext("%(many)s defect: %(said)s.", "%(many)s defects: %(said)s.", len(defects))
    return {"sentence": text % {"many": len(defects), "said": said}, "facts": _hold_facts(order, defects, currency)}


def _hold_facts(order: Order, reasons: Sequence[str], currency: str) -> list[tuple[str, str]]:
    return [
        (str(words_holds.reason_word(hold.reason)), fact_words(hold.facts, order.currency))
        for hold in order.holds
        if hold.reason in reasons and hold.facts
    ]


def fact_words(facts: Facts, currency: str) -> str:
    """The facts of a hold in one line: amounts as money, lists in a row."""
    labels = {
        "total": _("total"),
        "limit": _("limit"),
        "computed": _("computed"),
        "told": _("told by the channel"),
        "captured": _("paid"),
        "due": pgettext("amount", "due"),
        "units": _("units"),
        "amount": _("amount"),
        "listing": _("listing"),
        "code": _("code"),
        "given": _("given"),
        "suggestion": _("suggestion"),
        "order": _("order"),
        "country": _("country"),
        "province": _("province"),
        "category": _("category"),
        "short": _("missing"),
        "chars": _("characters"),
        "by": _("by"),
        "score": _("points"),
        "limit_points": _("limit"),
        "sku": _("SKU"),
        "unit": _("brings per unit"),
        "floor": _("floor"),
        "fits": _("fits"),
        "entries": _("why"),
        "there": _("at the gateway"),
        "counted": _("counted here"),
        "reference": _("payment"),
    }
    money = ("total", "limit", "computed", "told", "captured", "due", "amount", "unit", "floor", "there", "counted")
    parts = []
    for key, label in labels.items():
        value = facts.get(key)
        if value in (None, "", [], {}):
            continue
        if key in money and isinstance(value, int) and not ("units" in facts and key == "limit"):
            said = money_text(value, currency)
        elif isinstance(value, Mapping):
            said = _(", ").join(f"{name} × {many}" for name, many in value.items())
        elif isinstance(value, list):
            said = fits_words(value) if key == "fits" else _(", ").join(map(str, value))
        else:
            said = country_word(str(value)) if key == "country" else str(value)
        parts.append(_("%(label)s: %(said)s") % {"label": label, "said": said})
    if facts.get("differs"):
        parts.insert(0, str(payment_word(str(facts["differs"]))))
    return " · ".join([*told_by_rules(facts, currency), *told_by_listing(facts), *told_by_channel(facts), *parts])


def _promise(outcome: str, facts: Facts, order: Order, names: Mapping[str, str], currency: str) -> dict[str, Any]:
    taken = facts.get("reserved", [])
    rows = [
        {"line": entry[0], "place": names.get(str(entry[1]), entry[1]), "units": entry[2], "chosen": True}
        for entry in taken
    ]
    units = sum(entry[2] for entry in taken)
    places = list(dict.fromkeys(str(row["place"]) for row in rows))
    reserved = ngettext("%(units)s unit reserved at %(places)s.", "%(units)s units reserved at %(places)s.", units) % {
        "units": number(units),
        "places": listed(places),
    }
    missing = _(", ").join(f"{sku} × {many}" for sku, many in facts.get("short", {}).items())
    if facts.get("channel_fulfilled"):
        sentence = _("The channel ships it itself; no stock of ours is taken.")
    elif missing and units:
        sentence = reserved + " " + _("Missing: %(missing)s.") % {"missing": missing}
    elif missing and order.lines and not any(line.backordered for line in order.lines):
        sentence = _("Short of %(missing)s at first; solved since.") % {"missing": missing}
    elif missing:
        sentence = _("Out of stock: %(missing)s. It is served in fair order when stock comes.") % {"missing": missing}
    elif units:
        sentence = reserved
    else:
        sentence = _("Nothing had to be reserved.")
    columns = [
        {"key": "line", "label": _("Line"), "kind": "number"},
        {"key": "place", "label": _("Warehouse"), "kind": "text"},
        {"key": "units", "label": _("Units"), "kind": "number"},
    ]
    return {"sentence": sentence, "candidates": rows, "columns": columns}


def _confirm(outcome: str, facts: Facts, order: Order, names: Mapping[str, str], currency: str) -> dict[str, Any]:
    if outcome == "wait":
        return {"sentence": _("It waits for the buyer's answer.")}
    return {"sentence": _("No question to the buyer is open.")}


def _review(outcome: str, facts: Facts, order: Order, names: Mapping[str, str], currency: str) -> dict[str, Any]:
    state = words.state_word("payment", str(facts.get("payment", ""))).label
    paid, due = facts.get("captured"), facts.get("due")
    amounts = [
        (label, money_text(int(value), order.currency))
        for label, value in ((_("Paid"), paid), (pgettext("amount", "Due"), due))
        if value is not None
    ]
    if outcome == "wait":
        return {"sentence": _("Not paid yet: it waits for the payment."), "facts": amounts}
    if facts.get("expired"):
        return {"sentence": _("Not paid in time: its stock was given back."), "facts": amounts}
    if outcome == "hold":
        reasons = [hold.reason for hold in order.holds if hold.raised_by == "review"]
        said = _(", ").join(str(words_holds.reason_word(code)) for code in dict.fromkeys(reasons))
        sentence = _("Payment: %(state)s. A person must look: %(reasons)s.") % {"state": state, "reasons": said}
        return {"sentence": sentence, "facts": [*amounts, *_hold_facts(order, reasons, currency)]}
    who = order.approved_by
    by = _("approved by %(name)s") % {"name": who} if who else _("no rule asks for a person")
    return {"sentence": _("Payment: %(state)s; %(by)s.") % {"state": state, "by": by}, "facts": amounts}


def _release(outcome: str, facts: Facts, order: Order, names: Mapping[str, str], currency: str) -> dict[str, Any]:
    if facts.get("second_check") == "unpaid":
        return {"sentence": _("The second look found it unpaid: it was not released.")}
    if facts.get("to"):
        places = listed([names.get(str(code), str(code)) for code in dict.fromkeys(facts["to"])])
        sentence = _("Looked at a second time and found right: released to %(places)s.") % {"places": places}
        return {"sentence": sentence}
    return {"sentence": _("Nothing was to be released.")}


_MAKERS: dict[str, Callable[[str, Facts, Order, Mapping[str, str], str], dict[str, Any]]] = {
    "check": _check,
    "promise": _promise,
    "confirm": _confirm,
    "review": _review,
    "source": source,
    "release": _release,
}
