"""The filter line in words: tokens, what can be chosen, and what was not understood."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from orderway.console.filter_fields import CHOICE, DAYS, FIELDS, NAME, POTS, SPECIAL_SPANS, STAGES
from orderway.console.filters import Problem, Query, Token
from orderway.console.reader import Names

MENU_MAX = 40


def _url(base: str, query: Query, kept: QueryDict | None = None) -> str:
    asked = {"q": str(query)} if str(query) else {}
    if kept is not None and kept.get("sort"):
        asked["sort"] = str(kept["sort"])
    return f"{base}?{urlencode(asked)}" if asked else base


def tokens_of(query: Query, base: str, kept: QueryDict, names: Names) -> list[dict[str, Any]]:
    """The tokens as the line shows them, each with the address without it."""
    return [
        {
            "field": FIELDS[token.field].label,
            "value": value_words(token, names),
            "remove_url": _url(base, query.without(token), kept),
        }
        for token in query.tokens
    ]


def value_words(token: Token, names: Names) -> str:
    """The values of a token as people say them."""
    field = FIELDS[token.field]
    known: dict[str, Any] = {**field.choices}
    if field.kind == NAME:
        known = names.shops if token.field == "shop" else names.warehouses
    known = known or {**SPECIAL_SPANS, **DAYS}
    said = _(", ").join(str(known.get(value, value)) for value in token.values)
    return _("not %(value)s") % {"value": said} if token.negated else said


def choices_of(query: Query, base: str, names: Names) -> list[dict[str, Any]]:
    """The menus beside the line: what is asked for most; everything else is typed."""
    menus: list[tuple[str, dict[str, Any]]] = [
        ("stage", {stage: FIELDS["stage"].choices[stage] for stage in STAGES}),
        ("standing", dict(POTS)),
        ("hold", dict(FIELDS["hold"].choices)),
        ("is", {name: label for name, label in FIELDS["is"].choices.items() if name not in ("open", "all")}),
    ]
    if len(names.shops) > 1:
        menus.append(("shop", dict(names.shops)))
    if len(names.warehouses) > 1:
        menus.append(("warehouse", dict(names.warehouses)))
    return [
        {
            "label": FIELDS[field].label,
            "hits": [
                {"label": label, "url": _url(base, query.having(Token(field, (value,))))}
                for value, label in list(values.items())[:MENU_MAX]
            ],
        }
        for field, values in menus
    ]


def problems_of(query: Query) -> list[str]:
    """What was not understood, each as a sentence that says what is."""
    return [_sentence(problem) for problem in query.problems]


def _sentence(problem: Problem) -> str:
    facts = {"word": problem.word, "known": ", ".join(problem.known)}
    texts = {
        "unknown_field": _("“%(word)s”: no such filter."),
        "unknown_value": _("“%(word)s”: no such value. For example: %(known)s."),
        "value_missing": _("“%(word)s”: the value is missing. For example: %(known)s."),
        "one_value": _("“%(word)s”: one value only. For example: %(known)s."),
        "no_number": _("“%(word)s”: not a number. For example: %(known)s."),
        "no_span": _("“%(word)s”: not a length of time. For example: %(known)s."),
        "no_day": _("“%(word)s”: not a day. For example: %(known)s."),
        "too_many": _("More than %(known)s filters at once."),
    }
    text = texts[problem.code] % facts
    if problem.code == "unknown_field":
        known = problem.known or tuple(name for name, field in FIELDS.items() if field.kind == CHOICE)
        text += " " + _("Known are: %(known)s. Put it in quotes to search for it.") % {"known": ", ".join(known)}
    return text
