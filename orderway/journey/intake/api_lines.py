"""JSON Lines of orders: each line its own order, its own answer; a body too large is refused as a whole."""

from __future__ import annotations

import msgspec

from orderway.flow.reference import References
from orderway.journey.intake.api_forms import NewOrder, checked, message_of, urgency
from orderway.journey.intake.api_take import Told
from orderway.kernel.limits import BODY_BYTES_MAX, BULK_ORDERS_MAX
from orderway.web.auth import Caller
from orderway.web.auth_shops import shop_in_body
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
    status: int = 0


def lines_of(body: bytes) -> list[tuple[int, bytes]]:
    """The lines of a body with their numbers, blank ones left out; raises Problem 413 for too many and 400 for none."""
    pieces = enumerate(body.removeprefix(BOM).split(b"\n"), 1)
    told = [(number, piece) for number, piece in pieces if piece and not piece.isspace()]
    if len(told) > BULK_ORDERS_MAX:
        raise Problem(
            413, "too_many", f"at most {BULK_ORDERS_MAX} orders are taken at once", [Fault("#", "too many lines")]
        )
    if not told:
        raise Problem(400, "malformed", "the body holds no line", [Fault("#", "it is empty")])
    return told


def read_line(number: int, piece: bytes, caller: Caller, known: References, soon: str) -> Line:
    """What one line tells, or what is wrong with it; `soon`: the day until which a wanted delivery is urgent."""
    line = Line(number)
    try:
        _read(line, piece, caller, known, soon)
    except Problem as problem:
        line.problem = problem
    return line


def _read(line: Line, piece: bytes, caller: Caller, known: References, soon: str) -> None:
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
    line.told = Told(shop.id, form.external_id, message_of(form, piece), urgency(form, soon))
