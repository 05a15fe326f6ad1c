"""The rate card of one warehouse and carrier as a table of texts: what is stored, what was typed, and what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from orderway.console.settings.card_check import NOT_SERVED
from orderway.console.settings.sheets_places import AMOUNT_MINOR_MAX, DAYS_MAX, GRAMS_MAX
from orderway.kernel.money import format_minor, parse_minor
from orderway.records.models import Carrier, Rate, Warehouse, Zone
from orderway.web.templatetags.figures import number

WEIGHTS_MAX, ZONES_MAX = 40, 30
NEW_ROWS = 2
FIRST_WEIGHTS = (1_000, 3_000, 5_000, 10_000, 30_000)
ZONE_CHARS_MAX = 20
FIRST_DAYS = "1–3"
NO_OFFER = "–"
"""A price that is none, on purpose: so heavy it is not carried there."""
DASHES = frozenset({"-", "–", "—", "/"})
Days = tuple[int, int]


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

    def refused(self) -> set[str]:
        """Zones that this card says it does not serve: a column of nothing but dashes."""
        typed: dict[int, set[str]] = {}
        for (_row, column), text in self.prices.items():
            typed.setdefault(column, set()).add(text)
        return {self.zones[at] for at, texts in typed.items() if NO_OFFER in texts and texts <= {NO_OFFER, ""}}


class Stored:
    """The cells of a card by zone and weight. Where a zone has no band of a weight that another has, the price (and
    the days) of its next heavier band hold: the table shows them there."""

    def __init__(self, place: Warehouse, carrier: Carrier) -> None:
        self.place = place
        self.zones: dict[str, dict[int, Rate]] = {}
        for rate in Rate.objects.filter(warehouse=place, carrier=carrier).order_by("pk"):
            self.zones.setdefault(rate.zone, {})[rate.weight_grams_max] = rate

    def at(self, zone: str, grams: int) -> Rate | None:
        """The cell that prices a weight; None where it is not carried there."""
        bands = self.zones.get(zone, {})
        return bands.get(min((limit for limit in bands if limit >= grams), default=0))

    def days_of(self, zone: str) -> Days | None:
        """The days of a zone's heaviest band, which the table shows."""
        bands = self.zones.get(zone)
        return (bands[max(bands)].days_min, bands[max(bands)].days_max) if bands else None

    def days_at(self, zone: str, grams: int, typed: Days) -> Days:
        """The days of a cell: as they are where nobody wrote others (a file may give each weight its own)."""
        cell = self.at(zone, grams)
        return (cell.days_min, cell.days_max) if cell is not None and self.days_of(zone) == typed else typed

    def mixed(self) -> list[str]:
        """Zones whose days differ by weight."""
        return [
            zone for zone, bands in self.zones.items() if len({(c.days_min, c.days_max) for c in bands.values()}) > 1
        ]

    def grid(self) -> Grid:
        """The table, with the zones that have no price yet: a dash in each cell of a card that has some."""
        placed = set(Zone.objects.filter(warehouse=self.place).exclude(zone=NOT_SERVED).values_list("zone", flat=True))
        zones = [*self.zones, *sorted(placed - set(self.zones))]
        weights = sorted({grams for bands in self.zones.values() for grams in bands}) or list(FIRST_WEIGHTS)
        prices = {}
        for column, zone in enumerate(zones if self.zones else ()):
            for row, grams in enumerate(weights):
                cell = self.at(zone, grams)
                prices[row, column] = format_minor(cell.price_minor, self.place.currency) if cell else NO_OFFER
        days = ["{}–{}".format(*found) if (found := self.days_of(zone)) else FIRST_DAYS for zone in zones]
        return Grid([*map(str, weights), *[""] * NEW_ROWS], [*zones, ""], prices, [*days, FIRST_DAYS])


def posted(data: Mapping[str, str]) -> Grid:
    """The table as a form sent it."""

    def column(letter: str, most: int) -> list[str]:
        return [data[f"{letter}{at}"].strip() for at in range(most) if f"{letter}{at}" in data]

    weights, zones, days = column("w", WEIGHTS_MAX), column("z", ZONES_MAX), column("d", ZONES_MAX)
    days += [FIRST_DAYS] * (len(zones) - len(days))
    prices = {}
    for row in range(len(weights)):
        for zone in range(len(zones)):
            text = data.get(f"p{row}-{zone}", "").strip()
            prices[row, zone] = NO_OFFER if text in DASHES else text
    return Grid(weights, zones, prices, days)


def read(grid: Grid, stored: Stored, carrier: Carrier) -> list[Rate]:
    """The cells of the card; what is wrong stands in the grid then."""
    place = stored.place
    weights = _weights(grid)
    days = [_days(grid, at, text) for at, text in enumerate(grid.days)]
    for at, zone in enumerate(grid.zones):
        if zone and (zone in grid.zones[:at] or len(zone) > ZONE_CHARS_MAX or zone in DASHES):
            grid.mistake(f"z{at}", _("Two zones have the same name, or one is longer than 20 letters or a dash."))
    found = []
    for (row, column), text in grid.prices.items():
        if text in ("", NO_OFFER):
            continue
        weight, zone = weights[row], grid.zones[column]
        if weight is None or not zone:
            grid.mistake(f"w{row}" if weight is None else f"z{column}", _("A price needs its weight and its zone."))
            continue
        price = _price(grid, f"p{row}-{column}", text, place.currency)
        cell = Rate(warehouse=place, carrier=carrier, zone=zone, weight_grams_max=weight, price_minor=price)
        cell.days_min, cell.days_max = stored.days_at(zone, weight, days[column])
        found.append(cell)
    _holes(grid, weights)
    return found


def _holes(grid: Grid, weights: list[int | None]) -> None:
    """Every weight of a zone has a price up to the heaviest that is carried there; beyond it stand dashes."""
    used = {row for (row, _column), text in grid.prices.items() if text}
    rows = sorted((grams, row) for row, grams in enumerate(weights) if grams is not None and row in used)
    for column, zone in enumerate(grid.zones):
        carried = False
        if not zone or not any(grid.prices.get((row, column)) for _grams, row in rows):
            continue
        for grams, row in reversed(rows):
            text = grid.prices.get((row, column), "")
            facts = {"zone": zone, "grams": number(grams)}
            if carried and text in ("", NO_OFFER):
                said = _("%(zone)s, up to %(grams)s g: there is no price, so a parcel would pay that of a heavier one.")
                grid.mistake(f"p{row}-{column}", said % facts)
            elif not text:
                said = _("%(zone)s, up to %(grams)s g: write a price, or – where it is not carried.")
                grid.mistake(f"p{row}-{column}", said % facts)
            carried = carried or text not in ("", NO_OFFER)


def _weights(grid: Grid) -> list[int | None]:
    found: list[int | None] = []
    for at, text in enumerate(grid.weights):
        plain = text.replace(",", "")
        right = (
            plain.isascii() and plain.isdigit() and len(plain) <= len(str(GRAMS_MAX)) and 0 < int(plain) <= GRAMS_MAX
        )
        if text and not right:
            grid.mistake(f"w{at}", _("A weight is a whole number of grams."))
        elif text and int(plain) in found:
            grid.mistake(f"w{at}", _("Two lines have the same weight."))
        found.append(int(plain) if right else None)
    return found


def _days(grid: Grid, at: int, text: str) -> Days:
    parts = [part.strip() for part in text.replace("—", "-").replace("–", "-").split("-")]
    if not all(part.isascii() and part.isdigit() and len(part) <= 3 for part in parts) or len(parts) > 2:
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
