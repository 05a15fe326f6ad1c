"""Keys and sessions: who may call, and what a call without the right may not do."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from orderway.records.models import ApiKey, User
from orderway.web.auth import SCOPES, make_key
from orderway.web.permissions import PERMISSIONS
from tests.database.api_client import Machine, order, told
from tests.shop import NOW, Company


@pytest.fixture(autouse=True)
def goods(company: Company) -> None:
    company.sku("MUG", HZ=10)


def kept(company: Company) -> int:
    return int(company.one("SELECT count(*) FROM inbox"))


def test_only_the_hash_of_a_key_is_kept(company: Company) -> None:
    key, token = make_key("erp", ["orders:read"], "anna")
    secret = token.split("_", 2)[2]
    assert len(bytes(ApiKey.objects.get(pk=key.pk).secret_hash)) == 32
    assert secret.encode() not in bytes(key.secret_hash)
    assert not company.rows("SELECT 1 FROM api_key k WHERE k::text LIKE %s", [f"%{secret}%"])


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer ow_x_y",
        "Basic YTpi",
        "Bearer ow__",
        "Bearer ow_" + "x" * 5_000,
        "Bearer öw_ä_ü",
        "ow_abc_def",
        "Bearer ow_%00_a",
    ],
)
def test_a_header_that_is_no_key_is_refused(company: Company, header: str) -> None:
    headers = {"Authorization": header} if header else {}
    response = Client().post("/api/v1/orders", order(), "application/json", headers=headers)
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"].startswith("Bearer")
    assert kept(company) == 0


def test_the_right_prefix_with_another_secret_is_refused(company: Company) -> None:
    machine = Machine()
    machine.token = machine.token[:-4] + ("AAAA" if not machine.token.endswith("AAAA") else "BBBB")
    assert machine.post("orders", order()).status_code == 401


def test_a_revoked_or_expired_key_is_refused_at_once(company: Company) -> None:
    machine = Machine()
    assert machine.get("orders").status_code == 200
    ApiKey.objects.filter(pk=machine.key.pk).update(revoked_at=NOW)
    assert machine.get("orders").status_code == 401
    assert Machine(expires_at=NOW).get("orders").status_code == 401
    assert Machine(expires_at=NOW + timedelta(seconds=1)).get("orders").status_code == 200


@pytest.mark.parametrize(
    ("scope", "method", "where"),
    [
        ("orders:read", "post", "orders"),
        ("orders:read", "post", "orders/batch"),
        ("orders:write", "get", "orders"),
        ("orders:write", "get", "orders/own/A1"),
        ("orders:write", "post", "orders/own/A1/add_note"),
        ("orders:write", "post", "commands/add_note"),
        ("commands", "post", "orders/own/A1/pick"),
        ("warehouse", "post", "orders/own/A1/add_note"),
        ("commands", "post", "orders/own/A1/record_payment"),
        ("stock:read", "post", "stock"),
        ("stock:write", "get", "stock/MUG"),
    ],
)
def test_a_key_does_what_its_scope_says_and_no_more(company: Company, scope: str, method: str, where: str) -> None:
    machine = Machine(scope)
    response = machine.get(where) if method == "get" else machine.post(where, {"orders": []}, If_Match="*")
    if where.startswith("commands/") and scope == "orders:write":
        assert response.status_code in (403, 422)
    else:
        assert (response.status_code, told(response)["code"]) == (403, "not_allowed")
    assert kept(company) == 0


@pytest.mark.parametrize("command", ["approve", "unapprove", "hold", "release_hold", "choose_warehouse", "withdraw"])
def test_no_key_decides_what_people_decide(company: Company, command: str) -> None:
    Machine().post("orders", order())
    company.read()
    assert Machine().post(f"orders/own/A1/{command}", {}, If_Match="*").status_code == 403
    assert company.order("A1", "version") == (1,)


def test_every_scope_speaks_of_permissions_that_exist() -> None:
    assert {permission for allowed in SCOPES.values() for permission in allowed} <= PERMISSIONS.keys()
    with pytest.raises(KeyError):
        make_key("erp", ["everything"], "anna")


# -- people ------------------------------------------------------------------------------------------------------------


def person(*roles: str, strict: bool = False, **scope: list[int]) -> Client:
    user = User.objects.create_user(f"u{User.objects.count()}", password="long-enough-1", roles=list(roles), **scope)
    client = Client(enforce_csrf_checks=strict)
    client.force_login(user)
    return client


def test_a_session_reads_with_its_roles_and_sees_masked_persons(company: Company) -> None:
    Machine().post("orders", order())
    company.read()
    seen = told(person("operator").get("/api/v1/orders/own/A1"))
    assert seen["ship_to"]["name"] == "王*明"
    assert "****" in seen["ship_to"]["phone"]
    assert "478" not in seen["ship_to"]["street"]
    assert person("analyst").get("/api/v1/orders/own/A1").status_code == 403


def test_a_session_without_its_token_does_not_write(company: Company) -> None:
    client = person("operator", strict=True)
    response = client.post("/api/v1/orders", order(), "application/json")
    assert (response.status_code, told(response)["code"]) == (403, "csrf")
    assert kept(company) == 0
    client.get("/login")
    token = client.cookies["orderway_csrf"].value if "orderway_csrf" in client.cookies else ""
    if token:
        written = client.post("/api/v1/orders", order(), "application/json", headers={"X-CSRFToken": token})
        assert written.status_code == 202


def test_a_session_is_limited_to_its_shops(company: Company) -> None:
    other = company.add_shop("other", "orderway", {})
    Machine().post("orders", order())
    company.read()
    assert person("operator", shop_ids=[other]).get("/api/v1/orders/own/A1").status_code == 404
    assert person("operator", shop_ids=[company.shop]).get("/api/v1/orders/own/A1").status_code == 200


def test_the_actor_of_a_command_is_the_key_by_name(company: Company) -> None:
    Machine().post("orders", order())
    company.read()
    assert Machine().post("orders/own/A1/add_note", {"text": "x"}, If_Match='"1"').status_code == 200
    assert company.rows("SELECT by FROM note") == [("api:erp",)]


def test_a_dead_connection_is_noticed_and_replaced(company: Company) -> None:
    machine = Machine()
    assert machine.get("orders").status_code == 200
    company.connection.execute("SELECT pg_terminate_backend(%s)", [connection.connection.info.backend_pid])
    assert machine.get("orders").status_code == 200
