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
    with pytest.raises(EnvironmentVariableError, match="DATABASE_URL is not a PostgreSQL address"):
        environment.django_database("mysql://localhost/x", "public")


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
