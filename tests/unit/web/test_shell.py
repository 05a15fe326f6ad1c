from types import SimpleNamespace

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import path

from orderway.web import shell
from orderway.web.permissions import needs, open_to_all


@needs("inbox.view")
def inbox(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


@open_to_all
def figures(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


urlpatterns = [path("inbox", inbox, name="inbox"), path("figures", figures, name="figures")]


def user(*roles: str) -> SimpleNamespace:
    """A signed-in user with these roles."""
    return SimpleNamespace(is_authenticated=True, is_active=True, roles=roles)


@override_settings(ROOT_URLCONF=__name__)
def test_the_rail_shows_what_exists_and_may_be_opened_in_its_order() -> None:
    assert [place.section.key for place in shell.places(user("operator"))] == ["inbox", "figures"]


@override_settings(ROOT_URLCONF=__name__)
def test_the_rail_hides_what_a_role_may_not_open() -> None:
    assert [place.section.key for place in shell.places(user("picker"))] == ["figures"]
    assert [place.url for place in shell.places(AnonymousUser())] == ["/figures"]


def test_no_two_sections_share_a_key() -> None:
    keys = [section.keys for section in shell.SECTIONS]
    assert len(keys) == len(set(keys))
