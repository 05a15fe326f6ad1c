"""What the API does while requests queue: it says so at once, to platforms last."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from orderway.web import middleware_api


def passed(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("page")


@pytest.mark.parametrize(
    ("place", "waited", "refused"),
    [
        ("/api/v1/orders", 0.4, False),
        ("/api/v1/orders", 0.6, True),
        ("/api/v1/channels/tmall/webhook", 0.6, False),
        ("/api/v1/channels/tmall/webhook", 4.1, True),
        ("/board", 9.0, False),
    ],
)
def test_in_a_rush_machines_are_asked_to_come_again(
    monkeypatch: pytest.MonkeyPatch, place: str, waited: float, refused: bool
) -> None:
    monkeypatch.setattr(middleware_api, "_waited", lambda: waited)
    monkeypatch.setattr(middleware_api, "_answer", lambda request, get_response: HttpResponse(status=202))
    answer = middleware_api.short_way(passed)(RequestFactory().post(place))
    assert (answer.status_code == 503) is refused
    assert (answer.headers.get("Retry-After") == "2") is refused


@pytest.mark.parametrize(
    ("place", "ours"),
    [
        ("/api", True),
        ("/api/", True),
        ("/api/v2/orders", True),
        ("//api/v1/orders", True),
        ("/api//v1/orders", True),
        ("/API/v1/orders", True),
        ("/apis", False),
        ("/board/api/v1", False),
    ],
)
def test_an_unknown_address_of_the_api_is_answered_by_a_problem(place: str, ours: bool) -> None:
    for method in ("get", "post"):
        request = getattr(RequestFactory(), method)("/")
        request.path_info = place
        answer = middleware_api.short_way(passed)(request)
        told = (answer.status_code, answer.headers["Content-Type"])
        assert told == ((404, "application/problem+json") if ours else (200, "text/html; charset=utf-8"))


def test_the_page_about_the_api_is_read_only() -> None:
    assert middleware_api.short_way(passed)(RequestFactory().get("/api/v1/docs")).content == b"page"
    answer = middleware_api.short_way(passed)(RequestFactory().post("/api/v1/docs"))
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD")
    assert answer.headers["Content-Type"] == "application/problem+json"
