import pytest
from django.template.loader import render_to_string
from django.test import Client, override_settings

from orderway.web import look

pytestmark = pytest.mark.usefixtures("_own_pages")


@pytest.fixture
def _own_pages() -> object:
    with override_settings(ROOT_URLCONF="orderway.web.urls") as own:
        yield own


@pytest.mark.parametrize("page", look.PAGES)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_each_page_of_the_look_is_there_in_both_languages(page: str, language: str) -> None:
    client = Client()
    client.cookies["orderway_language"] = language

    response = client.get(f"/look/{page}")

    assert response.status_code == 200
    assert "script-src 'self'" in response.headers["Content-Security-Policy"]


def test_no_page_has_an_inline_script_or_handler() -> None:
    for page in look.PAGES:
        html = Client().get(f"/look/{page}").content.decode()
        assert html.count("<script") == html.count("<script defer src=") + html.count("<script src=")
        assert " onclick=" not in html


def test_a_page_that_is_not_there_is_not_found() -> None:
    assert Client().get("/look/nothing").status_code == 404


@pytest.mark.parametrize("name", ["400", "403", "404", "500", "403_csrf"])
def test_error_pages_need_neither_request_nor_database(name: str) -> None:
    html = render_to_string(f"{name}.html")

    assert 'role="alert"' in html
    assert 'href="/"' in html
