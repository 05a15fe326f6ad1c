"""Buyers' mail over a real database and a mail server on this machine: each reply reaches its order once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage

import msgspec
import pytest
from django.core import mail
from django.test import override_settings

from orderway.journey.intake import mails, platforms
from orderway.journey.intake.mails import read_mails
from orderway.journey.intake.traffic import BACKOFF_SECONDS, REFUSED_SECONDS
from orderway.kernel import clock
from orderway.kernel.links import mail_token, order_of_token
from orderway.ports.platform import Failure
from orderway.project import wiring
from orderway.project.errands import drain, relay_on
from orderway.project.links import link_key
from orderway.web.secrets import seal
from tests.adapters.fake_imap import FakeImap, mail_server
from tests.shop import GOOD_RECEIVER, NOW, Company, incoming, line

pytestmark = pytest.mark.enable_socket
BUYER = "wang@example.com"


@pytest.fixture
def server() -> Iterator[FakeImap]:
    with mail_server() as made:
        yield made


@pytest.fixture
def shop(dsn: str, clean_tables: None, server: FakeImap) -> Iterator[Company]:
    """A shop with a mailbox and an order whose buyer was asked about the address."""
    platforms.provide(dict, ("127.0.0.1",))
    mail.outbox = []
    with clock.held_at(NOW), override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"):
        made = Company(dsn)
        made.sku("MUG", HZ=5)
        made.send(incoming("M1", line("MUG"), ship_to=buyer()))
        made.run()
        account(made, server)
        made.must("ask", "M1", field="address", channel="email")
        drain(relay_on(made.engine))
        yield made
        assert made.broken() == []
        made.close()
    wiring.provide()


def buyer() -> object:
    return msgspec.structs.replace(GOOD_RECEIVER, street="文三路", email=BUYER)


def account(shop: Company, server: FakeImap, **changes: object) -> None:
    shop.insert(
        "mail_account", shop_id=shop.shop, host="127.0.0.1", port=server.port, security="plain", folder="INBOX",
        sealed=seal(server.login[1]), active=True, changed_by="", changed_at=NOW,
        **{'"user"': server.login[0]} | {"address": "shop@example.com", "plus": False} | changes,
    )  # fmt: skip


def letter() -> mail.EmailMessage:
    (sent,) = mail.outbox
    return sent


def reply(text: str = "文三路 90 号", **headers: str) -> EmailMessage:
    """What the buyer's program makes of an answer to our letter."""
    made = EmailMessage()
    told = {
        "From": f"Wang <{BUYER}>", "To": "shop@example.com", "Message_ID": "<r1@example.com>",
        "Subject": "Re: " + letter().subject, "In_Reply_To": letter().extra_headers["Message-ID"],
    } | headers  # fmt: skip
    for name, value in told.items():
        if value:
            made[name.replace("_", "-")] = value
    made.set_content(f"{text}\n\n在 2026年11月20日，店铺 写道：\n> 请您补充完整地址\n")
    return made


def read(shop: Company, minutes: int = 0) -> str:
    with clock.held_at(NOW + timedelta(minutes=minutes)):
        why = read_mails(shop.engine, shop.shop).why
        shop.read()
    return why


def said(shop: Company) -> list[tuple[str, str]]:
    return shop.rows("SELECT text, way FROM note WHERE kind = 'buyer' ORDER BY id")


def aside(shop: Company) -> list[str]:
    return [row[0] for row in shop.rows("SELECT reason FROM inbox_todo WHERE state = 'parked' ORDER BY message_id")]


def test_a_reply_is_the_buyers_own_message_and_waits_for_an_answer(shop: Company, server: FakeImap) -> None:
    server.put(reply().as_bytes())
    assert read(shop) == "done"
    assert said(shop) == [("文三路 90 号", "email")]
    assert shop.rows("SELECT way, messages, answered_at, owner FROM conversation") == [("email", 1, None, "")]
    shop.must("claim_talk", "M1")
    shop.must("reply_buyer", "M1", text="谢谢")
    assert shop.one("SELECT answered_at IS NOT NULL FROM conversation") is True
    mail.outbox.clear()
    drain(relay_on(shop.engine))
    assert [(one.to, "谢谢" in str(one.body)) for one in mail.outbox] == [([BUYER], True)]
    assert shop.rows("SELECT 1 FROM inbox_todo") == []


def test_the_same_mail_is_taken_once_however_often_it_comes(shop: Company, server: FakeImap) -> None:
    for _ in range(2):
        server.put(reply().as_bytes())
    read(shop)
    server.validity += 1  # the mailbox was moved: everything is read anew
    assert read(shop, 5) == "done"
    server.put(reply(Message_ID="<r2@example.com>", text="在吗").as_bytes())
    read(shop, 10)
    assert [text for text, _ in said(shop)] == ["文三路 90 号", "在吗"]
    assert shop.one("SELECT letters FROM mail_state") == 2


