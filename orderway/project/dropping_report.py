"""The report that lies beside a file of orders which was taken from a watched folder."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from orderway.journey.intake.files import File

MEGABYTE = 1024 * 1024


def report_of(file: File | None, figures: Mapping[str, int], name: str) -> str:
    """What came of a file: orders, rows at fault one a line."""
    if file is None:
        return _lines(name, [_("It is not known any more: put it in again.")])
    told = {
        _("orders in the file"): file.orders,
        _("new"): figures.get("order", 0),
        _("changed"): figures.get("update", 0),
        _("known already"): figures.get("duplicate", 0),
        _("waiting in the inbox for a person"): figures.get("parked", 0),
        _("rows at fault"): file.problem_count,
    }
    lines = [f"{what}: {many}" for what, many in told.items()]
    lines += [f"{one['where']}: {one['what']}" for one in file.problems]
    if file.problem_count > len(file.problems):
        lines.append(_("and %(many)s more") % {"many": file.problem_count - len(file.problems)})
    return _lines(name, [*lines, *([file.failure] if file.failure else [])])


def too_large(name: str, size: int, limit: int) -> str:
    """Refused unread."""
    facts = {"size": size // MEGABYTE, "limit": limit // MEGABYTE}
    return _lines(name, [_("It has %(size)s MB, at most %(limit)s are taken here: use orderway import.") % facts])


def known_already(name: str, file_id: int) -> str:
    """The same bytes were taken in before."""
    return _lines(name, [_("The same file was taken in before (%(id)s); nothing was done again.") % {"id": file_id}])


def refused(name: str, file_id: int) -> str:
    """Its headings say nothing: a person explains them once."""
    text = _("No column is known to hold the order number: open the file (%(id)s) on the page Files of orders and say"
             " what its columns mean. It is taken in from there; the next one is understood.")  # fmt: skip
    return _lines(name, [text % {"id": file_id}])


def _lines(name: str, lines: list[str]) -> str:
    return "\n".join([name, *lines]) + "\n"
