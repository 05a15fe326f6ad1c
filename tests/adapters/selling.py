"""A shop that sells on a fake platform, over a real database: what the stories between flow and platform share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from orderway.journey.intake import accounts
from orderway.kernel import clock
from tests.adapters.fake_platform import Fake, Item, Sold
from tests.shop import NOW, Company, incoming, line

TOLD = tuple(kind for kind in accounts.TELLS if kind != "ask")


@contextmanager
def selling(
    fake: Fake,
    dsn: str,
    skus: Sequence[str] = ("MUG", "CUP"),
    tells: tuple[str, ...] = TOLD,
    policy: Mapping[str, Any] | None = None,
) -> Iterator[Company]:
    """A company whose shop `there` sells on the platform, the clock held; every invariant is audited in the end."""
    with clock.held_at(NOW):
        made = Company(dsn)
        made.shop = made.add_shop("there", fake.dialect.code, dict(policy or {}))
        for sku in skus:
            made.sku(sku, HZ=100)
        connect(made, fake, tells)
        yield made
        assert made.broken() == []
        made.close()


def connect(shop: Company, fake: Fake, tells: tuple[str, ...] = TOLD, expires_at: datetime | None = None) -> None:
    """The shop's access to the platform, and what is told there."""
    secrets, options = fake.dialect.access(fake)
    with shop.connection.transaction(), shop.connection.cursor() as cursor:
        accounts.save(cursor, shop.shop, fake.url, secrets, options, expires_at, tells, "anna")


def ordered(shop: Company, fake: Fake, number: int = 1001, *lines: Any) -> Sold:
    """An order here and there, released to the warehouse."""
    sold = Sold(str(number), NOW, NOW, [Item("91", "MUG", "501", 2), Item("92", "CUP", "502", 1)])
    fake.orders[sold.id] = sold
    told = lines or (line("MUG", 2, external_id="91"), line("CUP", 1, external_id="92"))
    shop.send(incoming(sold.id, *told), shop=shop.shop)
    shop.run()
    return sold


def deliver(shop: Company) -> int:
    """Send what waits in the outbox; how many messages there were."""
    return shop.deliver()
