"""Where staff are told things, and the rules of what is told when."""

from __future__ import annotations

import re
import zoneinfo
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from orderway.history import log
from orderway.history.log import Outgoing
from orderway.insight.alerts import KINDS, TOPIC
from orderway.kernel import clock
from orderway.records.models import AlertRule, NoticeTarget, Shop
from orderway.web.engine import engine
from orderway.web.permissions import needs
from orderway.web.secrets import seal
from orderway.web.words import Text

SHOWN_MAX = 200
MINUTES_MAX = 60 * 24 * 30
ADDRESS_CHARS_MAX = 500
_SCHEME = re.compile(r"^([a-z][a-z0-9+]{1,29})://\S+$")
_HOUR = re.compile(r"^([01]\d|2[0-3]):[0-5]\d$")
WHATS: dict[str, Text] = {
    "stuck": pgettext_lazy("alert", "Orders that stand past their time"),
    "hold": pgettext_lazy("alert", "Holds that are overdue"),
    "message": pgettext_lazy("alert", "Buyers whose message is not answered"),
    "audit": pgettext_lazy("alert", "Books that do not balance"),
    "access": pgettext_lazy("alert", "Authorisations of channels that end"),
    "failed": pgettext_lazy("alert", "Messages that were given up"),
}


class TargetForm(forms.Form):
    """A service by its address; empty when editing: the address stays."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=100)
    address = forms.CharField(
        label=gettext_lazy("Address of the service"),
        max_length=ADDRESS_CHARS_MAX,
        required=False,
        help_text=gettext_lazy(
            "As the notice library writes it: dingtalk://TOKEN, wecombot://KEY, feishu://TOKEN, mailto://… Encrypted."
        ),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    active = forms.BooleanField(label=gettext_lazy("In use"), required=False, initial=True)

    def clean_address(self) -> str:
        """An address has a scheme."""
        address: str = self.cleaned_data["address"].strip()
        if not address and not self.initial.get("name"):
            raise forms.ValidationError(_("Give the address."))
        if address and not _SCHEME.match(address):
            raise forms.ValidationError(_("Not an address of a notice service."))
        return address


class RuleForm(forms.Form):
    """What is told to whom, after how long, and when not."""

    what = forms.ChoiceField(label=gettext_lazy("What"), choices=[(one, WHATS[one]) for one in KINDS])
    target = forms.ModelChoiceField(label=gettext_lazy("To whom"), queryset=NoticeTarget.objects.none())
    shop = forms.ModelChoiceField(
        label=gettext_lazy("Only of the shop"), queryset=Shop.objects.none(), required=False, empty_label="–"
    )
    after_minutes = forms.IntegerField(
        label=gettext_lazy("Minutes past its time"), min_value=0, max_value=MINUTES_MAX, initial=60
    )
    quiet_from = forms.CharField(label=gettext_lazy("Quiet from"), max_length=5, required=False, help_text="22:00")
    quiet_until = forms.CharField(label=gettext_lazy("Quiet until"), max_length=5, required=False, help_text="08:00")
    time_zone = forms.CharField(label=gettext_lazy("Time zone"), max_length=64, initial="Asia/Shanghai")
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=[("zh-hans", "简体中文"), ("en", "English")])
    active = forms.BooleanField(label=gettext_lazy("In use"), required=False, initial=True)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["target"].queryset = NoticeTarget.objects.order_by("name")  # type: ignore[attr-defined]
        self.fields["shop"].queryset = Shop.objects.order_by("name")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Quiet hours are two times of day, or none; the zone exists."""
        told: dict[str, Any] = super().clean() or {}
        begin, end = told.get("quiet_from", ""), told.get("quiet_until", "")
        if bool(begin) != bool(end) or any(one and not _HOUR.match(one) for one in (begin, end)):
            self.add_error("quiet_from", _("Two times of day, 22:00 and 08:00, or neither."))
        if told.get("time_zone") not in zoneinfo.available_timezones():
            self.add_error("time_zone", _("No such time zone."))
        return told


@needs("settings.view")
@require_GET
def alerts(request: HttpRequest) -> HttpResponse:
    """The targets and the rules."""
    rules = [
        {"rule": one, "what": WHATS.get(one.what, one.what)}
        for one in AlertRule.objects.select_related("target").order_by("pk")[:SHOWN_MAX]
    ]
    targets = NoticeTarget.objects.order_by("name")[:SHOWN_MAX]
    return render(request, "alerts/alerts.html", {"section": "settings", "rules": rules, "targets": targets})


@needs("settings.change")
@require_http_methods(["GET", "POST"])
def target(request: HttpRequest, pk: int | None = None) -> HttpResponseBase:
    """One target; `remove` takes it and its rules away."""
    kept = get_object_or_404(NoticeTarget, pk=pk) if pk is not None else None
    if kept is not None and request.POST.get("remove"):
        kept.delete()
        messages.success(request, _("Removed"))
        return redirect("alerts")
    first = {"name": kept.name, "active": kept.active} if kept else {}
    form = TargetForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        if NoticeTarget.objects.filter(name=told["name"]).exclude(pk=pk or 0).exists():
            form.add_error("name", _("This name is taken."))
        else:
            one = kept or NoticeTarget()
            one.name, one.active = told["name"], told["active"]
            one.changed_by, one.changed_at = request.user.get_username(), clock.now()
            if told["address"]:
                one.sealed, one.service = seal(told["address"]), told["address"].partition("://")[0]
            one.save()
            messages.success(request, _("Saved"))
            return redirect("alerts")
    context = {"section": "settings", "form": form, "kept": kept, "title": _("Where staff are told")}
    return render(request, "alerts/form.html", context, status=422 if form.errors else 200)


@needs("settings.change")
@require_POST
def try_target(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Send a trial message; whether it arrives is seen there, and among the messages not delivered."""
    one = get_object_or_404(NoticeTarget, pk=pk)
    made = engine()
    payload = {"what": "failed", "many": 0, "names": [_("A trial")], "language": get_language() or "en"}
    with made.connection.transaction(), made.connection.cursor() as cursor:
        log.send(cursor, [Outgoing(TOPIC, f"notice:{one.pk}", payload)], clock.now(), made.ids)
    messages.success(request, _("A trial is on its way"))
    return redirect("alerts")


@needs("settings.change")
@require_http_methods(["GET", "POST"])
def rule(request: HttpRequest, pk: int | None = None) -> HttpResponseBase:
    """One rule; `remove` takes it away."""
    kept = get_object_or_404(AlertRule, pk=pk) if pk is not None else None
    if kept is not None and request.POST.get("remove"):
        kept.delete()
        messages.success(request, _("Removed"))
        return redirect("alerts")
    names = ("what", "after_minutes", "quiet_from", "quiet_until", "time_zone", "language", "active")
    first: dict[str, Any] = {}
    if kept is not None:
        first = {**{name: getattr(kept, name) for name in names}, "target": kept.target_id, "shop": kept.shop_id}
    form = RuleForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        one = kept or AlertRule()
        for name in names:
            setattr(one, name, told[name])
        one.target, one.shop_id = told["target"], told["shop"].pk if told["shop"] else None
        one.changed_by, one.changed_at = request.user.get_username(), clock.now()
        one.save()
        messages.success(request, _("Saved"))
        return redirect("alerts")
    context = {"section": "settings", "form": form, "kept": kept, "title": _("What is told")}
    return render(request, "alerts/form.html", context, status=422 if form.errors else 200)
