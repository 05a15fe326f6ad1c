"""What people do about a defect: correct its cause, hold by hand, release, add a note, change or cancel the order."""

from __future__ import annotations

from datetime import timedelta

from orderway.flow import change, conversation, reading, settling
from orderway.flow.advance import hold_of
from orderway.flow.asked import settled_by
from orderway.flow.bundle import change_bundles, together
from orderway.flow.command import Args, Command, Scene
from orderway.flow.ending import OVER
from orderway.flow.gate import Raise
from orderway.flow.naming import names_nothing, stray
from orderway.flow.order import Hold, Line, Note, Order
from orderway.flow.person import hash_person
from orderway.kernel.errors import Refusal
from orderway.kernel.limits import NAME_CHARS_MAX, TEXT_CHARS_MAX
from orderway.lifecycle.moves import HOLD, move
from orderway.lifecycle.reasons import AT_END

HOLD_HOURS_MAX = 24 * 60
"""A hold by hand ends within sixty days, or never by itself."""
ADDRESS_FIELDS = ("name", "phone", "email", "company", "country", "province", "city", "district", "street", "postcode")


def correct_address(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """Change the receiver (name, phone, any part of the address); checked again, a label with the old one is void."""
    fields = {name: str(args[name]).strip()[:NAME_CHARS_MAX] for name in ADDRESS_FIELDS if args.get(name) is not None}
    if order.person.token:
        return Refusal("buyer_is_encrypted")
    refusal = change.change_address(order, fields, scene.world, "address_changed")
    if refusal is None:
        hash_person(order.person, scene.hash_key)
        order.edited_by = scene.actor.name
        if scene.world.refs.shops[order.shop_id].policy.second_pair_delivery:
            settling.second_pair(order, scene.actor.name, scene.world, scene.ids)
        if order.questions:
            settled_by(order, sorted(fields), scene.world, scene.actor.name)
    return refusal


def change_quantity(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """Another quantity for one line: `line_id`, `quantity` (0 cancels the line). A component takes its bundle along."""
    try:
        line = order.line(int(args["line_id"]))
    except KeyError:
        return names_nothing("unknown_line", "line_id")
    if args.get("quantity") is None:
        return Refusal("nothing_asked")
    refusal = _change(order, line, int(args["quantity"]), scene)
    if refusal is None:
        order.units = sum([each.ordered - each.cancelled for each in order.lines])
        settling.second_pair(order, scene.actor.name, scene.world, scene.ids)
    return refusal


def _change(order: Order, line: Line, quantity: int, scene: Scene) -> Refusal | None:
    if not line.bundle_units:
        return change.change_quantity(order, line, quantity, scene.world, scene.ids, "edited", scene.actor.name)
    if quantity % line.bundle_units:
        return Refusal("whole_bundles", {"units": line.bundle_units})
    lines, bundles = together(order, line), quantity // line.bundle_units
    return change_bundles(order, lines, bundles, scene.world, scene.ids, "edited", scene.actor.name)


def cancel(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """Cancel the order, or `units` by line id; what a warehouse holds is asked back first; `reason` says why."""
    told = args.get("units")
    strange = stray(told, {str(line.id) for line in order.lines}, "units")
    if strange is not None:
        return strange
    units = {int(k): int(v) for k, v in told.items()} if told is not None else None
    if units is not None and not any(units.values()):
        return Refusal("nothing_asked")
    return change.cancel(order, scene.world, scene.ids, str(args.get("reason") or "cancelled"), scene.actor.name, units)


def hold(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """Hold by hand, with a note that says why: the order, or the lines of a `sku` or one `line_id`; for good, or for
    `hours` and then `at_end` (release, cancel, escalate)."""
    if order.stage in OVER:
        return Refusal("already_shipped", {"status": order.status})
    lines = _lines_meant(order, args, scene)
    if isinstance(lines, Refusal):
        return lines
    held = {h.line_id for h in order.holds if h.reason == "by_hand" and h.state == "OPEN"}
    if held.issuperset(lines):
        return Refusal("held_already")
    hours = int(args.get("hours") or 0)
    at_end = str(args.get("at_end") or ("release" if hours else ""))
    if not 0 <= hours <= HOLD_HOURS_MAX or (at_end and at_end not in AT_END):
        return Refusal("bad_end", {"hours": HOLD_HOURS_MAX, "known": list(AT_END)})
    for line_id in lines:
        if line_id not in held:
            facts = {"by": scene.actor.name}
            made = hold_of(order, Raise("by_hand", facts, line_id), scene.actor.name, scene.world, scene.ids)
            made.note = str(args.get("note", ""))[:TEXT_CHARS_MAX]
            if hours:
                made.until, made.at_end = scene.world.now + timedelta(hours=hours), at_end
            order.holds = [*order.holds, made]
    change.note(order, "hold", "by_hand", **({"hours": hours, "then": at_end} if hours else {}))
    return None


def _lines_meant(order: Order, args: Args, scene: Scene) -> list[int | None] | Refusal:
    """The lines a hold is for; [None]: the order."""
    if args.get("line_id"):
        line_id = int(args["line_id"])
        return (
            [line_id] if any(line.id == line_id for line in order.lines) else names_nothing("unknown_line", "line_id")
        )
    code = str(args.get("sku") or "").strip()
    if not code:
        return [None]
    skus = scene.world.refs.skus
    found: list[int | None] = [
        line.id
        for line in order.lines
        if line.sku_code == code or (line.sku_id in skus and skus[line.sku_id].code == code)
    ]
    return found or names_nothing("unknown_line", "sku")


def release_hold(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """Release open holds: one by `hold_id`, or all of a `reason`. A reason that only its cause can release is
    refused."""
    wanted = [h for h in order.open_holds() if str(h.id) == str(args.get("hold_id")) or h.reason == args.get("reason")]
    if not wanted:
        return names_nothing("no_such_hold", "hold_id" if args.get("hold_id") else "reason")
    for one in wanted:
        refusal = may_release(one, order, scene)
        if refusal:
            return refusal
    for one in wanted:
        let_go(one, scene, str(args.get("note", "")))
    settling.finance_next(order, scene.world, scene.ids)
    change.note(order, "release_hold", ",".join(h.reason for h in wanted))
    return None


def may_release(one: Hold, order: Order, scene: Scene) -> Refusal | None:
    """Why this actor may not release this hold; None where they may."""
    reason = scene.world.refs.hold_kind(one.reason)
    if not reason.may_release:
        return Refusal("correct_the_cause", {"reason": one.reason})
    if not scene.actor.may(reason.may_release):
        return Refusal("not_your_role", {"roles": list(reason.may_release)})
    policy = scene.world.refs.shops[order.shop_id].policy
    limit = policy.second_pair_amount_minor
    own = settling.own_review(order, one, policy, scene.actor.name)
    if own is not None:
        return own
    if one.reason == "edited" and limit is not None and order.edited_by == scene.actor.name:
        return Refusal("own_edit", {"by": order.edited_by})
    return None


def let_go(one: Hold, scene: Scene, note: str) -> None:
    """Release a hold in the actor's name."""
    move(one, HOLD, "RELEASED")
    one.resolved_at, one.resolved_by, one.note = scene.world.now, scene.actor.name, note[:TEXT_CHARS_MAX]


def claim_hold(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """Take an order's open holds as one's own work; `free` gives them back."""
    holds = order.open_holds()
    if not holds:
        return Refusal("no_such_hold")
    name = "" if args.get("free") else scene.actor.name
    for one in holds:
        one.claimed_by = name
    return None


def check_again(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """Send the order through all gates again, after something outside it was corrected (a listing was mapped)."""
    if order.stage in ("road", "settled", "closed"):
        return Refusal("already_shipped", {"status": order.status})
    reading.need_listings(
        scene.world.refs, scene.batch.cursor, [(order.shop_id, line.listing, line.sku_code) for line in order.lines]
    )
    for line in order.lines:
        if line.sku_id is None:
            line.sku_id = scene.world.refs.sku_of(order.shop_id, line.listing, line.sku_code)
    order.stage = "check"
    order.waits_for, order.ready_at = "", None
    return None


def add_note(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """Append a remark of staff: `text`, `kind` (merchant, contact, warehouse)."""
    text = str(args.get("text", "")).strip()[:TEXT_CHARS_MAX]
    if not text:
        return Refusal("text_missing")
    order.notes.append(
        Note(
            scene.ids.next(), order.id, scene.world.now, scene.actor.name, str(args.get("kind", "merchant"))[:20], text
        )
    )
    if order.conversations and str(args.get("kind")) == "contact":
        conversation.answered(order, scene.actor.name, scene.world.now)
    change.note(order, "note", "added")
    return None


def change_remark(order: Order, args: Args, scene: Scene) -> Refusal | None:
    """Another text for a remark: `which` (buyer_note, seller_note), `text`; an empty text takes it away."""
    which = str(args.get("which") or change.SELLER_NOTE)
    if which not in change.REMARKS:
        return Refusal("unknown_kind", {"known": list(change.REMARKS)})
    refusal = change.change_remark(
        order, which, str(args.get("text") or "").strip(), scene.world, scene.ids, scene.actor.name
    )
    if refusal is None:
        order.edited_by = scene.actor.name
    return refusal


COMMANDS = (
    Command(
        "correct_address", "order.edit_contact", correct_address, dict.fromkeys(ADDRESS_FIELDS, "text"), bulk=False
    ),
    Command("change_quantity", "order.edit", change_quantity, {"line_id": "id", "quantity": "int"}, bulk=False),
    Command("cancel", "order.cancel", cancel, {"reason": "text", "units": "map"}, needs=("reason", "units")),
    Command(
        "hold",
        "order.hold",
        hold,
        {"note": "text", "line_id": "id", "sku": "text", "hours": "int", "at_end": "text"},
    ),
    Command("release_hold", "order.hold", release_hold, {"hold_id": "id", "reason": "text", "note": "text"}),
    Command("claim", "order.hold", claim_hold, {"free": "bool"}),
    Command("check_again", "order.edit", check_again),
    Command("change_remark", "order.edit", change_remark, {"which": "text", "text": "text"}, False, ("text",)),
    Command("add_note", "order.note", add_note, {"text": "text", "kind": "text"}),
)
