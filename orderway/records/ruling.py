"""Writing down rules: tables, drafts, what is in force from when, and who did it. Every deed is one transaction.

Expected refusals come back as values. Whoever reads reference data learns of a change by `reference_version`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import msgspec
from django.db import IntegrityError, transaction
from django.db.models import F, Max

from orderway.kernel import clock
from orderway.kernel.errors import Refusal
from orderway.lifecycle.moves import RULE_VERSION, move
from orderway.records.models import ReferenceVersion, RuleChange, RuleTable, RuleVersion, Warehouse
from orderway.rules.check import CellProblem, problems
from orderway.rules.places import place_problems
from orderway.rules.sample import tried
from orderway.rules.table import Table

TABLES_MAX = 100
"""Tables of one kind that a company may have."""
NAME_CHARS_MAX = 100
NOTE_CHARS_MAX = 400
LATE_SECONDS_MAX = 300
"""A begin that lies so far back is taken for now: somebody thought before pressing the button."""


def touch() -> None:
    """Tell every worker that reference data moved; part of the transaction of the change."""
    ReferenceVersion.objects.filter(pk=1).update(version=F("version") + 1)


def log(about: str, key: str, deed: str, by: str, facts: Mapping[str, Any] | None = None) -> None:
    """Write down who changed what; part of the transaction of the change."""
    RuleChange.objects.create(at=clock.now(), actor=by, about=about, key=key, deed=deed, facts=dict(facts or {}))


def make_table(
    kind: str, name: str, shop_id: int | None, body: Table, by: str, practice: bool = False
) -> RuleVersion | Refusal:
    """A new table with its first draft."""
    name = name.strip()[:NAME_CHARS_MAX]
    if not name:
        return Refusal("name_missing")
    if body.kind != kind:
        return Refusal("other_kind", {"kind": body.kind})
    wrong = refused(body)
    if wrong is not None:
        return wrong
    if RuleTable.objects.filter(kind=kind).count() >= TABLES_MAX:
        return Refusal("too_many_tables", {"limit": TABLES_MAX})
    try:
        with transaction.atomic():
            last = RuleTable.objects.filter(kind=kind).aggregate(last=Max("position"))["last"] or 0
            table = RuleTable.objects.create(
                kind=kind,
                shop_id=shop_id,
                name=name,
                position=last + 10,
                made_by=by,
                made_at=clock.now(),
                practice=practice,
            )
            log("table", str(table.pk), "made", by, {"kind": kind, "name": name, "shop": shop_id})
            return _new_draft(table, body, by, "")
    except IntegrityError:
        return Refusal("name_taken", {"name": name})


def save_draft(
    table_id: int, body: Table, by: str, revision: int | None = None, note: str = ""
) -> RuleVersion | Refusal:
    """Save the draft of a table, making one where there is none. `revision`: the one the editor began with; refused
    where somebody saved meanwhile. A table with a problem is not saved."""
    wrong = refused(body)
    if wrong is not None:
        return wrong
    with transaction.atomic():
        table = _locked(table_id)
        if table.kind != body.kind:
            return Refusal("other_kind", {"kind": body.kind})
        draft = draft_of(table.pk)
        if draft is None:
            if revision:
                return Refusal("changed_since")
            return _new_draft(table, body, by, note)
        if revision is not None and revision != draft.revision:
            return Refusal("changed_since", {"by": draft.author})
        draft.body = msgspec.to_builtins(body)
        draft.note = note[:NOTE_CHARS_MAX]
        draft.author, draft.changed_at = by, clock.now()
        draft.revision += 1
        draft.save()
        log("table", str(table.pk), "draft_saved", by, {"version": draft.number, "rows": len(body.rows)})
        return draft


def refused(body: Table) -> Refusal | None:
    """Why a table cannot be saved: its problems, each with its cell; None where it can."""
    found = wrong_in(body)
    return Refusal("has_problems", {"problems": [msgspec.to_builtins(one) for one in found]}) if found else None


def wrong_in(body: Table) -> list[CellProblem]:
    """What is wrong with a table, cell by cell: in itself, or with the warehouses that it names."""
    found = problems(body)
    if found:
        return found
    return place_problems(body, list(Warehouse.objects.values_list("code", flat=True)), places_in_use())


def places_in_use() -> list[str]:
    """The codes of the warehouses that ship."""
    return list(Warehouse.objects.filter(active=True).order_by("pk").values_list("code", flat=True))


def draft_of(table_id: int) -> RuleVersion | None:
    """The draft of a table, if there is one."""
    return RuleVersion.objects.filter(table_id=table_id, state=RULE_VERSION.first).first()


def in_force(table_id: int, at: datetime) -> RuleVersion | None:
    """The version of a table that counts at an instant: of those that cover it the one that begins last."""
    covering = RuleVersion.objects.filter(table_id=table_id, effective_from__lte=at).exclude(effective_until__lte=at)
    return covering.order_by("-effective_from", "-number").first()


def activate(
    table_id: int, by: str, since: datetime | None = None, until: datetime | None = None
) -> RuleVersion | Refusal:
    """Put the draft in force from `since` (now) until `until` (for good).

    Without an end it replaces what began before; with one it stands above it, which is in force again afterwards.
    The table is first evaluated on sample facts in a process of its own with a limit of time.
    """
    draft = draft_of(table_id)
    if draft is None:
        return Refusal("no_draft")
    body = msgspec.convert(draft.body, Table)
    wrong = refused(body)
    if wrong is not None:
        return wrong
    failed = tried(body)
    if failed:
        return Refusal("sample_failed", {"why": failed})
    now = clock.now()
    begin = since or now
    if begin < now - timedelta(seconds=LATE_SECONDS_MAX):
        return Refusal("in_the_past")
    begin = max(begin, now)
    if until is not None and until <= begin:
        return Refusal("ends_before_it_begins")
    with transaction.atomic():
        table = _locked(table_id)
        again = draft_of(table_id)
        if again is None or again.pk != draft.pk or again.revision != draft.revision:
            return Refusal("changed_since")
        crossed = _crossed(table, begin, until)
        if crossed is not None:
            return Refusal("crosses_another", {"number": crossed.number, "until": _moment(crossed.effective_until)})
        _make_room(table, begin, until, by)
        move(draft, RULE_VERSION, "ACTIVE")
        draft.effective_from, draft.effective_until = begin, until
        draft.activated_by, draft.activated_at = by, now
        draft.save()
        touch()
        window = {"from": _moment(begin), "until": _moment(until)}
        log("table", str(table.pk), "activated", by, {"version": draft.number, **window})
    return draft


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _crossed(table: RuleTable, begin: datetime, until: datetime | None) -> RuleVersion | None:
    """A version with an end that this one with an end neither lies within nor encloses: nobody could say which counts
    when."""
    if until is None:
        return None
    others = RuleVersion.objects.filter(table=table, state="ACTIVE", effective_until__isnull=False)
    early = others.filter(effective_from__lt=begin, effective_until__gt=begin, effective_until__lt=until)
    late = others.filter(effective_from__gt=begin, effective_from__lt=until, effective_until__gt=until)
    return (early | late).order_by("effective_from", "number").first()


def _make_room(table: RuleTable, begin: datetime, until: datetime | None, by: str) -> None:
    """End what a version without an end replaces; one that begins at the same instant gives way altogether."""
    for other in RuleVersion.objects.filter(table=table, state="ACTIVE").exclude(effective_until__lte=begin):
        assert other.effective_from is not None
        if other.effective_from == begin:
            _end(other, other.effective_from, by)
        elif until is None and other.effective_from < begin:
            _end(other, begin, by)


def _end(version: RuleVersion, at: datetime, by: str) -> None:
    """A version ends; once that is past it is retired."""
    now = clock.now()
    version.effective_until = at
    if at <= now:
        move(version, RULE_VERSION, "RETIRED")
        version.retired_by, version.retired_at = by, now
    version.save()


def retire(version_id: int, by: str) -> RuleVersion | Refusal:
    """Take an active version out of force now; one that has not begun never will."""
    now = clock.now()
    with transaction.atomic():
        version = RuleVersion.objects.select_related("table").filter(pk=version_id).first()
        if version is None or version.state != "ACTIVE" or version.effective_from is None:
            return Refusal("not_in_this_state")
        _locked(version.table_id)
        _end(version, min(max(now, version.effective_from), version.effective_until or now), by)
        if version.state == "ACTIVE":
            move(version, RULE_VERSION, "RETIRED")
            version.retired_by, version.retired_at = by, now
            version.save()
        touch()
        log("table", str(version.table_id), "retired", by, {"version": version.number})
    return version


def drop_draft(table_id: int, by: str) -> Refusal | None:
    """Throw the draft away; a table that never was in force goes with it."""
    with transaction.atomic():
        table = _locked(table_id)
        draft = draft_of(table_id)
        if draft is None:
            return Refusal("no_draft")
        log("table", str(table.pk), "draft_dropped", by, {"version": draft.number})
        draft.delete()
        if not RuleVersion.objects.filter(table=table).exists():
            table.delete()
    return None


def copy_to_draft(version_id: int, by: str) -> RuleVersion | Refusal:
    """Make a version the draft again (to go back to it, or to begin from it)."""
    version = RuleVersion.objects.filter(pk=version_id).first()
    if version is None:
        return Refusal("no_such_version")
    draft = draft_of(version.table_id)
    body = msgspec.convert(version.body, Table)
    return save_draft(version.table_id, body, by, draft.revision if draft else None)


def rename(table_id: int, name: str, by: str) -> Refusal | None:
    """Another name for a table."""
    name = name.strip()[:NAME_CHARS_MAX]
    if not name:
        return Refusal("name_missing")
    try:
        with transaction.atomic():
            table = _locked(table_id)
            was, table.name = table.name, name
            table.save()
            touch()
            log("table", str(table.pk), "renamed", by, {"from": was, "to": name})
    except IntegrityError:
        return Refusal("name_taken", {"name": name})
    return None


def _new_draft(table: RuleTable, body: Table, by: str, note: str) -> RuleVersion:
    last = RuleVersion.objects.filter(table=table).aggregate(last=Max("number"))["last"] or 0
    made = RuleVersion.objects.create(
        table=table,
        number=last + 1,
        body=msgspec.to_builtins(body),
        note=note[:NOTE_CHARS_MAX],
        author=by,
        changed_at=clock.now(),
    )
    log("table", str(table.pk), "draft_made", by, {"version": made.number, "rows": len(body.rows)})
    return made


def _locked(table_id: int) -> RuleTable:
    return RuleTable.objects.select_for_update().get(pk=table_id)
