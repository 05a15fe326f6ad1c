"""Users come in by a file as well: each checked, each new one with a password that is shown once."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from orderway.records.models import User
from tests.people import signed_in
from tests.shop import Company

HEAD = "username,roles,shops,warehouses,language,password,active\n"


@pytest.fixture
def admin(company: Company) -> Client:
    return signed_in("admin", name="ada")


def send(admin: Client, text: str) -> HttpResponse:
    file = SimpleUploadedFile("users.csv", (HEAD + text).encode())
    return admin.post("/settings/users/file", {"file": file})


def test_new_users_get_their_scope_and_a_password_that_opens_the_door(company: Company, admin: Client) -> None:
    page = send(admin, "wei,reviewer analyst,own,HZ GZ,zh-hans,,yes\npeng,picker,,HZ,en,tausend-rote-Schuhe,yes\n")
    assert page.status_code == 200
    wei = User.objects.get(username="wei")
    assert (wei.roles, wei.shop_ids, wei.language) == (["reviewer", "analyst"], [company.shop], "zh-hans")
    assert wei.warehouse_ids == [company.warehouses["HZ"], company.warehouses["GZ"]]
    shown = dict(re.findall(r'<tr><td>(\w+)</td><td class="fill code">([^<]+)</td>', page.content.decode()))
    assert set(shown) == {"wei"}
    assert wei.check_password(shown["wei"])
    assert User.objects.get(username="peng").check_password("tausend-rote-Schuhe")
    assert "no-store" in page["Cache-Control"]


def test_a_known_user_is_changed_and_keeps_the_password(company: Company, admin: Client) -> None:
    send(admin, "peng,picker,,,en,tausend-rote-Schuhe,yes\n")
    send(admin, "peng,picker operator,,,en,,no\n")
    peng = User.objects.get(username="peng")
    assert (peng.roles, peng.is_active) == (["picker", "operator"], False)
    assert peng.check_password("tausend-rote-Schuhe")


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("wei,king,,,en,,yes", "Not known: king"),
        ("wei,picker,nowhere,,en,,yes", "Not known: nowhere"),
        ("wei,picker,,XX,en,,yes", "Not known: XX"),
        ("we i,picker,,,en,,yes", "Enter a valid value"),
        ("wei,,,,en,,yes", "This field is required"),
        ("wei,picker,,,en,1234,yes", "too short"),
    ],
)
def test_a_wrong_line_is_named_and_nobody_comes_in(company: Company, admin: Client, line: str, what: str) -> None:
    page = send(admin, f"{line}\npeng,picker,,,en,,yes\n")
    assert page.status_code == 422
    assert what in page.content.decode()
    assert list(User.objects.values_list("username", flat=True)) == ["ada"]


@pytest.mark.parametrize("line", ["ada,picker,,,en,,yes", "ada,admin,,,en,,no"])
def test_nobody_locks_themselves_out(company: Company, admin: Client, line: str) -> None:
    assert send(admin, line + "\n").status_code == 422
    ada = User.objects.get(username="ada")
    assert (ada.roles, ada.is_active) == (["admin"], True)


def test_the_file_of_what_is_there_holds_no_password_and_changes_nothing_when_sent_back(
    company: Company, admin: Client
) -> None:
    send(admin, "peng,picker,own,HZ,en,tausend-rote-Schuhe,yes\n")
    text = admin.get("/settings/users/template.csv?all=1").content.decode("utf-8-sig")
    assert text.splitlines() == [HEAD.strip(), "ada,admin,,,en,,yes", "peng,picker,own,HZ,en,,yes"]
    assert "is there already" in send(admin, text.split("\n", 1)[1].replace("\r", "")).content.decode()


def test_only_an_administrator_may(company: Company) -> None:
    client = signed_in("operator", "reviewer", name="olivia")
    assert client.get("/settings/users/file").status_code == 403
    assert client.get("/settings/users/template.csv?all=1").status_code == 403
