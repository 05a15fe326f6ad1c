"""Who calls the API: a machine with a key, or a person with a session (and, to write, the CSRF token).

A key is `ow_PREFIX_SECRET`; the database knows the prefix and the SHA-256 of the secret. It has scopes, may be
limited to shops, may expire and be revoked. Keys never have roles: what a scope allows stands in SCOPES.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import psycopg
from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware

from orderway.flow.command import Actor
from orderway.kernel import clock
from orderway.kernel.sql import named
from orderway.records.models import ApiKey
from orderway.web.engine_connection import PlainCursor
from orderway.web.permissions import actor_of, may, shops_of
from orderway.web.problems import Problem

SCOPES: dict[str, tuple[str, ...]] = {
    "orders:read": ("order.view",),
    "orders:write": ("order.create",),
    "commands": (
        "order.edit",
        "order.edit_contact",
        "order.cancel",
        "order.note",
        "order.contact",
        "return.request",
        "refund.propose",
    ),
    "warehouse": (
        "warehouse.pick",
        "warehouse.pack",
        "warehouse.manage",
        "parcel.scan",
        "return.receive",
        "return.inspect",
    ),
    "payments": ("payment.record", "refund.pay"),
    "stock:read": ("stock.view",),
    "stock:write": ("stock.change", "purchase.change", "purchase.receive", "transfer.propose", "transfer.move"),
}
"""What a key with a scope may do, in the permissions of `web.permissions`. What stands nowhere (approve, release,
choose a warehouse, hold, settings, users) no key may do."""
SECRET_BYTES = 32
PREFIX_BYTES = 5
TOKEN_CHARS_MAX = 100
MARK = "ow"

_sql = named(__file__, "auth.sql")


class Caller:
    """Who calls, and what they may do. `shop_ids` None: all shops."""

    def __init__(
        self, client: str, actor: Actor, scopes: Sequence[str] = (), shop_ids: list[int] | None = None, user: Any = None
    ) -> None:
        self.client = client
        """Unique per key or user: what an Idempotency-Key belongs to."""
        self.actor = actor
        self.scopes = tuple(scopes)
        self.shop_ids = shop_ids
        self.user = user
        """The person; None for a key."""
        self.reference_version = 0
        """The version of the reference data as the key was looked up; 0: not looked at."""

    def may(self, permission: str) -> bool:
        """Whether the caller has a permission."""
        if self.user is not None:
            return may(self.user, permission)
        return any(permission in SCOPES.get(scope, ()) for scope in self.scopes)

    def needs(self, permission: str) -> None:
        """Raises Problem 403 where the caller lacks a permission; a key is told the scope it would need."""
        if not self.may(permission):
            scope = next((name for name, allowed in SCOPES.items() if permission in allowed), "")
            what = f"the scope {scope}" if scope and self.user is None else f"the permission {permission}"
            raise Problem(403, "not_allowed", f"this needs {what}", scope=scope, permission=permission)

    def may_shop(self, shop_id: int) -> bool:
        """Whether a shop is within the caller's scope."""
        return self.shop_ids is None or shop_id in self.shop_ids


def make_key(
    name: str, scopes: Sequence[str], made_by: str, shop_ids: Sequence[int] = (), expires_at: datetime | None = None
) -> tuple[ApiKey, str]:
    """A new key and its token, which is shown once and kept nowhere. KeyError for a scope that does not exist."""
    for scope in scopes:
        SCOPES[scope]
    prefix = base64.b32encode(secrets.token_bytes(PREFIX_BYTES)).decode().lower()
    secret = secrets.token_urlsafe(SECRET_BYTES)
    key = ApiKey.objects.create(
        prefix=prefix,
        secret_hash=_hash(secret),
        name=name,
        scopes=list(scopes),
        shop_ids=list(shop_ids),
        made_by=made_by,
        expires_at=expires_at,
    )
    return key, f"{MARK}_{prefix}_{secret}"


def caller_of(request: HttpRequest) -> Caller:
    """Who calls; raises Problem 401 for nobody or a key not valid, 403 for a session's write without its token."""
    given = request.META.get("HTTP_AUTHORIZATION", "")
    if given:
        return _by_key(given)
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        return _by_session(request)
    raise _unknown("send a key: `Authorization: Bearer ow_…`")


def _by_key(given: str) -> Caller:
    scheme, _, token = given.strip().partition(" ")
    mark, _, rest = token.strip().partition("_")
    prefix, _, secret = rest.partition("_")
    if scheme.lower() != "bearer" or mark != MARK or not secret or len(token) > TOKEN_CHARS_MAX or not token.isascii():
        raise _unknown("the header is not `Bearer ow_PREFIX_SECRET`")
    row = _row(prefix)
    wanted = bytes(row[0]) if row else b"\0" * 32
    if not hmac.compare_digest(_hash(secret), wanted) or row is None:
        raise _unknown("this key is not known")
    _, name, scopes, shop_ids, expires_at, revoked_at, version = row
    if revoked_at is not None:
        raise _unknown("this key was revoked")
    if expires_at is not None and expires_at <= clock.now():
        raise _unknown("this key has expired")
    actor = Actor(f"api:{name}", "api", shop_ids=tuple(shop_ids))
    caller = Caller(f"key:{prefix}", actor, scopes, list(shop_ids) or None)
    caller.reference_version = version or 0
    return caller


def _row(prefix: str) -> Any:
    """The key's row. The first statement of a request finds out whether the connection lives, and tries twice."""
    for last in (False, True):
        connection.ensure_connection()
        try:
            return PlainCursor(connection.connection).execute(_sql.key, [prefix]).fetchone()
        except (psycopg.OperationalError, psycopg.InterfaceError):
            if last or connection.in_atomic_block:
                raise
            connection.close()
    return None


def _by_session(request: HttpRequest) -> Caller:
    request.session = SessionStore(request.COOKIES[settings.SESSION_COOKIE_NAME])
    user = get_user(request)
    if not (user.is_authenticated and user.is_active):
        raise _unknown("the session has ended")
    check = CsrfViewMiddleware(_nothing)
    check.process_request(request)
    if check.process_view(request, _nothing, (), {}) is not None:
        raise Problem(403, "csrf", "a session may write only with its token in X-CSRFToken; machines send a key")
    person: Any = user
    return Caller(f"user:{person.pk}", actor_of(person), (), shops_of(person), person)


def _nothing(_: HttpRequest) -> HttpResponse:
    return HttpResponse()


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


def _unknown(detail: str) -> Problem:
    return Problem(401, "unknown_caller", detail, headers={"WWW-Authenticate": 'Bearer realm="orderway"'})
