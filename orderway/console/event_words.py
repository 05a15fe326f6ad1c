"""What happened to an order, in sentences: one for each kind of step that the engine writes down."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from orderway.console import event_words_goods
from orderway.console.rules.told import ended_text, priority_text
from orderway.web import words, words_holds
from orderway.web.templatetags.figures import money_text

Facts = Mapping[str, Any]
Step = list[Any]
"""[code, outcome, evidence] as the engine keeps it."""
GATES = ("check", "promise", "confirm", "review", "source", "release")
_QUIET = ("pass",)
"""Outcomes of gates that the timeline leaves to the section of decisions."""


def step_text(step: Step, currency: str, names: Mapping[str, str] | None = None) -> str:
    """One step as a sentence; empty where it is no news (a gate passed). `names`: warehouses by their codes."""
    code, outcome, facts = step[0], str(step[1]), step[2] if len(step) > 2 and isinstance(step[2], dict) else {}
    places = names or {}
    if code in GATES:
        return _gate(code, outcome, facts, places)
    if code == "choose_warehouse":
        outcome = places.get(outcome, outcome)
    maker = _TEXTS.get(code)
    return maker(outcome, facts, currency) if maker else f"{code}: {outcome}"


def _gate(code: str, outcome: str, facts: Facts, names: Mapping[str, str]) -> str:
    name = words_holds.step_word(code)
    if outcome == "hold":
        if facts.get("defects"):
            reasons = _(", ").join(str(words_holds.reason_word(r)) for r in dict.fromkeys(facts["defects"]))
            return _("Held at %(step)s: %(reasons)s") % {"step": name, "reasons": reasons}
        return _("Held at %(step)s") % {"step": name}
    if outcome == "wait":
        what = words_holds.action_word(f"await_{facts.get('waits_for', '')}")
        return _("Waits at %(step)s: %(what)s") % {"step": name, "what": what}
    if code == "release" and facts.get("to"):
        return _("Released to %(places)s") % {
            "places": _(", ").join(names.get(str(code), str(code)) for code in facts["to"])
        }
    if facts.get("expired"):
        return _("Not paid in time: cancelled")
    return event_words_goods.passed(facts)


def _received(outcome: str, facts: Facts, currency: str) -> str:
    source = str(facts.get("source", ""))
    ways = {
        "hand": _("Entered by hand"),
        "webhook": _("Received from the channel"),
        "api": _("Received through the API"),
        "pull": _("Fetched from the channel"),
    }
    if source.startswith("file:"):
        return _("Imported from %(file)s") % {"file": source.removeprefix("file:")}
    return ways.get(source, _("Received"))


def _expected(facts: Facts) -> str:
    day, was = str(facts.get("at", ""))[:10], str(facts.get("was", ""))[:10]
    if not day:
        return _("No day can be named any more (it was %(was)s)") % {"was": was}
    if was:
        return _("Expected on %(day)s instead of %(was)s") % {"day": day, "was": was}
    return _("Expected on %(day)s") % {"day": day}


def _money(facts: Facts, currency: str, key: str = "amount") -> str:
    return money_text(int(facts[key]), currency) if isinstance(facts.get(key), int) else ""


def _payment(outcome: str, facts: Facts, currency: str) -> str:
    amount = _money(facts, currency) or _money(facts, currency, "captured")
    state = words.state_word("payment", outcome).label
    return _("Payment: %(state)s %(amount)s") % {"state": state, "amount": amount}


def _cancel(outcome: str, facts: Facts, currency: str) -> str:
    reason = reason_text(str(facts.get("reason", "")))
    if outcome == "asked":
        return _("Cancellation asked of the warehouse (%(reason)s)") % {"reason": reason}
    dropped = _money(facts, currency, "dropped")
    return _("Cancelled (%(reason)s), %(amount)s less to pay") % {"reason": reason, "amount": dropped}


def reason_text(code: str) -> str:
    """A reason of a cancellation, return or stop in words; an unknown one stands for itself."""
    known = {
        "buyer": _("the buyer asked"),
        "stock": _("out of stock"),
        "address": _("address cannot be served"),
        "fraud": _("fraud suspected"),
        "duplicate": _("ordered twice"),
        "mistake": _("entered by mistake"),
        "unpaid": _("not paid in time"),
        "balance_missed": _("the balance was not paid in time"),
        "merged": _("joined with another order"),
        "unmerged": _("taken out of its box"),
        "channel": _("told by the channel"),
        "shortage": _("out of stock"),
        "edited": _("quantity changed"),
        "cancelled": _("cancelled"),
        "changed_mind": _("changed their mind"),
        "defective": _("defective"),
        "wrong_item": _("wrong item"),
        "not_as_described": _("not as described"),
        "late": _("too late"),
        "lost": _("lost on the road"),
        "refused": _("refused at the door"),
        "withdrawn": _("withdrawn"),
        "other": _("other"),
        "not_found": _("not found in its bin"),
        "damaged": _("damaged"),
        "misplaced": _("misplaced"),
    }
    return known.get(code, code)


def _address(outcome: str, facts: Facts, currency: str) -> str:
    fields = _(", ").join(field_word(str(name)) for name in facts.get("fields", ()))
    return _("Receiver changed: %(fields)s") % {"fields": fields}


def field_word(name: str) -> str:
    """A field of a receiver in words."""
    known = {
        "name": _("name"),
        "phone": _("phone"),
        "email": _("e-mail"),
        "company": _("company"),
        "country": _("country"),
        "province": _("province"),
        "city": _("city"),
        "district": _("district"),
        "street": _("street"),
        "postcode": _("postcode"),
        "raw": _("address"),
        "address": _("address"),
        "specification": _("specification"),
        "shortage": _("shortage"),
        "other": _("something else"),
    }
    return known.get(name, name)


def _question(outcome: str, facts: Facts, currency: str) -> str:
    if outcome == "sent":
        return _("Asked the buyer about: %(field)s") % {"field": field_word(str(facts.get("field", "")))}
    if outcome == "answered":
        fields = _(", ").join(field_word(str(name)) for name in facts.get("fields", ()))
        return _("The buyer answered %(fields)s") % {"fields": fields}
    if outcome == "timed_out":
        return _("No answer about %(field)s in time: %(then)s") % {
            "field": field_word(str(facts.get("field", ""))),
            "then": _default(str(facts.get("then", ""))),
        }
    if outcome == "settled":
        about = {"field": field_word(str(facts.get("field", "")))}
        return _("Question about %(field)s settled by a correction") % about
    return _("Question closed without an answer")


def _default(then: str) -> str:
    known = {
        "keep": _("it stays held"),
        "ship": _("it goes out as it is"),
        "cancel": _("the order is cancelled"),
        "part": _("what is there goes first"),
        "wait": _("it waits until all is there"),
        "cancel_short": _("what is missing is cancelled"),
    }
    return known.get(then, then)


def _wish(outcome: str, facts: Facts, currency: str) -> str:
    wish = {"wish": words_holds.wish_word(str(facts.get("wish", "")))}
    known = {
        "agreed": _("Wish agreed: %(wish)s"),
        "not_possible": _("Wish not possible: %(wish)s"),
        "alternative": _("Something else agreed for the wish: %(wish)s"),
        "done": _("Wish ticked off: %(wish)s"),
        "not_done": _("Wish not done after all: %(wish)s"),
    }
    return known.get(outcome, outcome) % wish


def _contact(outcome: str, facts: Facts, currency: str) -> str:
    if outcome == "claimed":
        return _("Conversation taken by %(who)s") % {"who": facts.get("to", "")}
    if outcome == "given_back":
        return _("Conversation given back")
    if outcome == "ended":
        return _("Message needs no answer")
    return _("The buyer wrote") if outcome in ("asked", "written", "buyer") else _("The shop wrote to the buyer")


def _simple(**texts: Callable[[], str]) -> Callable[[str, Facts, str], str]:
    return lambda outcome, facts, currency: texts[outcome]() if outcome in texts else outcome


def _refund(outcome: str, facts: Facts, currency: str) -> str:
    amount = {"amount": _money(facts, currency)}
    known = {
        "proposed": _("Refund proposed: %(amount)s"),
        "approved": _("Refund approved: %(amount)s"),
        "rejected": _("Refund rejected: %(amount)s"),
        "paid": _("Refund paid: %(amount)s"),
        "money_paid": _("The money of the refund is paid (%(amount)s); the rest is given back by hand"),
        "failed": _("Refund failed: %(amount)s"),
        "sent": _("Refund asked of the gateway: %(amount)s"),
        "again": _("Refund asked of the gateway again: %(amount)s"),
        "lost": _("Lost parcel: refund proposed: %(amount)s"),
        "withdrawn": _("The buyer's wish for a refund is over"),
        "asked": _("The buyer asked for a refund"),
    }
    return known.get(outcome, outcome) % amount


def _return(outcome: str, facts: Facts, currency: str) -> str:
    known = {
        "asked": _("Return asked"),
        "approved": _("Return agreed"),
        "declined": _("Return declined"),
        "RECEIVED": _("Return received"),
        "PARTIALLY_RECEIVED": _("Return partly received"),
        "inspected": _("Return inspected"),
        "sent_back": _("Return not accepted, sent back to the buyer"),
        "cancelled": _("Return closed: the buyer keeps it"),
        "expired": _("Return closed: nothing came in time"),
    }
    units = facts.get("units")
    text = known.get(outcome, outcome)
    return f"{text} ({_units(units)})" if isinstance(units, int) else text


def _units(many: int) -> str:
    return ngettext("%(many)s unit", "%(many)s units", many) % {"many": many}


def _short(outcome: str, facts: Facts, currency: str) -> str:
    return _("Short pick: %(units)s %(reason)s") % {
        "units": _units(int(facts.get("units", 0))),
        "reason": reason_text(outcome),
    }


def _substitute(outcome: str, facts: Facts, currency: str) -> str:
    lines = _(", ").join(f"{was} → {now} × {units}" for _position, was, now, units in facts.get("lines", ()))
    return _("Other goods instead: %(lines)s") % {"lines": lines}


def _shortage(outcome: str, facts: Facts, currency: str) -> str:
    known = {
        "part": _("Shortage decided: ship what is there"),
        "wait": _("Shortage decided: wait until all is there"),
        "cancel_short": _("Shortage decided: cancel what is missing"),
        "substitute": _("Shortage decided: send other goods instead"),
        "transfer": _("Shortage decided: bring it from another warehouse"),
        "warehouse": _("Shortage decided: ship from another warehouse"),
        "split": _("Shortage decided: ship from two warehouses"),
        "cancel": _("Shortage decided: cancel the order"),
        "refund_awaited": _("The buyer agreed to a refund and has to file it at the platform"),
        "refund_filed": _("The buyer has filed the refund that was agreed"),
        "asked": _("The shortage is put before a person"),
        "again": _("The day was not kept: the shortage is to be decided again"),
    }
    return known.get(outcome, outcome)


def _holds(outcome: str, facts: Facts, currency: str) -> str:
    reasons = _(", ").join(str(words_holds.reason_word(code)) for code in outcome.split(","))
    return _("Hold released: %(reasons)s") % {"reasons": reasons}


def _approve(outcome: str, facts: Facts, currency: str) -> str:
    reasons = _(", ").join(str(words_holds.reason_word(str(code))) for code in facts.get("reasons", ()))
    return _("Approved (%(reasons)s)") % {"reasons": reasons}


def _choose(outcome: str, facts: Facts, currency: str) -> str:
    if outcome == "engine":
        return _("The choice of the warehouse is the engine's again")
    return _("Only %(place)s may ship it") % {"place": outcome}


def _quantity(outcome: str, facts: Facts, currency: str) -> str:
    return _("Line %(line)s: quantity now %(to)s") % {"line": facts.get("line"), "to": facts.get("to")}


_TEXTS: dict[str, Callable[[str, Facts, str], str]] = {
    **event_words_goods.TEXTS,
    "intake": _received,
    "payment": _payment,
    "cancel": _cancel,
    "address": _address,
    "question": _question,
    "refund": _refund,
    "return": _return,
    "short_pick": _short,
    "shortage": _shortage,
    "substitute": _substitute,
    "release_hold": _holds,
    "approve": _approve,
    "choose_warehouse": _choose,
    "quantity": _quantity,
    "line": lambda outcome, facts, currency: _("Line added: %(line)s") % {"line": facts.get("line")},
    "edi_change": lambda outcome, facts, currency: (
        _("Order change %(number)s of the partner: %(asked)s lines, %(refused)s refused")
        % {"number": facts.get("number"), "asked": facts.get("asked"), "refused": facts.get("refused")}
    ),
    "hold_ended": ended_text,
    "card": lambda outcome, facts, currency: _("The gateway told the results of the card check"),
    "tick_off": lambda outcome, facts, currency: (
        _("Looked at and ticked off: %(count)s") % {"count": facts.get("count")}
    ),
    "priority": priority_text,
    "hold": lambda outcome, facts, currency: _("Held: %(reason)s") % {"reason": words_holds.reason_word(outcome)},
    "contact": _contact,
    "wish": _wish,
    "call": lambda outcome, facts, currency: {
        "reached": _("Called the buyer: reached"),
        "no_reply": _("Called the buyer: no reply"),
        "wrong_number": _("Called the buyer: wrong number"),
        "call_back": _("Called the buyer: to be called back"),
    }.get(outcome, outcome),
    "ship_date": lambda outcome, facts, currency: (
        _("Ship date agreed with the buyer: %(at)s") % {"at": str(facts.get("at", ""))[:16].replace("T", " ")}
    ),
    "delay": _simple(late=lambda: _("Did not leave in time")),
    "note": lambda outcome, facts, currency: "",
    "seller_note": lambda outcome, facts, currency: _("Remark of the shop changed"),
    "buyer_note": lambda outcome, facts, currency: _("Remark of the buyer changed"),
    "unapprove": _simple(
        asked=lambda: _("Approval taken back, the warehouse is asked to stop"), done=lambda: _("Approval taken back")
    ),
    "withdraw": _simple(
        asked=lambda: _("Withdrawal asked of the warehouse"), done=lambda: _("Withdrawn from the warehouse")
    ),
    "channel_word": _simple(
        open=lambda: _("The platform says: still to be shipped"),
        shipped=lambda: _("The platform says: shipped already"),
        cancelled=lambda: _("The platform says: called off"),
        refund=lambda: _("The platform says: a refund is asked and not decided"),
        refunded=lambda: _("The platform says: all money is paid back"),
        gone=lambda: _("The platform does not know the order any more"),
    ),
    "capture": _simple(
        asked=lambda: _("The gateway is asked to take the authorised money"),
        done=lambda: _("The gateway took the authorised money"),
        failed=lambda: _("The gateway did not take the authorised money"),
        voided=lambda: _("The gateway gave the authorised money back"),
    ),
    "same_receiver": _simple(told=lambda: _("The platform said whose receiver is the same")),
    "gateway_word": _simple(
        right=lambda: _("The payment gateway was asked again: the payment holds"),
        differs=lambda: _("The payment gateway was asked again: the payment does not fit"),
        unasked=lambda: _("The payment gateway could not be asked"),
    ),
    "stop": _simple(
        refused=lambda: _("The warehouse did not stop, it goes on"), agreed=lambda: _("The warehouse stopped")
    ),
    "label": _simple(
        printed=lambda: _("Label printed again"), got=lambda: _("Label printed"), voided=lambda: _("Label voided")
    ),
    "ship": _simple(handed_over=lambda: _("Handed over to the carrier")),
    "pack": _simple(packed=lambda: _("Packed")),
    "pick": _simple(
        accepted=lambda: _("Taken on by the warehouse"),
        in_wave=lambda: _("Put into a walk"),
        started=lambda: _("Picking begun"),
        picked=lambda: _("Picked"),
    ),
    "reject": lambda outcome, facts, currency: _("The warehouse refused: %(reason)s") % {"reason": outcome},
    "track": lambda outcome, facts, currency: (
        _("Parcel: %(state)s") % {"state": words.state_word("parcel", outcome).label}
    ),
    "promise_date": lambda outcome, facts, currency: _expected(facts),
    "serials": lambda outcome, facts, currency: (
        _("%(units)s serial numbers scanned") % {"units": facts.get("units", 0)}
    ),
    "deliver": _simple(delivered=lambda: _("All of it is delivered")),
    "lost": _simple(closed=lambda: _("Lost on the road, closed")),
}
