"""The form of a shop's access, made of what its platform asks for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orderway.console.channels.words import FIELDS, TELLS
from orderway.journey.intake.accounts import TELLS as KINDS
from orderway.ports.platform import Abilities, Platform

VALUE_CHARS_MAX = 2_000
CARRIERS_CHARS_MAX = 4_000
CARRIER = "carrier:"


class AccessForm(forms.Form):
    """Fields of the platform, the end of the authorisation, what the shop is told, and our carriers' names there."""

    def __init__(self, platform: Platform, known: frozenset[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.platform = platform
        for field in platform.fields:
            kept = field.secret and field.name in known
            widget: Any = forms.PasswordInput(attrs={"autocomplete": "new-password"}) if field.secret else None
            self.fields[field.name] = forms.CharField(
                label=str(FIELDS.get(field.name, field.name)),
                required=field.required and not kept,
                max_length=VALUE_CHARS_MAX,
                initial=field.default,
                widget=widget,
                help_text=gettext_lazy("Set. Leave it empty to keep it.") if kept else "",
            )
        self.fields["expires_at"] = forms.DateTimeField(
            label=gettext_lazy("Authorisation ends (UTC)"),
            required=False,
            widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
            help_text=gettext_lazy("It is announced 7 days before. Leave it empty where it does not end."),
        )
        self.fields["tells"] = forms.MultipleChoiceField(
            label=gettext_lazy("What the platform is told"),
            required=False,
            choices=[(kind, TELLS[kind]) for kind in KINDS if able(platform.abilities)[kind]],
            widget=forms.CheckboxSelectMultiple,
        )
        self.fields["carriers"] = forms.CharField(
            label=gettext_lazy("Our carriers as the platform calls them"),
            required=False,
            max_length=CARRIERS_CHARS_MAX,
            widget=forms.Textarea(attrs={"rows": 3, "placeholder": "sf = SF Express"}),
            help_text=gettext_lazy("One a line: our code = the platform's. Others go by their name."),
        )
        self.fields["active"] = forms.BooleanField(label=gettext_lazy("Traffic is on"), required=False)

    def clean_base_url(self) -> str:
        """An address without its trailing slash; https, unless the administrator allowed its host."""
        url = str(self.cleaned_data["base_url"]).strip().rstrip("/")
        if not url.startswith(("https://", "http://")) or "@" in url or "?" in url or " " in url:
            raise forms.ValidationError(_("Write an address such as https://shop.example.com"))
        return url

    def clean_carriers(self) -> dict[str, str]:
        """The names by our codes."""
        found = {}
        for line in str(self.cleaned_data["carriers"]).splitlines():
            if line.strip():
                ours, equals, theirs = line.partition("=")
                if not equals or not ours.strip() or not theirs.strip():
                    raise forms.ValidationError(_("Write one carrier a line: our code = the platform's code"))
                found[f"{CARRIER}{ours.strip()}"] = theirs.strip()
        return found

    def secrets(self) -> dict[str, str]:
        """The secrets that were entered now."""
        return self._entered(secret=True)

    def options(self) -> dict[str, str]:
        """Everything that is no secret."""
        return {**self._entered(secret=False), **self.cleaned_data["carriers"]}

    def _entered(self, secret: bool) -> dict[str, str]:
        return {
            field.name: self.cleaned_data[field.name].strip()
            for field in self.platform.fields
            if field.secret == secret and field.name != "base_url" and self.cleaned_data.get(field.name)
        }


def able(abilities: Abilities) -> dict[str, bool]:
    """What a platform can be told, by kind."""
    return {
        "confirmed": abilities.confirm,
        "shipped": abilities.ship,
        "stock": abilities.stock,
        "cancelled": abilities.cancel,
        "remark": abilities.remark,
        "refund": abilities.refund_decision,
        "ask": True,
        "ship_date": abilities.ship_date,
    }
