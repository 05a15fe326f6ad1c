"""The part of a shop's policy about the choice of warehouses: promises, urgency, rivals, splits, tries."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from orderway.console.settings.cells import AmountCell, WholeCell, WordsCell
from orderway.flow.parting import LAYERS, LAYERS_MAX

DAYS_MAX, SECONDS_MAX, WEIGHT_GRAMS_MAX = 3650, 3600, 100_000_000
VOLUME_CM3_MAX = 100_000_000
SOURCING_AMOUNTS = ("late_day", "urgent_day", "low_value", "distance_100km")


class SourcingPolicyFields(forms.Form):
    """How warehouses are chosen."""

    source_window_seconds = WholeCell(
        SECONDS_MAX,
        label=gettext_lazy("Seconds to collect rivals"),
        initial=0,
        required=False,
        help_text=gettext_lazy(
            "Orders that want the same scarce goods wait so long and are decided together. 0: at once."
        ),
    )
    deliver_within_days = WholeCell(
        DAYS_MAX,
        label=gettext_lazy("Promised delivery in days"),
        initial=0,
        required=False,
        help_text=gettext_lazy("From payment; a date that the buyer named goes before it. 0: no promise."),
    )
    late_day = AmountCell(
        label=gettext_lazy("A day late costs"),
        initial="0.00",
        required=False,
        help_text=gettext_lazy("In the choice of warehouse and carrier; compared with freight and handling."),
    )
    urgent_day = AmountCell(
        label=gettext_lazy("A day costs an urgent order"),
        initial="5.00",
        required=False,
        help_text=gettext_lazy("The higher, the more an urgent order goes to the nearest warehouse."),
    )
    low_value = AmountCell(
        label=gettext_lazy("No parcel for a rest below"),
        initial="0.00",
        required=False,
        help_text=gettext_lazy("A split whose smaller part is worth less is held for a decision."),
    )
    distance_100km = AmountCell(
        label=gettext_lazy("100 km to the buyer count"),
        initial="0.00",
        required=False,
        help_text=gettext_lazy("Beside freight, so that the nearest goes first. 0: only freight counts."),
    )
    apart_by = WordsCell(
        LAYERS,
        LAYERS_MAX,
        label=gettext_lazy("Never in one parcel"),
        required=False,
        help_text=gettext_lazy(
            "At most three of category, heavy, gift, host (who sold it live), with commas between: what differs in them"
            " goes apart."
        ),
    )
    apart_grams = WholeCell(
        WEIGHT_GRAMS_MAX, label=gettext_lazy("Heavy from so many grams"), initial=20_000, required=False
    )
    parcel_cm3_max = WholeCell(
        VOLUME_CM3_MAX,
        label=gettext_lazy("One parcel holds at most, in cm³"),
        initial=0,
        required=False,
        help_text=gettext_lazy("By the sizes of the SKUs; what is more goes in the next parcel. 0: no limit."),
    )
    parcel_grams_max = WholeCell(
        WEIGHT_GRAMS_MAX,
        label=gettext_lazy("One parcel holds at most, in grams"),
        initial=0,
        required=False,
        help_text=gettext_lazy("What is heavier goes in the next parcel. 0: no limit."),
    )
    barred_days = WholeCell(
        DAYS_MAX,
        label=gettext_lazy("Days a warehouse is spared after it sent an order back"),
        initial=3,
        required=False,
    )
    source_tries_max = WholeCell(
        100,
        label=gettext_lazy("Warehouses tried before a person decides"),
        initial=3,
        required=False,
        help_text=gettext_lazy("0: never."),
    )
