"""What the own API takes for an order: strict forms of its own, and the mapping to the port's order.

The engine's structs and the port's may change without these; these change only with the API's version. The fields stand
in the sequence of the port's, so that a form can be written as a message without being mapped first (`message_of`).
"""

from __future__ import annotations

from datetime import datetime
from itertools import product
from string import ascii_uppercase
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from orderway.journey.intake.inbox import LATER, LIVE, URGENT
from orderway.journey.intake.make import CODE_CHARS_MAX
from orderway.kernel.clock import is_believed
from orderway.kernel.limits import LINES_PER_ORDER_MAX, NAME_CHARS_MAX, QUANTITY_MAX, TEXT_CHARS_MAX
from orderway.kernel.money import AMOUNT_MINOR_MAX
from orderway.ports.channel import IncomingLine, IncomingOrder, Receiver
from orderway.web.problems import WRONG_YEAR, wrong

CURRENCIES = frozenset(
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP "
    "CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG "
    "HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL "
    "MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR "
    "RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD "
    "TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG".split()
)
"""ISO 4217, the currencies one pays with."""
COUNTRIES = frozenset(("", *map("".join, product(ascii_uppercase, repeat=2))))
"""What a country may be told as: two capital letters, or nothing."""
EXTRAS_MAX = 50
WEIGHT_GRAMS_MAX = 10**8
WHOLE_NUMBER_MAX = 2**53
"""Beyond it, JSON readers lose digits."""
WRONG_COUNTRY = "it is not two capital letters"

Code = Annotated[str, Meta(min_length=1, max_length=CODE_CHARS_MAX)]
Short = Annotated[str, Meta(max_length=CODE_CHARS_MAX)]
Name = Annotated[str, Meta(max_length=NAME_CHARS_MAX)]
Remark = Annotated[str, Meta(max_length=TEXT_CHARS_MAX)]
Amount = Annotated[int, Meta(ge=0, le=AMOUNT_MINOR_MAX, description="Minor units of the order's currency")]
Quantity = Annotated[int, Meta(ge=0, le=QUANTITY_MAX)]
Grams = Annotated[int, Meta(ge=0, le=WEIGHT_GRAMS_MAX)]
Instant = Annotated[datetime, Meta(tz=True)]
Country = Annotated[str, Meta(max_length=2, description="ISO 3166 alpha-2, capital letters; empty: the shop's country")]
Currency = Annotated[
    str, Meta(min_length=3, max_length=3, description="ISO 4217", extra_json_schema={"enum": sorted(CURRENCIES)})
]
Whole = Annotated[int, Meta(ge=-WHOLE_NUMBER_MAX, le=WHOLE_NUMBER_MAX)]
Wishes = Annotated[dict[Name, Remark], Meta(max_length=EXTRAS_MAX)]
Extras = Annotated[
    dict[Name, Annotated[str, Meta(max_length=TEXT_CHARS_MAX)] | Whole | bool | None], Meta(max_length=EXTRAS_MAX)
]
PAID = frozenset(("paid", "authorized", "cod_due"))
"""States of payment in which an order can go on at once."""
PaymentStatus = Literal["unpaid", "authorized", "partially_paid", "paid", "cod_due", "voided", "failed"]


