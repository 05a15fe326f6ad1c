"""Gifts by rule (赠品): what an order has earned, what it gets, what leaves with its goods. Pure but for `see_gifts`.

Gifts count by the time of the payment. They cost nothing, take stock only where the goods lie, never hold an order up,
and are lines of their own, whose `added_by` names the rule (`gift:<table>.<row>`).
"""

from __future__ import annotations

import copy
import zlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from orderway.flow import buckets, change, presale, reading
from orderway.flow.batch import Batch
from orderway.flow.facts import facts_of
from orderway.flow.gift_lines import BY, count, own_lines
from orderway.flow.judging import outcomes
from orderway.flow.money import share_left
from orderway.flow.order import Line, Order
from orderway.flow.parting import HOST, HOSTS
from orderway.flow.world import World
from orderway.kernel.ids import Ids
from orderway.kernel.money import exponent
from orderway.kernel.sql import named
from orderway.rules.compile import TODAY, Compiled, Fired
from orderway.rules.kind_gift import YES

DECIDED = "gifts"
"""Key in `Order.extra`: a fingerprint of the goods for which gifts were decided."""
VALUE = "gift_value"
"""Key in `Order.extra`: what a unit of a gift is worth, by line id."""
GIVEN = "gifts_given"
"""Key in `World.facts`: units given so far of rules with a limited quantity."""
KIND = "gift"
RANK_LAST = 10**6

_sql = named(__file__, "gift.sql")


class Earned(NamedTuple):
    """What one rule gives: units of a SKU by its code, what limited it, and the line whose fate it shares."""

    rule: str
    sku: str
    units: int
    instead: str
    value_minor: int
    total_max: int
    limited_by: str
    main_line_id: int | None
    version: int


def see_gifts(batch: Batch) -> None:
    """Load the SKUs, stock and counters that the gift tables of these orders' shops may need."""
    refs = batch.world.refs
    if not refs.rules:
        return
    found: dict[int, Compiled] = {}
    for order in batch.orders:
        if order.stage in ("check", "promise", "confirm", "review"):
            at = presale.paid_in_full_at(order) or batch.now
            found.update({id(table): table for table in refs.rules_at(KIND, order.shop_id, at)})
    tables = list(found.values())
    given = [fired.outputs for table in tables for fired in table.by_row_id().values()]
    codes = {str(out[name]) for out in given for name in ("gift", "instead") if out.get(name)}
    if not codes:
        return
    reading.need_listings(refs, batch.cursor, [(0, "", code) for code in sorted(codes)])
    batch.see_stock([refs.codes[code] for code in sorted(codes) if code in refs.codes])
    limited = [
        _rule(table, fired)
        for table in tables
        for fired in table.by_row_id().values()
        if fired.outputs.get("total_max")
    ]
    if limited:
        batch.world.facts[GIVEN] = dict(batch.cursor.execute(_sql.given, [limited]).fetchall())


def _rule(table: Compiled, fired: Fired) -> str:
    return f"{table.table_id}.{fired.rule_id}"


def settle(order: Order, world: World, ids: Ids) -> list[list[Any]]:
    """Give what the order has earned and has not, take what it has not earned (any more): [code, rule, SKU, units].

    Decided once for the same goods; only goods that something is reserved of earn gifts. What is short is left out.
    """
    if not world.refs.rules and not order.extra.get(DECIDED):
        return []
    key = _fingerprint(order)
    if order.extra.get(DECIDED) == key:
        return []
    earned = earned_by(order, world)
    has = {line.added_by[len(BY) :]: line for line in own_lines(order)}
    if not earned and not has:
        return []
    order.extra = {**order.extra, DECIDED: key}
    told = []
    for rule, line in has.items():
        wanted = next((one.units for one in earned if one.rule == rule), 0)
        if wanted < line.ordered - line.cancelled:
            told.append(_take(order, line, line.ordered - line.cancelled - wanted, world, ids))
    for one in earned:
        line_now = has.get(one.rule)
        more = one.units - (line_now.ordered - line_now.cancelled if line_now else 0)
        if more > 0:
            told.append(_give(order, one, more, line_now, world, ids))
    for code, _rule_id, sku, units, limited in told:
        change.note(order, "gift", code, sku=sku, units=units, rule=_rule_id, **({"by": limited} if limited else {}))
    order.weight_grams = sum([line.weight_grams * line.ordered for line in order.lines])
    order.line_count = len(order.lines)
    return told


