"""La Poste, Colissimo and Chronopost. Source: La Poste developer portal, Suivi v2, list of event codes."""

from __future__ import annotations

from orderway.adapters.channels._carriers._form import Form

SUIVI = {
    "DR1": "announced",
    "DR2": "announced",
    "PC1": "picked_up",
    "PC2": "picked_up",
    "ET1": "in_transit",
    "ET2": "in_transit",
    "ET3": "in_transit",
    "ET4": "in_transit",
    "EP1": "in_transit",
    "DO1": "customs",
    "DO2": "customs",
    "DO3": "customs",
    "PB1": "exception",
    "PB2": "in_transit",
    "MD2": "out_for_delivery",
    "ND1": "attempted",
    "AG1": "ready_for_pickup",
    "RE1": "returning",
    "DI0": "delivered",
    "DI1": "delivered",
    "DI2": "returned",
}

FORMS = tuple(
    Form(code=code, name=name, source="La Poste, Suivi v2", codes=SUIVI, events=("event",), zone="Europe/Paris")
    for code, name in (("laposte", "La Poste"), ("colissimo", "Colissimo"))
) + (
    Form(
        code="chronopost",
        name="Chronopost",
        source="Chronopost tracking web service, trackSkybillV2",
        codes={"DC": "announced", "D": "delivered", "D1": "delivered", "RG": "ready_for_pickup"},
        numbers=("skybillnumber",),
        zone="Europe/Paris",
    ),
)