class OrderReceiver(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """Whom the parcel goes to; `raw` is the address as one text where there are no parts."""

    name: Name = ""
    phone: Name = ""
    email: Name = ""
    country: Country = ""
    province: Name = ""
    city: Name = ""
    district: Name = ""
    street: Remark = ""
    postcode: Name = ""
    company: Name = ""
    raw: Remark = ""
    token: Remark = ""


class OrderLine(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True, kw_only=True, gc=False):
    """One position: `sku` is the seller's code, `listing` the key under which the shop sells it."""

    external_id: Code
    sku: Short = ""
    title: Name = ""
    quantity: Quantity
    unit_price_minor: Amount
    listing: Short = ""
    discount_minor: Amount = 0
    tax_minor: Amount = 0
    variant: Name = ""
    weight_grams: Grams | None = None
    gift: bool = False
    ships: bool = True
    live_host: Short = ""


class NewOrder(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """An order to be created. `shop` may be left out where the key belongs to one shop only."""

    external_id: Code
    placed_at: Instant
    currency: Currency
    lines: Annotated[list[OrderLine], Meta(min_length=1, max_length=LINES_PER_ORDER_MAX)]
    total_minor: Amount
    number: Short = ""
    tax_minor: Amount = 0
    tax_included: bool = False
    shipping_minor: Amount = 0
    discount_minor: Amount = 0
    subsidy_minor: Amount = 0
    paid_minor: Amount = 0
    payment_status: PaymentStatus = "unpaid"
    payment_method: Short = ""
    paid_at: Instant | None = None
    ship_to: OrderReceiver = msgspec.field(default_factory=OrderReceiver)
    bill_to: OrderReceiver | None = None
    buyer_id: Short = ""
    buyer_note: Remark = ""
    seller_note: Remark = ""
    language: Annotated[str, Meta(max_length=10)] = ""
    version: Short = ""
    wishes: Wishes = {}
    extra: Extras = {}
    deposit_minor: Amount = 0
    balance_due_at: Instant | None = None
    ship_from: Instant | None = None
    shop: Short = ""


_encoder = msgspec.json.Encoder()


def checked(order: NewOrder) -> NewOrder:
    """The order, where it makes sense beyond its types; raises Problem 422 with the field."""
    if order.currency not in CURRENCIES:
        raise wrong("#/currency", "this is no currency of ISO 4217")
    key = order.external_id
    if not key.isprintable() or key != key.strip():
        raise wrong("#/external_id", "it has blanks at its ends, or characters that cannot be seen")
    if not is_believed(order.placed_at):
        raise wrong("#/placed_at", WRONG_YEAR)
    if order.paid_at is not None and not is_believed(order.paid_at):
        raise wrong("#/paid_at", WRONG_YEAR)
    if order.balance_due_at is not None and not is_believed(order.balance_due_at):
        raise wrong("#/balance_due_at", WRONG_YEAR)
    if order.ship_from is not None and not is_believed(order.ship_from):
        raise wrong("#/ship_from", WRONG_YEAR)
    if order.ship_to.country not in COUNTRIES:
        raise wrong("#/ship_to/country", WRONG_COUNTRY)
    if order.bill_to is not None and order.bill_to.country not in COUNTRIES:
        raise wrong("#/bill_to/country", WRONG_COUNTRY)
    _check_lines(order.lines)
    return order


def _check_lines(lines: list[OrderLine]) -> None:
    goods = units = 0
    seen: set[str] = set()
    for at, line in enumerate(lines):
        if not (line.sku or line.listing or line.title):
            raise wrong(f"#/lines/{at}/sku", "sku, listing or title must say what was sold")
        if line.external_id in seen:
            raise wrong(f"#/lines/{at}/external_id", "another line of the order has the same external_id")
        seen.add(line.external_id)
        units += line.quantity
        goods += line.quantity * line.unit_price_minor
        if goods > AMOUNT_MINOR_MAX:
            raise wrong(f"#/lines/{at}/unit_price_minor", f"the goods are worth more than {AMOUNT_MINOR_MAX}")
    if not units:
        raise wrong("#/lines/0/quantity", "no line has a quantity above 0")


def message_of(order: NewOrder, told: bytes) -> bytes:
    """The order as a message in our own form: as told, unless the port's form must say more."""
    for line in order.lines:
        if not line.sku or not line.title:  # the port's form says these also where they are empty
            return _encoder.encode(incoming_of(order))
    return told


def urgency(order: NewOrder, soon: str) -> int:
    """How soon the order is read in a crowd: paid ones first, of these what is wanted until the day `soon`."""
    if order.payment_status not in PAID:
        return LATER
    if order.wishes and "" < order.wishes.get("delivery_date", "") <= soon:
        return URGENT
    return LIVE


def incoming_of(order: NewOrder) -> IncomingOrder:
    """The order as the port has it."""
    return IncomingOrder(
        external_id=order.external_id,
        placed_at=order.placed_at,
        currency=order.currency,
        lines=[_line(line) for line in order.lines],
        total_minor=order.total_minor,
        number=order.number,
        tax_minor=order.tax_minor,
        tax_included=order.tax_included,
        shipping_minor=order.shipping_minor,
        discount_minor=order.discount_minor,
        subsidy_minor=order.subsidy_minor,
        paid_minor=order.paid_minor,
        payment_status=order.payment_status,
        payment_method=order.payment_method,
        paid_at=order.paid_at,
        ship_to=_receiver(order.ship_to),
        bill_to=_receiver(order.bill_to) if order.bill_to is not None else None,
        buyer_id=order.buyer_id,
        buyer_note=order.buyer_note,
        seller_note=order.seller_note,
        language=order.language,
        version=order.version,
        wishes=order.wishes,
        extra=order.extra,
        deposit_minor=order.deposit_minor,
        balance_due_at=order.balance_due_at,
        ship_from=order.ship_from,
    )


def _receiver(to: OrderReceiver) -> Receiver:
    return Receiver(
        to.name,
        to.phone,
        to.email,
        to.country,
        to.province,
        to.city,
        to.district,
        to.street,
        to.postcode,
        to.company,
        to.raw,
        to.token,
    )


def _line(line: OrderLine) -> IncomingLine:
    return IncomingLine(
        line.external_id,
        line.sku,
        line.title,
        line.quantity,
        line.unit_price_minor,
        line.listing,
        line.discount_minor,
        line.tax_minor,
        line.variant,
        line.weight_grams,
        line.gift,
        line.ships,
        line.live_host,
    )
