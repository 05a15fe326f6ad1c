"""One action for many orders: how many, a sample, what it asks; then a result for each, and the way back."""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.contrib.sessions.backends.db import SessionStore
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext
from django.views.decorators.http import require_POST

from orderway.console import orders_sql
from orderway.console.action_choices import Action
from orderway.console.action_forms import ActionForm
from orderway.console.action_table import ACTIONS, BULK
from orderway.console.filter_sql import criteria_of
from orderway.console.filters import parse
from orderway.console.reader import names_of, reader_of
from orderway.console.reading import read_orders
from orderway.console.refusals import refusal_text
from orderway.console.scope import scope_of, seen
from orderway.console.settings import csv_cells
from orderway.console.trying import TRIED_MAX, tried
from orderway.flow.command import Result, Target
from orderway.flow.order import Order
from orderway.kernel.digits import wholes
from orderway.kernel.errors import Refusal
from orderway.kernel.limits import COMMAND_ORDERS_MAX
from orderway.places import masks
from orderway.web import words_holds
from orderway.web.engine import carry_out, commands
from orderway.web.permissions import actor_of, may, needs
from orderway.web.templatetags.figures import money_text, number

SAMPLE = 3
REASONS_TRIED_MAX = 4
"""Of the reasons of the selected holds so many are tried, the commonest first, for one that lets orders go."""
SHOWN_MAX = 200
"""Results that are listed one by one, the failures first; all of them stand in a file beside."""
UNDO_KEY = "console.undo"
UNDO_SECONDS_MAX = 3600
DONE_KEYS = {"approve": "a", "release_hold": "r", "claim": "c"}


def bulk_actions(user: Any) -> list[dict[str, Any]]:
    """The buttons of the bulk bar that this reader may press."""
    return [
        {
            "label": action.label,
            "get": reverse("orders_bulk", args=[action.command]),
            "icon": action.icon,
            "key": DONE_KEYS.get(action.command, ""),
            "kind": "danger" if action.danger else "primary" if action.command == "approve" else "",
        }
        for action in BULK
        if may(user, commands()[action.command].permission)
    ]


class BulkForm(ActionForm):
    """The questions of an action about many orders."""

    def __init__(self, action: Action, order_ids: Sequence[int], *args: Any, **more: Any) -> None:
        super().__init__(action, None, *args, **more)
        self.reasons: list[str] = []
        if action.command == "release_hold":
            rows = orders_sql.rows_of(order_ids[:TRIED_MAX])
            many = Counter(reason for row in rows for reason in {hold["reason"] for hold in row["holds"]})
            self.reasons = sorted(many, key=lambda reason: (-many[reason], reason))
            choices = [
                (reason, f"{words_holds.reason_word(reason)} · {number(many[reason])}") for reason in self.reasons
            ]
            self.fields["reason"] = forms.ChoiceField(
                label=gettext_lazy("Held because of"), choices=choices, widget=forms.Select(attrs=_again(action))
            )
            self.order_fields(["reason", "note"])

    def args(self) -> dict[str, Any]:
        """The arguments of the command."""
        found = super().args()
        return {**found, "reason": self.cleaned_data["reason"]} if "reason" in self.fields else found


@needs("order.view")
@require_POST
def bulk(request: HttpRequest, command: str) -> HttpResponse:
    """The preview of an action for the selected orders (`ids`, or `all` a filter finds), or with `confirm` the deed."""
    action = ACTIONS.get(command)
    if action is None or not action.bulk:
        raise Http404
    if not may(request.user, commands()[command].permission):
        return render(request, "console/refused.html", {"text": refusal_text(Refusal("no_permission"))}, status=403)
    ids, error = chosen(request)
    if error:
        return render(request, "console/refused.html", {"text": error})
    confirmed = "confirm" in request.POST
    form = BulkForm(action, ids, request.POST if confirmed else None)
    if confirmed and form.is_valid():
        return _carry_out(request, action, ids, form.args())
    return _preview(request, action, ids, form, 422 if confirmed else 200)


