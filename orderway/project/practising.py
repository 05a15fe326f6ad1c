"""The hands of the practice world while its past is played: each look does what is due, so a day costs few batches."""

from __future__ import annotations

from datetime import datetime

from orderway.flow.engine import Engine
from orderway.kernel import clock
from orderway.project.errands import drain, relay_on
from orderway.project.simulator import Simulator


class Hands:
    """Keeps the promise of `practice.office.Hands`: one look at one instant."""

    def __init__(self, engine: Engine) -> None:
        self.relay = relay_on(engine)
        self.simulator = Simulator(engine, self.relay)

    def run_until(self, instant: datetime) -> int:
        """Do what people and drivers have due at an instant, and deliver what it sends; how many deeds."""
        with clock.held_at(instant):
            done = self.simulator.tick()
            drain(self.relay)
        return done
