"""The API of intake: one order, thousands at once, and the shops' signed webhooks."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import msgspec

from orderway.flow.reference import ShopInfo
from orderway.journey.intake.api_forms import NewOrder, checked, message_of, urgency
from orderway.journey.intake.api_lines import Line, read_lines
from orderway.journey.intake.api_take import KNOWN, SQL, Key, Taken, Told, hint, same, take, take_many
from orderway.journey.intake.api_webhook import challenge, webhook
from orderway.kernel import clock
from orderway.kernel.limits import BODY_BYTES_MAX, BULK_BODY_BYTES_MAX
from orderway.web.auth_shops import references, shop_in_body
from orderway.web.engine import engine
from orderway.web.openapi_route import BOM, JSON, JSON_LINES, Also, Answer, Call, Query, Route
from orderway.web.problems import Problem

URGENT_DAYS = 2
"""A delivery wished within so many days makes a paid order urgent."""
WAIT_PLACES = 2
"""Requests of a web process that may wait for their order to be read; the others are answered 202 at once."""
WAIT_SECONDS_MAX = 10
WAIT_LOOK_SECONDS = 0.05

PLACE = "/api/v1/orders"
_PLAIN = re.compile("[A-Za-z0-9_.~-]+").fullmatch
"""Whether a text stands in an address, and in JSON, as it is (RFC 3986, "unreserved")."""

_encoder = msgspec.json.Encoder()
_places = threading.BoundedSemaphore(WAIT_PLACES)


class Accepted(msgspec.Struct):
    """An order was kept and will be read; `location` is where it can be seen."""

    shop: str
    external_id: str
    location: str
    state: str = "accepted"


class LineAnswer(msgspec.Struct, omit_defaults=True):
    """The answer to one line of a batch; `problem` where it was refused."""

    line: int
    status: int
    external_id: str = ""
    location: str = ""
    problem: dict[str, Any] | None = None


def create(call: Call) -> Answer:
    """Create an order. It is checked in form, kept, and read by a worker within moments.

    The same order told again is answered the same; with other content 409. `Prefer: wait=5` waits for the reading,
    where one of the few places is free: 201, else 202.
    """
    form: NewOrder = checked(call.form)
    shop = shop_in_body(call.known, form.shop, "#/shop", references(call.known))
    message = message_of(form, call.body.removeprefix(BOM))
    told = Told((shop.id, form.external_id), message, urgency(form, urgent_until()))
    connection = engine().connection
    taken = take(connection, told, engine().ids, call.known.client)
    if taken.kind == "other":
        raise conflict(shop.code, form.external_id)
    wait = wait_seconds(call.header("Prefer"))
    hint(connection, at_once=wait > 0)
    answer = accepted(shop, form.external_id)
    if wait and taken.message_id is not None:
        kept = taken.message_id
        answer.later = lambda: _wait(kept, answer, wait)
    return answer


def create_many(call: Call) -> Answer:
    """Create many orders, one JSON object a line. The answer has a line for each, in their sequence."""
    lines = read_lines(call.body, call.known, references(call.known), urgent_until())
    connection = engine().connection
    first: dict[Key, Told] = {}
    for line in lines:
        if line.told is not None:
            first.setdefault(line.told.key, line.told)
    late = take_many(connection, first.values(), engine().ids, call.known.client)
    if len(late) < len(first):
        hint(connection)
    if late or len(first) < len(lines):
        _refuse_others(lines, first, late)
    status = 202 if any(line.problem is None for line in lines) else max(_status(line) for line in lines)
    return Answer("".join(map(_line_answer, lines)).encode(), status, content_type=JSON_LINES)


def _refuse_others(lines: Sequence[Line], first: Mapping[Key, Told], late: Mapping[Key, Taken]) -> None:
    """Note a conflict at each line whose order was told before, there or here, with other content."""
    for line in lines:
        told = line.told
        if told is not None:
            one, before = first[told.key], late.get(told.key, KNOWN)
            if before.kind == "other" or (one is not told and not same(one.body, told.body)):
                line.problem = conflict(line.shop, line.external_id)


def _status(line: Line) -> int:
    return line.problem.status if line.problem is not None else 202


def _line_answer(line: Line) -> str:
    key = line.external_id
    if line.problem is not None:
        refused = LineAnswer(line.number, _status(line), key, problem=line.problem.document())
        return _encoder.encode(refused).decode() + "\n"
    told, named = (f'"{key}"', key) if _PLAIN(key) else (_encoder.encode(key).decode(), quote(key, safe=""))
    return f'{{"line":{line.number},"status":202,"external_id":{told},"location":"{PLACE}/{line.shop}/{named}"}}\n'


def urgent_until() -> str:
    """The day until which a delivery that the buyer wishes makes an order urgent, as ISO 8601 writes it."""
    return (clock.now() + timedelta(days=URGENT_DAYS)).date().isoformat()


def accepted(shop: ShopInfo, external_id: str) -> Answer:
    """202 with the order's address."""
    where = location_of(shop.code, external_id)
    return Answer(Accepted(shop.code, external_id, where), 202, {"Location": where})


