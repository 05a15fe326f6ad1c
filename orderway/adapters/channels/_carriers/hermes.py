"""Hermes Germany: shipment information. Source: Hermes HSI/Shipment Info API v2."""

from __future__ import annotations

from orderway.adapters.channels._carriers._form import Form

FORMS = (
    Form(
        code="hermes",
        name="Hermes",
        source="Hermes Germany, Shipment Info API v2",
        codes={"0000": "announced", "3000": "out_for_delivery", "3500": "delivered"},
        vague={"2000": "in_transit"},
        numbers=("shipmentid", "barcode"),
        zone="Europe/Berlin",
    ),
)
