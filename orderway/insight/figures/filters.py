"""What a page of figures is asked for: the period, a shop, a warehouse; never more than the reader may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.http import HttpRequest
from django.utils.http import urlencode

from orderway.insight.figures.period import PRESETS, Period, period_of
from orderway.insight.figures.reading import Places, places
from orderway.kernel import clock
from orderway.web.permissions import shops_of, warehouses_of


class Asked(NamedTuple):
    """The question of one reader. `shops`, `warehouses`: the ids meant, None for all."""

    period: Period
    shop: str
    warehouse: str
    shops: list[int] | None
    warehouses: list[int] | None
    places: Places

    def address(self, **changes: str) -> str:
        """The same question with some parts changed, as the end of an address; an empty part is left out."""
        parts = {
            "from": self.period.first.isoformat(),
            "to": self.period.last.isoformat(),
            "shop": self.shop,
            "warehouse": self.warehouse,
            **changes,
        }
        return urlencode({name: value for name, value in parts.items() if value})

    def orders_query(self, *tokens: str) -> str:
        """The same shops and warehouses as the filter line of the list of orders says it."""
        more = [f"{name}:{code}" for name, code in (("shop", self.shop), ("warehouse", self.warehouse)) if code]
        return " ".join([*tokens, *more])


def asked_of(request: HttpRequest) -> Asked:
    """What is asked; a shop or warehouse that does not exist or may not be seen counts as not said."""
    user: Any = request.user
    known = _seen(places(), shops_of(user), warehouses_of(user))
    period = period_of(request.GET.get("from", ""), request.GET.get("to", ""), clock.now(), _zone(known.zone))
    shop, shops = _chosen(request.GET.get("shop", ""), known.shops, shops_of(user))
    warehouse, warehouses = _chosen(request.GET.get("warehouse", ""), known.warehouses, warehouses_of(user))
    return Asked(period, shop, warehouse, shops, warehouses, known)


def presets(asked: Asked) -> list[dict[str, Any]]:
    """The periods up to today that are one click away."""
    today = clock.now().astimezone(asked.period.zone).date()
    found = []
    for days in PRESETS:
        period = period_of("", today.isoformat(), clock.now(), asked.period.zone)
        first = period.last.fromordinal(period.last.toordinal() - days + 1)
        current = (asked.period.first, asked.period.last) == (first, period.last)
        url = "?" + asked.address(**{"from": first.isoformat(), "to": period.last.isoformat()})
        found.append({"days": days, "url": url, "current": current})
    return found


def _seen(known: Places, shops: Sequence[int] | None, warehouses: Sequence[int] | None) -> Places:
    return known._replace(
        shops={key: value for key, value in known.shops.items() if shops is None or key in shops},
        warehouses={key: value for key, value in known.warehouses.items() if warehouses is None or key in warehouses},
    )


def _chosen(code: str, known: Mapping[int, tuple[str, str]], own: list[int] | None) -> tuple[str, list[int] | None]:
    for key, (its_code, _) in known.items():
        if code and its_code == code:
            return code, [key]
    return "", own


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
