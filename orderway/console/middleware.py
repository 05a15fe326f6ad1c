"""What every request of a signed-in person carries: their language, their time zone, and what they may open."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, resolve, reverse
from django.utils import timezone, translation

from orderway.console.reader import names_of, zone_of
from orderway.console.scope import scope_of
from orderway.web.permissions import may

Handler = Callable[[HttpRequest], HttpResponse]


def middleware(get_response: Handler) -> Handler:
    """Add `request.may_open(url name)`; speak the person's language where no cookie says another, and keep a switch."""

    def handle(request: HttpRequest) -> HttpResponse:
        request.may_open = lambda name: may_open(request, name)  # type: ignore[attr-defined]
        user = request.user
        language = getattr(user, "language", "") if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES else ""
        if language:
            translation.activate(language)
            request.LANGUAGE_CODE = language
        with _zone(user):
            response = get_response(request)
        match = request.resolver_match
        if match is not None and match.url_name == "set_language" and user.is_authenticated:
            _keep(request, response)
        return response

    return handle


def _zone(user: Any) -> AbstractContextManager[None]:
    """Times in the zone of the person's first shop; everybody else reads UTC."""
    if not user.is_authenticated:
        return nullcontext()
    return timezone.override(zone_of(names_of(scope_of(user)).zone))


def _keep(request: HttpRequest, response: HttpResponse) -> None:
    """Whoever switches the language wants it at the next login too."""
    chosen = response.cookies.get(settings.LANGUAGE_COOKIE_NAME)
    if chosen is not None and chosen.value in dict(settings.LANGUAGES):
        user: Any = request.user
        user.language = chosen.value
        user.save(update_fields=["language"])


def may_open(request: HttpRequest, name: str) -> bool:
    """Whether the page of that URL name exists and the person has the permission that it needs."""
    try:
        permission = getattr(resolve(reverse(name)).func, "permission", None)
    except NoReverseMatch:
        return False
    return permission is not None and (not permission or may(request.user, permission))