def chosen(request: HttpRequest) -> tuple[list[int], str]:
    """The orders meant, within the reader's scope, or what is wrong with the choice."""
    scope = scope_of(request.user)
    if "all" in request.POST:
        query = parse(request.POST["all"], names_of(scope).codes)
        if query.problems:
            return [], _("This filter is not understood.")
        criteria = criteria_of(query, reader_of(request.user))
        try:
            found = orders_sql.page(criteria, scope, "old", None, None, COMMAND_ORDERS_MAX)
        except orders_sql.TooSlow:
            return [], _("This filter is too wide. Add a stage, a shop or a day to it.")
        if found.last is not None:
            return [], _("More than %(most)s orders match; choose fewer.") % {"most": f"{COMMAND_ORDERS_MAX:,}"}
        return found.ids, "" if found.ids else _("No order matches any more.")
    found_ids = seen(scope, wholes(request.POST.get("ids", ""), COMMAND_ORDERS_MAX))
    return found_ids, "" if found_ids else _("No order is selected.")


def _preview(request: HttpRequest, action: Action, ids: list[int], form: BulkForm, status: int) -> HttpResponse:
    orders = read_orders(ids[:TRIED_MAX])
    answers, args = _tried(request, action, orders, form)
    if form.reasons:
        form.initial = {"reason": args["reason"], "note": request.POST.get("note", "")}
    refused = [(order, answer) for order, answer in zip(orders, answers, strict=True) if answer is not None]
    fit = [order for order, answer in zip(orders, answers, strict=True) if answer is None]
    many = len(ids)
    context = {
        "title": _("%(action)s: %(orders)s") % {"action": action.label, "orders": _orders(many)},
        "verb": _("%(action)s: %(orders)s") % {"action": action.label, "orders": _orders(many - len(refused))},
        "sentence": action.sentence,
        "sample": [
            {
                "label": order.number,
                "note": f"{masks.mask_name(order.person.name)} · {money_text(order.total_minor, order.currency)}",
            }
            for order in fit[:SAMPLE]
        ],
        "more": max(0, many - len(refused) - SAMPLE),
        "refusals": [{"label": o.number, "reason": refusal_text(a, o.currency)} for o, a in refused[:SHOWN_MAX]],
        "refused_many": len(refused),
        "untried": max(0, many - TRIED_MAX),
        "form": form,
        "post": reverse("orders_bulk", args=[action.command]),
        "hidden": [("ids", ",".join(map(str, ids))), ("confirm", "1")],
        "danger": action.danger,
        "nothing": not fit,
    }
    return render(request, "console/bulk.html", context, status=status)


def _again(action: Action) -> dict[str, str]:
    """Another choice is looked at anew, with what is typed so far; nothing is done."""
    return {
        "hx-post": reverse("orders_bulk", args=[action.command]),
        "hx-trigger": "change",
        "hx-target": "#dialog",
        "hx-swap": "innerHTML",
        "hx-params": "not confirm",
    }


def _tried(
    request: HttpRequest, action: Action, orders: list[Order], form: BulkForm
) -> tuple[list[Refusal | None], dict[str, Any]]:
    """The answer for each order, and the arguments of the trial. Of reasons that nobody has chosen yet the first that
    lets any order go; where none does, the commonest."""
    args = dict(action.trial(orders[0])) if action.trial and orders else {}
    if action.command != "release_hold":
        return (tried(action.command, orders, args, actor_of(request.user)) if orders else []), args
    asked = request.POST.get("reason", "")
    reasons = [asked] if asked in form.reasons else form.reasons[:REASONS_TRIED_MAX]
    found: list[tuple[list[Refusal | None], dict[str, Any]]] = []
    for reason in reasons:
        answers = tried(action.command, orders, {"reason": reason}, actor_of(request.user))
        found.append((answers, {"reason": reason}))
        if None in answers:
            return found[-1]
    return found[0] if found else ([], {})


