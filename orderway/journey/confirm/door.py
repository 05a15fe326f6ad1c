"""The door for gateways of text messages: what came of a message is checked, kept, acknowledged in their own words."""

from __future__ import annotations

from django.conf import settings

from orderway.journey.confirm import texts
from orderway.ports.notice import ReceiptRefused
from orderway.web.engine import engine
from orderway.web.openapi_route import Answer, Call, Route
from orderway.web.problems import Problem
from orderway.web.secrets import SealBroken

BODY_BYTES_MAX = 512 * 1024


def receipt(call: Call) -> Answer:
    """Take receipts. 401: address or signature is wrong, nothing is kept; 503: one of a message not known yet."""
    headers = {name.lower(): value for name, value in call.request.headers.items()}
    account, token = call.parts["account"], call.parts["token"]
    try:
        unknown, gateway = texts.told(engine(), account, token, headers, call.body, origin(call))
    except SealBroken:
        raise Problem(503, "secret_unreadable", "the access cannot be opened: enter its secrets again") from None
    except ReceiptRefused as refused:
        raise Problem(401, "signature", str(refused)) from None
    if unknown:
        raise Problem(503, "not_known_yet", f"{unknown} of the messages are not known yet: tell it again")
    body, content_type = gateway.acknowledged
    return Answer(body, content_type=content_type)


def origin(call: Call) -> str:
    """Where the world reaches us: the first of ORDERWAY_ORIGINS, else as this caller did."""
    told: list[str] = settings.CSRF_TRUSTED_ORIGINS
    return told[0] if told else call.request.build_absolute_uri("/").rstrip("/")


ROUTES = (
    Route(
        "POST",
        "api/v1/texts/<int:account>/<slug:token>",
        "text_receipt",
        "",
        receipt,
        "Take what a gateway of text messages tells came of them",
        raw="*/*",
        open=True,
        problems=(401, 404, 503),
        bytes_max=BODY_BYTES_MAX,
    ),
)
