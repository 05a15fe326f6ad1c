"""The pages of one sheet: its list, the form of a row, and its files."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db import IntegrityError
from django.db.models import ProtectedError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from orderway.console.settings import csv_cells, policy, upload
from orderway.console.settings.cells import AmountCell, WholeCell, YesCell
from orderway.console.settings.csv_cells import Unreadable
from orderway.console.settings.policy_sections import sections
from orderway.console.settings.registry import by_file, sheets
from orderway.console.settings.sheet import NotWhole, RowForm, Sheet
from orderway.console.settings.sheets_stock import Stock
from orderway.kernel.digits import whole
from orderway.kernel.limits import PAGE_ROWS_MAX
from orderway.web.permissions import needs
from orderway.web.words import Text

ROWS = 50
PROBLEMS_SHOWN_MAX = 200
SECTION = "settings"
View = Callable[..., HttpResponseBase]


def list_of(key: str) -> View:
    """The list page of a sheet."""

    @needs(sheets()[key].permission)
    @require_GET
    def view(request: HttpRequest) -> HttpResponse:
        """Rows in pages, with a search."""
        sheet = sheets()[key]
        words, after = request.GET.get("q", "")[:100], request.GET.get("after", "")[:250]
        if isinstance(sheet, Stock):
            rows: list[Any] = sheet.page(words, after, ROWS + 1)
            last = f"{rows[ROWS - 1].sku}|{rows[ROWS - 1].warehouse}" if len(rows) > ROWS else ""
        else:
            rows = list(sheet.found(words).filter(pk__gt=whole(after) or 0)[: ROWS + 1])
            last = str(rows[ROWS - 1].pk) if len(rows) > ROWS else ""
        context = {
            **_base(sheet),
            "words": words,
            "numeric": _numeric(sheet),
            "headings": [sheet.form.base_fields[name].label for name in sheet.columns],
            "entries": list(sheet.entries(rows[:ROWS])),
            "edits": not isinstance(sheet, Stock),
            "next_url": f"?{urlencode({'q': words, 'after': last})}" if last else "",
            "first_url": f"?{urlencode({'q': words})}" if after else "",
        }
        return render(request, "settings/list.html", context)

    return view


def _numeric(sheet: Sheet) -> list[int]:
    """The columns of numbers, counted from 1: they stand at the right."""
    fields = sheet.form.base_fields
    return [at for at, name in enumerate(sheet.columns, 1) if isinstance(fields[name], (WholeCell, AmountCell))]


def _base(sheet: Sheet) -> dict[str, Any]:
    return {"section": SECTION, "sheet": sheet, "page_rows": PAGE_ROWS_MAX}


def form_of(key: str) -> View:
    """The page of one row of a sheet, or of a new one."""

    @needs(sheets()[key].permission)
    @require_http_methods(["GET", "POST"])
    def view(request: HttpRequest, pk: int | None = None) -> HttpResponseBase:
        """The form; what is wrong stands beside its field."""
        sheet = sheets()[key]
        one = _one(sheet, pk)
        row = sheet.row_of(one) if one is not None else sheet.initial()
        existing = sheet.identity_of(row) if one is not None else None
        form = sheet.form(request.POST or None, initial=row, existing=existing)
        if request.method == "POST" and form.is_valid() and _save(request, sheet, form, one):
            messages.success(request, _("Saved"))
            if "again" in request.POST:
                return redirect(f"settings_{key}_new")
            return redirect(f"settings_{key}")
        context = {
            **_base(sheet),
            "form": form,
            "one": one,
            "name": " · ".join(existing or ()),
            "groups": _groups(sheet, form),
        }
        return render(request, "settings/form.html", context, status=422 if form.errors else 200)

    return view


def _one(sheet: Sheet, pk: int | None) -> Any:
    if pk is None:
        return None
    one = sheet.all().filter(pk=pk).first()
    if one is None:
        raise Http404
    return one


def _save(request: HttpRequest, sheet: Sheet, form: RowForm, one: Any) -> bool:
    """Save a right form; False where another row is meant by the same words."""
    identity = sheet.identity_of(form.cleaned_data)
    if identity != form.existing and identity in sheet.by_identity():
        form.add_error(sheet.identity[-1], _("There is one already."))
        return False
    try:
        sheet.save([(form.cleaned_data, one)], form.known, request.user.get_username())
    except NotWhole as found:
        for fault in found.faults:
            form.add_error(fault.heading, fault.what)
        return False
    except IntegrityError:
        form.add_error(None, _("Somebody saved the same at this moment; look at the list."))
        return False
    return True


def _groups(sheet: Sheet, form: RowForm) -> list[dict[str, Any]]:
    """The fields in groups: a shop's policy by its sections, boxes below the rest."""
    names = [name for name in form.fields if name not in policy.FIELDS] if sheet.key == "shops" else list(form.fields)
    parts: list[tuple[Text, list[str]]] = [("", names)]
    if sheet.key == "shops":
        parts += sections()
    groups = []
    for title, mine in parts:
        boxes = [form[name] for name in mine if isinstance(form.fields[name], YesCell)]
        fields = [form[name] for name in mine if not isinstance(form.fields[name], YesCell)]
        groups.append({"title": title, "fields": fields, "boxes": boxes})
    return groups


