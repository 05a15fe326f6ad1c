"""The black list, which keeps hashes only, and what customers of own shops may owe."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from orderway.console.settings import csv_cells
from orderway.flow.knowing import address_hash, company_key, email_hash
from orderway.flow.person import name_hash, phone_hashes
from orderway.kernel import clock
from orderway.kernel.ids import keyed_hash
from orderway.kernel.money import AMOUNT_MINOR_MAX, format_minor, parse_minor
from orderway.records import ruling
from orderway.records.models import BlackEntry, CreditAccount, Shop
from orderway.web.engine import engine
from orderway.web.permissions import may, needs

SHOWN_MAX = 200
ENTRIES_MAX = 200_000
"""Entries of one company's black list."""
LINES_MAX = 20_000
"""Lines of one file."""
DAYS_MAX = 3_650
REASON_CHARS_MAX = 200
KINDS = {
    "phone": gettext_lazy("Phone"),
    "name": gettext_lazy("Name"),
    "address": gettext_lazy("Address"),
    "email": gettext_lazy("E-mail"),
}
COLUMNS = ("kind", "value", "reason", "days")


class EntryForm(forms.Form):
    """One entry; the value is hashed and forgotten."""

    kind = forms.ChoiceField(label=pgettext_lazy("black list", "What"), choices=list(KINDS.items()))
    value = forms.CharField(
        label=gettext_lazy("Value"),
        max_length=300,
        help_text=gettext_lazy(
            "Only a keyed hash is kept. An address: province, city, district, street, parted by commas."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    reason = forms.CharField(
        label=pgettext_lazy("reason", "Why"),
        max_length=REASON_CHARS_MAX,
        help_text=gettext_lazy("Nothing personal: staff reads it."),
    )
    days = forms.IntegerField(
        label=gettext_lazy("For days"),
        required=False,
        min_value=1,
        max_value=DAYS_MAX,
        help_text=gettext_lazy("Empty: for good."),
    )


def hash_of(kind: str, value: str) -> int | None:
    """The hash of a datum as orders carry it; None where it is no such datum."""
    key = engine().hash_key
    text = value.strip()
    if kind == "phone":
        return phone_hashes(text, "CN", key)[0]
    if kind == "email":
        return email_hash(text, key) if "@" in text else None
    if kind == "address":
        return address_hash([part for part in text.replace("，", ",").split(",") if part], key) if text else None
    return name_hash(text, key) if text else None


@needs("rules.view")
@require_http_methods(["GET", "POST"])
def black_list(request: HttpRequest) -> HttpResponseBase:
    """The entries (what kind, why, since when), one to add, a value to look up, a file."""
    edits = may(request.user, "rules.propose")
    form = EntryForm(request.POST if request.POST.get("add") else None)
    wrong: list[str] = []
    if request.method == "POST":
        if not edits:
            raise Http404
        by = request.user.get_username()
        file: Any = request.FILES.get("file")
        if file:
            many, wrong = _take_file(file.read(), by)
            if many:
                messages.success(request, _("%(many)s entries taken in.") % {"many": many})
            if not wrong:
                return redirect("black_list")
        elif request.POST.get("add") and form.is_valid() and _add(form, by):
            messages.success(request, _("Added. Orders from now on are held for it."))
            return redirect("black_list")
    entries = BlackEntry.objects.order_by("-pk")
    context = {
        "section": "rules",
        "tab": "black",
        "edits": edits,
        "form": form,
        "wrong": wrong[:SHOWN_MAX],
        "entries": [{"entry": one, "kind": KINDS.get(one.kind, one.kind)} for one in entries[:SHOWN_MAX]],
        "many": entries.count(),
        "now": clock.now(),
    }
    return render(request, "rules/black_list.html", context, status=422 if form.errors or wrong else 200)


def _add(form: EntryForm, by: str) -> bool:
    told = form.cleaned_data
    value = hash_of(told["kind"], told["value"])
    if value is None:
        form.add_error("value", _("This cannot be read as such a value."))
        return False
    if not _keep([(told["kind"], value, told["reason"], told["days"])], by, "added"):
        form.add_error("value", _("It is on the list already."))
        return False
    return True


def _keep(rows: list[tuple[str, int, str, int | None]], by: str, deed: str) -> int:
    """Write new entries; how many were not there before."""
    now = clock.now()
    with transaction.atomic():
        there = set(
            BlackEntry.objects.filter(hash__in=[row[1] for row in rows], shop_id=None).values_list("kind", "hash")
        )
        fresh = {(kind, value): (reason, days) for kind, value, reason, days in rows if (kind, value) not in there}
        if BlackEntry.objects.count() + len(fresh) > ENTRIES_MAX:
            return 0
        made = [
            BlackEntry(kind=kind, hash=value, reason=reason, until=_until(now, days), added_by=by, added_at=now)
            for (kind, value), (reason, days) in fresh.items()
        ]
        BlackEntry.objects.bulk_create(made)
        if made:
            ruling.touch()
            ruling.log("black_list", str(made[0].pk or ""), deed, by, {"entries": len(made)})
    return len(made)


def _until(now: datetime, days: int | None) -> datetime | None:
    return now + timedelta(days=days) if days else None


def _take_file(body: bytes, by: str) -> tuple[int, list[str]]:
    """A CSV with the columns kind, value, reason, days: what is wrong is told by line, nothing of it is taken then."""
    try:
        lines, _unknown = csv_cells.read(body, COLUMNS)
    except csv_cells.Unreadable as reason:
        return 0, [str(reason)]
    if len(lines) > LINES_MAX:
        return 0, [_("At most %(many)s lines at once.") % {"many": LINES_MAX}]
    rows: list[tuple[str, int, str, int | None]] = []
    wrong: list[str] = []
    for line in lines:
        form = EntryForm({name: line.cells.get(name, "") for name in COLUMNS})
        value = hash_of(form.cleaned_data["kind"], form.cleaned_data["value"]) if form.is_valid() else None
        if value is None:
            said = " ".join(f"{name}: {' '.join(map(str, errors))}" for name, errors in form.errors.items())
            what = said or _("This cannot be read as such a value.")
            wrong.append(_("Line %(line)s: %(what)s") % {"line": line.number, "what": what})
        else:
            told = form.cleaned_data
            rows.append((told["kind"], value, told["reason"], told["days"]))
    return (0, wrong) if wrong else (_keep(rows, by, "imported"), [])


@needs("rules.propose")
@require_GET
def template(request: HttpRequest) -> HttpResponse:
    """The headings of the file, with an example."""
    text = csv_cells.write(COLUMNS, [["phone", "13800138000", "refused three parcels", "365"]])
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="orderway-black-list.csv"'
    return response


@needs("rules.propose")
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Take an entry off the list."""
    with transaction.atomic():
        if BlackEntry.objects.filter(pk=pk).delete()[0]:
            ruling.touch()
            ruling.log("black_list", str(pk), "removed", request.user.get_username())
    messages.success(request, _("Removed"))
    return redirect("black_list")


# -- credit -----------------------------------------------------------------------------------------------------------


class AccountForm(forms.Form):
    """What one customer of one shop may owe."""

    shop = forms.ChoiceField(label=gettext_lazy("Shop"))
    name = forms.CharField(
        label=gettext_lazy("Company"),
        max_length=200,
        help_text=gettext_lazy("As it stands in its orders. For a buyer without a company: what you call them."),
    )
    phone = forms.CharField(
        label=gettext_lazy("Phone"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("Only for a buyer without a company; a keyed hash of it is kept."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    limit = forms.CharField(label=gettext_lazy("Limit"), max_length=20)
    active = forms.BooleanField(label=gettext_lazy("In use"), required=False, initial=True)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.shops = {str(shop.pk): shop for shop in Shop.objects.filter(own=True).order_by("pk")}
        field: Any = self.fields["shop"]
        field.choices = [(pk, shop.name) for pk, shop in self.shops.items()]

    def clean(self) -> dict[str, Any]:
        """The limit as minor units of the shop's currency."""
        told: dict[str, Any] = super().clean() or {}
        shop = self.shops.get(told.get("shop", ""))
        if shop is not None and told.get("limit"):
            try:
                told["limit_minor"] = parse_minor(Decimal(told["limit"].replace(",", "")), shop.currency)
            except (ValueError, ArithmeticError):
                self.add_error("limit", _("This is no amount."))
            else:
                if not 0 <= told["limit_minor"] <= AMOUNT_MINOR_MAX:
                    self.add_error("limit", _("This is no amount."))
        return told


@needs("rules.view")
@require_http_methods(["GET", "POST"])
def credit(request: HttpRequest) -> HttpResponseBase:
    """The accounts, and one to add."""
    edits = may(request.user, "rules.propose")
    form = AccountForm(request.POST or None)
    if request.method == "POST":
        if not edits:
            raise Http404
        if form.is_valid() and _save_account(None, form, request.user.get_username()):
            messages.success(request, _("Saved"))
            return redirect("credit")
    shops = {shop.pk: shop for shop in Shop.objects.all()}
    accounts = CreditAccount.objects.order_by("name", "pk")[:SHOWN_MAX]
    context = {
        "section": "rules",
        "tab": "credit",
        "edits": edits,
        "form": form,
        "accounts": [{"account": one, "shop": shops.get(one.shop_id)} for one in accounts],
    }
    return render(request, "rules/credit.html", context, status=422 if form.errors else 200)


@needs("rules.propose")
@require_http_methods(["GET", "POST"])
def account(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One account."""
    one = CreditAccount.objects.filter(pk=pk).first()
    if one is None:
        raise Http404
    first = {
        "shop": str(one.shop_id),
        "name": one.name,
        "limit": format_minor(one.limit_minor, one.currency),
        "active": one.active,
    }
    form = AccountForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid() and _save_account(one, form, request.user.get_username()):
        messages.success(request, _("Saved"))
        return redirect("credit")
    context = {"section": "rules", "one": one, "form": form}
    return render(request, "rules/credit_account.html", context, status=422 if form.errors else 200)


def _save_account(one: CreditAccount | None, form: AccountForm, by: str) -> bool:
    told = form.cleaned_data
    shop, key = form.shops[told["shop"]], engine().hash_key
    phone = phone_hashes(told["phone"], shop.country, key)[0] if told["phone"] else None
    if told["phone"] and phone is None:
        form.add_error("phone", _("This cannot be read as such a value."))
        return False
    kept = one is not None and one.by_phone and not told["phone"]
    saved = one or CreditAccount()
    before = saved.limit_minor if one else None
    saved.shop_id, saved.name, saved.currency = shop.pk, told["name"].strip(), shop.currency
    saved.limit_minor, saved.active = told["limit_minor"], told["active"]
    if not kept:
        saved.by_phone = phone is not None
        saved.key_hash = phone if phone is not None else keyed_hash(key, "company:" + company_key(saved.name))
    saved.changed_by, saved.changed_at = by, clock.now()
    try:
        with transaction.atomic():
            saved.save()
            ruling.touch()
            ruling.log(
                "credit", str(saved.pk), "changed" if one else "added", by, {"from": before, "to": saved.limit_minor}
            )
    except IntegrityError:
        form.add_error("name", _("There is one already."))
        return False
    return True
