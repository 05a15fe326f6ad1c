"""Bringing in files of orders: send one, look at what its columns mean, take it in, follow it, fetch the bad rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import psycopg
from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from procrastinate.contrib.django import app

from orderway.console.imports.faults import in_words
from orderway.console.imports.words import MEANINGS, ORDER, STATES
from orderway.console.settings import csv_cells
from orderway.journey.intake import drop_folders, files
from orderway.journey.intake.files import File
from orderway.ports.table import ColumnMapping
from orderway.records.models import Shop
from orderway.web.engine import engine
from orderway.web.permissions import needs, shops_of

SECTION = "inbox"
TASK = "orderway.journey.intake.tasks.take_file_in"
PROBLEMS_SHOWN_MAX = 50
FOLDERS_SHOWN_MAX = 50
MAPPED = "column-"
"""Prefix of the fields that say what a column means."""


class SendForm(forms.Form):
    """A file and where it belongs."""

    shop = forms.ModelChoiceField(
        Shop.objects.none(), label=gettext_lazy("Shop"), to_field_name="code", empty_label=gettext_lazy("Choose a shop")
    )
    channel = forms.ChoiceField(label=gettext_lazy("Kind of file"))
    file = forms.FileField(
        label=gettext_lazy("File"),
        max_length=200,
        help_text=gettext_lazy("CSV or Excel with any headings, or a file as the platform writes it; at most 64 MB."),
    )

    def __init__(self, user: Any, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        shops, may_see = Shop.objects.filter(active=True).order_by("name"), shops_of(user)
        field = self.fields["shop"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = shops if may_see is None else shops.filter(pk__in=may_see)
        kinds = self.fields["channel"]
        assert isinstance(kinds, forms.ChoiceField)
        kinds.choices = [("csv", _("CSV or Excel")), ("shop", _("As the shop's platform writes it"))]

    def clean_file(self) -> Any:
        """The file, not too large and not empty."""
        sent = self.cleaned_data["file"]
        if sent.size > files.UPLOAD_BYTES_MAX:
            raise forms.ValidationError(_("Larger than 64 MB: use the command `orderway import`."))
        return sent


@needs("order.import")
@require_http_methods(["GET", "POST"])
def imports(request: HttpRequest) -> HttpResponseBase:
    """The files of late, and the form that sends one."""
    form = SendForm(request.user, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        shop, sent = form.cleaned_data["shop"], form.cleaned_data["file"]
        code = "csv" if form.cleaned_data["channel"] == "csv" else shop.channel
        with _cursor() as cursor:
            name = str(request.user.get_username())
            file_id = files.keep(cursor, engine(), shop.pk, code, sent.name, sent.read(), name)
        return redirect("import_file", file_id)
    with _cursor() as cursor:
        rows = [{"file": file, "state": _state(file)} for file in files.latest(cursor, shops_of(request.user))]
    context = {"section": SECTION, "form": form, "rows": rows, "folders": _folders(form)}
    return render(request, "imports/list.html", context, status=422 if form.is_bound else 200)


def _folders(form: SendForm) -> list[dict[str, Any]]:
    """The watched folders of the shops that the form offers."""
    field = form.fields["shop"]
    assert isinstance(field, forms.ModelChoiceField)
    shops = field.queryset.values_list("name", "code")[:FOLDERS_SHOWN_MAX] if field.queryset is not None else ()
    return [
        {"shop": name, "path": drop_folders.folder_of(code, drop_folders.IN), "waiting": drop_folders.waiting(code)}
        for name, code in shops
    ]


@needs("order.import")
@never_cache
@require_GET
def one(request: HttpRequest, file_id: int) -> HttpResponse:
    """A file: its columns before it is taken in, how far it is, what came of it."""
    with _cursor() as cursor:
        file = _found(cursor, request, file_id)
        if file.state == "NEW":
            return _before(request, cursor, file)
        figures = files.figures_of(cursor, file.id)
    running = file.state in ("WAITING", "RUNNING") or bool(figures.get("unread"))
    context = {
        "section": SECTION,
        "file": file,
        "state": _state(file),
        "running": running,
        "swapped": request.headers.get("HX-Target") == "import-run",
        "share": 100 * file.rows_done // file.rows_total if file.rows_total else 0,
        "figures": figures,
        "problems": in_words(file.problems[:PROBLEMS_SHOWN_MAX]),
    }
    template = "imports/progress.html" if context["swapped"] else "imports/one.html"
    return render(request, template, context)


def _before(request: HttpRequest, cursor: files.Cursor, file: File, problem: str = "") -> HttpResponse:
    proposal = files.proposal_of(cursor, file)
    columns = []
    if proposal is not None:
        names = [(key, str(MEANINGS.get(key, key))) for key in files.meanings_of(file)]
        for at, heading in enumerate(proposal.headings):
            told = [row[at] if at < len(row) else "" for row in proposal.rows[:3]]
            taken = proposal.columns.get(heading, "")
            columns.append({"at": at, "heading": heading, "taken": taken, "examples": [t for t in told if t]})
        names.sort(key=lambda pair: ORDER.get(pair[0], len(ORDER)))
    else:
        names = []
    context = {
        "section": SECTION,
        "file": file,
        "proposal": proposal,
        "columns": columns,
        "names": names,
        "problem": problem or (proposal.problems[0].what if proposal and proposal.problems else ""),
        "mapping": file.mapping,
        "before": files.imported_before(cursor, file),
    }
    return render(request, "imports/before.html", context, status=422 if problem else 200)


@needs("order.import")
@require_POST
def start(request: HttpRequest, file_id: int) -> HttpResponseBase:
    """Take the file in, under the mapping as it was sent."""
    with _cursor() as cursor:
        file = _found(cursor, request, file_id)
        mapping = _mapping(request.POST, file)
        if files.table_channel(file.channel) is not None:
            missing = {"external_id"} - set(files.columns_taken(cursor, file, mapping))
            if missing:
                changed = file._replace(mapping=files.plain(mapping))
                return _before(request, cursor, changed, _("Say which column holds the order number."))
        begun = files.start(cursor, file, mapping, str(request.user.get_username()))
    if begun:
        app.configure_task(TASK, lock=f"import-{file.shop_id}").defer(file_id=file.id)
    return redirect("import_file", file.id)


@needs("order.import")
@require_GET
def problems(request: HttpRequest, file_id: int) -> HttpResponse:
    """The rows at fault as a file."""
    with _cursor() as cursor:
        file = _found(cursor, request, file_id)
    text = csv_cells.write(
        [_("Where"), _("What is wrong")], ([one["where"], one["what"]] for one in in_words(file.problems))
    )
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="problems-{file.id}.csv"'
    return response


def _mapping(told: Mapping[str, str], file: File) -> ColumnMapping:
    known = set(files.meanings_of(file))
    columns = {}
    for at, heading in enumerate(file.headings):
        meaning = told.get(f"{MAPPED}{at}", "")
        if heading:
            columns[heading] = meaning if meaning in known else ""
    return ColumnMapping(
        columns=columns,
        currency=told.get("currency", "").strip().upper()[:3],
        zone=told.get("zone", "").strip()[:64],
        day_first={"yes": True, "no": False}.get(told.get("day_first", "")),
        payment_status=told.get("payment_status", "")[:30],
        country=told.get("country", "").strip().upper()[:2],
    )


def _found(cursor: files.Cursor, request: HttpRequest, file_id: int) -> File:
    file = files.file_of(cursor, file_id)
    shops = shops_of(request.user)
    if file is None or (shops is not None and file.shop_id not in shops):
        raise Http404
    return file


def _state(file: File) -> dict[str, Any]:
    word, tone = STATES[file.state]
    return {"word": word, "tone": tone}


def _cursor() -> psycopg.Cursor[Any]:
    return engine().connection.cursor()
