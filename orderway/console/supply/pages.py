"""The pages of supply: lists under their tabs, one purchase order, one transfer, one SKU's availability."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import msgspec
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from orderway.console.supply.reading import ROWS_MAX, SQL, choices, dicts, title_of
from orderway.console.supply.tabs import base
from orderway.console.supply.words import CHANGES, OPTIONS, PROPOSALS, WHYS, reason_word
from orderway.kernel import clock
from orderway.kernel.digits import whole
from orderway.stock import feeds, fences, lots, publishing, replenish, serials
from orderway.stock.availability import availability
from orderway.stock.limits import read
from orderway.stock.purchases import EXPECTED
from orderway.stock.transfers import CHANGES as CHANGES_KEPT
from orderway.web.engine import engine, rows
from orderway.web.permissions import may, needs, shops_of, warehouses_of

EXPIRY_DAYS = 90
"""Lots that expire within so many days are listed."""
SHOWN = 50
"""Rows of each list of what to buy and to reduce, until all are asked for."""
SERIALS_MAX = 50
TOLD_MAX = 100


@needs("stock.view")
@require_GET
def purchases(request: HttpRequest) -> HttpResponse:
    """Expected goods, the next first; `?closed=1` those of the past too."""
    closed = request.GET.get("closed") == "1"
    values = {"only": warehouses_of(request.user), "closed": closed, "limit": ROWS_MAX}
    names = "id number state supplier warehouse expected_on made_at ordered came lines"
    found = dicts(SQL.purchases, names, values)
    now = clock.now()
    for row in found:
        row["late"] = row["state"] in EXPECTED and row["expected_on"] is not None and row["expected_on"] < now
    context = {**base("purchases"), "rows": found, "closed": closed, "may_change": may(request.user, "purchase.change")}
    return render(request, "supply/purchases.html", context)


@needs("stock.view")
@require_GET
def purchase(request: HttpRequest, purchase_id: int) -> HttpResponse:
    """One purchase order: its lines, what came of each, its deliveries."""
    one = found_purchase(request, purchase_id)
    context = {
        **base("purchases"), "one": one, "lines": purchase_lines(purchase_id),
        "receipts": dicts(SQL.receipts, "at by reference lines", {"purchase": purchase_id, "transfer": None}),
        "changes": changes_of(one["changes"]),
        "expected": one["state"] in EXPECTED, "may_change": may(request.user, "purchase.change"),
        "may_receive": may(request.user, "purchase.receive"),
    }  # fmt: skip
    return render(request, "supply/purchase.html", context)


def found_purchase(request: HttpRequest, purchase_id: int) -> dict[str, Any]:
    """The purchase order, if the user may see its warehouse; else 404."""
    names = "id number state supplier warehouse expected_on made_at made_by note closed_at version warehouse_id changes"
    found = dicts(SQL.purchase, names, {"id": purchase_id, "only": warehouses_of(request.user)})
    if not found:
        raise Http404
    return found[0]


def changes_of(kept: Any) -> list[dict[str, Any]]:
    """Who changed a purchase order or a transfer, the last one first, with words for what was changed."""
    changes = []
    for one in reversed(msgspec.json.decode(kept) if isinstance(kept, str) else kept):
        values = [one.get("was"), one.get("became")]
        if one["what"] == "day":
            values = [at[:10] if at else _("not known") for at in values]
        told = {"at": datetime.fromisoformat(one["at"]), "by": one["by"], "what": CHANGES.get(one["what"], one["what"])}
        changes.append({**told, "was": values[0], "became": values[1], "valued": "was" in one})
    return changes


def purchase_lines(purchase_id: int) -> list[dict[str, Any]]:
    """The lines of a purchase order."""
    names = "sku_id code name name_zh ordered received damaged written_off waiting lotted"
    lines = dicts(SQL.purchase_lines, names, {"id": purchase_id})
    for line in lines:
        line["title"] = title_of(line["name"], line["name_zh"])
        line["left"] = max(0, line["ordered"] - line["received"] - line["damaged"] - line["written_off"])
        line["url"] = reverse("stock_sku", args=[line["sku_id"]])
    return lines


@needs("stock.view")
@require_GET
def transfers(request: HttpRequest) -> HttpResponse:
    """Transfers, open ones first."""
    closed = request.GET.get("closed") == "1"
    names = "id state source target reason due_at made_at made_by units received lines cost_minor currency"
    values = {"only": warehouses_of(request.user), "closed": closed, "limit": ROWS_MAX}
    found = dicts(SQL.transfers, names, values)
    for row in found:
        row["why"] = reason_word(row["reason"])
    context = {
        **base("transfers"),
        "rows": found,
        "closed": closed,
        "may_change": may(request.user, "transfer.propose"),
    }
    return render(request, "supply/transfers.html", context)


@needs("stock.view")
@require_GET
def transfer(request: HttpRequest, transfer_id: int) -> HttpResponse:
    """One transfer: lines, whom it is for, what it was compared with, what may be done now."""
    one = found_transfer(request, transfer_id)
    compared = [{**o, "word": OPTIONS.get(o["kind"], o["kind"])} for o in one["facts"].get("options", [])]
    steps = {
        "approve": one["state"] == "PROPOSED" and may(request.user, "transfer.approve"),
        "ship": one["state"] == "APPROVED" and may(request.user, "transfer.move"),
        "receive": one["state"] in ("SHIPPED", "PARTIALLY_RECEIVED", "DISCREPANCY")
        and may(request.user, "transfer.move"),
        "settle": one["state"] == "DISCREPANCY" and may(request.user, "transfer.approve"),
        "cancel": one["state"] in ("PROPOSED", "APPROVED") and may(request.user, "transfer.propose"),
    }
    marks = dicts(SQL.earmarks, "order_id number code units ship_by", {"id": transfer_id})
    context = {
        **base("transfers"), "one": one, "lines": transfer_lines(transfer_id), "compared": compared, "marks": marks,
        "receipts": dicts(SQL.receipts, "at by reference lines", {"purchase": None, "transfer": transfer_id}),
        "steps": steps, "why": reason_word(one["reason"]), "sees_orders": may(request.user, "order.view"),
        "changes": changes_of(one["facts"].get(CHANGES_KEPT, [])),
    }  # fmt: skip
    return render(request, "supply/transfer.html", context)


def found_transfer(request: HttpRequest, transfer_id: int) -> dict[str, Any]:
    """The transfer, if the user may see one of its warehouses; else 404."""
    names = (
        "id state source target reason due_at made_at made_by approved_by shipped_at received_at note facts version "
        "cost_minor currency from_id to_id"
    )
    found = dicts(SQL.transfer, names, {"id": transfer_id, "only": warehouses_of(request.user)})
    if not found:
        raise Http404
    return found[0]


def transfer_lines(transfer_id: int) -> list[dict[str, Any]]:
    """The lines of a transfer."""
    lines = dicts(SQL.transfer_lines, "sku_id code name name_zh units shipped received lost", {"id": transfer_id})
    for line in lines:
        line["title"] = title_of(line["name"], line["name_zh"])
        line["left"] = line["shipped"] - line["received"] - line["lost"]
        line["url"] = reverse("stock_sku", args=[line["sku_id"]])
    return lines


@needs("stock.view")
@require_GET
def counts(request: HttpRequest) -> HttpResponse:
    """What is to be counted, by bin: a blind sheet; large differences wait for a second person."""
    names = (
        "id state sku_id code name name_zh warehouse_id warehouse bin reason asked_at asked_by found booked counted_by "
        "order_id number"
    )
    found = dicts(SQL.counts, names, {"only": warehouses_of(request.user), "limit": ROWS_MAX})
    for row in found:
        row["title"], row["why"] = title_of(row["name"], row["name_zh"]), reason_word(row["reason"])
        row["difference"] = row["found"] - row["booked"] if row["state"] == "COUNTED" else 0
    told = feeds.all_of(engine().connection.cursor(), warehouses_of(request.user))
    context = {
        **base("counts"), "asked": [r for r in found if r["state"] == "ASKED"],
        "counted": [r for r in found if r["state"] == "COUNTED"], "may_count": may(request.user, "stock.count"),
        "may_decide": may(request.user, "stock.change"),
        "feeds": [{"source": f[0], "warehouse": f[2], "sequence": f[3], "at": f[4], "rows": f[5],
                   "differences": len(f[6])} for f in told],
    }  # fmt: skip
    return render(request, "supply/counts.html", context)


@needs("stock.view")
@require_GET
def buying(request: HttpRequest) -> HttpResponse:
    """What to buy, and what lies too long, each with a proposal."""
    only, now = warehouses_of(request.user), clock.now()
    cursor = engine().connection.cursor()
    wanted, idle, limits = [], [], read(cursor)
    for one in replenish.positions(cursor, only):
        proposal = replenish.buying(one, limits)
        if proposal is not None:
            wanted.append(_proposed(one, proposal))
    rest = replenish.idle(cursor, only, limits, ROWS_MAX)
    short = replenish.short_places(cursor, [one.sku_id for one in rest])
    for one in rest:
        proposal = replenish.reducing(one, bool(short.get(one.sku_id)), now, limits)
        if proposal is not None:
            idle.append(_proposed(one, proposal))
    shown = ROWS_MAX if "all" in request.GET else SHOWN
    context = {
        **base("replenish"), "wanted": wanted[:shown], "idle": idle[:shown], "limits": limits,
        "wanted_many": len(wanted), "idle_many": len(idle), "more": max(len(wanted), len(idle)) > shown,
        "may_change": may(request.user, "purchase.change"),
    }  # fmt: skip
    return render(request, "supply/replenish.html", context)


def _proposed(one: replenish.Position, proposal: replenish.Proposal) -> dict[str, Any]:
    return {
        **one._asdict(), "title": title_of(one.name, one.name_zh), "url": reverse("stock_sku", args=[one.sku_id]),
        "kind": proposal.kind, "word": PROPOSALS[proposal.kind], "why": WHYS[proposal.why], "units": proposal.units,
        "point": proposal.reorder_point, "position": proposal.position, "lasts": proposal.lasts_days,
    }  # fmt: skip


@needs("stock.view")
@require_GET
def lots_page(request: HttpRequest) -> HttpResponse:
    """Lots that expire soon; `?serial=` where a serial number is; `?sku=&lot=` where a lot went."""
    cursor, today = engine().connection.cursor(), clock.now().date()
    text = request.GET.get("serial", "").replace("\0", "").strip()[:100]
    lot, sku = request.GET.get("lot", "").replace("\0", "")[:100], whole(request.GET.get("sku", ""))
    soon = lots.expiring(cursor, today + timedelta(days=EXPIRY_DAYS), warehouses_of(request.user), ROWS_MAX)
    went = lots.went_to(cursor, sku, lot, ROWS_MAX) if lot and sku is not None else []
    context = {
        **base("lots"), "text": text, "days": EXPIRY_DAYS, "lot": lot,
        "rows": [
            {"sku_id": r[0], "code": r[1], "name": r[2], "warehouse": r[4], "lot": r[5], "day": r[6], "units": r[7],
             "unsold": r[6] < today + timedelta(days=r[8] + 1 if r[8] else 0)} for r in soon
        ],
        "found": [
            {"code": r[0], "serial": r[1], "state": r[2], "place": r[3], "order_id": r[4], "number": r[5], "at": r[6]}
            for r in (serials.find(cursor, text, SERIALS_MAX) if text else [])
        ],
        "went": [{"order_id": r[0], "number": r[1], "units": r[2], "at": r[3]} for r in went],
        "sees_orders": may(request.user, "order.view"),
    }  # fmt: skip
    return render(request, "supply/lots.html", context)


@needs("stock.view")
@require_GET
def fences_page(request: HttpRequest) -> HttpResponse:
    """What is set apart for shops."""
    names = "id sku_id code warehouse_id warehouse shop_id shop units given"
    found = fences.of_shops(engine().connection.cursor(), warehouses_of(request.user))
    allowed = shops_of(request.user)
    rows_of = [dict(zip(names.split(), row, strict=True)) for row in found if allowed is None or row[5] in allowed]
    context = {**base("fences"), "rows": rows_of, "may_change": may(request.user, "stock.change")}
    return render(request, "supply/fences.html", context)


@needs("stock.view")
@require_GET
def published(request: HttpRequest) -> HttpResponse:
    """What each shop was told last; `?shop=` one of them; what could not be told."""
    shops = choices(SQL.shops, shops_of(request.user))
    asked = request.GET.get("shop", "")
    shop = asked if asked in dict(shops) else (shops[0][0] if shops else "")
    text = request.GET.get("q", "").replace("\0", "").strip()[:100]
    unsent = dict(rows(SQL.unsent, {}))
    many = {row[0]: row[1:] for row in rows(SQL.told_counts, {})}
    told = publishing.told_last(engine().connection.cursor(), int(shop), TOLD_MAX, text) if shop else []
    context = {
        **base("published"), "text": text, "current": dict(shops).get(shop, ""), "shop": shop,
        "shops": [{"id": key, "name": name, "told": many.get(int(key), (0, None))[0], "failed": unsent.get(int(key), 0),
                   "current": key == shop} for key, name in shops],
        "rows": [{"sku_id": r[0], "code": r[1], "name": r[2], "units": r[3], "at": r[4], "rule": r[5]} for r in told],
        "may_change": may(request.user, "publish.change"),
    }  # fmt: skip
    return render(request, "supply/published.html", context)


@needs("stock.view")
@require_GET
def sku(request: HttpRequest, sku_id: int) -> HttpResponse:
    """What of a SKU can be promised, and why: every warehouse with its terms; `?shop=` as a shop sees it."""
    found = rows(SQL.sku, {"id": sku_id})
    if not found:
        raise Http404
    shops = choices(SQL.shops, shops_of(request.user))
    asked = request.GET.get("shop", "")
    shop = int(asked) if asked in dict(shops) else None
    only = warehouses_of(request.user)
    cursor = engine().connection.cursor()
    seen = availability(cursor, [sku_id], shop, only)[sku_id]
    names = dict(choices(SQL.warehouses, None))
    context = {
        "section": "stock", "code": found[0][1], "title": title_of(found[0][2], found[0][3]), "seen": seen,
        "rows": [{"row": r, "url": reverse("stock_one", args=[sku_id, r.warehouse_id])} for r in seen.rows],
        "inbound": [
            {"one": i, "place": names.get(str(i.warehouse_id), ""), "by": seen.by(i.at) if i.at else None,
             "url": reverse(f"supply_{i.kind}", args=[i.id])} for i in seen.inbound
        ],
        "shops": [{"id": key, "name": name, "current": key == asked} for key, name in shops], "shop": shop,
        "lots": [{"place": r[1], "lot": r[2], "day": r[3], "units": r[4]} for r in lots.of_sku(cursor, sku_id, only)],
        "sku_id": sku_id,
    }  # fmt: skip
    return render(request, "supply/sku.html", context)
