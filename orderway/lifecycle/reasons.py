"""Why an order is held: the literal table of hold reasons with what each blocks, who owns it, who may release it.

Blocks are gates of the journey: a hold stops the order before the first gate it blocks.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

BEFORE_CONFIRM = ("confirm", "review", "source", "release")
BEFORE_REVIEW = ("review", "source", "release")
BEFORE_RELEASE = ("release",)
EVERYTHING = ("promise", "confirm", "review", "source", "release")


class Reason(NamedTuple):
    """What holding for a reason means. `hours` is the time in which it should be worked; `urgency` orders the queue.

    An empty `may_release`: only correcting the cause lets it go. A company may decide otherwise about all but
    `next_action` and `urgency` (`configured`).
    """

    blocks: tuple[str, ...]
    owner: str
    may_release: tuple[str, ...]
    next_action: str
    hours: int
    urgency: int
    expires_hours: int = 0
    """After so many hours the clock ends the hold; 0: never."""
    at_end: str = ""
    """What then: release, cancel (the order), escalate (to `escalate_to`)."""
    escalate_to: str = ""
    line_only: bool = False
    """A hold on a line stops only that line; the others go on."""


AT_END = ("release", "cancel", "escalate")

_DESK = ("operator", "reviewer", "service")
_REVIEW = ("reviewer",)

REASONS: dict[str, Reason] = {
    "name_missing": Reason(BEFORE_CONFIRM, "operator", _DESK, "ask_buyer", 24, 2),
    "phone_missing": Reason(BEFORE_CONFIRM, "operator", _DESK, "ask_buyer", 24, 2),
    "phone_invalid": Reason(BEFORE_CONFIRM, "operator", _DESK, "ask_buyer", 24, 2),
    "address_missing": Reason(BEFORE_CONFIRM, "operator", _DESK, "ask_buyer", 24, 1),
    "country_missing": Reason(BEFORE_CONFIRM, "operator", _DESK, "correct_address", 24, 1),
    "country_unknown": Reason(BEFORE_CONFIRM, "operator", _DESK, "correct_address", 24, 1),
    "province_missing": Reason(BEFORE_CONFIRM, "operator", _DESK, "correct_address", 24, 2),
    "province_unknown": Reason(BEFORE_CONFIRM, "operator", _DESK, "correct_address", 24, 2),
    "city_missing": Reason(BEFORE_CONFIRM, "operator", _DESK, "correct_address", 24, 2),
    "city_unknown": Reason(BEFORE_CONFIRM, "operator", _DESK, "correct_address", 24, 2),
    "city_not_in_province": Reason(BEFORE_CONFIRM, "operator", _DESK, "correct_address", 24, 2),
    "district_missing": Reason(BEFORE_CONFIRM, "operator", _DESK, "correct_address", 24, 3),
    "district_unknown": Reason(BEFORE_CONFIRM, "operator", _DESK, "correct_address", 24, 2),
    "district_not_in_city": Reason(BEFORE_CONFIRM, "operator", _DESK, "correct_address", 24, 2),
    "street_missing": Reason(BEFORE_CONFIRM, "operator", _DESK, "ask_buyer", 24, 1),
    "street_too_short": Reason(BEFORE_CONFIRM, "operator", _DESK, "ask_buyer", 24, 1),
    "house_number_missing": Reason(BEFORE_CONFIRM, "operator", _DESK, "ask_buyer", 24, 2),
    "contradiction": Reason(BEFORE_CONFIRM, "operator", _DESK, "correct_address", 24, 2),
    "region_missing": Reason(BEFORE_CONFIRM, "operator", _DESK, "correct_address", 24, 2),
    "region_unknown": Reason(BEFORE_CONFIRM, "operator", _DESK, "correct_address", 24, 2),
    "postcode_missing": Reason(BEFORE_CONFIRM, "operator", _DESK, "correct_address", 24, 3),
    "postcode_invalid": Reason(BEFORE_CONFIRM, "operator", _DESK, "correct_address", 24, 3),
    "sorting_code_missing": Reason(BEFORE_CONFIRM, "operator", _DESK, "correct_address", 24, 3),
    "listing_unmatched": Reason(EVERYTHING, "operator", (), "map_listing", 12, 1),
    "goods_differ": Reason(BEFORE_CONFIRM, "operator", _DESK, "compare_listing", 12, 1),
    "no_lines": Reason(EVERYTHING, "operator", (), "correct_lines", 24, 1),
    "currency_unknown": Reason(BEFORE_CONFIRM, "operator", _REVIEW, "correct_amounts", 24, 2),
    "amount_mismatch": Reason(BEFORE_REVIEW, "reviewer", _REVIEW, "check_amounts", 24, 2),
    "overpaid": Reason(BEFORE_RELEASE, "reviewer", _REVIEW, "check_payment", 24, 3),
    "price_zero": Reason(BEFORE_REVIEW, "reviewer", _REVIEW, "check_amounts", 24, 2),
    "duplicate_suspect": Reason(BEFORE_REVIEW, "operator", ("operator", "reviewer"), "compare_orders", 12, 2),
    "merge_offer": Reason(BEFORE_RELEASE, "operator", ("operator", "reviewer"), "compare_orders", 12, 3),
    "large_amount": Reason(BEFORE_RELEASE, "reviewer", _REVIEW, "approve", 12, 2),
    "large_quantity": Reason(BEFORE_RELEASE, "reviewer", _REVIEW, "approve", 12, 2),
    "category_review": Reason(BEFORE_RELEASE, "reviewer", _REVIEW, "approve", 12, 2),
    "remark_present": Reason(BEFORE_RELEASE, "operator", _DESK, "read_remark", 12, 3),
    "edited": Reason(BEFORE_RELEASE, "reviewer", _REVIEW, "approve", 12, 2),
    "cod_confirm": Reason(BEFORE_RELEASE, "operator", _DESK, "call_buyer", 12, 2),
    "cod_unavailable": Reason(BEFORE_RELEASE, "operator", _DESK, "ask_buyer", 12, 2),
    "refund_asked": Reason(BEFORE_RELEASE, "service", ("service", "reviewer", "operator"), "settle_refund", 24, 1),
    "shortage": Reason(BEFORE_RELEASE, "operator", _DESK, "decide_shortage", 24, 1),
    "unreachable": Reason(("release",), "operator", _DESK, "choose_warehouse", 24, 1),
    "area_stopped": Reason(("release",), "operator", _DESK, "choose_warehouse", 24, 2),
    "rules_exclude_all": Reason(("release",), "operator", _DESK, "choose_warehouse", 12, 1),
    "source_tries": Reason(("release",), "operator", _DESK, "choose_warehouse", 12, 1),
    "low_value_rest": Reason(("release",), "operator", _DESK, "decide_shortage", 24, 2),
    "short_pick": Reason(BEFORE_RELEASE, "operator", _DESK, "decide_shortage", 4, 1),
    "withdrawn": Reason(BEFORE_RELEASE, "operator", _DESK, "decide_again", 24, 2),
    "channel_contradiction": Reason(
        BEFORE_CONFIRM, "operator", ("operator", "reviewer"), "compare_with_channel", 24, 2
    ),
    "shipped_there": Reason(BEFORE_RELEASE, "operator", _DESK, "compare_with_channel", 24, 1),
    "channel_silent": Reason(BEFORE_RELEASE, "operator", _DESK, "compare_with_channel", 4, 1),
    "fraud_score": Reason(BEFORE_CONFIRM, "reviewer", _REVIEW, "approve", 12, 1),
    "black_list": Reason(BEFORE_CONFIRM, "reviewer", _REVIEW, "approve", 12, 1),
    "credit_limit": Reason(BEFORE_CONFIRM, "reviewer", _REVIEW, "check_payment", 24, 2),
    "price_floor": Reason(BEFORE_RELEASE, "reviewer", _REVIEW, "check_amounts", 12, 2),
    "price_differs": Reason(BEFORE_REVIEW, "reviewer", _REVIEW, "check_amounts", 12, 2),
    "payment_mismatch": Reason(BEFORE_RELEASE, "reviewer", _REVIEW, "check_payment", 12, 1),
    "payment_silent": Reason(("release",), "reviewer", ("reviewer", "finance"), "check_payment", 4, 1),
    "capture_failed": Reason(("release",), "finance", ("finance", "reviewer"), "capture_payment", 12, 1),
    "authorisation_ends": Reason(BEFORE_RELEASE, "finance", ("finance", "reviewer"), "capture_payment", 12, 1),
    "finance_review": Reason(BEFORE_RELEASE, "finance", ("finance",), "approve_finance", 24, 2),
    "unsettled": Reason(BEFORE_RELEASE, "operator", (), "tick_off", 12, 2),
    "restricted_goods": Reason(BEFORE_CONFIRM, "reviewer", _REVIEW, "approve", 12, 2),
    "restricted_region": Reason(BEFORE_CONFIRM, "reviewer", _REVIEW, "approve", 12, 2),
    "quantity_limit": Reason(BEFORE_CONFIRM, "operator", _DESK, "correct_lines", 24, 2),
    "rule_says": Reason(BEFORE_CONFIRM, "operator", _DESK, "release_hold", 24, 2),
    "rule_failed": Reason(BEFORE_CONFIRM, "reviewer", _REVIEW, "approve", 12, 1),
    "no_answer": Reason(BEFORE_CONFIRM, "service", _DESK, "call_buyer", 12, 1),
    "by_hand": Reason(BEFORE_CONFIRM, "operator", ("operator", "reviewer", "service"), "release_hold", 48, 2),
}


def configured(reason: Reason, row: Sequence[Any]) -> Reason:
    """A reason as a company wants it: blocks, may_release, owner, hours, expires_hours, at_end, escalate_to,
    line_only."""
    blocks, may_release, owner, hours, expires, at_end, escalate_to, line_only = row
    return reason._replace(
        blocks=tuple(blocks),
        may_release=tuple(may_release),
        owner=owner,
        hours=hours,
        expires_hours=expires,
        at_end=at_end,
        escalate_to=escalate_to,
        line_only=line_only,
    )
