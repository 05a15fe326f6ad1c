"""The short way of the API: no session, locale, messages or page headers before a machine's request is answered."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.core.exceptions import DisallowedHost
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import resolve

from orderway.web.problems import Problem

PREFIX = "/api/v1/"
_MEANT = re.compile(r"/+api(?:/|$)", re.IGNORECASE)
"""Whoever asks here is a machine too, if one that is mistaken: it reads problems, no pages."""
READING = ("GET", "HEAD")
PROBE = "/api/v1/-"
"""Answered with nothing at once, by whatever thread takes it: how long that takes says how long requests wait."""
WAIT_SECONDS_MAX = 0.5
"""When requests wait longer before a thread takes them, what machines send is refused until the queue is gone."""
LAST = tuple(PREFIX + one for one in ("channels/", "payments/", "warehouses/"))
"""What platforms, gateways and warehouses tell is refused last: they try again less often, or not at all."""
LAST_WAIT_SECONDS_MAX = 4.0
RETRY_SECONDS = 2
HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


def provide(waited: Callable[[], float]) -> None:
    """Called once by the composition root of a web process: how many seconds requests wait now for a thread."""
    global _waited  # noqa: PLW0603 - one web process, one queue
    _waited = waited


def _waited() -> float:
    return 0.0


def _patience(place: str) -> float:
    return LAST_WAIT_SECONDS_MAX if place.startswith(LAST) else WAIT_SECONDS_MAX


def _busy() -> HttpResponse:
    headers = {"Retry-After": str(RETRY_SECONDS)}
    return Problem(503, "rush", "more comes in than can be taken now: send it again", headers=headers).response()


def short_way(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware, the first of all: answers what is the API's itself; pages go the long way, its own included."""

    def answer(request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIX) and not _MEANT.match(request.path_info):
            return get_response(request)
        if request.path_info == PROBE:
            return HttpResponse(status=204)
        if request.method == "POST" and _waited() > _patience(request.path_info):
            response = _busy()
        else:
            response = _answer(request, get_response)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        # A refusal is an answer, not an event of ours: Django would write a line about each.
        response._has_been_logged = True  # type: ignore[attr-defined]
        return response

    return answer


def _answer(request: HttpRequest, get_response: Callable[[HttpRequest], HttpResponse]) -> HttpResponse:
    try:
        request.get_host()
        found = resolve(request.path_info)
    except DisallowedHost:
        return Problem(400, "host", "this host name is not ours: see ORDERWAY_HOSTS").response()
    except Http404:
        return Problem(404, "no_such_address", "there is nothing at this address").response()
    if getattr(found.func, "permission", None) != "api":
        if request.method not in READING:
            allowed = ", ".join(READING)
            return Problem(405, "method", f"this address takes {allowed}", headers={"Allow": allowed}).response()
        return get_response(request)
    request.resolver_match = found
    response: HttpResponse = found.func(request, *found.args, **found.kwargs)
    return response
