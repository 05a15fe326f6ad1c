"""Answers to htmx: close the dialog, say what was done, tell the page what changed."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpResponse


def answer(
    *, text: str = "", tone: str = "good", undo: str = "", orders: list[int] | None = None, refresh: bool = False
) -> HttpResponse:
    """An empty answer that closes the dialog with a toast; rows and pages of `orders` renew themselves.

    `refresh`: load the whole page again.
    """
    response = HttpResponse("")
    events: dict[str, Any] = {"closeDialog": ""}
    if text:
        events["toast"] = {"text": text, "tone": tone, **({"undo": undo} if undo else {})}
    for order_id in orders or ():
        events[f"order-{order_id}"] = ""
    if refresh:
        response["HX-Refresh"] = "true"
    response["HX-Trigger"] = json.dumps(events)
    return response
