"""The practice world: the people of practice warehouses and the drivers of practice carriers, so that orders move.

It works practice shops in practice warehouses with practice carriers, nothing else; rates and pace: docs/practice.md.
What happens next is read from the books each time, so it may be stopped and started at will.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from orderway.adapters.carriers.practice import road
from orderway.adapters.warehouses.practice import WAREHOUSE
from orderway.flow.command import Actor, Target, run
from orderway.flow.engine import Engine
from orderway.journey.commands import COMMANDS
from orderway.kernel import clock
from orderway.kernel.chance import between
from orderway.kernel.sql import named
from orderway.ports.warehouse import Task, TaskLine
from orderway.practice.voices import answer_due
from orderway.project.errands import drain
from orderway.project.relay import Relay

SEED = "practice"
STEP_MINUTES = (12, 25)
"""Past time is worked in steps of about this length, from and to; what falls into one step is one batch."""
REMIT_DAYS = 3
"""Carriers pass collected cash on so long after delivery."""
RECEIVE_MINUTES, INSPECT_MINUTES, BACK_HOURS = 240, 90, 24
DEEDS_MAX = 2_000
"""Deeds of one live tick; the rest follows at the next."""
ROUNDS_MAX = 10_000
"""Steps of one `run_until`: more than half a year."""

WAREHOUSE_ACTOR = Actor("practice warehouse", "machine")
CARRIER_ACTOR = Actor("practice carrier", "carrier")
AGAINST_THE_ROAD = ("REFUSED", "RETURNING", "INTERCEPTING")

_sql = named(__file__, "simulator.sql")


class Deed(NamedTuple):
    """Something somebody in the practice world does: a command for one order, at its time."""

    at: datetime
    command: str
    order_id: int
    args: dict[str, Any]
    actor: Actor


class Simulator:
    """Moves the practice world over one engine. `speed`: how many times faster it lives than the real one."""

    def __init__(self, engine: Engine, relay: Relay, seed: str = SEED, speed: float = 1.0) -> None:
        self.engine = engine
        self.relay = relay
        self.seed = seed
        self.speed = speed

    def tick(self) -> int:
        """Do what is due now; how many deeds were done. For the live world; the relay runs by itself there."""
        now = clock.now()
        due = sorted((deed for deed in self.deeds() if deed.at <= now), key=lambda deed: deed.at)
        return self._do(due[:DEEDS_MAX]) + answer_due(self.engine, now, self.speed)

    def run_until(self, instant: datetime, between_steps: Callable[[], object] = lambda: None) -> int:
        """Work everything through whose time lies before `instant`, with the clock held at its time; how many deeds.

        Delivers the outbox and takes due orders on as it goes; `between_steps` is called once a step, on that clock.
        """
        done = 0
        at: datetime | None = None
        for step in range(ROUNDS_MAX):
            deeds = self.deeds()
            times = [deed.at for deed in deeds] + self._next_ready()
            if not times or min(times) > instant:
                break
            minutes = between(*STEP_MINUTES, self.seed, str(step))
            seconds = between(0, 59, self.seed, "second", str(step))
            at = min(instant, max(min(times), at or min(times)) + timedelta(minutes=minutes, seconds=seconds))
            with clock.held_at(at):
                done += self._do([deed for deed in deeds if deed.at <= at])
                drain(self.relay)
                for _ in range(ROUNDS_MAX):
                    if not self.engine.look_again():
                        break
                between_steps()
            if at == instant and not self._more_before(instant):
                break
        return done

    def _more_before(self, instant: datetime) -> bool:
        return any(at <= instant for at in [deed.at for deed in self.deeds()] + self._next_ready())

    def deeds(self) -> list[Deed]:
        """The next deed of every task, parcel, return and sum of cash, with its time, due or not."""
        return [*self._tasks(), *self._road(), *self._returns(), *self._cash()]

    def _do(self, deeds: Sequence[Deed]) -> int:
        """Carry the deeds out, one batch a command; a refusal (somebody was faster) is as good as done."""
        groups: dict[tuple[str, Actor], list[Deed]] = {}
        for deed in sorted(deeds, key=lambda deed: deed.at):
            groups.setdefault((deed.command, deed.actor), []).append(deed)
        done = 0
        for (command, actor), mine in groups.items():
            targets = [Target(deed.order_id, args=deed.args) for deed in mine]
            done += sum(result.done for result in run(self.engine, COMMANDS[command], targets, {}, actor))
        return done

    def _fast(self, since: datetime, at: datetime) -> datetime:
        return since + (at - since) / self.speed

    def _rows(self, sql: str) -> list[tuple[Any, ...]]:
        with self.engine.connection.cursor() as cursor:
            return list(cursor.execute(sql).fetchall())

    def _next_ready(self) -> list[datetime]:
        return [row[0] for row in self._rows(_sql.next_ready) if row[0] is not None]

    def _tasks(self) -> list[Deed]:
        deeds = []
        for fulfilment_id, order_id, state, key, known, last, stopped, first, labelled, lines in self._rows(_sql.tasks):
            since = known or last or clock.now()
            parts = [TaskLine(*line) for line in lines or ()]
            report = WAREHOUSE.next_report(Task(key, state, since, parts, first, labelled, stopped), self.seed)
            if report is not None:
                args = {**report.args, "fulfilment_id": fulfilment_id}
                deeds.append(Deed(self._fast(since, report.at), report.deed, order_id, args, WAREHOUSE_ACTOR))
        return deeds

    def _road(self) -> list[Deed]:
        deeds = []
        for parcel_id, order_id, state, key, left, last, days, told, from_city, to_city in self._rows(_sql.road):
            if state in AGAINST_THE_ROAD:
                code = "returned" if state == "RETURNING" else "returning"
                at, place = last + timedelta(hours=BACK_HOURS) / self.speed, from_city
            else:
                steps = road(key, days, self.seed)
                if told >= len(steps):
                    continue
                code = steps[told].code
                at = left + steps[told].after / self.speed
                place = from_city if code in ("picked_up", "in_transit") else to_city
            args = {"parcel_id": parcel_id, "code": code, "at": at, "place": place}
            deeds.append(Deed(at, "scan", order_id, args, CARRIER_ACTOR))
        return deeds

    def _returns(self) -> list[Deed]:
        deeds = []
        for return_id, order_id, state, since in self._rows(_sql.returns):
            received = state == "RECEIVED"
            minutes = INSPECT_MINUTES if received else RECEIVE_MINUTES
            at = since + timedelta(minutes=minutes) / self.speed
            command = "inspect_return" if received else "receive_return"
            deeds.append(Deed(at, command, order_id, {"return_id": return_id}, WAREHOUSE_ACTOR))
        return deeds

    def _cash(self) -> list[Deed]:
        deeds = []
        for order_id, key, delivered_at, cod, fee in self._rows(_sql.collected):
            args = {"kind": "remitted", "amount_minor": cod - fee, "fee_minor": fee, "reference": key, "method": "cod"}
            at = delivered_at + timedelta(days=REMIT_DAYS) / self.speed
            deeds.append(Deed(at, "record_payment", order_id, args, Actor("practice carrier", "machine")))
        return deeds
