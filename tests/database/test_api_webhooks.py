"""Signed shop webhooks: a valid signature is always kept and acknowledged; what is not what it claims, never."""

import json
from datetime import timedelta

import msgspec
import pytest
from django.http import HttpResponse
from django.test import Client

from orderway.adapters.channels import _sign
from orderway.adapters.channels.orderway_json import signature
from orderway.kernel import clock
from orderway.kernel.limits import BODY_BYTES_MAX
from orderway.web.secrets import new_webhook_secret, seal
from tests.shop import NOW, Company, incoming, line

SECRET = new_webhook_secret()
BODY = msgspec.json.encode(incoming("W1", line("MUG", 2)))


@pytest.fixture
def hook(company: Company) -> Client:
    company.sku("MUG", HZ=10)
    company.connection.execute("UPDATE shop SET secret = %s WHERE code = 'own'", [seal(SECRET)])
    return Client()


def send(
    hook: Client, body: bytes = BODY, key: str = "m1", age: int = 0, secret: str = SECRET, **more: str
) -> HttpResponse:
    seconds = str(int(clock.now().timestamp()) - age)
    headers = {
        "webhook-id": key,
        "webhook-timestamp": seconds,
        "webhook-signature": "v1," + signature(secret, key, seconds, body),
        **more,
    }
    return hook.post("/api/v1/channels/own/webhook", body, "application/json", headers=headers)


def stored(company: Company) -> tuple[int, int, int]:
    return tuple(company.one(f"SELECT count(*) FROM {name}") for name in ("inbox", "inbox_todo", "delivery_seen"))  # type: ignore[return-value]


def test_a_signed_delivery_is_kept_as_it_came_and_becomes_an_order(company: Company, hook: Client) -> None:
    response = send(hook)
    assert (response.status_code, json.loads(response.content)) == (200, {"received": True, "again": False})
    assert company.rows("SELECT body, key, source, topic FROM inbox") == [(BODY, "m1", "webhook", "")]
    company.read()
    assert company.order("W1") == ("RELEASED", "warehouse", "warehouse")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\x00\xfe",
        b"[" * 50_000,
        b'{"external_id":"W1","placed_at":"9999-12-31T23:59:59Z"}',
        b'{"lines":[{"quantity":1e400}]}',
        b'{"external_id":"\\u0000"}',
        msgspec.json.encode({**msgspec.to_builtins(incoming("W1", line("MUG"))), "colour": "red"}),
    ],
    ids=["empty", "cut off", "no text", "deep", "year 9999", "1e400", "NUL", "unknown field"],
)
def test_a_valid_signature_is_kept_whatever_the_body_says(company: Company, hook: Client, body: bytes) -> None:
    assert send(hook, body).status_code == 200
    assert stored(company) == (1, 1, 1)
    company.read()
    assert company.one("SELECT count(*) FROM orders") + company.one("SELECT count(*) FROM inbox_todo") == 1


def test_a_delivery_about_one_order_after_the_other_is_an_update(company: Company, hook: Client) -> None:
    send(hook)
    later = msgspec.json.encode(incoming("W1", line("MUG", 1), version="2"))
    send(hook, later, "m2")
    company.read()
    assert company.rows("SELECT kind FROM inbox_outcome ORDER BY message_id") == [("order",), ("update",)]


@pytest.mark.parametrize(
    ("age", "secret", "more"),
    [
        (0, new_webhook_secret(), {}),
        (301, SECRET, {}),
        (-301, SECRET, {}),
        (0, SECRET, {"webhook-id": "other"}),
        (0, SECRET, {"webhook-signature": ""}),
        (0, SECRET, {"webhook-signature": "v1,AAAA"}),
        (0, SECRET, {"webhook-timestamp": "yesterday"}),
        (0, SECRET, {"webhook-timestamp": "9" * 30}),
    ],
    ids=["another secret", "too old", "too new", "another id", "none", "wrong", "no time", "absurd time"],
)
def test_a_delivery_that_is_not_what_it_claims_is_refused(
    company: Company, hook: Client, age: int, secret: str, more: dict[str, str]
) -> None:
    response = send(hook, age=age, secret=secret, **more)
    assert response.status_code == 401
    assert response.headers["Content-Type"] == "application/problem+json"
    assert stored(company) == (0, 0, 0)


def test_a_body_changed_on_the_way_is_refused(company: Company, hook: Client) -> None:
    seconds = str(int(NOW.timestamp()))
    headers = {
        "webhook-id": "m1",
        "webhook-timestamp": seconds,
        "webhook-signature": "v1," + signature(SECRET, "m1", seconds, BODY),
    }
    response = hook.post("/api/v1/channels/own/webhook", BODY + b" ", "application/json", headers=headers)
    assert response.status_code == 401
    assert stored(company) == (0, 0, 0)


