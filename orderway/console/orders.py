"""The list of orders: filter line, views, keyset pages, a side panel; and the rows by themselves."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from orderway.console import orders_sql, views
from orderway.console.bulk import bulk_actions
from orderway.console.filter_fields import FIELDS, OPEN, TO_SHIP
from orderway.console.filter_sql import Criteria, criteria_of
from orderway.console.filter_words import choices_of, problems_of, tokens_of
from orderway.console.filters import QUERY_CHARS_MAX, Query, parse
from orderway.console.orders_sql import TooSlow, place_of
from orderway.console.reader import names_of, reader_of
from orderway.console.rows import rows_html
from orderway.console.scope import Scope, scope_of, seen
from orderway.web.permissions import needs
from orderway.web.templatetags.figures import number


@needs("order.view")
@require_GET
def orders(request: HttpRequest) -> HttpResponseBase:
    """The list under its filter; the address carries the filter, the sorting and the place."""
    scope = scope_of(request.user)
    query = asked(request, scope)
    if request.GET.get("f"):
        sort = {"sort": request.GET["sort"]} if request.GET.get("sort") else {}
        return redirect(f"{reverse('orders')}?{urlencode({'q': typed(request), **sort})}")
    groups = views.views_of(request, scope, str(query))
    own = [view for group in groups for view in group["views"] if view["current"] and view.get("forget")]
    context = {
        "section": "orders",
        "heading": pgettext("section", "Orders"),
        "groups": groups,
        "forget": own[0] if own else None,
        **listing(request, scope, query, reverse("orders")),
    }
    return render(request, "console/orders.html", context, status=422 if query.problems else 200)


def asked(request: HttpRequest, scope: Scope) -> Query:
    """The filter that the address asks for."""
    return parse(typed(request), names_of(scope).codes)


def typed(request: HttpRequest) -> str:
    """The tokens that stand in the line and what was typed beside them, as one text."""
    parts = (request.GET.get("f", ""), request.GET.get("q", ""))
    return " ".join(part for part in parts if part)[:QUERY_CHARS_MAX]


def listing(
    request: HttpRequest, scope: Scope, query: Query, base: str, sort: str = "", fixed: Query | None = None
) -> dict[str, Any]:
    """What the list shows: rows, filter line, count, pages. `fixed` filters a queue in addition to what is asked."""
    names = names_of(scope)
    line: dict[str, Any] = {
        "query": query,
        "tokens": tokens_of(query, base, request.GET, names),
        "choices": choices_of(query, base, names),
        "problems": problems_of(query),
        "words": query.words,
        "hidden": [("f", " ".join(map(str, query.tokens)))] if query.tokens else [],
        "clear_url": base,
        "bulk_actions": bulk_actions(request.user),
        "all_value": str(joined(query, fixed)),
        "list_url": base,
    }
    if query.problems:
        return {**line, "rows": "", "matching": "", "columns": _columns("due", base, request)}
    reader = reader_of(request.user)
    criteria = criteria_of(joined(query, fixed), reader)
    wanted = request.GET.get("sort") or sort
    sort = wanted if wanted in orders_sql.SORTS else _natural(criteria)
    after, before = (place_of(request.GET.get(name, "~")) for name in ("after", "before"))
    try:
        page = orders_sql.page(criteria, scope, sort, after, before)
    except TooSlow:
        return {**line, "rows": "", "matching": "", "too_slow": True, "columns": _columns(sort, base, request)}
    rows = orders_sql.rows_of(page.ids)
    alone = page.first is None and page.last is None
    many = len(rows) if alone else orders_sql.count(criteria, scope, str(joined(query, fixed)))
    return {
        **line,
        "rows": rows_html(rows, sort),
        "shown": len(rows),
        "columns": _columns(sort, base, request),
        "many": many,
        "matching": matching(many),
        "previous_url": _page_url(request, base, before=page.first) if page.first else "",
        "next_url": _page_url(request, base, after=page.last) if page.last else "",
    }


def joined(query: Query, fixed: Query | None) -> Query:
    """Both filters at once."""
    if fixed is None:
        return query
    return Query((*fixed.tokens, *(token for token in query.tokens if token not in fixed.tokens)), query.words)


def matching(many: int | None) -> str:
    """How many match, as far as it was counted."""
    if many is None:
        return _("many")
    most = orders_sql.COUNT_MAX
    return f"{number(most)}+" if many > most else number(many)


def _natural(criteria: Criteria) -> str:
    """Time left to ship where everything is still to be shipped or open, otherwise the newest first."""
    return "due" if set(criteria.pots) <= set(OPEN) and set(criteria.pots) & set(TO_SHIP) else "new"


def _page_url(request: HttpRequest, base: str, **place: Any) -> str:
    kept = {name: request.GET[name] for name in ("q", "f", "sort") if request.GET.get(name)}
    return f"{base}?{urlencode({**kept, **{name: str(value) for name, value in place.items()}})}"


def _columns(sort: str, base: str, request: HttpRequest) -> list[dict[str, Any]]:
    def url(to: str) -> str:
        kept = {name: request.GET[name] for name in ("q", "f") if request.GET.get(name)}
        return f"{base}?{urlencode({**kept, 'sort': to})}"

    todo = sort == "todo"
    first = _("To do until") if todo else _("Time left")
    newest = {"new": "descending", "old": "ascending"}.get(sort, "")
    return [
        {"label": first, "sort_url": url("due"), "sorted": "ascending" if sort in ("due", "todo") else ""},
        {"label": pgettext("one", "Order"), "sort_url": url("old" if sort == "new" else "new"), "sorted": newest},
        {"label": _("Buyer"), "rank": 3},
        {"label": _("Lines"), "rank": 2},
        {"label": _("Amount"), "number": True, "rank": 2},
        {"label": FIELDS["stage"].label},
        {"label": _("Hold or next step")},
        {"label": _("Owner"), "rank": 4},
    ]


@needs("order.view")
@require_GET
def row(request: HttpRequest, order_id: int) -> HttpResponse:
    """One row of the list, after something was done to its order."""
    if not seen(scope_of(request.user), [order_id]):
        raise Http404
    return HttpResponse(rows_html(orders_sql.rows_of([order_id]), request.GET.get("sort", "")))
