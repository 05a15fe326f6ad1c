"""What one decision meant for an order: where from, in how many parcels, at what cost, by when, held or waiting why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import msgspec

from orderway.flow.freight import days_to_leave, freight_of, promised_until
from orderway.flow.order import Order
from orderway.flow.world import World

PARTS = ("handling", "freight", "split", "lateness", "load", "penalty")
"""The parts of a candidate's cost, in the sequence of the evidence after its total and its reason."""


class Choice(msgspec.Struct, omit_defaults=True):
    """Where an order ships from, as its evidence says. Costs are minor units of the first warehouse's currency."""

    places: list[str]
    total: int
    currency: str = ""
    handling: int = 0
    freight: int = 0
    split: int = 0
    lateness: int = 0
    load: int = 0
    penalty: int = 0
    days: int = 0
    """Until the slowest parcel arrives by its carrier's own word, from the decision on."""
    late_days: int = 0
    """Of these, days beyond what was promised."""


class Outcome(msgspec.Struct, omit_defaults=True):
    """What a run of the gates left: the choice if one was made, open holds, what it waits for."""

    choice: Choice | None = None
    holds: list[str] = []
    waits_for: str = ""


def outcome_of(order: Order, world: World) -> Outcome:
    """The outcome of an order just decided."""
    held = sorted({hold.reason for hold in order.holds if hold.state == "OPEN"}) if order.holds else []
    return Outcome(_choice(order, world), held, order.waits_for)


def _choice(order: Order, world: World) -> Choice | None:
    for code, _, said in reversed(order.steps):
        if code == "source":
            evidence = said_of(said)
            if evidence.get("chosen") and evidence.get("total") is not None:
                return _choice_of(order, evidence, world)
    return None


def said_of(evidence: Any) -> dict[str, Any]:
    """The evidence of a step, which may be encoded already."""
    if isinstance(evidence, msgspec.Raw):
        decoded: dict[str, Any] = msgspec.json.decode(evidence)
        return decoded
    return dict(evidence)


def _choice_of(order: Order, evidence: dict[str, Any], world: World) -> Choice:
    places = list(dict.fromkeys([pick[1] for pick in evidence["chosen"]]))
    choice = Choice(sorted(places), evidence["total"], world.refs.warehouses_by_code[places[0]].currency)
    wanted = set(places)
    for candidate in evidence["candidates"]:
        if candidate[1] is not None and wanted == set(candidate[0]):
            for name, value in zip(PARTS, candidate[3:], strict=False):
                setattr(choice, name, value)
            break
    choice.days = max([_days(order, place, evidence, world) for place in places])
    policy = world.refs.shops[order.shop_id].policy
    until = promised_until(order, policy.deliver_within_days)
    if until is not None:
        late = world.now + timedelta(days=choice.days) - until
        choice.late_days = max(0, -((-late) // timedelta(days=1)))
    return choice


def _days(order: Order, place: str, evidence: dict[str, Any], world: World) -> int:
    lines: Sequence[Sequence[int]] = evidence["lines"]
    grams = sum([units * lines[at][2] for at, code, units in evidence["chosen"] if code == place])
    warehouse = world.refs.warehouses_by_code[place]
    freight = freight_of(order, warehouse, world)
    if freight is None or freight.at(grams) >= len(freight.days_max):
        return 0
    return freight.days_max[freight.at(grams)] + days_to_leave(warehouse, world.now)
