"""The gate that chooses warehouses. The choice is `solvers.sourcing`; here the world is put into its words and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from orderway.flow import buckets
from orderway.flow.barring import tries
from orderway.flow.gate import Raise, Verdict
from orderway.flow.line_holds import going, stopped_lines
from orderway.flow.order import Order, Reservation
from orderway.flow.parting import parts_of
from orderway.flow.world import World
from orderway.journey.source import evidence as told
from orderway.journey.source.evidence import Choice
from orderway.journey.source.joint import (
    TOGETHER_MAX,
    Share,
    collects,
    decide_together,
    needs_in,
    needs_of,
    pooled,
    scarce_skus,
)
from orderway.journey.source.offers import NO_RULES, Steering, nowhere, offers_for, opens_at
from orderway.journey.source.rules import steering_of
from orderway.kernel.ids import Ids
from orderway.lifecycle.moves import RESERVATION
from orderway.solvers.sourcing import Offer, Plan, choose

WINDOW_GRACE_SECONDS = 30
"""How long after its window an order is taken on in turn, should nobody have decided it together with others."""
LOOK_AGAIN_MINUTES = 60
"""When to look again at a warehouse that is full or closed without an end."""
NOWHERE_HOURS = 6
"""When to look again at an order that nobody can ship."""

Lines = list[tuple[int, int, int]]
"""(SKU, units, grams of one)"""
Taken = dict[tuple[int, int], int]
"""By (SKU, warehouse): units that a plan takes beyond those that its reservations hold there."""
_NOTHING: Taken = {}


class SourceGate:
    """Every warehouse is considered: cost = handling + freight + lateness + load + split; fewest splits where none
    serves alone. Orders that compete for scarce goods are decided together."""

    name = "source"

    def __init__(self, ids: Ids) -> None:
        self._ids = ids

    def decide_all(self, orders: Sequence[Order], world: World) -> list[Verdict]:
        """Choose for each order in its sequence; its own reservations count as available to it."""
        steering = steering_of(orders, world)
        shares: Mapping[int, Share] = fitting(world.facts.get("joint", {}), orders, world)
        if not shares and len(orders) > 1:
            shares = self._together(orders, world, steering)
        if not shares:
            return [self._decide(order, world, steering.get(order.id, NO_RULES), None) for order in orders]
        if not all(
            self._follows(o, world, steering.get(o.id, NO_RULES), shares[o.id]) for o in orders if o.id in shares
        ):
            shares = {}
        verdicts = {}
        for order in sorted(orders, key=lambda one: one.id not in shares):  # what is shared out nobody else takes
            verdicts[order.id] = self._decide(order, world, steering.get(order.id, NO_RULES), shares.get(order.id))
        return [verdicts[order.id] for order in orders]

    def _follows(self, order: Order, world: World, steering: Steering, share: Share) -> bool:
        """Whether an order will take its share. One that does not keeps what the others' shares count on."""
        held = going(order)
        if not held or self._early(order, world, steering, share) is not None:
            return False
        if not self._in_one(order, world):
            return False
        least = world.refs.shops[order.shop_id].policy.low_value_minor
        return not least or _low_rest(order, self._choose(order, held, world, steering, share), least) is None

    def _in_one(self, order: Order, world: World) -> bool:
        """Whether one choice is made for all of its goods; parts that go apart are chosen for one by one."""
        return len(parts_of(order, going(order), world, self._ids)) <= 1

    def _together(self, orders: Sequence[Order], world: World, steering: Mapping[int, Steering]) -> Mapping[int, Share]:
        """The joint decision of the few orders of a batch that compete; nothing where none or too many do."""
        scarce = scarce_skus(orders, world)
        if not scarce:
            return {}
        rivals = [order for order in orders if not scarce.isdisjoint(needs_of(order)) and self._in_one(order, world)]
        if not 1 < len(rivals) <= TOGETHER_MAX or any(collects(order, world) for order in rivals):
            return {}
        return decide_together(rivals, world, steering)

    def _decide(self, order: Order, world: World, steering: Steering, share: Share | None) -> Verdict:
        held = going(order)
        if not held:
            return Verdict()
        early = self._early(order, world, steering, share)
        if early is not None:
            return early
        parts = parts_of(order, held, world, self._ids)
        gone: Taken = {}
        choices: dict[str, Choice] = {}
        for part, mine in parts.items():
            choices[part] = choice = self._choose(order, mine, world, steering, share, gone)
            if len(parts) > 1:
                _take(gone, mine, choice)
        evidence = told.together(choices)
        failed = next((choice for choice in choices.values() if choice.plan.total is None), None)
        if failed is not None:
            return _nobody(order, evidence, failed.removed, steering, world)
        policy = world.refs.shops[order.shop_id].policy
        for part, choice in choices.items():
            if policy.low_value_minor and (low := _low_rest(order, choice, policy.low_value_minor)):
                return Verdict(evidence, [low], waits_for="decision")
            self._move(order, parts[part], choice.plan, choice.lines, world)
            if world.load or world.busy:
                _load(choice.plan, world)
        buckets.allocate(order, stopped_lines(order))
        return Verdict(evidence)

    def _choose(
        self,
        order: Order,
        held: Sequence[Reservation],
        world: World,
        steering: Steering,
        share: Share | None,
        gone: Taken = _NOTHING,
    ) -> Choice:
        """The plan for what these reservations hold, with its evidence; nothing is moved yet. `gone`: what the order's
        other parts take."""
        skus = world.refs.skus
        lines: Lines = [(sku, units, skus[sku].weight_grams) for sku, units in needs_in(held).items()]
        offers, removed = offers_for(order, world, steering)
        plan = self._plan(order, world, lines, held, offers, gone)
        relaxed = plan.total is None and bool(steering.soft)
        if relaxed:
            offers, removed = offers_for(order, world, steering, relaxed=True)
            plan = self._plan(order, world, lines, held, offers, gone)
        if share is not None:
            split_minor = world.refs.shops[order.shop_id].policy.split_minor
            plan = told.joint_plan(plan, lines, offers, share, split_minor)
        evidence = told.evidence_of(plan, lines, removed, world, order)
        if steering.rules or relaxed or share is not None:
            evidence |= told.marks(steering.rules, relaxed, share)
        return Choice(plan, lines, removed, evidence)

    def _early(self, order: Order, world: World, steering: Steering, share: Share | None) -> Verdict | None:
        """What comes before any choice: rules that cannot answer, too many tries, rivals to be collected."""
        if steering.failed and order.warehouse_id is None:
            failed = Raise("rule_failed", {"kind": "ship_from"})
            if not _let_go(order, failed):
                return Verdict({"rules": list(steering.rules)}, [failed], waits_for="decision")
        policy = world.refs.shops[order.shop_id].policy
        if order.fulfilments and 0 < policy.source_tries_max <= tries(order) and order.warehouse_id is None:
            spent = Raise("source_tries", {"tries": tries(order)})
            if not _let_go(order, spent):
                return Verdict(spent.facts, [spent], waits_for="decision")
        if share is None and policy.source_window_seconds and collects(order, world):
            until = world.now + timedelta(seconds=policy.source_window_seconds + WINDOW_GRACE_SECONDS)
            return Verdict({"window": policy.source_window_seconds}, waits_for="sourcing", until=until)
        return None

    def _plan(
        self,
        order: Order,
        world: World,
        lines: Lines,
        held: Sequence[Reservation],
        offers: Sequence[Offer],
        gone: Taken,
    ) -> Plan:
        """One warehouse alone, else the cheapest of the fewest splits."""
        policy = world.refs.shops[order.shop_id].policy
        stock: Any = self._stock(order, held, world, gone)
        wanted: list[Any] = lines
        plan = choose(wanted, stock, offers)
        if plan.total is not None:
            return plan
        return choose(wanted, stock, offers, policy.split_minor, policy.splits_max)

    def _stock(self, order: Order, held: Sequence[Reservation], world: World, gone: Taken) -> dict[int, dict[int, int]]:
        rows: dict[int, dict[int, int]] = {}
        for r in held:
            row = rows.get(r.sku_id)
            if row is None:
                row = rows[r.sku_id] = dict(world.stock.get(r.sku_id, ()))
                if world.refs.safeties:
                    row.update({p: n - world.extra_safety(order.shop_id, r.sku_id, p) for p, n in row.items()})
                if gone:
                    row.update({p: n - gone.get((r.sku_id, p), 0) for p, n in row.items()})
            has = row.get(r.warehouse_id, 0)
            row[r.warehouse_id] = has + r.quantity if has > 0 else r.quantity
        return rows

    def _move(
        self, order: Order, held: Sequence[Reservation], plan: Plan, lines: Sequence[tuple[int, int, int]], world: World
    ) -> None:
        """Let the reservations lie where the plan takes from; those that lie right stay as they are."""
        places = {int(pick[1]) for pick in plan.picks}
        if len(places) == 1 and places == {r.warehouse_id for r in held}:
            return
        wanted: dict[tuple[int, int], int] = {}
        for at, code, units in plan.picks:
            key = (lines[at][0], int(code))
            wanted[key] = wanted.get(key, 0) + units
        loose: list[Reservation] = []
        for r in held:
            key = (r.sku_id, r.warehouse_id)
            right = min(r.quantity, wanted.get(key, 0))
            if right:
                wanted[key] -= right
            if right < r.quantity:
                loose.append(buckets.take_part(order, r, r.quantity - right, self._ids))
        for (sku, place), units in wanted.items():
            left = units
            while left:
                r = next(r for r in loose if r.sku_id == sku)
                part = buckets.take_part(order, r, min(left, r.quantity), self._ids)
                if part is r:
                    loose.remove(r)
                world.reserve(sku, part.warehouse_id, -part.quantity)
                part.warehouse_id = place
                world.reserve(sku, place, part.quantity)
                assert part.state == RESERVATION.first
                left -= part.quantity


