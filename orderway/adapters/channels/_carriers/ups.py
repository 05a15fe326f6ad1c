"""UPS: tracking in JSON and XML. Source: UPS Tracking API, activity status types."""

from __future__ import annotations

from orderway.adapters.channels._carriers._form import Form

FORMS = (
    Form(
        code="ups",
        name="UPS",
        source="UPS Tracking API, status types",
        codes={
            "D": "delivered",
            "M": "announced",
            "MP": "announced",
            "MV": "cancelled",
            "O": "out_for_delivery",
            "P": "picked_up",
            "RS": "returning",
        },
        vague={"X": "exception", "I": "in_transit", "W": "in_transit", "DO": "in_transit", "DD": "in_transit"},
        events=("activity",),
        numbers=("trackingnumber",),
        code_fields=("type", "code"),
        american=True,
    ),
)