def remove_of(key: str) -> View:
    """The button that deletes a row of a sheet."""

    @needs(sheets()[key].permission)
    @require_POST
    def view(request: HttpRequest, pk: int) -> HttpResponseBase:
        """Delete, or say what still uses it."""
        sheet = sheets()[key]
        try:
            sheet.remove(_one(sheet, pk))
        except ProtectedError:
            messages.error(request, _("It is still used; take it out of use instead."))
            return redirect(f"settings_{key}_edit", pk)
        except NotWhole as found:
            messages.error(request, str(found))
            return redirect(f"settings_{key}_edit", pk)
        messages.success(request, _("Removed"))
        return redirect(f"settings_{key}")

    return view


class FileForm(forms.Form):
    """A file, and whether its right lines are wanted without the wrong ones."""

    file = forms.FileField()
    partly = forms.BooleanField(required=False)
    whole = forms.BooleanField(required=False)


def file_of(key: str, permission: str) -> View:
    """The page where a file is taken into a sheet."""

    @needs(permission)
    @never_cache
    @require_http_methods(["GET", "POST"])
    def view(request: HttpRequest) -> HttpResponse:
        """The form; after a file, what came of each line."""
        sheet = by_file()[key]
        form = FileForm(request.POST or None, request.FILES or None)
        taken, unreadable = None, ""
        if request.method == "POST" and form.is_valid():
            told = form.cleaned_data
            try:
                body, who = told["file"].read(), request.user.get_username()
                taken = upload.take(sheet, body, who, told["partly"], whole=told["whole"])
            except Unreadable as reason:
                unreadable = str(reason)
            except IntegrityError:
                unreadable = _("Somebody saved the same at this moment; nothing was changed. Try again.")
        elif request.method == "POST":
            unreadable = _("Choose a file first.")
        fields = [(name, sheet.form.base_fields[name]) for name in sheet.fields()]
        context = {
            **_base(sheet),
            "fields": [
                {
                    "name": name,
                    "label": field.label,
                    "help": field.help_text,
                    "key": name in sheet.identity,
                    "needed": field.required and field.initial is None and not isinstance(field, YesCell),
                }
                for name, field in fields
            ],
            "taken": taken,
            "problems": taken.problems[:PROBLEMS_SHOWN_MAX] if taken else [],
            "problems_more": max(0, len(taken.problems) - PROBLEMS_SHOWN_MAX) if taken else 0,
            "unreadable": unreadable,
            "shown_once": sheet.shown_once,
            "list_url": reverse(f"settings_{key}"),
        }
        return render(
            request, "settings/file.html", context, status=422 if unreadable or (taken and taken.problems) else 200
        )

    return view


def template_of(key: str, permission: str) -> View:
    """The file of a sheet: its headings alone, or with everything there is."""

    @needs(permission)
    @require_GET
    def view(request: HttpRequest) -> HttpResponse:
        """A CSV to fill in, or to change and send back."""
        sheet = by_file()[key]
        rows = (sheet.row_of(one) for one in sheet.all()) if "all" in request.GET else ()
        text = csv_cells.write(sheet.fields(), ([row[name] for name in sheet.fields()] for row in rows))
        response = HttpResponse(text, content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="orderway-{key}.csv"'
        return response

    return view
