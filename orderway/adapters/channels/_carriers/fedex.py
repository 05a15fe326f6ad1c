"""FedEx: Track API in JSON, and its SOAP forerunner. Source: FedEx Track API, tracking status codes."""

from __future__ import annotations

from orderway.adapters.channels._carriers._form import Form

FORMS = (
    Form(
        code="fedex",
        name="FedEx",
        source="FedEx Track API, status codes",
        codes={
            "AP": "in_transit",
            "CA": "cancelled",
            "CC": "customs",
            "CD": "customs",
            "CP": "customs",
            "DE": "attempted",
            "DL": "delivered",
            "DY": "delayed",
            "HL": "ready_for_pickup",
            "HP": "ready_for_pickup",
            "OC": "announced",
            "OD": "out_for_delivery",
            "PU": "picked_up",
            "RS": "returning",
            "SE": "exception",
        },
        vague={"AR": "in_transit", "DP": "in_transit", "IT": "in_transit", "AF": "in_transit", "FD": "in_transit"},
        events=("scanevents", "events"),
        code_fields=("eventtype", "derivedstatuscode"),
        texts=("eventdescription",),
        american=True,
    ),
)