def _fingerprint(order: Order) -> int:
    told = ",".join(f"{line.id}x{line.ordered - line.cancelled}" for line in order.lines if not line.added_by)
    return zlib.crc32(told.encode())


def _take(order: Order, line: Line, units: int, world: World, ids: Ids) -> list[Any]:
    gone = buckets.cancel_units(order, line, units, world, ids)
    line.refunded_units = min(line.ordered, line.refunded_units + gone)
    return ["taken", line.added_by[len(BY) :], line.sku_code, gone, ""]


def _give(order: Order, one: Earned, units: int, line: Line | None, world: World, ids: Ids) -> list[Any]:
    """The gift from where the goods lie; its substitute where it is short; nothing where that is short too."""
    place = _place(order)
    for code in [line.sku_code] if line else [one.sku, *([one.instead] if one.instead else [])]:
        sku = world.refs.codes.get(code)
        known = world.refs.skus.get(sku or 0)
        if sku is None or known is None or place is None or world.available(sku, place) < units:
            continue
        if line is None:
            line = _line(order, one, code, sku, known.name, known.weight_grams, ids)
        line.ordered += units
        line.open += units
        buckets.promise(order, line, place, units, world, ids)
        count(world, one.rule, units, one.total_max)
        return ["given", one.rule, code, units, "short" if code == one.instead else one.limited_by]
    return ["short", one.rule, one.sku, units, "short"]


def _line(order: Order, one: Earned, code: str, sku: int, name: str, grams: int, ids: Ids) -> Line:
    position = max([line.position for line in order.lines], default=0) + 1
    line = Line(
        ids.next(), order.id, position, "", "", code, name, "", 0, 0, 0, 0, 0, sku, True, weight_grams=grams,
        added_by=BY + one.rule, main_line_id=one.main_line_id,
    )  # fmt: skip
    order.lines = [*order.lines, line]
    if one.value_minor:
        order.extra = {**order.extra, VALUE: {**order.extra.get(VALUE, {}), str(line.id): one.value_minor}}
    return line


def _place(order: Order) -> int | None:
    """The warehouse where most of the goods lie."""
    lies: dict[int, int] = {}
    gifts = {line.id for line in own_lines(order)}
    for one in order.reservations:
        if one.state == "SOFT" and one.line_id not in gifts:
            lies[one.warehouse_id] = lies.get(one.warehouse_id, 0) + one.quantity
    return min(lies, key=lambda place: (-lies[place], place)) if lies else None


# -- what is earned ---------------------------------------------------------------------------------------------------


def earned_by(order: Order, world: World) -> list[Earned]:
    """What the tables in force at the payment give for the goods that are still wanted, the first in rank first."""
    paid_at = presale.paid_in_full_at(order) or world.now
    tables = world.refs.rules_at(KIND, order.shop_id, paid_at)
    if not tables:
        return []
    bare = _bare(order)
    if not bare.lines:
        return []
    facts = {**facts_of(bare, world), **_paid_facts(order, paid_at, world)}
    fired = [(table, one) for table in tables for one in outcomes(table, [order.id], [facts], world)[0].fired]
    fired.sort(key=lambda one: _number(one[1], "rank", RANK_LAST))
    found = []
    for table, one in fired:
        gift = _earned(order, bare, table, one, world)
        if gift is not None:
            found.append(gift)
            if one.outputs.get("alone") == YES and gift.units:
                break
    return [gift for gift in found if gift.units > 0]


