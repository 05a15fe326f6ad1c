"""SmartKargo: parcels by air, in the codes of the airlines. Source: IATA Cargo-IMP, status codes of FSU messages."""

from __future__ import annotations

from orderway.adapters.channels._carriers._form import Form

EVENTS = {
    "BKD": "announced",
    "EIS": "announced",
    "FWB": "announced",
    "RCS": "picked_up",
    "FOH": "picked_up",
    "PUP": "picked_up",
    "PRE": "in_transit",
    "MAN": "in_transit",
    "DEP": "in_transit",
    "ARR": "in_transit",
    "RCF": "in_transit",
    "RCT": "in_transit",
    "TFD": "in_transit",
    "TRM": "in_transit",
    "AWR": "in_transit",
    "CRC": "customs",
    "CCD": "customs",
    "TGC": "customs",
    "NFD": "ready_for_pickup",
    "OFD": "out_for_delivery",
    "DDL": "delivered",
    "DLV": "delivered",
    "DIS": "exception",
    "RTS": "returning",
}

FORMS = (
    Form(
        code="smartkargo",
        name="SmartKargo",
        source="IATA Cargo-IMP, FSU status codes",
        codes=EVENTS,
        numbers=("headerreference",),
        times=("eventdate",),
        code_fields=("eventtype",),
        estimate_of_events=True,
    ),
)
