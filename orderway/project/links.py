"""Signed addresses for buyers as whole URLs, for letters and papers."""

from __future__ import annotations

from django.conf import settings

from orderway.kernel.links import signed_path

LOCAL_ORIGIN = "http://127.0.0.1:8000"


def link_key() -> bytes:
    """The key that signs links."""
    return str(settings.SECRET_KEY).encode()


def origin() -> str:
    """Where buyers reach us: the first of ORDERWAY_ORIGINS."""
    return settings.CSRF_TRUSTED_ORIGINS[0].rstrip("/") if settings.CSRF_TRUSTED_ORIGINS else LOCAL_ORIGIN


def link(kind: str, number: int) -> str:
    """The whole signed address of an order (`kernel.links.TRACK`) or question (`ANSWER`)."""
    return origin() + signed_path(link_key(), kind, number)
