"""The door for payment gateways: a notice is checked, kept, acknowledged in the gateway's own words, and applied."""

from __future__ import annotations

from orderway.journey.review import notices
from orderway.kernel import clock
from orderway.ports.payment import NoticeRefused
from orderway.web.engine import engine
from orderway.web.openapi_route import Answer, Call, Route
from orderway.web.problems import Problem
from orderway.web.secrets import SealBroken

BODY_BYTES_MAX = 256 * 1024


def notify(call: Call) -> Answer:
    """Take a gateway's notice; told twice, counted once. 401: signature, time or merchant is wrong, none is kept."""
    shop, code = call.parts["shop"], call.parts["gateway"]
    gateway = notices.gateways().get(code)
    try:
        found = notices.access_of(engine(), shop, code) if gateway is not None else None
    except SealBroken:
        raise Problem(503, "secret_unreadable", "the gateway's secrets cannot be opened: enter them again") from None
    if gateway is None or found is None:
        raise Problem(404, "no_such_gateway", "this shop has no such gateway")
    shop_id, access = found
    headers = {name.lower(): value for name, value in call.request.headers.items()}
    now = clock.now()
    try:
        notice = gateway.read(headers, call.body, access, now)
    except NoticeRefused as refused:
        raise Problem(401, "signature", str(refused)) from None
    kept = notices.keep(engine(), shop_id, code, notice, call.body, now)
    if kept is not None:
        notices.apply(engine(), [kept])
    body, content_type = gateway.acknowledged
    return Answer(body, content_type=content_type)


ROUTES = (
    Route(
        "POST",
        "api/v1/payments/<slug:shop>/<slug:gateway>",
        "payment_notice",
        "",
        notify,
        "Take a payment gateway's signed notice",
        raw="*/*",
        open=True,
        problems=(401, 404),
        bytes_max=BODY_BYTES_MAX,
    ),
)
