"""Australia Post and carriers of its region. Source: Australia Post Shipping and Tracking API, Track Items."""

from __future__ import annotations

from orderway.adapters.channels._carriers._form import Form

FORMS = (
    Form(
        code="australiapost",
        name="Australia Post",
        source="Australia Post Shipping and Tracking API",
        events=("events",),
        numbers=("articleid", "trackingid"),
        vague={
            "POSSIBLE DELAY": "delayed",
            "CANNOT BE DELIVERED": "exception",
            "TRACK ITEMS FOR DETAILED DELIVERY INFORMATION": "in_transit",
        },
    ),
    Form(code="allied_express", name="Allied Express", source="Allied Express TTAS, tracking", zone="Australia/Sydney"),
)
