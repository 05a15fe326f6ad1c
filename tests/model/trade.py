"""A company that does everything at once: boxes, gifts, bundles, pre-sale, holds of money, invoices, waves, purchases.

`Trade` draws commands of a wide alphabet for orders that they fit more often than not, and counts what was carried
out: a verb that is never carried out proves nothing.
"""

from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta
from typing import Any

import msgspec

from orderway.flow import asked, supply, transfer
from orderway.flow.batch import Batch
from orderway.flow.command import Actor, Target, run
from orderway.flow.fencing import set_fence
from orderway.flow.goods import Change, change_goods
from orderway.journey.commands import COMMANDS
from orderway.journey.intake.update import apply_document
from orderway.journey.pick.wave import make_wave
from orderway.journey.source.window import decide_windows
from orderway.kernel import clock
from orderway.ports.channel import Document, IncomingOrder
from orderway.project.supplying import each_day, each_hour, each_minute, supply_round
from orderway.stock.purchases import Purchase
from tests.model.verbs import PLACES, VERBS, Args, line_of
from tests.rulings import in_force, table_of
from tests.shop import GOOD_RECEIVER, NOW, Company, incoming, line

SKUS = ("MUG", "CAP", "BAG", "PEN", "HAT")
SOLD = (*SKUS, "SET", "DUO")
BUYERS = 6
"""So few that orders of one receiver meet."""
POLICIES: dict[str, dict[str, Any]] = {
    "box": {"merge": "auto", "buffer_minutes": 90, "merge_shops": ["firm"], "invoice_when": "shipped"},
    "firm": {
        "merge": "propose",
        "merge_shops": ["box"],
        "shortage": "ask",
        "apart_by": ["category"],
        "parcel_grams_max": 900,
        "capture": "shipped",
        "invoice_when": "delivered",
        "letters": ["received", "shipped", "delayed"],
    },
    "keen": {"shortage": "cheapest", "unpaid_hours": 3, "source_window_seconds": 60, "buffer_minutes": 30},
    "part": {"shortage": "part", "tick_off": ["remarks"], "finance_amount_minor": 60_000, "capture": "shipped"},
}
ME = Actor("soak", "machine", ("*",))


