"""The rate card as a grid: one warehouse and carrier at a time, zones across, weights down."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from orderway.console.settings.card_gaps import gaps_of
from orderway.console.settings.sheet import touch
from orderway.console.settings.sheets_places import AMOUNT_MINOR_MAX, DAYS_MAX, GRAMS_MAX
from orderway.kernel.money import format_minor, parse_minor
from orderway.records.models import Carrier, Rate, Warehouse, Zone
from orderway.web.permissions import needs

WEIGHTS_MAX, ZONES_MAX = 40, 30
NEW_ROWS = 2
FIRST_WEIGHTS = (1_000, 3_000, 5_000, 10_000, 30_000)
ZONE_CHARS_MAX = 20
FIRST_DAYS = "1–3"


class Cell(NamedTuple):
    """One price of the grid, as typed."""

    name: str
    value: str
    wrong: bool = False


class Grid:
    """What is typed, or what is stored, with the mistakes found in it."""

    def __init__(
        self, weights: list[str], zones: list[str], prices: Mapping[tuple[int, int], str], days: list[str]
    ) -> None:
        self.weights, self.zones, self.prices, self.days = weights, zones, prices, days
        self.wrong: set[str] = set()
        self.mistakes: list[str] = []

    def rows(self) -> list[dict[str, Any]]:
        """Lines of the table for the page."""
        return [
            {
                "weight": Cell(f"w{at}", weight, f"w{at}" in self.wrong),
                "cells": [
                    Cell(f"p{at}-{zone}", self.prices.get((at, zone), ""), f"p{at}-{zone}" in self.wrong)
                    for zone in range(len(self.zones))
                ],
            }
            for at, weight in enumerate(self.weights)
        ]

    def heads(self) -> list[dict[str, Cell]]:
        """The zones with their days."""
        return [
            {
                "zone": Cell(f"z{at}", zone, f"z{at}" in self.wrong),
                "days": Cell(f"d{at}", self.days[at], f"d{at}" in self.wrong),
            }
            for at, zone in enumerate(self.zones)
        ]

    def mistake(self, cell: str, what: str) -> None:
        """Note a mistake."""
        self.wrong.add(cell)
        if what not in self.mistakes:
            self.mistakes.append(what)


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
    grid = _posted(request.POST) if request.method == "POST" else _stored(place, carrier)
    if request.method == "POST":
        cells = _read(grid, place, carrier)
        if not grid.mistakes:
            with transaction.atomic():
                Rate.objects.filter(warehouse=place, carrier=carrier).delete()
                Rate.objects.bulk_create(cells)
                touch()
            messages.success(request, _("Saved"))
            query = urlencode({"warehouse": place.code, "carrier": carrier.code})
            return redirect(f"{reverse('settings_rate_card')}?{query}")
    context |= {"grid": grid, "rows": grid.rows(), "heads": grid.heads(), "unplaced": _unplaced(place, grid)}
    context["gaps"] = gaps_of(place, carrier.pk)
    return render(request, "settings/rate_card.html", context, status=422 if grid.mistakes else 200)


def _chosen(ones: list[Any], code: str | None) -> Any:
    return next((one for one in ones if one.code == code), ones[0] if ones else None)


def _unplaced(place: Warehouse, grid: Grid) -> list[str]:
    """Zones with prices into which no destination falls."""
    placed = set(Zone.objects.filter(warehouse=place).values_list("zone", flat=True))
    return [zone for zone in grid.zones if zone and zone not in placed]


def _stored(place: Warehouse, carrier: Carrier) -> Grid:
    rates = list(Rate.objects.filter(warehouse=place, carrier=carrier).order_by("pk"))
    zones = list(dict.fromkeys([rate.zone for rate in rates]))
    if not zones:
        zones = sorted(set(Zone.objects.filter(warehouse=place).values_list("zone", flat=True)))
    weights = sorted({rate.weight_grams_max for rate in rates}) or list(FIRST_WEIGHTS)
    prices = {
        (weights.index(rate.weight_grams_max), zones.index(rate.zone)): format_minor(rate.price_minor, place.currency)
        for rate in rates
    }
    days = {rate.zone: f"{rate.days_min}–{rate.days_max}" for rate in rates}
    return Grid(
        [*map(str, weights), *[""] * NEW_ROWS],
        [*zones, ""],
        prices,
        [*[days.get(zone, FIRST_DAYS) for zone in zones], FIRST_DAYS],
    )


def _posted(data: Mapping[str, str]) -> Grid:
    def column(letter: str, most: int) -> list[str]:
        return [data[f"{letter}{at}"].strip() for at in range(most) if f"{letter}{at}" in data]

    weights, zones, days = column("w", WEIGHTS_MAX), column("z", ZONES_MAX), column("d", ZONES_MAX)
    days += [FIRST_DAYS] * (len(zones) - len(days))
    prices = {
        (row, zone): data.get(f"p{row}-{zone}", "").strip() for row in range(len(weights)) for zone in range(len(zones))
    }
    return Grid(weights, zones, prices, days)


def _read(grid: Grid, place: Warehouse, carrier: Carrier) -> list[Rate]:
    """The cells of the card; what is wrong stands in the grid then."""
    weights = [_weight(grid, at, text) for at, text in enumerate(grid.weights)]
    days = [_days(grid, at, text) for at, text in enumerate(grid.days)]
    for at, zone in enumerate(grid.zones):
        if zone and (zone in grid.zones[:at] or len(zone) > ZONE_CHARS_MAX):
            grid.mistake(f"z{at}", _("Two zones have the same name, or one is longer than 20 letters."))
    found = []
    for (row, column), text in grid.prices.items():
        if not text:
            continue
        weight, zone = weights[row], grid.zones[column]
        if weight is None or not zone:
            grid.mistake(f"w{row}" if weight is None else f"z{column}", _("A price needs its weight and its zone."))
            continue
        price = _price(grid, f"p{row}-{column}", text, place.currency)
        least, most = days[column]
        cell = Rate(warehouse=place, carrier=carrier, zone=zone, weight_grams_max=weight, price_minor=price)
        cell.days_min, cell.days_max = least, most
        found.append(cell)
    return found


def _weight(grid: Grid, at: int, text: str) -> int | None:
    if not text:
        return None
    plain = text.replace(",", "")
    if not plain.isascii() or not plain.isdigit() or not 0 < int(plain) <= GRAMS_MAX:
        grid.mistake(f"w{at}", _("A weight is a whole number of grams."))
        return None
    if plain in grid.weights[:at]:
        grid.mistake(f"w{at}", _("Two lines have the same weight."))
    return int(plain)


def _days(grid: Grid, at: int, text: str) -> tuple[int, int]:
    parts = text.replace("—", "-").replace("–", "-").split("-")
    if not all(part.strip().isascii() and part.strip().isdigit() for part in parts) or len(parts) > 2:
        grid.mistake(f"d{at}", _("Days are written as 1–3."))
        return 0, 0
    least, most = int(parts[0]), int(parts[-1])
    if not 0 <= least <= most <= DAYS_MAX:
        grid.mistake(f"d{at}", _("Days are written as 1–3."))
    return least, most


def _price(grid: Grid, cell: str, text: str, currency: str) -> int:
    try:
        price = parse_minor(text.replace(",", ""), currency)
    except ValueError:
        price = -1
    if not 0 <= price <= AMOUNT_MINOR_MAX:
        grid.mistake(cell, _("A price is an amount as 12.50, not below zero."))
        return 0
    return price
