"""The part of a shop's policy that stands beside its decision tables: points of suspicion, and the floor by cost."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from orderway.console.settings.cells import WholeCell

POINTS_MAX, PERCENT_MAX = 100_000, 1_000


class RulesPolicyFields(forms.Form):
    """What rules and costs are compared with."""

    fraud_points = WholeCell(
        POINTS_MAX,
        label=gettext_lazy("Hold from so many points of suspicion"),
        initial=100,
        required=False,
        help_text=gettext_lazy("The points of all rows that fire are added up. Empty: points hold nobody."),
    )
    floor_cost_percent = WholeCell(
        PERCENT_MAX,
        label=gettext_lazy("A line must bring percent of its cost"),
        required=False,
        help_text=gettext_lazy("Below it a reviewer looks. Empty: only the floor of the SKU counts."),
    )
