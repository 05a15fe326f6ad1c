"""The switch between English and Chinese."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from orderway.web.permissions import open_to_all


@open_to_all
@require_POST
def switch(request: HttpRequest) -> HttpResponseBase:
    """Keep the language asked for in a cookie and go back to `next`; open to all: buyers and the login need it."""
    return set_language(request)
