"""Reference data as decisions see it: shops, SKUs, warehouses, carriers, zones and rates, read once and kept by a
worker.

One version number in the database moves with every change of it; a worker that sees another number drops what it keeps.
SKUs and listings are many, so they are read when first needed and forgotten together.
"""

from __future__ import annotations

from bisect import bisect_left
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import msgspec

from orderway.flow.rulebook import RuleBook
from orderway.lifecycle.reasons import REASONS, Reason
from orderway.rules.compile import Compiled


class ShopPolicy(msgspec.Struct, forbid_unknown_fields=False):
    """What a shop decides for itself. Amounts are minor units of the shop's currency; None switches a check off."""

    ship_within_hours: int = 48
    unpaid_hours: int = 24
    """An unpaid order expires after this."""
    review_amount_minor: int | None = 500_000
    review_quantity: int | None = 100
    review_categories: list[str] = []
    review_remarks: bool = False
    second_pair_amount_minor: int | None = None
    """From this amount on nobody approves an own edit; None: an own edit needs nobody else (a one-person shop)."""
    refund_limit_minor: int | None = 50_000
    """Customer service may settle refunds up to this without a second person."""
    confirm_cod: bool = True
    shortage: str = "wait"
    """wait: keep the order together; ask: hold for a decision; part: ship what is there, the rest when it comes;
    substitute, cancel_short, cheapest: taken by itself where offered, else held (`flow.short_policy`)."""
    splits_max: int = 2
    """Warehouses beyond the first that one order may take."""
    split_minor: int = 300
    """What one more parcel is worth avoiding, in minor units of the warehouse's currency."""
    allocation_wait_minutes: int = 0
    source_window_seconds: int = 0
    """Orders that compete for scarce goods are collected so long and then decided together; 0: at once, in turn."""
    deliver_within_days: int = 0
    """The shop's promise, in days from payment; a buyer's own date goes before it. 0: none."""
    late_day_minor: int = 0
    """What each day of expected delay against the promise costs in the choice of a warehouse and carrier."""
    urgent_day_minor: int = 500
    """What each day on the road costs where an order is urgent (priority above 0)."""
    low_value_minor: int = 0
    """A rest worth less than this is not sent as a parcel of its own; 0: any may be."""
    distance_100km_minor: int = 0
    """What 100 km between warehouse and buyer add to the cost of a choice; 0: only freight speaks of distance."""
    apart_by: list[str] = []
    """What never shares a parcel, at most three of `flow.parting.LAYERS`."""
    apart_grams: int = 20_000
    """A unit from this weight on is heavy, where heavy things go apart."""
    parcel_cm3_max: int = 0
    """What one parcel holds; what is more goes in the next one. 0: nobody minds."""
    parcel_grams_max: int = 0
    """The same by weight."""
    barred_days: int = 3
    """How long a warehouse that rejected an order or did not find its goods is not asked again for it."""
    source_tries_max: int = 3
    """After so many rejections and short picks a person decides; 0: never."""
    buffer_minutes: int = 0
    """How long a paid order waits before a warehouse is chosen, so that it can be changed or joined by others."""
    merge: str = "off"
    """Orders of one receiver in one box. off; propose: a hold asks; auto: by themselves."""
    merge_by: str = "receiver"
    """receiver: name, phone and address are the same; phone: phone and address."""
    merge_within_hours: int = 72
    merge_orders_max: int = 5
    merge_units_max: int = 50
    merge_grams_max: int = 20_000
    merge_shops: list[str] = []
    """Codes of other shops whose orders may lie in the same box, if they say so too."""
    gift_return: str = "deduct"
    """A gift that does not come back with its goods. deduct: its value is taken off the refund; keep: never mind."""
    invoice_when: str = "by_hand"
    """When a wanted invoice is issued by itself: by_hand, shipped, delivered."""
    question_hours: dict[str, int] = {}
    """Hours to answer by field of the question, where they are not 24."""
    question_defaults: dict[str, str] = {}
    """What happens without an answer by field (`flow.asked.DEFAULTS`); keep where nothing is said."""
    letters: list[str] = []
    """Events that buyers are written to about: received, shipped, delayed, delivered, cancelled."""
    return_days: int = 7
    duplicate_minutes: int = 30
    check_house_number: bool = True
    price_tolerance_minor: int = 0
    fraud_points: int | None = 100
    """From so many points of suspicion on an order is held; None: points count for nothing."""
    floor_cost_percent: int | None = None
    """A line must bring this percentage of its SKU's cost; None: only the SKU's own floor counts."""
    second_pair_delivery: bool = False
    """An own edit of the address needs a second person as well, from the same amount on."""
    finance_amount_minor: int | None = None
    """From this total on finance approves too, after everybody else (财审); 0: every order; None: none."""
    finance_discount_percent: int | None = None
    """The same from this discount on, in percent of the goods."""
    finance_other_person: bool = True
    """Who approved before finance may not approve for finance as well."""
    verify_from_minor: int | None = None
    """From this total on payments are read again at their gateway before release; 0: every one; None: none."""
    verify_silent: str = "hold"
    """When the gateway does not answer: hold, go."""
    refund_order: str = "value"
    """What goes back first. value: gift card, store credit, points, then money; money: the other way round."""
    capture: str = "by_hand"
    """When authorised money is taken. shipped: as parcels are handed over, in part for a part; by_hand."""
    authorised_days: int = 7
    """So long an authorisation lives; 0: nobody watches."""
    authorised_end: str = "hold"
    """A day before it lapses. hold: the order is held; capture: the money is taken."""
    tick_off: list[str] = []
    """What a person must have ticked off before release: remarks, wishes, answers, shortage, prices, fraud."""
    erase_after_days: int = 0
    """So long after an order is closed its buyer is kept; 0: until somebody asks."""

    def buffer_span(self) -> timedelta:
        """The buffer after payment."""
        return timedelta(minutes=self.buffer_minutes)


