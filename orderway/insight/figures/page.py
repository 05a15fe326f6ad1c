"""The page of figures: how it stands now, what passed in the period, and by shop, warehouse and carrier."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from orderway.insight.figures import reading
from orderway.insight.figures.day import Cell, Score, Total, added, grouped, within
from orderway.insight.figures.filters import Asked, asked_of, presets
from orderway.insight.figures.reading import AGE_DAYS, Now
from orderway.insight.figures.words import FIGURES, NOW_DEFINITIONS
from orderway.kernel import clock
from orderway.web.permissions import may, needs
from orderway.web.templatetags.figures import money_text, number
from orderway.web.words_holds import reason_word, step_word

TARGET = Decimal("0.98")
"""On time, and collected in time: what platforms ask for."""
SCORE_TARGET = Decimal("4.5")
REASONS_SHOWN = 12
STAGES = ("check", "promise", "confirm", "review", "source", "release", "warehouse", "road", "settled")


@needs("figures.view")
@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    """All figures of a period for the reader's shops and warehouses."""
    asked = asked_of(request)
    now = clock.now()
    try:
        cells = within(reading.cells(asked.period, now), asked.shops, asked.warehouses)
        scores = within(reading.scores(asked.period), asked.shops, asked.warehouses)
        standing = reading.now_standing(asked.shops, asked.warehouses, now)
    except OperationalError:
        return render(request, "figures/slow.html", {"section": "figures", **_head(asked)}, status=503)
    sees_orders = may(request.user, "order.view")
    total, days = added(cells, scores), _days(asked, cells)
    context = {
        "section": "figures",
        **_head(asked),
        "tiles": _tiles(asked, total, cells),
        "empty": not (total.shipments or total.returns or total.answers or any(standing.stages.values())),
        **_now(asked, standing, sees_orders),
        "days": days,
        "days_newest": [row for row in reversed(days) if row["total"].shipments or row["total"].returns],
        "most_a_day": max((row["total"].shipments for row in days), default=0),
        "tables": _tables(asked, cells, scores),
        "definitions": [*NOW_DEFINITIONS, *((figure.label, figure.definition) for figure in FIGURES.values())],
    }
    return render(request, "figures/page.html", context)


def _head(asked: Asked) -> dict[str, Any]:
    return {
        "asked": asked,
        "first": asked.period.first.isoformat(),
        "last": asked.period.last.isoformat(),
        "presets": presets(asked),
        "shops": sorted(asked.places.shops.values(), key=lambda one: one[1]),
        "warehouses": sorted(asked.places.warehouses.values(), key=lambda one: one[1]),
    }


def list_address(asked: Asked, figure: str, **changes: str) -> str:
    """The list behind a figure."""
    return f"{reverse('figures_list', args=[figure])}?{asked.address(**changes)}"


def _tiles(asked: Asked, total: Total, cells: list[Cell]) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "label": FIGURES[name].label,
            "href": list_address(asked, name),
            **_value(name, total, asked, cells),
        }
        for name in FIGURES
    ]


def _value(name: str, total: Total, asked: Asked, cells: list[Cell]) -> dict[str, Any]:
    if name == "shipped":
        orders = ngettext("%(many)s order", "%(many)s orders", total.orders) % {"many": number(total.orders)}
        return {"number": total.shipments, "note": orders}
    if name == "on_time":
        return _share(total.on_time_share, TARGET, _("%(many)s late") % {"many": number(total.late)})
    if name == "collected":
        return _share(total.collected_share, TARGET, _("%(many)s late") % {"many": number(total.collected_late)})
    if name == "wrong":
        return {"share": total.wrong_share, "note": _("%(many)s returns") % {"many": number(total.wrong)}}
    if name == "returns":
        return {"share": total.return_share, "note": _("%(many)s returns") % {"many": number(total.returns)}}
    if name == "scores":
        score = total.scores["all"]
        note = ngettext("of 5 · %(many)s answer", "of 5 · %(many)s answers", total.answers) % {
            "many": number(total.answers)
        }
        tone = "" if score is None else "good" if score >= SCORE_TARGET else "warn"
        return {"text": _score(score), "note": note, "tone": tone}
    return {"text": cost_text(cells, asked.places.currencies), "note": ""}


def _share(share: Decimal | None, target: Decimal, note: str) -> dict[str, Any]:
    tone = "" if share is None else "good" if share >= target else "warn"
    return {"share": share, "note": note, "tone": tone}


def _score(score: Decimal | None) -> str:
    return "–" if score is None else f"{float(score):.1f}"


