"""Listings without a SKU: mapped once, for all orders that wait."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from orderway.console.answers import answer
from orderway.console.inbox.pages import template_for
from orderway.console.inbox.reading import SQL
from orderway.flow.command import Target
from orderway.flow.spec import SPEC_CHARS_MAX
from orderway.kernel.digits import whole
from orderway.kernel.limits import COMMAND_ORDERS_MAX, PAGE_ROWS_MAX
from orderway.web.engine import carry_out, engine
from orderway.web.permissions import actor_of, needs, shops_of

SUGGESTIONS_MAX = 5
LIKENESS_MIN = 0.15
"""Below it a suggestion is only noise."""
KEY_CHARS_MAX = 200
PANEL = "inbox/listing_panel.html"


class Unmatched(NamedTuple):
    """A key under which a shop sells something, and nobody has said what."""

    shop_id: int
    shop: str
    key: str
    title: str | None
    orders: int
    units: int | None
    since: datetime
    seller_code: str
    """The code that all its waiting lines carry; empty where they differ."""
    spec: str
    """Model, colour, size that all of them say."""

    @property
    def panel_url(self) -> str:
        """Its side panel."""
        return f"{reverse('listing_panel')}?{urlencode({'shop': str(self.shop_id), 'key': self.key})}"


def unmatched(shops: list[int] | None, shop: int | None = None, key: str = "") -> list[Unmatched]:
    """Listings that orders wait for, those with the most orders first; or exactly one."""
    values = {"shops": shops, "shop": shop, "key": key, "limit": PAGE_ROWS_MAX}
    return [Unmatched(*row) for row in engine().connection.execute(SQL.unmatched, values)]


@needs("listing.map")
@require_GET
def listings(request: HttpRequest) -> HttpResponse:
    """All listings that orders wait for."""
    rows = unmatched(shops_of(request.user))
    columns = [
        {"key": "key", "label": _("Listing")},
        {"key": "title", "label": _("Title")},
        {"key": "shop", "label": _("Shop"), "rank": 2},
        {"key": "orders", "label": _("Orders waiting"), "number": True},
        {"key": "units", "label": _("Units"), "number": True, "rank": 3},
        {"key": "age", "label": _("Since"), "number": True, "rank": 4},
    ]
    context = {"section": "inbox", "rows": rows, "columns": columns, "orders": sum(row.orders for row in rows)}
    return render(request, "inbox/listings.html", context)


@needs("listing.map")
@require_GET
def panel(request: HttpRequest) -> HttpResponse:
    """One listing with the SKUs that it may be."""
    one = _one(request, request.GET.get("shop", ""), request.GET.get("key", ""))
    order = whole(request.GET.get("order", ""))
    alone = not request.headers.get("HX-Request")
    context = {"one": one, "similar": similar(one), "part": PANEL, "section": "inbox", "alone": alone, "order": order}
    return render(request, template_for(request, PANEL), context)


def similar(one: Unmatched) -> list[dict[str, Any]]:
    """The SKUs likest to a listing's key and title."""
    values = {"key": one.key, "title": one.title or one.key, "limit": SUGGESTIONS_MAX}
    rows = engine().connection.execute(SQL.similar, values).fetchall()
    names = ("code", "name", "name_zh", "likeness")
    return [dict(zip(names, row, strict=True)) for row in rows if row[3] >= LIKENESS_MIN]


def _one(request: HttpRequest, shop: str, key: str) -> Unmatched:
    shop_id = whole(shop)
    if shop_id is None or not key or len(key) > KEY_CHARS_MAX or "\0" in key:
        raise Http404
    found = unmatched(shops_of(request.user), shop_id, key)
    if not found:
        raise Http404
    return found[0]


@needs("listing.map")
@require_POST
def map_listing(request: HttpRequest) -> HttpResponse:
    """Say which SKU a listing stands for; every order that waits for it goes on."""
    one = _one(request, request.POST.get("shop", ""), request.POST.get("key", ""))
    code = (request.POST.get("other", "").strip() or request.POST.get("sku", "").strip()).replace("\0", "")
    connection = engine().connection
    row = connection.execute(SQL.sku, [code]).fetchone()
    if row is None:
        error = _("There is no SKU %(code)s.") % {"code": code} if code else _("Choose a SKU, or write its code.")
        context = {"one": one, "similar": similar(one), "error": error, "other": code, **_told(request)}
        return render(request, PANEL, context, status=422)
    with transaction.atomic():
        engine().connection.execute(
            SQL.map,
            [one.shop_id, one.key, row[0], (one.title or "")[:300], request.user.get_username(), *_said(request)],
        )
        engine().connection.execute(SQL.touch)
    went_on = check_again(request, one)
    text = ngettext("Mapped. %(many)s order goes on.", "Mapped. %(many)s orders go on.", went_on) % {"many": went_on}
    return _answer(request, text)


def _told(request: HttpRequest) -> dict[str, Any]:
    """Where the form stands: beside the list, or on a page of its own, opened perhaps from an order."""
    return {"alone": request.POST.get("alone", ""), "order": whole(request.POST.get("order", ""))}


def _answer(request: HttpRequest, text: str) -> HttpResponse:
    """Beside the list it is loaded again; from a page of its own the way leads back to where it came from."""
    told = _told(request)
    if not told["alone"]:
        return answer(text=text, refresh=True)
    back = answer(text=text)
    back["HX-Redirect"] = reverse("listings") if told["order"] is None else reverse("order", args=[told["order"]])
    return back


def _said(request: HttpRequest) -> list[str]:
    """What orders of the listing must say from now on, as it was left in the fields."""
    return [
        request.POST.get(name, "").replace("\0", "").strip()[:limit]
        for name, limit in (("seller_code", KEY_CHARS_MAX), ("spec", SPEC_CHARS_MAX))
    ]


def check_again(request: HttpRequest, one: Unmatched) -> int:
    """Send all orders that wait for a listing through the gates again; how many did."""
    rows = engine().connection.execute(SQL.waiting_orders, [one.shop_id, one.key, COMMAND_ORDERS_MAX]).fetchall()
    results = carry_out("check_again", [Target(row[0]) for row in rows], {}, actor_of(request.user))
    return sum(1 for result in results if result.done)
