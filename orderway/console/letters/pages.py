"""The words of letters, edited with a preview; and per shop: deadlines, defaults, which events are written about."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from orderway.console.action_choices import QUESTIONS
from orderway.console.action_talk import DEFAULTS
from orderway.console.letters.words import EVENTS, LANGUAGES, NAMES, example
from orderway.flow.asked import SHORTAGE_DEFAULTS
from orderway.journey.confirm import letters as words
from orderway.journey.confirm.actions import ANSWER_HOURS_MAX
from orderway.journey.confirm.letter_texts import TEXTS
from orderway.kernel import clock
from orderway.kernel.digits import whole
from orderway.kernel.limits import TEXT_CHARS_MAX
from orderway.ports.notice import SUBJECT_CHARS_MAX, parts_of
from orderway.records import ruling
from orderway.records.models import LetterTemplate, Shop
from orderway.web.permissions import may, needs

TEMPLATES_SHOWN_MAX = 1_000
SAMPLE_LINK = "https://shop.example/a/3DMV9EK31WTE2/b16651d26972e44a32af023d2ca6c19a"
"""As long as the links of letters are."""


class LetterForm(forms.Form):
    """One letter in one language. Facts that it does not know are refused when it is saved."""

    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=SUBJECT_CHARS_MAX)
    body = forms.CharField(
        label=gettext_lazy("Text"), max_length=TEXT_CHARS_MAX, widget=forms.Textarea(attrs={"rows": 12})
    )

    def __init__(self, kind: str, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.kind = kind

    def clean(self) -> dict[str, Any]:
        """Every fact must be one that this letter knows."""
        told: dict[str, Any] = super().clean() or {}
        for name in ("subject", "body"):
            wrong = words.problems(self.kind, told.get(name, ""))
            if wrong:
                known = ", ".join(f"{{{one}}}" for one in words.KINDS[self.kind])
                facts = {"wrong": ", ".join(wrong), "known": known}
                self.add_error(name, _("Not known here: %(wrong)s. Known: %(known)s") % facts)
        return told


class PolicyForm(forms.Form):
    """What a shop does about questions and letters."""

    events = forms.MultipleChoiceField(
        label=gettext_lazy("Buyers are written to about"),
        choices=list(EVENTS.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for field, label in QUESTIONS:
            self.fields[f"hours_{field}"] = forms.IntegerField(
                label=_("%(field)s: hours to answer") % {"field": label}, min_value=1, max_value=ANSWER_HOURS_MAX
            )
            choices = [
                pair for pair in DEFAULTS if pair[0] and (field == "shortage" or pair[0] not in SHORTAGE_DEFAULTS)
            ]
            self.fields[f"default_{field}"] = forms.ChoiceField(
                label=_("%(field)s: without an answer") % {"field": label}, choices=choices
            )


@needs("settings.view")
@require_GET
def letters(request: HttpRequest) -> HttpResponse:
    """Every letter with the shops that have words of their own, and the shops' policies."""
    own: dict[str, set[str]] = {}
    for one in LetterTemplate.objects.all()[:TEMPLATES_SHOWN_MAX]:
        own.setdefault(one.kind, set()).add(one.language)
    rows = [
        {
            "kind": kind,
            "name": name,
            "ways": [(code, label, code in own.get(kind, ())) for code, label in LANGUAGES.items()],
        }
        for kind, name in NAMES.items()
    ]
    context = {
        "section": "settings", "rows": rows, "edits": may(request.user, "settings.change"),
        "shops": Shop.objects.filter(active=True).order_by("name"),
    }  # fmt: skip
    return render(request, "letters/letters.html", context)


@needs("settings.change")
@require_http_methods(["GET", "POST"])
def letter(request: HttpRequest, kind: str, language: str) -> HttpResponseBase:
    """One letter, for all shops or (`shop`) one. POST: `preview`, `reset`, or save."""
    if kind not in words.KINDS or language not in LANGUAGES:
        raise Http404
    asked = whole(request.POST.get("shop") or request.GET.get("shop", ""))
    shop = get_object_or_404(Shop, pk=asked) if asked is not None else None
    key: dict[str, Any] = {"kind": kind, "shop_id": shop.pk if shop else None, "language": language}
    kept = LetterTemplate.objects.filter(**key).first()
    subject, body = (kept.subject, kept.body) if kept else TEXTS[kind][language]
    form = LetterForm(kind, request.POST or None, initial={"subject": subject, "body": body})
    if request.method == "POST" and request.POST.get("reset"):
        LetterTemplate.objects.filter(**key).delete()
        messages.success(request, _("Back to the default"))
        return redirect("letters")
    right = form.is_valid() if request.method == "POST" else False
    if right and not request.POST.get("preview"):
        stamp = {"changed_by": request.user.get_username(), "changed_at": clock.now()}
        LetterTemplate.objects.update_or_create(**key, defaults={**form.cleaned_data, **stamp})
        messages.success(request, _("Saved"))
        return redirect("letters")
    if right:
        subject, body = form.cleaned_data["subject"], form.cleaned_data["body"]
    facts = example(language) | ({"shop": shop.name} if shop else {})
    context = {
        "section": "settings", "form": form, "kind": kind, "name": NAMES[kind], "language": LANGUAGES[language],
        "known": [f"{{{one}}}" for one in words.KINDS[kind]], "shop": shop, "own": kept is not None,
        "preview": {"subject": words.subject_of(subject, facts), "body": words.filled(body, facts)},
        "parts": parts_of(f"{words.filled(body, facts)}\n{SAMPLE_LINK}"),
        "shops": Shop.objects.filter(active=True).order_by("name"),
    }  # fmt: skip
    return render(request, "letters/letter.html", context, status=422 if form.errors else 200)


@needs("settings.change")
@require_http_methods(["GET", "POST"])
def policy(request: HttpRequest, shop_id: int) -> HttpResponseBase:
    """Deadlines, defaults and letters of a shop."""
    shop = get_object_or_404(Shop, pk=shop_id)
    hours, defaults = shop.settings.get("question_hours", {}), shop.settings.get("question_defaults", {})
    first: dict[str, Any] = {"events": shop.settings.get("letters", [])}
    for field, _label in QUESTIONS:
        first |= {f"hours_{field}": hours.get(field, 24), f"default_{field}": defaults.get(field, "keep")}
    form = PolicyForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        with transaction.atomic():
            kept = Shop.objects.select_for_update().get(pk=shop_id)
            kept.settings = {
                **kept.settings,
                "letters": told["events"],
                "question_hours": {field: told[f"hours_{field}"] for field, _label in QUESTIONS},
                "question_defaults": {field: told[f"default_{field}"] for field, _label in QUESTIONS},
            }
            kept.save(update_fields=["settings"])
            ruling.touch()
        messages.success(request, _("Saved"))
        return redirect(reverse("letters"))
    context = {"section": "settings", "form": form, "shop": shop}
    return render(request, "letters/policy.html", context, status=422 if form.errors else 200)
