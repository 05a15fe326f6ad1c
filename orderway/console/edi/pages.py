"""Interchanges in and out: what each holds, whether it was acknowledged, and sending it again."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_POST

from orderway.console.answers import answer
from orderway.console.edi.masking import masked
from orderway.console.edi.words import ACKS, FEED_STATES, FEEDS, NEXT, OUTCOMES, STATES
from orderway.history import log
from orderway.history.log import Outgoing
from orderway.kernel import clock
from orderway.kernel.digits import WHOLE_MAX, whole
from orderway.kernel.sql import named
from orderway.web.engine import engine, rows
from orderway.web.permissions import may, needs, shops_of, warehouses_of

PAGE_ROWS = 50
FAULTS_SHOWN_MAX = 50
DIFFERENCES_SHOWN_MAX = 30
SQL = named(__file__)
TOPICS = {"again": "edi.send", "anew": "edi.renew", "settle": "edi.settle"}


def alarms(shops: list[int] | None) -> int:
    """Acknowledgements that are missing, and interchanges of ours that were refused: somebody has to act."""
    values = {"now": clock.now(), "shops": shops}
    return int(rows(SQL.late, values)[0][0]) + int(rows(SQL.refused, values)[0][0])


@needs("inbox.view")
@require_GET
def interchanges(request: HttpRequest) -> HttpResponse:
    """The list, whole or of one kind (`show`: in, out, late, refused) or partner."""
    shops, now = shops_of(request.user), clock.now()
    wanted = request.GET.get("show", "")
    partner = request.GET.get("partner", "")[:50]
    values = {"before": _before(request), "limit": PAGE_ROWS + 1, "shops": shops, "now": now, "wanted": wanted,
              "partner": partner}  # fmt: skip
    found = rows(SQL.interchanges, values)
    page = [_row(row, now) for row in found[:PAGE_ROWS]]
    late, refused = (rows(sql, {"now": now, "shops": shops})[0][0] for sql in (SQL.late, SQL.refused))
    more = {"show": wanted, "partner": partner, "before": page[-1]["id"]} if len(found) > PAGE_ROWS else None
    context = {
        "section": "edi", "rows": page, "tabs": _tabs(wanted, late, refused), "late": late,
        "next_url": f"?{urlencode(more)}" if more else "", "asked": bool(wanted or partner),
        "sets_up": may(request.user, "settings.change"),
    }  # fmt: skip
    return render(request, "edi/list.html", context)


def _tabs(wanted: str, late: int, refused: int) -> list[dict[str, Any]]:
    names = (
        ("", pgettext("edi", "All"), None), ("in", pgettext("edi", "In"), None), ("out", pgettext("edi", "Out"), None),
        ("late", pgettext("edi", "Acknowledgement missing"), late), ("refused", pgettext("edi", "Refused"), refused),
    )  # fmt: skip
    return [
        {"label": label, "url": f"?show={key}" if key else reverse("edi"), "current": key == wanted, "count": count}
        for key, label, count in names
    ]


def _row(row: tuple[Any, ...], now: Any) -> dict[str, Any]:
    names = (
        "id",
        "at",
        "direction",
        "kind",
        "number",
        "control",
        "state",
        "ack",
        "due",
        "order_id",
        "order",
        "partner",
    )
    one = dict(zip(names, row[:12], strict=True))
    ack = one["ack"] or ("" if one["due"] is None else "late" if one["due"] < now else "waiting")
    one["state_words"], one["state_tone"] = STATES[one["state"]]
    one["ack_words"], one["ack_tone"] = ACKS.get(ack, ("", ""))
    one["todo"] = NEXT.get(ack) or NEXT.get(one["state"], "")
    one["url"] = reverse("edi_one", args=[one["id"]])
    return one


@needs("inbox.view")
@require_GET
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One interchange: its faults, what to do, and the whole of it with persons blotted out."""
    found = rows(SQL.one, {"id": pk, "shops": shops_of(request.user)})
    if not found:
        raise Http404
    row = found[0]
    shown = _row((*row[:9], row[10], row[11], row[12]), clock.now())
    facts = row[14]
    context = {
        "section": "edi", "one": shown, "acked_at": row[9], "source": row[15], "body": masked(bytes(row[16])),
        "faults": [*facts.get("faults", []), *facts.get("ack_faults", [])][:FAULTS_SHOWN_MAX],
        "failure": facts.get("failure", ""), "settled_by": facts.get("settled_by", ""),
        "may_send": may(request.user, "inbox.mend") and shown["direction"] == "out",
        "may_anew": shown["kind"] not in ("997", "CONTRL", "TA1"),
    }  # fmt: skip
    return render(request, "edi/one.html", context)


@needs("inbox.mend")
@require_POST
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """Send it again (`do=again`: same control number; `anew`: a new one), or settle it (`settle`)."""
    found = rows(SQL.one, {"id": pk, "shops": shops_of(request.user)})
    topic = TOPICS.get(request.POST.get("do", ""))
    if not found or topic is None or found[0][2] != "out":
        raise Http404
    payload = {"interchange": pk, "by": request.user.get_username()}
    target = f"edi:{found[0][13]}"
    with engine().connection.transaction(), engine().connection.cursor() as cursor:
        log.send(cursor, [Outgoing(topic, target, payload, found[0][10])], clock.now(), engine().ids)
    return answer(text=_("It is on its way.") if topic != TOPICS["settle"] else _("Noted."), refresh=True)


@needs("stock.view")
@require_GET
def feeds(request: HttpRequest) -> HttpResponse:
    """What outside warehouses told of their stock, each telling with its differences."""
    values = {"before": _before(request), "limit": PAGE_ROWS + 1, "warehouses": warehouses_of(request.user)}
    found = rows(SQL.feeds, values)
    page = []
    for feed_id, at, told_at, kind, key, state, differences, code, name in found[:PAGE_ROWS]:
        words, tone = FEED_STATES[state]
        shown = [
            {"sku": sku, "ours": ours, "theirs": theirs, "words": OUTCOMES.get(outcome, outcome),
             "bad": outcome not in ("different", "done"),
             "change": theirs - ours if kind == "count" and ours is not None else None}
            for sku, ours, theirs, outcome in differences[:DIFFERENCES_SHOWN_MAX]
        ]  # fmt: skip
        page.append({"id": feed_id, "at": at, "told_at": told_at, "kind": FEEDS[kind], "key": key, "words": words,
                     "tone": tone, "warehouse": name or code, "differences": shown,
                     "more": max(0, len(differences) - DIFFERENCES_SHOWN_MAX)})  # fmt: skip
    next_url = f"?before={page[-1]['id']}" if len(found) > PAGE_ROWS else ""
    return render(request, "edi/feeds.html", {"section": "edi", "rows": page, "next_url": next_url})


def _before(request: HttpRequest) -> int:
    return whole(request.GET.get("before", "")) or WHOLE_MAX
