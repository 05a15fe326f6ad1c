"""A process that works a fixed day of orders through to the carrier, for tests to kill: a child of `tests.forks`.

Every step may be repeated: what was done already is refused and changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from orderway.flow.goods import Change, change_goods
from orderway.journey.source.window import decide_windows
from orderway.kernel import clock
from orderway.places.division_names import load_names
from tests.shop import NOW, Company

ORDERS = 6


def load() -> None:
    """The names of places, which each child would read again."""
    load_names()


def work(dsn: str) -> Iterator[None]:
    """Read the inbox, receive goods once, take every order to the carrier."""
    yield
    with clock.held_at(NOW + timedelta(minutes=5)):
        company = Company.there(dsn)
        decided(company)
        if not company.one("SELECT count(*) FROM movement WHERE kind = 'receive'"):
            change = Change(company.skus["CAP"], company.warehouses["HZ"], 3)
            change_goods(company.engine, [change], "receive", "late delivery", "anna")
        decided(company)
        for number in range(ORDERS):
            order = f"A{number}"
            company.do("pick", order)
            company.do("pack", order)
            company.do("label", order, tracking_number=f"SF{number}")
            company.do("hand_over", order)
        company.close()


def decided(company: Company) -> None:
    """Work until nothing moves, the joint decisions of sourcing included."""
    company.run()
    with clock.held_at(NOW + timedelta(minutes=6)):
        decide_windows(company.engine)
        company.run()
