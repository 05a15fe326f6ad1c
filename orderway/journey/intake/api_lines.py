"""JSON Lines of orders: each line its own order, its own answer; a body too large is refused as a whole."""

from __future__ import annotations

import msgspec

from orderway.flow.reference import References, ShopInfo
from orderway.journey.intake.api_forms import NewOrder, checked, message_of, urgency
from orderway.journey.intake.api_take import Told
from orderway.kernel.limits import BODY_BYTES_MAX, BULK_ORDERS_MAX
from orderway.web.auth import Caller
from orderway.web.auth_shops import shop_in_body
from orderway.web.openapi_route import BOM, refuse_nul
from orderway.web.problems import Fault, Problem, unreadable

_decoder = msgspec.json.Decoder(NewOrder)


class Line(msgspec.Struct, gc=False):
    """One line: an order ready to be kept, or the problem with it."""

    number: int
    shop: str = ""
    external_id: str = ""
    told: Told | None = None
    problem: Problem | None = None


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


def read_lines(body: bytes, caller: Caller, known: References, soon: str) -> list[Line]:
    """What each line tells, or what is wrong with it; `soon`: the day until which a wanted delivery is urgent."""
    decode = _decoder.decode
    may_hold_nul = b"\\u0000" in body
    shops: dict[str, ShopInfo] = {}
    lines: list[Line] = []
    for number, piece in lines_of(body):
        external_id = ""
        try:
            if len(piece) > BODY_BYTES_MAX:
                raise Problem(413, "too_large", f"one order has at most {BODY_BYTES_MAX} bytes")
            try:
                form = decode(piece)
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
                raise unreadable(error, piece) from None
            if may_hold_nul:
                refuse_nul(form)
            external_id = form.external_id
            checked(form)
            shop = shops.get(form.shop)
            if shop is None:
                shop = shops[form.shop] = shop_in_body(caller, form.shop, "#/shop", known)
            told = Told((shop.id, external_id), message_of(form, piece), urgency(form, soon))
        except Problem as problem:
            lines.append(Line(number, "", external_id, None, problem))
        else:
            lines.append(Line(number, shop.code, external_id, told))
    return lines
