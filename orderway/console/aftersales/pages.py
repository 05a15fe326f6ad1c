"""The after-sales page: stacks at the left, the list, one case in the panel."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from orderway.console.aftersales import case as cases
from orderway.console.aftersales import reading
from orderway.console.aftersales.stacks import BY_NAME, GROUPS, MESSAGE, REFUND, RETURN, STACKS, first_for
from orderway.console.marks import mark_of
from orderway.console.reading import read_order, references
from orderway.console.scope import scope_of
from orderway.flow import reading as flow_reading
from orderway.flow import sources
from orderway.flow.order import Order, Refund
from orderway.places import masks
from orderway.web.engine import engine
from orderway.web.permissions import may, needs
from orderway.web.words_pay import source_word

ALARMS = ("failed", "messages")


@needs("return.view")
@require_GET
def aftersales(request: HttpRequest) -> HttpResponse:
    """One stack of returns, refunds or messages, by deadline."""
    user, scope = request.user, scope_of(request.user)
    found = reading.counts(scope)
    asked = request.GET.get("view", "")
    stack = BY_NAME[asked if asked in BY_NAME else first_for(lambda name: may(user, name), found)]
    rows, following = reading.rows_of(stack, scope, reading.place_of(request.GET.get("after", "")))
    sees_orders = may(user, "order.view")
    for row in rows:
        row["mark"] = mark_of(row["channel"])
        row["panel"] = reverse("aftersales_panel", args=[stack.kind, row["id"]])
        row["href"] = reverse("order", args=[row["order_id"]]) if sees_orders else ""
    context = {
        "section": "aftersales",
        "stack": stack,
        "groups": _groups(stack.name, found),
        "rows": rows,
        "matching": found.get(stack.name, 0),
        "count_max": reading.COUNT_MAX,
        "next_url": _address(stack.name, str(following)) if following else "",
        "first_url": _address(stack.name) if request.GET.get("after") else "",
        "kind": stack.kind,
    }
    return render(request, "aftersales/list.html", context)


def _groups(current: str, found: dict[str, int]) -> list[dict[str, Any]]:
    return [
        {
            "label": label,
            "views": [
                {
                    "label": stack.label,
                    "url": _address(stack.name),
                    "count": found.get(stack.name, 0),
                    "current": stack.name == current,
                    "alarm": stack.name in ALARMS and bool(found.get(stack.name)),
                }
                for stack in STACKS
                if stack.kind == kind
            ],
        }
        for label, kind in GROUPS
    ]


def _address(stack: str, after: str = "") -> str:
    return f"{reverse('aftersales')}?{urlencode({'view': stack, **({'after': after} if after else {})})}"


@needs("return.view")
@require_GET
def panel(request: HttpRequest, kind: str, row_id: int) -> HttpResponse:
    """One return, refund or message with what is needed to decide."""
    order = seen_order(request, kind, row_id)
    shop = references().shops[order.shop_id]
    context: dict[str, Any] = {
        "order": order,
        "kind": kind,
        "row_id": row_id,
        "mark": mark_of(shop.channel),
        "shop": shop.name,
        "buyer": f"{masks.mask_name(order.person.name)} · {masks.mask_phone(order.person.phone)}",
        "order_url": reverse("order", args=[order.id]) if may(request.user, "order.view") else "",
        "actions": cases.actions(order, kind, row_id, cases.names_of(order, kind, row_id), request.user),
    }
    if kind == RETURN:
        context |= return_context(order, row_id, request.user)
    elif kind == REFUND:
        context |= refund_context(order, row_id)
    else:
        open_talk = next((one for one in order.conversations if one.answered_at is None), None)
        context |= {"talk": reading.talk(order.id), "open": open_talk}
    return render(request, f"aftersales/{kind}.html", context)


def return_context(order: Order, row_id: int, user: Any) -> dict[str, Any]:
    """What the panel of a return shows; the refund that it led to comes with its own steps."""
    case = cases.return_of(order, row_id)
    if case is None:
        raise Http404
    refund = next((refund for refund in order.refunds if refund.return_id == case.id), None)
    names = cases.names_of(order, REFUND, refund.id) if refund else ()
    return {
        "case": case,
        "parts": cases.parts_of(order, case),
        "sum": cases.sum_of(order, case),
        "is_final": case.state not in cases.BEFORE_INSPECTION,
        "entries": cases.steps_of(order, case),
        "place": cases.place_of(order, case),
        "refund": refund,
        "refund_actions": cases.actions(order, REFUND, refund.id, names, user) if refund and names else [],
    }


def refund_context(order: Order, row_id: int) -> dict[str, Any]:
    """What the panel of a refund shows."""
    refund = cases.refund_of(order, row_id)
    if refund is None:
        raise Http404
    line = next((line for line in order.lines if line.id == refund.line_id), None)
    case = cases.return_of(order, refund.return_id) if refund.return_id else None
    return {
        "refund": refund,
        "line": line,
        "case": case,
        "parts": cases.parts_of(order, case) if case else [],
        "last_unit": refund.first_unit + refund.units,
        "purse": cases.purse_of(order),
        "sources": source_words(order, refund),
    }


def source_words(order: Order, refund: Refund) -> list[dict[str, Any]]:
    """To what a refund goes back, and whether that has happened; nothing where all was paid in money."""
    if not sources.tenders(order):
        return []
    policy = engine().references.shops[order.shop_id].policy.refund_order
    paid, money_paid = refund.state == "SUCCEEDED", sources.is_money_done(order, refund)
    return [
        {"word": source_word(source), "minor": amount, "done": paid or (source == sources.MONEY and money_paid)}
        for source, amount in sources.parts_of(order, refund, policy).items()
    ]


def seen_order(request: HttpRequest, kind: str, row_id: int) -> Order:
    """The order in full, if this reader may see it. Http404."""
    if kind not in (RETURN, REFUND, MESSAGE):
        raise Http404
    order_id = reading.order_of(kind, row_id, scope_of(request.user))
    order = read_order(order_id) if order_id is not None else None
    if order is None:
        raise Http404
    kept = engine()
    with kept.connection.cursor() as cursor:
        flow_reading.refresh(kept.references, cursor)
    return order
