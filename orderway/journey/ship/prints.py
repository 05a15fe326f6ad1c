"""Shipping labels on paper: the one place where a picker sees a receiver in plain text, and every print is counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from orderway.flow import wishes
from orderway.flow.command import Target
from orderway.journey.ship.screens import SQL
from orderway.kernel import clock
from orderway.kernel.digits import whole, wholes
from orderway.papers import paper
from orderway.papers.zpl import zpl
from orderway.web.engine import carry_out, rows
from orderway.web.permissions import actor_of, needs, warehouses_of
from orderway.web.templatetags.figures import money_text

IDS_MAX = 200
SERVICES_CHARS_MAX = 60
"""Of what was agreed about the delivery, as far as the label has room."""


class Row(NamedTuple):
    """One parcel as `labels` reads it."""

    parcel_id: int
    order_id: int
    tracking_number: str
    state: str
    address_version: int
    prints: int
    cod_minor: int
    weight_grams: int
    contents: Mapping[str, int]
    carrier: str | None
    practice: bool | None
    number: str
    currency: str
    language: str
    name: str
    phone: str
    country: str
    province: str
    city: str
    district: str
    street: str
    postcode: str
    company: str
    address_now: int
    shop: str
    shop_phone: str
    place: str
    place_province: str
    place_city: str
    time_zone: str
    fulfilment_id: int
    sort_code: str | None
    wishes: Mapping[str, str]
    wish_answers: Mapping[str, Mapping[str, Any]]


@needs("warehouse.pack")
@require_GET
def labels(request: HttpRequest) -> HttpResponse:
    """Labels as PDF (or `form=zpl`): `fulfilments=1,2` or `wave=7`. A label for an old address is not printed again."""
    wanted = {
        "ids": wholes(request.GET.get("fulfilments", ""), IDS_MAX), "wave": whole(request.GET.get("wave", "")) or 0,
        "only": warehouses_of(request.user), "limit": paper.PAGES_MAX,
    }  # fmt: skip
    found = [Row(*row) for row in rows(SQL.labels, wanted)]
    if not found:
        raise Http404(_("No label is ready to be printed."))
    targets = [Target(row.order_id, args={"parcel_id": row.parcel_id}) for row in found]
    results = carry_out("print_label", targets, {}, actor_of(request.user))
    good = [row for row, result in zip(found, results, strict=True) if result.done]
    if not good:
        return HttpResponse(_("These labels show an old address: void them and get new ones."), status=409)
    made = [label(row, good, get_language() or "en") for row in good]
    if request.GET.get("form") == "zpl":
        return HttpResponse(zpl(made), content_type="application/zpl; charset=utf-8")
    return HttpResponse(paper.shipping_labels(made), content_type="application/pdf")


def label(row: Row, every: Sequence[Row], language: str) -> paper.ShippingLabel:
    """One parcel as its label."""
    mine = [each.parcel_id for each in every if each.fulfilment_id == row.fulfilment_id]
    agreed = wishes.told(row.wishes, row.wish_answers)
    abroad = row.country not in ("CN", "")
    parts: list[Any] = (
        [row.city, row.province, row.postcode, row.country] if abroad else [row.province, row.city, row.district]
    )
    return paper.ShippingLabel(
        row.tracking_number,
        row.carrier or "",
        row.number,
        " ".join(part for part in (row.name, row.company) if part),
        row.phone,
        " ".join(dict.fromkeys(part for part in parts if part)),
        row.street,
        f"{row.place} {row.shop}",
        " ".join(dict.fromkeys((row.place_province, row.place_city))),
        row.shop_phone,
        row.sort_code or "",
        money_text(row.cod_minor, row.currency) if row.cod_minor else "",
        f"{row.weight_grams / 1000:.2f} kg" if row.weight_grams else "",
        f"{mine.index(row.parcel_id) + 1} / {len(mine)}" if len(mine) > 1 else "",
        " · ".join(text for wish, text in agreed.items() if wish in wishes.FOR_CARRIER)[:SERVICES_CHARS_MAX],
        row.address_version,
        row.prints + 1,
        f"{clock.now().astimezone(ZoneInfo(row.time_zone)):%Y-%m-%d %H:%M}",
        bool(row.practice),
        language,
    )
