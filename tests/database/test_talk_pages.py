"""Pages of talking with buyers: the proposal follows the field, the panel says whose and how long, the mailbox holds
every letter."""

from __future__ import annotations

import msgspec
import pytest
from django.test import Client

from tests.people import signed_in
from tests.shop import GOOD_RECEIVER, Company, incoming, line

ENGLISH = {"accept-language": "en"}


@pytest.fixture
def desk(company: Company) -> Client:
    return signed_in("operator", "service", "admin", name="olivia")


def order(company: Company, street: str = "文三路478号3幢1202室") -> int:
    company.sku("MUG", HZ=5)
    receiver = msgspec.structs.replace(GOOD_RECEIVER, street=street, email="wang@example.com")
    company.send(incoming("P1", line("MUG"), ship_to=receiver))
    company.read()
    return int(company.one("SELECT id FROM orders"))


def test_the_proposal_of_a_question_follows_the_field_that_is_chosen(company: Company, desk: Client) -> None:
    pk = order(company, "文三路")
    dialog = desk.get(f"/orders/{pk}/do/ask", headers=ENGLISH).content.decode()
    assert f"/orders/{pk}/asking" in dialog, dialog[400:2500]
    assert "地址" in dialog
    phone = desk.get(f"/orders/{pk}/asking?field=phone", headers=ENGLISH).content.decode()
    assert "E-mail" in phone and "电话" in phone and "街道" not in phone
    assert "街道" in desk.get(f"/orders/{pk}/asking?field=nonsense", headers=ENGLISH).content.decode()
    assert Client().get(f"/orders/{pk}/asking").status_code == 302, "nobody reads it without a login"


def test_the_panel_of_a_conversation_says_by_which_way_whose_and_until_when(company: Company, desk: Client) -> None:
    order(company)
    company.must("contact_shop", "P1", text="When?", way="email")
    talk = company.one("SELECT id FROM orders")
    panel = desk.get(f"/aftersales/message/{talk}", headers=ENGLISH).content.decode()
    assert "E-mail" in panel and "nobody yet" in panel and "Due" in panel
    company.must("claim_talk", "P1", to="olivia")
    assert "olivia" in desk.get(f"/aftersales/message/{talk}", headers=ENGLISH).content.decode()


def test_the_practice_mailbox_holds_replies_and_letters_too(company: Company, desk: Client) -> None:
    for table in ("warehouse", "carrier", "shop"):
        company.connection.execute(f"UPDATE {table} SET practice = true")
    company.touch()
    order(company)
    company.must("contact_shop", "P1", text="When?", way="email")
    company.must("reply_buyer", "P1", text="On Friday.")
    company.deliver()
    page = desk.get("/mailbox", headers=ENGLISH).content.decode()
    assert "On Friday." in page and 'href="/t/' in page
