"""A later message about an order that exists: applied by its version, never backwards. Pure."""

from __future__ import annotations

from typing import Any

import msgspec

from orderway.flow import change, conversation, line_split, money, paying, sources
from orderway.flow.asked import settled_by
from orderway.flow.asking import ALL_BACK
from orderway.flow.bundle import change_bundles
from orderway.flow.gate import Raise
from orderway.flow.order import Hold, Line, Order
from orderway.flow.parting import HOST, HOSTS, host_of
from orderway.flow.taking import AWAITED
from orderway.flow.telling import EDI_CHANGES
from orderway.flow.world import World
from orderway.journey.intake import channel_ships, edi_change
from orderway.journey.intake.exchange import exchanged
from orderway.journey.intake.make import make_line, make_person, take_payment, take_presale, wanted_of
from orderway.kernel.clock import is_believed
from orderway.kernel.errors import Refusal
from orderway.kernel.ids import Ids
from orderway.kernel.limits import NAME_CHARS_MAX
from orderway.lifecycle.moves import HOLD, move
from orderway.ports.channel import Document, IncomingOrder, Receiver

BY_CHANNEL = "channel"
REFUND_ASKED = ("requested", "proposed")
MONEY_NOT_THERE = ("failure", "failed", "error", "pending", "awaiting_response", "declined", "refused", "voided")
"""What a payment notice says of a try, or of money that is not there yet."""
SHIPPED = ("fulfilled", "partial")
"""What `extra.fulfillment_status` of an order says where all or part of it has left."""
REFUND_OVER = ("withdrawn", "closed", "cancelled", "rejected")
REFUNDS_OVER = "refunds_over"
"""Key in `Order.extra`: number of a wish for money back to the time when it was over."""
REFUNDS_OVER_MAX = 50


def update(order: Order, incoming: IncomingOrder, world: World, ids: Ids, hash_key: bytes) -> str:
    """Apply a message; 'update' when something changed, 'duplicate' when it tells nothing new or is older than what
    we know."""
    if incoming.version and order.channel_version and incoming.version < order.channel_version:
        return "duplicate"
    if incoming.version == order.channel_version and order.extra.get(EDI_CHANGES):
        return "duplicate"  # the order as it was before the changes that its partner sent since
    if order.person.erased_at is not None:
        incoming = msgspec.structs.replace(incoming, ship_to=Receiver(), buyer_note="", seller_note="")
    before = len(order.steps)
    refunded = order.refunded_minor
    refusals: list[tuple[str, Refusal]] = []
    _presale(order, incoming)
    take_payment_again(order, incoming, world, ids)
    if incoming.status == "cancelled":
        if order.status not in ("CANCELLED", "CLOSED") and order.stage != "closed":
            _address(order, incoming, world, hash_key)
            _notes(order, incoming, world, ids)
            refusals.append(("cancel", change.cancel(order, world, ids, "channel", BY_CHANNEL) or _DONE))
    else:
        refusals.append(("shipper", channel_ships.told(order, incoming, world) or _DONE))
        refusals += _lines(order, incoming, world, ids)
        refusals += _address(order, incoming, world, hash_key)
        _notes(order, incoming, world, ids)
        _forgive(order, order.refunded_minor - refunded)
        if order.refunded_minor > refunded:
            _stop_where_all_is_back(order, world, ids)
    _refund_wishes(order, incoming, world)
    _filed(order)
    if incoming.version > order.channel_version:
        order.channel_version = incoming.version
    for what, refusal in refusals:
        if refusal.code not in ("done", "nothing_changed", "nothing_to_cancel"):
            raise_hold(order, Raise("channel_contradiction", {"what": what, "why": refusal.code}), world, ids)
    return "update" if len(order.steps) > before else "duplicate"


_DONE = Refusal("done")


def _presale(order: Order, incoming: IncomingOrder) -> None:
    """Other terms of a pre-sale than before; an order that waits by the old ones is looked at again."""
    was = (order.deposit_minor, order.balance_due_at, order.ship_from)
    take_presale(order, incoming)
    if was != (order.deposit_minor, order.balance_due_at, order.ship_from):
        change.note(order, "presale", "changed", deposit=order.deposit_minor)
        if order.waits_for in ("payment", "ship_date"):
            order.waits_for, order.ready_at = "", None


