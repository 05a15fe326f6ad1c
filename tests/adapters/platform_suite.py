"""What the two halves of the suite of platforms stand on: a fake of each platform, orders sold there, what it pulls.

How the platform answers stands in `fakes/<code>.py`; `fake_platform.py` plays it on this machine, in every mood.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from orderway.adapters.channels import platforms
from orderway.ports.platform import Account, Message, Platform, PlatformFailed
from orderway.ports.platform_tasks import (
    Part,
    Ship,
    Task,
)
from tests.adapters.fake_platform import Fake, Item, Sold

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
SINCE = NOW - timedelta(hours=6)
CODES = list(platforms())
SILENT = ("500", "html", "cut", "garbled", "closed", "drop", "slow")


def platform_of(fake: Fake) -> Platform:
    return platforms()[fake.dialect.code]


def account_of(fake: Fake) -> Account:
    secrets, options = fake.dialect.access(fake)
    return Account("shop", fake.url, secrets, options, "Asia/Shanghai", inside=True)


def sold(number: int, minutes_ago: int = 60, **more: object) -> Sold:
    at = NOW - timedelta(minutes=minutes_ago)
    items = [Item(f"9{number}1", "MUG", "501", 2), Item(f"9{number}2", "CUP", "502", 3)]
    made = Sold(str(1000 + number), at, at, items)
    for name, value in more.items():
        setattr(made, name, value)
    return made


def filled(fake: Fake, many: int) -> list[Sold]:
    made = [sold(number, 300 - number) for number in range(many)]
    fake.orders |= {one.id: one for one in made}
    return made


def pulled(fake: Fake, since: datetime = SINCE, until: datetime = NOW) -> list[Message]:
    """Every message of a window, page by page."""
    found, page = [], ""
    for _ in range(500):
        answer = platform_of(fake).pull(account_of(fake), since, until, page)
        found += answer.messages
        page = answer.next_page
        if not page:
            return found
    raise AssertionError("it never ends")


def failure(fake: Fake, mood: str, task: Task | None = None) -> PlatformFailed:
    """What a call in this mood raises."""
    fake.always = mood
    call = partial(pulled, fake) if task is None else partial(platform_of(fake).write, account_of(fake), task, False)
    with pytest.raises(PlatformFailed) as raised:
        call()
    return raised.value


def ship(order: Sold, number: str = "SF1", *parts: Part, last: bool = True) -> Ship:
    return Ship(f"m-{number}", order.id, number, "sf", "SF Express", "", NOW, parts, last)
