"""GLS: ShipIT track and trace, and the public parcel page. Source: GLS Track And Trace API v1, status of parcels."""

from __future__ import annotations

from orderway.adapters.channels._carriers._form import Form

STATUSES = {
    "PREADVICE": "announced",
    "PLANNEDPICKUP": "announced",
    "INPICKUP": "announced",
    "NOTPICKEDUP": "on_hold",
    "INTRANSIT": "in_transit",
    "INWAREHOUSE": "in_transit",
    "INDELIVERY": "out_for_delivery",
    "DELIVERED": "delivered",
    "FINAL": "delivered",
    "DELIVEREDPS": "ready_for_pickup",
    "NOTDELIVERED": "attempted",
    "CANCELED": "cancelled",
    "INTIAL.PREADVICE": "announced",
}
"""Of parcels; events are told by group and reason (`DELIVD.NORMAL`), most clearly in their own words."""

FORMS = (
    Form(
        code="gls",
        name="GLS",
        source="GLS Track And Trace API v1",
        codes=STATUSES,
        vague={"INTIAL": "in_transit", "DELIVD": "delivered", "NODELI": "attempted", "RETURN": "returning"},
        numbers=("unitno", "tuno", "parcelnumber"),
        texts=("evtdscr",),
    ),
)
