"""Sendle: tracking of a parcel. Source: Sendle API, tracking events and states."""

from __future__ import annotations

from orderway.adapters.channels._carriers._form import Form

EVENTS = {
    "PICKUP ATTEMPTED": "on_hold",
    "PICKUP": "picked_up",
    "DROP OFF": "picked_up",
    "DROPPED OFF": "picked_up",
    "IN TRANSIT": "in_transit",
    "TRANSIT": "in_transit",
    "LOCAL DELIVERY": "in_transit",
    "OUT FOR DELIVERY": "out_for_delivery",
    "DELIVERY ATTEMPTED": "attempted",
    "CARD LEFT": "attempted",
    "LEFT WITH AGENT": "ready_for_pickup",
    "DELIVERED": "delivered",
    "DAMAGED": "exception",
    "UNABLE TO DELIVER": "exception",
    "EXPIRED": "exception",
    "RETURN TO SENDER": "returning",
    "LOST": "lost",
    "CANCELLED": "cancelled",
    "BOOKING": "announced",
    "UNABLE TO BOOK": "exception",
}

FORMS = (
    Form(
        code="sendle",
        name="Sendle",
        source="Sendle API, GET /api/tracking/{ref}",
        codes=EVENTS,
        numbers=("sendlereference",),
        times=("scantime",),
        code_fields=("eventtype",),
        statuses=("state",),
    ),
)
