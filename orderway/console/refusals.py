"""Why something was not done, in words: every code of a refusal with what would make it possible."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orderway.console.alike import cannot_travel
from orderway.kernel.errors import Refusal
from orderway.web import words, words_holds
from orderway.web.templatetags.figures import money_text
from orderway.web.words import Text

TEXTS: dict[str, Text] = {
    "erased_already": gettext_lazy("The buyer's data was erased before."),
    "not_over_yet": gettext_lazy(
        "The order is not over: complete or cancel it, and end its returns and refunds first."
    ),
    "unknown_order": gettext_lazy("This order does not exist any more."),
    "beyond_bounds": gettext_lazy("A number would leave its bounds; nothing was changed."),
    "changed_since": gettext_lazy(
        "Somebody changed the order since you opened it. Look at what changed, then do it again."
    ),
    "not_in_this_state": gettext_lazy("Not possible in this state."),
    "already_shipped": gettext_lazy("It has left the warehouse; only a return is possible now."),
    "with_warehouse": gettext_lazy("A warehouse has it: stop it there first."),
    "bundle_changed": gettext_lazy("It is shipped as a bundle: change its components by hand."),
    "price_changed": gettext_lazy("Its price is another one as well: compare with the channel."),
    "unknown_line": gettext_lazy("This line is not part of the order."),
    "unknown_kind": gettext_lazy("This kind is not known."),
    "unknown_choice": gettext_lazy("Choose what to do about the shortage."),
    "unknown_field": gettext_lazy("Choose what to ask about."),
    "unknown_wave": gettext_lazy("Choose the wave."),
    "wave_over": gettext_lazy("This wave is done: choose another one."),
    "unknown_user": gettext_lazy("Nobody has this name."),
    "unknown_warehouse": gettext_lazy("This warehouse does not exist."),
    "unknown_reason": gettext_lazy("This reason is not known."),
    "unknown_refund": gettext_lazy("There is no open refund, or more than one: choose one."),
    "unknown_return": gettext_lazy("There is no open return, or more than one: choose one."),
    "unknown_question": gettext_lazy("This question is closed already."),
    "unknown_parcel": gettext_lazy("This parcel is not part of the order."),
    "unknown_fulfilment": gettext_lazy("Nothing of it is with a warehouse now."),
    "which_fulfilment": gettext_lazy("Several warehouses have parts of it: choose one."),
    "cannot_travel": "",
    "unknown_word": gettext_lazy("Choose what the platform said."),
    "bad_serial": gettext_lazy("This is no serial number."),
    "serial_twice": gettext_lazy("This serial number stands twice."),
    "serials_missing": gettext_lazy("Scan one serial number for each unit."),
    "serial_taken": gettext_lazy("This serial number is in another parcel or has left already."),
    "no_such_invoice": gettext_lazy("There is no such invoice."),
    "invoice_there": gettext_lazy("An invoice is issued already: reverse that one."),
    "title_missing": gettext_lazy("Give the title of the invoice."),
    "tax_number_wrong": gettext_lazy("This is no tax number."),
    "email_wrong": gettext_lazy("This is no e-mail address."),
    "nothing_paid": gettext_lazy("Nothing is paid that an invoice could say."),
    "no_buffer": gettext_lazy("It does not wait for the end of a buffer."),
    "whole_bundles": gettext_lazy("It is a component of a bundle: give units of whole bundles."),
    "gift_by_rule": gettext_lazy("How many gifts there are follows from their rule; units can only be taken away."),
    "travels_alone": gettext_lazy("It shares its box with no other order."),
    "pull_from_box": gettext_lazy("An order in the same box was stopped: take its goods out first."),
    "box_not_complete": gettext_lazy("Another order in the same box is not ready."),
    "weigh_again": gettext_lazy("Something was taken out of the box: weigh it again."),
    "one_box_only": gettext_lazy("Orders that travel together go into one box."),
    "nothing_changed": gettext_lazy("Nothing would change."),
    "nothing_short": gettext_lazy("Nothing is short."),
    "not_offered": gettext_lazy("This way is not possible any more; look at what is."),
    "not_this_line": gettext_lazy("Only a line that waits as a whole can become other goods."),
    "buyer_must_file": gettext_lazy(
        "This platform punishes a cancellation by the seller: the buyer files the refund. Say how they agreed."
    ),
    "nothing_to_ship": gettext_lazy("Nothing of it is in stock, so no part can be shipped."),
    "nothing_to_approve": gettext_lazy("No hold is open, so there is nothing to approve."),
    "nothing_released": gettext_lazy("Nothing of it is with a warehouse."),
    "nothing_to_cancel": gettext_lazy("Nothing is left to cancel."),
    "nothing_asked": gettext_lazy("Say how many of which line."),
    "no_such_hold": gettext_lazy("No such hold is open."),
    "bad_end": gettext_lazy("A hold ends within sixty days: say how many hours and what then."),
    "held_already": gettext_lazy("It is held already."),
    "held": gettext_lazy("It is held; release the hold first."),
    "correct_the_cause": gettext_lazy("This hold goes only when its cause is corrected."),
    "not_your_role": gettext_lazy("Another role decides this."),
    "own_review": gettext_lazy("You let this order through before; somebody else must approve it for finance."),
    "nothing_to_tick": gettext_lazy("Nothing is left to be ticked off."),
    "nothing_to_capture": gettext_lazy("Nothing is authorised that could be taken."),
    "asked_already": gettext_lazy("The gateway has been asked already."),
    "amount_too_large": gettext_lazy("That is more than is left to take."),
    "wrong_currency": gettext_lazy("The payment is of another currency than the order."),
    "own_edit": gettext_lazy("You edited this order; a second person must approve it."),
    "own_proposal": gettext_lazy("You proposed this refund; a second person must approve it."),
    "buyer_is_encrypted": gettext_lazy("The platform keeps this buyer's data; change the address there."),
    "withdraw_first": gettext_lazy("A warehouse has it: withdraw it first."),
    "refund_asked": gettext_lazy("The buyer asked for a refund; settle that first."),
    "reference_missing": gettext_lazy("Give the reference of the payment: it makes sure that it is counted once."),
    "recorded_already": gettext_lazy("A payment with this reference is recorded already."),
    "amount_missing": gettext_lazy("Give an amount above zero."),
    "paid": gettext_lazy("It is paid."),
    "not_due_yet": gettext_lazy("Its time to pay has not run out yet."),
    "not_delivered_yet": gettext_lazy("It is not delivered yet."),
    "not_settled": gettext_lazy("A return or a refund is still open."),
    "too_late": gettext_lazy("The time for returns has passed; only goodwill is possible."),
    "too_many": gettext_lazy("More than one line may have."),
    "more_than_shipped": gettext_lazy("More than was shipped and is not coming back already."),
    "more_than_left": gettext_lazy("More than is left on this line."),
    "more_than_asked": gettext_lazy("More than was asked for."),
    "more_than_received": gettext_lazy("More than was received."),
    "more_than_paid": gettext_lazy("More than was paid and is not refunded yet."),
    "refunded_already": gettext_lazy("It is refunded already."),
    "answered_already": gettext_lazy("This question has been answered."),
    "text_missing": gettext_lazy("Write something."),
    "unknown_default": gettext_lazy("This is no way to go on without an answer to such a question."),
    "only_by_platform": gettext_lazy("This platform lets you write to its buyers through its own messages only."),
    "unknown_outcome": gettext_lazy("Choose what came of it."),
    "unknown_wish": gettext_lazy("The order has no such wish."),
    "wishes_open": gettext_lazy("A wish that was agreed with the buyer is not ticked off yet."),
    "consent_missing": gettext_lazy("Write down how the buyer agreed."),
    "bad_date": gettext_lazy("Not a day from now on: 2026-11-30."),
    "no_message": gettext_lazy("No message of the buyer waits."),
    "unknown_way": gettext_lazy("Choose how the buyer wrote."),
    "not_late": gettext_lazy("It is not late."),
    "note_missing": gettext_lazy("Write a note that the buyer reads."),
    "number_missing": gettext_lazy("Give the number."),
    "check_digit_wrong": gettext_lazy("The check digit of this number is wrong: read it again."),
    "number_taken": gettext_lazy("Another parcel has this number already."),
    "code_missing": gettext_lazy("Give the code."),
    "time_unreadable": gettext_lazy("This time cannot be read."),
    "time_without_zone": gettext_lazy("This time needs its time zone."),
    "label_outdated": gettext_lazy("The label shows an old address: print a new one."),
    "label_void": gettext_lazy("This label is void: print a new one."),
    "in_a_wave": gettext_lazy("It is in a wave already."),
    "labelled_already": gettext_lazy("It has its label."),
    "no_stop_asked": gettext_lazy("Nobody asked the warehouse to stop."),
    "not_what_was_picked": gettext_lazy("Not what was picked."),
    "weight_far_off": gettext_lazy("The weight is far from what the goods weigh."),
    "below_reserved": gettext_lazy("Less than is reserved."),
    "no_permission": gettext_lazy("Not allowed for your role."),
    "out_of_scope": gettext_lazy("Not one of your shops or warehouses."),
}


def refusal_text(refusal: Refusal, currency: str = "CNY") -> str:
    """One refusal as a sentence, with its facts where they help; an unknown code stands for itself."""
    text = str(TEXTS.get(refusal.code, refusal.code))
    detail = _DETAILS[refusal.code](refusal.facts, currency) if refusal.code in _DETAILS and refusal.facts else ""
    return f"{text} {detail}".strip()


def _status(facts: Mapping[str, Any], currency: str) -> str:
    for machine, key in (("order", "status"), ("payment", "payment"), ("fulfilment", "state")):
        if facts.get(key):
            label = words.state_word(machine, str(facts[key])).label
            return _("Now: %(state)s.") % {"state": label}
    return ""


def _reason(facts: Mapping[str, Any], currency: str) -> str:
    return f"({words_holds.reason_word(str(facts['reason']))})" if facts.get("reason") else ""


def _roles(facts: Mapping[str, Any], currency: str) -> str:
    names = _(", ").join(str(words_holds.role_word(str(name))) for name in facts.get("roles", ()))
    return f"({names})" if names else ""


def _left(facts: Mapping[str, Any], currency: str) -> str:
    return _("%(left)s left.") % {"left": facts["left"]} if "left" in facts else ""


def _left_money(facts: Mapping[str, Any], currency: str) -> str:
    return _("%(left)s left.") % {"left": money_text(int(facts["left"]), currency)} if "left" in facts else ""


_DETAILS: dict[str, Callable[[Mapping[str, Any], str], str]] = {
    "cannot_travel": lambda facts, _currency: cannot_travel(facts),
    "pull_from_box": lambda facts, _currency: _(", ").join(map(str, facts.get("orders", ()))),
    "not_in_this_state": _status,
    "already_shipped": _status,
    "nothing_to_cancel": _status,
    "correct_the_cause": _reason,
    "not_your_role": _roles,
    "more_than_shipped": _left,
    "refunded_already": _left,
    "more_than_paid": _left_money,
    "check_digit_wrong": lambda facts, _currency: f"({facts['courier']})" if facts.get("courier") else "",
}
