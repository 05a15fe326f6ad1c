"""The stock pages: the list, and one SKU in one warehouse."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from orderway.console.stock.reading import HELD_ROWS, MOVEMENTS_ROWS, PAGE_ROWS, SQL, Row, listed, movements
from orderway.console.stock.words import VERBS, kind_word, reason_word
from orderway.kernel.digits import whole
from orderway.stock import lots
from orderway.stock.availability import availability
from orderway.web.engine import engine, rows
from orderway.web.permissions import may, needs, warehouses_of

END = (datetime(9999, 1, 1, tzinfo=UTC), 1 << 62)


@needs("stock.view")
@require_GET
def stock(request: HttpRequest) -> HttpResponse:
    """`?q=` code, barcode or name; `?w=` a warehouse; `?short=1` used up or waited for; `?after=` the next page."""
    mine = {row[0]: row[1] for row in rows(SQL.warehouses, {"only": warehouses_of(request.user)})}
    text, chosen = request.GET.get("q", "").replace("\x00", "").strip(), whole(request.GET.get("w", "")) or 0
    short = request.GET.get("short") == "1"
    only = [chosen] if chosen in mine else list(mine)
    code, tilde, place = request.GET.get("after", "").rpartition("~")
    found = listed(text, only, short, (code, whole(place) or 0) if tilde else ("", 0))
    page = found[:PAGE_ROWS]
    kept = {
        k: v for k, v in (("q", text), ("w", chosen if chosen in mine else ""), ("short", "1" if short else "")) if v
    }
    more = urlencode({**kept, "after": f"{page[-1].code}~{page[-1].warehouse_id}"}) if len(found) > PAGE_ROWS else ""
    context = {
        "section": "stock", "rows": [_shown(row) for row in page], "query": text,
        "tokens": _tokens(kept, mine, short), "choices": _choices(kept, mine, short),
        "hidden": [(k, v) for k, v in kept.items() if k != "q"], "clear_url": reverse("stock"),
        "next_url": f"?{more}" if more else "", "previous_url": f"?{urlencode(kept)}" if tilde else "",
        "columns": _columns(), "asked": bool(kept), "may_change": may(request.user, "stock.change"),
    }  # fmt: skip
    return render(request, "stock/list.html", context)


def _shown(row: Row) -> dict[str, Any]:
    url = reverse("stock_one", args=[row.sku_id, row.warehouse_id])
    chinese = (get_language() or "").startswith("zh")
    name = row.name_zh if chinese and row.name_zh else row.name
    return {**row._asdict(), "available": row.available, "url": url, "title": name}


def _columns() -> list[dict[str, Any]]:
    return [
        {"label": "SKU"}, {"label": _("Item"), "rank": 2}, {"label": _("Warehouse")}, {"label": _("Bin"), "rank": 3},
        {"label": _("On hand"), "number": True}, {"label": _("Reserved"), "number": True},
        {"label": _("Safety"), "number": True, "rank": 3}, {"label": _("Available"), "number": True},
        {"label": _("Damaged"), "number": True, "rank": 4}, {"label": _("Waited for"), "number": True, "rank": 2},
    ]  # fmt: skip


def _tokens(kept: dict[str, Any], mine: dict[int, str], short: bool) -> list[dict[str, str]]:
    tokens = []
    if "w" in kept:
        tokens.append({"field": _("Warehouse"), "value": mine[int(kept["w"])], "remove_url": _without(kept, "w")})
    if short:
        tokens.append({"field": _("Only"), "value": _("used up or waited for"), "remove_url": _without(kept, "short")})
    return tokens


def _choices(kept: dict[str, Any], mine: dict[int, str], short: bool) -> list[dict[str, Any]]:
    places = [{"label": name, "url": f"?{urlencode({**kept, 'w': key})}", "count": None} for key, name in mine.items()]
    choices = [{"label": _("Warehouse"), "hits": places}] if len(mine) > 1 else []
    if not short:
        hit = {"label": _("used up or waited for"), "url": f"?{urlencode({**kept, 'short': 1})}", "count": None}
        choices.append({"label": _("Only"), "hits": [hit]})
    return choices


def _without(kept: dict[str, Any], name: str) -> str:
    return "?" + urlencode({k: v for k, v in kept.items() if k != name})


@needs("stock.view")
@require_GET
def one(request: HttpRequest, sku_id: int, warehouse_id: int) -> HttpResponse:
    """One SKU in one warehouse: the sum that gives what is available, who holds it, what moved."""
    only = warehouses_of(request.user)
    key = {"sku": sku_id, "warehouse": warehouse_id, "only": only}
    found = rows(SQL.one, key)
    if not found:
        raise Http404
    names = ("id", "code", "name", "name_zh", "barcode", "category", "warehouse_id", "warehouse", "bin", "on_hand",
             "reserved", "safety", "damaged", "in_transit", "waiting", "zone", "too_old", "fenced")  # fmt: skip
    item = dict(zip(names, found[0], strict=True))
    opens = may(request.user, "order.view")
    moved = movements(sku_id, warehouse_id, _before(request.GET.get("before", "")))
    page = moved[:MOVEMENTS_ROWS]
    for each in page:
        each |= {"word": kind_word(each["kind"]), "why": reason_word(each["reason"])}
        each["url"] = _order_url(each["order_id"]) if opens else ""
    last = page[-1] if len(moved) > MOVEMENTS_ROWS else None
    held = rows(SQL.held, {**key, "limit": HELD_ROWS + 1})
    chinese = (get_language() or "").startswith("zh")
    free = item["on_hand"] - item["reserved"] - item["safety"] - item["too_old"] - item["fenced"]
    with engine().connection.cursor() as cursor:
        seen = availability(cursor, [sku_id], None, only)[sku_id]
        here = lots.of_sku(cursor, sku_id, [warehouse_id])
    context = {
        "section": "stock", "item": item, "title": item["name_zh"] if chinese and item["name_zh"] else item["name"],
        "available": max(0, free), "over": max(0, -free), "sum_moved": rows(SQL.sum_moved, key)[0][0],
        "movements": page,
        "next_url": _older(last) if last else "",
        "held": [
            {"number": r[1], "units": r[2], "state": r[3], "ship_by": r[4], "url": _order_url(r[0]) if opens else ""}
            for r in held[:HELD_ROWS]
        ],
        "held_more": len(held) > HELD_ROWS,
        "elsewhere": [
            {"name": r.name, "available": r.available, "url": reverse("stock_one", args=[sku_id, r.warehouse_id])}
            for r in seen.rows if r.warehouse_id != warehouse_id
        ],
        "lots": [{"lot": row[2], "day": row[3], "units": row[4]} for row in here],
        "whole_url": reverse("stock_sku", args=[sku_id]),
        "verbs": [
            (kind, label, reverse("stock_change", args=[sku_id, warehouse_id, kind])) for kind, label in VERBS.items()
        ],
        "may_change": may(request.user, "stock.change"),
    }  # fmt: skip
    return render(request, "stock/one.html", context)


def _older(last: dict[str, Any]) -> str:
    return "?" + urlencode({"before": f"{last['at'].isoformat()}~{last['id']}"})


def _before(text: str) -> tuple[datetime, int]:
    at, _tilde, row_id = text.partition("~")
    try:
        instant = datetime.fromisoformat(at)
    except ValueError:
        return END
    return (instant, whole(row_id) or 0) if instant.tzinfo and row_id else END


def _order_url(order_id: int | None) -> str:
    try:
        return reverse("order", args=[order_id]) if order_id else ""
    except NoReverseMatch:
        return ""
