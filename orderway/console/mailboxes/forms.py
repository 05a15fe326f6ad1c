"""What a person enters for the mailbox of a shop."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from orderway.journey.intake import platforms
from orderway.ports.mailbox import PLAIN, PORTS, STARTTLS, TLS

SECURITIES = (
    (TLS, pgettext_lazy("mailbox", "TLS (993)")),
    (STARTTLS, pgettext_lazy("mailbox", "STARTTLS (143)")),
    (PLAIN, pgettext_lazy("mailbox", "None: only inside the own network")),
)
HOST_CHARS_MAX, WORD_CHARS_MAX, PASSWORD_CHARS_MAX, PORT_MAX = 200, 100, 500, 65_535


class MailboxForm(forms.Form):
    """One mailbox. An empty password keeps the one that is there."""

    address = forms.EmailField(
        label=pgettext_lazy("mailbox", "Address of the mailbox"),
        max_length=HOST_CHARS_MAX,
        help_text=gettext_lazy("Buyers' answers are sent to it."),
    )
    host = forms.CharField(label=pgettext_lazy("mailbox", "IMAP server"), max_length=HOST_CHARS_MAX)
    security = forms.ChoiceField(label=pgettext_lazy("mailbox", "Encryption"), choices=SECURITIES)
    port = forms.IntegerField(label=pgettext_lazy("mailbox", "Port"), min_value=1, max_value=PORT_MAX, required=False)
    user = forms.CharField(label=pgettext_lazy("mailbox", "User name"), max_length=HOST_CHARS_MAX)
    password = forms.CharField(
        label=pgettext_lazy("mailbox", "Password, or the provider's code for programs"),
        max_length=PASSWORD_CHARS_MAX,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    folder = forms.CharField(label=pgettext_lazy("mailbox", "Folder"), max_length=WORD_CHARS_MAX)
    plus = forms.BooleanField(
        label=gettext_lazy("It takes name+anything@… too"),
        required=False,
        help_text=gettext_lazy("Then each order has an address of its own, for programs that drop what they answer."),
    )
    active = forms.BooleanField(label=gettext_lazy("In use"), required=False)

    def __init__(self, kept: bool, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["password"].required = not kept
        self.fields["password"].error_messages["required"] = _("The password is missing.")
        if kept:
            self.fields["password"].help_text = _("kept; empty leaves it")

    def clean_host(self) -> str:
        """A name without scheme or port."""
        host: str = self.cleaned_data["host"].strip().lower()
        if not host or any(not (letter.isalnum() or letter in ".-:") for letter in host):
            raise forms.ValidationError(_("The server's name alone: imap.example.com"))
        return host

    def clean(self) -> dict[str, Any]:
        """Words that a mail server takes; no plain line to the outside."""
        told: dict[str, Any] = super().clean() or {}
        for name in ("user", "password", "folder"):
            word = told.get(name) or ""
            if not (word.isascii() and word.isprintable()):
                self.add_error(name, _("Only letters, figures and signs of ASCII."))
        if told.get("security") == PLAIN and not platforms.is_inside(told.get("host", "")):
            self.add_error("security", _("Without encryption only servers that ORDERWAY_INSIDE_HOSTS names are read."))
        told["port"] = told.get("port") or PORTS.get(str(told.get("security")), PORTS[TLS])
        if told.get("address"):
            validate_email(told["address"])
        return told