def _orders(many: int) -> str:
    return ngettext("%(many)s order", "%(many)s orders", many) % {"many": f"{many:,}"}


def _carry_out(request: HttpRequest, action: Action, ids: list[int], args: dict[str, Any]) -> HttpResponse:
    results = carry_out(action.command, [Target(order_id) for order_id in ids], args, actor_of(request.user))
    done = [result.order_id for result in results if result.done]
    undo_url = ""
    if action.undo and done and may(request.user, commands()[action.undo[0]].permission):
        key = get_random_string(12)
        request.session[UNDO_KEY] = {
            "key": key,
            "command": action.undo[0],
            "args": dict(action.undo[1]),
            "ids": _kept(done),
            "label": str(action.label),
        }
        undo_url = reverse("orders_undo", args=[key])
    return results_page(request, str(action.done or action.label), results, undo_url)


def _kept(order_ids: list[int]) -> str:
    """Where the orders of an action are kept until it is taken back: ten thousand of them in the person's own session
    would be read again with each page."""
    beside = SessionStore()
    beside.set_expiry(UNDO_SECONDS_MAX)
    beside["ids"] = order_ids
    beside.create()
    return str(beside.session_key)


def _taken_out(key: str) -> list[int]:
    beside = SessionStore(key)
    order_ids: list[int] = beside.get("ids", [])
    beside.delete()
    return order_ids


def results_page(request: HttpRequest, title: str, results: Sequence[Result], undo_url: str = "") -> HttpResponse:
    """A result for each order, the refused ones first."""
    ordered = sorted(results, key=lambda result: result.done)
    numbers = orders_sql.numbers_of([result.order_id for result in ordered])
    done = sum(1 for result in results if result.done)
    refused = Counter("" if one.refusal is None else refusal_text(one.refusal) for one in results if not one.done)
    context = {
        "title": _("%(title)s: %(done)s of %(many)s")
        % {"title": title, "done": number(done), "many": number(len(results))},
        "rows": [
            {
                "label": numbers.get(result.order_id, result.order_id),
                "url": reverse("order", args=[result.order_id]),
                "ok": result.done,
                "text": "" if result.refusal is None else refusal_text(result.refusal),
            }
            for result in ordered[:SHOWN_MAX]
        ],
        "more": max(0, len(ordered) - SHOWN_MAX),
        "refused": refused.most_common(),
        "file": _file_of(ordered, numbers) if len(ordered) > SHOWN_MAX else "",
        "undo_url": undo_url,
    }
    response = render(request, "components/results.html", context)
    response["HX-Trigger"] = "orders-changed"
    return response


def _file_of(results: Sequence[Result], numbers: Mapping[int, str]) -> str:
    """All results as a CSV inside a link: nothing of them is kept on the server."""
    rows = [
        (
            str(numbers.get(one.order_id, one.order_id)),
            pgettext("result", "done") if one.refusal is None else refusal_text(one.refusal),
        )
        for one in results
    ]
    text = csv_cells.write([_("Order"), _("Result")], rows)
    return "data:text/csv;charset=utf-8;base64," + base64.b64encode(text.encode()).decode()


@needs("order.view")
@require_POST
def undo(request: HttpRequest, key: str) -> HttpResponse:
    """Take the last bulk action back, order by order, where that is still possible."""
    kept = request.session.get(UNDO_KEY) or {}
    if kept.get("key") != key:
        return render(request, "console/refused.html", {"text": _("This can no longer be taken back here.")})
    if not may(request.user, commands()[kept["command"]].permission):
        return render(request, "console/refused.html", {"text": refusal_text(Refusal("no_permission"))}, status=403)
    del request.session[UNDO_KEY]
    targets = [Target(order_id) for order_id in seen(scope_of(request.user), _taken_out(kept["ids"]))]
    results = carry_out(kept["command"], targets, kept["args"], actor_of(request.user))
    return results_page(request, _("Taken back: %(what)s") % {"what": kept["label"]}, results)
