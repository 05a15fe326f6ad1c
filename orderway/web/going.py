"""To another page: by a redirect, or by htmx where it asked, which would put the page into its dialog otherwise."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect


def go(request: HttpRequest, url: str) -> HttpResponse:
    """The answer that opens `url`."""
    if not request.headers.get("HX-Request"):
        return HttpResponseRedirect(url)
    response = HttpResponse(status=204)
    response["HX-Redirect"] = url
    return response
