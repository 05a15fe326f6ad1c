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
