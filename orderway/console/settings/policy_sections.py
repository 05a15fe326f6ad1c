"""The order in which a shop's policy is read: its fields under headings, in the order of an order's journey."""

from __future__ import annotations

from django.utils.translation import gettext_lazy, pgettext_lazy

from orderway.console.settings.policy import FIELDS
from orderway.web.words import Text

SECTIONS: tuple[tuple[Text, tuple[str, ...]], ...] = (
    (
        gettext_lazy("Deadlines"),
        ("ship_within_hours", "unpaid_hours", "deliver_within_days", "return_days", "erase_after_days"),
    ),
    (
        pgettext_lazy("settings", "Checks"),
        ("duplicate_minutes", "price_tolerance", "fraud_points", "check_house_number", "confirm_cod"),
    ),
    (
        pgettext_lazy("settings", "Review"),
        (
            "review_amount",
            "review_quantity",
            "review_categories",
            "second_pair_amount",
            "floor_cost_percent",
            "tick_off",
            "review_remarks",
            "second_pair_delivery",
        ),
    ),
    (
        pgettext_lazy("settings", "Payments and finance"),
        (
            "verify_from",
            "verify_silent",
            "capture",
            "authorised_days",
            "authorised_end",
            "finance_amount",
            "finance_discount_percent",
            "refund_limit",
            "refund_order",
            "invoice_when",
            "finance_other_person",
        ),
    ),
    (
        gettext_lazy("One box for several orders"),
        (
            "buffer_minutes",
            "merge",
            "merge_by",
            "merge_within_hours",
            "merge_orders_max",
            "merge_units_max",
            "merge_grams_max",
            "merge_shops",
        ),
    ),
    (
        gettext_lazy("Shortage and splitting"),
        (
            "shortage",
            "splits_max",
            "split",
            "low_value",
            "apart_by",
            "apart_grams",
            "parcel_grams_max",
            "parcel_cm3_max",
            "gift_return",
        ),
    ),
    (
        gettext_lazy("Which warehouse"),
        (
            "allocation_wait_minutes",
            "source_window_seconds",
            "late_day",
            "urgent_day",
            "distance_100km",
            "barred_days",
            "source_tries_max",
        ),
    ),
)


def sections() -> list[tuple[Text, list[str]]]:
    """Every field of the policy under its heading; what stands nowhere comes last."""
    named = {name for _title, names in SECTIONS for name in names}
    found = [(title, [name for name in names if name in FIELDS]) for title, names in SECTIONS]
    rest = [name for name in FIELDS if name not in named]
    return [*found, (pgettext_lazy("settings", "Others"), rest)] if rest else found
