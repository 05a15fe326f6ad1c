"""The pages of decision tables: the list, a new one, the grid, what is done with a draft."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from orderway.console.rules import grid
from orderway.console.rules.words import EXAMPLES, TYPES, fact_word, kind_word, problem_text, refusal_text
from orderway.kernel import clock
from orderway.kernel.digits import whole
from orderway.kernel.errors import Refusal
from orderway.records import ruling
from orderway.records.models import RuleTable, RuleVersion, Shop
from orderway.rules.check import CellProblem, cell_problems
from orderway.rules.kinds import KINDS
from orderway.rules.places import placed
from orderway.rules.table import Table
from orderway.web.permissions import may, needs

SECTION = "rules"
FIRST_KIND = "hold"


@needs("rules.view")
@require_GET
def tables(request: HttpRequest) -> HttpResponse:
    """All tables by kind, with what is in force, planned and drafted."""
    now = clock.now()
    shops = dict(Shop.objects.values_list("pk", "name"))
    groups = []
    for name, kind in KINDS.items():
        rows = [_told(table, shops, now) for table in RuleTable.objects.filter(kind=name).order_by("position", "pk")]
        groups.append({"kind": name, "label": kind_word(name), "about": _(kind.about), "rows": rows})
    context = {
        "section": SECTION,
        "groups": [group for group in groups if group["rows"]],
        "free": [group for group in groups if not group["rows"]],
        "edits": may(request.user, "rules.propose"),
    }
    return render(request, "rules/tables.html", context)


def _told(table: RuleTable, shops: Mapping[int, str], now: datetime) -> dict[str, Any]:
    versions = list(RuleVersion.objects.filter(table=table).order_by("-number").defer("body")[:50])
    current = ruling.in_force(table.pk, now)
    planned = [v for v in versions if v.state == "ACTIVE" and v.effective_from is not None and v.effective_from > now]
    return {
        "table": table,
        "shop": shops.get(table.shop_id or 0, "") if table.shop_id else "",
        "current": current,
        "rows": len(current.body["rows"]) if current else 0,
        "planned": planned[-1] if planned else None,
        "draft": next((v for v in versions if v.state == "DRAFT"), None),
    }


@needs("rules.propose")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponseBase:
    """A new table: its kind, name, shop, and whether it begins with an example."""
    kind = request.POST.get("kind") or request.GET.get("kind") or FIRST_KIND
    if kind not in KINDS:
        raise Http404
    wrong = ""
    if request.method == "POST":
        wanted = request.POST.get("example", "")
        examples = {example.name: example.table for example in KINDS[kind].examples}
        example = examples.get(wanted) or grid.blank_table(kind)
        body = grid.in_words(placed(example, ruling.places_in_use()))
        name = request.POST.get("name", "").strip() or (_(wanted) if wanted in examples else "")
        made = ruling.make_table(kind, name, whole(request.POST.get("shop", "")), body, request.user.get_username())
        if isinstance(made, RuleVersion):
            return redirect("rules_table", made.table_id)
        wrong = refusal_text(made)
    context = {
        "section": SECTION,
        "kind": kind,
        "kinds": [{"name": name, "label": kind_word(name), "about": _(one.about)} for name, one in KINDS.items()],
        "examples": [
            {"name": one.name, "label": _(one.name), "rows": len(one.table.rows)} for one in KINDS[kind].examples
        ],
        "shops": list(Shop.objects.order_by("pk").values("pk", "name")),
        "wrong": wrong,
        "given": request.POST,
    }
    return render(request, "rules/new.html", context, status=422 if wrong else 200)


@needs("rules.view")
@require_http_methods(["GET", "POST"])
def table(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The grid: of the draft, else of the version in force."""
    one = found(pk)
    draft = ruling.draft_of(pk)
    shown = (
        draft or ruling.in_force(pk, clock.now()) or RuleVersion.objects.filter(table=one).order_by("-number").first()
    )
    if shown is None:
        raise Http404
    edits = may(request.user, "rules.propose")
    body = msgspec.convert(shown.body, Table)
    wrong: list[CellProblem] = []
    told = ""
    if request.method == "POST":
        if not edits:
            raise Http404
        body, wrong, told, saved = _edited(request, one)
        if saved:
            messages.success(request, _("Saved as a draft. It decides nothing until it is activated."))
            return redirect("rules_table", pk)
    context = _grid_context(request, one, shown, draft, body, wrong)
    context |= {"edits": edits, "told": told, "days": "days" in request.POST or _has_days(body)}
    return render(request, "rules/table.html", context, status=422 if wrong or told else 200)


