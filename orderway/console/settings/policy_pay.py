"""What a shop decides about finance, and about what is ticked off before release."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from orderway.console.settings.cells import AmountCell, ChoiceCell, UsualCell, WholeCell, YesCell

AUTHORISED_DAYS_MAX = 360


class PayPolicyFields(forms.Form):
    """Fields of a shop's policy."""

    second_pair_delivery = YesCell(label=gettext_lazy("Second pair of eyes for changed addresses too"))
    finance_amount = AmountCell(
        label=gettext_lazy("Finance approves from this amount"),
        required=False,
        help_text=gettext_lazy("After everybody else. Empty: finance is not asked."),
    )
    finance_discount_percent = WholeCell(
        100,
        label=gettext_lazy("Finance approves from this discount in percent"),
        required=False,
        help_text=gettext_lazy("Empty: finance is not asked."),
    )
    finance_other_person = YesCell(label=gettext_lazy("Who approved before may not approve for finance"), initial=True)
    verify_from = AmountCell(
        label=gettext_lazy("Read payments again at the gateway from this amount"),
        required=False,
        help_text=gettext_lazy("Before release. 0: every one. Empty: none."),
    )
    verify_silent = ChoiceCell(
        label=gettext_lazy("When the gateway does not answer"),
        initial="hold",
        choices=(("hold", gettext_lazy("Hold the order")), ("go", gettext_lazy("Release it without"))),
    )
    capture = ChoiceCell(
        label=gettext_lazy("Take authorised money"),
        initial="by_hand",
        choices=(
            ("by_hand", gettext_lazy("By hand")),
            ("shipped", gettext_lazy("When parcels are handed over, in part for a part")),
        ),
    )
    refund_order = ChoiceCell(
        label=gettext_lazy("What a refund goes back to first"),
        initial="value",
        choices=(
            ("value", gettext_lazy("Gift card, store credit and points, then money")),
            ("money", gettext_lazy("Money, then gift card, store credit and points")),
        ),
    )
    authorised_days = UsualCell(
        AUTHORISED_DAYS_MAX,
        label=gettext_lazy("Days an authorisation lives"),
        initial=7,
        help_text=gettext_lazy("0: nobody watches."),
    )
    authorised_end = ChoiceCell(
        label=gettext_lazy("A day before it lapses"),
        initial="hold",
        choices=(("hold", gettext_lazy("Hold the order")), ("capture", gettext_lazy("Take the money"))),
    )
    tick_off = forms.CharField(
        label=gettext_lazy("To be ticked off before release"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("With commas between: remarks, wishes, answers, shortage, prices, fraud."),
    )
