"""Before and after a change: the trial of a draft on past orders, and the history of a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from orderway.console.rules.pages import about, found
from orderway.console.rules.words import choice_word, deed_text, fact_word
from orderway.insight.rule_trial import HOLD_KINDS, ORDERS_MAX, Differs, Given, try_out
from orderway.kernel import clock
from orderway.kernel.digits import whole
from orderway.records import ruling
from orderway.records.models import RuleChange, RuleVersion, Shop
from orderway.rules.compile import compiled
from orderway.rules.table import Row, Table
from orderway.web import words_holds
from orderway.web.engine import engine
from orderway.web.permissions import may, needs, shops_of

PERIODS = (1, 7, 30, 90)
VERSIONS_SHOWN_MAX = 50
CHANGES_SHOWN_MAX = 200


@needs("rules.propose")
@require_GET
def trial(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft (or the version in force) on the orders of the last days, beside what is in force."""
    one = found(pk)
    version = ruling.draft_of(pk) or ruling.in_force(pk, clock.now())
    asked = whole(request.GET.get("days", ""))
    days = asked if asked in PERIODS else None
    context: dict[str, Any] = {
        **about(request, one, "trial"),
        "version": version,
        "periods": PERIODS,
        "days": days,
        "most": ORDERS_MAX,
        "holds": one.kind in HOLD_KINDS,
    }
    if version is not None and days is not None:
        body = msgspec.convert(version.body, Table)
        tried = compiled(body, version.number, one.name, one.pk)
        came = try_out(engine(), tried, one.shop_id, shops_of(request.user), days)
        context |= {
            "came": came,
            "lists": _lists(came, one.kind),
            "by_row": [
                {"row": row, "note": _note(row, one.kind, body), "many": came.by_row.get(row.id, 0)}
                for row in body.rows
            ],
            "missing": [
                {"label": fact_word(one.kind, name), "many": many}
                for name, many in sorted(came.missing.items(), key=lambda item: -item[1])
            ],
            "opens": may(request.user, "order.view"),
        }
    return render(request, "rules/trial.html", context)


def _lists(came: Any, kind: str) -> list[dict[str, Any]]:
    shops = dict(Shop.objects.values_list("pk", "name"))
    titles = (
        (_("Newly held"), _("No longer held"), _("Held for another reason"))
        if kind in HOLD_KINDS
        else (_("Newly concerned"), _("No longer concerned"), _("Judged otherwise"))
    )
    parts = (
        (came.newly, came.newly_many),
        (came.no_longer, came.no_longer_many),
        (came.otherwise, came.otherwise_many),
    )
    return [
        {"title": title, "many": many, "more": many - len(orders), "orders": [_row(o, shops, kind) for o in orders]}
        for title, (orders, many) in zip(titles, parts, strict=True)
    ]


def _row(order: Differs, shops: dict[int, str], kind: str) -> dict[str, Any]:
    def said(reasons: Sequence[str | Given]) -> str:
        return _("; ").join(
            _given(kind, r) if isinstance(r, tuple) else str(words_holds.reason_word(r)) for r in reasons
        )

    return {
        "order": order,
        "shop": shops.get(order.shop_id, ""),
        "before": said(order.before),
        "after": said(order.after),
    }


def _given(kind: str, outputs: Given) -> str:
    """What a row gives, in words."""
    known = {"True": _("yes")}
    return " · ".join(
        f"{fact_word(kind, name)}: {known.get(text) or choice_word(name, text)}" for name, text in outputs
    )


def _note(row: Row, kind: str, body: Table) -> str:
    """A row in one line: its note, else its conditions."""
    if row.note:
        return row.note
    cells = zip((column.field for column in body.inputs), row.cells, strict=True)
    return " · ".join(f"{fact_word(kind, field)} {cell}" for field, cell in cells if cell not in ("", "-"))


@needs("rules.view")
@require_GET
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """Every version with what it changed, and who did what."""
    one = found(pk)
    versions = list(RuleVersion.objects.filter(table=one).order_by("-number")[:VERSIONS_SHOWN_MAX])
    entries = []
    for at, version in enumerate(versions):
        before = versions[at + 1] if at + 1 < len(versions) else None
        changes = differences(before.body if before else None, version.body, one.kind)
        entries.append({"version": version, "changes": changes, "before": before})
    made = RuleChange.objects.filter(about="table", key=str(pk)).order_by("-pk")[:CHANGES_SHOWN_MAX]
    context = {
        **about(request, one, "history"),
        "entries": entries,
        "changes": [{"at": each.at, "who": each.actor, "text": deed_text(each.deed, each.facts)} for each in made],
        "edits": may(request.user, "rules.propose"),
        "activates": may(request.user, "rules.edit"),
    }
    return render(request, "rules/history.html", context)


def differences(before: Any, after: Any, kind: str) -> list[dict[str, str]]:
    """What one version has other than the one before: rows that came, went, changed, moved; columns likewise."""
    new = msgspec.convert(after, Table)
    old = msgspec.convert(before, Table) if before else Table(kind=kind, inputs=[], outputs=[])
    found_changes: list[dict[str, str]] = []
    old_rows, new_rows = {row.id: row for row in old.rows}, {row.id: row for row in new.rows}
    for name, row in new_rows.items():
        was = _words(old_rows[name], old, kind) if name in old_rows else ""
        now = _words(row, new, kind)
        if was != now:
            found_changes.append({"field": name, "before": was, "after": now})
    found_changes += [
        {"field": name, "before": _words(row, old, kind), "after": ""}
        for name, row in old_rows.items()
        if name not in new_rows
    ]
    stayed = [name for name in old_rows if name in new_rows]
    if stayed != [name for name in new_rows if name in old_rows]:
        moved = {"before": _(", ").join(stayed), "after": _(", ").join(name for name in new_rows if name in old_rows)}
        found_changes.append({"field": _("Sequence"), **moved})
    return found_changes


def _words(row: Row, table: Table, kind: str) -> str:
    """A row as a sentence: conditions, then what it gives."""
    asked = [
        f"{fact_word(kind, column.field)} {cell}"
        for column, cell in zip(table.inputs, row.cells, strict=False)
        if cell not in ("", "-")
    ]
    given = [
        f"{fact_word(kind, column.field)}: {value}"
        for column, value in zip(table.outputs, row.outs, strict=False)
        if value
    ]
    days = [f"{row.active_from or '…'} – {row.active_until or '…'}"] if row.active_from or row.active_until else []
    soft = [] if row.hard else [_("soft")]
    return f"{' · '.join([*asked, *days, *soft]) or _('always')} → {' · '.join(given)}" + (
        f" ({row.note})" if row.note else ""
    )
