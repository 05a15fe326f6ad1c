"""DHL: Unified Tracking and MyDHL (JSON), Express XML, Parcel Germany XML. Source: DHL developer portal."""

from __future__ import annotations

from orderway.adapters.channels._carriers._form import Form

EXPRESS = {
    "AF": "in_transit",
    "AR": "in_transit",
    "BA": "exception",
    "CA": "attempted",
    "CC": "ready_for_pickup",
    "CD": "customs",
    "CR": "customs",
    "DD": "delivered",
    "DF": "in_transit",
    "IC": "customs",
    "NH": "attempted",
    "OH": "on_hold",
    "OK": "delivered",
    "PL": "in_transit",
    "PU": "picked_up",
    "RD": "refused",
    "RT": "returning",
    "SA": "picked_up",
    "TD": "delayed",
    "TR": "in_transit",
    "UD": "customs",
    "WC": "out_for_delivery",
}
UNIFIED = {"PRE-TRANSIT": "announced", "DELIVERED": "delivered"}
UNIFIED_VAGUE = {"TRANSIT": "in_transit", "FAILURE": "exception"}
PARCEL = {
    "AA": "in_transit",
    "AE": "picked_up",
    "EE": "in_transit",
    "ES": "picked_up",
    "PO": "out_for_delivery",
    "VA": "announced",
    "ZN": "attempted",
    "ZU": "delivered",
}

FORMS = (
    Form(
        code="dhl",
        name="DHL",
        source="DHL Shipment Tracking Unified, statusCode",
        codes=UNIFIED,
        vague=UNIFIED_VAGUE,
        events=("events",),
        numbers=("shipmenttrackingnumber", "awbnumber", "id"),
    ),
    Form(
        code="dhl_express",
        name="DHL Express",
        source="MyDHL API and DHL XML Services, event codes",
        codes=EXPRESS,
        vague=UNIFIED_VAGUE,
        events=("events", "shipmentevent"),
        numbers=("shipmenttrackingnumber", "awbnumber", "id"),
        code_fields=("typecode", "eventcode"),
    ),
    Form(
        code="dhl_parcel_de",
        name="DHL Paket",
        source="DHL Parcel DE Tracking, standard event codes",
        codes=PARCEL,
        numbers=("piececode", "searchedpiececode"),
        times=("eventtimestamp",),
        texts=("eventstatus", "eventshortstatus"),
        code_fields=("standardeventcode",),
        zone="Europe/Berlin",
    ),
)
