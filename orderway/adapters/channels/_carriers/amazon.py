"""Amazon Shipping: tracking by id. Source: Amazon SP-API, Shipping v2, EventCode."""

from __future__ import annotations

from orderway.adapters.channels._carriers._form import Form

FORMS = (
    Form(
        code="amazon_shipping",
        name="Amazon Shipping",
        source="Amazon SP-API Shipping v2, EventCode",
        codes={
            "READYFORRECEIVE": "announced",
            "PICKUPDONE": "picked_up",
            "DEPARTED": "in_transit",
            "ARRIVEDATCARRIERFACILITY": "in_transit",
            "OUTFORDELIVERY": "out_for_delivery",
            "AVAILABLEFORPICKUP": "ready_for_pickup",
            "DELIVERYATTEMPTED": "attempted",
            "DELIVERED": "delivered",
            "REJECTED": "refused",
            "UNDELIVERABLE": "exception",
            "RETURNINITIATED": "returning",
            "PICKUPCANCELLED": "cancelled",
            "LOST": "lost",
        },
        events=("eventhistory",),
        numbers=("trackingid",),
    ),
)
