"""A new order from what a channel tells. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from orderway.flow import change, money
from orderway.flow.invoice import ask, wish_of
from orderway.flow.order import Line, Order, Person, Refund
from orderway.flow.parting import HOST, HOSTS
from orderway.flow.person import hash_person
from orderway.flow.reference import ShopInfo
from orderway.journey.intake.tenders import take_tenders
from orderway.kernel.clock import is_believed
from orderway.kernel.ids import Ids
from orderway.kernel.limits import LINES_PER_ORDER_MAX, NAME_CHARS_MAX, QUANTITY_MAX, TEXT_CHARS_MAX
from orderway.kernel.money import AMOUNT_MINOR_MAX
from orderway.lifecycle.moves import PAYMENT, REFUND, move
from orderway.places.address_text import parts_of
from orderway.places.tax_numbers import is_tax_number
from orderway.ports.channel import IncomingLine, IncomingOrder, Receiver

NO_TIME = "placed_at_unknown"
"""Key in `IncomingOrder.extra`: the file has no column for the order's time; it is taken as placed when it is read."""
CODE_CHARS_MAX = 200
_CODE, _NAME, _TEXT = slice(CODE_CHARS_MAX), slice(NAME_CHARS_MAX), slice(TEXT_CHARS_MAX)


def absurd(incoming: IncomingOrder) -> str:
    """What makes an order impossible to keep as one, as a code; empty where it can be kept."""
    if not incoming.external_id or len(incoming.external_id) > CODE_CHARS_MAX:
        return "external_id_missing"
    if len(incoming.lines) > LINES_PER_ORDER_MAX:
        return "too_many_lines"
    if incoming.currency and (len(incoming.currency) != 3 or not incoming.currency.isalpha()):
        return "currency_unknown"
    if not is_believed(incoming.placed_at) and not incoming.extra.get(NO_TIME):
        return "date_absurd"
    for at in (incoming.paid_at, incoming.balance_due_at, incoming.ship_from):
        if at is not None and not is_believed(at):
            return "date_absurd"
    goods_minor = 0
    for line in incoming.lines:
        quantity, price = line.quantity, abs(line.unit_price_minor)
        if not 0 <= quantity <= QUANTITY_MAX:
            return "quantity_absurd"
        goods_minor += quantity * price
        if price > AMOUNT_MINOR_MAX or goods_minor > AMOUNT_MINOR_MAX:
            return "amount_absurd"
    if max(abs(incoming.total_minor), abs(incoming.paid_minor), abs(incoming.discount_minor)) > AMOUNT_MINOR_MAX:
        return "amount_absurd"
    return ""


def make_order(
    incoming: IncomingOrder, shop: ShopInfo, now: datetime, ids: Ids, hash_key: bytes, origin: str = "channel"
) -> Order:
    """The order with its lines, person and payments, before the first gate. `absurd(incoming)` must be empty."""
    order_id = ids.next()
    country = incoming.ship_to.country or shop.country
    lines = [make_line(line, order_id, position, ids) for position, line in enumerate(incoming.lines, 1)]
    money.share_lines(lines, incoming.total_minor, incoming.shipping_minor)
    person = make_person(incoming.ship_to, order_id, country, hash_key)
    first = lines[0].title if lines else ""
    order = Order(
        id=order_id,
        shop_id=shop.id,
        external_id=incoming.external_id,
        number=(incoming.number or incoming.external_id)[_CODE],
        placed_at=now if incoming.extra.get(NO_TIME) else incoming.placed_at,
        received_at=now,
        currency=(incoming.currency or shop.currency).upper(),
        total_minor=incoming.total_minor,
        stage="check",
        channel_version=incoming.version,
        origin=origin,
        country=country,
        province=person.province,
        city=person.city,
        goods_minor=sum([line.amount_minor() for line in incoming.lines]),
        discount_minor=incoming.discount_minor,
        shipping_minor=incoming.shipping_minor,
        tax_minor=incoming.tax_minor,
        tax_included=incoming.tax_included,
        subsidy_minor=incoming.subsidy_minor,
        payment_state=PAYMENT.first,
        payment_method=incoming.payment_method,
        buyer_note=incoming.buyer_note[_TEXT],
        seller_note=incoming.seller_note[_TEXT],
        wishes=incoming.wishes,
        language=incoming.language or shop.language,
        line_count=len(lines),
        first_title=first,
        channel_fulfilled=incoming.fulfilled_by_channel,
        extra=told_beside(incoming),
        person=person,
        lines=lines,
    )
    take_presale(order, incoming)
    dropped = _drop_unwanted(order, incoming)
    order.units = sum([line.ordered - line.cancelled for line in lines])
    take_payment(order, incoming, now, ids)
    take_invoice(order, now, ids)
    back = min(dropped, money.excess_minor(order))
    refund = money.ask_refund(order, "before_ship", back, "channel", "channel", now, ids) if back else None
    if refund is not None:
        change.agree_within(refund, shop.policy.refund_limit_minor)
    return order


