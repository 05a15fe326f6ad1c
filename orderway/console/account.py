"""Logging in and out, and what a person sets for themselves: language, light or dark, password."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, resolve, reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from orderway.web import words_holds
from orderway.web.permissions import may, needs, open_to_all

COOKIE_SECONDS = 365 * 24 * 3600
LANDINGS = ("board", "warehouse", "figures", "settings")
"""Where a person begins: the first of these pages that exists and that they may open."""


class LoginForm(forms.Form):
    """Name and password."""

    username = forms.CharField(
        label=gettext_lazy("User name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True, "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label=gettext_lazy("Password"), widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )


class LookForm(forms.Form):
    """Language and theme."""

    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    theme = forms.ChoiceField(
        label=pgettext_lazy("account", "Light or dark"),
        choices=[
            ("auto", pgettext_lazy("theme", "As the system")),
            ("light", pgettext_lazy("theme", "Light")),
            ("dark", pgettext_lazy("theme", "Dark")),
        ],
    )


def landing(user: Any) -> str:
    """The address of the page that a person begins with, fit for their roles."""
    for name in LANDINGS:
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        permission = getattr(resolve(url).func, "permission", "")
        if permission and may(user, permission):
            return url
    return reverse("account")


@open_to_all
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def log_in(request: HttpRequest) -> HttpResponseBase:
    """The login page; open to all, since nobody is known before it."""
    form = LoginForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = authenticate(request, **form.cleaned_data)
        if user is not None:
            login(request, user)
            return remember(redirect(_next(request) or landing(user)), user)
        form.add_error(None, _failed(request))
    elif request.user.is_authenticated:
        return redirect(landing(request.user))
    status = 422 if request.method == "POST" else 200
    return render(request, "console/login.html", {"form": form, "next": _next(request)}, status=status)


def _failed(request: HttpRequest) -> str:
    if getattr(request, "axes_locked_out", False):
        return _("Too many wrong tries. Wait a quarter of an hour, or ask an administrator.")
    return _("Name or password is wrong.")


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    inside = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    return wanted if inside and wanted != "/" else ""


def remember(response: HttpResponse, user: Any) -> HttpResponse:
    """Put what the person has chosen into the cookies that pages and scripts read."""
    for name, value in ((settings.LANGUAGE_COOKIE_NAME, user.language), ("theme", user.theme)):
        if value:
            response.set_cookie(name, value, max_age=COOKIE_SECONDS, samesite="Lax", secure=settings.HTTPS)
    return response


@open_to_all
@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    """End the session; open to all, since it may have ended by itself."""
    logout(request)
    return redirect("login")


@needs("home.view")
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """One's own page: roles and scope, language, theme, password."""
    user: Any = request.user
    chosen = {
        "language": user.language or translation.get_language(),
        "theme": user.theme or request.COOKIES.get("theme", "auto"),
    }
    look = LookForm(request.POST if "look" in request.POST else None, initial=chosen)
    password = PasswordChangeForm(user, request.POST if "password" in request.POST else None)
    if look.is_bound and look.is_valid():
        user.language, user.theme = look.cleaned_data["language"], look.cleaned_data["theme"]
        user.save(update_fields=["language", "theme"])
        with translation.override(user.language):
            messages.success(request, _("Saved"))
        return remember(redirect("account"), user)
    if password.is_bound and password.is_valid():
        password.save()
        update_session_auth_hash(request, user)
        messages.success(request, _("Password changed"))
        return redirect("account")
    context = {
        "look": look,
        "password": password,
        "roles": [words_holds.role_word(role) for role in user.roles],
        "section": "account",
    }
    wrong = look.errors or password.errors
    return render(request, "console/account.html", context, status=422 if wrong else 200)
