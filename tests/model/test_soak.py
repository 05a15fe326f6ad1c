"""Random commands by the hundred thousand on batches of orders, several workers at once, on a real PostgreSQL.

Any command may be refused, none may break; every so often, and at the end, every invariant holds: nothing oversold,
no reservation leaked, money and movements add up. ORDERWAY_SOAK_COMMANDS makes it long (1,000,000 is the measure).
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from orderway.flow.command import Actor, Target, run
from orderway.flow.goods import Change, change_goods
from orderway.journey.commands import COMMANDS
from orderway.journey.source.window import decide_windows
from orderway.kernel import clock
from tests.shop import NOW, Company, incoming, line

COMMANDS_MEANT = int(os.environ.get("ORDERWAY_SOAK_COMMANDS", "6000"))
SEED = int(os.environ.get("ORDERWAY_SOAK_SEED", "7"))
ORDERS_A_ROUND, TARGETS_MAX = 60, 200
ROUNDS_BETWEEN_AUDITS = 40
SKUS = ("MUG", "CAP", "BAG", "PEN", "HAT")
PLACES = ("HZ", "GZ", "BJ")
KEPT_ORDERS = 3_000
"""Orders among which commands choose; older ones are left as they are."""

Args = dict[str, Any]
_COMMANDS: tuple[tuple[str, Callable[[random.Random], Args]], ...] = (
    ("approve", lambda _: {}),
    ("unapprove", lambda _: {}),
    ("withdraw", lambda _: {}),
    ("hold", lambda _: {}),
    ("cancel", lambda _: {"reason": "buyer"}),
    ("accept", lambda _: {}),
    ("start_pick", lambda _: {}),
    ("pick", lambda _: {}),
    ("pick", lambda _: {}),
    ("pack", lambda _: {}),
    ("pack", lambda _: {}),
    ("hand_over", lambda _: {}),
    ("reject", lambda _: {"reason": "broken"}),
    ("answer_stop", lambda chance: {"agree": chance.random() < 0.5}),
    ("scan", lambda chance: {"code": chance.choice("picked_up in_transit delivered refused lost returned".split())}),
    ("choose_warehouse", lambda chance: {"warehouse": chance.choice((*PLACES, ""))}),
    ("decide_shortage", lambda chance: {"choice": chance.choice(("part", "wait", "cancel_short"))}),
    ("propose_refund", lambda chance: {"amount_minor": chance.randint(1, 9000), "kind": "compensation"}),
    ("approve_refund", lambda _: {}),
    ("pay_refund", lambda _: {}),
    ("correct_address", lambda chance: {"street": chance.choice(("文三路1号", "文二路22号2幢", "路"))}),
    ("approve_return", lambda _: {}),
    ("receive_return", lambda _: {}),
    ("inspect_return", lambda _: {}),
    ("complete", lambda _: {}),
)


class Soak:
    """One company under random work; `done` counts commands, one an order and command."""

    def __init__(self, company: Company, seed: int) -> None:
        self.company = company
        self.chance = random.Random(seed)
        self.sent = self.done = self.carried_out = 0
        self.at = NOW

    def round(self) -> None:
        """A moment of trade: orders arrive, people and machines do things to many orders, goods come and go."""
        self.at += timedelta(minutes=self.chance.choice((1, 5, 60, 600)))
        with clock.held_at(self.at):
            self._arrive()
            for _ in range(4):
                self._command(*self.chance.choice(_COMMANDS))
            if self.chance.random() < 0.5:
                self._labels()
            self._goods()
            self.company.engine.look_again()
            decide_windows(self.company.engine)

    def _arrive(self) -> None:
        told = []
        for _ in range(ORDERS_A_ROUND):
            again = self.sent and self.chance.random() < 0.1
            number = self.chance.randrange(self.sent) if again else self.sent
            self.sent += not again
            wanted = [
                line(sku, self.chance.randint(1, 3)) for sku in self.chance.sample(SKUS, self.chance.randint(1, 3))
            ]
            version = f"{self.chance.randint(1, 999):06d}"
            told.append(
                incoming(f"S{number}", *wanted, paid=self.chance.random() < 0.9, version=version, placed_at=self.at)
            )
        self.company.send(*told)
        self.company.read()
        self.done += len(told)

    def _ids(self) -> list[int]:
        newest = "SELECT id FROM orders ORDER BY id DESC LIMIT %s"
        known = [row[0] for row in self.company.rows(newest, [KEPT_ORDERS])]
        return self.chance.sample(known, min(len(known), self.chance.randint(1, TARGETS_MAX)))

    def _command(self, name: str, args: Callable[[random.Random], Args]) -> None:
        targets = [Target(order_id, args=args(self.chance)) for order_id in self._ids()]
        results = run(self.company.engine, COMMANDS[name], targets, {}, Actor("soak", "machine", ("*",)))
        self.done += len(results)
        self.carried_out += sum(result.done for result in results)

    def _labels(self) -> None:
        ids = self._ids()
        targets = [Target(order_id, args={"tracking_number": f"SF{self.done}-{order_id}"}) for order_id in ids]
        run(self.company.engine, COMMANDS["label"], targets, {}, Actor("soak", "machine", ("*",)))
        self.done += len(targets)

    def _goods(self) -> None:
        skus, places = self.company.skus, self.company.warehouses
        changes = [Change(skus[sku], places[place], self.chance.randint(-5, 30)) for sku in SKUS for place in PLACES]
        change_goods(self.company.engine, changes, "adjust", "counted", "soak")
        self.done += len(changes)


def test_random_commands_in_bulk_sell_nothing_twice_and_leak_nothing(company: Company) -> None:
    for sku in SKUS:
        company.sku(sku, grams=200, **dict.fromkeys(PLACES, 50))
    soak = Soak(company, SEED)
    rounds = 0
    while soak.done < COMMANDS_MEANT:
        soak.round()
        rounds += 1
        if rounds % ROUNDS_BETWEEN_AUDITS == 0:
            assert company.broken() == [], f"after {soak.done} commands, seed {SEED}"
            print(f"{soak.done} commands, {soak.carried_out} carried out, nothing broken", flush=True)
    assert company.broken() == [], f"seed {SEED}"
    assert soak.carried_out > soak.done // 20, "most commands were refused: this proves little"
    oversold = company.one("SELECT count(*) FROM stock WHERE reserved > on_hand OR reserved < 0")
    leaked = company.one(
        "SELECT count(*) FROM stock s WHERE reserved <> (SELECT coalesce(sum(quantity), 0) FROM reservation r "
        "WHERE r.sku_id = s.sku_id AND r.warehouse_id = s.warehouse_id AND r.state IN ('SOFT', 'HARD'))"
    )
    print(f"{soak.done} commands, {soak.carried_out} carried out, {oversold} oversold, {leaked} leaked")
    assert (oversold, leaked) == (0, 0)