class ShopInfo(msgspec.Struct, frozen=True):
    """A shop with its policy decoded."""

    id: int
    code: str
    name: str
    channel: str
    currency: str
    country: str
    time_zone: str
    language: str
    own: bool
    practice: bool
    policy: ShopPolicy


class SkuInfo(msgspec.Struct, frozen=True, gc=False):
    """A SKU as decisions see it."""

    id: int
    code: str
    name: str
    category: str
    weight_grams: int
    tracked: bool
    active: bool
    lot_kept: bool = False
    serial_kept: bool = False
    near_days: int = 0
    """Lots that expire within so many days are not sold."""
    cost_minor: int = 0
    floor_minor: int = 0
    cost_currency: str = "CNY"
    volume_cm3: int = 0
    """Of one unit as it is packed, rounded up; 0: nobody measured it."""


class BundlePart(NamedTuple):
    """One component of a bundle: so many units of a SKU in one bundle, and what they weigh in its price together."""

    sku_id: int
    units: int
    price_weight: int


class CarrierInfo(msgspec.Struct, frozen=True):
    """A carrier as decisions see it."""

    id: int
    code: str
    name: str
    adapter: str
    cod: bool
    cod_fee_permille: int


FREIGHTS_KEPT_MAX = 2_000
"""Ways from a warehouse kept ready; beyond it they are worked out anew."""


class Terms(NamedTuple):
    """On what terms a way is priced: who may carry, and what days cost.

    `only` restricts to carriers (those that collect cash), `stopped` excludes some. Each day beyond `days` costs
    `day_minor`; `starts_in` days pass before the parcel leaves.
    """

    only: frozenset[int] | None = None
    stopped: frozenset[int] = frozenset()
    days: int = 0
    day_minor: int = 0
    starts_in: int = 0


ANY_TERMS = Terms()


