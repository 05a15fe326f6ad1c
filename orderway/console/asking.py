"""What the dialog of a question begins with: the field of the most urgent hold, the channel proposed, the words."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.translation import pgettext

from orderway.console.action_choices import WAYS
from orderway.console.reading import references
from orderway.flow.asked import KEEP, NO_ANSWER
from orderway.flow.order import Order
from orderway.journey.confirm import letters, ways
from orderway.journey.confirm.actions import ANSWER_HOURS, field_of
from orderway.kernel import clock
from orderway.lifecycle.reasons import REASONS
from orderway.web.engine import engine


def first(order: Order, wanted: str = "") -> dict[str, Any]:
    """The field asked about, as the form's first value."""
    return {"field": wanted or _field(order)}


def preview(order: Order, field: str = "") -> dict[str, str]:
    """The channel proposed with its reason, and the template filled in, as they would go out now."""
    shop = references().shops.get(order.shop_id)
    if shop is None:
        return {}
    field = field or _field(order)
    now = clock.now()
    language = letters.language_of(order.language or shop.language)
    due_at = now + timedelta(hours=shop.policy.question_hours.get(field, ANSWER_HOURS))
    reason = next((h.reason for h in _asking(order) if field_of(h.reason) == field), "")
    default = shop.policy.question_defaults.get(field, KEEP)
    with engine().connection.cursor() as cursor:
        _subject, body = letters.words(cursor, f"ask.{field}", shop.id, language)
    proposal = ways.proposed(order, shop, field, now)
    return {
        "text": letters.filled(body, letters.question_facts(order, shop, language, reason, due_at, default)),
        "way": str(dict(WAYS)[proposal.way]),
        "why": why_word(proposal.why),
    }


def why_word(why: str) -> str:
    """Why a channel is proposed."""
    return {
        "platform_rules": pgettext("channel", "the platform allows no other"),
        "urgent": pgettext("channel", "it must leave soon"),
        "complex": pgettext("channel", "it takes some talking"),
        "mail": pgettext("channel", "there is a mail address, and a link answers it"),
        "text": pgettext("channel", "there is a phone number, and a link answers it"),
        "fixed_line": pgettext("channel", "the phone takes no text messages, and there is no mail address"),
        "no_contact": pgettext("channel", "there is no valid phone and no mail address"),
    }.get(why, why)


def _asking(order: Order) -> list[Any]:
    holds = [hold for hold in order.open_holds() if field_of(hold.reason)]
    return sorted(holds, key=lambda hold: (hold.reason == NO_ANSWER, REASONS[hold.reason].urgency, hold.id))


def _field(order: Order) -> str:
    """What the most urgent hold is about; where only the silence of the buyer holds it, what was asked last."""
    about = next((hold for hold in _asking(order)), None)
    if about is not None and about.reason == NO_ANSWER and order.questions:
        return max(order.questions, key=lambda question: question.id).field
    return field_of(about.reason) if about is not None else "address"
