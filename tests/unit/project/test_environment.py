from pathlib import Path

import pytest

from orderway.project import environment
from orderway.project.errors import EnvironmentVariableError


def test_database_url_becomes_djangos_parts_with_the_search_path_last() -> None:
    found = environment.django_database(
        "postgresql://me:p%40ss@db.example:6432/shop?sslmode=require&options=-c%20statement_timeout%3D5s",
        "orderway,public",
    )
    assert found == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "shop",
        "USER": "me",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": "6432",
        "OPTIONS": {"sslmode": "require", "options": "-c statement_timeout=5s -c search_path=orderway,public"},
    }


def test_socket_address_with_a_space_and_chinese_signs_is_understood() -> None:
    found = environment.django_database("postgresql://postgres@/orderway?host=/tmp/a%20b/%E8%AE%A2&port=5432", "public")
    assert (found["HOST"], found["PORT"], found["NAME"]) == ("/tmp/a b/订", "5432", "orderway")


def test_wrong_address_is_named_and_not_repeated_as_a_traceback() -> None:
    with pytest.raises(EnvironmentVariableError, match="DATABASE_URL is not a PostgreSQL address") as refused:
        environment.django_database("mysql://me:secret@localhost/x", "public")
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("name", ["Orderway", "a-b", "1a", "x;drop", "a" * 49, "a b"])
def test_schema_that_would_need_quotes_is_refused(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("ORDERWAY_SCHEMA", name)
    with pytest.raises(EnvironmentVariableError, match="ORDERWAY_SCHEMA"):
        environment.schema()


def test_schema_is_orderway_where_nothing_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ORDERWAY_SCHEMA", raising=False)
    assert environment.schema() == "orderway"


def test_data_folder_lies_below_the_working_directory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("ORDERWAY_DATA")
    monkeypatch.chdir(tmp_path)
    assert environment.data_folder() == tmp_path / "data"


@pytest.mark.parametrize(("value", "meaning"), [("1", True), ("yes", True), ("TRUE", True), ("0", False), ("", False)])
def test_flag_reads_the_usual_words(monkeypatch: pytest.MonkeyPatch, value: str, meaning: bool) -> None:
    monkeypatch.setenv("ORDERWAY_HTTPS", value)
    assert environment.flag("ORDERWAY_HTTPS") is meaning


def test_flag_that_says_neither_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORDERWAY_HTTPS", "maybe")
    with pytest.raises(EnvironmentVariableError, match="write 1 or 0"):
        environment.flag("ORDERWAY_HTTPS")


def test_the_mail_server_is_read_with_the_port_that_its_encryption_has(monkeypatch: pytest.MonkeyPatch) -> None:
    assert environment.mail()["EMAIL_HOST"] == ""
    monkeypatch.setenv("EMAIL_HOST", "mail.example")
    assert environment.mail()["EMAIL_PORT"] == 25
    monkeypatch.setenv("EMAIL_USE_TLS", "1")
    assert environment.mail()["EMAIL_PORT"] == 587
    monkeypatch.setenv("EMAIL_PORT", "2525")
    monkeypatch.setenv("DEFAULT_FROM_EMAIL", "shop@example.org")
    found = environment.mail()
    assert (found["EMAIL_PORT"], found["EMAIL_USE_TLS"], found["DEFAULT_FROM_EMAIL"]) == (
        2525,
        True,
        "shop@example.org",
    )


@pytest.mark.parametrize(
    ("name", "text"), [("EMAIL_PORT", "0"), ("EMAIL_PORT", "70000"), ("EMAIL_PORT", "x"), ("EMAIL_USE_TLS", "maybe")]
)
def test_a_wrong_mail_setting_is_named(monkeypatch: pytest.MonkeyPatch, name: str, text: str) -> None:
    monkeypatch.setenv(name, text)
    with pytest.raises(EnvironmentVariableError, match=f"^{name}='{text}'"):
        environment.mail()


def test_mail_cannot_be_encrypted_in_both_ways_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMAIL_USE_TLS", "1")
    monkeypatch.setenv("EMAIL_USE_SSL", "1")
    with pytest.raises(EnvironmentVariableError, match="one of them only"):
        environment.mail()
