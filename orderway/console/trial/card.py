"""A rate card as a file: the columns of the settings' own rate file, checked line by line, nothing saved."""

from __future__ import annotations

from django.utils.translation import gettext as _

from orderway.console.settings import csv_cells
from orderway.console.settings.known import Known
from orderway.console.settings.sheets_places import RateForm, Rates
from orderway.insight.replay.changes import BYTES_MAX, CELLS_MAX, RateCell

WRONG_SHOWN_MAX = 10


def card_of(body: bytes, known: Known) -> tuple[list[RateCell], list[str]]:
    """The cells of the file, and what is wrong with it by line; cells only where nothing is wrong."""
    if len(body) > BYTES_MAX:
        return [], [_("At most %(many)s MB.") % {"many": BYTES_MAX // 1024 // 1024}]
    try:
        lines, unknown = csv_cells.read(body, Rates().fields())
    except csv_cells.Unreadable as error:
        return [], [str(error)]
    if len(lines) > CELLS_MAX:
        return [], [_("At most %(many)s lines.") % {"many": CELLS_MAX}]
    wrong = [_("Unknown column: %(name)s") % {"name": name} for name in unknown]
    cells: list[RateCell] = []
    for number, row in lines:
        form = RateForm({**Rates().initial(), **row}, known=known)
        if form.is_valid():
            told = form.cleaned_data
            cells.append(
                RateCell(
                    told["warehouse"],
                    told["carrier"],
                    told["zone"],
                    told["weight_grams_max"],
                    told["price"],
                    told["days_max"],
                )
            )
            continue
        for name, said in form.errors.items():
            wrong.append(
                _("Line %(line)s, %(column)s: %(what)s")
                % {"line": number, "column": name, "what": " ".join(map(str, said))}
            )
    if not cells and not wrong:
        wrong.append(_("The file has no line."))
    return ([], wrong[:WRONG_SHOWN_MAX]) if wrong else (cells, [])
