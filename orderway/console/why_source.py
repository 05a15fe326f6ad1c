"""Why this warehouse: one plain sentence for customer service, and the whole table for the curious."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from orderway.flow.order import Order
from orderway.web.templatetags.figures import money_text
from orderway.web.words import Text

Facts = Mapping[str, Any]
Names = Mapping[str, str]

PARTS: dict[str, Text] = {
    "handling": gettext_lazy("Handling"),
    "freight": gettext_lazy("Freight"),
    "split": gettext_lazy("Split"),
    "lateness": gettext_lazy("Lateness"),
    "load": gettext_lazy("Load"),
    "penalty": gettext_lazy("Rules"),
}
"""The parts of a candidate's cost, in the sequence of the evidence."""
ALWAYS = ("handling", "freight", "split")
OUT_SAID_MAX = 2
"""Reasons why others were out that the sentence names."""

REMOVED: dict[str, Callable[[], str]] = {
    "chosen_by_hand": lambda: _("another was chosen by hand"),
    "barred": lambda: _("could not find it before"),
    "practice": lambda: _("another world (practice)"),
    "no_rate": lambda: _("no rate to this address"),
    "no_cod": lambda: _("no cash on delivery there"),
    "full_today": lambda: _("full today"),
    "closed": lambda: _("closed now"),
    "stopped": lambda: _("nobody delivers there now"),
    "rule": lambda: _("excluded by a rule"),
    "soft_rule": lambda: _("excluded by a rule that may give way"),
    "stock": lambda: _("not enough stock"),
    "weight": lambda: _("too heavy for its carriers"),
    "capacity": lambda: _("full today"),
    "spread": lambda: _("cannot be divided so"),
    "cost": lambda: _("cannot be the cheapest"),
}
Said = Callable[[Sequence[str]], str]


def _full(names: Sequence[str]) -> str:
    text = ngettext("%(places)s was full that day", "%(places)s were full that day", len(names))
    return text % {"places": listed(names)}


OUT: dict[str, Said] = {
    "stock": lambda names: _("%(places)s had too little stock") % {"places": listed(names)},
    "closed": lambda names: (
        ngettext("%(places)s was closed", "%(places)s were closed", len(names)) % {"places": listed(names)}
    ),
    "stopped": lambda names: _("nobody delivered there from %(places)s") % {"places": listed(names)},
    "full_today": _full,
    "capacity": _full,
    "rule": lambda names: _("a rule excluded %(places)s") % {"places": listed(names)},
    "soft_rule": lambda names: _("a rule excluded %(places)s") % {"places": listed(names)},
    "barred": lambda names: _("%(places)s could not find it before") % {"places": listed(names)},
    "no_cod": lambda names: _("no carrier of %(places)s collects cash there") % {"places": listed(names)},
    "no_rate": lambda names: (
        ngettext("%(places)s does not send there", "%(places)s do not send there", len(names))
        % {"places": listed(names)}
    ),
    "weight": lambda names: _("it was too heavy for the carriers of %(places)s") % {"places": listed(names)},
}
"""What the sentence says of others, the likeliest questions first."""


def listed(names: Sequence[str]) -> str:
    """Names in a row as people write them: A, B and C."""
    if len(names) < 2:
        return "".join(names)
    return _("%(first)s and %(last)s") % {"first": _(", ").join(names[:-1]), "last": names[-1]}


def removed_word(code: str) -> str:
    """Why a candidate was out, in the table."""
    return REMOVED[code]() if code in REMOVED else code


def source(outcome: str, facts: Facts, order: Order, names: Names, currency: str) -> dict[str, Any]:
    """The decision as the page shows it: sentence, candidates with the distance to the chosen one, other facts."""
    chosen = list(dict.fromkeys(str(pick[1]) for pick in facts.get("chosen", ())))
    total = facts.get("total")
    rows = [_candidate(entry, chosen, total, names) for entry in facts.get("candidates", ())]
    for part in facts.get("parts", ()):
        rows += _of_part(part, names)
    rows += [{"place": names.get(code, code), "out": removed_word(str(why))} for code, why in _removed(facts).items()]
    return {
        "sentence": sentence(facts, order, names, currency),
        "candidates": rows,
        "columns": _columns(rows),
        "currency": currency,
        "facts": _beside(facts, rows, currency),
    }


def sentence(facts: Facts, order: Order, names: Names, currency: str) -> str:
    """What customer service says when asked why it ships from there."""
    total = facts.get("total")
    if facts.get("window"):
        return _("It waits a moment to be decided together with others that want the same goods.")
    others = _others(facts, names)
    if total is None:
        said = _("No warehouse can ship it to this address")
        return _("%(said)s: %(others)s.") % {"said": said, "others": others} if others else said + _(".")
    chosen = list(dict.fromkeys(str(pick[1]) for pick in facts.get("chosen", ())))
    places = listed([names.get(code, code) for code in chosen])
    if facts.get("parts"):
        many = len(facts["parts"])
        text = ngettext(
            "Ships from %(places)s in %(many)s parcel", "Ships from %(places)s in %(many)s parcels kept apart", many
        )
        return text % {"places": places, "many": many} + _(".")
    if order.warehouse_id is not None:
        return _("Ships from %(places)s, chosen by hand.") % {"places": places}
    said = _how(facts, set(chosen), int(total), places, currency)
    return _("%(said)s; %(others)s.") % {"said": said, "others": others} if others else said + _(".")


