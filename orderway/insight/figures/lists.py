"""The list behind a figure: the very rows that were counted, newest first."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from orderway.insight.figures.filters import Asked, asked_of
from orderway.insight.figures.reading import COLLECT_HOURS, SQL
from orderway.insight.figures.words import FIGURES, Figure
from orderway.kernel import clock
from orderway.kernel.digits import whole
from orderway.web import words
from orderway.web.permissions import may, needs
from orderway.web.templatetags.figures import duration_text, money_text, number
from orderway.web.words_returns import return_reason

PAGE_ROWS = 50
COUNTED_MAX = 10_000
"""So many rows of a list are counted; beyond them it says so."""
_END = "infinity"


@needs("figures.view")
@require_GET
def figure_list(request: HttpRequest, figure: str) -> HttpResponse:
    """The rows behind one figure of a period."""
    found = FIGURES.get(figure)
    if found is None:
        raise Http404
    asked = asked_of(request)
    before = request.GET.get("before", "")
    rows = _rows(found, asked, *_place(before))
    sees_orders = may(request.user, "order.view")
    shown = [_shown(found, row, asked, sees_orders) for row in rows[:PAGE_ROWS]]
    next_url = ""
    if len(rows) > PAGE_ROWS:
        last = rows[PAGE_ROWS - 1]
        place = f"{last['at'].isoformat()}~{last['id']}"
        next_url = f"?{asked.address(before=place)}"
    context = {
        "section": "figures",
        "figure": found,
        "asked": asked,
        "rows": shown,
        "many": _many(found, asked) if before or next_url else number(len(rows)),
        "next_url": next_url,
        "first_url": f"?{asked.address()}" if before else "",
        "back": f"{reverse('figures')}?{asked.address()}",
        "shop": next((name for code, name in asked.places.shops.values() if code == asked.shop), ""),
        "warehouse": next((name for code, name in asked.places.warehouses.values() if code == asked.warehouse), ""),
    }
    return render(request, "figures/list.html", context)


def _place(text: str) -> tuple[str, int]:
    key, _sign, told = text.partition("~")
    row_id = whole(told)
    if row_id is None:
        return _END, 0
    try:
        datetime.fromisoformat(key)
    except ValueError:
        return _END, 0
    return key, row_id


def _rows(figure: Figure, asked: Asked, before: str, before_id: int) -> list[dict[str, Any]]:
    sql, values = _statement(figure, asked, before, before_id, PAGE_ROWS + 1)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _many(figure: Figure, asked: Asked) -> str:
    """How many rows the whole list has: "1,943", or "10,000+"."""
    sql, values = _statement(figure, asked, _END, 0, COUNTED_MAX + 1)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({sql}) listed", values)
        many = int(cursor.fetchone()[0])
    return f"{number(COUNTED_MAX)}+" if many > COUNTED_MAX else number(many)


def _statement(figure: Figure, asked: Asked, before: str, before_id: int, rows: int) -> tuple[str, dict[str, Any]]:
    scope = ""
    values: dict[str, Any] = {}
    if asked.shops is not None:
        scope, values = " AND o.shop_id = ANY(%(shops)s)", {"shops": asked.shops}
    if asked.warehouses is not None:
        scope += " AND f.warehouse_id = ANY(%(warehouses)s)"
        values = {**values, "warehouses": asked.warehouses}
    sql = getattr(SQL, figure.rows).replace("/*scope*/", scope).replace("/*which*/", figure.which)
    more: dict[str, Any] = {
        "since": asked.period.since,
        "until": asked.period.until,
        "before": before,
        "before_id": before_id,
        "now": clock.now(),
        "collect": timedelta(hours=COLLECT_HOURS),
        "rows": rows,
    }
    return sql, {**values, **more}


def _shown(figure: Figure, row: dict[str, Any], asked: Asked, sees_orders: bool) -> dict[str, Any]:
    tone, detail = _detail(figure.rows, figure.name, row, asked)
    return {
        **row,
        "shop": asked.places.shops.get(row["shop_id"], ("", ""))[1],
        "warehouse": asked.places.warehouses.get(row["warehouse_id"], ("", ""))[1],
        "carrier": asked.places.carriers.get(row.get("carrier_id") or 0, ""),
        "href": _order_url(row["order_id"]) if sees_orders else "",
        "detail": detail,
        "tone": tone,
    }


def _detail(rows: str, name: str, row: dict[str, Any], asked: Asked) -> tuple[str, str]:
    """What makes this row one of the figure: a tone and a few words."""
    if rows == "list_returns":
        return "", f"{return_reason(row['reason'])} · {words.state_word('return', row['state']).label}"
    if rows == "list_scores":
        scores = f"{row['product']} · {row['delivery']} · {row['service']}"
        low = min(row["product"], row["delivery"], row["service"]) <= 2
        return ("bad" if low else ""), f"{scores}{'  ' + row['text'] if row['text'] else ''}"
    if rows == "list_parcels":
        if row["picked_up_at"] is None:
            return "bad", _("not collected yet")
        return "warn", _("collected after %(time)s") % {"time": duration_text(row["picked_up_at"] - row["at"])}
    if name == "cost":
        return "", money_text(row["cost_minor"], asked.places.currencies.get(row["warehouse_id"], "CNY"))
    late = row["ship_by"] is not None and row["at"] > row["ship_by"]
    if late:
        return "bad", _("%(time)s late") % {"time": duration_text(row["at"] - row["ship_by"])}
    return "good", _("on time")


def _order_url(order_id: int) -> str:
    try:
        return reverse("order", args=[order_id])
    except NoReverseMatch:
        return ""
