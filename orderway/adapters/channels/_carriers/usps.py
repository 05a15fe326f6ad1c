"""USPS: tracking v3 (JSON) and the Web Tools (XML). Source: USPS Publication 199, event codes; Web Tools Track."""

from __future__ import annotations

from orderway.adapters.channels._carriers._form import Form

EVENTS = {
    "01": "delivered",
    "02": "attempted",
    "03": "picked_up",
    "04": "refused",
    "05": "exception",
    "07": "in_transit",
    "08": "exception",
    "09": "returning",
    "10": "in_transit",
    "14": "ready_for_pickup",
    "16": "ready_for_pickup",
    "21": "returning",
    "22": "returning",
    "23": "returning",
    "24": "returning",
    "25": "returning",
    "26": "returning",
    "27": "returning",
    "28": "returning",
    "29": "returning",
    "51": "attempted",
    "52": "attempted",
    "53": "attempted",
    "54": "attempted",
    "55": "attempted",
    "56": "attempted",
    "A1": "in_transit",
    "EF": "in_transit",
    "GX": "announced",
    "L1": "in_transit",
    "MA": "announced",
    "OA": "picked_up",
    "OF": "out_for_delivery",
    "PC": "in_transit",
    "SF": "in_transit",
    "T1": "in_transit",
    "TL": "in_transit",
    "TM": "picked_up",
}

FORMS = tuple(
    Form(
        code=code,
        name=name,
        source="USPS Publication 199 and Tracking API v3",
        codes=EVENTS,
        vague={"ALERT": "exception"},
        events=("trackingevents", "tracksummary", "trackdetail"),
        numbers=("trackingnumber",),
        times=("gmttimestamp", "eventtimestamp", "eventdate"),
        texts=("eventtype", "event"),
        code_fields=("eventcode",),
        american=True,
    )
    for code, name in (("usps", "USPS"), ("usps_international", "USPS International"))
)
