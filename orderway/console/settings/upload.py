"""Taking a file into a sheet: the form checks every line; nothing is saved unless all are right, or unless asked."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from orderway.console.settings import csv_cells
from orderway.console.settings.known import Known
from orderway.console.settings.sheet import Fault, Identity, NotWhole, Row, Sheet


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
    gone: int = 0


def take(sheet: Sheet, body: bytes, actor: str, partly: bool = False, dry: bool = False, whole: bool = False) -> Taken:
    """Check a file and save it: all of it or, with `partly`, its right lines; with `dry` nothing. Raises Unreadable.

    `whole`: of each part of the sheet that it names (`Sheet.part`), what it does not name goes.
    """
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
    gone = _left_out(sheet, existing, seen) if whole and not problems else []
    save = bool(right or gone) and (partly or not problems)
    if save and (sheet.judged_whole or not dry) and (faults := _saved(sheet, right, gone, known, actor, dry)):
        problems += [_problem(fault, seen) for fault in faults]
        save = False
    return Taken(len(lines), new, len(right) - new, unchanged, problems, save and not dry, unknown, len(gone))


def _left_out(sheet: Sheet, existing: dict[Identity, Any], seen: dict[Identity, int]) -> list[Any]:
    """The rows of the parts that a file names which it does not name itself."""
    at = [sheet.identity.index(name) for name in sheet.part]
    parts = {tuple(identity[place] for place in at) for identity in seen} if at else set()
    mine = ((tuple(identity[place] for place in at), identity, one) for identity, one in existing.items())
    return [one for part, identity, one in mine if part in parts and identity not in seen]


def _saved(
    sheet: Sheet, right: list[tuple[dict[str, Any], Any]], gone: list[Any], known: Known, actor: str, dry: bool
) -> list[Fault]:
    """Save, or with `dry` only try to; what was wrong with all of it together."""
    try:
        with transaction.atomic():
            if gone:
                sheet.replace(right, gone, known, actor)
            else:
                sheet.save(right, known, actor)
            transaction.set_rollback(dry)
    except NotWhole as found:
        return found.faults
    return []


def _problem(fault: Fault, seen: dict[Identity, int]) -> Problem:
    """A fault at the line where it shows: the one that it names, else the last one that it is about."""
    lines = [line for identity, line in seen.items() if identity[: len(fault.identity)] == fault.identity]
    return Problem(max(lines, default=max(seen.values(), default=0)), fault.heading, fault.what)


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
