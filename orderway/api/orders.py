"""Reading orders: one with all its parts, and lists by keyset."""

from __future__ import annotations

from typing import Any

from orderway.api.views import (
    Brief,
    FulfilmentLineView,
    FulfilmentView,
    HoldView,
    LineView,
    Listed,
    OrderView,
    ParcelView,
    QuestionView,
    ReceiverView,
    Unread,
)
from orderway.flow.reference import ShopInfo
from orderway.journey.intake.api_take import SQL as TOLD
from orderway.kernel.sql import named
from orderway.places import masks
from orderway.web.auth import Caller
from orderway.web.auth_shops import references, shop_in_body, shop_in_path
from orderway.web.engine import engine
from orderway.web.openapi_route import Also, Answer, Call, Query, Route
from orderway.web.paging import cut, key_of, rows_of
from orderway.web.problems import Problem, wrong

SQL = named(__file__, "orders.sql")
ADDRESS = "api/v1/orders/<slug:shop>/<path:external_id>"
STANDINGS = ("unpaid", "held", "short", "waiting", "ready", "warehouse", "road", "completed", "cancelled")


def show(call: Call) -> Answer:
    """One order. `ETag` is its version, for `If-Match` on commands. 202: accepted, but not read yet."""
    shop = shop_in_path(call.known, call.parts["shop"])
    external_id = call.parts["external_id"]
    found = order_id_of(shop, external_id)
    if found is None:
        unread = _unread(shop, external_id)
        found = order_id_of(shop, external_id) if unread is None else None  # read between the two looks
        if unread is not None:
            return unread
        if found is None:
            raise Problem(404, "no_such_order", "there is no such order")
    view = order_view(found, shop, call.known)
    etag = f'"{view.version}"'
    if call.header("If-None-Match") == etag:
        return Answer(b"", 304, {"ETag": etag})
    return Answer(view, 200, {"ETag": etag})


def order_id_of(shop: ShopInfo, external_id: str) -> int | None:
    """The id of an order; None where there is none. NUL in an address is none either."""
    if "\0" in external_id:
        return None
    row = engine().connection.execute(SQL.one, [shop.id, external_id]).fetchone()
    return int(row[0]) if row else None


def order_view(order_id: int, shop: ShopInfo, caller: Caller) -> OrderView:
    """Everything the API says of one order."""
    run = engine().connection.execute

    def rows(sql: str) -> list[Any]:
        return list(run(sql, [order_id]).fetchall())

    (head,) = rows(SQL.order)
    shares: dict[int, list[FulfilmentLineView]] = {}
    for fulfilment_id, *share in rows(SQL.fulfilment_lines):
        shares.setdefault(fulfilment_id, []).append(FulfilmentLineView(*share))
    # Rows come in the sequence of the views' fields: what a list of columns cannot tell a type checker.
    view: Any = OrderView
    shipped: Any = FulfilmentView
    made: OrderView = view(
        head[0],
        shop.code,
        *head[2:],
        lines=[LineView(*row) for row in rows(SQL.lines)],
        holds=[HoldView(*row) for row in rows(SQL.holds)],
        questions=[QuestionView(*row) for row in rows(SQL.questions)],
        fulfilments=[shipped(*row, lines=shares.get(row[0], [])) for row in rows(SQL.fulfilments)],
        parcels=[ParcelView(*row) for row in rows(SQL.parcels)],
        ship_to=_receiver(rows(SQL.person), plain=caller.user is None),
    )
    return made


def _receiver(rows: list[Any], *, plain: bool) -> ReceiverView:
    to = ReceiverView(*(rows[0] if rows else [""] * 12))
    if not plain:
        to.name, to.phone = masks.mask_name(to.name), masks.mask_phone(to.phone)
        to.email, to.street = masks.mask_email(to.email), masks.mask_street(to.street)
        to.raw, to.token = masks.mask_street(to.raw), ""
    return to


def _unread(shop: ShopInfo, external_id: str) -> Answer | None:
    """The answer about an order that was told and is not read yet; None where none was."""
    row = None
    if "\0" not in external_id:
        row = engine().connection.execute(TOLD.message_of, [shop.id, external_id]).fetchone()
    if row is None:
        return None
    state, reason, _ = row
    parked = state == "parked"
    return Answer(Unread(shop.code, external_id, "parked" if parked else "accepted", reason if parked else ""), 202)


def index(call: Call) -> Answer:
    """Orders, newest first, in pages: `after` is the `next` of the page before."""
    asked = call.request.GET
    known = references(call.known)
    shops = call.known.shop_ids
    if asked.get("shop"):
        shops = [shop_in_body(call.known, asked["shop"], "#/shop", known).id]
    standing = asked.get("standing", "")
    if standing and standing not in STANDINGS:
        raise wrong("#/standing", f"standing is none of {', '.join(STANDINGS)}")
    unknown = sorted(set(asked) - {"shop", "standing", "after", "limit"})
    if unknown:
        raise wrong(f"#/{unknown[0]}", "this address takes no such parameter")
    limit = rows_of(asked.get("limit", ""))
    mark = key_of(asked.get("after", ""), int)
    values = {"shops": shops, "standing": standing, "before": mark[0] if mark else None, "limit": limit + 1}
    codes = {shop.id: shop.code for shop in known.shops.values()}
    rows = engine().connection.execute(SQL.page, values).fetchall()
    page = cut([Brief(row[0], codes.get(row[1], ""), *row[2:]) for row in rows], limit, lambda one: [one.id])
    return Answer(Listed(page.rows, page.next))


ROUTES = (
    Route(
        "GET",
        "api/v1/orders",
        "orders_list",
        "order.view",
        index,
        "List orders",
        answer=Listed,
        query=(
            Query("shop", "a shop's code"),
            Query("standing", ", ".join(STANDINGS)),
            Query("after", "`next` of the page before"),
            Query("limit", "rows, 1 to 200"),
        ),
        problems=(422,),
    ),
    Route(
        "GET",
        ADDRESS,
        "order_show",
        "order.view",
        show,
        "Show one order",
        answer=OrderView,
        also=(Also(202, Unread, "It was told and is not read yet, or could not be read"),),
        problems=(404,),
    ),
)