def test_an_order_has_an_address_of_its_own_where_the_mailbox_takes_such(shop: Company, server: FakeImap) -> None:
    shop.connection.execute("UPDATE mail_account SET plus = true")
    mail.outbox.clear()
    shop.must("ask", "M1", field="phone", channel="email")
    drain(relay_on(shop.engine))
    (address,) = letter().reply_to
    assert re.fullmatch(r"shop\+[0-9a-z]+\.[0-9a-f]{32}@example\.com", address)
    server.put(reply(To=address.upper(), In_Reply_To="").as_bytes())
    read(shop)
    assert [way for _, way in said(shop)] == ["email"]


def test_a_letter_names_the_mailbox_and_carries_its_orders_token(shop: Company) -> None:
    order = shop.one("SELECT id FROM orders")
    token = mail_token(link_key(), order)
    assert letter().reply_to == ["shop@example.com"]
    assert f".{token}@" in letter().extra_headers["Message-ID"]
    assert order_of_token(link_key(), token) == order
    assert order_of_token(b"another key", token) is None
    other = mail_token(link_key(), order + 1).partition(".")[0]
    assert order_of_token(link_key(), f"{other}.{token.partition('.')[2]}") is None


def test_strangers_machines_and_forgers_are_set_aside_where_people_see_them(shop: Company, server: FakeImap) -> None:
    ours = letter().extra_headers["Message-ID"]
    server.put(reply(In_Reply_To="", Message_ID="<s@x>").as_bytes())
    server.put(reply(Auto_Submitted="auto-replied", Message_ID="<a@x>").as_bytes())
    server.put(reply(Return_Path="<>", Message_ID="<b@x>").as_bytes())
    server.put(reply(In_Reply_To=ours.replace("@", "0@"), Message_ID="<f@x>").as_bytes())
    server.put(reply(From="shop@example.com", Message_ID="<own@x>").as_bytes())
    read(shop)
    assert aside(shop) == ["mail_stranger", "mail_automatic", "mail_bounce", "mail_stranger"]
    assert said(shop) == []


def test_a_strangers_mail_goes_to_the_order_that_a_person_names(shop: Company, server: FakeImap) -> None:
    server.put(reply(In_Reply_To="").as_bytes())
    read(shop)
    body = shop.one("SELECT body FROM inbox ORDER BY id DESC LIMIT 1")
    told = msgspec.json.decode(bytes(body))
    assert (told["data"]["from"], told["data"]["aside"], told.get("order_external_id", "")) == (BUYER, "stranger", "")
    told["order_external_id"] = "M1"
    shop.connection.execute(
        "UPDATE inbox SET body = %s WHERE id = (SELECT max(id) FROM inbox)", [msgspec.json.encode(told)]
    )
    shop.connection.execute("UPDATE inbox_todo SET state = 'new'")
    shop.read()
    assert (said(shop), aside(shop)) == ([("文三路 90 号", "email")], [])


def test_a_server_that_fails_is_left_alone_for_a_while_and_nothing_is_lost(shop: Company, server: FakeImap) -> None:
    server.put(reply().as_bytes())
    server.mood = "breaks at FETCH"
    assert read(shop) == Failure.TRY_LATER
    server.mood = ""
    assert read(shop) == "not_yet"
    with clock.held_at(NOW + timedelta(seconds=BACKOFF_SECONDS[0] + 1)):
        assert read_mails(shop.engine, shop.shop).why == "done"
    shop.read()
    assert len(said(shop)) == 1
    assert shop.rows("SELECT failure, failures, not_before FROM mail_state") == [("", 0, None)]


def test_a_wrong_password_waits_for_a_person(shop: Company, server: FakeImap) -> None:
    server.login = (server.login[0], "changed")
    assert read(shop) == Failure.AUTH
    wait = shop.one("SELECT extract(epoch FROM not_before - failed_at)::int FROM mail_state")
    assert (shop.one("SELECT failure FROM mail_state"), wait) == ("auth", REFUSED_SECONDS)


def test_practice_shops_and_shops_without_a_mailbox_are_not_read(shop: Company, server: FakeImap) -> None:
    with shop.connection.cursor() as cursor:
        assert [one.shop_id for one in mails.boxes(cursor)] == [shop.shop]
        shop.connection.execute("UPDATE mail_account SET active = false")
        assert mails.boxes(cursor) == []
    assert read(shop) == "none"
    assert server.asked == []
