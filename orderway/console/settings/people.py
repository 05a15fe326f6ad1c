"""Users: who may come in, with which roles, in which shops and warehouses."""

from __future__ import annotations

import secrets
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.password_validation import validate_password
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from orderway.records.models import Shop, User, Warehouse
from orderway.web import words_holds
from orderway.web.permissions import ADMIN, ROLES, needs

PASSWORD_BYTES = 12
USERS_SHOWN_MAX = 500


class UserForm(forms.Form):
    """One user."""

    username = forms.RegexField(
        r"^[\w.@+-]+$",
        label=gettext_lazy("User name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    roles = forms.MultipleChoiceField(
        label=gettext_lazy("Roles"),
        choices=[(role, words_holds.role_word(role)) for role in ROLES],
        widget=forms.CheckboxSelectMultiple,
    )
    shops = forms.MultipleChoiceField(
        label=gettext_lazy("Only these shops"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None ticked: all."),
    )
    warehouses = forms.MultipleChoiceField(
        label=gettext_lazy("Only these warehouses"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None ticked: all."),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=(("en", "English"), ("zh-hans", "简体中文")))
    password = forms.CharField(
        label=gettext_lazy("New password"),
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("Empty: a new user gets one that is shown once, others keep theirs."),
    )
    is_active = forms.BooleanField(label=pgettext_lazy("user", "May log in"), required=False, initial=True)

    def __init__(self, *args: Any, user: User | None = None, me: Any = None, **more: Any) -> None:
        super().__init__(*args, **more)
        self.user, self.me = user, me
        for name, model in (("shops", Shop), ("warehouses", Warehouse)):
            field: Any = self.fields[name]
            field.choices = [(str(pk), text) for pk, text in model.objects.order_by("pk").values_list("pk", "name")]

    def clean_username(self) -> str:
        """A name that nobody else has."""
        name: str = self.cleaned_data["username"]
        others = User.objects.filter(username=name).exclude(pk=self.user.pk if self.user else 0)
        if others.exists():
            raise forms.ValidationError(_("Somebody has this name already."))
        return name

    def clean_password(self) -> str:
        """A password that is hard to guess, or none."""
        password: str = self.cleaned_data["password"]
        if password:
            validate_password(password, self.user)
        return password

    def clean(self) -> dict[str, Any]:
        """Nobody locks themselves out."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        mine = self.user is not None and self.me is not None and self.user.pk == self.me.pk
        if mine and (ADMIN not in told.get("roles", []) or not told.get("is_active")):
            self.add_error("roles", _("You cannot take your own administrator's role, or lock yourself out."))
        return told


@needs("user.manage")
@require_GET
def users(request: HttpRequest) -> HttpResponse:
    """Everybody, with roles and scope."""
    shops = dict(Shop.objects.values_list("pk", "code"))
    places = dict(Warehouse.objects.values_list("pk", "code"))
    rows = [
        {
            "user": user,
            "roles": _(", ").join(str(words_holds.role_word(role)) for role in user.roles),
            "shops": _(", ").join(shops.get(pk, "?") for pk in user.shop_ids),
            "warehouses": _(", ").join(places.get(pk, "?") for pk in user.warehouse_ids),
        }
        for user in User.objects.order_by("username")[:USERS_SHOWN_MAX]
    ]
    return render(request, "settings/users.html", {"section": "settings", "rows": rows})


@needs("user.manage")
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def user(request: HttpRequest, pk: int | None = None) -> HttpResponseBase:
    """One user, or a new one; a password made for them is shown once."""
    one = User.objects.filter(pk=pk).first() if pk is not None else None
    if pk is not None and one is None:
        raise Http404
    form = UserForm(request.POST or None, initial=_initial(one), user=one, me=request.user)
    if request.method == "POST" and form.is_valid():
        made = "" if one or form.cleaned_data["password"] else secrets.token_urlsafe(PASSWORD_BYTES)
        try:
            saved = _save(one or User(), form.cleaned_data, made)
        except IntegrityError:
            form.add_error("username", _("Somebody has this name already."))
        else:
            if made:
                return render(
                    request, "settings/password.html", {"section": "settings", "one": saved, "password": made}
                )
            messages.success(request, _("Saved"))
            return redirect("settings_users")
    context = {"section": "settings", "form": form, "one": one}
    return render(request, "settings/user.html", context, status=422 if form.errors else 200)


def _initial(one: User | None) -> dict[str, Any]:
    if one is None:
        return {"language": "en", "is_active": True}
    return {
        "username": one.username,
        "roles": one.roles,
        "shops": [str(pk) for pk in one.shop_ids],
        "warehouses": [str(pk) for pk in one.warehouse_ids],
        "language": one.language or "en",
        "is_active": one.is_active,
    }


def _save(one: User, told: dict[str, Any], made: str) -> User:
    one.username, one.roles, one.language = told["username"], told["roles"], told["language"]
    one.shop_ids = [int(pk) for pk in told["shops"]]
    one.warehouse_ids = [int(pk) for pk in told["warehouses"]]
    one.is_active = told["is_active"]
    if made or told["password"]:
        one.set_password(made or told["password"])
    one.save()
    return one
