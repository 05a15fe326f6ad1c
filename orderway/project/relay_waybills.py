"""Labels of sealed receivers: bought of the order's own platform, which alone knows where the parcel goes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from orderway.flow.engine import Engine
from orderway.journey.intake import accounts, traffic
from orderway.kernel.sql import named
from orderway.ports.carrier import CarrierEvent, CarrierRefused, CarrierSilent, Label, LabelRequest
from orderway.ports.platform import Account, Failure, PlatformFailed, Waybills

SQL = named(__file__, "relay_waybills.sql")
T = TypeVar("T")
SENDER = "waybill_sender_province"
"""The option whose presence says that the shop uses the service."""
FINAL = (Failure.REFUSED, Failure.GONE)


@dataclass
class Waybill:
    """A carrier (`ports.carrier.Carrier`) that is a platform's waybill service, for the parcels of one order."""

    platform: Waybills
    account: Account | PlatformFailed
    """The access, or why it cannot be had."""
    order: str
    carrier: str
    code: str = "waybill"
    name: str = "Waybill service"
    practice: bool = False

    def buy(self, request: LabelRequest) -> Label | None:
        """The number of this key at the platform."""
        return _as_carrier(lambda: self.platform.waybill(_open(self.account), self.order, request))

    def void(self, key: str, tracking_number: str) -> None:
        """Give a number back; without one nothing was bought."""
        if tracking_number:
            _as_carrier(lambda: self.platform.void_waybill(_open(self.account), self.carrier, tracking_number))

    def read(self, body: bytes) -> list[CarrierEvent]:
        """The service tells nothing of the road."""
        return []


def waybills(engine: Engine, parcels: Sequence[int]) -> dict[int, Waybill]:
    """By parcel: the waybill service of its order's platform, where the shop is connected and has its sender set."""
    found: dict[int, Waybill] = {}
    with engine.connection.cursor() as cursor:
        rows = cursor.execute(SQL.parcels, [list(parcels)]).fetchall()
        shops = {shop.id: shop for shop in accounts.shops(cursor, sorted({row[1] for row in rows}))}
    opened: dict[int, Account | PlatformFailed] = {}
    for parcel, shop_id, order, carrier in rows:
        shop = shops.get(shop_id)
        platform = shop.platform if shop else None
        if shop is None or platform is None or shop.practice or not platform.abilities.waybill:
            continue
        if not shop.options.get(SENDER):
            continue
        if shop_id not in opened:
            try:
                opened[shop_id] = traffic.opened(engine, shop, platform)
            except PlatformFailed as failed:
                opened[shop_id] = failed
        assert isinstance(platform, Waybills)
        found[parcel] = Waybill(platform, opened[shop_id], order, carrier)
    return found


def _open(account: Account | PlatformFailed) -> Account:
    if isinstance(account, PlatformFailed):
        raise account
    return account


def _as_carrier(call: Callable[[], T]) -> T:
    """The answer, with the failures of a platform as those of a carrier."""
    try:
        return traffic.ask(call, Failure.UNKNOWN_OUTCOME)
    except PlatformFailed as failed:
        if failed.kind in FINAL:
            raise CarrierRefused(f"{failed.code} {failed.said}".strip()) from None
        raise CarrierSilent(failed.said) from None
