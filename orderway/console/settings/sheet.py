"""A sheet: one kind of reference data as rows of text: the form that checks a row, how rows are found and saved."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar, NamedTuple

from django import forms
from django.db import connection, transaction
from django.db.models import Model, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import pgettext

from orderway.console.settings.cells import YesCell
from orderway.console.settings.known import Known
from orderway.kernel.sql import named

SQL = named(__file__)
SAVED_AT_ONCE = 1_000
Text = str | Promise
Row = dict[str, str]
Identity = tuple[str, ...]


class RowForm(forms.Form):
    """The form of one row. `existing` is the identity of the row that is changed, None for a new one."""

    def __init__(self, *args: Any, known: Known | None = None, existing: Identity | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
        self.known = known or Known()
        self.existing = existing


class Entry(NamedTuple):
    """One row of a list page: its key, and its cells in the order of the sheet's columns."""

    pk: int
    cells: list[Any]
    faded: bool = False


class Fault(NamedTuple):
    """What is wrong with rows as a whole: the start of the identity of the row where it shows, the heading, what."""

    identity: Identity
    heading: str
    what: str


class NotWhole(Exception):
    """Each row is right and together they are not: nothing was saved."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(fault.what for fault in faults))
        self.faults = list(faults)


class Sheet(ABC):
    """What is common to all sheets. A subclass names its model, its form and how one becomes the other."""

    key: ClassVar[str]
    title: ClassVar[Text]
    one: ClassVar[Text]
    """What a single row is called."""
    about: ClassVar[Text]
    icon: ClassVar[str] = "list-details"
    permission: ClassVar[str] = "settings.change"
    model: ClassVar[type[Model]]
    form: ClassVar[type[RowForm]]
    identity: ClassVar[tuple[str, ...]]
    """Fields of the form that say which row is meant."""
    columns: ClassVar[tuple[str, ...]]
    """Fields of the form that the list shows."""
    search: ClassVar[tuple[str, ...]]
    """Fields of the model in which the list searches."""
    removable: ClassVar[bool] = False
    shown_once: Sequence[tuple[str, str]] = ()
    """What saving made and nobody can see again: name and secret."""
    related: ClassVar[tuple[str, ...]] = ()
    part: ClassVar[tuple[str, ...]] = ()
    """Fields of the identity that name a part which a file may replace whole (one carrier's card); empty: none."""
    judged_whole: ClassVar[bool] = False
    """Saving may raise NotWhole."""

    def fields(self) -> list[str]:
        """The headings of the file: the form's fields, in their order."""
        return list(self.form.base_fields)

    def all(self) -> QuerySet[Any]:
        """Every row of the model, in the order of the list."""
        return self.model._default_manager.select_related(*self.related).order_by("pk")

    def found(self, words: str) -> QuerySet[Any]:
        """The rows that contain some words."""
        rows = self.all()
        for word in words.split()[:5]:
            wanted = Q()
            for field in self.search:
                wanted |= Q(**{f"{field}__icontains": word})
            rows = rows.filter(wanted)
        return rows

    @abstractmethod
    def row_of(self, one: Any) -> Row:
        """A model's instance as the text of its row."""

    @abstractmethod
    def instance_of(self, told: Mapping[str, Any], one: Any, known: Known) -> Any:
        """The instance (a new one, or `one` changed) that a checked row asks for."""

    def initial(self) -> Row:
        """What a new row is filled with."""
        return {name: str(field.initial) for name, field in self.form.base_fields.items() if field.initial is not None}

    def identity_of(self, row: Mapping[str, Any]) -> Identity:
        """Which row is meant, from a row's text or a form's cleaned values."""
        return tuple(str(row.get(name) or "").strip() for name in self.identity)

    def by_identity(self) -> dict[Identity, Any]:
        """Every instance by its identity."""
        return {self.identity_of(self.row_of(one)): one for one in self.all()}

    def entries(self, rows: Iterable[Any]) -> Iterator[Entry]:
        """Instances as rows of the list."""
        for one in rows:
            row = self.row_of(one)
            cells = [self.shown(name, row[name]) for name in self.columns]
            yield Entry(one.pk, cells, not getattr(one, "active", True))

    def shown(self, name: str, text: str) -> Text:
        """The text of a cell as the list words it; the file keeps yes, no and the codes."""
        field = self.form.base_fields.get(name)
        if isinstance(field, YesCell):
            return pgettext("cell", "yes") if text == "yes" else pgettext("cell", "no")
        if isinstance(field, forms.ChoiceField):
            choices: Any = field.choices
            words: dict[str, Text] = dict(choices)
            return words.get(text, text)
        return text

    def save(self, told: Sequence[tuple[Mapping[str, Any], Any]], known: Known, actor: str) -> None:
        """Save checked rows, each with its instance or None, and count the reference version up; all or nothing.

        A sheet that is `judged_whole` raises NotWhole where the rows do not go together.
        """
        made: list[Any] = []
        changed: list[Any] = []
        for values, one in told:
            instance = self.instance_of(values, one, known)
            (made if instance.pk is None else changed).append(instance)
        names = [f.name for f in self.model._meta.concrete_fields if not f.primary_key]
        with transaction.atomic():
            self.model._default_manager.bulk_create(made, batch_size=SAVED_AT_ONCE)
            if changed:
                self.model._default_manager.bulk_update(changed, names, batch_size=SAVED_AT_ONCE)
            touch()

    def replace(
        self, told: Sequence[tuple[Mapping[str, Any], Any]], gone: Sequence[Any], known: Known, actor: str
    ) -> None:
        """Save checked rows and delete others; all or nothing."""
        with transaction.atomic():
            self.model._default_manager.filter(pk__in=[one.pk for one in gone]).delete()
            self.save(told, known, actor)

    def remove(self, one: Any) -> None:
        """Delete a row where the sheet allows it."""
        with transaction.atomic():
            one.delete()
            touch()


def touch() -> None:
    """Reference data changed: call it in the same transaction."""
    with connection.cursor() as cursor:
        cursor.execute(SQL.touch)


def yes(value: bool) -> str:
    """A box as it stands in a file."""
    return "yes" if value else "no"
