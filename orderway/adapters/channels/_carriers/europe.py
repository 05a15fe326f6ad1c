"""Carriers of Europe in their own words. Source: their public tracking interfaces."""

from __future__ import annotations

from orderway.adapters.channels._carriers._form import Form

FORMS = (
    Form(
        code="royalmail",
        name="Royal Mail",
        source="Royal Mail Tracking API v2, event codes",
        codes={"EVKSP": "delivered", "EVKOP": "delivered", "EVGPD": "out_for_delivery", "EVKNR": "attempted"},
        numbers=("mailpieceid", "onedbarcode"),
        zone="Europe/London",
    ),
    Form(
        code="tnt",
        name="TNT",
        source="TNT ExpressConnect Tracking, summary codes",
        codes={"DEL": "delivered", "INT": "in_transit", "OD": "out_for_delivery", "OK": "delivered"},
        vague={"EXC": "exception"},
        events=("statusdata",),
        numbers=("consignmentnumber",),
        times=("localeventdate",),
        clocks=("localeventtime",),
    ),
    Form(code="dpd", name="DPD", source="DPD tracking interfaces", zone=""),
    Form(code="bpost", name="bpost", source="bpost track and trace", zone="Europe/Brussels"),
    Form(code="postnord", name="PostNord", source="PostNord Track and Trace API v5", numbers=("itemid", "shipmentid")),
    Form(code="inpost", name="InPost", source="InPost ShipX, tracking statuses", zone="Europe/Warsaw"),
)
