"""A shop's policy (`flow.reference.ShopPolicy`) as fields of a form, each explained in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from django import forms
from django.utils.translation import gettext_lazy

from orderway.console.settings.cells import AmountCell, WholeCell, YesCell
from orderway.console.settings.policy_goods import GoodsPolicyFields
from orderway.console.settings.policy_pay import PayPolicyFields
from orderway.console.settings.policy_rules import RulesPolicyFields
from orderway.console.settings.policy_sourcing import SOURCING_AMOUNTS, SourcingPolicyFields
from orderway.flow.reference import ShopPolicy
from orderway.kernel.money import format_minor

HOURS_MAX, DAYS_MAX, MINUTES_MAX = 24 * 90, 3650, 24 * 60
AMOUNTS = (
    "review_amount",
    "second_pair_amount",
    "finance_amount",
    "verify_from",
    "refund_limit",
    "split",
    "price_tolerance",
    *SOURCING_AMOUNTS,
)
"""Fields in money; the policy has them in minor units under NAME_minor."""
OFF_IF_EMPTY = (
    "review_amount",
    "second_pair_amount",
    "refund_limit",
    "review_quantity",
    "fraud_points",
    "finance_amount",
    "verify_from",
    "finance_discount_percent",
    "floor_cost_percent",
)
LISTS = ("review_categories", "merge_shops", "apart_by", "tick_off")
"""Fields that are lists, with commas between."""


class PolicyFields(PayPolicyFields, RulesPolicyFields, GoodsPolicyFields, SourcingPolicyFields):
    """What a shop decides for itself."""

    ship_within_hours = WholeCell(
        HOURS_MAX,
        label=gettext_lazy("Ship within hours"),
        initial=48,
        help_text=gettext_lazy("Counted from the payment."),
    )
    unpaid_hours = WholeCell(
        HOURS_MAX,
        label=gettext_lazy("Hours to pay"),
        initial=24,
        help_text=gettext_lazy("An order not paid by then is closed and its stock is free again."),
    )
    review_amount = AmountCell(
        label=gettext_lazy("Look at orders from this amount"),
        initial="5000.00",
        required=False,
        help_text=gettext_lazy("A reviewer approves them. Empty: none."),
    )
    review_quantity = WholeCell(
        label=gettext_lazy("Look at orders from so many units"),
        initial=100,
        required=False,
        help_text=gettext_lazy("Empty: none."),
    )
    review_categories = forms.CharField(
        label=gettext_lazy("Look at these categories"),
        max_length=1000,
        required=False,
        help_text=gettext_lazy("Categories of SKUs, with commas between."),
    )
    review_remarks = YesCell(label=gettext_lazy("Look at orders with a buyer's remark"))
    second_pair_amount = AmountCell(
        label=gettext_lazy("Second pair of eyes from this amount"),
        required=False,
        help_text=gettext_lazy(
            "From here on nobody approves what they changed themselves. Empty: a shop of one person."
        ),
    )
    refund_limit = AmountCell(
        label=gettext_lazy("Refunds without a second person up to"),
        initial="500.00",
        required=False,
        help_text=gettext_lazy("Empty: no limit."),
    )
    confirm_cod = YesCell(label=gettext_lazy("Call before cash on delivery"), initial="yes")
    shortage = forms.ChoiceField(
        label=gettext_lazy("When something is short"),
        initial="wait",
        choices=(
            ("wait", gettext_lazy("Keep the order together and wait")),
            ("ask", gettext_lazy("Hold it for a decision")),
            ("part", gettext_lazy("Ship what is there, the rest later")),
            ("substitute", gettext_lazy("Send other goods instead; hold it where there are none")),
            ("cancel_short", gettext_lazy("Refund what is short, ship the rest")),
            ("cheapest", gettext_lazy("What costs least, without cancelling")),
        ),
    )
    splits_max = WholeCell(
        20,
        label=gettext_lazy("More warehouses than one"),
        initial=2,
        help_text=gettext_lazy("So many more may share an order."),
    )
    split = AmountCell(
        label=gettext_lazy("A second parcel must save"),
        initial="3.00",
        required=False,
        help_text=gettext_lazy("What one more parcel is worth avoiding, in the currency of the warehouses."),
    )
    allocation_wait_minutes = WholeCell(
        MINUTES_MAX, label=gettext_lazy("Minutes before a warehouse is chosen"), initial=0, required=False
    )
    erase_after_days = WholeCell(
        DAYS_MAX,
        label=gettext_lazy("Days buyers are kept"),
        initial=0,
        required=False,
        help_text=gettext_lazy("After an order is closed; then its buyer is erased. 0: until somebody asks."),
    )
    return_days = WholeCell(DAYS_MAX, label=gettext_lazy("Days to return"), initial=7)
    duplicate_minutes = WholeCell(
        MINUTES_MAX,
        label=gettext_lazy("Minutes between suspected duplicates"),
        initial=30,
        help_text=gettext_lazy("The same goods for the same phone within this time are looked at."),
    )
    check_house_number = YesCell(label=gettext_lazy("Ask for missing house numbers"), initial="yes")
    price_tolerance = AmountCell(
        label=gettext_lazy("Amounts may differ by"),
        initial="0.00",
        required=False,
        help_text=gettext_lazy("Lines against total."),
    )


FIELDS = tuple(PolicyFields.base_fields)


def row_of(settings: Mapping[str, Any], currency: str) -> dict[str, str]:
    """A shop's stored policy as text, with the defaults of what it does not say."""
    policy = msgspec.convert(dict(settings), ShopPolicy)
    row: dict[str, str] = {}
    for name in FIELDS:
        if name in AMOUNTS:
            amount = getattr(policy, f"{name}_minor")
            row[name] = "" if amount is None else format_minor(amount, currency)
        elif name in LISTS:
            row[name] = ", ".join(getattr(policy, name))
        else:
            value = getattr(policy, name)
            row[name] = "" if value is None else ("yes" if value else "no") if isinstance(value, bool) else str(value)
    return row


def settings_of(told: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    """The policy to store: what the form says above what was there; keys that the form does not know stay."""
    settings = dict(before)
    for name in FIELDS:
        value = told[name]
        if name in AMOUNTS:
            settings[f"{name}_minor"] = value
        elif name in LISTS:
            settings[name] = [word.strip() for word in str(value).split(",") if word.strip()]
        else:
            settings[name] = value if value is not None or name in OFF_IF_EMPTY else 0
    return settings
