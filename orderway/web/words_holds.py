"""What people read for the codes of hold reasons, next actions, blocked steps and roles."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from orderway.web.words import Text

REASONS: dict[str, Text] = {
    "name_missing": pgettext_lazy("hold reason", "Name missing"),
    "phone_missing": pgettext_lazy("hold reason", "Phone missing"),
    "phone_invalid": pgettext_lazy("hold reason", "Phone invalid"),
    "address_missing": pgettext_lazy("hold reason", "Address missing"),
    "province_missing": pgettext_lazy("hold reason", "Province missing"),
    "province_unknown": pgettext_lazy("hold reason", "Province unknown"),
    "city_missing": pgettext_lazy("hold reason", "City missing"),
    "city_unknown": pgettext_lazy("hold reason", "City unknown"),
    "city_not_in_province": pgettext_lazy("hold reason", "City not in province"),
    "district_missing": pgettext_lazy("hold reason", "District missing"),
    "district_unknown": pgettext_lazy("hold reason", "District unknown"),
    "district_not_in_city": pgettext_lazy("hold reason", "District not in city"),
    "street_missing": pgettext_lazy("hold reason", "Street missing"),
    "street_too_short": pgettext_lazy("hold reason", "Street too short"),
    "house_number_missing": pgettext_lazy("hold reason", "House number missing"),
    "postcode_missing": pgettext_lazy("hold reason", "Postcode missing"),
    "postcode_invalid": pgettext_lazy("hold reason", "Postcode invalid"),
    "country_missing": pgettext_lazy("hold reason", "Country missing"),
    "country_unknown": pgettext_lazy("hold reason", "Country unknown"),
    "region_missing": pgettext_lazy("hold reason", "Region missing"),
    "region_unknown": pgettext_lazy("hold reason", "Region unknown"),
    "sorting_code_missing": pgettext_lazy("hold reason", "Sorting code missing"),
    "listing_unmatched": pgettext_lazy("hold reason", "Listing not matched"),
    "goods_differ": pgettext_lazy("hold reason", "Goods are not as listed"),
    "no_lines": pgettext_lazy("hold reason", "No lines"),
    "currency_unknown": pgettext_lazy("hold reason", "Currency unknown"),
    "amount_mismatch": pgettext_lazy("hold reason", "Amounts do not add up"),
    "overpaid": pgettext_lazy("hold reason", "Overpaid"),
    "price_zero": pgettext_lazy("hold reason", "Price zero"),
    "duplicate_suspect": pgettext_lazy("hold reason", "Possible duplicate"),
    "merge_offer": pgettext_lazy("hold reason", "May travel with another order"),
    "large_amount": pgettext_lazy("hold reason", "Large amount"),
    "large_quantity": pgettext_lazy("hold reason", "Large quantity"),
    "category_review": pgettext_lazy("hold reason", "Category needs review"),
    "remark_present": pgettext_lazy("hold reason", "Remark to read"),
    "edited": pgettext_lazy("hold reason", "Edited after approval"),
    "cod_confirm": pgettext_lazy("hold reason", "Confirm cash on delivery"),
    "cod_unavailable": pgettext_lazy("hold reason", "No cash on delivery there"),
    "refund_asked": pgettext_lazy("hold reason", "Refund asked"),
    "shortage": pgettext_lazy("hold reason", "Out of stock"),
    "unreachable": pgettext_lazy("hold reason", "No warehouse can ship there"),
    "area_stopped": pgettext_lazy("hold reason", "Nobody delivers there now"),
    "rules_exclude_all": pgettext_lazy("hold reason", "Rules exclude every warehouse"),
    "source_tries": pgettext_lazy("hold reason", "Sent back too often by warehouses"),
    "low_value_rest": pgettext_lazy("hold reason", "Rest not worth a parcel"),
    "short_pick": pgettext_lazy("hold reason", "Short pick"),
    "payment_voided": pgettext_lazy("hold reason", "Payment given back"),
    "withdrawn": pgettext_lazy("hold reason", "Withdrawn from warehouse"),
    "channel_contradiction": pgettext_lazy("hold reason", "Channels disagree"),
    "shipped_there": pgettext_lazy("hold reason", "Shipped or gone at the platform"),
    "channel_silent": pgettext_lazy("hold reason", "No answer from the platform"),
    "contradiction": pgettext_lazy("hold reason", "Address contradicts itself"),
    "fraud_score": pgettext_lazy("hold reason", "Suspicious order"),
    "black_list": pgettext_lazy("hold reason", "Black list"),
    "credit_limit": pgettext_lazy("hold reason", "Credit limit"),
    "price_floor": pgettext_lazy("hold reason", "Price below floor"),
    "price_differs": pgettext_lazy("hold reason", "Price differs from the rules"),
    "payment_mismatch": pgettext_lazy("hold reason", "Payment does not fit"),
    "payment_silent": pgettext_lazy("hold reason", "No answer from the payment gateway"),
    "capture_failed": pgettext_lazy("hold reason", "Authorised money could not be taken"),
    "authorisation_ends": pgettext_lazy("hold reason", "The authorisation is about to lapse"),
    "finance_review": pgettext_lazy("hold reason", "Finance review"),
    "unsettled": pgettext_lazy("hold reason", "Something is to be ticked off"),
    "restricted_goods": pgettext_lazy("hold reason", "Restricted goods"),
    "restricted_region": pgettext_lazy("hold reason", "Restricted region"),
    "quantity_limit": pgettext_lazy("hold reason", "Quantity limit"),
    "rule_says": pgettext_lazy("hold reason", "A rule says so"),
    "rule_failed": pgettext_lazy("hold reason", "A rule gave no answer"),
    "no_answer": pgettext_lazy("hold reason", "The buyer has not answered"),
    "by_hand": pgettext_lazy("hold reason", "Held by hand"),
}

ACTIONS: dict[str, Text] = {
    "approve_finance": pgettext_lazy("next action", "Approve for finance"),
    "tick_off": pgettext_lazy("next action", "Tick off what is to be settled"),
    "ask_buyer": pgettext_lazy("next action", "Ask the buyer"),
    "correct_address": pgettext_lazy("next action", "Correct the address"),
    "map_listing": pgettext_lazy("next action", "Match the listing"),
    "compare_listing": pgettext_lazy("next action", "Compare with the listing"),
    "correct_lines": pgettext_lazy("next action", "Correct the lines"),
    "correct_amounts": pgettext_lazy("next action", "Correct the amounts"),
    "check_amounts": pgettext_lazy("next action", "Check the amounts"),
    "check_payment": pgettext_lazy("next action", "Check the payment"),
    "compare_orders": pgettext_lazy("next action", "Compare the orders"),
    "approve": pgettext_lazy("next action", "Approve"),
    "read_remark": pgettext_lazy("next action", "Read the remark"),
    "call_buyer": pgettext_lazy("next action", "Call the buyer"),
    "settle_refund": pgettext_lazy("next action", "Settle the refund"),
    "decide_shortage": pgettext_lazy("next action", "Decide the shortage"),
    "choose_warehouse": pgettext_lazy("next action", "Choose a warehouse"),
    "release_hold": pgettext_lazy("next action", "Release the hold"),
    "decide_again": pgettext_lazy("next action", "Decide again"),
    "compare_with_channel": pgettext_lazy("next action", "Compare with the channel"),
    "await_payment": pgettext_lazy("next action", "Await the payment"),
    "await_stock": pgettext_lazy("next action", "Await the stock"),
    "await_answer": pgettext_lazy("next action", "Await the answer"),
    "await_warehouse": pgettext_lazy("next action", "Await a warehouse"),
    "await_sourcing": pgettext_lazy("next action", "Await the joint decision"),
    "await_decision": pgettext_lazy("next action", "Await a decision"),
    "await_channel": pgettext_lazy("next action", "Await the channel"),
    "capture_payment": pgettext_lazy("next action", "Take the authorised money"),
    "await_gateway": pgettext_lazy("next action", "Await the payment gateway"),
    "await_buffer": pgettext_lazy("next action", "Await the end of the buffer"),
    "await_ship_date": pgettext_lazy("next action", "Await the day of shipping"),
    "advance": pgettext_lazy("next action", "Goes on by itself"),
    "pick": pgettext_lazy("next action", "Pick"),
    "pack": pgettext_lazy("next action", "Pack"),
    "label": pgettext_lazy("next action", "Print the label"),
    "hand_over": pgettext_lazy("next action", "Hand over to the carrier"),
    "answer_stop": pgettext_lazy("next action", "Answer the stop"),
    "solve_delivery": pgettext_lazy("next action", "Solve the delivery"),
    "follow_delivery": pgettext_lazy("next action", "Follow the delivery"),
    "settle": pgettext_lazy("next action", "Settle"),
}

STEPS: dict[str, Text] = {
    "intake": pgettext_lazy("step", "Intake"),
    "check": pgettext_lazy("step", "Check"),
    "promise": pgettext_lazy("step", "Promise"),
    "confirm": pgettext_lazy("step", "Confirm"),
    "review": pgettext_lazy("step", "Review"),
    "source": pgettext_lazy("step", "Source"),
    "release": pgettext_lazy("step", "Release"),
    "pick": pgettext_lazy("step", "Pick"),
    "pack": pgettext_lazy("step", "Pack"),
    "ship": pgettext_lazy("step", "Ship"),
    "track": pgettext_lazy("step", "Track"),
    "settle": pgettext_lazy("step", "Settle"),
    "warehouse": pgettext_lazy("step", "Warehouse"),
    "road": pgettext_lazy("step", "On the road"),
    "settled": pgettext_lazy("step", "Delivered"),
    "closed": pgettext_lazy("step", "Ended"),
    "return": pgettext_lazy("step", "Return"),
}

ROLES: dict[str, Text] = {
    "operator": pgettext_lazy("role", "Operator"),
    "reviewer": pgettext_lazy("role", "Reviewer"),
    "service": pgettext_lazy("role", "After-sales"),
    "finance": pgettext_lazy("role", "Finance"),
    "picker": pgettext_lazy("role", "Picker"),
    "warehouse_manager": pgettext_lazy("role", "Warehouse manager"),
    "analyst": pgettext_lazy("role", "Analyst"),
    "admin": pgettext_lazy("role", "Administrator"),
}


WISHES: dict[str, Text] = {
    "delivery_date": pgettext_lazy("wish", "Delivery date"),
    "time_window": pgettext_lazy("wish", "Time of day"),
    "locker": pgettext_lazy("wish", "Parcel locker"),
    "gift_message": pgettext_lazy("wish", "Gift message"),
    "invoice": pgettext_lazy("wish", "Invoice"),
}
WISH_STATES: dict[str, Text] = {
    "agreed": pgettext_lazy("wish", "agreed"),
    "not_possible": pgettext_lazy("wish", "not possible"),
    "alternative": pgettext_lazy("wish", "something else agreed"),
}


def wish_word(code: str) -> Text:
    """A special wish in words; one that is not known shows its name."""
    return WISHES.get(code, code.replace("_", " "))


def reason_word(code: str) -> Text:
    """The words of a hold reason; an unknown code stands for itself."""
    return REASONS.get(code, code)


def action_word(code: str) -> Text:
    """The verb of a next action; an unknown code stands for itself."""
    return ACTIONS.get(code, code)


def step_word(code: str) -> Text:
    """The name of a step of the journey; an unknown code stands for itself."""
    return STEPS.get(code, code)


def role_word(code: str) -> Text:
    """The name of a role; an unknown code stands for itself."""
    return ROLES.get(code, code)
