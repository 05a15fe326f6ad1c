"""Models by topic."""

from orderway.records.models.catalogue import Listing, Sku
from orderway.records.models.edi import EdiPartner, WarehouseSystem
from orderway.records.models.goods import BundlePart
from orderway.records.models.pay import GatewayAccount, Price
from orderway.records.models.people import ApiKey, Reveal, SavedView, User
from orderway.records.models.places import Bin, Carrier, Rate, StoppedArea, Warehouse, Zone
from orderway.records.models.rules import BlackEntry, CreditAccount, HoldKind, RuleChange, RuleTable, RuleVersion
from orderway.records.models.shops import ReferenceVersion, Setting, Shop
from orderway.records.models.supply import ChannelSafety, PublishRule, SkuSupply, Substitute, Supplier
from orderway.records.models.talk import AlertRule, LetterTemplate, MailAccount, NoticeTarget, TextAccount

__all__ = [
    "AlertRule",
    "ApiKey",
    "Bin",
    "BlackEntry",
    "BundlePart",
    "Carrier",
    "ChannelSafety",
    "CreditAccount",
    "EdiPartner",
    "GatewayAccount",
    "HoldKind",
    "LetterTemplate",
    "Listing",
    "MailAccount",
    "NoticeTarget",
    "Price",
    "PublishRule",
    "Rate",
    "ReferenceVersion",
    "Reveal",
    "RuleChange",
    "RuleTable",
    "RuleVersion",
    "SavedView",
    "Setting",
    "Shop",
    "Sku",
    "SkuSupply",
    "StoppedArea",
    "Substitute",
    "Supplier",
    "TextAccount",
    "User",
    "Warehouse",
    "WarehouseSystem",
    "Zone",
]
