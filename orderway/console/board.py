"""The board: the journey as one picture. Counts come from the kept tallies, the rest from indexes with limits."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from orderway.console import orders_sql, pots
from orderway.console.account import landing
from orderway.console.alarms.pages import unacknowledged
from orderway.console.filter_fields import ENDED, OPEN, POTS, STAGES
from orderway.console.filter_sql import Reader, criteria_of, day_start
from orderway.console.filters import parse
from orderway.console.flow_today import Flow, flow_of
from orderway.console.reader import reader_of
from orderway.console.scope import Scope, scope_of
from orderway.journey.intake import inbox
from orderway.kernel.sql import named
from orderway.lifecycle.reasons import REASONS
from orderway.web.permissions import may, needs
from orderway.web.templatetags.figures import duration_text
from orderway.web.words_holds import step_word

SQL = named(__file__, "board.sql")
AT_RISK_HOURS = 4
KEPT_SECONDS = 5
"""What is drawn from samples is kept so long."""
URGENT_MAX = 500
"""Orders of each pot, the most urgent first, whose ages the bars are drawn from."""
HELD_MAX = 1_001
SHORT_LINES_MAX = 20_000
ROWS = 14
"""So many rows each list has on a high screen; a low one hides the last (`.lists.fills`)."""
LATE, SOON = "is:late", f"due:<{AT_RISK_HOURS}h"
_COLUMNS = STAGES[:-1]
_LEADING = ("tiles", "stages", "pots", "held", "short")
"""What on the board leads to lists."""
_AGES = (
    ("calm", pgettext_lazy("age", "in time")),
    ("warn", pgettext_lazy("age", "about to be late")),
    ("bad", pgettext_lazy("age", "late")),
)


@needs("board.view")
@require_GET
def _board(request: HttpRequest) -> HttpResponse:
    scope, reader = scope_of(request.user), reader_of(request.user)
    found = picture(scope, reader)
    if not may(request.user, "order.view"):
        found = without_lists(found)
    if not may(request.user, "inbox.view"):
        found["tiles"], found["stages"] = _without_inbox(found["tiles"]), _without_inbox(found["stages"])
    return render(request, "console/board.html", {"section": "board", **found})


def board(request: HttpRequest) -> HttpResponseBase:
    """The first page. Who may not see the board begins elsewhere."""
    if request.user.is_authenticated and not may(request.user, "board.view"):
        return redirect(landing(request.user))
    return _board(request)


board.permission = "board.view"  # type: ignore[attr-defined]


def picture(scope: Scope, reader: Reader) -> dict[str, Any]:
    """Everything on the board."""
    flow = flow_of(scope, reader)
    stages, standing = pots.counts(scope, "stage"), pots.counts(scope, "standing")
    with connection.cursor() as cursor:
        behind, since = inbox.behind(cursor.cursor)
    late = criteria_of(parse(LATE), reader)
    return {
        "tiles": _tiles(flow, reader, orders_sql.count(late, scope, LATE), since),
        "stages": [_intake(flow, behind, since), *_stages(scope, reader, stages, flow)],
        "pots": [
            {"key": pot, "label": label, "many": standing.get(pot, 0), "href": list_url(f"standing:{pot}")}
            for pot, label in POTS.items()
        ],
        "alarms_many": unacknowledged(),
        "total": sum(standing.get(pot, 0) for pot in (*OPEN, *ENDED)),
        **_late(scope, reader),
        **_held(scope, reader),
        **_short(scope, reader),
    }


def without_lists(found: dict[str, Any]) -> dict[str, Any]:
    """The board for who may see how many orders there are, and not which: no figure leads to a page that is closed."""
    rows = {name: [{**row, "href": "", "url": ""} for row in found[name]] for name in _LEADING}
    return {**found, **rows, "late": [], "late_url": "", "held_url": "", "short_url": ""}


def _without_inbox(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**row, "href": ""} if row["href"] == _inbox_url() else row for row in rows]


def list_url(query: str) -> str:
    """The list of orders under a filter."""
    return f"{reverse('orders')}?{urlencode({'q': query})}"


def _tiles(flow: Flow, reader: Reader, late: int | None, since: datetime | None) -> list[dict[str, Any]]:
    share = None if not flow.left else flow.on_time / flow.left
    wait = duration_text(reader.now - since) if since else _("0 min")
    today = _today_note(flow, reader)
    return [
        {
            "label": _("Received today"),
            "value": flow.received,
            "href": list_url("received:today"),
            "count": "received",
            "note": today,
        },
        {
            "label": _("Shipped today"),
            "value": flow.left,
            "href": list_url("shipped:today"),
            "count": "left",
            "note": today,
        },
        {
            "label": _("On time today"),
            "share": share,
            "href": list_url("shipped:today is:left_late"),
            "tone": "" if share is None else "good" if share >= 0.98 else "warn",
            "note": _("target 98%"),
        },
        {"label": _("Late"), "value": late, "href": list_url(LATE), "tone": "bad" if late else "", "count": "late"},
        {"label": _("Inbox behind"), "text": wait, "href": _inbox_url(), "tone": "", "note": ""},
    ]


def _today_note(flow: Flow, reader: Reader) -> str:
    """Since when today is counted, where the reader's day does not begin with an hour that is counted."""
    aligned = flow.begins == day_start(reader)
    return "" if aligned else _("since %(time)s") % {"time": f"{flow.begins.astimezone(reader.zone):%H:%M}"}