class Freight(msgspec.Struct, frozen=True):
    """The cheapest way from a warehouse to a zone, by weight: `limits` in grams ascending, a price and carrier each."""

    zone: str
    limits: list[int]
    prices: list[int]
    """What counts in the choice: the price, and the cost of the days that are too many."""
    carriers: list[int]
    days_max: list[int]
    cod: bool = False
    late: list[int] = []
    """The part of each price that is lateness; empty where none is counted."""

    def at(self, grams: int) -> int:
        """The index of the cell for a weight; len(limits) where it is too heavy."""
        return bisect_left(self.limits, grams)


class WarehouseInfo(msgspec.Struct):
    """A warehouse with its zones and rates, ready to price a destination."""

    id: int
    code: str
    name: str
    country: str
    province: str
    city: str
    currency: str
    time_zone: str
    handling_order_minor: int
    handling_unit_minor: int
    daily_orders_max: int
    label_first: bool
    agrees_to_stop: bool
    practice: bool
    supplier: bool = False
    closed_from: datetime | None = None
    closed_until: datetime | None = None
    cut_off: str = ""
    work_days: str = "1234567"
    load_minor: int = 0
    zones: dict[tuple[str, str], str] = {}
    rates: dict[str, list[tuple[int, int, int, int]]] = {}
    """zone -> (weight_grams_max, price_minor, carrier_id, days_max) of every carrier."""
    _freight: dict[tuple[str, Terms], Freight | None] = {}

    def zone_of(self, country: str, province: str) -> str | None:
        """The zone of a destination: the province's, else the country's, else the rest of the world's; None: not
        served."""
        zones = self.zones
        return zones.get((country, province)) or zones.get((country, "")) or zones.get(("", ""))

    def freight_to(self, country: str, province: str, terms: Terms = ANY_TERMS) -> Freight | None:
        """The cheapest carrier for each weight to a destination; None where no rate reaches it.

        Between equal prices the faster, then the smaller id wins.
        """
        zone = self.zone_of(country, province)
        if zone is None:
            return None
        key = (zone, terms)
        if key not in self._freight:
            if len(self._freight) > FREIGHTS_KEPT_MAX:
                self._freight.clear()
            self._freight[key] = self._build(zone, terms)
        return self._freight[key]

    def closed_at(self, now: datetime) -> bool:
        """Whether it ships nothing now (an outage, a holiday, a move)."""
        return (
            self.closed_from is not None
            and self.closed_from <= now
            and (self.closed_until is None or now < self.closed_until)
        )

    def _build(self, zone: str, terms: Terms) -> Freight | None:
        cells = [c for c in self.rates.get(zone, []) if terms.only is None or c[2] in terms.only]
        cells = [c for c in cells if c[2] not in terms.stopped]
        if not cells:
            return None
        limits = sorted({c[0] for c in cells})
        best = []
        for limit in limits:
            reaching: dict[int, tuple[int, int, int, int, int]] = {}
            for weight, price, carrier, days in cells:
                if weight >= limit and (carrier not in reaching or weight < reaching[carrier][4]):
                    late = terms.day_minor * max(0, days + terms.starts_in - terms.days)
                    reaching[carrier] = (price + late, days, carrier, late, weight)
            best.append(min(reaching.values()))
        late_parts = [b[3] for b in best] if terms.day_minor else []
        prices, carriers = [b[0] for b in best], [b[2] for b in best]
        return Freight(zone, limits, prices, carriers, [b[1] for b in best], terms.only is not None, late_parts)


class StopInfo(NamedTuple):
    """An area where for a time nobody delivers (停发); 0 stands for every warehouse or carrier."""

    warehouse_id: int
    carrier_id: int
    country: str
    province: str
    city: str
    since: datetime
    until: datetime | None


