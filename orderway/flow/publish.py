"""Telling the shops what can be sold: one round takes what changed and puts the new figures into the outbox."""

from __future__ import annotations

from orderway.flow import reading
from orderway.flow.engine import Engine
from orderway.history import log
from orderway.kernel import clock
from orderway.stock import publishing

STOCK_ROWS_AT_ONCE = 2_000


def publish_stock(engine: Engine, limit: int = STOCK_ROWS_AT_ONCE) -> int:
    """Work out what each shop is to be told of what changed, and tell it what is another figure now; how many.

    One message a shop and SKU: one still on its way gets the new quantity, and the relay tells a platform many in one
    call. A shop whose channel is not told of stock keeps its figures for the page alone.
    """
    with engine.connection.transaction(), engine.connection.cursor() as cursor:
        now = clock.now()
        reading.refresh(engine.references, cursor)
        skus = publishing.claim(cursor, limit)
        levels: dict[tuple[int, str], int] = {}
        count = 0
        for shop, wanted in publishing.figures(cursor, skus).items():
            changed = publishing.news(cursor, shop, wanted, now)
            count += len(changed)
            if "stock" in engine.references.tells.get(shop, ()):
                levels |= {(shop, one.code): one.units for one in changed}
        log.tell_levels(cursor, levels, now, engine.ids)
    return count