def _inbox_url() -> str:
    try:
        return reverse("inbox")
    except NoReverseMatch:
        return ""


def _intake(flow: Flow, behind: int, since: datetime | None) -> dict[str, Any]:
    return {
        "key": "intake",
        "label": step_word("intake"),
        "many": behind,
        "oldest": since,
        "ages": [{"many": behind, "tone": "calm", "label": _AGES[0][1]}],
        "flow": flow.through("intake"),
        "href": _inbox_url() or reverse("board"),
    }


def _stages(scope: Scope, reader: Reader, counts: dict[str, int], flow: Flow) -> list[dict[str, Any]]:
    condition, values = scope.where()
    facts = {"now": reader.now, "soon": reader.now + timedelta(hours=AT_RISK_HOURS), "limit": URGENT_MAX}
    rows = _rows(SQL.ages, condition, values, {**facts, "pots": list(OPEN)})
    ages = {stage: (oldest, late, soon) for stage, oldest, late, soon in rows}
    columns = []
    for stage in _COLUMNS:
        many = counts.get(stage, 0)
        oldest, late, soon = ages.get(stage, (None, 0, 0))
        split = (max(0, many - late - soon), soon, late)
        columns.append(
            {
                "key": stage,
                "label": step_word(stage),
                "many": many,
                "oldest": oldest if many else None,
                "ages": [
                    {"many": n, "tone": tone, "label": label} for n, (tone, label) in zip(split, _AGES, strict=True)
                ],
                "flow": flow.through(stage),
                "href": list_url(f"stage:{stage}"),
            }
        )
    return columns


def _late(scope: Scope, reader: Reader) -> dict[str, Any]:
    soon = criteria_of(parse(SOON), reader)
    page = orders_sql.page(soon, scope, "due", None, None, ROWS)
    rows = orders_sql.rows_of(page.ids)
    return {"late": rows, "late_many": orders_sql.count(soon, scope, SOON), "late_url": list_url(SOON)}


def _held(scope: Scope, reader: Reader) -> dict[str, Any]:
    condition, values = scope.where()
    facts = {"since": day_start(reader), "reasons": list(REASONS), "limit": HELD_MAX}
    rows = _rows(SQL.held, condition, values, facts)
    held = [
        {"reason": reason, "many": many, "oldest": oldest, "fresh": fresh, "url": list_url(f"hold:{reason}")}
        for reason, many, oldest, fresh in rows
    ]
    every = orders_sql.count(criteria_of(parse("hold:any"), reader), scope, "hold:any")
    return {"held": held[:ROWS], "held_many": every, "held_url": list_url("hold:any"), "held_max": HELD_MAX - 1}


def _short(scope: Scope, reader: Reader) -> dict[str, Any]:
    condition, values = scope.where()
    sql = SQL.short_scoped if condition else SQL.short
    rows = _rows(sql, condition, values, {"limit": SHORT_LINES_MAX if condition else HELD_MAX, "rows": ROWS})
    chinese = (get_language() or "").startswith("zh")
    short = [
        {
            "code": code,
            "name": (name_zh if chinese else "") or name,
            "missing": missing,
            "orders": many,
            "inbound": inbound,
            "url": list_url(f'short:"{code}"'),
        }
        for code, name, name_zh, missing, many, inbound in rows
    ]
    every = orders_sql.count(criteria_of(parse("is:short"), reader), scope, "is:short")
    return {"short": short, "short_many": every, "short_url": list_url("is:short")}


def _rows(sql: str, condition: str, values: list[Any], facts: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Rows of a statement whose mark of the scope is filled in; kept for seconds, since every wall asks the same."""
    place = f"console.board.{connection.settings_dict['NAME']}.{hash(sql)}.{condition}{values}"
    kept: list[tuple[Any, ...]] | None = cache.get(_key(place))
    if kept is not None:
        return kept
    named_values = {f"scope{at}": value for at, value in enumerate(values)}
    for at in range(len(values)):
        condition = condition.replace("%s", f"%(scope{at})s", 1)
    with connection.cursor() as cursor:
        cursor.execute(sql.replace("/*scope*/", condition), {**facts, **named_values})
        found: list[tuple[Any, ...]] = cursor.fetchall()
    cache.set(_key(place), found, KEPT_SECONDS)
    return found


def _key(place: str) -> str:
    return hashlib.sha256(place.encode()).hexdigest()


def parked(scope: Scope) -> int:
    """Messages of one reader's shops that could not be read, up to a limit."""
    shops = "" if scope.shops is None else " AND shop_id = ANY(%(shops)s)"
    with connection.cursor() as cursor:
        sql = SQL.parked.replace("/*shops*/", shops)
        cursor.execute(sql, {"limit": HELD_MAX, "shops": scope.shops})
        return int(cursor.fetchone()[0])