def _drop_unwanted(order: Order, incoming: IncomingOrder) -> int:
    """Units that the channel took off again before we heard of the order; what they carried."""
    dropped = 0
    for line, told in zip(order.lines, incoming.lines, strict=True):
        gone = line.ordered - wanted_of(told) if told.current_quantity is not None else 0
        if gone > 0:
            line.open -= gone
            line.cancelled += gone
            change.tell_units(order, line, line.ordered - gone)
            dropped += money.drop_units(order, line, gone)
    return dropped


def wanted_of(line: IncomingLine) -> int:
    """The units of a line that the buyer still wants, after the channel's own edits and refunds."""
    return line.quantity if line.current_quantity is None else min(line.quantity, max(0, line.current_quantity))


def told_beside(incoming: IncomingOrder) -> dict[str, Any]:
    """What the channel says beyond our columns, with what contradicts itself for the check."""
    extra = incoming.extra
    if incoming.fees_minor:
        extra = {**extra, "fees": incoming.fees_minor}
    hosts: dict[str, str] = {}
    odd = 0
    for at, line in enumerate(incoming.lines, 1):
        if line.live_host:
            hosts[str(at)] = line.live_host[_NAME]
        if line.quantity_exact:
            odd += 1
    if hosts:
        same = len(hosts) == len(incoming.lines) and len(set(hosts.values())) == 1
        extra = {**extra, **({HOST: hosts["1"]} if same else {HOSTS: hosts})}
    if odd:
        extra = {**extra, "contradictions": [*extra.get("contradictions", []), f"quantity of {odd} lines"]}
    return extra


def make_line(line: IncomingLine, order_id: int, position: int, ids: Ids) -> Line:
    """One line, all of it open."""
    return Line(
        id=ids.next(),
        order_id=order_id,
        position=position,
        external_id=line.external_id[_CODE],
        listing=line.listing[_CODE],
        sku_code=line.sku[_CODE],
        title=line.title[_NAME],
        variant=line.variant[_NAME],
        ordered=line.quantity,
        unit_price_minor=line.unit_price_minor,
        discount_minor=line.discount_minor,
        tax_minor=line.tax_minor,
        paid_share_minor=0,
        gift=line.gift,
        open=line.quantity,
        weight_grams=line.weight_grams or 0,
    )


def make_person(to: Receiver, order_id: int, country: str, hash_key: bytes) -> Person:
    """The receiver, with the hashes by which they are found."""
    person = Person(
        order_id=order_id,
        name=to.name[_NAME],
        phone=to.phone[_NAME],
        email=to.email[_NAME],
        company=to.company[_NAME],
        country=country,
        province=to.province[_NAME],
        city=to.city[_NAME],
        district=to.district[_NAME],
        street=to.street[_TEXT],
        postcode=to.postcode[_NAME],
        raw=to.raw[_TEXT],
        token=to.token[_TEXT],
    )
    if person.raw and not (person.street or person.city or person.province) and not person.token:
        read_raw(person)
    hash_person(person, hash_key)
    return person


