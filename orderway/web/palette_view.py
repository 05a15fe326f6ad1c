"""What the command palette finds: sections by name, and whatever the packages offer (`settings.PALETTE_SOURCES`)."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from orderway.web import shell
from orderway.web.permissions import needs

QUERY_CHARACTERS_MAX = 80
HITS_MAX = 8
"""So many of one kind are shown; who wants more types more."""


class Hit(NamedTuple):
    """One line of the palette: where it leads, what it is called, what is worth knowing, its icon."""

    url: str
    label: str
    note: str = ""
    icon: str = "arrow-right"


class Group(NamedTuple):
    """Hits of one kind under their heading."""

    label: str
    hits: list[Hit]


Source = Callable[[HttpRequest, str], Group]


def sections(request: HttpRequest, query: str) -> Group:
    """The sections whose name holds the query; all of them where nothing was typed yet."""
    wanted = query.casefold()
    hits = [
        Hit(place.url, str(place.section.label), f"g {place.section.keys}", place.section.icon)
        for place in shell.places(request.user)
        if wanted in str(place.section.label).casefold() or wanted in place.section.key
    ]
    return Group(_("Pages"), hits)


@needs("home.view")
@require_GET
def go(request: HttpRequest) -> HttpResponse:
    """The palette's list for what was typed (`q`), as a fragment."""
    query = request.GET.get("q", "")[:QUERY_CHARACTERS_MAX].strip()
    sources: list[Source] = [import_string(name) for name in getattr(settings, "PALETTE_SOURCES", [])]
    found = [source(request, query) for source in sources] if query else []
    groups = [Group(group.label, group.hits[:HITS_MAX]) for group in (*found, sections(request, query))]
    nothing = bool(query) and not any(group.hits for group in groups)
    return render(request, "components/palette_results.html", {"groups": groups, "query": query, "nothing": nothing})
