"""What a person enters for a gateway of text messages: access, templates letter by letter, quiet hours."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from orderway.console.letters.words import LANGUAGES as LANGUAGE_NAMES
from orderway.console.letters.words import NAMES
from orderway.journey.confirm import texts
from orderway.journey.confirm.letter_texts import LANGUAGES
from orderway.ports.notice import TextGateway
from orderway.records.models import Shop
from orderway.web.words import Text

SECRET_CHARS_MAX = 2_000
OPTION_CHARS_MAX = 300
TEMPLATE_CHARS_MAX = 300
PREFIXES_MAX = 20
_HOUR = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_PREFIX = re.compile(r"\+[1-9]\d{0,6}")
WORDS: dict[str, Text] = {
    "access_key_id": pgettext_lazy("text access", "AccessKey ID"),
    "access_key_secret": pgettext_lazy("text access", "AccessKey secret"),
    "secret_id": pgettext_lazy("text access", "SecretId"),
    "secret_key": pgettext_lazy("text access", "SecretKey"),
    "sdk_app_id": pgettext_lazy("text access", "SdkAppId"),
    "region": pgettext_lazy("text access", "Region (empty: ap-guangzhou)"),
    "sign_name": pgettext_lazy("text access", "Sign name"),
    "account_sid": pgettext_lazy("text access", "Account SID"),
    "auth_token": pgettext_lazy("text access", "Auth token"),
    "sender": pgettext_lazy("text access", "Sender: a number, or a messaging service (MG…)"),
    "address": pgettext_lazy("text access", "Address that takes the messages"),
    "authorization": pgettext_lazy("text access", "Value of the header Authorization, and key of the receipts"),
}


class AccountForm(forms.Form):
    """One access. An empty secret keeps the one that is there (`have`)."""

    shop = forms.ModelChoiceField(
        label=pgettext_lazy("letter", "For"),
        queryset=Shop.objects.none(),
        required=False,
        empty_label=gettext_lazy("All shops"),
    )
    prefixes = forms.CharField(
        label=gettext_lazy("Only numbers that begin with"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("+86 +852; empty: all numbers that no other access of the shop takes."),
    )
    quiet_from = forms.CharField(label=gettext_lazy("Quiet from"), required=False, max_length=5)
    quiet_until = forms.CharField(
        label=gettext_lazy("Quiet until"),
        required=False,
        max_length=5,
        help_text=gettext_lazy(
            "In the shop's time. What is urgent, and replies, go out all the same; the rest in the morning."
        ),
    )
    events = forms.BooleanField(
        label=gettext_lazy("Letters on events too, where there is no mail address"), required=False
    )
    active = forms.BooleanField(label=gettext_lazy("In use"), required=False)

    def __init__(self, gateway: TextGateway, have: Mapping[str, str], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.gateway = gateway
        self.fields["shop"].queryset = Shop.objects.order_by("name")  # type: ignore[attr-defined]
        for one in gateway.fields:
            kept = one.secret and bool(have.get(one.name))
            secret = forms.PasswordInput(attrs={"autocomplete": "off"})
            self.fields[f"f_{one.name}"] = forms.CharField(
                label=str(WORDS.get(one.name, one.name)),
                required=one.required and not kept,
                max_length=SECRET_CHARS_MAX if one.secret else OPTION_CHARS_MAX,
                widget=secret if one.secret else forms.TextInput(),
                help_text=_("kept; empty leaves it") if kept else "",
            )
        for kind in NAMES if gateway.templated else ():
            for language in LANGUAGES:
                self.fields[f"t_{kind}_{language}"] = forms.CharField(
                    label=LANGUAGE_NAMES[language], required=False, max_length=TEMPLATE_CHARS_MAX
                )

    def access_fields(self) -> list[forms.BoundField]:
        """The gateway's own fields."""
        return [self[f"f_{one.name}"] for one in self.gateway.fields]

    def template_rows(self) -> list[dict[str, Any]]:
        """A row a letter: its name, the facts that it knows, a field a language."""
        if not self.gateway.templated:
            return []
        return [
            {
                "name": name,
                "facts": " ".join(texts.facts_of(kind)),
                "ways": [self[f"t_{kind}_{language}"] for language in LANGUAGES],
            }
            for kind, name in NAMES.items()
        ]

    def told(self) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
        """Secrets that were entered, options, templates."""
        values = self.cleaned_data
        secrets = {one.name: values[f"f_{one.name}"].strip() for one in self.gateway.fields if one.secret}
        options = {one.name: values[f"f_{one.name}"].strip() for one in self.gateway.fields if not one.secret}
        templates = {
            f"{kind} {language}": " ".join(values[f"t_{kind}_{language}"].split())
            for kind in (NAMES if self.gateway.templated else ())
            for language in LANGUAGES
            if values[f"t_{kind}_{language}"].strip()
        }
        return {name: word for name, word in secrets.items() if word}, options, templates

    def clean_prefixes(self) -> str:
        """Beginnings of numbers with their plus."""
        told: list[str] = self.cleaned_data["prefixes"].replace(",", " ").split()
        if len(told) > PREFIXES_MAX or not all(_PREFIX.fullmatch(one) for one in told):
            raise forms.ValidationError(_("Beginnings of numbers with their country: +86 +852."))
        return " ".join(told)

    def clean(self) -> dict[str, Any]:
        """Quiet hours are two times of day or none; templates name facts that their letter knows."""
        told: dict[str, Any] = super().clean() or {}
        begin, end = told.get("quiet_from", ""), told.get("quiet_until", "")
        if bool(begin) != bool(end) or any(one and not _HOUR.fullmatch(one) for one in (begin, end)):
            self.add_error("quiet_from", _("Two times of day, 22:00 and 08:00, or neither."))
        address = told.get("f_address", "")
        if address and not _may_be_called(address):
            self.add_error("f_address", _("The address must begin with https://"))
        for kind in NAMES if self.gateway.templated else ():
            for language in LANGUAGES:
                name = f"t_{kind}_{language}"
                wrong = _unknown(kind, told.get(name) or "")
                if wrong:
                    facts = {"wrong": ", ".join(wrong), "known": ", ".join(texts.facts_of(kind))}
                    self.add_error(name, _("Not known here: %(wrong)s. Known: %(known)s") % facts)
        return told


def _unknown(kind: str, written: str) -> list[str]:
    facts = [one.partition("=") for one in written.split()[1:]]
    return [fact or name for name, _sign, fact in facts if (fact or name) not in texts.facts_of(kind)]


def _may_be_called(address: str) -> bool:
    host = re.sub(r"^https?://([^/:]*).*$", r"\1", address)
    return address.startswith("https://") or (address.startswith("http://") and host in settings.INSIDE_HOSTS)
