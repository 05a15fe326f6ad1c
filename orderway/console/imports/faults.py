"""What is wrong with a row of a file, in the reader's language: the adapters say it in English, in a few forms."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orderway.console.imports.words import MEANINGS
from orderway.web.words import Text

ROW = re.compile(r"row (\d+)$")
NAMED = re.compile(r"([a-z_0-9]+): (.+)$", re.DOTALL)
FORMS: tuple[tuple[re.Pattern[str], Text], ...] = tuple(
    (re.compile(pattern, re.DOTALL), words)
    for pattern, words in (
        (r"(?P<value>.+) is not a number$", gettext_lazy("%(value)s is not a number")),
        (r"(?P<value>.+) is not a date$", gettext_lazy("%(value)s is not a date")),
        (r"(?P<value>.+) is not a time$", gettext_lazy("%(value)s is not a time")),
        (r"(?P<value>.+) is out of range$", gettext_lazy("%(value)s is out of range")),
        (r"(?P<value>.+) is too large$", gettext_lazy("%(value)s is too large")),
        (r"(?P<value>.+) is a formula$", gettext_lazy("%(value)s is a formula")),
        (
            r"(?P<value>.+) has lost its (?:last )?digits in Excel; format the column as text and export again$",
            gettext_lazy("%(value)s has lost digits in Excel: format the column as text and export again"),
        ),
        (r"(?P<value>.+) is not a code of three letters$", gettext_lazy("%(value)s is not a code of three letters")),
        (
            r"(?P<value>.+) has no goods, no time and no receiver: it is no order$",
            gettext_lazy("%(value)s has no goods, no time and no receiver: it is no order"),
        ),
        (r"it is empty$", gettext_lazy("it is empty")),
        (r"is missing$", gettext_lazy("it is missing")),
        (r"bytes that are not of the file's encoding$", gettext_lazy("signs that the file's encoding does not have")),
        (
            r"(?P<value>\d+) more rows at fault are not listed$",
            gettext_lazy("%(value)s more rows at fault are not listed"),
        ),
        (
            r"(?P<value>\d+) lines, at most (?P<most>\d+) are read$",
            gettext_lazy("%(value)s lines, at most %(most)s are read"),
        ),
    )
)


def place(where: str) -> str:
    """Where in a file: its row, or the file as a whole."""
    row = ROW.match(where)
    if row is not None:
        return _("row %(number)s") % {"number": row[1]}
    return _("the file") if where == "file" else where


def fault(what: str) -> str:
    """What is wrong there; a form that nobody knows stays as it is."""
    named = NAMED.match(what)
    if named is not None and named[1] in MEANINGS:
        return _("%(column)s: %(fault)s") % {"column": MEANINGS[named[1]], "fault": _alone(named[2])}
    missing = re.match(r"([a-z_0-9]+) is missing$", what)
    if missing is not None and missing[1] in MEANINGS:
        return _("%(column)s: %(fault)s") % {"column": MEANINGS[missing[1]], "fault": _("it is missing")}
    return _alone(what)


def _alone(what: str) -> str:
    for pattern, words in FORMS:
        found = pattern.match(what)
        if found is not None:
            told = {name: text.strip("'\"") for name, text in found.groupdict().items()}
            return str(words) % {name: f"“{text}”" if not text.isdigit() else text for name, text in told.items()}
    return what


def in_words(problems: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """The problems of a file as they are shown."""
    return [{"where": place(str(one["where"])), "what": fault(str(one["what"]))} for one in problems]
