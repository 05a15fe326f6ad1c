"""How was it? Three scores and a few words, once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods

from orderway.buyer import links, reading
from orderway.buyer.page import face, gone, public
from orderway.buyer.seen import ShopSeen
from orderway.journey.survey.answers import QUESTIONS, SCORES, Judgement, take_answer
from orderway.kernel import clock
from orderway.kernel.limits import TEXT_CHARS_MAX
from orderway.kernel.links import SURVEY

LABELS = {
    "product": pgettext_lazy("survey", "The product"),
    "delivery": pgettext_lazy("survey", "The delivery"),
    "service": pgettext_lazy("survey", "The service"),
}


class Asked(msgspec.Struct):
    """A survey with what its page shows."""

    order_id: int
    sent_at: datetime
    number: str
    first_title: str
    line_count: int
    carrier: str
    shop: ShopSeen
    answered_at: datetime | None = None


@public
@require_http_methods(["GET", "POST"])
def survey(request: HttpRequest, code: str, sign: str) -> HttpResponse:
    """The survey of one order; open to whoever holds its link, answered once."""
    order_id = links.opened(SURVEY, code, sign)
    asked = reading.one(reading.SQL.survey, {"order": order_id}, Asked) if order_id is not None else None
    if asked is None:
        return gone(request)
    if asked.answered_at is not None:
        return _thanks(request, asked)
    now = clock.now()
    if links.is_over(asked.sent_at, links.SURVEY_DAYS, now):
        return gone(request, asked.shop)
    scores = {name: _score(request.POST.get(name, "")) for name in QUESTIONS}
    text = request.POST.get("text", "").strip()
    if request.method == "POST" and all(scores.values()):
        with connection.cursor() as cursor:
            take_answer(cursor, asked.order_id, Judgement(**scores, text=text), now, links.SURVEY_DAYS)
        return HttpResponseRedirect(links.survey_path(asked.order_id))
    context: dict[str, Any] = {
        "shop": face(asked.shop),
        "asked": asked,
        "more": asked.line_count - 1,
        "questions": [
            {"name": name, "label": LABELS[name], "scores": SCORES, "chosen": scores[name]} for name in QUESTIONS
        ],
        "text": text[:TEXT_CHARS_MAX],
        "text_chars_max": TEXT_CHARS_MAX,
        "error": _("Please choose a number in each row.") if request.method == "POST" else "",
    }
    return render(request, "buyer/survey.html", context, status=422 if request.method == "POST" else 200)


def _score(text: str) -> int:
    """1 to 5, or 0 where it is none of them."""
    return int(text) if text in {str(score) for score in SCORES} else 0


def _thanks(request: HttpRequest, asked: Asked) -> HttpResponse:
    context = {
        "shop": face(asked.shop),
        "title": _("Thank you"),
        "text": _("Your judgement helps us and everybody who orders after you."),
        "url": links.tracking_path(asked.order_id),
        "label": _("See your order"),
    }
    return render(request, "buyer/message.html", context)