def _edited(request: HttpRequest, one: RuleTable) -> tuple[Table, list[CellProblem], str, bool]:
    """What a posted grid comes to: the table, its problems, a refusal in words, whether it is saved."""
    body = grid.posted(request.POST, one.kind)
    operation = request.POST.get("op", "check")
    if operation == "column":
        operation = f"column:{request.POST.get('column', '')}"
    if operation not in ("save", "check"):
        return grid.changed(body, operation), [], "", False
    wrong = ruling.wrong_in(body)
    if wrong or operation == "check":
        return body, wrong, refusal_text(Refusal("has_problems")) if wrong and operation == "save" else "", False
    saved = ruling.save_draft(
        one.pk,
        body,
        request.user.get_username(),
        whole(request.POST.get("revision", "")),
        request.POST.get("note", ""),
    )
    if isinstance(saved, Refusal):
        return body, [], refusal_text(saved), False
    return body, [], "", True


def _has_days(body: Table) -> bool:
    return any(row.active_from or row.active_until for row in body.rows)


def _grid_context(
    request: HttpRequest,
    one: RuleTable,
    shown: RuleVersion,
    draft: RuleVersion | None,
    body: Table,
    wrong: list[CellProblem],
) -> dict[str, Any]:
    kind = KINDS[one.kind]
    present = {column.field for column in body.inputs}
    given = {column.field for column in body.outputs}
    return {
        "section": SECTION,
        **about(request, one, "table"),
        "shown": shown,
        "draft": draft,
        "heads": grid.heads_of(body),
        "lines": list(zip(grid.lines_of(body, wrong), body.rows, strict=True)),
        "whole": [problem for problem in wrong if not problem.row],
        "wrong_many": len(wrong),
        "facts": sorted(
            ({"name": name, "label": fact_word(one.kind, name)} for name in kind.facts if name not in present),
            key=lambda fact: fact["label"],
        ),
        "outputs": [
            {"name": output.name, "label": fact_word(one.kind, output.name)}
            for output in kind.outputs
            if output.name not in given
        ],
        "help": [
            {"type": TYPES[name], "text": text}
            for name, text in EXAMPLES.items()
            if any(fact.type == name for fact in kind.facts.values())
        ],
        "activates": may(request.user, "rules.edit"),
        "soft": one.kind == "ship_from",
    }


def about(request: HttpRequest, one: RuleTable, tab: str) -> dict[str, Any]:
    """What every page of one table shows: its name, shop, what is in force, the tabs."""
    now = clock.now()
    shop = Shop.objects.filter(pk=one.shop_id).first() if one.shop_id else None
    tabs = [("table", _("Table"), "rules_table")]
    if may(request.user, "rules.propose"):
        tabs.append(("trial", _("Trial"), "rules_trial"))
    tabs.append(("history", _("History"), "rules_history"))
    return {
        "section": SECTION,
        "one": one,
        "kind_label": kind_word(one.kind),
        "kind_about": _(KINDS[one.kind].about) if one.kind in KINDS else "",
        "shop": shop,
        "current": ruling.in_force(one.pk, now),
        "now": now,
        "tabs": [
            {"label": label, "url": reverse(url, args=[one.pk]), "current": key == tab, "count": None}
            for key, label, url in tabs
        ],
    }


