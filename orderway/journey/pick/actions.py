"""What the warehouse reports while picking."""

from __future__ import annotations

from orderway.flow import buckets, change
from orderway.flow.barring import bar
from orderway.flow.command import Args, Command, Scene
from orderway.flow.naming import names_nothing, stray
from orderway.flow.order import Fulfilment, FulfilmentLine, Order
from orderway.flow.warehouse import fulfilment_of, lines_of, open_parcels
from orderway.kernel.errors import Refusal
from orderway.kernel.sql import named
from orderway.lifecycle.moves import FULFILMENT, PARCEL, move

PICKABLE = ("SENT", "ACCEPTED", "PICKING")
SHORT_REASONS = ("not_found", "damaged", "misplaced")
SQL = named(__file__)


def accept(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """The warehouse takes the fulfilment on."""
    found = fulfilment_of(order, args)
    if isinstance(found, Refusal):
        return found
    if found.state != "SENT":
        return Refusal("not_in_this_state", {"state": found.state})
    move(found, FULFILMENT, "ACCEPTED")
    change.note(order, "pick", "accepted", fulfilment=found.id)
    return None


def start_pick(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """Somebody walks for it now."""
    found = fulfilment_of(order, args)
    if isinstance(found, Refusal):
        return found
    if found.state not in ("SENT", "ACCEPTED"):
        return Refusal("not_in_this_state", {"state": found.state})
    if found.ship_by is None and order.ship_by:
        found.ship_by = order.ship_by
    move(found, FULFILMENT, "PICKING")
    found.picker = scene.actor.name
    change.note(order, "pick", "started", fulfilment=found.id)
    return None


def pick(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """Units in hand: `picked` by SKU id (or line id of the fulfilment), else everything; never more than asked."""
    found = fulfilment_of(order, args)
    if isinstance(found, Refusal):
        return found
    if found.state not in PICKABLE:
        return Refusal("not_in_this_state", {"state": found.state})
    told = args.get("picked")
    parts = lines_of(order, found)
    strange = stray(told, {str(key) for part in parts for key in (part.id, part.sku_id)}, "picked")
    if strange is not None:
        return strange
    if told is None:
        _walk(found, scene)
        for part in parts:
            part.picked = part.quantity - part.short
    else:
        for part in parts:
            units = int(told.get(str(part.id), told.get(str(part.sku_id), 0)))
            if units < 0 or part.picked + units + part.short > part.quantity:
                return Refusal("more_than_asked", {"sku": part.sku_id, "asked": part.quantity - part.short})
        _walk(found, scene)
        for part in parts:
            part.picked += int(told.get(str(part.id), told.get(str(part.sku_id), 0)))
    _picked(order, found, scene)
    return None


def _walk(found: Fulfilment, scene: Scene) -> None:
    """Whoever reports the first unit has started to pick."""
    if found.state != "PICKING":
        move(found, FULFILMENT, "PICKING")
        found.picker = scene.actor.name


def _picked(order: Order, found: Fulfilment, scene: Scene) -> None:
    parts = lines_of(order, found)
    if any(part.picked + part.short < part.quantity for part in parts):
        return
    if not any(part.picked for part in parts):
        _void_labels(order, found)
        move(found, FULFILMENT, "CANCELLED")
        found.reason = "nothing_found"
        return
    move(found, FULFILMENT, "PICKED")
    found.picked_at = scene.world.now
    change.note(order, "pick", "picked", fulfilment=found.id, units=sum(part.picked for part in parts))


def short(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """Units that are not there: `sku_id` or `line_id`, `units`, `reason`. They are sourced elsewhere at once.

    The reason decides the stock. not_found: they leave the books, and so does what the bin was believed to hold beyond;
    damaged: they become damaged stock; misplaced: the books stay. This warehouse is barred for the order for a time.
    """
    found = fulfilment_of(order, args)
    if isinstance(found, Refusal):
        return found
    if found.state not in PICKABLE:
        return Refusal("not_in_this_state", {"state": found.state})
    reason = str(args.get("reason", ""))
    if reason not in SHORT_REASONS:
        return Refusal("unknown_reason", {"known": list(SHORT_REASONS)})
    sku, line = str(args.get("sku_id")), str(args.get("line_id"))
    parts = [p for p in lines_of(order, found) if str(p.sku_id) == sku or str(p.id) == line]
    units = int(args.get("units") or 0)
    room = sum(p.quantity - p.picked - p.short for p in parts)
    if not parts:
        return names_nothing("unknown_line", "sku_id" if args.get("sku_id") else "line_id")
    if not 0 < units <= room:
        return Refusal("more_than_asked", {"left": room})
    _walk(found, scene)
    left = units
    for part in parts:
        take = min(left, part.quantity - part.picked - part.short)
        if take:
            _give_back(order, found, part, take, reason, scene)
            left -= take
    _bar(order, found, scene)
    change.note(order, "short_pick", reason, fulfilment=found.id, units=units)
    _picked(order, found, scene)
    order.stage = "promise"
    order.waits_for, order.ready_at = "", None
    return None


def _bar(order: Order, found: Fulfilment, scene: Scene) -> None:
    policy = scene.world.refs.shops[order.shop_id].policy
    bar(order, found.warehouse_id, scene.world.now, policy.barred_days)


def _give_back(order: Order, found: Fulfilment, part: FulfilmentLine, units: int, reason: str, scene: Scene) -> None:
    world, place = scene.world, found.warehouse_id
    part.short += units
    left = units
    held = [r for r in order.reservations if r.fulfilment_id == found.id and r.line_id == part.line_id]
    for reservation in [r for r in held if r.state == "HARD"]:
        if not left:
            break
        gone = buckets.take_part(order, reservation, min(left, reservation.quantity), scene.ids)
        buckets.give_back(order, gone, world)
        left -= gone.quantity
    if reason == "misplaced":
        return
    world.move(part.sku_id, place, -units, "short_pick", reason, order.id)
    if reason == "damaged":
        world.damage(part.sku_id, place, units)
        return
    believed = max(0, world.available(part.sku_id, place))
    world.move(part.sku_id, place, -believed, "recount", "empty_bin", order.id)


def _void_labels(order: Order, found: Fulfilment) -> None:
    """Labels got before picking are worthless when nothing is sent with them; the batch tells the carrier once."""
    for parcel in open_parcels(order, found):
        move(parcel, PARCEL, "VOIDED")


def reject(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """The warehouse will not ship it; the order is sourced elsewhere; this warehouse is barred for it for a time."""
    found = fulfilment_of(order, args)
    if isinstance(found, Refusal):
        return found
    if found.state not in ("SENT", "ACCEPTED"):
        return Refusal("not_in_this_state", {"state": found.state})
    found.reason = str(args.get("reason", "rejected"))[:50]
    _void_labels(order, found)
    move(found, FULFILMENT, "REJECTED")
    for reservation in [r for r in order.reservations if r.fulfilment_id == found.id and r.state == "HARD"]:
        buckets.give_back(order, reservation, scene.world)
    _bar(order, found, scene)
    order.stage = "promise"
    change.note(order, "reject", found.reason, fulfilment=found.id)
    return None


def answer_stop(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """The warehouse answers a stop: `agree` (it is off, a cancellation goes on) or not (it goes on as before)."""
    asked = [f for f in order.fulfilments if f.state == "STOP_REQUESTED"]
    if args.get("fulfilment_id") and isinstance(named_one := fulfilment_of(order, args), Refusal):
        return named_one
    found = next((f for f in asked if str(f.id) == str(args.get("fulfilment_id", f.id))), None)
    if found is None:
        return Refusal("no_stop_asked")
    if not args.get("agree"):
        move(found, FULFILMENT, found.stopped_from)
        change.keep_after_refusal(order, found)
        change.note(order, "stop", "refused", fulfilment=found.id)
        return None
    _void_labels(order, found)
    change.take_off(order, found)
    change.note(order, "stop", "agreed", fulfilment=found.id)
    if order.stage != "closed":
        change.check_again(order)
    change.continue_cancel(order, scene.world, scene.ids)
    return None


def join_wave(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """The fulfilment is picked in a wave: `wave_id`. Only what nobody picks yet, and in one wave alone."""
    found = fulfilment_of(order, args)
    if isinstance(found, Refusal):
        return found
    if found.state not in ("SENT", "ACCEPTED"):
        return Refusal("not_in_this_state", {"state": found.state})
    if found.wave_id is not None:
        return Refusal("in_a_wave", {"wave": found.wave_id})
    wave_id = int(args.get("wave_id") or 0)
    wave = scene.batch.cursor.execute(SQL.place_of_wave, [wave_id]).fetchone() if wave_id else None
    if wave is None or wave[0] != found.warehouse_id:
        return names_nothing("unknown_wave", "wave_id")
    if wave[1]:
        return names_nothing("wave_over", "wave_id")
    if found.state == "SENT":
        move(found, FULFILMENT, "ACCEPTED")
    found.wave_id = wave_id
    change.note(order, "pick", "in_wave", fulfilment=found.id, wave=found.wave_id)
    return None


SHORT_ARGS = {"fulfilment_id": "id", "sku_id": "id", "line_id": "id", "units": "int", "reason": "text"}
COMMANDS = (
    Command("accept", "warehouse.pick", accept, {"fulfilment_id": "id"}),
    Command("join_wave", "warehouse.pick", join_wave, {"fulfilment_id": "id", "wave_id": "id"}),
    Command("start_pick", "warehouse.pick", start_pick, {"fulfilment_id": "id"}),
    Command("pick", "warehouse.pick", pick, {"fulfilment_id": "id", "picked": "map"}),
    Command("short", "warehouse.pick", short, SHORT_ARGS, bulk=False),
    Command("reject", "warehouse.manage", reject, {"fulfilment_id": "id", "reason": "text"}),
    Command("answer_stop", "warehouse.manage", answer_stop, {"fulfilment_id": "id", "agree": "bool"}, needs=("agree",)),
)
