"""What holding for a reason means in this company: what it stops, who may let go, and what the clock does."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from orderway.console.rules.words import deed_text
from orderway.kernel import clock
from orderway.lifecycle.reasons import EVERYTHING, REASONS, Reason
from orderway.records import ruling
from orderway.records.models import HoldKind, RuleChange
from orderway.web import words_holds
from orderway.web.permissions import DESK, MANAGER, may, needs

HOURS_MAX = 24 * 60
"""A hold is worked, or ends, within sixty days."""
CHANGES_SHOWN_MAX = 50
OWNERS = (*DESK, MANAGER)
FIELDS = ("blocks", "may_release", "owner", "hours", "expires_hours", "at_end", "escalate_to", "line_only")
ENDS = {
    "": gettext_lazy("nothing: it stays until somebody decides"),
    "release": gettext_lazy("it is released"),
    "cancel": gettext_lazy("the order is cancelled"),
    "escalate": gettext_lazy("it goes to somebody else"),
}


class KindForm(forms.Form):
    """One reason."""

    blocks = forms.MultipleChoiceField(
        label=gettext_lazy("Stops before"),
        choices=[(gate, words_holds.step_word(gate)) for gate in EVERYTHING],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("A hold that stops nothing is none: tick a step.")},
    )
    may_release = forms.MultipleChoiceField(
        label=gettext_lazy("May be released by"),
        choices=[(role, words_holds.role_word(role)) for role in OWNERS],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy("None ticked: it goes only when its cause is corrected."),
    )
    owner = forms.ChoiceField(
        label=gettext_lazy("Whose it is"), choices=[(role, words_holds.role_word(role)) for role in OWNERS]
    )
    hours = forms.IntegerField(label=gettext_lazy("To be worked within hours"), min_value=1, max_value=HOURS_MAX)
    expires_hours = forms.IntegerField(
        label=gettext_lazy("The clock ends it after hours"),
        min_value=0,
        max_value=HOURS_MAX,
        help_text=gettext_lazy("0: never by itself."),
    )
    at_end = forms.ChoiceField(label=gettext_lazy("What then"), choices=list(ENDS.items()), required=False)
    escalate_to = forms.ChoiceField(
        label=gettext_lazy("To whom"),
        choices=[("", ""), *((role, words_holds.role_word(role)) for role in OWNERS)],
        required=False,
    )
    line_only = forms.BooleanField(
        label=gettext_lazy("A hold on a line stops only that line; the others go on"), required=False
    )

    def __init__(self, *args: Any, reason: Reason, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fixed = not reason.may_release
        if self.fixed:
            for name in ("blocks", "may_release", "line_only", "at_end"):
                self.fields[name].disabled = True

    def clean(self) -> dict[str, Any]:
        """What the clock does needs both a time and a deed."""
        told: dict[str, Any] = super().clean() or {}
        if bool(told.get("expires_hours")) != bool(told.get("at_end")):
            self.add_error("at_end", _("Say after how many hours and what then, or neither."))
        if told.get("at_end") == "escalate" and not told.get("escalate_to"):
            self.add_error("escalate_to", _("Say to whom."))
        return told


def _now(reason: str) -> Reason:
    stored = HoldKind.objects.filter(pk=reason).first()
    found = REASONS[reason]
    if stored is None:
        return found
    return found._replace(**{name: getattr(stored, name) for name in FIELDS})


@needs("rules.view")
@require_GET
def kinds(request: HttpRequest) -> HttpResponse:
    """Every reason with what holds for it."""
    stored = {one.reason: one for one in HoldKind.objects.all()}
    rows = []
    for name, reason in REASONS.items():
        one = reason._replace(**{f: getattr(stored[name], f) for f in FIELDS}) if name in stored else reason
        rows.append(
            {
                "name": name,
                "word": words_holds.reason_word(name),
                "reason": one,
                "blocks": [words_holds.step_word(gate) for gate in one.blocks],
                "may": [words_holds.role_word(role) for role in one.may_release],
                "owner": words_holds.role_word(one.owner),
                "then": ENDS.get(one.at_end, "") if one.at_end else "",
                "own": name in stored,
            }
        )
    rows.sort(key=lambda row: (not row["own"], str(row["word"])))
    context = {"section": "rules", "rows": rows, "edits": may(request.user, "rules.edit"), "tab": "holds"}
    return render(request, "rules/hold_kinds.html", context)


@needs("rules.edit")
@require_http_methods(["GET", "POST"])
def kind(request: HttpRequest, reason: str) -> HttpResponseBase:
    """One reason."""
    if reason not in REASONS:
        raise Http404
    now = _now(reason)
    first = {name: getattr(now, name) for name in FIELDS}
    form = KindForm(request.POST or None, initial=first, reason=REASONS[reason])
    if request.method == "POST" and form.is_valid():
        told = {name: form.cleaned_data[name] for name in FIELDS}
        _save(reason, told, first, request.user.get_username())
        messages.success(request, _("Saved. It counts for holds raised from now on."))
        return redirect("hold_kinds")
    changes = RuleChange.objects.filter(about="hold_kind", key=reason).order_by("-pk")[:CHANGES_SHOWN_MAX]
    context = {
        "section": "rules",
        "reason": reason,
        "word": words_holds.reason_word(reason),
        "form": form,
        "own": HoldKind.objects.filter(pk=reason).exists(),
        "changes": [{"at": each.at, "who": each.actor, "text": _change_text(each)} for each in changes],
    }
    return render(request, "rules/hold_kind.html", context, status=422 if form.errors else 200)


def _change_text(change: RuleChange) -> str:
    fields = _(", ").join(f"{name}: {was} → {now}" for name, (was, now) in change.facts.items())
    return f"{deed_text(change.deed, {})} {fields}".strip()


def _save(reason: str, told: dict[str, Any], before: dict[str, Any], by: str) -> None:
    changed = {
        name: [_plain(before[name]), _plain(value)]
        for name, value in told.items()
        if _plain(value) != _plain(before[name])
    }
    with transaction.atomic():
        HoldKind.objects.update_or_create(reason=reason, defaults={**told, "changed_by": by, "changed_at": clock.now()})
        ruling.touch()
        ruling.log("hold_kind", reason, "changed", by, changed)


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple | list) else value


@needs("rules.edit")
@require_POST
def reset(request: HttpRequest, reason: str) -> HttpResponseBase:
    """Back to what the house says."""
    with transaction.atomic():
        if HoldKind.objects.filter(pk=reason).delete()[0]:
            ruling.touch()
            ruling.log("hold_kind", reason, "reset", request.user.get_username())
    messages.success(request, _("Saved"))
    return redirect("hold_kinds")
