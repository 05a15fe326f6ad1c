"""What the supply side does by itself: dates for orders that wait, figures for the shops, transfers proposed, counts.

The first two run in every worker beside the flow, the others by the clock (`project.tasks`).
"""

from __future__ import annotations

from orderway.flow.dating import date_waiting
from orderway.flow.engine import Engine
from orderway.flow.fencing import let_idle_go
from orderway.flow.proposing import propose_for_short
from orderway.flow.publish import publish_stock
from orderway.flow.short_policy import decide_by_policy
from orderway.journey.commands import COMMANDS
from orderway.kernel import clock
from orderway.stock import dates, ledger, lots, replenish, serials


def supply_round(engine: Engine) -> int:
    """Tell orders their dates and shops their figures; how many of both."""
    return date_waiting(engine, COMMANDS["date_promise"]) + publish_stock(engine)


def each_minute(engine: Engine) -> None:
    """Decide what shops decide by themselves, propose transfers for orders that wait, let go what is for nobody."""
    let_idle_go(engine)
    decide_by_policy(engine, COMMANDS["decide_shortage"])
    propose_for_short(engine)


def each_hour(engine: Engine) -> None:
    """What was asked for lately; goods that are overdue; serial numbers of parcels that never left."""
    now = clock.now()
    with engine.connection.transaction(), engine.connection.cursor() as cursor:
        replenish.measure(cursor, now)
        dates.mark_overdue(cursor, now)
        serials.unpack_idle(cursor, now)


def each_day(engine: Engine) -> None:
    """Lots that expire too soon from today on are sold no more; who waits for what can be sold again is woken."""
    now = clock.now()
    with engine.connection.transaction(), engine.connection.cursor() as cursor:
        changed = lots.mark_unsellable(cursor, None, now.date())
        if changed:
            ledger.wait(cursor, {}, changed)
            ledger.wake(cursor, changed, now)
