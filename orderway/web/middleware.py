"""Who meets others on the same rows, again and again, is asked to try once more; that is no fault of the page."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext
from psycopg import errors as pg

from orderway.kernel.errors import Overtaken

BUSY = (Overtaken, pg.LockNotAvailable, pg.DeadlockDetected, pg.SerializationFailure)
TRY_AGAIN_SECONDS = 5

Handler = Callable[[HttpRequest], HttpResponse]


def middleware(get_response: Handler) -> Handler:
    """Answer 503 where a page lost every try of its transaction to others; nothing of it was saved."""

    def handle(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    handle.process_exception = _busy  # type: ignore[attr-defined]
    return handle


def _busy(request: HttpRequest, error: Exception) -> HttpResponse | None:
    if not isinstance(error, BUSY) and not isinstance(error.__cause__, BUSY):
        return None
    headers = {"Retry-After": str(TRY_AGAIN_SECONDS)}
    if request.headers.get("HX-Request"):
        text = gettext("Others work on the same things right now; nothing was changed. Try once more.")
        return JsonResponse({"title": "busy", "detail": text}, status=503, headers=headers)
    answer = render(request, "503.html", status=503)
    answer.headers["Retry-After"] = headers["Retry-After"]
    return answer
