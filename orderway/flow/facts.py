"""The facts that decision tables ask about (`rules.facts_order`), computed from an order and its world. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from orderway.flow.money import COD_STATES, is_settled
from orderway.flow.order import Line, Order, Person
from orderway.flow.reference import SkuInfo
from orderway.flow.world import World
from orderway.kernel.money import exponent
from orderway.rules.compile import TODAY
from orderway.rules.facts import UNIT, Scalar
from orderway.rules.facts_order import WEEKDAYS

BUYERS = "buyers"
"""Key in `World.facts`: per order the figures of its buyer (`flow.knowing.buyer_figures`)."""
BLACK = "black"
"""Key in `World.facts`: per order the entries of the black list that fit its receiver, as [kind, reason]."""
CREDIT = "credit"
"""Key in `World.facts`: per order [limit, owed by its customer's other orders], minor units of its currency."""
CARD = "card"
"""Key in `Order.extra`: what the bank said of the card (avs, postcode, cvv, three_ds, risk)."""
LEVEL = "member_level"
"""Key in `Order.extra`: the buyer's member level, as the shop tells it."""
PERSONAL = ("street", "postcode", "district", "company", "phone_present", "email_domain", "encrypted")
"""Facts that are read from the person; in replay nobody is there and they are missing."""
_LOADED = ("buyer_orders_30d", "buyer_units_30d", "buyer_cancelled_90d", "buyer_refused_90d", "buyer_names_30d")

OrderFacts = dict[str, Scalar]


def facts_of(order: Order, world: World) -> OrderFacts:
    """Everything a table may ask about an order. What cannot be known is None (a fact missing)."""
    shop = world.refs.shops[order.shop_id]
    local = _local(order.placed_at, shop.time_zone)
    facts: OrderFacts = {
        UNIT: 10 ** exponent(order.currency),
        TODAY: _local(world.now, shop.time_zone).date().isoformat(),
        "shop": shop.code,
        "own_shop": shop.own,
        "channel": shop.channel,
        "origin": order.origin,
        "language": order.language or shop.language,
        "currency": order.currency,
        "country": order.country or None,
        "province": order.province or None,
        "city": order.city or None,
        "hour": local.hour,
        "weekday": WEEKDAYS[local.weekday()],
        "age_hours": max(0, int((world.now - order.placed_at) / timedelta(hours=1))),
        "priority": order.priority,
        "buyer_note_present": bool(order.buyer_note),
        "buyer_note": order.buyer_note,
        "seller_note_present": bool(order.seller_note),
        "seller_note": order.seller_note,
        "invoice_asked": "invoice" in order.wishes,
        "wishes": sorted(order.wishes),
    }
    _add_money(facts, order)
    _add_goods(facts, order, world)
    _add_person(facts, order.person, world)
    loaded = world.facts.get(BUYERS, {}).get(order.id)
    facts.update(zip(_LOADED, loaded or [None] * len(_LOADED), strict=True))
    black = world.facts.get(BLACK)
    facts["black_listed"] = None if black is None and world.refs.black_list else order.id in (black or ())
    return facts


def _add_money(facts: OrderFacts, order: Order) -> None:
    goods = order.goods_minor
    facts["amount_minor"] = order.total_minor
    facts["goods_minor"] = goods
    facts["discount_minor"] = order.discount_minor
    facts["shipping_minor"] = order.shipping_minor
    facts["discount_percent"] = order.discount_minor * 100 // goods if goods > 0 else 0
    facts["payment_method"] = order.payment_method or None
    facts["payment_state"] = order.payment_state
    facts["cod"] = order.payment_state in COD_STATES
    facts["buyer_level"] = str(order.extra.get(LEVEL) or "") or None
    card = order.extra.get(CARD, {})
    for name, result in (("card_avs", "avs"), ("card_postcode", "postcode"), ("card_cvv", "cvv"),
                         ("card_3ds", "three_ds"), ("card_risk", "risk")):  # fmt: skip
        facts[name] = card.get(result)
    facts["paid"] = is_settled(order) and order.payment_state not in COD_STATES


def _add_goods(facts: OrderFacts, order: Order, world: World) -> None:
    """What stands in the lines that are still wanted."""
    known = world.refs.skus
    wanted = [line for line in order.lines if line.ordered > line.cancelled]
    skus: list[str] = []
    categories: list[str] = []
    prices: list[int] = []
    units = weight = most = 0
    for line in wanted:
        info = known.get(line.sku_id) if line.sku_id is not None else None
        skus.append(info.code if info else line.sku_code)
        if info and info.category and info.category not in categories:
            categories.append(info.category)
        if not line.gift:
            prices.append(line.unit_price_minor)
        count = line.ordered - line.cancelled
        units += count
        weight += count * line.weight_grams
        most = max(most, count)
    facts["skus"] = skus
    facts["categories"] = categories
    facts["gift_present"] = any(line.gift for line in wanted)
    facts["lines"] = len(wanted)
    facts["units"] = units
    facts["line_units_max"] = most
    facts["weight_grams"] = weight
    facts["unit_price_max_minor"] = max(prices, default=None)
    facts["unit_price_min_minor"] = min(prices, default=None)


def _add_person(facts: OrderFacts, person: Person, world: World) -> None:
    if world.past or not person.order_id:
        facts.update(dict.fromkeys(PERSONAL))
        return
    hidden = bool(person.token)
    facts["encrypted"] = hidden
    facts["district"] = person.district or None
    facts["postcode"] = person.postcode or None
    facts["street"] = None if hidden else person.street
    facts["company"] = person.company
    facts["phone_present"] = hidden or bool(person.phone)
    facts["email_domain"] = person.email.rpartition("@")[2].lower()


def line_facts_of(facts: OrderFacts, order: Order, line: Line, world: World) -> OrderFacts:
    """The facts of one line beside those of its order."""
    info = world.refs.skus.get(line.sku_id) if line.sku_id is not None else None
    count = line.ordered - line.cancelled
    return {
        **facts,
        "sku": info.code if info else line.sku_code,
        "category": info.category if info else None,
        "quantity": count,
        "unit_price_minor": line.unit_price_minor,
        "unit_paid_minor": unit_brings_minor(order, line),
        "unit_cost_minor": _cost(info, order),
        "gift": line.gift,
        "unit_weight_grams": line.weight_grams,
        "title": line.title,
    }


def unit_brings_minor(order: Order, line: Line) -> int:
    """What one unit of a line brings the merchant: its share of what the buyer pays and the platform adds, rounded
    down."""
    if not line.ordered:
        return 0
    brings = line.paid_share_minor - (0 if order.tax_included else line.tax_minor)
    goods = sum([max(0, each.paid_share_minor) for each in order.lines])
    if order.subsidy_minor and goods:
        brings += order.subsidy_minor * max(0, line.paid_share_minor) // goods
    return brings // line.ordered


def _cost(info: SkuInfo | None, order: Order) -> int | None:
    return info.cost_minor if info and info.cost_minor and info.cost_currency == order.currency else None


def _local(at: datetime, time_zone: str) -> datetime:
    return at.astimezone(_zone(time_zone))


@lru_cache(maxsize=100)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
