"""Words of the traffic with platforms: how it stands, what an access consists of, what a shop may be told."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from orderway.web.words import Text, Word

STANDING: dict[str, Word] = {
    "practice": Word(pgettext_lazy("traffic", "Practice: told at once"), "calm"),
    "none": Word(pgettext_lazy("traffic", "Not pulled"), "calm"),
    "open": Word(pgettext_lazy("traffic", "Not connected"), "calm"),
    "paused": Word(pgettext_lazy("traffic", "Paused"), "warn"),
    "stopped": Word(pgettext_lazy("traffic", "Stopped: renew the access"), "bad"),
    "failing": Word(pgettext_lazy("traffic", "Fails, is tried again"), "warn"),
    "ends": Word(pgettext_lazy("traffic", "Access ends soon"), "warn"),
    "new": Word(pgettext_lazy("traffic", "Before its first pull"), "info"),
    "good": Word(pgettext_lazy("traffic", "Running"), "good"),
}
TROUBLE: dict[str, Text] = {
    "stopped": pgettext_lazy("traffic", "no orders come in and nothing is told: its access is over, renew it"),
    "failing": pgettext_lazy("traffic", "its platform has not answered for half an hour or more"),
    "talk": pgettext_lazy("traffic", "what buyers write there has not been read for half an hour or more"),
    "absent": pgettext_lazy("traffic", "its platform lists orders that are not here"),
    "ends": pgettext_lazy("traffic", "its access ends soon, renew it before"),
}
FAILURE: dict[str, Text] = {
    "try_later": pgettext_lazy("traffic", "No sensible answer"),
    "auth": pgettext_lazy("traffic", "Access refused"),
    "refused": pgettext_lazy("traffic", "Refused"),
    "unknown_outcome": pgettext_lazy("traffic", "Broke off"),
    "gone": pgettext_lazy("traffic", "Not there"),
}
FIELDS: dict[str, Text] = {
    "base_url": pgettext_lazy("access", "Address of the shop (https://…)"),
    "access_token": pgettext_lazy("access", "Access token"),
    "access_token_secret": pgettext_lazy("access", "Access token secret"),
    "refresh_token": pgettext_lazy("access", "Refresh token"),
    "consumer_key": pgettext_lazy("access", "Consumer key"),
    "consumer_secret": pgettext_lazy("access", "Consumer secret"),
    "client_id": pgettext_lazy("access", "Client id"),
    "client_secret": pgettext_lazy("access", "Client secret"),
    "app_key": pgettext_lazy("access", "App key"),
    "app_secret": pgettext_lazy("access", "App secret"),
    "seller_id": pgettext_lazy("access", "Seller id"),
    "marketplace_id": pgettext_lazy("access", "Marketplace"),
    "region": pgettext_lazy("access", "Region (na, eu, fe)"),
    "orders_version": pgettext_lazy("access", "Version of the orders interface"),
    "shop_id": pgettext_lazy("access", "Shop id at the platform"),
    "location_id": pgettext_lazy("access", "Location id, for stock levels"),
    "source_code": pgettext_lazy("access", "Stock source, for stock levels"),
    "username": pgettext_lazy("access", "User name"),
    "password": pgettext_lazy("access", "Password"),
    "waybill_sender_name": pgettext_lazy("access", "Waybills of the platform: sender's name"),
    "waybill_sender_phone": pgettext_lazy("access", "Waybills of the platform: sender's phone"),
    "waybill_sender_province": pgettext_lazy("access", "Waybills of the platform: sender's province"),
    "waybill_sender_city": pgettext_lazy("access", "Waybills of the platform: sender's city"),
    "waybill_sender_district": pgettext_lazy("access", "Waybills of the platform: sender's district"),
    "waybill_sender_street": pgettext_lazy("access", "Waybills of the platform: sender's street and number"),
    "waybill_user": pgettext_lazy("access", "Waybills of the platform: seller's number there"),
    "waybill_branch": pgettext_lazy("access", "Waybills of the platform: the carrier's branch, or settlement code"),
    "waybill_template": pgettext_lazy("access", "Waybills of the platform: address of the template"),
    "merchant_location": pgettext_lazy("access", "Location, for stock levels"),
}
"""A field of an access (`ports.platform.Field.name`); one without words shows its name."""
TELLS: dict[str, Text] = {
    "confirmed": pgettext_lazy("telling", "orders we take"),
    "shipped": pgettext_lazy("telling", "parcels and their numbers"),
    "stock": pgettext_lazy("telling", "stock levels"),
    "cancelled": pgettext_lazy("telling", "orders we call off"),
    "remark": pgettext_lazy("telling", "the seller's remark"),
    "refund": pgettext_lazy("telling", "decisions about refunds"),
    "ship_date": pgettext_lazy("telling", "ship dates agreed with buyers"),
    "ask": pgettext_lazy(
        "telling", "it is asked before release whether the order was shipped, called off or refunded there"
    ),
}
TOLD: dict[str, Text] = {
    "channel.confirmed": pgettext_lazy("telling", "Taken"),
    "channel.shipped": pgettext_lazy("telling", "Shipped"),
    "channel.stock": pgettext_lazy("telling", "Stock"),
    "stock": pgettext_lazy("telling", "Stock"),
    "channel.cancelled": pgettext_lazy("telling", "Called off"),
    "channel.remark": pgettext_lazy("telling", "Remark"),
    "channel.refund": pgettext_lazy("telling", "Refund decided"),
    "channel.ship_date": pgettext_lazy("telling", "Ship date agreed"),
    "channel.ask": pgettext_lazy("telling", "Asked before release"),
}
SKIPPED: dict[str, Text] = {
    "not_offered": pgettext_lazy("telling", "the platform takes no such thing"),
    "not_wanted": pgettext_lazy("telling", "the shop is not to be told"),
    "no_connection": pgettext_lazy("telling", "the shop is not connected"),
    "one_number": pgettext_lazy("telling", "the platform shows one number an order"),
    "overtaken": pgettext_lazy("telling", "a later level was told instead"),
    "left_to_rules": pgettext_lazy("telling", "the rules of publishing say how many"),
    "void": pgettext_lazy("telling", "the label is void"),
}


def told_of(one: dict[str, object]) -> dict[str, object]:
    """What the channel was told, in words: what, its state as a write-back, and why it was skipped or failed."""
    state = {"FAILED": "FAILED", "PENDING": "PENDING"}.get(str(one["state"]), str(one["write_back"] or "CONFIRMED"))
    kind, _, said = str(one["failure"]).partition(":")
    why = SKIPPED.get(str(one["why"]), "") if one["why"] else (f"{FAILURE.get(kind, kind)}{_}{said}" if kind else "")
    return {**one, "what": TOLD.get(str(one["topic"]), one["topic"]), "shown": state, "because": why}
