"""New practice orders while the practice company is served: a few each minute, so that there is something to watch."""

from __future__ import annotations

from random import Random
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import close_old_connections, transaction
from procrastinate.contrib.django import app

from orderway.journey.intake.inbox import Arrival, store
from orderway.kernel import clock
from orderway.kernel.sql import named
from orderway.practice import goods
from orderway.practice.load import SEED
from orderway.practice.plan import trickle
from orderway.practice.state import State, state
from orderway.web.engine import engine

SQL = named(__file__)
ORDERS_A_MINUTE = (1, 5)
ORDERS_A_DAY_MAX = 3_000
"""Placed within a day, those of the first load included; beyond it nobody orders."""
FIRST_NUMBER = 1_000_000
NUMBERS_A_MINUTE = 10


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="practice_orders")
async def practice_orders(timestamp: int) -> None:
    """Buyers of the practice shops order something; nothing outside the practice installation."""
    if settings.PRACTICE:
        await sync_to_async(order_now)(timestamp)


def order_now(timestamp: int) -> int:
    """The orders of one minute (its time in seconds) into the inbox; how many."""
    close_old_connections()
    if state() is not State.LOADED:
        return 0
    now, made = clock.now(), engine()
    with transaction.atomic():
        cursor: Any = made.connection.cursor()
        if cursor.execute(SQL.placed_lately, [now]).fetchone()[0] >= ORDERS_A_DAY_MAX:
            return 0
        shops = dict(cursor.execute(SQL.shop_ids).fetchall())
        minute = timestamp // 60
        count = Random(minute).randint(*ORDERS_A_MINUTE)
        first = FIRST_NUMBER + minute % 10**6 * NUMBERS_A_MINUTE
        messages = trickle(minute, count, now, goods.goods(Random(SEED)), first)
        store(cursor, [Arrival(shops[m.shop], m.body, m.topic, source=m.source) for m in messages], now, made.ids)
        cursor.execute("NOTIFY orderway_work")
    return len(messages)
