"""`orderway user`."""

import io
import json

import psycopg
import pytest
from django.contrib.auth import authenticate, get_user_model

from orderway.project.cli import main

Db = psycopg.Connection[tuple[object, ...]]


def test_a_person_is_added_with_roles_and_a_password_that_works(db: Db, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["user", "add", "王芳", "--roles", "operator, reviewer", "--language", "zh-hans", "--generate"]) == 0
    name, password = capsys.readouterr().out.strip().split(": ")
    person = get_user_model().objects.get(username="王芳")
    assert (name, person.roles, person.language) == ("王芳", ["operator", "reviewer"], "zh-hans")
    assert person.check_password(password)
    assert person.password.startswith("argon2$")
    assert main(["user", "list", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "users": [
            {
                "name": "王芳",
                "roles": ["operator", "reviewer"],
                "language": "zh-hans",
                "active": True,
                "last_login": None,
            }
        ]
    }


def test_a_weak_password_is_refused_and_nobody_is_added(
    db: Db, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("password\n"))
    assert main(["user", "add", "bob", "--roles", "admin"]) == 2
    assert "too short" in capsys.readouterr().err
    assert get_user_model().objects.count() == 0


def test_the_second_of_a_name_and_a_name_that_is_not_there_get_one_line(
    db: Db, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["user", "add", "bob", "--roles", "picker", "--generate"]) == 0
    assert main(["user", "add", "bob", "--roles", "admin", "--generate"]) == 2
    assert main(["user", "roles", "eve", "admin"]) == 2
    errors = capsys.readouterr().err.splitlines()
    assert errors == [
        "orderway user: there is a bob already: orderway user roles bob …, or password",
        "orderway user: there is nobody called 'eve': orderway user list",
    ]
    assert get_user_model().objects.get().roles == ["picker"]


def test_a_disabled_person_cannot_log_in_until_enabled(
    db: Db, capsys: pytest.CaptureFixture[str], rf_request: object
) -> None:
    main(["user", "add", "bob", "--roles", "picker", "--generate"])
    password = capsys.readouterr().out.strip().removeprefix("bob: ")
    assert main(["user", "disable", "bob"]) == 0
    assert authenticate(rf_request, username="bob", password=password) is None
    assert main(["user", "enable", "bob"]) == 0
    assert authenticate(rf_request, username="bob", password=password) == get_user_model().objects.get()


@pytest.fixture
def rf_request() -> object:
    """A request such as the login page gets."""
    from django.test import RequestFactory

    return RequestFactory().post("/login")
