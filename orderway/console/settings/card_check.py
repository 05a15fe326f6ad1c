"""What keeps a rate card from being saved: weights left out or named twice, destinations that would have no price.

A card is looked at as it stands after saving, inside the transaction that saves it. What stood open before may be saved
again (an old card is mended step by step); nothing may be opened anew.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from orderway.console.settings.sheet import Fault, NotWhole, touch
from orderway.console.why_source import listed
from orderway.records.models import Rate, Zone
from orderway.web.templatetags.figures import number

NOT_SERVED = "-"
"""The zone of destinations to which a warehouse sends nothing, said on purpose."""
NAMED_MAX = 5
"""Destinations that a message names."""


class Open(NamedTuple):
    """A zone into which destinations of a warehouse fall and for which no carrier has a price there."""

    warehouse: str
    zone: str
    names: tuple[str, ...]

    def said(self) -> str:
        """It in a sentence, with the ways out."""
        text = _(
            "%(place)s: no carrier has a price to %(zone)s, so nothing could be sent to %(names)s. Give all zones "
            "their prices at once (page Rate card, or a file), or put these destinations into the zone “-”: not served."
        )
        return text % {"place": self.warehouse, "zone": self.zone, "names": shortened(self.names)}


def shortened(names: Sequence[str]) -> str:
    """Some of the names, and how many more there are."""
    if len(names) <= NAMED_MAX:
        return listed([*names])
    return listed([*names[:NAMED_MAX], _("%(many)s more") % {"many": len(names) - NAMED_MAX}])


def open_zones() -> list[Open]:
    """Of every warehouse that has a card. One without any price has none yet: its destinations come first."""
    priced: dict[str, set[str]] = {}
    for place, zone in Rate.objects.values_list("warehouse__code", "zone").distinct():
        priced.setdefault(place, set()).add(zone)
    found: dict[tuple[str, str], list[str]] = {}
    rows = Zone.objects.order_by("warehouse__code", "zone", "country", "province")
    for place, zone, country, province in rows.values_list("warehouse__code", "zone", "country", "province"):
        if place in priced and zone not in priced[place] and zone != NOT_SERVED:
            found.setdefault((place, zone), []).append(province or country or _("the rest of the world"))
    return [Open(place, zone, tuple(names)) for (place, zone), names in found.items()]


def opened_by(before: Iterable[Open], after: Iterable[Open]) -> list[Open]:
    """What stands open now and did not before: new zones, and new destinations in a zone that stood open."""
    old = {(one.warehouse, one.zone): one.names for one in before}
    return [one for one in after if not set(one.names) <= set(old.get((one.warehouse, one.zone), ()))]


@contextmanager
def guarded() -> Iterator[None]:
    """A transaction about zones or rates, one at a time; NotWhole, and nothing saved, where it opens a gap."""
    with transaction.atomic():
        touch()
        before = open_zones()
        yield
        if faults := [Fault((one.warehouse,), "zone", one.said()) for one in opened_by(before, open_zones())]:
            raise NotWhole(faults)


def unjoined(limits: Sequence[int], grams_from: int, grams: int) -> str:
    """What is wrong with a band's beginning, in a sentence; empty: the lighter band ends just there. `limits`: the ends
    of all bands of its zone, ascending. 1,000 and 1,001 both go on from a band up to 1,000."""
    at = bisect_left(limits, grams)
    end = limits[at - 1] if at else 0
    if grams_from in (end, end + 1):
        return ""
    if grams_from < end:
        text = _("%(start)s to %(end)s g stand in a lighter band already, which ends at %(end)s g.")
        return text % {"start": number(grams_from), "end": number(end)}
    if not end:
        return _("The first band begins at 0 g: nothing is said of less than %(start)s g.") % {
            "start": number(grams_from)
        }
    text = _("Nothing is said of %(first)s to %(last)s g: the lighter band ends at %(end)s g.")
    return text % {"first": number(end + 1), "last": number(grams_from - 1), "end": number(end)}


Band = tuple[tuple[str, str, str], int | None, int]
"""(warehouse, carrier, zone), from and up to grams; from None: where the lighter band ends."""


def unjoined_bands(
    told: Iterable[Band], limits: Mapping[tuple[str, str, str], Sequence[int]]
) -> Iterator[tuple[Band, str]]:
    """The bands that do not go on where the lighter one ends, each with what is wrong."""
    for band in told:
        key, grams_from, grams = band
        if grams_from is not None and (wrong := unjoined(limits[key], grams_from, grams)):
            yield band, wrong


def limits_now(places: Iterable[str]) -> dict[tuple[str, str, str], list[int]]:
    """The ends of the bands of each zone of each card of some warehouses, ascending."""
    found: dict[tuple[str, str, str], list[int]] = {}
    rows = Rate.objects.filter(warehouse__code__in=set(places)).order_by("weight_grams_max")
    for place, carrier, zone, grams in rows.values_list("warehouse__code", "carrier__code", "zone", "weight_grams_max"):
        found.setdefault((place, carrier, zone), []).append(grams)
    return found