def take_payment_again(order: Order, incoming: IncomingOrder, world: World, ids: Ids) -> None:
    """Payments and refunds that came since; an order that waited for them is looked at again."""
    was = (order.payment_state, order.captured_minor, order.refunded_minor)
    take_payment(order, incoming, world.now, ids)
    if was != (order.payment_state, order.captured_minor, order.refunded_minor):
        change.note(order, "payment", order.payment_state, captured=order.captured_minor)
        change.return_late_money(order, world, ids, BY_CHANNEL)
        if order.payment_state == "VOIDED":
            change.stop_unpaid(order, world)
        if order.waits_for == "payment":
            order.waits_for, order.ready_at = "", None


def _forgive(order: Order, paid_back_minor: int) -> None:
    """What the platform paid back while the goods still go out (a price difference, an apology) is owed no more."""
    missing = order.due_minor() - (order.captured_minor - order.refunded_minor - order.refund_open_minor)
    if paid_back_minor > 0 and missing > 0:
        money.forgive(order, min(paid_back_minor, missing))
        if money.is_settled(order) and order.waits_for == "payment":
            order.waits_for, order.ready_at = "", None


def _stop_where_all_is_back(order: Order, world: World, ids: Ids) -> None:
    """All that was paid is paid back and goods have not left: nothing goes out for it unless a person says so."""
    if not order.refunded_minor >= order.captured_minor > 0 or order.stage in ("road", "settled", "closed"):
        return
    left = any(line.ordered > line.shipped + line.cancelled for line in order.lines)
    if not left or any(hold.reason == "refund_asked" for hold in order.open_holds()):
        return
    raise_hold(order, Raise("refund_asked", {"amount": order.refunded_minor, ALL_BACK: True}), world, ids)
    for fulfilment in order.live_fulfilments():
        change.stop(order, fulfilment, world, "refund_asked")


def _lines(order: Order, incoming: IncomingOrder, world: World, ids: Ids) -> list[tuple[str, Refusal]]:
    """Quantities as the channel has them now; a line it no longer names is cancelled."""
    refusals: list[tuple[str, Refusal]] = []
    before = len(order.steps)
    known = _known(order)
    told = {line.external_id or str(position): (position, line) for position, line in enumerate(incoming.lines, 1)}
    if not told:
        return []
    for key, lines in known.items():
        wanted = wanted_of(told[key][1]) if key in told else 0
        if wanted:
            refusals.append(("goods", exchanged(order, lines, told[key][1], world, ids) or _DONE))
        per = lines[0].bundle_units or 1
        parts = line_split.by_root(order, lines)
        if wanted * per != line_split.told_units(order, parts[0]) and (key in told or known.keys() & told.keys()):
            for part in parts:
                line_split.tell_units(order, part, wanted * (part[0].bundle_units or 1))
            refusals.append(("quantity", _change(order, lines, wanted, world, ids) or _DONE))
    last = max([line.position for line in order.lines], default=0)
    for key, (position, wanted_line) in told.items():
        if key in known or not (known.keys() & told.keys()) or not wanted_of(wanted_line):
            continue
        if order.stage in ("road", "settled", "closed"):
            refusals.append(("line", Refusal("already_shipped")))
            continue
        last = max(last + 1, position)
        added = make_line(wanted_line, order.id, last, ids)
        added.paid_share_minor = added.ordered * added.unit_price_minor - added.discount_minor
        order.lines = [*order.lines, added]
        _host(order, added, wanted_line.live_host)
        order.total_minor += added.paid_share_minor
        order.goods_minor += added.ordered * added.unit_price_minor
        money.weigh(order)
        change.check_again(order)
        change.note(order, "line", "added", line=added.position, units=added.ordered)
    if len(order.steps) > before:
        order.units = sum([line.ordered - line.cancelled for line in order.lines])
        order.line_count = len(order.lines)
    return refusals


def _host(order: Order, added: Line, host: str) -> None:
    """Who sold a line live that came later, where that is not who sold all before."""
    if host == host_of(added, order):
        return
    hosts = order.extra.get(HOSTS) or {str(line.position): host_of(line, order) for line in order.lines}
    hosts = {**{at: who for at, who in hosts.items() if who}, str(added.position): host[:NAME_CHARS_MAX]}
    order.extra = {**{key: value for key, value in order.extra.items() if key != HOST}, HOSTS: hosts}


def _known(order: Order) -> dict[str, list[Line]]:
    """Our lines by the channel's key of them: several where a bundle stands behind it; our gifts are left out."""
    known: dict[str, list[Line]] = {}
    for line in order.lines:
        if not line.added_by:
            known.setdefault(line.external_id or str(line.position), []).append(line)
    return known


