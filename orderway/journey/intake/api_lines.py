"""JSON Lines of orders: each line its own order, its own answer; a body too large is refused as a whole."""

from __future__ import annotations

import msgspec

from orderway.flow.reference import References
from orderway.journey.intake.api_forms import NewOrder, checked, incoming_of
from orderway.journey.intake.api_take import Told, told_of
from orderway.kernel.limits import BODY_BYTES_MAX, BULK_ORDERS_MAX
from orderway.web.auth import Caller
from orderway.web.auth_shops import references, shop_in_body
from orderway.web.openapi_route import BOM, refuse_nul
from orderway.web.problems import Fault, Problem, unreadable

_decoder = msgspec.json.Decoder(NewOrder)


class Line(msgspec.Struct):
    """One line: an order ready to be kept, or the problem with it."""

    number: int
    shop: str = ""
    external_id: str = ""
    told: Told | None = None
    problem: Problem | None = None


def read_lines(body: bytes, caller: Caller) -> list[Line]:
    """The lines of a body, blank ones left out; raises Problem 413 for too many and 400 for none."""
    pieces = body.removeprefix(BOM).split(b"\n")
    if len(pieces) > BULK_ORDERS_MAX and sum(1 for piece in pieces if piece.strip()) > BULK_ORDERS_MAX:
        raise Problem(
            413, "too_many", f"at most {BULK_ORDERS_MAX} orders are taken at once", [Fault("#", "too many lines")]
        )
    known = references(caller)
    lines: list[Line] = []
    for number, piece in enumerate(pieces, 1):
        if not piece or piece.isspace():
            continue
        line = Line(number)
        try:
            _read(line, piece, caller, known)
        except Problem as problem:
            line.problem = problem
        lines.append(line)
    if not lines:
        raise Problem(400, "malformed", "the body holds no line", [Fault("#", "it is empty")])
    return lines


def _read(line: Line, piece: bytes, caller: Caller, known: References) -> None:
    if len(piece) > BODY_BYTES_MAX:
        raise Problem(413, "too_large", f"one order has at most {BODY_BYTES_MAX} bytes")
    try:
        form = _decoder.decode(piece)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise unreadable(error, piece) from None
    if b"\\u0000" in piece:
        refuse_nul(form)
    line.external_id = form.external_id
    checked(form)
    shop = shop_in_body(caller, form.shop, "#/shop", known)
    line.shop = shop.code
    line.told = told_of(shop.id, incoming_of(form))