def test_a_replay_is_refused_and_nothing_is_stored_again(company: Company, hook: Client) -> None:
    assert send(hook).status_code == 200
    for _ in range(3):
        assert send(hook).status_code == 409
    assert stored(company) == (1, 1, 1)


def test_a_senders_own_second_try_is_acknowledged_and_kept_once(company: Company, hook: Client) -> None:
    assert send(hook).status_code == 200
    with clock.held_at(NOW + timedelta(seconds=30)):
        again = send(hook)
    assert (again.status_code, json.loads(again.content)) == (200, {"received": True, "again": True})
    assert stored(company) == (1, 1, 1)


def test_an_id_that_comes_again_with_other_words_is_refused_however_late_it_is_signed(
    company: Company, hook: Client
) -> None:
    assert send(hook).status_code == 200
    with clock.held_at(NOW + timedelta(seconds=30)):
        assert send(hook, BODY + b" ").status_code == 409
    assert company.rows("SELECT body FROM inbox") == [(BODY,)]


def test_a_channel_that_signs_no_time_sends_the_very_same_again_and_is_acknowledged(
    company: Company, hook: Client
) -> None:
    company.connection.execute("UPDATE shop SET channel = 'shopify', secret = %s", [seal("shh")])

    def deliver(body: bytes) -> tuple[int, object]:
        headers = {
            "x-shopify-topic": "orders/create",
            "x-shopify-webhook-id": "b54557e4",
            "x-shopify-hmac-sha256": _sign.sha256_base64("shh", body),
        }
        response = hook.post("/api/v1/channels/own/webhook", body, "application/json", headers=headers)
        return response.status_code, json.loads(response.content).get("again")

    assert deliver(b"{}") == (200, False)
    assert [deliver(b"{}") for _ in range(2)] == [(200, True)] * 2
    assert deliver(b'{"id": 1}') == (409, None)
    assert stored(company) == (1, 1, 1)


def test_the_same_id_at_another_shop_is_another_delivery(company: Company, hook: Client) -> None:
    company.add_shop("other", "orderway", {})
    company.connection.execute("UPDATE shop SET secret = %s", [seal(SECRET)])
    send(hook)
    seconds = str(int(NOW.timestamp()))
    headers = {
        "webhook-id": "m1",
        "webhook-timestamp": seconds,
        "webhook-signature": "v1," + signature(SECRET, "m1", seconds, BODY),
    }
    response = hook.post("/api/v1/channels/other/webhook", BODY, "application/json", headers=headers)
    assert response.status_code == 200
    assert stored(company) == (2, 2, 2)


def test_a_very_long_delivery_id_is_kept_as_its_hash(company: Company, hook: Client) -> None:
    assert send(hook, key="m" * 5_000).status_code == 200
    assert send(hook, key="m" * 5_000).status_code == 409
    assert company.one("SELECT length(key) FROM delivery_seen") == 64


def test_shops_that_cannot_send_are_told_so(company: Company, hook: Client) -> None:
    company.add_shop("bare", "orderway", {})
    company.add_shop("files", "csv", {})
    company.connection.execute("UPDATE shop SET active = false WHERE code = 'own'")
    statuses = [
        hook.post(f"/api/v1/channels/{code}/webhook", BODY, "application/json").status_code
        for code in ("own", "bare", "files", "nobody")
    ]
    assert statuses == [404, 401, 401, 404]
    assert stored(company) == (0, 0, 0)


def test_a_secret_sealed_with_a_lost_key_is_our_fault_not_the_senders(company: Company, hook: Client) -> None:
    company.connection.execute("UPDATE shop SET secret = 'gAAAAAnonsense'")
    assert send(hook).status_code == 503
    assert stored(company) == (0, 0, 0)


def test_a_delivery_too_large_is_refused_unread(company: Company, hook: Client) -> None:
    assert send(hook, b" " * (BODY_BYTES_MAX + 1)).status_code == 413
    assert stored(company) == (0, 0, 0)


def test_shopify_signs_the_body_and_its_topic_is_kept(company: Company, hook: Client) -> None:
    company.add_shop("store", "shopify", {})
    company.connection.execute("UPDATE shop SET secret = %s WHERE code = 'store'", [seal("shpss_1")])
    body = b'{"id":1,"unknown":true}'
    headers = {
        "x-shopify-hmac-sha256": _sign.sha256_base64("shpss_1", body),
        "x-shopify-webhook-id": "w1",
        "x-shopify-topic": "orders/create",
    }
    for status in (200, 200):
        response = hook.post("/api/v1/channels/store/webhook", body, "application/json", headers=headers)
        assert response.status_code == status
    assert company.rows("SELECT topic, body FROM inbox") == [("orders/create", body)]