class Trade:
    """One company under random work; `done` and `refused` count by verb."""

    def __init__(self, company: Company, seed: int) -> None:
        self.company, self.seed = company, seed
        self.chance = random.Random(seed)
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.told: list[tuple[int, IncomingOrder]] = []
        self.at = NOW
        self.numbers = 0
        with clock.held_at(NOW - timedelta(days=1)):
            self._lay()

    def _lay(self) -> None:
        own = self.company
        for sku in SKUS:
            own.sku(sku, category=sku[:1], grams=300, **dict.fromkeys(PLACES, 0 if sku == "BAG" else 25))
        own.sku("TOY", grams=20, HZ=20)
        for name, parts in (("SET", {"MUG": 2, "CAP": 1}), ("DUO", {"PEN": 1, "HAT": 1})):
            own.sku(name)
            for part, units in parts.items():
                own.insert("bundle_part", bundle_id=own.skus[name], part_id=own.skus[part], units=units, price_weight=0)
        own.insert(
            "sku_supply",
            sku_id=own.skus["BAG"],
            lot_kept=True,
            serial_kept=False,
            near_expiry_days=30,
            lead_days=2,
            pack_units=1,
            cover_days=30,
            cost_minor=0,
        )
        self.shops = [own.shop, *(own.add_shop(code, "orderway", policy) for code, policy in POLICIES.items())]
        in_force(table_of("gift", {"amount_minor": ">= 150", "gift": "TOY", "units": "1", "total_max": "15"}))
        own.touch()

    # -- a moment ----------------------------------------------------------------------------------------------------

    def round(self, orders: int = 12, verbs: int = 14, targets: int = 12) -> None:
        """Orders arrive, people and machines act, goods come and go, time passes."""
        self.at += timedelta(minutes=self.chance.choice((1, 5, 20, 60, 400)))
        with clock.held_at(self.at):
            self._arrive(orders)
            for name in self.chance.sample(sorted(VERBS), verbs):
                self._verb(name, targets)
            for name in ("pick", "pack", "label", "hand_over", "scan", "answer_stop", "approve"):
                self._verb(name, targets)
            self.chance.choice((self._goods, self._transfers, self._buy, self._fence, self._wave, self._wave))()
            self._machines()

    def _machines(self) -> None:
        engine = self.company.engine
        engine.look_again()
        decide_windows(engine)
        supply_round(engine)
        each_minute(engine)
        if self.chance.random() < 0.1:
            each_hour(engine)
            each_day(engine)
        while engine.look_again():
            pass

    def _verb(self, name: str, targets: int) -> None:
        fits, draw = VERBS[name]
        ids = self._ids(fits if self.chance.random() < 0.85 else "true", targets)
        for start in range(0, len(ids), self.chance.choice((1, 3, targets))):
            chunk = ids[start : start + 3]
            self._run(name, [Target(order, args=draw(self, order)) for order in chunk])

    def _run(self, name: str, targets: list[Target]) -> None:
        for result in run(self.company.engine, COMMANDS[name], targets, {}, ME):
            (self.done if result.done else self.refused)[name] += 1

    def _ids(self, fits: str, limit: int) -> list[int]:
        found = [
            row[0] for row in self.company.rows(f"SELECT id FROM orders o WHERE {fits} ORDER BY id DESC LIMIT 300")
        ]
        return self.chance.sample(found, min(len(found), self.chance.randint(1, limit)))

    # -- channels ----------------------------------------------------------------------------------------------------

    def _arrive(self, orders: int) -> None:
        for _ in range(orders):
            if self.told and self.chance.random() < 0.25:
                shop, told = self._again()
            else:
                shop, told = self._new()
            self.company.send(told, shop=shop)
            self.done["message"] += 1
        self.company.read()

    def _new(self) -> tuple[int, IncomingOrder]:
        chance = self.chance
        shop, number = chance.choice(self.shops), f"T{len(self.told)}"
        wanted = [
            line(sku, chance.randint(1, 3), price=chance.choice((1999, 8900)))
            for sku in chance.sample(SOLD, chance.randint(1, 3))
        ]
        buyer = msgspec.structs.replace(GOOD_RECEIVER, phone=f"1380013800{chance.randrange(BUYERS)}")
        told = incoming(number, *wanted, paid=chance.random() < 0.6, version="000001", placed_at=self.at, ship_to=buyer)
        if told.payment_status == "unpaid":
            told = self._unpaid(told)
        if chance.random() < 0.2:
            told.wishes = {"invoice": "李芳"}
        self.told.append((shop, told))
        return shop, told

    def _unpaid(self, told: IncomingOrder) -> IncomingOrder:
        way = self.chance.choice(("authorized", "cod_due", "deposit", "unpaid"))
        if way == "deposit":
            due = self.at + timedelta(hours=20)
            return msgspec.structs.replace(
                told,
                deposit_minor=500,
                paid_minor=500,
                payment_status="partially_paid",
                paid_at=self.at,
                balance_due_at=due,
            )
        return told if way == "unpaid" else msgspec.structs.replace(told, payment_status=way)

    def _again(self) -> tuple[int, IncomingOrder]:
        """The platform's next word about an order: paid, fewer units, other goods, another address, off, closed."""
        chance = self.chance
        at = chance.randrange(len(self.told))
        shop, old = self.told[at]
        changes: dict[str, Any] = {"version": f"{chance.randint(1, 99):06d}"}
        what = chance.choice(("same", "paid", "fewer", "more", "address", "off", "refund"))
        if what == "paid":
            changes |= {"paid_minor": old.total_minor, "payment_status": "paid", "paid_at": self.at}
        elif what == "fewer":
            first = msgspec.structs.replace(old.lines[0], current_quantity=chance.randint(0, old.lines[0].quantity))
            changes["lines"] = [first, *old.lines[1:]]
        elif what == "more":
            changes["lines"] = [*old.lines, line("PEN", 1, price=0, external_id=f"x{chance.randint(0, 3)}")]
        elif what == "address":
            changes["ship_to"] = msgspec.structs.replace(old.ship_to, street=f"文三路{chance.randint(1, 3)}号")
        elif what == "off":
            changes["status"] = "cancelled"
        elif what == "refund":
            document = Document(
                "refund_request", f"R{at}", old.external_id, at=self.at, amount_minor=old.total_minor // 2
            )
            self._document(old.external_id, document)
        new = msgspec.structs.replace(old, **changes)
        if what in ("paid", "more", "address"):
            self.told[at] = (shop, new)
        return shop, new

    def _document(self, external_id: str, document: Document) -> None:
        found = self.company.rows("SELECT id FROM orders WHERE external_id = %s", [external_id])

        def work(batch: Batch) -> None:
            for order in batch.load([row[0] for row in found]):
                apply_document(order, document, batch.world, self.company.engine.ids)
            self.company.engine.advance(batch)
            batch.save("channel", "intake")

        self.company.engine.transact("test", work)
        self.done["document"] += 1

    # -- goods -------------------------------------------------------------------------------------------------------

    def _count(self, name: str, came: object) -> None:
        (self.refused if type(came).__name__ == "Refusal" else self.done)[name] += 1

    def _goods(self) -> None:
        skus, places = self.company.skus, self.company.warehouses
        changes = [Change(skus[sku], places[place], self.chance.randint(-4, 12)) for sku in SKUS for place in PLACES]
        change_goods(self.company.engine, changes, "adjust", "counted", "soak")
        self.done["goods"] += 1

    def _transfers(self) -> None:
        engine, chance = self.company.engine, self.chance
        start, end = chance.sample(sorted(self.company.warehouses.values()), 2)
        sku = self.company.skus[chance.choice(SKUS)]
        waits = self.company.rows(
            "SELECT order_id FROM order_line WHERE sku_id = %s AND backordered > 0 ORDER BY order_id LIMIT 3", [sku]
        )
        marks = {sku: {row[0]: 1 for row in waits}} if waits else {}
        self._count("propose_transfer", transfer.propose(engine, start, end, {sku: 4}, "soak", earmarks=marks))
        for (key,) in self.company.rows(
            "SELECT id FROM transfer WHERE state NOT IN ('RECEIVED', 'CANCELLED') ORDER BY id DESC LIMIT 8"
        ):
            verb = chance.choice(("approve", "approve", "ship", "ship", "receive", "receive", "settle", "cancel"))
            if verb == "receive":
                lines = self.company.rows("SELECT sku_id FROM transfer_line WHERE transfer_id = %s", [key])
                got = {row[0]: chance.randint(0, 4) for row in lines}
                self._count("receive_transfer", transfer.receive(engine, key, got, "soak", chance.random() < 0.5))
            else:
                self._count(f"{verb}_transfer", getattr(transfer, verb)(engine, key, "soak"))

    def _buy(self) -> None:
        engine, chance = self.company.engine, self.chance
        sku, place = self.company.skus[chance.choice(SKUS)], self.company.warehouses[chance.choice(PLACES)]
        made = supply.place(engine, place, {sku: chance.randint(1, 9)}, "soak", expected_on=self.at + timedelta(days=3))
        self._count("buy", made)
        for (key,) in self.company.rows("SELECT id FROM purchase ORDER BY id DESC LIMIT 3"):
            rows = self.company.rows("SELECT sku_id FROM purchase_line WHERE purchase_id = %s", [key])
            day = (self.at + timedelta(days=chance.choice((3, 60, 90)))).date()
            got = {row[0]: supply.Got(chance.randint(0, 12), 0, f"L{self.chance.randrange(4)}", day) for row in rows}
            self._count("receive_purchase", supply.receive(engine, key, got, "soak", chance.random() < 0.5))
        assert isinstance(made, Purchase)

    def _fence(self) -> None:
        sku, place = self.company.skus[self.chance.choice(SKUS)], self.company.warehouses[self.chance.choice(PLACES)]
        self._count(
            "fence",
            set_fence(
                self.company.engine, sku, place, self.chance.choice(self.shops), self.chance.randint(0, 5), "soak"
            ),
        )

    def _wave(self) -> None:
        if make_wave(self.company.warehouses[self.chance.choice(PLACES)], ME, limit=8) is not None:
            self.done["wave"] += 1

    # -- what verbs need ---------------------------------------------------------------------------------------------

    def pick_one(self, sql: str, order: int) -> int:
        """One id of those a query finds for an order; 0 where there is none."""
        found = self.company.rows(sql, [order])
        return int(self.chance.choice(found)[0]) if found else 0

    def pick_word(self, sql: str, order: int) -> str:
        """The same for a word."""
        found = sorted({row[0] for row in self.company.rows(sql, [order])})
        return str(self.chance.choice(found)) if found else "manual"

    def alike(self, order: int) -> list[int]:
        """Orders of the same receiver that could come into the box, mostly."""
        sql = (
            "SELECT b.id FROM orders a JOIN orders b ON b.merge_key = a.merge_key AND b.id <> a.id "
            "WHERE a.id = %s AND b.stage IN ('review', 'source', 'release', 'warehouse') ORDER BY b.id DESC LIMIT 3"
        )
        found = [row[0] for row in self.company.rows(sql, [order])]
        return found[: self.chance.randint(1, 3)] or self._ids("true", 1)

    def question(self, order: int) -> int:
        """One of its questions."""
        return self.pick_one("SELECT id FROM question WHERE order_id = %s ORDER BY id", order)

    def part(self, order: int, *states: str) -> Args:
        """One of its fulfilments in these states, where there is one."""
        sql = "SELECT id FROM fulfilment WHERE order_id = %s AND state = ANY(%s) ORDER BY id"
        found = self.company.rows(sql, [order, list(states)])
        return {"fulfilment_id": self.chance.choice(found)[0]} if found else {}

    def parcel(self, order: int, *states: str) -> int:
        """One of its parcels, in these states if any are named."""
        sql = "SELECT id FROM parcel WHERE order_id = %s AND (state = ANY(%s) OR %s) AND state <> 'VOIDED' ORDER BY id"
        found = self.company.rows(sql, [order, list(states), not states])
        return int(self.chance.choice(found)[0]) if found else 0

    def sku_of(self, order: int) -> int:
        """A SKU that is being picked for it."""
        return self.pick_one("SELECT sku_id FROM fulfilment_line WHERE order_id = %s ORDER BY id", order)

    def number(self) -> str:
        """A number nobody had before."""
        self.numbers += 1
        return f"N{self.numbers}"

    def money(self, order: int) -> Args:
        """A payment, complete or not, that may be told twice."""
        ((due,),) = self.company.rows("SELECT total_minor - cancelled_minor FROM orders WHERE id = %s", [order])
        kind, amount = self.chance.choice(("captured", "authorised")), self.chance.choice((due, due, due // 2, due + 7))
        return {"kind": kind, "amount_minor": max(1, amount), "reference": f"hold{order}"}

    def part_of_money(self) -> Args:
        """All, or an amount."""
        return {} if self.chance.random() < 0.5 else {"amount_minor": self.chance.randint(1, 6000)}

    def taken(self, order: int) -> Args:
        """A gateway's growing total under one key, sometimes beyond what was authorised."""
        ((held, had),) = self.company.rows("SELECT authorised_minor, captured_minor FROM orders WHERE id = %s", [order])
        total = self.chance.choice((held, max(1, (held + had) // 2), had, held + 5))
        return {"reference": f"hold{order}", "total_minor": max(1, total), "method": "stripe"}

    def pay_back(self, order: int) -> Args:
        """By amount, or by units of a line."""
        if self.chance.random() < 0.5:
            return {"amount_minor": self.chance.randint(1, 9000), "kind": "compensation"}
        return {"line_id": line_of(self, order), "units": self.chance.randint(1, 2), "kind": "refund_only"}

    def sellable(self, order: int) -> dict[str, int]:
        """Units by line that can be sold again."""
        rows = self.company.rows("SELECT id FROM order_line WHERE order_id = %s ORDER BY id", [order])
        return {str(row[0]): self.chance.randint(0, 1) for row in rows}

    def ends(self) -> str:
        """What ends a hold by hand."""
        return self.chance.choice(("release", "cancel", "escalate"))

    def silence(self) -> str:
        """What an unanswered question does."""
        return self.chance.choice(asked.DEFAULTS)

    def ways_out(self) -> str:
        """Any way out of a shortage."""
        return self.chance.choice("part wait cancel_short substitute warehouse split transfer cancel ask".split())
