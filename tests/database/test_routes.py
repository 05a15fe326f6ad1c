"""Every address with every role: who may not, gets nothing; an address without a permission fails here."""

from collections.abc import Iterator

import pytest
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from orderway.records.models import User
from orderway.web.auth import make_key
from orderway.web.permissions import (
    ADMIN,
    ANALYST,
    DESK,
    FINANCE,
    MANAGER,
    OPERATOR,
    PERMISSIONS,
    PICKER,
    REVIEWER,
    ROLES,
    SERVICE,
)
from tests.shop import Company

PROBES = ("healthz", "readyz")
"""What a load balancer asks; they say nothing but whether we are up."""
EXAMPLES = {"int": "1", "slug": "add_note", "str": "x", "path": "x", "uuid": "00000000-0000-0000-0000-000000000001"}
NARROWER = frozenset({"order_do", "order_undo", "orders_bulk", "orders_undo", "inbox_open", "inbox_mend"})
"""Addresses of many deeds: beyond the permission of the address each deed asks for its own, which may be refused."""

HOME = "board"
"""The first page sends those who may not see it to the page that is theirs, instead of refusing."""

AGREED: dict[str, tuple[str, ...]] = {
    "order.view": (OPERATOR, REVIEWER, MANAGER, SERVICE, ADMIN, FINANCE),
    "order.create": (OPERATOR,),
    "order.edit": (OPERATOR,),
    "order.edit_contact": (OPERATOR, SERVICE),
    "order.hold": (OPERATOR, REVIEWER, MANAGER, SERVICE),
    "order.note": (OPERATOR, REVIEWER, MANAGER, SERVICE, PICKER, FINANCE),
    "order.contact": DESK,
    "order.approve": (REVIEWER, FINANCE),
    "order.cancel": (OPERATOR, REVIEWER),
    "order.shortage": (OPERATOR, REVIEWER),
    "order.source": (OPERATOR, REVIEWER, MANAGER),
    "order.release": (OPERATOR, REVIEWER),
    "warehouse.pick": (PICKER, MANAGER),
    "warehouse.pack": (PICKER, MANAGER),
    "stock.change": (MANAGER,),
    "return.request": (OPERATOR, SERVICE),
    "return.receive": (OPERATOR, PICKER, MANAGER),
    "return.inspect": (MANAGER,),
    "refund.propose": (OPERATOR, SERVICE),
    "refund.approve": (REVIEWER,),
    "settings.change": (ADMIN,),
    "user.manage": (ADMIN,),
    "audit.view": (REVIEWER, ADMIN),
    "rules.view": (OPERATOR, REVIEWER, ANALYST, ADMIN),
    "rules.propose": (REVIEWER, ADMIN),
    "rules.edit": (ADMIN,),
    "inbox.mend": (OPERATOR, ADMIN),
    "person.reveal": DESK,
}
"""The matrix of roles as it was agreed; the table in `web.permissions` may not drift from it."""
MONEY_AND_PERSONS = ("order.approve", "refund.approve", "refund.pay", "payment.record", "person.reveal")


