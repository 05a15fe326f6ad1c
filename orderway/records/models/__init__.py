"""Models by topic."""

from orderway.records.models.catalogue import Listing, Sku
from orderway.records.models.goods import BundlePart
from orderway.records.models.edi import EdiPartner, WarehouseSystem
from orderway.records.models.people import ApiKey, Reveal, SavedView, User
from orderway.records.models.places import Bin, Carrier, Rate, StoppedArea, Warehouse, Zone
from orderway.records.models.rules import BlackEntry, CreditAccount, HoldKind, RuleChange, RuleTable, RuleVersion
from orderway.records.models.shops import ReferenceVersion, Setting, Shop
from orderway.records.models.supply import ChannelSafety, PublishRule, SkuSupply, Substitute, Supplier

__all__ = [
    "ApiKey",
    "Bin",
    "BlackEntry",
    "BundlePart",
    "Carrier",
    "CreditAccount",
    "EdiPartner",
    "ChannelSafety",
    "HoldKind",
    "Listing",
    "PublishRule",
    "Rate",
    "ReferenceVersion",
    "Reveal",
    "SavedView",
    "RuleChange",
    "RuleTable",
    "RuleVersion",
    "Setting",
    "Shop",
    "StoppedArea",
    "Sku",
    "SkuSupply",
    "Substitute",
    "Supplier",
    "User",
    "Warehouse",
    "WarehouseSystem",
    "Zone",
]
