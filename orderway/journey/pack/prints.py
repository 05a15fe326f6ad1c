"""Packing slips on paper: for the buyer, so with a masked name and the way to follow the parcel."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from orderway.flow import wishes
from orderway.journey.pack.table import SQL
from orderway.kernel import clock
from orderway.kernel.digits import whole, wholes
from orderway.kernel.links import TRACK, signed_path
from orderway.papers import paper
from orderway.places.masks import mask_name
from orderway.web.engine import rows
from orderway.web.permissions import needs, warehouses_of

IDS_MAX = 200


@needs("warehouse.pack")
@require_GET
def slips(request: HttpRequest) -> HttpResponse:
    """Slips as PDF, one a parcel: `fulfilments=1,2` or `wave=7`."""
    wanted = {
        "ids": wholes(request.GET.get("fulfilments", ""), IDS_MAX), "wave": whole(request.GET.get("wave", "")) or 0,
        "only": warehouses_of(request.user), "limit": paper.PAGES_MAX,
    }  # fmt: skip
    found = rows(SQL.slips, wanted)
    if not found:
        raise Http404
    made = [slip(row, found, request.build_absolute_uri("/")) for row in found]
    return HttpResponse(paper.packing_slips(made), content_type="application/pdf")


def slip(row: Sequence[Any], every: Sequence[Sequence[Any]], origin: str) -> paper.PackingSlip:
    """One row of `slips` as its paper; `every` are all rows, for the number of parcels."""
    fulfilment, order_id, number, placed_at, language, wished, name, city, version, *rest = row
    shop, phone, zone, parcel, contents, ordered, place_zone, lines = rest
    agreed = wishes.told(*wished)
    chinese = (language or "zh").lower().startswith("zh")
    items = []
    for line_id, sku, title, title_zh, units in lines:
        here = int((contents or {}).get(str(line_id), 0)) if contents else units
        if here:
            items.append(paper.Item(sku, title_zh if chinese and title_zh else title, here))
    mine = [each for each in every if each[0] == fulfilment]
    part = f"{1 + [each[12] for each in mine].index(parcel)} / {len(mine)}" if len(mine) > 1 else ""
    return paper.PackingSlip(
        number,
        shop,
        f"{placed_at.astimezone(ZoneInfo(zone)):%Y-%m-%d}",
        f"{mask_name(name)} {city}".strip(),
        items,
        origin.rstrip("/") + signed_path(str(settings.SECRET_KEY).encode(), TRACK, order_id),
        str(agreed.get(wishes.GIFT, "")),
        phone,
        part,
        sum(item.quantity for item in items) < ordered and len(mine) <= 1,
        version,
        f"{clock.now().astimezone(ZoneInfo(place_zone)):%Y-%m-%d %H:%M}",
        language or "zh-hans",
    )
