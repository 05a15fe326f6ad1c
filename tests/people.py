"""People at the pages of Orderway."""

from __future__ import annotations

from typing import Any

from django.test import Client

from orderway.records.models import User


def signed_in(*roles: str, name: str = "", language: str = "en", **scope: Any) -> Client:
    """A browser in which a new person of these roles is signed in and reads this language.

    `scope`: other fields of the person, such as `shop_ids`. Without a name they are called after their roles.
    """
    person = User.objects.create(username=name or f"{'-'.join(roles)}{User.objects.count()}", roles=[*roles], **scope)
    browser = Client()
    browser.cookies["orderway_language"] = language
    browser.force_login(person, "django.contrib.auth.backends.ModelBackend")
    return browser
