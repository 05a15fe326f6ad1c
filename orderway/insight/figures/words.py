"""The figures in words: what each is called, how exactly it is counted, and which list is behind it."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.translation import gettext_lazy, pgettext_lazy

from orderway.web.words import Text


class Figure(NamedTuple):
    """One figure of a period. `rows`: the statement of its list; `which`: a further condition of it."""

    name: str
    label: Text
    definition: Text
    rows: str
    which: str = ""
    list_label: Text = ""


_FIGURES = (
    Figure(
        "shipped",
        pgettext_lazy("figure", "Shipped"),
        gettext_lazy("Shipments handed over to a carrier in the period. An order from two warehouses is two."),
        "list_sent",
        "",
        gettext_lazy("Shipments handed over"),
    ),
    Figure(
        "on_time",
        pgettext_lazy("figure", "On time"),
        gettext_lazy("Shipments handed over by the time promised for them, of all handed over in the period."),
        "list_sent",
        " AND f.ship_by IS NOT NULL AND f.shipped_at > f.ship_by",
        gettext_lazy("Shipments that left too late"),
    ),
    Figure(
        "collected",
        pgettext_lazy("figure", "Collected in 48 h"),
        gettext_lazy(
            "Parcels that the carrier scanned within 48 hours of the hand-over, of those handed over in the period "
            "whose 48 hours are over or which were scanned."
        ),
        "list_parcels",
        "",
        gettext_lazy("Parcels collected too late or not at all"),
    ),
    Figure(
        "wrong",
        pgettext_lazy("figure", "Wrong or missing"),
        gettext_lazy("Returns asked for because something wrong came or was missing, for each shipment of the period."),
        "list_returns",
        " AND f.reason IN ('wrong_item', 'missing')",
        gettext_lazy("Returns because of a wrong or missing item"),
    ),
    Figure(
        "returns",
        pgettext_lazy("figure", "Returns"),
        gettext_lazy("Returns asked for in the period, refused parcels aside, for each shipment of the period."),
        "list_returns",
        " AND f.kind <> 'refused'",
        gettext_lazy("Returns asked for"),
    ),
    Figure(
        "scores",
        pgettext_lazy("figure", "Survey"),
        gettext_lazy("Mean of the scores for product, delivery and service, from 1 to 5, given in the period."),
        "list_scores",
        "",
        gettext_lazy("What buyers said"),
    ),
    Figure(
        "cost",
        pgettext_lazy("figure", "Cost per order"),
        gettext_lazy("Handling and freight of what was shipped, by the rate cards, for each order shipped."),
        "list_sent",
        "",
        gettext_lazy("Shipments with their cost"),
    ),
)  # fmt: skip
FIGURES = {figure.name: figure for figure in _FIGURES}
NOW_DEFINITIONS: tuple[tuple[Text, Text], ...] = (
    (
        gettext_lazy("Orders by stage"),
        gettext_lazy("Unfinished orders by the gate they stand before, in the warehouse, on the road or delivered."),
    ),
    (gettext_lazy("Age"), gettext_lazy("Unfinished orders by the time since they were received.")),
    (gettext_lazy("Holds"), gettext_lazy("Open holds by reason; an order with two holds counts at each.")),
)
