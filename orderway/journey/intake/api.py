"""The API of intake: one order, thousands at once, and the shops' signed webhooks."""

from __future__ import annotations

import threading
import time
from typing import Any
from urllib.parse import quote

import msgspec

from orderway.flow.reference import ShopInfo
from orderway.journey.intake.api_forms import NewOrder, checked, incoming_of
from orderway.journey.intake.api_lines import read_lines
from orderway.journey.intake.api_take import SQL, Told, hint, take, told_of
from orderway.journey.intake.api_webhook import webhook
from orderway.kernel.limits import BODY_BYTES_MAX, BULK_BODY_BYTES_MAX
from orderway.web.auth_shops import references, shop_in_body
from orderway.web.engine import engine
from orderway.web.openapi_route import JSON, JSON_LINES, Answer, Call, Route
from orderway.web.problems import Problem

WAIT_PLACES = 2
"""Requests of a web process that may wait for their order to be read; the others are answered 202 at once."""
WAIT_SECONDS_MAX = 10
WAIT_LOOK_SECONDS = 0.05

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

    The same order told again is answered the same; with other content 409. `Prefer: wait=5` waits for the reading, where
    one of the few places is free: 201 with where the order stands, else 202.
    """
    form: NewOrder = checked(call.form)
    shop = shop_in_body(call.known, form.shop, "#/shop", references(call.known))
    told = told_of(shop.id, incoming_of(form))
    connection = engine().connection
    (taken,) = take(connection, [told], engine().ids, call.known.client)
    if taken.kind == "other":
        raise conflict(shop.code, form.external_id)
    wait = wait_seconds(call.header("Prefer"))
    hint(connection, at_once=wait > 0)
    answer = accepted(shop, form.external_id)
    if wait and taken.message_id is not None:
        message = taken.message_id
        answer.later = lambda: _wait(message, answer, wait)
    return answer


def create_many(call: Call) -> Answer:
    """Create many orders, one JSON object a line. The answer has a line for each, in their sequence, with its own status."""
    read = read_lines(call.body, call.known)
    told = [one.told for one in read if one.told is not None]
    first: dict[tuple[int, str], Told] = {}
    for one in told:
        first.setdefault(one[:2], one)
    connection = engine().connection
    taken = take(connection, list(first.values()), engine().ids, call.known.client)
    came_of = dict(zip(first, taken, strict=True))
    if any(one.kind == "kept" for one in taken):
        hint(connection)
    lines: list[LineAnswer] = []
    for one in read:
        problem = one.problem
        if one.told is not None:
            key = one.told[:2]
            if came_of[key].kind == "other" or first[key].mark != one.told.mark:
                problem = conflict(one.shop, one.told.external_id)
        if problem is not None:
            lines.append(LineAnswer(one.number, problem.status, one.external_id, problem=problem.document()))
        else:
            lines.append(LineAnswer(one.number, 202, one.external_id, location_of(one.shop, one.external_id)))
    status = 202 if any(line.status == 202 for line in lines) else max(line.status for line in lines)
    return Answer(msgspec.json.Encoder().encode_lines(lines), status, content_type=JSON_LINES)


def accepted(shop: ShopInfo, external_id: str) -> Answer:
    """202 with the order's address."""
    where = location_of(shop.code, external_id)
    return Answer(Accepted(shop.code, external_id, where), 202, {"Location": where})


def location_of(shop: str, external_id: str) -> str:
    """The address of an order."""
    return f"/api/v1/orders/{shop}/{quote(external_id, safe='')}"


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
)