def fitting(shares: Mapping[int, Share], orders: Sequence[Order], world: World) -> Mapping[int, Share]:
    """Shares decided on an earlier sight of the stock, if all of them can still be taken; none otherwise."""
    if not shares:
        return shares
    shares = {order_id: Share(*share) for order_id, share in shares.items()}  # from a run record they come as lists
    mine = [order for order in orders if order.id in shares]
    pool = pooled(mine, world)
    for order in mine:
        given: dict[int, int] = {}
        for sku, place, units in shares[order.id].picks:
            given[sku] = given.get(sku, 0) + units
            row = pool.get(sku, {})
            row[place] = row.get(place, 0) - units
            if row[place] < 0:
                return {}
        if given != needs_of(order):
            return {}
    return shares


def _nobody(
    order: Order, evidence: dict[str, Any], removed: dict[str, str], steering: Steering, world: World
) -> Verdict:
    """No warehouse can ship it: it waits, and a hold says why unless one only has to open; looked at again by itself,
    since rates, rules and areas change."""
    again = world.now + timedelta(minutes=LOOK_AGAIN_MINUTES)
    if not {"closed", "full_today"}.isdisjoint(removed.values()):
        opens = opens_at(removed, world)
        return Verdict(evidence, waits_for="warehouse", until=min(opens, again) if opens else again)
    again = world.now + timedelta(hours=NOWHERE_HOURS)
    return Verdict(evidence, [nowhere(order, removed, steering)], waits_for="warehouse", until=again)


