"""Taking a file into a sheet: the form checks every line; nothing is saved unless all are right, or unless asked."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from orderway.console.settings import csv_cells
from orderway.console.settings.known import Known
from orderway.console.settings.sheet import Identity, Row, Sheet


class Problem(NamedTuple):
    """What is wrong with one line: its number, the heading (empty: the whole line), what, and what stood there."""

    line: int
    heading: str
    what: str
    given: str = ""


class Taken(NamedTuple):
    """What came of a file. `saved` is false where nothing was changed."""

    lines: int
    new: int
    changed: int
    unchanged: int
    problems: list[Problem]
    saved: bool
    unknown: list[str]


def take(sheet: Sheet, body: bytes, actor: str, partly: bool = False, dry: bool = False) -> Taken:
    """Check a file and save it: all of it or, with `partly`, its right lines; with `dry` nothing. Raises Unreadable."""
    lines, unknown = csv_cells.read(body, sheet.fields())
    known, existing = Known(), sheet.by_identity()
    seen: dict[Identity, int] = {}
    problems: list[Problem] = []
    right: list[tuple[dict[str, Any], Any]] = []
    new = unchanged = 0
    for number, cells in lines:
        one, before, wrong = _checked(sheet, cells, known, existing)
        if isinstance(wrong, list):
            problems += [Problem(number, heading, what, cells.get(heading, "")) for heading, what in wrong]
            continue
        first = seen.setdefault(sheet.identity_of(wrong), number)
        if first != number:
            problems.append(Problem(number, "", _twice(first)))
            continue
        if one is not None and {**before, **cells} == before:
            unchanged += 1
            continue
        new += one is None
        right.append((wrong, one))
    save = bool(right) and not dry and (partly or not problems)
    if save:
        sheet.save(right, known, actor)
    return Taken(len(lines), new, len(right) - new, unchanged, problems, save, unknown)


Wrong = list[tuple[str, str]]


def _checked(
    sheet: Sheet, cells: Row, known: Known, existing: dict[Identity, Any]
) -> tuple[Any, Row, dict[str, Any] | Wrong]:
    """The instance that a line means (None: a new one), its row as it stands, and the checked values or what is wrong.

    What a line leaves out stays as it is. A name that only checking makes plain (Germany is DE) is looked up once more.
    """
    one = existing.get(sheet.identity_of(cells))
    for _try in range(2):
        before = sheet.row_of(one) if one is not None else sheet.initial()
        found = _values(sheet, {**before, **cells}, known, sheet.identity_of(before) if one is not None else None)
        again = existing.get(sheet.identity_of(found)) if isinstance(found, dict) else one
        if again is one:
            break
        one = again
    return one, before, found


def _values(sheet: Sheet, row: Row, known: Known, identity: Identity | None) -> dict[str, Any] | Wrong:
    """The checked values, or what is wrong by heading."""
    form = sheet.form(row, known=known, existing=identity)
    if form.is_valid():
        return form.cleaned_data
    return [("" if name == "__all__" else name, str(what)) for name, errors in form.errors.items() for what in errors]


def _twice(first: int) -> str:
    return _("The same as line %(line)s.") % {"line": first}