def found(pk: int) -> RuleTable:
    """The table of that id, of a kind that is known; 404 else."""
    one = RuleTable.objects.filter(pk=pk).first()
    if one is None or one.kind not in KINDS:
        raise Http404
    return one


@needs("rules.propose")
@require_POST
def cell(request: HttpRequest) -> HttpResponse:
    """One cell while it is typed: what is wrong with it, or nothing."""
    kind = KINDS.get(request.POST.get("kind", ""))
    field, text = request.POST.get("field", ""), next((v for k, v in request.POST.items() if k[:1] == "c"), "")
    if kind is None or field not in kind.facts:
        return HttpResponse("")
    wrong = cell_problems("", str(text), kind.facts[field], kind.facts)
    return render(request, "rules/cell.html", {"wrong": problem_text(wrong[0]) if wrong else ""})


# -- what is done with a draft ----------------------------------------------------------------------------------------


@needs("rules.edit")
@require_http_methods(["GET", "POST"])
def activate(request: HttpRequest, pk: int) -> HttpResponseBase:
    """From when, until when; then the draft is in force."""
    one = found(pk)
    draft = ruling.draft_of(pk)
    if draft is None:
        raise Http404
    told = ""
    if request.method == "POST":
        try:
            since, until = _instant(request.POST.get("since", "")), _instant(request.POST.get("until", ""))
            done = ruling.activate(pk, request.user.get_username(), since, until)
        except ValueError:
            told = _("Write a day and time as 2026-12-31T08:00.")
        else:
            if isinstance(done, RuleVersion):
                messages.success(request, _("Version %(number)s is activated.") % {"number": done.number})
                return redirect("rules_table", pk)
            told = refusal_text(done)
    context = {**about(request, one, "table"), "draft": draft, "told": told, "given": request.POST}
    return render(request, "rules/activate.html", context, status=422 if told else 200)


def _instant(text: str) -> datetime | None:
    """A day and time as the browser sends it, in the reader's time zone; None where empty; ValueError."""
    if not text.strip():
        return None
    zone = get_current_timezone()
    return datetime.fromisoformat(text.strip()).replace(tzinfo=ZoneInfo(str(zone)))


def _do(request: HttpRequest, pk: int, refusal: Any, said: str) -> HttpResponseBase:
    if isinstance(refusal, Refusal):
        messages.error(request, refusal_text(refusal))
    else:
        messages.success(request, said)
    return redirect("rules_table", pk) if RuleTable.objects.filter(pk=pk).exists() else redirect("rules")


@needs("rules.propose")
@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Throw the draft away."""
    found(pk)
    return _do(request, pk, ruling.drop_draft(pk, request.user.get_username()), _("The draft is thrown away."))


@needs("rules.propose")
@require_POST
def again(request: HttpRequest, pk: int, version: int) -> HttpResponseBase:
    """Begin a draft from an older version."""
    one = RuleVersion.objects.filter(pk=version, table_id=found(pk).pk).first()
    if one is None:
        raise Http404
    said = _("Version %(number)s is the draft now.") % {"number": one.number}
    return _do(request, pk, ruling.copy_to_draft(one.pk, request.user.get_username()), said)


@needs("rules.edit")
@require_POST
def retire(request: HttpRequest, pk: int, version: int) -> HttpResponseBase:
    """Take a version out of force."""
    one = RuleVersion.objects.filter(pk=version, table_id=found(pk).pk).first()
    if one is None:
        raise Http404
    said = _("Version %(number)s is no longer in force.") % {"number": one.number}
    return _do(request, pk, ruling.retire(one.pk, request.user.get_username()), said)


@needs("rules.propose")
@require_POST
def rename(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Another name."""
    found(pk)
    return _do(request, pk, ruling.rename(pk, request.POST.get("name", ""), request.user.get_username()), _("Saved"))
