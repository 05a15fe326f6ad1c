"""The part of a shop's policy about orders as they come: buffer, orders in one box, gifts, invoices."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from orderway.console.settings.cells import ChoiceCell, UsualCell, WholeCell

MINUTES_MAX, HOURS_MAX, GRAMS_MAX, ORDERS_MAX, UNITS_MAX = 7 * 24 * 60, 24 * 90, 1_000_000, 50, 10_000


class GoodsPolicyFields(forms.Form):
    """What a shop decides about orders as they come."""

    buffer_minutes = WholeCell(
        MINUTES_MAX,
        label=gettext_lazy("Minutes to wait after payment"),
        initial=0,
        required=False,
        help_text=gettext_lazy(
            "Before a warehouse is chosen, for changes and other orders. Stock is reserved meanwhile."
        ),
    )
    merge = ChoiceCell(
        label=gettext_lazy("Orders of one receiver in one box"),
        initial="off",
        choices=(
            ("off", gettext_lazy("Each goes alone")),
            ("propose", gettext_lazy("Hold them and ask")),
            ("auto", gettext_lazy("Put them together")),
        ),
    )
    merge_by = ChoiceCell(
        label=gettext_lazy("One receiver is"),
        initial="receiver",
        choices=(
            ("receiver", gettext_lazy("Same name, phone and address")),
            ("phone", gettext_lazy("Same phone and address")),
        ),
    )
    merge_within_hours = UsualCell(HOURS_MAX, min_value=1, label=gettext_lazy("Hours between them at most"), initial=72)
    merge_orders_max = UsualCell(ORDERS_MAX, min_value=1, label=gettext_lazy("Orders in one box at most"), initial=5)
    merge_units_max = UsualCell(UNITS_MAX, min_value=1, label=gettext_lazy("Units in one box at most"), initial=50)
    merge_grams_max = UsualCell(GRAMS_MAX, min_value=1, label=gettext_lazy("Grams in one box at most"), initial=20_000)
    merge_shops = forms.CharField(
        label=gettext_lazy("Shops that share boxes with it"),
        max_length=1000,
        required=False,
        help_text=gettext_lazy("Their codes, with commas between; they must name this shop too."),
    )
    gift_return = ChoiceCell(
        label=gettext_lazy("A gift that does not come back"),
        initial="deduct",
        choices=(
            ("deduct", gettext_lazy("Its value is taken off the refund")),
            ("keep", gettext_lazy("The buyer may keep it")),
        ),
    )
    invoice_when = ChoiceCell(
        label=gettext_lazy("Invoices are issued"),
        initial="by_hand",
        choices=(
            ("by_hand", gettext_lazy("When somebody says so")),
            ("shipped", gettext_lazy("When the order has left")),
            ("delivered", gettext_lazy("When it has arrived")),
        ),
    )
