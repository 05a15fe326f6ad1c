"""The desk's page: every open fulfilment as a ticket, by step and by how much time is left."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy
from django.views.decorators.http import require_GET

from orderway.kernel import clock
from orderway.kernel.digits import whole
from orderway.kernel.sql import named
from orderway.web.engine import rows
from orderway.web.permissions import may, needs, warehouses_of

TICKETS_MAX = 2_000
"""Open fulfilments one look counts; beyond it the figures say "2,000+"."""
TICKETS_SHOWN_MAX = 30
"""Tickets one column shows; the rest is a number."""
WAVES_MAX = 30
SQL = named(__file__)

STEPS = {
    "pick": (("SENT", "ACCEPTED", "PICKING"), pgettext_lazy("desk", "To pick")),
    "pack": (("PICKED",), pgettext_lazy("desk", "To pack")),
    "label": (("PACKED",), pgettext_lazy("desk", "To label")),
    "hand_over": (("READY",), pgettext_lazy("desk", "To hand over")),
    "stop": (("STOP_REQUESTED",), pgettext_lazy("desk", "Stops to answer")),
}
"""The steps of the house with their states, in their order."""
LATE, TODAY, LATER = "late", "today", "later"


class Ticket(NamedTuple):
    """One open fulfilment."""

    id: int
    order_id: int
    state: str
    ship_by: datetime | None
    warehouse_id: int
    wave_id: int | None
    picker: str
    stopped_from: str
    reason: str
    created_at: datetime
    number: str
    units: int
    lines: int
    title: str
    channel: str
    shop: str

    @property
    def step(self) -> str:
        """The step it waits for."""
        return next(name for name, (states, _label) in STEPS.items() if self.state in states)


def places(user: Any) -> dict[int, tuple[str, str]]:
    """The warehouses a reader works in: name and time zone by id."""
    found = rows(SQL.warehouses, {"only": warehouses_of(user)})
    return {row[0]: (row[1], row[2]) for row in found}


def urgency(ticket: Ticket, zone: str, now: datetime) -> str:
    """late, today (in the warehouse's own day), later."""
    if ticket.ship_by is None:
        return LATER
    if ticket.ship_by <= now:
        return LATE
    here = ZoneInfo(zone)
    return TODAY if ticket.ship_by.astimezone(here).date() <= now.astimezone(here).date() else LATER


@needs("warehouse.view")
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """`?w=` one warehouse, `?step=` one step."""
    mine = places(request.user)
    chosen = whole(request.GET.get("w", "")) or 0
    only = [chosen] if chosen in mine else list(mine)
    step = request.GET.get("step", "")
    step = step if step in STEPS else ""
    tickets = [Ticket(*row) for row in rows(SQL.open, {"only": only, "limit": TICKETS_MAX + 1})]
    more, tickets = len(tickets) > TICKETS_MAX, tickets[:TICKETS_MAX]
    now = clock.now()
    shown = [t for t in tickets if t.step != "stop" and (not step or t.step == step)]
    columns: dict[str, list[Ticket]] = {LATE: [], TODAY: [], LATER: []}
    for ticket in shown:
        columns[urgency(ticket, mine[ticket.warehouse_id][1], now)].append(ticket)
    words = {
        LATE: (pgettext("desk", "Late"), "bad"),
        TODAY: (pgettext("desk", "Today"), "warn"),
        LATER: (pgettext("desk", "Later"), "calm"),
    }
    waves = rows(SQL.waves, {"only": only, "limit": WAVES_MAX})
    names = ("id", "warehouse_id", "warehouse", "made_at", "picker", "orders", "done")
    context = {
        "section": "warehouse",
        "tabs": _tabs(tickets, step, chosen, more),
        "warehouses": _warehouses(mine, chosen, step),
        "new_wave": reverse("wave_new") + (f"?w={chosen}" if chosen in mine else ""),
        "several": len(only) > 1,
        "columns": [
            {"label": words[key][0], "tone": words[key][1], "many": len(found),
             "tickets": [_shown(t, mine) for t in found[:TICKETS_SHOWN_MAX]],
             "more": max(0, len(found) - TICKETS_SHOWN_MAX)}
            for key, found in columns.items()
        ],
        "any": bool(shown),
        "stops": [_shown(t, mine) for t in tickets if t.step == "stop"][:TICKETS_SHOWN_MAX],
        "waves": [dict(zip(names, row, strict=True)) for row in waves],
        "manages": may(request.user, "warehouse.manage"),
        "picks": may(request.user, "warehouse.pick"),
    }  # fmt: skip
    return render(request, "warehouse/desk.html", context)


def _shown(ticket: Ticket, mine: dict[int, tuple[str, str]]) -> dict[str, Any]:
    own = ticket.step == "pick"
    code = f"W{ticket.wave_id}" if ticket.wave_id else f"F{ticket.id}"
    links = {
        "pick": reverse("pick_walk", args=[code]) if own else "",
        "pack": reverse("pack_check", args=[f"F{ticket.id}"]),
    }
    url = links.get(ticket.step, reverse("hand_over") if ticket.step == "hand_over" else links["pack"])
    return {**ticket._asdict(), "step": ticket.step, "url": url, "warehouse": mine[ticket.warehouse_id][0]}


def _tabs(tickets: list[Ticket], step: str, chosen: int, more: bool) -> list[dict[str, Any]]:
    def many(name: str) -> str:
        count = sum(1 for t in tickets if t.step != "stop" and (not name or t.step == name))
        return f"{count:,}+" if more else f"{count:,}"

    base = {"w": chosen} if chosen else {}
    tabs = [{"label": _("Everything"), "url": _address(base), "current": not step, "count": many("")}]
    for name, (_states, label) in STEPS.items():
        if name != "stop":
            url = _address({**base, "step": name})
            tabs.append({"label": label, "url": url, "current": name == step, "count": many(name)})
    return tabs


def _warehouses(mine: dict[int, tuple[str, str]], chosen: int, step: str) -> list[dict[str, Any]]:
    base = {"step": step} if step else {}
    every = [{"label": _("All warehouses"), "url": _address(base), "current": chosen not in mine}]
    return every + [
        {"label": name, "url": _address({**base, "w": key}), "current": key == chosen}
        for key, (name, _zone) in mine.items()
    ]


def _address(query: dict[str, Any]) -> str:
    return reverse("warehouse") + (f"?{urlencode(query)}" if query else "")