def _change(order: Order, lines: list[Line], wanted: int, world: World, ids: Ids) -> Refusal | None:
    if lines[0].bundle_units:
        return change_bundles(order, lines, wanted, world, ids, "channel", BY_CHANNEL)
    return line_split.change_quantity(order, lines, wanted, world, ids, "channel", BY_CHANNEL)


def _address(order: Order, incoming: IncomingOrder, world: World, hash_key: bytes) -> list[tuple[str, Refusal]]:
    """The receiver as the channel has it now; what staff corrected here and the channel did not change stays."""
    told = make_person(incoming.ship_to, order.id, incoming.ship_to.country or order.country, hash_key)
    fields = {name: getattr(told, name) for name in change.ADDRESS_FIELDS if getattr(told, name)}
    key = change.address_key(told)
    if order.extra.get(change.ADDRESS_TOLD) == key or all(getattr(order.person, k) == v for k, v in fields.items()):
        return []
    refusal = change.change_address(order, fields, world, "channel")
    if refusal is None:
        order.person.phone_hash, order.person.last4_hash, order.person.name_hash = (
            told.phone_hash,
            told.last4_hash,
            told.name_hash,
        )
        order.extra = {**order.extra, change.ADDRESS_TOLD: key}
        if order.questions:
            settled_by(order, sorted(fields), world, BY_CHANNEL)
    return [("address", refusal or _DONE)]


def _notes(order: Order, incoming: IncomingOrder, world: World, ids: Ids) -> None:
    for name, told in ((change.SELLER_NOTE, incoming.seller_note), (change.BUYER_NOTE, incoming.buyer_note)):
        if told:
            change.change_remark(order, name, told, world, ids, BY_CHANNEL)


def _filed(order: Order) -> None:
    """The buyer has filed the refund that they agreed to: nothing is short any more, and nothing waited for."""
    if AWAITED in order.extra and not any(line.backordered for line in order.lines):
        order.extra = {key: value for key, value in order.extra.items() if key != AWAITED}
        change.note(order, "shortage", "refund_filed")


def apply_document(order: Order, document: Document, world: World, ids: Ids) -> str:
    """A payment notice, a refund asked or made, a cancellation: 'update', or 'duplicate' where it tells nothing new."""
    before = len(order.steps)
    if document.kind in edi_change.KINDS:
        return edi_change.apply_change(order, document, world, ids)
    if document.kind == "cancellation":
        change.cancel(order, world, ids, "channel", BY_CHANNEL)
    elif document.kind == "payment" and document.amount_minor and _came(document):
        key = document.number or f"notice:{document.amount_minor}"
        if _notice(order, document, document.amount_minor, key, world, ids):
            change.note(order, "payment", order.payment_state, captured=order.captured_minor)
            change.return_late_money(order, world, ids, BY_CHANNEL)
            if order.waits_for == "payment":
                order.waits_for, order.ready_at = "", None
    elif document.kind == "fulfilment":
        channel_ships.told_of(order, document, world)
    elif document.kind == "message":
        _message(order, document, world, ids)
    elif document.kind in ("refund_request", "refund"):
        told = document.status.lower()
        if told in REFUND_OVER:
            withdraw_refund(order, world, document.number)
            _keep_over(order, document)
        elif (document.kind == "refund_request" or told in REFUND_ASKED) and not _is_over(order, document):
            ask_refund(order, document, world, ids)
    _filed(order)
    return "update" if len(order.steps) > before else "duplicate"


def _message(order: Order, document: Document, world: World, ids: Ids) -> None:
    """What the buyer wrote on the platform or by mail: `text` and `way` of its data; once by its number. With `by` shop
    it is what somebody answered on the platform itself; with `by` us what went out from here."""
    text = conversation.text_of(document.data.get("text"))
    way = str(document.data.get("way") or conversation.PLATFORM)
    way = way if way in conversation.WAYS else conversation.PLATFORM
    if document.data.get("by") == "us":
        return
    if document.data.get("by") == "shop":
        if text and conversation.said_there(order, text, way, world.now, ids.next(), document.number[:NAME_CHARS_MAX]):
            change.note(order, "contact", "answered", way=way)
        return
    if text and conversation.heard(order, text, way, "buyer", world.now, ids.next(), document.number[:NAME_CHARS_MAX]):
        change.note(order, "contact", "asked", way=way)


