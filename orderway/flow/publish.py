"""Telling the shops what can be sold: one round takes what changed and puts the new figures into the outbox."""

from __future__ import annotations

from orderway.flow import reading
from orderway.flow.channel_news import STOCK
from orderway.flow.engine import Engine
from orderway.history import log
from orderway.kernel import clock
from orderway.stock import publishing

STOCK_ROWS_AT_ONCE = 2_000


def publish_stock(engine: Engine, limit: int = STOCK_ROWS_AT_ONCE) -> int:
    """Work out what each shop is to be told of what changed, and tell it what is another figure now; how many.

    One message a shop and SKU, {"sku", "quantity"}, target `shop:<id>`: the relay tells a platform many in one call, and
    only the newest of each. A shop whose channel is not told of stock keeps its figures for the page alone.
    """
    with engine.connection.transaction(), engine.connection.cursor() as cursor:
        now = clock.now()
        reading.refresh(engine.references, cursor)
        skus = publishing.claim(cursor, limit)
        messages, count = [], 0
        for shop, wanted in publishing.figures(cursor, skus).items():
            changed = publishing.news(cursor, shop, wanted, now)
            count += len(changed)
            if "stock" in engine.references.tells.get(shop, ()):
                messages += [
                    log.Outgoing(STOCK, f"shop:{shop}", {"sku": one.code, "quantity": one.units}) for one in changed
                ]
        log.send(cursor, messages, now, engine.ids)
    return count
