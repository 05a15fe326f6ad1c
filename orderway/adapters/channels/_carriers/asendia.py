"""Asendia Sync: tracking by customer and number. Source: Asendia Sync API reference, Tracking."""

from __future__ import annotations

from orderway.adapters.channels._carriers._form import Form

FORMS = (
    Form(
        code="asendia",
        name="Asendia",
        source="Asendia Sync API, tracking events",
        codes={"PU": "picked_up", "IT": "in_transit", "OFD": "out_for_delivery", "DL": "delivered"},
    ),
)
