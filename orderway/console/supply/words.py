"""The words of supply: refusals, reasons, kinds of proposals and options."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from orderway.kernel.errors import Refusal
from orderway.web.words import Text

REFUSALS: dict[str, Text] = {
    "not_in_this_state": _("That cannot be done in its present state."),
    "changed_since": _("Somebody changed it meanwhile; look again."),
    "no_lines": _("Name at least one SKU with its units."),
    "too_many_lines": _("Too many lines at once."),
    "bad_units": _("Units are whole numbers above 0."),
    "negative_units": _("Units are never below 0."),
    "number_taken": _("This number is taken."),
    "bad_number": _("This number cannot be used."),
    "lot_missing": _("This SKU is kept by lot: name the lot."),
    "bad_lot": _("This lot cannot be used."),
    "unknown_sku": _("This SKU does not belong to it."),
    "nothing_came": _("Say what came."),
    "came_already": _("More than that has come already."),
    "same_place": _("Choose two different warehouses."),
    "earmarks_beyond": _("More is meant for orders than is moved."),
    "not_enough_there": _("There is not as much free there any more."),
    "more_than_asked": _("More than was agreed."),
    "more_than_shipped": _("More than is on its way."),
    "nothing_to_ship": _("Say what leaves."),
    "second_person_needed": _("Somebody else than the one who counted decides."),
    "moved_since": _("Goods moved since it was counted: count again."),
    "unknown_count": _("There is no such count."),
    "unknown_transfer": _("There is no such transfer."),
    "unknown_purchase": _("There is no such purchase order."),
    "bad_source": _("This name of a feed cannot be used."),
    "seen_already": _("This feed was taken in before, or is older than the last one."),
    "below_reserved": _("Orders hold more than that: solve these first."),
}
REASONS: dict[str, Text] = {
    "by_hand": pgettext_lazy("transfer", "By hand"),
    "shortage": pgettext_lazy("transfer", "For orders that wait"),
    "api": pgettext_lazy("transfer", "By the API"),
    "excess": pgettext_lazy("transfer", "Too much here"),
    "empty_bin": pgettext_lazy("count", "The bin was found empty"),
    "stocktake": pgettext_lazy("count", "Stocktake"),
    "spot_check": pgettext_lazy("count", "Spot check"),
}
CHANGES: dict[str, Text] = {
    "day": pgettext_lazy("purchase", "Another day"),
    "units": pgettext_lazy("purchase", "Other units"),
    "note": pgettext_lazy("purchase", "Another note"),
    "order": pgettext_lazy("purchase", "Sent to the supplier"),
    "cancel": pgettext_lazy("purchase", "Cancelled"),
    "approve": pgettext_lazy("transfer", "Approved"),
    "ship": pgettext_lazy("transfer", "It left"),
    "settle": pgettext_lazy("transfer", "The rest booked as lost"),
}
"""What was changed of a purchase order, or done to a transfer."""
PROPOSALS: dict[str, Text] = {
    "buy": pgettext_lazy("proposal", "Buy"),
    "low": pgettext_lazy("proposal", "Low, but on its way"),
    "transfer": pgettext_lazy("proposal", "Move to where it is short"),
    "discount": pgettext_lazy("proposal", "Sell for less"),
    "return_to_supplier": pgettext_lazy("proposal", "Send back to the supplier"),
}
WHYS: dict[str, Text] = {
    "waited_for": pgettext_lazy("proposal", "Orders wait for it"),
    "below_reorder_point": pgettext_lazy("proposal", "Below its reorder point"),
    "enough_is_coming": pgettext_lazy("proposal", "Enough is on its way"),
    "nobody_asks": pgettext_lazy("proposal", "Nobody asks for it"),
    "lasts_too_long": pgettext_lazy("proposal", "It lasts too long"),
}
OPTIONS: dict[str, Text] = {
    "wait": pgettext_lazy("option", "Wait"),
    "transfer": pgettext_lazy("option", "Transfer"),
    "split": pgettext_lazy("option", "Ship in parts"),
    "substitute": pgettext_lazy("option", "Substitute"),
}


def refused(refusal: Refusal) -> Text:
    """A refusal in words; an unknown code stands for itself."""
    return REFUSALS.get(refusal.code, refusal.code)


def reason_word(reason: str) -> Text:
    """The word of a reason; an unknown one stands for itself."""
    return REASONS.get(reason, reason)
