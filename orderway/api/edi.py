"""Interchanges of trading partners and outside warehouses, and signed events of warehouse systems, by HTTP."""

from __future__ import annotations

import hashlib

import msgspec

from orderway.api.edi_door import door
from orderway.kernel.limits import BODY_BYTES_MAX, BULK_BODY_BYTES_MAX
from orderway.ports.edi import Receipt
from orderway.ports.warehouse import EventRefused
from orderway.web.auth_shops import shop_in_path
from orderway.web.engine import engine
from orderway.web.openapi_route import JSON, Answer, Call, Route
from orderway.web.problems import Problem

EDI = "application/edi-x12"


class Taken(msgspec.Struct):
    """Interchanges were kept: a receipt for each. Their acknowledgement is on its way."""

    interchanges: list[Receipt]


class Heard(msgspec.Struct):
    """An event was carried out; `refused`: what of it could not be, a line each."""

    refused: list[str]


def interchange(call: Call) -> Answer:
    """Take a partner's interchange (X12 or EDIFACT, as the partner is set). 409: it came before; 422: refused.

    What is refused is kept and answered to the partner (TA1, 997, CONTRL) all the same.
    """
    shop = shop_in_path(call.known, call.parts["shop"])
    return _answered(door().of_shop(engine(), shop.id, call.body, _source(call)))


def of_warehouse(call: Call) -> Answer:
    """Take an outside warehouse's interchange: 945, 944, 947, 846, 997."""
    return _answered(door().of_warehouse(engine(), call.parts["warehouse"], call.body, _source(call)))


def _source(call: Call) -> str:
    return f"api:{call.known.client}:{hashlib.sha256(call.body).hexdigest()[:12]}"


def _answered(receipts: list[Receipt] | None) -> Answer:
    if receipts is None:
        raise Problem(404, "no_partner", "no EDI partner is set up there")
    if all(one.state == "REPLAY" for one in receipts):
        raise Problem(409, "replay", "; ".join(fault for one in receipts for fault in one.faults)[:400])
    if all(one.state in ("REFUSED", "REPLAY") for one in receipts):
        faults = [fault for one in receipts for fault in one.faults]
        raise Problem(422, "refused", "; ".join(faults)[:1000], lines=faults)
    for one in receipts:
        one.messages = []
    return Answer(Taken(receipts), 202)


def event(call: Call) -> Answer:
    """Take a signed event of an outside warehouse. 401: signature, age or form is wrong. Told again, it is harmless."""
    headers = {name.lower(): value for name, value in call.request.headers.items()}
    try:
        refused = door().event(engine(), call.parts["warehouse"], headers, call.body)
    except EventRefused as reason:
        raise Problem(401, "event", str(reason)) from None
    if refused is None:
        raise Problem(404, "no_such_warehouse", "no warehouse with a webhook system has this code")
    return Answer(Heard(refused))


ROUTES = (
    Route(
        "POST",
        "api/v1/channels/<slug:shop>/interchange",
        "channel_interchange",
        "order.create",
        interchange,
        "Take a trading partner's interchange",
        raw=EDI,
        answer=Taken,
        status=202,
        bytes_max=BULK_BODY_BYTES_MAX,
        problems=(404, 409, 422),
    ),
    Route(
        "POST",
        "api/v1/warehouses/<slug:warehouse>/interchange",
        "warehouse_interchange",
        "warehouse.pack",
        of_warehouse,
        "Take an outside warehouse's interchange",
        raw=EDI,
        answer=Taken,
        status=202,
        bytes_max=BULK_BODY_BYTES_MAX,
        problems=(404, 409, 422),
    ),
    Route(
        "POST",
        "api/v1/warehouses/<slug:warehouse>/events",
        "warehouse_event",
        "",
        event,
        "Take a signed event of an outside warehouse",
        raw=JSON,
        answer=Heard,
        open=True,
        bytes_max=BODY_BYTES_MAX,
        problems=(401, 404),
    ),
)
