"""The live figures of every page: one small JSON, kept for seconds, answered with its ETag."""

from __future__ import annotations

import hashlib
import json

from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from orderway.console import board, orders_sql, pots
from orderway.console.edi.pages import alarms
from orderway.console.filter_fields import POTS, STAGES
from orderway.console.filter_sql import criteria_of
from orderway.console.filters import parse
from orderway.console.flow_today import flow_of
from orderway.console.outgoing.pages import given_up
from orderway.console.queues import QUEUES
from orderway.console.reader import reader_of
from orderway.console.scope import Scope, scope_of
from orderway.journey.intake import inbox
from orderway.web.permissions import may, needs

KEPT_SECONDS = 5


@needs("home.view")
@require_GET
def counts(request: HttpRequest) -> HttpResponse:
    """Live figures by name; 304 while nothing changed."""
    scope = scope_of(request.user)
    orders = may(request.user, "order.view") or may(request.user, "board.view")
    key = f"console.counts.{connection.settings_dict['NAME']}.{orders}.{scope.key}"
    body: bytes | None = cache.get(key)
    if body is None:
        found = _all(request, scope) if orders else _warehouse(scope)
        body = json.dumps(found, sort_keys=True).encode()
        cache.set(key, body, KEPT_SECONDS)
    tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
    if request.headers.get("If-None-Match") == tag:
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(body, content_type="application/json")
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    return response


def _warehouse(scope: Scope) -> dict[str, int]:
    return {"warehouse": pots.counts(scope, "stage").get("warehouse", 0)}


def _all(request: HttpRequest, scope: Scope) -> dict[str, int]:
    reader = reader_of(request.user)
    standing, stages = pots.counts(scope, "standing"), pots.counts(scope, "stage")
    flow = flow_of(scope, reader)
    with connection.cursor() as cursor:
        behind, _since = inbox.behind(cursor.cursor)
    found = {f"pot.{name}": standing.get(name, 0) for name in POTS}
    found |= {f"stage.{name}": stages.get(name, 0) for name in STAGES}
    found |= {"stage.intake": behind, "received": flow.received, "left": flow.left}
    for queue in QUEUES:
        many = orders_sql.count(criteria_of(parse(queue.query), reader), scope, queue.query)
        if many is not None:
            found[f"queue.{queue.name}"] = many
    late = orders_sql.count(criteria_of(parse(board.LATE), reader), scope, board.LATE)
    if late is not None:
        found["late"] = late
    found["queues"] = standing.get("held", 0)
    found["warehouse"] = stages.get("warehouse", 0)
    found["aftersales"] = found.get("queue.aftersales", 0)
    found["inbox"] = board.parked(scope)
    found["outgoing"] = given_up(scope.shops)
    found["edi"] = alarms(scope.shops)
    return found
