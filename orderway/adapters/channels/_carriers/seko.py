"""SEKO Omni-Channel (OmniParcel): consignments and their events. Source: OmniParcel API, v2/publicapi tracking."""

from __future__ import annotations

from orderway.adapters.channels._carriers._form import Form

FORMS = (
    Form(
        code="seko",
        name="SEKO",
        source="SEKO OmniParcel API, tracking",
        codes={
            "OP-1": "announced",
            "OP-3": "in_transit",
            "OP-4": "in_transit",
            "OP-8": "announced",
            "OP-21": "out_for_delivery",
            "OP-72": "delivered",
        },
        vague={"OP-50": "in_transit", "OP-79": "in_transit"},
        numbers=("consignmentno",),
        code_fields=("omnicode",),
    ),
)
