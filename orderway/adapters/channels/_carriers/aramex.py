"""Aramex: shipments tracked by waybill, XML and JSON. Source: Aramex Shipments Tracking API, update codes."""

from __future__ import annotations

from orderway.adapters.channels._carriers._form import Form

FORMS = (
    Form(
        code="aramex",
        name="Aramex",
        source="Aramex Shipments Tracking API",
        codes={"SH003": "out_for_delivery", "SH005": "delivered", "SH006": "delivered", "SH007": "delivered"},
        events=("trackingresult", "value"),
        numbers=("waybillnumber",),
        times=("updatedatetime",),
        code_fields=("updatecode",),
    ),
)
