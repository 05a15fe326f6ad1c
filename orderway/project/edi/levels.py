"""Stock levels for partners who want them on schedule (846, INVRPT): what is free to sell of what their shop lists."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from orderway.flow.engine import Engine
from orderway.kernel import clock
from orderway.ports.edi import Item, Levels
from orderway.project.edi import books
from orderway.project.edi.books import Cursor
from orderway.project.edi.partners import SQL, Known, partners
from orderway.stock import ledger

SKUS_MAX = 20_000
SKUS_PER_REPORT = 1_000


def tell_levels(engine: Engine) -> int:
    """Make the reports whose time has come, and put their sending into the outbox; how many."""
    wanting = [one for one in partners(engine.connection, all_of_them=True) if _wants(one)]
    if not wanting:
        return 0
    now = clock.now()
    last = dict(engine.connection.execute(SQL.levels_last, [[one.id for one in wanting]]).fetchall())
    made = 0
    for known in wanting:
        before = last.get(known.id)
        if before is None or now - before >= timedelta(minutes=known.partner.stock_minutes):
            made += _report(engine, known, now)
    return made


def _wants(known: Known) -> bool:
    return known.shop_id is not None and known.partner.stock_minutes > 0 and "846" in known.partner.documents


def _report(engine: Engine, known: Known, now: datetime) -> int:
    period = int(now.timestamp()) // (60 * known.partner.stock_minutes)
    with engine.connection.transaction(), engine.connection.cursor() as cursor:
        items = _items(cursor, known)
        for place in range(0, len(items), SKUS_PER_REPORT):
            number = f"{now:%Y%m%d%H%M}-{place // SKUS_PER_REPORT + 1}"
            told = Levels(number, now, items[place : place + SKUS_PER_REPORT])
            make = partial(known.standard.write, known.partner, told)
            kept = books.keep_out(cursor, engine, known, f"levels:{period}:{place}", make, number)
            if kept.fresh:
                books.send_later(cursor, engine, known, kept)
    return -(-len(items) // SKUS_PER_REPORT)


def _items(cursor: Cursor, known: Known) -> list[Item]:
    rows = cursor.execute(SQL.listed, [known.shop_id, SKUS_MAX]).fetchall()
    free = ledger.read_free(cursor, [row[0] for row in rows]) if rows else {}
    return [
        Item(str(place), code, max(0, free.get(sku, 0)), key if key != code else "")
        for place, (sku, code, key) in enumerate(rows, 1)
    ]
