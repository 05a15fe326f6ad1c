"""eBay's question to an address, and its notifications signed with a key that is fetched by its id."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.http import HttpResponse
from django.test import Client

from orderway.journey.intake import signing_keys
from orderway.web.secrets import seal
from tests.adapters.fake_platform import Fake
from tests.adapters.selling import selling
from tests.shop import Company

TOKEN = "a-verification-token_of_forty_letters_01"
KID = "9936261a-7d7b-4621-a0f1-964e2b1cd0ae"
ADDRESS = "/api/v1/channels/there/webhook"
KEY = ec.generate_private_key(ec.SECP256R1())
PUBLIC = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
pytestmark = [pytest.mark.enable_socket, pytest.mark.on("ebay")]


@pytest.fixture
def shop(fake: Fake, dsn: str, clean_tables: None) -> Iterator[Company]:
    signing_keys.forget()
    fake.listings[KID] = PUBLIC
    with selling(fake, dsn, ()) as made:
        made.connection.execute("UPDATE shop SET secret = %s WHERE code = 'there'", [seal(TOKEN)])
        yield made


def notify(number: str = "n-1", kid: str = KID, signed: bytes = b"") -> HttpResponse:
    body = json.dumps(
        {
            "metadata": {"topic": "MARKETPLACE_ACCOUNT_DELETION", "schemaVersion": "1.0"},
            "notification": {"notificationId": number, "publishDate": "2026-11-20T02:00:00.000Z", "data": {}},
        }
    ).encode()
    signature = KEY.sign(signed or body, ec.ECDSA(hashes.SHA1()))
    told = {"alg": "ecdsa", "kid": kid, "signature": base64.b64encode(signature).decode(), "digest": "SHA1"}
    header = base64.b64encode(json.dumps(told).encode()).decode()
    answer: HttpResponse = Client().post(ADDRESS, body, "application/json", headers={"x-ebay-signature": header})  # type: ignore[assignment]
    return answer


def test_the_question_is_answered_with_the_hash_of_code_token_and_address(shop: Company) -> None:
    answer = Client().get(ADDRESS, {"challenge_code": "a8628072"})
    wanted = hashlib.sha256(f"a8628072{TOKEN}http://testserver{ADDRESS}".encode()).hexdigest()
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    assert json.loads(answer.content) == {"challengeResponse": wanted}


@pytest.mark.parametrize(
    ("query", "status"), [({}, 400), ({"challenge_code": "x" * 201}, 400), ({"challenge_code": ""}, 400)]
)
def test_what_is_no_question_is_refused(shop: Company, query: dict[str, str], status: int) -> None:
    assert Client().get(ADDRESS, query).status_code == status


def test_shops_of_other_channels_and_unknown_ones_answer_no_question(shop: Company) -> None:
    asked = {"challenge_code": "a8628072"}
    assert Client().get("/api/v1/channels/own/webhook", asked).status_code == 404
    assert Client().get("/api/v1/channels/nobody/webhook", asked).status_code == 404


def test_a_notification_is_checked_with_the_key_of_its_id_which_is_fetched_once(shop: Company, fake: Fake) -> None:
    assert [notify(f"n-{number}").status_code for number in range(3)] == [200, 200, 200]
    assert shop.one("SELECT count(*) FROM inbox") == 3
    assert [one.path for one in fake.asked].count(f"/commerce/notification/v1/public_key/{KID}") == 1


def test_a_wrong_signature_and_an_unknown_key_are_refused(shop: Company) -> None:
    assert notify(signed=b"other words").status_code == 401
    assert notify(kid="00000000-0000-0000-0000-000000000000").status_code == 401
    assert notify(kid="../../order").status_code == 401
    assert shop.one("SELECT count(*) FROM inbox") == 0


def test_a_key_that_cannot_be_had_now_is_asked_for_again(shop: Company, fake: Fake) -> None:
    fake.always = "500"
    assert notify().status_code == 503
    fake.always = ""
    assert notify().status_code == 200


def test_made_up_ids_do_not_make_us_ask_without_end(shop: Company, fake: Fake) -> None:
    for number in range(signing_keys.QUESTIONS_PER_MINUTE_MAX + 5):
        notify(kid=f"0000000{number:02d}-made-up")
    asked = [one.path for one in fake.asked if "public_key" in one.path]
    assert len(asked) == signing_keys.QUESTIONS_PER_MINUTE_MAX
