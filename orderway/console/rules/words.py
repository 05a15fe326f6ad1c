"""What people read about tables: names of kinds, facts and outputs, and what is wrong with a cell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from orderway.kernel.errors import Refusal
from orderway.rules.check import CellProblem
from orderway.rules.kinds import KINDS
from orderway.web import words, words_holds
from orderway.web.words import Text

TYPES: dict[str, Text] = {
    "number": gettext_lazy("number"),
    "money": gettext_lazy("amount"),
    "text": gettext_lazy("text"),
    "flag": gettext_lazy("yes or no"),
    "list": gettext_lazy("list"),
    "integer": gettext_lazy("whole number"),
}
EXAMPLES: dict[str, str] = {
    "number": "> 5   >= 3 and < 10   1, 2",
    "money": "> 5000   >= goods_minor * 0.5",
    "text": '浙江省, 江苏省   not "CN"   contains("VIP")',
    "flag": "yes   no",
    "list": 'A-100, B-200   not "A-100"',
}
VALUES: dict[str, Text] = {
    "check": gettext_lazy("when it arrives"),
    "review": gettext_lazy("once it is paid"),
    "channel": gettext_lazy("channel"),
    "hand": gettext_lazy("entered by hand"),
    "exchange": gettext_lazy("exchange"),
    "reship": gettext_lazy("sent again"),
    "mon": gettext_lazy("Monday"),
    "tue": gettext_lazy("Tuesday"),
    "wed": gettext_lazy("Wednesday"),
    "thu": gettext_lazy("Thursday"),
    "fri": gettext_lazy("Friday"),
    "sat": gettext_lazy("Saturday"),
    "sun": gettext_lazy("Sunday"),
}
_YES_NO: dict[str, Text] = {"yes": pgettext_lazy("cell", "yes"), "no": pgettext_lazy("cell", "no")}
GIVEN: dict[str, dict[str, Text]] = {
    "alone": _YES_NO,
    "every": _YES_NO,
    "do": {
        "only": pgettext_lazy("rule", "only these warehouses"),
        "never": pgettext_lazy("rule", "not these warehouses"),
        "prefer": pgettext_lazy("rule", "rather these warehouses"),
        "avoid": pgettext_lazy("rule", "rather not these warehouses"),
    },
    "action": {
        "off": pgettext_lazy("rule", "so much off"),
        "percent": pgettext_lazy("rule", "percent off"),
        "n_for_m": pgettext_lazy("rule", "of so many some are free"),
        "points": pgettext_lazy("rule", "points are worth so much"),
        "freight": pgettext_lazy("rule", "freight costs so much"),
    },
    "choice": {
        "wait": pgettext_lazy("way out", "Wait until all is there"),
        "ask": pgettext_lazy("rule", "a person decides"),
        "part": pgettext_lazy("way out", "Ship what is there, the rest later"),
        "substitute": pgettext_lazy("way out", "Send other goods instead"),
        "cancel_short": pgettext_lazy("way out", "Refund what is short, ship the rest"),
        "cheapest": pgettext_lazy("rule", "the cheapest of the ways"),
    },
}
"""By the column that a row gives: what its choices are called."""
PROBLEMS: dict[str, Text] = {
    "unknown_kind": gettext_lazy("This kind of table does not exist: %(word)s."),
    "unknown_column": gettext_lazy("This kind of table has no column “%(word)s”."),
    "column_twice": gettext_lazy("The column “%(word)s” stands here twice."),
    "column_wanted": gettext_lazy("The column “%(word)s” is missing."),
    "too_many_rows": gettext_lazy("More than %(word)s rows; make two tables."),
    "too_many_columns": gettext_lazy("More than %(word)s columns."),
    "table_too_long": gettext_lazy("More than %(word)s characters in all; make two tables."),
    "bad_row_id": gettext_lazy("The id of a row has letters, digits, - and _ only: %(word)s."),
    "row_twice": gettext_lazy("Two rows have the id %(word)s."),
    "cells_missing": gettext_lazy("This row needs %(word)s cells."),
    "too_long": gettext_lazy("Too long."),
    "too_deep": gettext_lazy("Too many brackets within brackets."),
    "day_wanted": gettext_lazy("Write a day as 2026-12-31."),
    "ends_before_it_begins": gettext_lazy("It ends before it begins."),
    "unknown_word": gettext_lazy("“%(word)s” is not known here. Put texts in quotes."),
    "sign_not_allowed": gettext_lazy("The sign “%(word)s” is not allowed."),
    "call_not_allowed": gettext_lazy("“%(word)s(…)” is not allowed; contains, startsWith, endsWith and len are."),
    "loop_not_allowed": gettext_lazy("“%(word)s” would walk through a list; that is not allowed."),
    "range_not_allowed": gettext_lazy("Ranges are not allowed; write >= 1 and <= 5."),
    "division_by_zero": gettext_lazy("Division by zero."),
    "division_by_fact": gettext_lazy("Divide by a number only: a fact may be zero."),
    "wrong_type": gettext_lazy("The types do not fit: “%(word)s”."),
    "not_ordered": gettext_lazy("Only numbers and amounts are more or less."),
    "not_a_choice": gettext_lazy("“%(word)s” is none of the possible values."),
    "number_too_long": gettext_lazy("The number is too large."),
    "number_wanted": gettext_lazy("Write a whole number."),
    "too_small": gettext_lazy("At least %(word)s."),
    "too_large": gettext_lazy("At most %(word)s."),
    "text_wanted": gettext_lazy("A text in quotes is wanted here."),
    "value_wanted": gettext_lazy("A value is wanted here."),
    "unknown_warehouse": gettext_lazy("There is no warehouse “%(word)s”."),
    "excludes_all": gettext_lazy("With this row no warehouse in use is left: its orders would wait for a person."),
    "nothing_given": gettext_lazy("Give a reason or points, or the row does nothing."),
    "unfinished": gettext_lazy("Something is missing at the end."),
    "unreadable": gettext_lazy("This cannot be read from “%(word)s” on."),
}
REFUSALS: dict[str, Text] = {
    "name_missing": gettext_lazy("Give the table a name."),
    "name_taken": gettext_lazy("There is a table of this kind with this name already."),
    "other_kind": gettext_lazy("The table is of another kind."),
    "too_many_tables": gettext_lazy("There are too many tables of this kind."),
    "has_problems": gettext_lazy("Nothing was saved: something is wrong with the table."),
    "changed_since": gettext_lazy("Somebody saved this table since you opened it. Nothing of yours was saved."),
    "no_draft": gettext_lazy("There is no draft."),
    "in_the_past": gettext_lazy("A version cannot begin in the past."),
    "ends_before_it_begins": gettext_lazy("It ends before it begins."),
    "crosses_another": gettext_lazy("It crosses another version that ends in between; let one lie within the other."),
    "sample_failed": gettext_lazy("The table gave no answer on sample orders; it was not activated."),
    "not_in_this_state": gettext_lazy("Not possible in this state."),
    "no_such_version": gettext_lazy("This version does not exist."),
}
DEEDS: dict[str, Text] = {
    "made": gettext_lazy("Table made"),
    "renamed": gettext_lazy("Renamed"),
    "draft_made": gettext_lazy("Draft begun"),
    "draft_saved": gettext_lazy("Draft saved"),
    "draft_dropped": gettext_lazy("Draft thrown away"),
    "activated": gettext_lazy("Activated"),
    "retired": gettext_lazy("Taken out of force"),
    "changed": gettext_lazy("Changed"),
    "reset": gettext_lazy("Back to the default"),
    "added": gettext_lazy("Added"),
    "removed": gettext_lazy("Removed"),
    "imported": gettext_lazy("Taken in from a file"),
}


def kind_word(name: str) -> str:
    """The name of a kind of table."""
    return _(KINDS[name].label) if name in KINDS else name


def fact_word(kind: str, name: str) -> str:
    """The heading of an input or output column."""
    found = KINDS.get(kind)
    if found is not None and name in found.facts:
        return _(found.facts[name].label)
    output = found.output(name) if found is not None else None
    return _(output.label) if output is not None else name


def choice_word(field: str, value: str) -> str:
    """What a possible value is called."""
    if field == "reason":
        return str(words_holds.reason_word(value))
    if field == "payment_state":
        return str(words.state_word("payment", value).label)
    return str(GIVEN.get(field, VALUES).get(value, value))


def problem_text(problem: CellProblem) -> str:
    """What is wrong with a cell, in a sentence."""
    text = PROBLEMS.get(problem.what)
    return str(text) % {"word": problem.word} if text is not None else problem.what


def refusal_text(refusal: Refusal) -> str:
    """Why something was not done to a table."""
    text = str(REFUSALS.get(refusal.code, refusal.code))
    by = refusal.facts.get("by")
    return f"{text} ({by})" if by else text


def deed_text(deed: str, facts: Mapping[str, Any]) -> str:
    """One line of who changed what."""
    text = str(DEEDS.get(deed, deed))
    version = facts.get("version")
    return f"{text} · {_('version')} {version}" if version else text
