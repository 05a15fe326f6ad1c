"""The views beside a list: the standing ones, and those that people saved for themselves or their team."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from orderway.console import pots
from orderway.console.answers import answer
from orderway.console.filter_fields import ENDED, OPEN, POTS, TO_SHIP
from orderway.console.filters import parse
from orderway.console.reader import names_of
from orderway.console.scope import Scope, scope_of
from orderway.records.models import SavedView
from orderway.web.permissions import may, needs

PAGE = "orders"
VIEWS_MAX = 50
NAME_CHARS_MAX = 80


def views_of(request: HttpRequest, scope: Scope, query: str) -> list[dict[str, Any]]:
    """Groups of views with their counts: by standing, mine, the team's."""
    found = pots.counts(scope, "standing")
    standing = [
        _view(pgettext_lazy("view", "To ship"), "", sum(found.get(pot, 0) for pot in TO_SHIP), query),
        *(_view(POTS[pot], f"standing:{pot}", found.get(pot, 0), query) for pot in OPEN),
    ]
    ended = [
        *(_view(POTS[pot], f"standing:{pot}", found.get(pot, 0), query) for pot in ENDED),
        _view(pgettext_lazy("view", "All orders"), "is:all", sum(found.values()), query),
    ]
    groups = [{"label": "", "views": standing}, {"label": _("Finished"), "views": ended}]
    saved = list(saved_views(request))
    mine, team = [v for v in saved if not v.team], [v for v in saved if v.team]
    for label, kept in ((_("Mine"), mine), (_("Team"), team)):
        if kept:
            groups.append({"label": label, "views": [_saved(v, query, request) for v in kept]})
    return groups


def _me(request: HttpRequest) -> Any:
    return request.user


def _view(label: object, asked: str, many: int | None, query: str) -> dict[str, Any]:
    url = reverse("orders") + (f"?{urlencode({'q': asked})}" if asked else "")
    return {"label": label, "url": url, "count": many, "current": query == asked}


def _saved(view: SavedView, query: str, request: HttpRequest) -> dict[str, Any]:
    shown = _view(view.name, view.query, None, query)
    return {**shown, "forget": reverse("view_forget", args=[view.pk]) if _may_forget(view, request) else ""}


def _may_forget(view: SavedView, request: HttpRequest) -> bool:
    """One's own; of the team also who keeps the settings, since who made it may have left."""
    return view.user_id == request.user.pk or (view.team and may(request.user, "settings.change"))


def saved_views(request: HttpRequest) -> Any:
    """The saved views of the list of orders that this reader sees, by name."""
    mine = Q(user=_me(request)) | Q(team=True)
    return SavedView.objects.filter(mine, page=PAGE).order_by("name")[:VIEWS_MAX]


@needs("order.view")
@require_http_methods(["GET", "POST"])
def save(request: HttpRequest) -> HttpResponse:
    """Keep the present filter under a name, for oneself or the team."""
    query = request.GET.get("q", "") or request.POST.get("q", "")
    name = request.POST.get("name", "").strip()[:NAME_CHARS_MAX]
    read = parse(query, names_of(scope_of(request.user)).codes)
    error = ""
    if request.method == "POST":
        error = _("Give it a name.") if not name else _("This filter is not understood.") if read.problems else ""
        if not error and SavedView.objects.filter(user=_me(request), page=PAGE).count() >= VIEWS_MAX:
            error = _("You have as many views as can be kept; forget one first.")
        if not error:
            kept = {"query": str(read), "team": bool(request.POST.get("team"))}
            SavedView.objects.update_or_create(user=_me(request), page=PAGE, name=name, defaults=kept)
            return answer(text=_("View saved"), refresh=True)
    context = {"query": query, "name": name, "error": error}
    return render(request, "console/save_view.html", context, status=422 if error else 200)


@needs("order.view")
@require_POST
def forget(request: HttpRequest, view_id: int) -> HttpResponse:
    """Forget one of one's own views; who keeps the settings also one of the team."""
    view = get_object_or_404(SavedView, pk=view_id)
    if not _may_forget(view, request):
        raise Http404
    view.delete()
    return answer(text=_("View forgotten"), refresh=True)