def _how(facts: Facts, chosen: set[str], total: int, places: str, currency: str) -> str:
    """By how much it was the cheapest of how many."""
    totals = sorted(
        entry[1] for entry in facts.get("candidates", ()) if entry[1] is not None and set(map(str, entry[0])) != chosen
    )
    if not totals:
        if len(facts.get("candidates", ())) + len(_removed(facts)) > 1:
            return _("Ships from %(places)s: the only choice that can ship all of it") % {"places": places}
        return _("Ships from %(places)s") % {"places": places}
    said = {"places": places, "many": len(totals) + 1, "more": money_text(abs(totals[0] - total), currency)}
    if totals[0] < total:
        text = _("Ships from %(places)s: %(more)s above its cheapest, so that all orders together cost less")
    elif totals[0] == total:
        text = _("Ships from %(places)s: no dearer than the next of %(many)s")
    else:
        text = _("Ships from %(places)s: the cheapest of %(many)s by %(more)s")
    return text % said


def _others(facts: Facts, names: Names) -> str:
    """Why the others were out, the likeliest questions first; places of one reason together."""
    out: dict[str, list[str]] = {}
    for entry in facts.get("candidates", ()):
        if entry[1] is None and len(entry[0]) == 1:
            out.setdefault(str(entry[2]), []).append(str(entry[0][0]))
    for code, why in _removed(facts).items():
        out.setdefault(str(why), []).append(code)
    said = [OUT[why]([names.get(code, code) for code in out[why]]) for why in OUT if out.get(why)]
    return _("; ").join(said[:OUT_SAID_MAX])


def _removed(facts: Facts) -> dict[str, str]:
    """By code; warehouses of the practice world are no news to anybody."""
    return {code: why for code, why in facts.get("removed", {}).items() if why != "practice"}


def _candidate(entry: Sequence[Any], chosen: Sequence[str], best: int | None, names: Names) -> dict[str, Any]:
    codes, total, removed = entry[:3]
    is_chosen = total is not None and set(map(str, codes)) == set(chosen)
    row = {
        "place": " + ".join(names.get(str(code), str(code)) for code in codes),
        "total": total,
        "chosen": is_chosen,
        "out": removed_word(str(removed)) if removed else "",
    }
    if total is not None:
        row.update(zip(PARTS, entry[3:], strict=False))
        row["more"] = None if is_chosen or best is None else total - int(best)
    return row


def _of_part(part: Facts, names: Names) -> list[dict[str, Any]]:
    """The candidates of goods that go in a parcel of their own."""
    chosen = list(dict.fromkeys(str(pick[1]) for pick in part.get("chosen", ())))
    rows = [_candidate(entry, chosen, part.get("total"), names) for entry in part.get("candidates", ())]
    label = str(part.get("part") or "–")
    return [{**row, "place": f"{label}: {row['place']}"} for row in rows]


def _columns(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Text]]:
    shown = [part for part in PARTS if part in ALWAYS or any(row.get(part) for row in rows)]
    columns: list[dict[str, Text]] = [{"key": "place", "label": _("Warehouse"), "kind": "text"}]
    columns += [{"key": part, "label": PARTS[part], "kind": "money"} for part in shown]
    columns.append({"key": "total", "label": _("Total"), "kind": "money"})
    if any(row.get("more") is not None for row in rows):
        columns.append({"key": "more", "label": _("More than the chosen"), "kind": "money"})
    return columns


def _beside(facts: Facts, rows: Sequence[Mapping[str, Any]], currency: str) -> list[tuple[str, str]]:
    found = []
    rest = [row for row in rows if row.get("more") is not None]
    if rest and not facts.get("parts"):
        next_best = min(rest, key=lambda row: row["total"])
        said = {"place": next_best["place"], "more": money_text(abs(next_best["more"]), currency)}
        text = _("%(place)s, %(more)s more") if next_best["more"] >= 0 else _("%(place)s, %(more)s less")
        found.append((_("Runner-up"), text % said))
    if facts.get("rules"):
        found.append((_("Rules that fired"), ", ".join(map(str, facts["rules"]))))
    if facts.get("relaxed"):
        found.append((_("Preferences"), _("gave way, since no warehouse met all of them")))
    if facts.get("joint"):
        many, cost, greedy = facts["joint"][:3]
        text = ngettext(
            "with %(many)s order at %(cost)s; one after another %(greedy)s",
            "with %(many)s orders at %(cost)s; one after another %(greedy)s",
            many,
        )
        costs = {"cost": money_text(int(cost), currency), "greedy": money_text(int(greedy), currency)}
        found.append((_("Decided together"), text % {"many": many, **costs}))
    if facts.get("cut"):
        found.append((_("Not kept"), _("the longest parts of this decision")))
    return found
