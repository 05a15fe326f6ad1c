from django.http import HttpRequest, HttpResponse

from orderway.project.headers import security_headers


def test_scripts_come_from_ourselves_only() -> None:
    response = security_headers(lambda _: HttpResponse())(HttpRequest())
    policy = dict(part.split(" ", 1) for part in response.headers["Content-Security-Policy"].split("; "))
    assert policy["script-src"] == "'self'"
    assert policy["default-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"


def test_a_stricter_policy_of_a_page_stays() -> None:
    response = security_headers(lambda _: HttpResponse(headers={"Content-Security-Policy": "default-src 'none'"}))
    assert response(HttpRequest()).headers["Content-Security-Policy"] == "default-src 'none'"