def routes(patterns: object = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every pattern of the urlconf with an address that fits it."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:  # type: ignore[attr-defined]
        where = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from routes(entry.url_patterns, where)
        else:
            for name, converter in entry.pattern.converters.items():
                kind = type(converter).__name__.removesuffix("Converter").lower().replace("string", "str")
                for written in (f"<{kind}:{name}>", f"<{name}>"):
                    where = where.replace(written, EXAMPLES[kind])
            yield "/" + where, entry


ALL = sorted(routes(), key=lambda one: one[0])
PAGES = [(where, entry) for where, entry in ALL if getattr(entry.callback, "permission", None) in PERMISSIONS]
API = [(where, route) for where, entry in ALL for route in getattr(entry.callback, "routes", ())]


def call(client: Client, where: str) -> HttpResponseBase:
    """GET, or POST where the address takes no GET."""
    response = client.get(where)
    return client.post(where) if response.status_code == 405 else response


def signed_in(role: str) -> Client:
    user, _ = User.objects.get_or_create(username=f"the {role}", defaults={"roles": [role]})
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def test_every_address_has_a_permission_or_says_that_it_is_open() -> None:
    without = [
        where
        for where, entry in ALL
        if entry.name not in PROBES and not isinstance(getattr(entry.callback, "permission", None), str)
    ]
    assert without == []


def test_every_permission_named_is_in_the_table() -> None:
    strange = {
        (where, entry.callback.permission)
        for where, entry in ALL
        if entry.name not in PROBES and entry.callback.permission not in ("", "api", *PERMISSIONS)
    }
    assert strange == set()


def test_the_urlconf_was_walked() -> None:
    assert len(PAGES) >= 20
    assert len(API) >= 9


@pytest.mark.parametrize("role", ROLES)
def test_who_may_not_gets_nothing_and_who_may_gets_in(company: Company, role: str) -> None:
    client = signed_in(role)
    wrong = []
    for where, entry in PAGES:
        allowed = role in PERMISSIONS[entry.callback.permission]
        status = call(client, where).status_code
        client = signed_in(role) if entry.name == "logout" else client
        refused = status == 403 or (status == 302 and entry.name == HOME)
        if status >= 500 or (not allowed and not refused) or (allowed and refused and entry.name not in NARROWER):
            wrong.append((where, entry.callback.permission, status))
    assert wrong == []


def test_a_person_without_a_role_gets_nothing(company: Company) -> None:
    client = signed_in("")
    shown = [where for where, entry in PAGES if entry.name != HOME and call(client, where).status_code != 403]
    assert shown == []
    assert client.get("/").status_code in (302, 403)


def test_nobody_is_sent_to_the_login(company: Company) -> None:
    client = Client(raise_request_exception=False)
    for where, _ in PAGES:
        response = call(client, where)
        assert (response.status_code, response.headers["Location"].partition("?")[0]) == (302, "/login"), where


def test_open_addresses_break_for_nobody(company: Company) -> None:
    client = Client(raise_request_exception=False)
    for where, entry in ALL:
        if getattr(entry.callback, "permission", None) == "":
            assert call(client, where).status_code < 500, where


@pytest.mark.parametrize(("where", "route"), API, ids=[f"{route.method} {route.path}" for _, route in API])
def test_the_api_without_a_key_or_without_the_scope(company: Company, where: str, route: object) -> None:
    method = route.method.lower()  # type: ignore[attr-defined]
    send = getattr(Client(raise_request_exception=False), method)
    where = where.rstrip("/") + "/add_note" if "command>" in route.path and route.url else where  # type: ignore[attr-defined]
    if route.open:  # type: ignore[attr-defined]
        assert send(where).status_code < 500
        return
    assert send(where).status_code == 401
    of_stock = any(word in where for word in ("stock", "purchases", "transfers"))
    for scopes in ([], ["orders:read"] if of_stock else ["stock:read"]):
        _, token = make_key("narrow", scopes, "test")
        body = {} if method == "get" else {"data": b'{"orders":[{"shop":"own","external_id":"1"}]}'}
        kind = {} if method == "get" else {"content_type": "application/json"}
        response = send(where, **body, **kind, headers={"Authorization": f"Bearer {token}"})
        assert response.status_code == 403, response.content
    for name in ("inbox", "orders", "movement", "note"):
        assert company.one(f"SELECT count(*) FROM {name}") == 0


def test_the_table_of_permissions_is_the_one_agreed() -> None:
    assert {name: sorted(PERMISSIONS[name]) for name in AGREED} == {name: sorted(who) for name, who in AGREED.items()}


def test_administrators_and_analysts_decide_no_money_and_see_no_person() -> None:
    for name in MONEY_AND_PERSONS:
        assert not {ADMIN, ANALYST, PICKER} & set(PERMISSIONS[name]), name


def test_every_role_can_open_something_and_none_everything() -> None:
    for role in ROLES:
        having = [name for name, roles in PERMISSIONS.items() if role in roles]
        assert 0 < len(having) < len(PERMISSIONS), role
