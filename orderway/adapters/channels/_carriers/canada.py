"""Canada Post, Purolator and others of Canada. Source: Canada Post Get Tracking Details, Purolator E-Ship."""

from __future__ import annotations

from orderway.adapters.channels._carriers._form import Form

FORMS = (
    Form(
        code="canadapost",
        name="Canada Post",
        source="Canada Post web services, Get Tracking Details",
        events=("occurrence",),
        numbers=("pin",),
        times=("eventdate",),
        code_fields=("eventidentifier",),
    ),
    Form(
        code="purolator",
        name="Purolator",
        source="Purolator E-Ship, ScanType",
        codes={"DELIVERY": "delivered", "ONDELIVERY": "out_for_delivery", "PROOFOFPICKUP": "picked_up"},
        vague={"UNDELIVERABLE": "attempted"},
        events=("scan",),
        numbers=("pin",),
        times=("scandate",),
        code_fields=("scantype",),
        texts=("description",),
    ),
    Form(code="canpar", name="Canpar", source="Canpar web services, trackByBarcode", numbers=("barcode",)),
    Form(code="nationex", name="Nationex", source="Nationex API, tracking history"),
    Form(code="dicom", name="Dicom (GLS Canada)", source="GLS Canada API, tracking activities", events=("activities",)),
)