def location_of(shop: str, external_id: str) -> str:
    """The address of an order."""
    return f"{PLACE}/{shop}/{external_id if _PLAIN(external_id) else quote(external_id, safe='')}"


def conflict(shop: str, external_id: str) -> Problem:
    """The order exists, with other content."""
    return Problem(
        409,
        "exists",
        "this order was told before, with other content: change it by commands",
        location=location_of(shop, external_id),
    )


def wait_seconds(prefer: str) -> float:
    """How long a `Prefer: wait=…` asks to wait, within the limit; 0 where it does not."""
    for part in prefer.split(","):
        name, _, value = part.strip().partition("=")
        if name.strip().lower() == "wait":
            digits = value.strip().strip('"')
            if not (digits.isascii() and digits.isdigit() and len(digits) < 6):
                raise Problem(400, "prefer", "Prefer: wait= takes whole seconds")
            return min(int(digits), WAIT_SECONDS_MAX)
    return 0


def _wait(message_id: int, first: Answer, seconds: float) -> Answer | None:
    """201 as soon as the message was read; None when the time is over, no place is free, or it was parked."""
    if not _places.acquire(blocking=False):
        return None
    try:
        until = time.monotonic() + seconds
        connection = engine().connection
        while time.monotonic() < until:
            row = connection.execute(SQL.still_unread, [message_id]).fetchone()
            if row is None:
                value = msgspec.structs.replace(first.value, state="created")
                return Answer(value, 201, {**first.headers, "Preference-Applied": f"wait={int(seconds)}"})
            if row[0] == "parked":
                return None
            time.sleep(WAIT_LOOK_SECONDS)
        return None
    finally:
        _places.release()


ROUTES = (
    Route(
        "POST",
        "api/v1/orders",
        "orders_create",
        "order.create",
        create,
        "Create one order",
        form=NewOrder,
        answer=Accepted,
        status=202,
        also=(Also(201, Accepted, "It was read within the time that `Prefer` gave"),),
        headers=(Query("Prefer", "`wait=5`: wait until the order is read, so many seconds at most."),),
        once=True,
        problems=(409,),
        bytes_max=BODY_BYTES_MAX,
    ),
    Route(
        "POST",
        "api/v1/orders/batch",
        "orders_create_many",
        "order.create",
        create_many,
        "Create thousands of orders, a line each",
        raw=JSON_LINES,
        answer=LineAnswer,
        status=202,
        once=True,
        bytes_max=BULK_BODY_BYTES_MAX,
    ),
    Route(
        "POST",
        "api/v1/channels/<slug:shop>/webhook",
        "channel_webhook",
        "",
        webhook,
        "Take a shop's signed webhook",
        raw=JSON,
        open=True,
        problems=(401, 404, 409),
    ),
    Route(
        "GET",
        "api/v1/channels/<slug:shop>/webhook",
        "channel_challenge",
        "",
        challenge,
        "Answer the question that a platform asks the address of a shop's webhook",
        open=True,
        query=(Query("challenge_code", "What the platform asks."),),
        problems=(400, 401, 404),
    ),
)
