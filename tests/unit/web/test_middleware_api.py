"""What machines send is refused, with a time to come back, while requests wait too long for a thread."""

from collections.abc import Iterator

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from orderway.web import middleware_api
from orderway.web.middleware_api import PROBE, RETRY_SECONDS, WAIT_SECONDS_MAX, provide, short_way


@pytest.fixture(autouse=True)
def calm() -> Iterator[None]:
    before = middleware_api._waited
    yield
    provide(before)


def answer(method: str, path: str, waited: float) -> HttpResponse:
    provide(lambda: waited)
    return short_way(lambda request: HttpResponse("a page"))(RequestFactory().generic(method, path))


def test_a_post_is_refused_while_requests_wait_longer_than_half_a_second() -> None:
    refused = answer("POST", "/api/v1/no-such-address", WAIT_SECONDS_MAX + 0.01)
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, str(RETRY_SECONDS))
    assert b'"rush"' in refused.content
    assert answer("POST", "/api/v1/no-such-address", WAIT_SECONDS_MAX).status_code == 404


def test_reading_and_pages_are_never_refused() -> None:
    assert answer("GET", "/api/v1/no-such-address", 9.0).status_code == 404
    assert answer("POST", "/orders/", 9.0).content == b"a page"


def test_the_question_is_answered_with_nothing() -> None:
    assert (answer("GET", PROBE, 9.0).status_code, answer("GET", PROBE, 0.0).content) == (204, b"")