def cost_text(cells: list[Cell], currencies: Mapping[int, str]) -> str:
    """The cost per order in each currency that the warehouses count in."""
    texts = []
    for currency in sorted({currencies.get(cell.warehouse_id, "") for cell in cells if cell.orders}):
        cost = added(cell for cell in cells if currencies.get(cell.warehouse_id, "") == currency).order_cost_minor
        if cost is not None and currency:
            texts.append(money_text(cost, currency))
    return " · ".join(texts) or "–"


def _now(asked: Asked, standing: Now, sees_orders: bool) -> dict[str, Any]:
    stages = [
        {
            "label": step_word(stage),
            "many": standing.stages.get(stage, 0),
            "href": _orders(asked, sees_orders, f"stage:{stage}"),
        }
        for stage in STAGES
    ]
    ages = [
        {"label": label, "many": many, "href": _orders(asked, sees_orders, "is:open", token), "tone": tone}
        for (label, token, tone), many in zip(_age_classes(), standing.ages, strict=True)
    ]
    holds = [
        {
            "label": reason_word(reason),
            "many": many,
            "since": since,
            "href": _orders(asked, sees_orders, f"hold:{reason}"),
        }
        for reason, many, since in standing.holds
    ]
    return {
        "stages": stages,
        "stages_most": max((one["many"] for one in stages), default=0),
        "open_many": sum(standing.ages),
        "ages": ages,
        "ages_most": max(standing.ages, default=0),
        "holds": holds[:REASONS_SHOWN],
        "holds_most": max((one["many"] for one in holds), default=0),
        "holds_many": sum(one["many"] for one in holds),
    }


def _age_classes() -> list[tuple[str, str, str]]:
    """Label, token of the list's filter and tone of each class of ages."""
    edges = AGE_DAYS
    first = (_("under a day"), f"age:<{edges[0]}d", "good")
    middle = [
        (
            _("%(low)s to %(high)s days") % {"low": low, "high": high},
            f"age:{low}d..{high}d",
            "info" if high <= 3 else "warn",
        )
        for low, high in pairwise(edges)
    ]
    return [first, *middle, (_("over %(days)s days") % {"days": edges[-1]}, f"age:>{edges[-1]}d", "bad")]


def _orders(asked: Asked, sees_orders: bool, *tokens: str) -> str:
    """The list of orders under a filter; nothing for readers who may only see figures."""
    if not sees_orders:
        return ""
    try:
        return f"{reverse('orders')}?{urlencode({'q': asked.orders_query(*tokens)})}"
    except NoReverseMatch:
        return ""


def _days(asked: Asked, cells: list[Cell]) -> list[dict[str, Any]]:
    """Each day of the period: what left in time and what did not."""
    found = []
    for day in asked.period.days:
        total = added(cell for cell in cells if cell.day == day)
        one_day = {"from": day.isoformat(), "to": day.isoformat()}
        found.append(
            {
                "day": day,
                "total": total,
                "href": list_address(asked, "shipped", **one_day),
                "late_href": list_address(asked, "on_time", **one_day),
            }
        )
    return found


def _tables(asked: Asked, cells: list[Cell], scores: list[Score]) -> list[dict[str, Any]]:
    shops = {key: name for key, (_code, name) in asked.places.shops.items()}
    warehouses = {key: name for key, (_code, name) in asked.places.warehouses.items()}
    return [
        _table("warehouse", _("By warehouse"), _("Warehouse"), warehouses, asked, cells, scores),
        _table("shop", _("By shop"), _("Shop"), shops, asked, cells, scores),
        _table("carrier", _("By carrier"), _("Carrier"), asked.places.carriers, asked, cells, scores),
    ]


def _table(
    kind: str, label: str, name: str, names: Mapping[int, str], asked: Asked, cells: list[Cell], scores: list[Score]
) -> dict[str, Any]:
    codes = {"warehouse": asked.places.warehouses, "shop": asked.places.shops}.get(kind, {})
    rows = []
    for key, total in grouped(cells, scores, f"{kind}_id").items():
        if key not in names:
            continue
        mine = [cell for cell in cells if getattr(cell, f"{kind}_id") == key]
        rows.append(
            {
                "name": names[key],
                "href": f"?{asked.address(**{kind: codes[key][0]})}" if key in codes else "",
                "total": total,
                "cost": cost_text(mine, asked.places.currencies),
                "scores": {name: _score(score) for name, score in total.scores.items()},
                "tone": "" if total.on_time_share is None or total.on_time_share >= TARGET else "warn",
            }
        )
    return {"kind": kind, "label": label, "name": name, "rows": sorted(rows, key=lambda row: -row["total"].shipments)}
