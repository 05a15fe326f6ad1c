"""The two probes that a load balancer or an orchestrator asks."""

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from orderway.project import database
from orderway.project.errors import DatabaseUnreachableError
from orderway.web.permissions import open_to_all


@open_to_all
@never_cache
@require_safe
def alive(_: HttpRequest) -> HttpResponse:
    """200 as long as the process answers; asks nobody else. Open: a probe has no login."""
    return JsonResponse({"status": "ok"})


@open_to_all
@never_cache
@require_safe
def ready(_: HttpRequest) -> HttpResponse:
    """200 when the database answers and every migration is applied, else 503 with what is missing. Open, as above."""
    try:
        missing = database.pending_migrations()
    except (DatabaseError, DatabaseUnreachableError):
        return JsonResponse({"status": "unavailable", "missing": ["database"]}, status=503)
    if missing:
        return JsonResponse({"status": "unavailable", "missing": missing}, status=503)
    return JsonResponse({"status": "ok"})
