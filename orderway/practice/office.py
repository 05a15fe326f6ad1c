"""The practice company at work: messages come in, people carry out commands, the clock is held at the story's time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Protocol

from orderway.flow.command import Actor, Result, Target, run
from orderway.flow.engine import Engine
from orderway.journey.commands import COMMANDS
from orderway.journey.intake.inbox import Arrival, store
from orderway.journey.intake.work import Reader
from orderway.kernel import clock
from orderway.kernel.errors import Broken
from orderway.kernel.sql import named
from orderway.practice.people import PEOPLE
from orderway.practice.plan import Planned

SQL = named(__file__)
ROUNDS_MAX = 200
"""Batches of due orders in one go; more means that something wakes itself."""


class Hands(Protocol):
    """Whoever works in the warehouses and on the road (the simulator)."""

    def run_until(self, instant: datetime) -> object:
        """Do what is due up to an instant."""
        ...


class Restless(Broken):
    """Orders are due again and again without moving; look at what wakes them."""


class Office:
    """One engine, one reader, and the people of the practice company."""

    def __init__(self, engine: Engine, reader: Reader, shops: Mapping[str, int], hands: Hands | None = None) -> None:
        self.engine = engine
        self.reader = reader
        self.shops = shops
        self.hands = hands
        self.refusals: dict[tuple[str, str], int] = {}
        """How often a command was refused, by command and code."""

    @contextmanager
    def at(self, instant: datetime) -> Iterator[None]:
        """The block happens at this instant."""
        with clock.held_at(instant):
            yield

    def send(self, messages: Sequence[Planned]) -> None:
        """Messages arrive now."""
        arrivals = [Arrival(self.shops[m.shop], m.body, m.topic, source=m.source) for m in messages]
        with self.engine.connection.transaction(), self.engine.connection.cursor() as cursor:
            store(cursor, arrivals, clock.now(), self.engine.ids)

    def read(self) -> int:
        """Read the inbox to its end; how many messages."""
        total = 0
        while taken := self.reader.work():
            total += taken
        return total

    def go_on(self) -> None:
        """Take on what is due until nothing moves."""
        for _ in range(ROUNDS_MAX):
            if not self.engine.look_again():
                return
        raise Restless(str(clock.now()))

    def do(self, name: str, role: str, targets: Sequence[Target], **args: Any) -> list[Result]:
        """Somebody with a role carries out a command; refusals are counted."""
        if not targets:
            return []
        who = next(person for person, of, _ in PEOPLE if of == role)
        results = run(self.engine, COMMANDS[name], targets, args, Actor(who, "person", (role,)))
        for result in results:
            if result.refusal is not None:
                key = (name, result.refusal.code)
                self.refusals[key] = self.refusals.get(key, 0) + 1
        return results

    def on(self, name: str, role: str, external_id: str, **args: Any) -> Result:
        """The same for one order by the platform's number."""
        ids = dict(self.rows(SQL.order_ids, [[external_id]]))
        (result,) = self.do(name, role, [Target(ids[external_id])], **args)
        return result

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows that a statement returns."""
        return self.engine.connection.execute(sql, values).fetchall()
