"""A rate card as a file: the columns of the settings' own rate file, checked line by line, nothing saved."""

from __future__ import annotations

from django.utils.translation import gettext as _

from orderway.console.settings import csv_cells
from orderway.console.settings.card_check import Band, unjoined_bands
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
    bands: dict[Band, int] = {}
    for number, row in lines:
        form = RateForm({**Rates().initial(), **row}, known=known)
        if form.is_valid():
            told = form.cleaned_data
            key = (told["warehouse"], told["carrier"], told["zone"])
            bands.setdefault((key, told["weight_grams_from"], told["weight_grams_max"]), number)
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
            wrong.append(_said(number, name, " ".join(map(str, said))))
    wrong += _unjoined(cells, bands)
    if not cells and not wrong:
        wrong.append(_("The file has no line."))
    return ([], wrong[:WRONG_SHOWN_MAX]) if wrong else (cells, [])


def _unjoined(cells: list[RateCell], bands: dict[Band, int]) -> list[str]:
    """What the beginnings of bands leave out or name twice, and weights that stand there twice."""
    limits: dict[tuple[str, str, str], list[int]] = {}
    for cell in sorted(cells, key=lambda one: one.weight_grams_max):
        limits.setdefault((cell.warehouse, cell.carrier, cell.zone), []).append(cell.weight_grams_max)
    wrong = [_said(bands[band], "weight_grams_from", what) for band, what in unjoined_bands(bands, limits)]
    for key, ends in limits.items():
        wrong += [
            _("%(zone)s up to %(grams)s g stands there twice.") % {"zone": " ".join(key), "grams": end}
            for end in sorted({end for end in ends if ends.count(end) > 1})
        ]
    return wrong


def _said(line: int, column: str, what: str) -> str:
    return _("Line %(line)s, %(column)s: %(what)s") % {"line": line, "column": column, "what": what}
