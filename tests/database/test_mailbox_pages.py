"""The mailbox of a shop in the settings: entered once, never shown again, read at once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client

from orderway.journey.intake import platforms
from orderway.project import wiring
from orderway.records.models import MailAccount
from orderway.web.secrets import unseal
from tests.adapters.fake_imap import FakeImap, mail_server
from tests.people import signed_in
from tests.shop import Company

pytestmark = pytest.mark.enable_socket


@pytest.fixture
def server() -> Iterator[FakeImap]:
    with mail_server() as made:
        yield made


@pytest.fixture
def admin(company: Company) -> Iterator[Client]:
    platforms.provide(dict, ("127.0.0.1",))
    client = signed_in("admin", name="root")
    yield client
    wiring.provide()


def told(server: FakeImap, **changes: str) -> dict[str, str]:
    return {
        "address": "shop@example.com", "host": "127.0.0.1", "security": "plain", "port": str(server.port),
        "user": server.login[0], "password": server.login[1], "folder": "INBOX", "active": "on",
    } | changes  # fmt: skip


def test_a_mailbox_is_entered_read_and_its_password_never_shown(
    company: Company, admin: Client, server: FakeImap
) -> None:
    page = f"/settings/mailboxes/{company.shop}"
    assert admin.post(page, told(server)).status_code == 302
    kept = MailAccount.objects.get()
    assert server.login[1] not in kept.sealed and unseal(kept.sealed) == server.login[1]
    assert server.login[1] not in admin.get(page).content.decode()
    server.put("From: ann@example.com\nMessage-ID: <a@x>\n\nHello\n")
    assert "Read: 1 new mail." in admin.post(page + "/read", follow=True).content.decode()
    assert "shop@example.com" in admin.get("/settings/mailboxes").content.decode()
    company.read()
    parked = admin.get("/inbox?reason=mail_stranger").content.decode()
    assert "Mail of nobody known" in parked and "ann@example.com" not in parked


def test_an_empty_password_keeps_the_one_that_is_there_and_a_wrong_one_is_told(
    company: Company, admin: Client, server: FakeImap
) -> None:
    page = f"/settings/mailboxes/{company.shop}"
    admin.post(page, told(server))
    admin.post(page, told(server, password="", folder="INBOX", user="else@example.com"))
    assert unseal(MailAccount.objects.get().sealed) == server.login[1]
    found = admin.post(page + "/read", follow=True).content.decode()
    assert "The server refuses user name or password" in found
    assert "The server refuses user name or password" in admin.get("/settings/mailboxes").content.decode()
    assert admin.post(page, {"remove": "1"}).status_code == 302
    assert not MailAccount.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [{"password": ""}, {"password": "密码"}, {"host": "https://x"}, {"host": "imap.example.com"}, {"address": "no"},
     {"folder": "a\x00b"}, {"port": "70000"}],
)  # fmt: skip
def test_what_cannot_be_read_is_not_kept(
    company: Company, admin: Client, server: FakeImap, changes: dict[str, str]
) -> None:
    assert admin.post(f"/settings/mailboxes/{company.shop}", told(server, **changes)).status_code == 422
    assert not MailAccount.objects.exists()


def test_only_who_may_change_settings_reads_a_mailbox(company: Company, server: FakeImap) -> None:
    client = signed_in("picker", name="picker")
    page = f"/settings/mailboxes/{company.shop}"
    assert [client.get(page).status_code, client.post(page + "/read").status_code] == [403, 403]
    assert server.asked == []


def test_a_company_of_practice_shops_is_told_why_no_mailbox_stands_there(admin: Client, company: Company) -> None:
    company.connection.execute("UPDATE shop SET practice = true")
    page = admin.get("/settings/mailboxes").content.decode()
    assert "No shop of your own yet" in page and 'href="/settings/shops/new"' in page
