"""Every sheet, in the order in which a new company fills them."""

from __future__ import annotations

from orderway.console.settings.sheet import Sheet
from orderway.console.settings.sheets_bundles import Bundles
from orderway.console.settings.sheets_goods import Listings, Skus
from orderway.console.settings.sheets_people import Users
from orderway.console.settings.sheets_places import Carriers, Rates, Warehouses, Zones
from orderway.console.settings.sheets_prices import Prices
from orderway.console.settings.sheets_shops import Shops
from orderway.console.settings.sheets_stock import Stock
from orderway.console.settings.sheets_stops import Stops
from orderway.console.settings.sheets_supply import ChannelSafeties, PublishRules, Substitutes, Suppliers, Supplies


def by_file() -> dict[str, Sheet]:
    """The sheets that files fill: all of them, and the users, whose pages are their own."""
    return {**sheets(), Users.key: Users()}


def sheets() -> dict[str, Sheet]:
    """New sheets by their key; they keep nothing between requests."""
    made: tuple[Sheet, ...] = (
        Warehouses(),
        Carriers(),
        Zones(),
        Rates(),
        Stops(),
        Skus(),
        Bundles(),
        Stock(),
        Shops(),
        Listings(),
        Suppliers(),
        Supplies(),
        ChannelSafeties(),
        Substitutes(),
        PublishRules(),
        Prices(),
    )
    return {sheet.key: sheet for sheet in made}