def _take(gone: Taken, held: Sequence[Reservation], choice: Choice) -> None:
    """Add what a part takes, and what it leaves where it is not taken from."""
    for r in held:
        key = (r.sku_id, r.warehouse_id)
        gone[key] = gone.get(key, 0) - r.quantity
    for at, place, units in choice.plan.picks:
        key = (choice.lines[at][0], int(place))
        gone[key] = gone.get(key, 0) + units


def _load(plan: Plan, world: World) -> None:
    """The chosen warehouses have one order more, which the next one sees."""
    for place in {int(pick[1]) for pick in plan.picks}:
        if place in world.load:
            world.load[place] += 1
        if place in world.busy:
            world.busy[place] += 1


def _low_rest(order: Order, choice: Choice, least_minor: int) -> Raise | None:
    """The hold of a split whose smaller part is not worth a parcel, unless a person let it go before."""
    worth: dict[str, int] = {}
    price = {line.sku_id: line.paid_share_minor // max(1, line.ordered) for line in order.lines}
    for at, place, units in choice.plan.picks:
        worth[place] = worth.get(place, 0) + units * price.get(choice.lines[at][0], 0)
    if len(worth) < 2 or min(worth.values()) >= least_minor:
        return None
    low = Raise("low_value_rest", {"worth": min(worth.values()), "least": least_minor})
    return None if _let_go(order, low) else low


def _let_go(order: Order, one: Raise) -> bool:
    """Whether a person released this very hold."""
    return any(
        hold.reason == one.reason and hold.state == "RELEASED" and hold.note != "cause_gone" and hold.facts == one.facts
        for hold in order.holds
    )
