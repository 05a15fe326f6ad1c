"""Reference data as decisions see it: shops, SKUs, warehouses, carriers, zones and rates, read once and kept by a
worker.

One version number in the database moves with every change of it; a worker that sees another number drops what it keeps.
SKUs and listings are many, so they are read when first needed and forgotten together.
"""

from __future__ import annotations

from bisect import bisect_left
from datetime import datetime, timedelta

import msgspec


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
    """wait: keep the order together; ask: hold for a decision; part: ship what is there, the rest when it comes."""
    splits_max: int = 2
    """Warehouses beyond the first that one order may take."""
    split_minor: int = 300
    """What one more parcel is worth avoiding, in minor units of the warehouse's currency."""
    allocation_wait_minutes: int = 0
    return_days: int = 7
    duplicate_minutes: int = 30
    check_house_number: bool = True
    price_tolerance_minor: int = 0


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


class SkuInfo(msgspec.Struct, frozen=True):
    """A SKU as decisions see it."""

    id: int
    code: str
    name: str
    category: str
    weight_grams: int
    tracked: bool
    active: bool


class CarrierInfo(msgspec.Struct, frozen=True):
    """A carrier as decisions see it."""

    id: int
    code: str
    name: str
    adapter: str
    cod: bool
    cod_fee_permille: int


class Freight(msgspec.Struct, frozen=True):
    """The cheapest way from a warehouse to a zone, by weight: `limits` in grams ascending, a price and carrier each."""

    zone: str
    limits: list[int]
    prices: list[int]
    carriers: list[int]
    days_max: list[int]
    cod: bool = False

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
    zones: dict[tuple[str, str], str] = {}
    rates: dict[str, list[tuple[int, int, int, int]]] = {}
    """zone -> (weight_grams_max, price_minor, carrier_id, days_max) of every carrier."""
    _freight: dict[tuple[str, bool], Freight | None] = {}

    def zone_of(self, country: str, province: str) -> str | None:
        """The zone of a destination: the province's, else the country's, else the rest of the world's; None: not
        served."""
        zones = self.zones
        return zones.get((country, province)) or zones.get((country, "")) or zones.get(("", ""))

    def freight_to(self, country: str, province: str, cod_carriers: frozenset[int] | None = None) -> Freight | None:
        """The cheapest carrier for each weight to a destination; None where no rate reaches it.

        `cod_carriers` restricts to carriers that collect cash. Between equal prices the faster, then the smaller id
        wins.
        """
        zone = self.zone_of(country, province)
        if zone is None:
            return None
        key = (zone, cod_carriers is not None)
        if key not in self._freight:
            self._freight[key] = self._build(zone, cod_carriers)
        return self._freight[key]

    def _build(self, zone: str, only: frozenset[int] | None) -> Freight | None:
        cells = [c for c in self.rates.get(zone, []) if only is None or c[2] in only]
        if not cells:
            return None
        limits = sorted({c[0] for c in cells})
        best = []
        for limit in limits:
            reaching: dict[int, tuple[int, int, int, int]] = {}
            for weight, price, carrier, days in cells:
                if weight >= limit and (carrier not in reaching or weight < reaching[carrier][3]):
                    reaching[carrier] = (price, days, carrier, weight)
            best.append(min(reaching.values()))
        return Freight(zone, limits, [b[0] for b in best], [b[2] for b in best], [b[1] for b in best], only is not None)


class References:
    """What one worker keeps. `reading.refresh` before each batch; the lookups then cost nothing."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Keep nothing any more."""
        self.version = 0
        self.shops: dict[int, ShopInfo] = {}
        self.shops_by_code: dict[str, ShopInfo] = {}
        self.warehouses: dict[int, WarehouseInfo] = {}
        self.warehouses_by_code: dict[str, WarehouseInfo] = {}
        self.carriers: dict[int, CarrierInfo] = {}
        self.cod_carriers: frozenset[int] = frozenset()
        self.skus: dict[int, SkuInfo] = {}
        self.listings: dict[tuple[int, str], int] = {}
        """(shop, key) -> SKU; 0 where it was looked for in vain since the last change."""
        self.codes: dict[str, int] = {}

    def sku_of(self, shop_id: int, listing: str, code: str) -> int | None:
        """The SKU behind what a shop sold, or None where nobody has mapped it; `need_listings` must have run."""
        found = self.listings.get((shop_id, listing)) if listing else None
        if not found and code:
            found = self.listings.get((shop_id, code)) or self.codes.get(code)
        return found or None


def ship_by_of(shop: ShopInfo, since: datetime) -> datetime:
    """The latest moment of shipping that the shop promises: hours from payment, around the clock."""
    return since + timedelta(hours=shop.policy.ship_within_hours)
