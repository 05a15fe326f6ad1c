"""What is wrong with a file or a message, in the reader's language: the adapters say it in English, in a few forms."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orderway.console.imports.words import MEANINGS
from orderway.web.words import Text

ROW = re.compile(r"row (\d+)$")
ORDER = re.compile(r"order (.+)$", re.DOTALL)
NAMED = re.compile(r"([a-z_0-9]+): (.+)$", re.DOTALL)
OTHER = re.compile(r"([\w.\[\] -]{1,60}): (.+)$", re.DOTALL)
"""A field of a platform's own: its name stays, what is wrong with it is said."""
AT = re.compile(r"(.+) - at (?:`key` in )?`([^`]+)`$", re.DOTALL)
"""What is wrong in a JSON text, and the way to it."""
BYTE = r"(?: \(byte \d+\))?$"
PLACES: dict[str, Text] = {
    "file": gettext_lazy("the file"),
    "body": gettext_lazy("the message"),
    "shop": gettext_lazy("the shop"),
}
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
        (r"Input data was truncated$", gettext_lazy("it breaks off before its end")),
        (rf"JSON is malformed: expected (?P<value>.+?){BYTE}", gettext_lazy("%(value)s is expected here")),
        (rf"JSON is malformed: trailing comma in .+?{BYTE}", gettext_lazy("a comma too many before the end")),
        (rf"JSON is malformed: trailing characters{BYTE}", gettext_lazy("something stands behind the end")),
        (rf"JSON is malformed: object keys .+?{BYTE}", gettext_lazy("a name in double quotes is expected here")),
        (rf"JSON is malformed: invalid number{BYTE}", gettext_lazy("this is no number")),
        (r"JSON is malformed: invalid escape .+$", gettext_lazy("no such sign can follow a backslash")),
        (r"JSON is malformed: .+$", gettext_lazy("it is no valid JSON: this sign cannot stand here")),
        (r"Object missing required field `(?P<value>.+)`$", gettext_lazy("%(value)s is missing")),
        (r"Object contains unknown field `(?P<value>.+)`$", gettext_lazy("%(value)s is not known here")),
        (r"Expected `(?P<most>[^`]+)`, got `(?P<value>[^`]+)`$", gettext_lazy("%(most)s is expected, not %(value)s")),
        (r"Expected (?P<value>.+)$", gettext_lazy("%(value)s is expected here")),
        (r"Invalid (?P<value>.+)$", gettext_lazy("not valid: %(value)s")),
        (r"Number out of range$", gettext_lazy("the number is out of range")),
        (r"(?:XML )?nested too deeply(?: or too long)?$", gettext_lazy("nested too deeply")),
        (r"neither UTF-8 nor GBK$", gettext_lazy("neither UTF-8 nor GBK")),
        (r"not readable as (?P<value>.+)$", gettext_lazy("not readable as %(value)s")),
        (r"no readable XML(?: \(.*\))?$", gettext_lazy("no readable XML")),
        (r"an XML document type or entity is not accepted$", gettext_lazy("XML with a document type or entities")),
        (r"a list of objects is expected$", gettext_lazy("a list of objects is expected")),
        (r"an object is expected$", gettext_lazy("an object is expected")),
        (r"(?:the platform|\w+) answered an error: (?P<value>.+)$", gettext_lazy("the platform answers: %(value)s")),
        (r"no adapter reads this shop's channel$", gettext_lazy("nothing here reads this shop's channel")),
        (r"(?P<value>\S+) has no offset from UTC$", gettext_lazy("%(value)s has no offset from UTC")),
        (
            r"(?P<value>.+) is not between (?P<least>\d+) and (?P<most>\d+)$",
            gettext_lazy("%(value)s is not between %(least)s and %(most)s"),
        ),
        (r"(?P<value>.+) is none of (?P<most>.+)$", gettext_lazy("%(value)s is none of %(most)s")),
        (r"(?P<value>.+) is no whole number of fen$", gettext_lazy("%(value)s is no whole number of fen")),
        (r"(?P<value>.+) is no time zone$", gettext_lazy("%(value)s is no time zone")),
        (r"no .+ segment: this is no (?P<value>.+)$", gettext_lazy("this is no %(value)s")),
        (r"neither an order nor anything else .+$", gettext_lazy("neither an order nor anything else that is known")),
        (
            r"none is known as the order's number; map the columns \((?P<value>.*)\)$",
            gettext_lazy("none is known as the order's number: map the columns (%(value)s)"),
        ),
        (r"text before the first (?P<value>\w+) segment$", gettext_lazy("text before the first segment %(value)s")),
        (r"segment (?P<value>.+) outside a message$", gettext_lazy("segment %(value)s outside a message")),
        (r".* is cut off(?: and not read)?$", gettext_lazy("it breaks off before its end")),
        (
            r"(?P<value>\w+) says (?P<least>\S+?),? (?P<most>\d+) .*counted.*$",
            gettext_lazy("%(value)s says %(least)s, counted are %(most)s"),
        ),
        (r"it is empty$", gettext_lazy("it is empty")),
        (r"is missing$", gettext_lazy("it is missing")),
        (r"(?P<value>[\w.\[\]]+) is missing(?:: .+)?$", gettext_lazy("%(value)s is missing")),
        (r"(?P<value>[\w.\[\]]+) is empty$", gettext_lazy("%(value)s is empty")),
        (
            r"(?P<value>\d+) (?:entries|rows), at most (?P<most>\d+) are read$",
            gettext_lazy("%(value)s entries, at most %(most)s are read"),
        ),
        (
            r"(?P<value>\d+) bytes, at most (?P<most>\d+) are read$",
            gettext_lazy("%(value)s bytes, at most %(most)s are read"),
        ),
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
    order = ORDER.match(where)
    if order is not None:
        return _("order %(number)s") % {"number": order[1]}
    return str(PLACES.get(where, where))


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
    """One fault, in a form that is known; with the field or the way to it where it names one."""
    for pattern, name, rest in ((AT, 2, 1), (OTHER, 1, 2)):
        found = pattern.match(what)
        inner = _form(found[rest]) if found is not None else None
        if found is not None and inner is not None:
            return _("%(column)s: %(fault)s") % {"column": PLACES.get(found[name], found[name]), "fault": inner}
    return _form(what) or what


def _form(what: str) -> str | None:
    for pattern, words in FORMS:
        found = pattern.match(what)
        if found is not None:
            told = {name: text.replace("`", "").strip("'\"") for name, text in found.groupdict().items()}
            return str(words) % {name: f"“{text}”" if not text.isdigit() else text for name, text in told.items()}
    return None


def in_words(problems: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """The problems of a file as they are shown."""
    return [{"where": place(str(one["where"])), "what": fault(str(one["what"]))} for one in problems]
