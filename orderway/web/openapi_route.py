"""Routes of the API: a row each says method, address, permission, forms, answers; view and document follow from it.

A view authorises, reads the body within its limit, decodes it strictly, keeps an Idempotency-Key's promise, and turns
every refusal into a problem document. It never answers with a page of HTML.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
import psycopg
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from orderway.kernel.digits import whole
from orderway.kernel.errors import NO_JSON, Overtaken
from orderway.kernel.ids import code_of
from orderway.kernel.limits import BODY_BYTES_MAX, BULK_BODY_BYTES_MAX
from orderway.web import auth, openapi_once
from orderway.web.auth import Caller
from orderway.web.problems import Fault, Problem, unreadable, wrong
from orderway.web.twice import twice_told

log = logging.getLogger(__name__)

JSON = "application/json"
JSON_LINES = "application/jsonl"
RETRY_SECONDS = 2
"""When a client should try again after a 503."""
RETRY = {"Retry-After": str(RETRY_SECONDS)}
BOM = b"\xef\xbb\xbf"
UNWANTED_BYTES_MAX = BULK_BODY_BYTES_MAX
"""How much of a body too large is taken and dropped, so that a client which sends before it listens hears the 413."""
DROPPED_BYTES = 65_536
"""How much of it at once."""


class Answer(msgspec.Struct):
    """What a handler answers: a value to be written as JSON, or bytes that are written already."""

    value: Any = None
    status: int = 200
    headers: dict[str, str] = {}
    content_type: str = JSON
    later: Callable[[], Answer | None] | None = None
    """What may still be waited for when the deed is committed; its answer replaces this one."""


class Call(msgspec.Struct):
    """One request as its handler sees it. `form` is the decoded body where the route has a form."""

    request: HttpRequest
    caller: Caller | None
    parts: dict[str, Any]
    body: bytes = b""
    form: Any = None

    @property
    def known(self) -> Caller:
        """The caller, where the route asks for one."""
        assert self.caller is not None
        return self.caller

    def header(self, name: str) -> str:
        """A request header, stripped; empty where it is missing."""
        return str(self.request.META.get("HTTP_" + name.upper().replace("-", "_"), "")).strip()


class Query(NamedTuple):
    """A parameter that need not be given: of an address, or in the head of a request."""

    name: str
    text: str


class Also(NamedTuple):
    """Another good answer of an address."""

    status: int
    answer: Any
    text: str


class Route(NamedTuple):
    """One row of the table. `permission`: asked before the handler; empty: the handler asks (commands).

    `open` routes know no caller: they are the signed webhooks and the document itself.
    """

    method: str
    path: str
    name: str
    permission: str
    handler: Callable[[Call], Answer]
    summary: str
    form: Any = None
    answer: Any = None
    status: int = 200
    open: bool = False
    once: bool = False
    """Takes an Idempotency-Key."""
    raw: str = ""
    """The content type of a body that the handler reads itself."""
    bytes_max: int = BODY_BYTES_MAX
    query: tuple[Query, ...] = ()
    headers: tuple[Query, ...] = ()
    """What may be asked in the head of the request, beside what `once` and `versioned` say."""
    also: tuple[Also, ...] = ()
    problems: tuple[int, ...] = ()
    versioned: bool = False
    """Takes If-Match."""
    url: str = ""
    """The address as Django resolves it, where that cannot tell its parts as `path` names them."""
    decoder: Any = None


def urlpatterns_of(routes: Sequence[Route]) -> list[URLPattern]:
    """The addresses of a table; routes with one path share a view."""
    by_path: dict[str, list[Route]] = {}
    for route in routes:
        ready = route._replace(decoder=msgspec.json.Decoder(route.form) if route.form is not None else None)
        by_path.setdefault(route.url or route.path, []).append(ready)
    return [path(where, view_of(rows), name=rows[0].name) for where, rows in by_path.items()]


def view_of(routes: Sequence[Route]) -> Callable[..., HttpResponse]:
    """The view of all methods of one path."""
    methods = {route.method: route for route in routes}
    if "GET" in methods:
        methods["HEAD"] = methods["GET"]

    def view(request: HttpRequest, **parts: Any) -> HttpResponse:
        try:
            route = methods.get(request.method or "")
            if route is None:
                allowed = ", ".join(sorted(methods))
                raise Problem(405, "method", f"this address takes {allowed}", headers={"Allow": allowed})
            return _answered(route, request, parts)
        except Problem as problem:
            return problem.response()
        except (Overtaken, psycopg.errors.LockNotAvailable, psycopg.errors.DeadlockDetected):
            return Problem(503, "busy", "others work on the same rows: try again", headers=RETRY).response()
        except (psycopg.OperationalError, psycopg.InterfaceError, OperationalError, InterfaceError):
            log.exception("the database failed")
            if not connection.in_atomic_block:
                connection.close()
            return Problem(503, "database", "the database cannot be reached now", headers=RETRY).response()
        except Exception:  # the outermost boundary: a machine gets a problem document, the log the whole story
            reference = code_of(abs(hash(request)) % 10**9)
            log.exception("request %s failed", reference)
            return Problem(500, "broken", "this is a fault of ours", reference=reference).response()

    view.permission = "api"  # type: ignore[attr-defined]
    view.csrf_exempt = True  # type: ignore[attr-defined]  # sessions are checked in `auth`, keys need no token
    view.routes = tuple(routes)  # type: ignore[attr-defined]
    return view


def _answered(route: Route, request: HttpRequest, parts: Mapping[str, Any]) -> HttpResponse:
    call = Call(request, None if route.open else auth.caller_of(request), dict(parts))
    if call.caller is not None and route.permission:
        call.caller.needs(route.permission)
    if route.method != "GET":
        call.body = read_body(request, route.bytes_max)
    if route.decoder is not None:
        call.form = decoded(route.decoder, call.body)
    key = call.header("Idempotency-Key") if route.once else ""
    if key:
        return openapi_once.once(call.known.client, key, request, call.body, lambda: _deed(route, call))
    response, later = _deed(route, call)
    return (later() if later is not None else None) or response


def _deed(route: Route, call: Call) -> tuple[HttpResponse, openapi_once.Later | None]:
    answer = route.handler(call)
    wait = answer.later
    if wait is None:
        return written(answer), None

    def later() -> HttpResponse | None:
        final = wait()
        return written(final) if final is not None else None

    return written(answer), later


def written(answer: Answer) -> HttpResponse:
    """An answer as a response."""
    value = answer.value
    content = value if isinstance(value, bytes) else msgspec.json.encode(value)
    return HttpResponse(content, status=answer.status, content_type=answer.content_type, headers=answer.headers)


def read_body(request: HttpRequest, bytes_max: int) -> bytes:
    """The whole body; raises Problem 413 over the limit, of which no more is kept, and 415 for a packed one."""
    if request.META.get("HTTP_CONTENT_ENCODING", "identity").lower() not in ("", "identity"):
        raise Problem(415, "packed", "send the body without Content-Encoding")
    if (request.content_type or "").startswith("multipart/"):
        raise Problem(415, "form", "send JSON, not a form")
    length = request.META.get("CONTENT_LENGTH") or ""
    told = whole(length) or 0
    chunked = not length and "chunked" in request.META.get("HTTP_TRANSFER_ENCODING", "").lower()
    read = request.environ["wsgi.input"].read if chunked else request.read  # type: ignore[attr-defined]
    body = bytes(read(bytes_max + 1)) if told <= bytes_max else b""
    if max(told, len(body)) > bytes_max:
        _drop(read, told)
        raise _too_large(bytes_max)
    if len(body) < told:
        raise Problem(400, "malformed", "the body ended before its Content-Length", [Fault("#", "it was cut short")])
    return body


def _drop(read: Callable[[int], bytes], told: int) -> None:
    """Take what still comes of a body, unless it says that it is far beyond every limit."""
    left = UNWANTED_BYTES_MAX if told <= UNWANTED_BYTES_MAX else 0
    while left > 0 and (part := read(min(left, DROPPED_BYTES))):
        left -= len(part)


def decoded(decoder: Any, body: bytes) -> Any:
    """The body in its form; raises Problem 400 or 422 that names the field, also one that is told twice."""
    text = body.removeprefix(BOM)
    try:
        form = decoder.decode(text)
        twice = twice_told(text)
    except NO_JSON as error:
        raise unreadable(error, text) from None
    if twice:
        raise wrong(f"#{twice}", "this name stands twice in its object")
    if b"\\u0000" in text:
        refuse_nul(form)
    return form


def refuse_nul(form: Any) -> None:
    """Raises Problem 422 where a text of the form holds U+0000, which no database column of ours takes."""
    at = _nul(msgspec.to_builtins(form), "#")
    if at:
        raise wrong(at, "a text holds the character U+0000")


def _nul(value: Any, at: str) -> str:
    if isinstance(value, str):
        return at if "\0" in value else ""
    pairs: Any = ()
    if isinstance(value, dict):
        pairs = value.items()
    elif isinstance(value, list):
        pairs = enumerate(value)
    for key, inner in pairs:
        if "\0" in str(key):
            return at
        found = _nul(inner, f"{at}/{key}")
        if found:
            return found
    return ""


def _too_large(bytes_max: int) -> Problem:
    return Problem(
        413, "too_large", f"at most {bytes_max} bytes are read here", [Fault("#", "too large")], bytes_max=bytes_max
    )
