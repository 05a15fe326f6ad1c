"""What the templates of the shell know beyond the request."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from orderway.web import words_holds


def context(request: HttpRequest) -> dict[str, Any]:
    """The first role of the signed-in person, in words, for the user menu."""
    roles = getattr(getattr(request, "user", None), "roles", None)
    return {"user_role": words_holds.role_word(roles[0])} if roles else {}
