"""What a rate card leaves open or says twice over: destinations without a price, weights that end early, odd prices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise

from django.utils.translation import gettext as _

from orderway.console.settings.card_check import NOT_SERVED, shortened
from orderway.records.models import Rate, Warehouse, Zone
from orderway.web.templatetags.figures import number

Card = Mapping[str, Mapping[int, int]]
"""zone -> weight up to which a price holds -> price, of one carrier."""


def gaps_of(place: Warehouse, carrier_id: int) -> list[str]:
    """Warnings about the cards of a warehouse, and about that of one carrier: what may be meant so, or stood open
    before (what a card may not open anew: `card_check`)."""
    rates = Rate.objects.filter(warehouse=place).values_list("carrier_id", "zone", "weight_grams_max", "price_minor")
    card: dict[str, dict[int, int]] = {}
    priced = set()
    for carrier, zone, grams, price in rates:
        priced.add(zone)
        if carrier == carrier_id:
            card.setdefault(zone, {})[grams] = price
    zones = Zone.objects.filter(warehouse=place).exclude(zone=NOT_SERVED).order_by("zone", "country", "province")
    places = [(row.zone, row.province or row.country or _("the rest of the world")) for row in zones]
    return [*unpriced(places, priced), *early_ends(card), *odd_prices(card)]


def unpriced(places: Iterable[tuple[str, str]], priced: set[str]) -> list[str]:
    """Zones into which destinations fall and for which no carrier has a price: nothing can be sent there."""
    found: dict[str, list[str]] = {}
    for zone, name in places:
        if zone not in priced:
            found.setdefault(zone, []).append(name)
    text = _("No carrier has a price to %(zone)s: nothing can be sent to %(names)s.")
    return [text % {"zone": zone, "names": shortened(names)} for zone, names in found.items()]


def early_ends(card: Card) -> list[str]:
    """Zones whose prices end at a lighter weight than those of others."""
    most = max((max(prices) for prices in card.values()), default=0)
    text = _("%(zone)s ends at %(grams)s g, other zones at %(most)s g: what is heavier cannot go there.")
    return [
        text % {"zone": zone, "grams": number(max(prices)), "most": number(most)}
        for zone, prices in card.items()
        if max(prices) < most
    ]


def odd_prices(card: Card) -> list[str]:
    """Zones where more weight costs less: mostly a slip."""
    found = []
    for zone, prices in card.items():
        weights = sorted(prices)
        for light, heavy in pairwise(weights):
            if prices[heavy] < prices[light]:
                text = _("%(zone)s: up to %(heavy)s g costs less than up to %(light)s g.")
                found.append(text % {"zone": zone, "heavy": number(heavy), "light": number(light)})
    return found