def _number(fired: Fired, name: str, usual: int = 0) -> int:
    value = fired.outputs.get(name)
    return usual if value is None else int(value)  # type: ignore[arg-type]


def _bare(order: Order) -> Order:
    """The order with the goods alone that were bought and are still wanted, at what is still owed for them."""
    bare = copy.copy(order)
    bare.lines = []
    for line in order.lines:
        gone = line.cancelled + line.returned
        if not line.added_by and line.ordered > gone:
            kept = copy.copy(line)
            kept.cancelled = gone
            bare.lines.append(kept)
    bare.total_minor = order.due_minor()
    bare.goods_minor = sum([(line.ordered - line.cancelled) * line.unit_price_minor for line in bare.lines])
    return bare


def _paid_facts(order: Order, paid_at: datetime, world: World) -> dict[str, Any]:
    local = paid_at.astimezone(ZoneInfo(world.refs.shops[order.shop_id].time_zone))
    hosts = order.extra.get(HOSTS) or {"": ""}
    room = order.extra.get("live_room") or order.extra.get(HOST) or next(iter(hosts.values()))
    return {
        TODAY: local.date().isoformat(),
        "paid_stamp": int(f"{local:%Y%m%d%H%M}"),
        "paid_hour": local.hour,
        "live_room": str(room),
    }


def _earned(order: Order, bare: Order, table: Compiled, fired: Fired, world: World) -> Earned | None:
    """How often the rule counts for the goods it means, within its caps."""
    out, rule = fired.outputs, _rule(table, fired)
    wanted: Any = out.get("of") or []
    skus = world.refs.skus
    lines = [line for line in bare.lines if not wanted or _code(line, skus) in wanted]
    if not lines:
        return None
    times = 1
    if out.get("per_units"):
        times = sum(line.ordered - line.cancelled for line in lines) // _number(fired, "per_units")
    elif out.get("per_amount"):
        unit = _minor(order, out["per_amount"])
        times = sum(share_left(line, line.ordered) for line in lines) // unit if unit else 0
    units, limited = times * _number(fired, "units", 1), ""
    cap = _number(fired, "order_max")
    if cap and units > cap:
        units, limited = cap, "order_max"
    total = _number(fired, "total_max")
    if total:
        mine = sum(line.ordered - line.cancelled for line in own_lines(order) if line.added_by == BY + rule)
        left = total - world.facts.get(GIVEN, {}).get(rule, 0) - world.gifts.get(rule, (0, 0))[0] + mine
        if units > left:
            units, limited = max(0, left), "total_max"
    main = lines[0].id if wanted else None
    instead, value = str(out.get("instead") or ""), _minor(order, out.get("value"))
    return Earned(rule, str(out["gift"]), units, instead, value, total, limited, main, fired.version)


def _minor(order: Order, amount: Any) -> int:
    """An amount of a table in minor units of the order's currency."""
    return int(amount * 10 ** exponent(order.currency)) if amount else 0


def _code(line: Line, skus: Mapping[int, Any]) -> str:
    for sku in (line.bundle_sku_id, line.sku_id):
        if sku is not None and sku in skus:
            return str(skus[sku].code)
    return line.sku_code


def owed_minor(order: Order, world: World) -> int:
    """What the gifts are worth that the buyer keeps and has no longer earned, now that goods came back."""
    values = order.extra.get(VALUE)
    if not values or world.refs.shops[order.shop_id].policy.gift_return != "deduct":
        return 0
    earned = {one.rule: one.units for one in earned_by(order, world)}
    owed = 0
    for line in own_lines(order):
        keeps = line.shipped - line.returned
        owed += max(0, keeps - earned.get(line.added_by[len(BY) :], 0)) * int(values.get(str(line.id), 0))
    return owed
