"""Carriers of Europe in their own words. Source: their public tracking interfaces."""

from __future__ import annotations

from orderway.adapters.channels._carriers._form import Form

FORMS = (
    Form(
        code="royalmail",
        name="Royal Mail",
        source="Royal Mail Tracking API v2, event codes",
        codes={"EVKSP": "delivered", "EVKOP": "delivered", "EVGPD": "out_for_delivery", "EVKNR": "attempted"},
        numbers=("mailpieceid", "onedbarcode"),
        zone="Europe/London",
    ),
    Form(
        code="tnt",
        name="TNT",
        source="TNT ExpressConnect Tracking, summary codes",
        codes={"DEL": "delivered", "INT": "in_transit", "OD": "out_for_delivery", "OK": "delivered"},
        vague={"EXC": "exception"},
        events=("statusdata",),
        numbers=("consignmentnumber",),
        times=("localeventdate",),
        clocks=("localeventtime",),
    ),
    Form(code="dpd", name="DPD", source="DPD tracking interfaces", zone=""),
    Form(code="bpost", name="bpost", source="bpost track and trace", zone="Europe/Brussels"),
    Form(code="postnord", name="PostNord", source="PostNord Track and Trace API v5", numbers=("itemid", "shipmentid")),
    Form(
        code="inpost",
        name="InPost",
        source="InPost ShipX, tracking statuses",
        codes={
            **dict.fromkeys(("CREATED", "OFFERS_PREPARED", "OFFER_SELECTED", "CONFIRMED"), "announced"),
            **dict.fromkeys(("COLLECTED_FROM_SENDER", "TAKEN_BY_COURIER", "DISPATCHED_BY_SENDER_TO_POK"), "picked_up"),
            **dict.fromkeys(
                (
                    "ADOPTED_AT_SOURCE_BRANCH",
                    "SENT_FROM_SOURCE_BRANCH",
                    "ADOPTED_AT_SORTING_CENTER",
                    "SENT_FROM_SORTING_CENTER",
                    "ADOPTED_AT_TARGET_BRANCH",
                ),
                "in_transit",
            ),
            "OUT_FOR_DELIVERY": "out_for_delivery",
            "OUT_FOR_DELIVERY_TO_ADDRESS": "out_for_delivery",
            "READY_TO_PICKUP": "ready_for_pickup",
            "PICKUP_REMINDER_SENT": "ready_for_pickup",
            "PICKUP_REMINDER_SENT_ADDRESS": "ready_for_pickup",
            "READY_TO_PICKUP_FROM_POK": "ready_for_pickup",
            "READY_TO_PICKUP_FROM_BRANCH": "ready_for_pickup",
            "STACK_IN_BOX_MACHINE": "ready_for_pickup",
            "DELIVERED": "delivered",
            "AVIZO": "attempted",
            "UNDELIVERED": "attempted",
            "REJECTED_BY_RECEIVER": "refused",
            "RETURNED_TO_SENDER": "returned",
            "OVERSIZED": "exception",
            "PICKUP_TIME_EXPIRED": "returning",
            "CLAIMED": "exception",
            "CANCELED": "cancelled",
        },
        zone="Europe/Warsaw",
    ),
)