def _came(document: Document) -> bool:
    """Whether a payment notice tells of money that came: not of a try that failed, of money given back or released."""
    return document.status.lower() not in MONEY_NOT_THERE and document.data.get("kind") not in ("refund", "void")


def _notice(order: Order, document: Document, amount_minor: int, key: str, world: World, ids: Ids) -> bool:
    """Money told by a notice: what an order's own message has counted already is counted no second time."""
    only = document.status == "authorized" or document.data.get("kind") == "authorization"
    kind = "authorised" if only else "captured"
    source = str(document.data.get("source") or "")
    at = document.at if document.at is not None and is_believed(document.at) else world.now
    if not paying.notice(order, kind, amount_minor, at, key, ids, BY_CHANNEL, source):
        return False
    if source in sources.VALUES:
        told = order.extra.get(sources.TENDERS, {})
        order.extra = {**order.extra, sources.TENDERS: {**told, source: told.get(source, 0) + amount_minor}}
    return True


def _keep_over(order: Order, document: Document) -> None:
    """Remember when a wish for money back was over, so that the wish told again is no new one."""
    over: dict[str, str] = order.extra.get(REFUNDS_OVER, {})
    if document.number and document.at and len(over) < REFUNDS_OVER_MAX:
        order.extra = {**order.extra, REFUNDS_OVER: {**over, document.number: document.at.isoformat()}}


def _is_over(order: Order, document: Document) -> bool:
    over = order.extra.get(REFUNDS_OVER, {}).get(document.number)
    return bool(over and document.at and document.at.isoformat() <= over)


def ask_refund(order: Order, document: Document, world: World, ids: Ids) -> None:
    """The buyer asked for money back on the platform: nothing more goes out for it until that is settled."""
    if any(h.reason == "refund_asked" and h.state == "OPEN" for h in order.holds):
        return
    facts: dict[str, Any] = {"number": document.number, "amount": document.amount_minor or 0}
    if document.lines:
        facts["by_line"] = True
    if any(h.reason == "refund_asked" and h.facts == facts and h.note != "withdrawn" for h in order.holds):
        return  # decided here already; the platform goes on telling it
    raise_hold(order, Raise("refund_asked", facts), world, ids)
    for fulfilment in order.live_fulfilments():
        change.stop(order, fulfilment, world, "refund_asked")
    change.note(order, "refund", "asked", number=document.number)


def already_there(order: Order, incoming: IncomingOrder, world: World, ids: Ids) -> None:
    """Hold an order that comes for the first time and was shipped there before: it must not be shipped again."""
    shipped = incoming.status == "closed" or incoming.extra.get("fulfillment_status") in SHIPPED
    if shipped and not order.channel_fulfilled:
        raise_hold(order, Raise("shipped_there", {"word": "shipped"}), world, ids)


def withdraw_refund(order: Order, world: World, number: str) -> None:
    """The wish for money back is over, granted or not: what is left of the order goes on."""
    for hold in order.holds:
        if hold.reason == "refund_asked" and hold.state == "OPEN" and number in ("", hold.facts.get("number")):
            move(hold, HOLD, "RELEASED")
            hold.resolved_at, hold.resolved_by, hold.note = world.now, BY_CHANNEL, "withdrawn"
            change.note(order, "refund", "withdrawn", number=hold.facts.get("number"))


def _refund_wishes(order: Order, incoming: IncomingOrder, world: World) -> None:
    """A platform that tells of refunds line by line and names none any more: the wish is over."""
    if not any(line.refund_status == "requested" for line in incoming.lines):
        for hold in order.open_holds():
            if hold.reason == "refund_asked" and hold.facts.get("by_line"):
                withdraw_refund(order, world, str(hold.facts.get("number")))


def raise_hold(order: Order, one: Raise, world: World, ids: Ids) -> None:
    """Raise a hold by the channel's word, once for the same facts."""
    if any(h.reason == one.reason and h.facts == one.facts and h.note != "withdrawn" for h in order.holds):
        return
    reason = world.refs.hold_kind(one.reason)
    hold = Hold(
        ids.next(),
        order.id,
        one.reason,
        HOLD.first,
        list(reason.blocks),
        reason.owner,
        world.now,
        None,
        one.facts,
        raised_by=BY_CHANNEL,
    )
    order.holds.append(hold)
    change.note(order, "hold", one.reason)
