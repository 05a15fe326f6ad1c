"""The file of users: who may come in, with which roles, in which shops and warehouses. Its pages are in `people`."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from orderway.console.settings.cells import YesCell
from orderway.console.settings.csv_cells import Unreadable
from orderway.console.settings.known import Known
from orderway.console.settings.sheet import Row, RowForm, Sheet, yes
from orderway.records.models import User
from orderway.web.permissions import ADMIN, ROLES

PASSWORD_BYTES = 12
NEW_AT_ONCE_MAX = 500
"""A password takes the machine long on purpose; so many are made in one go."""
_BETWEEN = re.compile(r"[\s,;|]+")


class WordsCell(forms.CharField):
    """Words with spaces, commas or semicolons between them; cleaned to their list."""

    def clean(self, value: Any) -> Any:
        """The words, each once."""
        text = super().clean(value)
        return list(dict.fromkeys(word for word in _BETWEEN.split(str(text)) if word))


class UserRow(RowForm):
    """One user as a line of a file."""

    username = forms.RegexField(r"^[\w.@+-]+$", label=gettext_lazy("Name"), max_length=150)
    roles = WordsCell(
        label=gettext_lazy("Roles"),
        max_length=400,
        help_text=format_lazy("{} {}", gettext_lazy("With spaces between them:"), " ".join(ROLES)),
    )
    shops = WordsCell(
        label=gettext_lazy("Only these shops"),
        required=False,
        max_length=4000,
        help_text=gettext_lazy("Codes with spaces between them; empty: all."),
    )
    warehouses = WordsCell(
        label=gettext_lazy("Only these warehouses"),
        required=False,
        max_length=4000,
        help_text=gettext_lazy("Codes with spaces between them; empty: all."),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language"), choices=(("en", "English"), ("zh-hans", "简体中文")), initial="en"
    )
    password = forms.CharField(
        label=gettext_lazy("New password"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Empty: a new user gets one that is shown once, others keep theirs."),
    )
    active = YesCell(label=pgettext_lazy("user", "May log in"), initial="yes")

    def clean_roles(self) -> list[str]:
        """Roles that exist."""
        return self._of("roles", dict.fromkeys(ROLES, 0))

    def clean_shops(self) -> list[str]:
        """Shops that exist."""
        return self._of("shops", self.known.shops)

    def clean_warehouses(self) -> list[str]:
        """Warehouses that exist."""
        return self._of("warehouses", self.known.warehouses)

    def clean_password(self) -> str:
        """A password that is hard to guess, or none."""
        password: str = self.cleaned_data["password"]
        if password:
            validate_password(password)
        return password

    def _of(self, name: str, known: Mapping[str, int]) -> list[str]:
        told: list[str] = self.cleaned_data[name]
        strange = [word for word in told if word not in known]
        if strange:
            raise forms.ValidationError(_("Not known: %(words)s") % {"words": ", ".join(strange[:5])})
        return told


class Users(Sheet):
    """Everybody who may come in."""

    key = "users"
    title = gettext_lazy("Users")
    one = gettext_lazy("user")
    about = gettext_lazy("Who may come in, with which roles, in which shops and warehouses.")
    icon = "user"
    permission = "user.manage"
    model = User
    form = UserRow
    identity = ("username",)
    columns = ("username", "roles")
    search = ("username",)

    def __init__(self) -> None:
        self.shown_once: list[tuple[str, str]] = []
        """Users that a file has made, with the password that was made for each."""
        known = Known()
        self._shops = {pk: code for code, pk in known.shops.items()}
        self._places = {pk: code for code, pk in known.warehouses.items()}

    def row_of(self, one: User) -> Row:
        """A user as text; never their password."""
        return {
            "username": one.username,
            "roles": " ".join(one.roles),
            "shops": " ".join(self._shops[pk] for pk in one.shop_ids if pk in self._shops),
            "warehouses": " ".join(self._places[pk] for pk in one.warehouse_ids if pk in self._places),
            "language": one.language or "en",
            "password": "",
            "active": yes(one.is_active),
        }

    def instance_of(self, told: Mapping[str, Any], one: User | None, known: Known) -> User:
        """The user with the row's values; without a password the old one stays."""
        user = one or User(username=told["username"])
        user.roles, user.language, user.is_active = told["roles"], told["language"], told["active"]
        user.shop_ids = [known.shops[code] for code in told["shops"]]
        user.warehouse_ids = [known.warehouses[code] for code in told["warehouses"]]
        if told["password"]:
            user.set_password(told["password"])
        return user

    def save(self, told: Sequence[tuple[Mapping[str, Any], Any]], known: Known, actor: str) -> None:
        """Save all of them or none; who has no password yet gets one. Raises Unreadable for what nobody may do."""
        if sum(one is None for _values, one in told) > NEW_AT_ONCE_MAX:
            raise Unreadable(_("More than %(most)s new users in one file.") % {"most": NEW_AT_ONCE_MAX})
        for values, _one in told:
            if values["username"] == actor and (ADMIN not in values["roles"] or not values["active"]):
                raise Unreadable(_("You cannot take your own administrator's role, or lock yourself out."))
        made: list[tuple[str, str]] = []
        with transaction.atomic():
            for values, one in told:
                user = self.instance_of(values, one, known)
                if not user.password:
                    password = secrets.token_urlsafe(PASSWORD_BYTES)
                    user.set_password(password)
                    made.append((user.username, password))
                user.save()
        self.shown_once += made
