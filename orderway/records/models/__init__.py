"""Models by topic."""

from orderway.records.models.catalogue import Listing, Sku
from orderway.records.models.people import ApiKey, Reveal, SavedView, User
from orderway.records.models.places import Bin, Carrier, Rate, Warehouse, Zone
from orderway.records.models.shops import ReferenceVersion, Setting, Shop

__all__ = [
    "ApiKey",
    "Bin",
    "Carrier",
    "Listing",
    "Rate",
    "ReferenceVersion",
    "Reveal",
    "SavedView",
    "Setting",
    "Shop",
    "Sku",
    "User",
    "Warehouse",
    "Zone",
]
