"""The rate card as a grid: one warehouse and carrier at a time, zones across, weights down."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from orderway.console.settings.card_check import NOT_SERVED, Open, open_zones, shortened
from orderway.console.settings.card_gaps import gaps_of
from orderway.console.settings.card_grid import Grid, Stored, posted, read
from orderway.console.settings.sheet import touch
from orderway.records.models import Carrier, Rate, Warehouse, Zone
from orderway.web.permissions import needs


@needs("settings.change")
@require_http_methods(["GET", "POST"])
def rate_card(request: HttpRequest) -> HttpResponseBase:
    """Show and save the grid of one warehouse and carrier."""
    places, carriers = list(Warehouse.objects.order_by("pk")), list(Carrier.objects.order_by("pk"))
    place = _chosen(places, request.GET.get("warehouse"))
    carrier = _chosen(carriers, request.GET.get("carrier"))
    context: dict[str, Any] = {
        "section": "settings",
        "places": places,
        "carriers": carriers,
        "place": place,
        "carrier": carrier,
    }
    if place is None or carrier is None:
        return render(request, "settings/rate_card.html", context)
    stored = Stored(place, carrier)
    grid = posted(request.POST) if request.method == "POST" else stored.grid()
    if request.method == "POST":
        cells = read(grid, stored, carrier)
        if not grid.mistakes:
            _save(grid, cells, place, carrier)
        if not grid.mistakes:
            messages.success(request, _("Saved"))
            query = urlencode({"warehouse": place.code, "carrier": carrier.code})
            return redirect(f"{reverse('settings_rate_card')}?{query}")
    context |= {"grid": grid, "rows": grid.rows(), "heads": grid.heads(), "unplaced": _unplaced(place, grid)}
    context |= {"gaps": gaps_of(place, carrier.pk), "mixed": stored.mixed()}
    return render(request, "settings/rate_card.html", context, status=422 if grid.mistakes else 200)


def _save(grid: Grid, cells: list[Rate], place: Warehouse, carrier: Carrier) -> None:
    """Put the card into force as a whole; nothing is saved where a destination would have no price and the card does
    not say so by a column of dashes."""
    with transaction.atomic():
        touch()
        Rate.objects.filter(warehouse=place, carrier=carrier).delete()
        Rate.objects.bulk_create(cells)
        _note_open(grid, (one for one in open_zones() if one.warehouse == place.code))
        transaction.set_rollback(bool(grid.mistakes))


def _note_open(grid: Grid, found: Iterable[Open]) -> None:
    text = _(
        "%(zone)s: no carrier has a price, so nothing could be sent to %(names)s. Write prices, or – in each cell."
    )
    for one in found:
        if one.zone not in grid.refused():
            at = (
                grid.zones.index(one.zone)
                if one.zone in grid.zones
                else grid.zones.index("")
                if "" in grid.zones
                else 0
            )
            grid.mistake(f"z{at}", text % {"zone": one.zone, "names": shortened(one.names)})


def _chosen(ones: list[Any], code: str | None) -> Any:
    return next((one for one in ones if one.code == code), ones[0] if ones else None)


def _unplaced(place: Warehouse, grid: Grid) -> list[str]:
    """Zones with prices into which no destination falls."""
    placed = set(Zone.objects.filter(warehouse=place).values_list("zone", flat=True)) - {NOT_SERVED}
    return [zone for zone in grid.zones if zone and zone not in placed]
