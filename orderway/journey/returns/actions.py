"""The steps of a return, each by the right role. Refunds: `refunds`; what buyers write: `contact`."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from orderway.flow import change, money
from orderway.flow.command import Args, Command, Scene
from orderway.flow.gift import owed_minor
from orderway.flow.naming import names_nothing, stray
from orderway.flow.order import Order, Return
from orderway.journey.returns import contact, refunds
from orderway.kernel.errors import Refusal
from orderway.lifecycle.moves import PARCEL, RETURN, may_move, move

PARCEL_DAYS = 14
"""How long an agreed return waits for its parcel."""
REASONS = ("changed_mind", "defective", "wrong_item", "missing", "damaged", "not_as_described", "late", "other")


def request_return(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """Ask to send units back: `lines` {line id: units}, `reason`. Only what was shipped and is not coming back
    already."""
    policy = scene.world.refs.shops[order.shop_id].policy
    if order.delivered_at is None:
        return Refusal("not_delivered_yet", {"status": order.status})
    if scene.world.now > order.delivered_at + timedelta(days=policy.return_days) and not args.get("goodwill"):
        return Refusal("too_late", {"days": policy.return_days})
    wanted = {int(k): int(v) for k, v in (args.get("lines") or {}).items() if int(v) > 0}
    if not wanted:
        return Refusal("nothing_asked")
    lines = []
    for line_id, units in wanted.items():
        try:
            line = order.line(line_id)
        except KeyError:
            return names_nothing("unknown_line", f"lines/{line_id}")
        if units > line.shipped - line.returned - _coming(order, line_id):
            return Refusal(
                "more_than_shipped",
                {"line": line.position, "left": line.shipped - line.returned - _coming(order, line_id)},
            )
        lines.append({"line_id": line_id, "asked": units, "received": 0, "sellable": 0, "defective": 0})
    place = next((f.warehouse_id for f in order.fulfilments if f.state == "SHIPPED"), None)
    reason = str(args.get("reason", "other"))
    case = Return(
        scene.ids.next(),
        order.id,
        RETURN.first,
        str(args.get("kind", "return"))[:20],
        reason if reason in REASONS else "other",
        scene.world.now,
        scene.actor.name,
        lines,
        warehouse_id=place,
        note=str(args.get("note", ""))[:1000],
        due_at=scene.world.now + timedelta(hours=24),
    )
    order.returns.append(case)
    if order.stage == "closed":
        order.stage = "settled"
    change.note(order, "return", "asked", units=sum(wanted.values()), reason=case.reason)
    return None


def _coming(order: Order, line_id: int) -> int:
    """Units of a line in returns that are not inspected yet."""
    return sum(
        entry["asked"]
        for case in order.returns
        if case.state in ("REQUESTED", "APPROVED", "AWAITING_PARCEL", "PARTIALLY_RECEIVED", "RECEIVED")
        for entry in case.lines
        if entry["line_id"] == line_id
    )


def _case(order: Order, args: Args) -> Return | Refusal:
    wanted = args.get("return_id")
    cases = (
        [r for r in order.returns if str(r.id) == str(wanted)]
        if wanted
        else [r for r in order.returns if r.closed_at is None]
    )
    return cases[0] if len(cases) == 1 else names_nothing("unknown_return", "return_id")


def _strange(case: Return, args: Args, *fields: str) -> Refusal | None:
    """The refusal of units, or of serial numbers, that are told of a line that the return has not."""
    known = {str(entry["line_id"]) for entry in case.lines}
    return next((wrong for field in fields if (wrong := stray(args.get(field), known, field)) is not None), None)


def approve_return(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """Agree; the buyer sends it back."""
    case = _case(order, args)
    if isinstance(case, Refusal):
        return case
    if case.state != "REQUESTED":
        return Refusal("not_in_this_state", {"state": case.state})
    move(case, RETURN, "APPROVED")
    move(case, RETURN, "AWAITING_PARCEL")
    case.approved_by, case.due_at = scene.actor.name, scene.world.now + timedelta(days=PARCEL_DAYS)
    change.note(order, "return", "approved")
    return None


def decline_return(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """Refuse, with a `note` that the buyer reads."""
    case = _case(order, args)
    if isinstance(case, Refusal):
        return case
    if case.state != "REQUESTED":
        return Refusal("not_in_this_state", {"state": case.state})
    if not str(args.get("note", "")).strip():
        return Refusal("note_missing")
    move(case, RETURN, "DECLINED")
    case.note, case.closed_at, case.approved_by = str(args["note"])[:1000], scene.world.now, scene.actor.name
    change.note(order, "return", "declined")
    return None


def cancel_return(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """The buyer keeps it after all; possible until the goods are back."""
    case = _case(order, args)
    if isinstance(case, Refusal):
        return case
    if case.kind == "refused" or not may_move(RETURN, case.state, "CANCELLED"):
        return Refusal("not_in_this_state", {"state": case.state})
    move(case, RETURN, "CANCELLED")
    case.closed_at = scene.world.now
    change.note(order, "return", "cancelled")
    return None


def expire_return(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """Nothing came within the days it was waited for: the return ends. A refused parcel is waited for on and on."""
    case = _case(order, args)
    if isinstance(case, Refusal):
        return case
    if case.kind == "refused" or case.state != "AWAITING_PARCEL":
        return Refusal("not_in_this_state", {"state": case.state})
    if case.due_at is None or case.due_at > scene.world.now:
        return Refusal("not_due_yet")
    move(case, RETURN, "EXPIRED")
    case.closed_at = scene.world.now
    change.note(order, "return", "expired")
    return None


def receive_return(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """The parcel is back: `received` {line id: units}; without it, everything that was asked."""
    case = _case(order, args)
    if isinstance(case, Refusal):
        return case
    if case.state not in ("AWAITING_PARCEL", "PARTIALLY_RECEIVED"):
        return Refusal("not_in_this_state", {"state": case.state})
    strange = _strange(case, args, "received")
    if strange is not None:
        return strange
    told = args.get("received")
    lines = []
    for entry in case.lines:
        units = entry["asked"] if told is None else entry["received"] + int(told.get(str(entry["line_id"]), 0))
        if not 0 <= units <= entry["asked"]:
            return Refusal("more_than_asked", {"asked": entry["asked"]})
        lines.append({**entry, "received": units})
    case.lines = lines
    whole = all(entry["received"] == entry["asked"] for entry in lines)
    to = "RECEIVED" if whole or args.get("close") or case.state == "PARTIALLY_RECEIVED" else "PARTIALLY_RECEIVED"
    move(case, RETURN, to)
    case.received_at = scene.world.now
    for parcel in order.parcels:
        if parcel.id == case.parcel_id and may_move(PARCEL, parcel.state, "RETURNED"):
            move(parcel, PARCEL, "RETURNED")
    change.note(order, "return", to, units=sum(entry["received"] for entry in lines))
    return None


def inspect_return(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """What came is looked at: `sellable` {line id: units} go back into stock, the rest of what came is defective.

    The stored share of the accepted units is refunded, exactly; `accept` false keeps the money (the goods go back to
    the buyer).
    """
    case = _case(order, args)
    if isinstance(case, Refusal):
        return case
    if case.state != "RECEIVED":
        return Refusal("not_in_this_state", {"state": case.state})
    strange = _strange(case, args, "sellable", "serials")
    if strange is not None:
        return strange
    told = args.get("sellable")
    checked: list[dict[str, Any]] = []
    for entry in case.lines:
        sellable = entry["received"] if told is None else int(told.get(str(entry["line_id"]), 0))
        if not 0 <= sellable <= entry["received"]:
            return Refusal("more_than_received", {"received": entry["received"]})
        checked.append({**entry, "sellable": sellable, "defective": entry["received"] - sellable})
    case.inspected_by, case.inspected_at = scene.actor.name, scene.world.now
    move(case, RETURN, "INSPECTED")
    if args.get("accept") is False:
        move(case, RETURN, "SENT_BACK")
        case.lines, case.closed_at = checked, scene.world.now
        change.note(order, "return", "sent_back")
        return None
    _take_back(order, case, checked, scene)
    _serials_back(order, args, scene)
    return None


def _serials_back(order: Order, args: Args, scene: Scene) -> None:
    """Numbers scanned at the return (`serials` {line id: [number]}): sellable, unless `serials_aside` names them."""
    aside = {str(one) for one in args.get("serials_aside") or []}
    told = [(int(line), str(one)) for line, many in (args.get("serials") or {}).items() for one in many]
    for sellable in (True, False):
        found = [(line, one) for line, one in told if (one not in aside) is sellable]
        if found:
            scene.batch.serials.taken_back.append((order.id, found, sellable))


def _take_back(order: Order, case: Return, checked: list[dict[str, Any]], scene: Scene) -> None:
    world = scene.world
    dropped = 0
    lines = []
    for entry in checked:
        line = order.line(entry["line_id"])
        line.returned += entry["received"]
        if line.sku_id is not None and case.warehouse_id is not None:
            world.move(line.sku_id, case.warehouse_id, entry["sellable"], "return", case.reason, order.id)
            if entry["defective"]:
                world.damage(line.sku_id, case.warehouse_id, entry["defective"])
        amount = money.drop_units(order, line, entry["received"])
        dropped += amount
        lines.append({**entry, "refund_minor": amount})
    kept = min(dropped, owed_minor(order, world))
    if kept:
        dropped -= kept
        order.cancelled_minor -= kept
        change.note(order, "gift", "owed", amount=kept)
    if case.kind == "refused" and all(line.returned == line.shipped for line in order.lines):
        dropped += money.drop_rest(order)
        if order.payment_state == "COD_DUE":
            money.set_payment_state(order, "FAILED")
    case.lines, case.refund_minor = lines, min(dropped, money.excess_minor(order))
    refund = money.ask_refund(
        order, "return", case.refund_minor, case.reason, scene.actor.name, world.now, scene.ids, return_id=case.id
    )
    if refund is None:
        move(case, RETURN, "COMPLETED")
        case.closed_at = world.now
    else:
        move(case, RETURN, "SETTLING")
        change.agree_small(order, refund, world)
    if all(line.returned == line.shipped for line in order.lines) and refund is None:
        order.stage = "closed"
    change.note(order, "return", "inspected", refund=case.refund_minor)


def complete(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """Close a delivered order before its time."""
    if order.delivered_at is None or order.stage != "settled":
        return Refusal("not_in_this_state", {"status": order.status})
    if any(r.closed_at is None for r in order.returns) or order.refund_open_minor:
        return Refusal("not_settled")
    order.stage = "closed"
    return None


COMMANDS = (
    Command(
        "request_return",
        "return.request",
        request_return,
        {"lines": "map", "reason": "text", "note": "text"},
        bulk=False,
    ),
    Command("approve_return", "return.approve", approve_return, {"return_id": "id"}),
    Command("decline_return", "return.approve", decline_return, {"return_id": "id", "note": "text"}),
    Command("cancel_return", "return.request", cancel_return, {"return_id": "id"}),
    Command("expire_return", "return.approve", expire_return, {"return_id": "id"}),
    Command(
        "receive_return", "return.receive", receive_return, {"return_id": "id", "received": "map", "close": "bool"}
    ),
    Command(
        "inspect_return",
        "return.inspect",
        inspect_return,
        {"return_id": "id", "sellable": "map", "accept": "bool", "serials": "texts_map", "serials_aside": "texts"},
        needs=("sellable", "accept"),
    ),
    Command("complete", "order.complete", complete),
    *refunds.COMMANDS,
    *contact.COMMANDS,
)
