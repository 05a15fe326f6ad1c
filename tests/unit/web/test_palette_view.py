from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory, override_settings
from django.urls import include, path

from orderway.web import palette_view
from orderway.web.permissions import open_to_all


@open_to_all
def board(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


urlpatterns = [
    path("board", board, name="board"),
    path("login", board, name="login"),
    path("", include("orderway.web.urls")),
]


def orders_found(request: HttpRequest, query: str) -> palette_view.Group:
    """Twenty orders for every query."""
    return palette_view.Group("Orders", [palette_view.Hit(f"/orders/{n}", f"{query}-{n}") for n in range(20)])


@pytest.fixture(autouse=True)
def _pages() -> object:
    with override_settings(ROOT_URLCONF=__name__, PALETTE_SOURCES=[]) as own:
        yield own


def answer(query: str, user: object | None = None) -> HttpResponse:
    """What the palette shows a signed-in operator."""
    request = RequestFactory().get("/go", {"q": query})
    request.user = user or SimpleNamespace(is_authenticated=True, is_active=True, roles=("operator",))
    response: HttpResponse = palette_view.go(request)
    return response


def test_a_section_is_found_by_a_part_of_its_name() -> None:
    assert 'href="/board"' in answer("oar").content.decode()


def test_an_empty_question_shows_all_sections() -> None:
    assert 'href="/board"' in answer("").content.decode()


def test_what_is_not_found_is_said_with_the_question_escaped() -> None:
    html = answer("<b>").content.decode()

    assert "&lt;b&gt;" in html
    assert "<b>" not in html


def test_sources_are_asked_and_each_kind_is_cut_at_eight() -> None:
    with override_settings(PALETTE_SOURCES=[f"{__name__}.orders_found"]):
        html = answer("310").content.decode()

    assert html.count('href="/orders/') == 8


def test_who_is_not_signed_in_is_sent_to_the_login() -> None:
    response = answer("oar", AnonymousUser())

    assert response.status_code == 302
    assert response.headers["Location"] == "/login?next=%2Fgo%3Fq%3Doar"