class References:
    """What one worker keeps. `reading.refresh` before each batch; the lookups then cost nothing."""

    def __init__(self) -> None:
        self.rules = RuleBook()
        self.forget()

    def forget(self) -> None:
        """Keep nothing any more."""
        self.version = 0
        self.read: dict[str, list[tuple[Any, ...]]] = {}
        """The rows that all but SKUs and listings was made of (`reading.fill`)."""
        self.snapshot = ""
        """The digest of `read`, once a run record named it."""
        self.shops: dict[int, ShopInfo] = {}
        self.shops_by_code: dict[str, ShopInfo] = {}
        self.tells: dict[int, frozenset[str]] = {}
        """Shop -> what its channel is told of its orders (`flow.channel_news`)."""
        self.letters: dict[int, frozenset[str]] = {}
        """Shops that write to their buyers, with the events they chose (`flow.letters`)."""
        self.warehouses: dict[int, WarehouseInfo] = {}
        self.warehouses_by_code: dict[str, WarehouseInfo] = {}
        self.carriers: dict[int, CarrierInfo] = {}
        self.cod_carriers: frozenset[int] = frozenset()
        self.stops: list[StopInfo] = []
        self.safeties: dict[int, list[tuple[int, str, int, int]]] = {}
        """SKU (0: every one) -> (shop or 0, channel or empty, warehouse or 0, units) that such a shop may not sell."""
        self.merging = self.verifying = False
        """Whether any shop has payments read again before release; and whether any lets orders travel together."""
        self.bundles: dict[int, list[BundlePart]] = {}
        """bundle SKU -> its components; such a SKU has no stock of its own."""
        self.edi_shops: frozenset[int] = frozenset()
        """Shops of trading partners, who are told by EDI."""
        self.outside: dict[int, str] = {}
        """Warehouses with a system of their own (x12, webhook)."""
        self.skus: dict[int, SkuInfo] = {}
        self.listings: dict[tuple[int, str], int] = {}
        """(shop, key) -> SKU; 0 where it was looked for in vain since the last change."""
        self.listing_shops: frozenset[int] = frozenset()
        """Shops that have any."""
        self.listed: dict[tuple[int, str], tuple[str, str] | None] = {}
        """(shop, key) -> seller's code and spec that the listing says (`flow.listed`); None where it says nothing."""
        self.codes: dict[str, int] = {}
        self.rules.take(())
        self.hold_kinds: dict[str, Reason] = {}
        """What the company decided otherwise than the table of reasons; ask `hold_kind`."""
        self.black_list = self.credit = self.floors = self.prices = self.said = False
        """Whether anything stands there; what nobody uses costs nothing."""

    def hold_kind(self, reason: str) -> Reason:
        """What holding for a reason means here."""
        return self.hold_kinds.get(reason) or REASONS[reason]

    def rules_at(self, kind: str, shop_id: int, now: datetime) -> list[Compiled]:
        """The decision tables of a kind in force for a shop; an empty list, at no cost, where there are none."""
        return self.rules.at(kind, shop_id, now) if self.rules else []

    def safety_of(self, shop_id: int, warehouse_id: int, sku_id: int) -> int:
        """Units beyond the safety stock that orders of this shop are not promised there: the largest that applies."""
        shop = self.shops.get(shop_id)
        channel = shop.channel if shop else ""
        most = 0
        for key in (sku_id, 0):
            for its_shop, its_channel, place, units in self.safeties.get(key, ()):
                if (
                    units > most
                    and its_shop in (0, shop_id)
                    and its_channel in ("", channel)
                    and place in (0, warehouse_id)
                ):
                    most = units
        return most

    def sku_of(self, shop_id: int, listing: str, code: str) -> int | None:
        """The SKU behind what a shop sold, or None where nobody has mapped it; `need_listings` must have run."""
        found = self.listings.get((shop_id, listing)) if listing else None
        if not found and code:
            found = self.listings.get((shop_id, code)) or self.codes.get(code)
        return found or None


def ship_by_of(shop: ShopInfo, since: datetime) -> datetime:
    """The latest moment of shipping that the shop promises: hours from payment, around the clock."""
    return since + timedelta(hours=shop.policy.ship_within_hours)
