"""The shop that a request names, within the caller's scope; a shop outside it does not exist for the caller."""

from __future__ import annotations

from orderway.flow import reading
from orderway.flow.reference import References, ShopInfo
from orderway.web.auth import Caller
from orderway.web.engine import engine
from orderway.web.problems import Problem, wrong


def references(caller: Caller) -> References:
    """The reference data of this thread, as new as the database's."""
    kept = engine()
    if not caller.reference_version or kept.references.version != caller.reference_version:
        with kept.connection.cursor() as cursor:
            reading.refresh(kept.references, cursor)
    return kept.references


def shop_in_body(caller: Caller, code: str, pointer: str, known: References) -> ShopInfo:
    """The shop a body names; without a name the only one the caller has. Raises Problem 422 with the field."""
    shops = known.shops_by_code
    if code:
        shop = shops.get(code)
    else:
        own = [one for one in shops.values() if caller.may_shop(one.id)]
        if len(own) != 1:
            raise wrong(pointer, "say which shop: its code")
        shop = own[0]
    if shop is None or not caller.may_shop(shop.id):
        raise wrong(pointer, "there is no such shop")
    return shop


def shop_in_path(caller: Caller, code: str) -> ShopInfo:
    """The shop an address names. Raises Problem 404."""
    shop = references(caller).shops_by_code.get(code)
    if shop is None or not caller.may_shop(shop.id):
        raise Problem(404, "no_such_shop", "there is no such shop")
    return shop
