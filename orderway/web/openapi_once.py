"""Idempotency-Key: the same request under the same key happens once, and is answered with the same bytes.

The key is claimed in the transaction of the deed. A second request with the key waits for the first; another body under
the same key is refused. Only answers below 300 are kept: what was refused changed nothing and may be tried again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse

from orderway.kernel import clock
from orderway.kernel.rows import json_text
from orderway.kernel.sql import named
from orderway.web.problems import Problem

KEY_CHARS_MAX = 255
KEPT_DAYS = 7
"""How long an answer is kept; afterwards the key is forgotten."""
KEPT_STATUS_MAX = 299
KEPT_HEADERS = ("Content-Type", "Location", "ETag", "Preference-Applied")

_sql = named(__file__, "openapi_once.sql")


Later = Callable[[], HttpResponse | None]
"""What may still be waited for once the deed is committed; its answer, if any, stands for the deed's from then on."""


def once(
    client: str, key: str, request: HttpRequest, body: bytes, deed: Callable[[], tuple[HttpResponse, Later | None]]
) -> HttpResponse:
    """Do the deed, or answer as the first time; raises Problem 422 where the key was used for something else."""
    if len(key) > KEY_CHARS_MAX or not key.isprintable():
        raise Problem(400, "idempotency_key", f"Idempotency-Key is longer than {KEY_CHARS_MAX} characters, or no text")
    finger = _finger(request, body)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_sql.claim, [client, key, finger, clock.now()])
        if not cursor.rowcount:
            cursor.execute(_sql.kept, [client, key])
            return _again(cursor.fetchone(), finger)
        response, later = deed()
        if response.status_code > KEPT_STATUS_MAX:
            transaction.set_rollback(True)
            return response
        _keep(client, key, response)
    final = later() if later is not None else None
    if final is None:
        return response
    _keep(client, key, final)
    return final


def _keep(client: str, key: str, response: HttpResponse) -> None:
    headers = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
    answer = json_text({"body": response.content.decode(), "headers": headers})
    with connection.cursor() as cursor:
        cursor.execute(_sql.keep, [response.status_code, answer, client, key])


def _again(row: tuple[bytes, int, dict[str, object]] | None, finger: bytes) -> HttpResponse:
    if row is None:
        raise Problem(409, "idempotency_key", "the first request with this key has just failed: send it again")
    told, status, answer = row
    if bytes(told) != finger:
        raise Problem(422, "idempotency_key", "this Idempotency-Key was used for another request: take a new one")
    headers = {str(name): str(value) for name, value in dict(answer["headers"]).items()}  # type: ignore[call-overload]
    content_type = headers.pop("Content-Type", "application/json")
    headers["Idempotency-Replayed"] = "true"
    return HttpResponse(str(answer["body"]), status=int(status), content_type=content_type, headers=headers)


def _finger(request: HttpRequest, body: bytes) -> bytes:
    digest = hashlib.sha256(f"{request.method} {request.path} {request.META.get('HTTP_IF_MATCH', '')}\n".encode())
    digest.update(body)
    return digest.digest()
