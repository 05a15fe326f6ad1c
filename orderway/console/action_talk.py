"""What the desk can do to talk with a buyer: ask, log calls, answer wishes, agree on a ship date, own the talk."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy, pgettext_lazy

from orderway.console.action_choices import QUESTIONS, WAYS, Action, Ask
from orderway.flow import wishes
from orderway.flow.order import Order
from orderway.kernel import clock
from orderway.web.words_holds import WISH_STATES, WISHES

DEFAULTS = (
    ("", pgettext_lazy("default", "As the shop's policy says")),
    ("keep", pgettext_lazy("default", "It stays held, a person calls")),
    ("ship", pgettext_lazy("default", "It goes out as it is")),
    ("cancel", pgettext_lazy("default", "The order is cancelled")),
    ("part", pgettext_lazy("default", "Shortage: what is there goes first")),
    ("wait", pgettext_lazy("default", "Shortage: all waits")),
    ("cancel_short", pgettext_lazy("default", "Shortage: what is missing is cancelled")),
)
PROPOSED = (("", pgettext_lazy("channel", "As proposed")), *WAYS)
CALLS = (
    ("reached", pgettext_lazy("call", "Reached")),
    ("no_reply", pgettext_lazy("call", "No reply")),
    ("wrong_number", pgettext_lazy("call", "Wrong number")),
    ("call_back", pgettext_lazy("call", "Call back later")),
)


def _wish(order: Order) -> Mapping[str, Any]:
    return {"wish": "gift_message", "outcome": "agreed", "wished": "·"}


def _tick(order: Order) -> Mapping[str, Any]:
    return {"wish": next(iter(wishes.unticked(order)), "")}


def _date(order: Order) -> Mapping[str, Any]:
    return {"date": (clock.now() + timedelta(days=2)).date().isoformat(), "consent": "·"}


def _field(order: Order) -> Mapping[str, Any]:
    return {"field": "address", "text": "·"}


def _talk(order: Order) -> Mapping[str, Any]:
    return {}


_WISH = Ask("wish", pgettext_lazy("wish", "Wish"), "choice", True, tuple(WISHES.items()))
ASK = Action(
    "ask",
    gettext_lazy("Ask the buyer"),
    "message-question",
    gettext_lazy("The order waits before it is confirmed until the buyer answers or the time runs out."),
    (
        Ask("field", gettext_lazy("About"), "choice", True, QUESTIONS),
        Ask("text", gettext_lazy("Question"), "long", help=gettext_lazy("Empty: the shop's template, as shown above.")),
        Ask("channel", gettext_lazy("By"), "choice", False, PROPOSED),
        Ask("hours", gettext_lazy("Hours to answer"), "whole", help=gettext_lazy("Empty: as the shop's policy says.")),
        Ask("default_action", gettext_lazy("Without an answer"), "choice", False, DEFAULTS),
    ),
    _field,
    "q",
    bulk=True,
    done=gettext_lazy("Question sent"),
)
TALK_ACTIONS = (
    Action(
        "log_call",
        gettext_lazy("Log a call"),
        "phone",
        gettext_lazy("Who called and when is kept with it. What the buyer answered is taken with the question."),
        (
            Ask("outcome", pgettext_lazy("call", "What came of it"), "choice", True, CALLS),
            Ask("text", gettext_lazy("What was said"), "long"),
        ),
        lambda order: {"outcome": "reached"},
        done=gettext_lazy("Call logged"),
    ),
    Action(
        "decide_wish",
        gettext_lazy("Answer a wish"),
        "gift",
        gettext_lazy("The buyer is told; what is agreed goes to the warehouse and carrier and is ticked off there."),
        (
            _WISH,
            Ask("outcome", gettext_lazy("Answer"), "choice", True, tuple(WISH_STATES.items())),
            Ask("text", gettext_lazy("What instead, or more exactly")),
            Ask("wished", gettext_lazy("What was wished, where it came by phone or message")),
        ),
        _wish,
        done=gettext_lazy("Wish answered"),
    ),
    Action(
        "tick_wish",
        gettext_lazy("Tick a wish off"),
        "checks",
        gettext_lazy("It was done as agreed."),
        (_WISH,),
        _tick,
        done=gettext_lazy("Ticked off"),
    ),
    Action(
        "agree_ship_date",
        gettext_lazy("Agree on a ship date"),
        "calendar",
        gettext_lazy("The clock of the promise moves to the end of that day; the platform and the buyer are told."),
        (
            Ask("date", gettext_lazy("Ships by"), required=True, help=gettext_lazy("A day: 2026-11-30.")),
            Ask("consent", gettext_lazy("How the buyer agreed"), required=True),
        ),
        _date,
        done=gettext_lazy("Ship date agreed"),
    ),
    Action(
        "claim_talk",
        gettext_lazy("Take the conversation"),
        "user-check",
        gettext_lazy("What the buyer wrote is yours to answer; others see your name."),
        (),
        _talk,
        undo=("claim_talk", {"free": True}),
        bulk=True,
        done=gettext_lazy("Taken"),
    ),
    Action(
        "end_talk",
        gettext_lazy("Needs no answer"),
        "checks",
        gettext_lazy("The message leaves the queue without a reply."),
        (),
        _talk,
        bulk=True,
        done=gettext_lazy("Out of the queue"),
    ),
)
"""Header actions about words with the buyer, beside `ASK`."""