def read_raw(person: Person) -> None:
    """An address that came as one text: a Chinese one is taken apart as far as it is certain, any other is the street.

    What the text says of the receiver (name, phone) is taken where the channel does not say it.
    """
    found = parts_of(person.raw, person.country)
    person.province, person.city, person.district, person.street = found[:4]
    person.name = person.name or found.name[_NAME]
    person.phone = person.phone or found.phone[_NAME]
    person.postcode = person.postcode or found.postcode


def take_invoice(order: Order, now: datetime, ids: Ids) -> None:
    """A wish for an invoice, as the channel tells it, goes into the queue; its words leave the order's own row."""
    wish = wish_of(order.wishes) if order.wishes else None
    if wish is None:
        return
    one = ask(order, wish, now, ids, "channel")
    if wish.tax_number and not is_tax_number(wish.tax_number, order.country):
        one.failure = "tax_number_wrong"
    kept = {key: text for key, text in order.wishes.items() if not key.startswith("invoice")}
    order.wishes = {**kept, "invoice": one.kind}


def take_presale(order: Order, incoming: IncomingOrder) -> None:
    """Deposit, last day of the balance and first day of shipping, where the channel tells them.

    A pre-sale of which only a part is paid names no deposit on some platforms: what is paid is it then.
    """
    deposit = incoming.deposit_minor
    if not deposit and incoming.payment_status == "partially_paid" and incoming.extra.get("presale"):
        deposit = incoming.paid_minor
    if 0 < deposit < order.total_minor:
        order.deposit_minor = deposit
    order.balance_due_at = incoming.balance_due_at or order.balance_due_at
    order.ship_from = incoming.ship_from or order.ship_from


def take_payment(order: Order, incoming: IncomingOrder, now: datetime, ids: Ids) -> None:
    """What the channel says came, as payments; cumulative amounts, so that telling it again changes nothing."""
    at = incoming.paid_at or (incoming.placed_at if incoming.paid_minor else now)
    status = incoming.payment_status
    if status == "cod_due" and order.payment_state == PAYMENT.first:
        money.set_payment_state(order, "COD_DUE")
        order.paid_at = order.placed_at
        return
    if status == "voided" and order.payment_state in (PAYMENT.first, "AUTHORIZED"):
        money.pay(order, "voided", 0, now, "channel:voided", ids, incoming.payment_method, "channel")
        return
    if status == "failed" and order.payment_state == PAYMENT.first:
        money.set_payment_state(order, "FAILED")
        return
    if status == "authorized" and not order.authorised_minor:
        take_tenders(order, incoming, at, ids)
        money.pay(
            order,
            "authorised",
            (incoming.paid_minor or order.total_minor) - order.captured_minor,
            at,
            "channel:authorised",
            ids,
            incoming.payment_method,
            "channel",
        )
        return
    take_tenders(order, incoming, at, ids)
    more = incoming.paid_minor - order.captured_minor
    if more > 0:
        money.pay(
            order, "captured", more, at, f"channel:{incoming.paid_minor}", ids, incoming.payment_method, "channel"
        )
    elif order.total_minor <= 0 and status == "paid":
        money.pay(order, "captured", 0, at, "channel:0", ids, incoming.payment_method, "channel")
    gone = settle_asked(order, incoming.refunded_minor - order.refunded_minor, now) - order.refund_open_minor
    if gone > 0:
        refund = money.ask_refund(order, "refund_only", gone, "channel", "channel", now, ids)
        if refund is not None:
            accept_refund(order, refund, now)


def settle_asked(order: Order, told_minor: int, now: datetime) -> int:
    """Refunds that we meant to make and the platform made: they are done; what of `told_minor` is left beside them."""
    for refund in order.refunds:
        if refund.state in ("REQUESTED", "APPROVED") and refund.amount_minor <= told_minor:
            told_minor -= refund.amount_minor
            accept_refund(order, refund, now)
    return told_minor


def accept_refund(order: Order, refund: Refund, now: datetime) -> None:
    """A platform's refund is a fact: it went through all its states on the platform."""
    if refund.state == REFUND.first:
        move(refund, REFUND, "APPROVED")
    move(refund, REFUND, "PROCESSING")
    refund.approved_by = refund.approved_by or "channel"
    money.refund_paid(order, refund, now)
