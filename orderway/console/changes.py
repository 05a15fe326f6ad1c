"""What a change did to an order, field by field: before and after, the receiver masked.

Events keep codes and counts only. The receiver as it was stands in `person_was`, a remark as it was in a note.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from django.utils.translation import gettext as _

from orderway.console import order_parts
from orderway.console.event_words import field_word
from orderway.flow import change
from orderway.flow.order import Order, Person
from orderway.kernel.sql import named
from orderway.places import masks
from orderway.web.engine import engine

SQL = named(__file__, "order.sql")
Change = dict[str, Any]
_MASKS = {
    "name": masks.mask_name,
    "phone": masks.mask_phone,
    "email": masks.mask_email,
    "company": masks.mask_name,
    "street": masks.mask_street,
    "raw": masks.mask_street,
}
"""Fields that stand masked; those of a place that many share stand as they are."""


class Former(NamedTuple):
    """What is kept of an order's past: its receivers, the newest last, and its remarks by kind and time."""

    persons: Sequence[tuple[datetime, Person]]
    remarks: Mapping[tuple[str, datetime], str]


def former_of(order: Order, notes: Sequence[tuple[datetime, str, str, str]]) -> Former:
    """The past of one order; `notes` as the page read them: at, by, kind, text."""
    with engine().connection.cursor() as cursor:
        rows = cursor.execute(SQL.persons_were, [order.id]).fetchall()
    persons = [(row[0], Person(order.id, *row[1:14])) for row in rows]
    remarks = {(kind.removesuffix(change.WAS), at): text for at, _by, kind, text in notes if kind.endswith(change.WAS)}
    return Former(persons, remarks)


def changes_of(steps: Sequence[Sequence[Any]], at: datetime, order: Order, former: Former) -> list[Change]:
    """Before and after for each thing that one event changed."""
    found: list[Change] = []
    for step in steps:
        code, facts = step[0], step[2] if len(step) > 2 and isinstance(step[2], dict) else {}
        if code == "address":
            found += _receiver(facts, order, former)
        elif code in change.REMARKS:
            found += _remark(code, at, order, former)
        for position, before, after in facts.get("lines", ()) if code in ("quantity", "cancel") else ():
            found.append(_entry(_line(order, position), f"× {before}", f"× {after}"))
    return found


def _receiver(facts: Mapping[str, Any], order: Order, former: Former) -> list[Change]:
    """The receiver before and after the change that led to a version; nothing where it was erased."""
    version = int(facts.get("version", 0))
    older = [person for _until, person in former.persons if person.version < version]
    later = [person for _until, person in former.persons if person.version >= version]
    if not older or order.person.erased_at:
        return []
    then, now = older[-1], later[0] if later else order.person
    changes = []
    for name in facts.get("fields", ()):
        before, after = shown(name, getattr(then, name, "")), shown(name, getattr(now, name, ""))
        if name == "token":
            continue
        if before == after and before:
            after = " ".join((after, _("(what differs is hidden)")))
        changes.append(_entry(field_word(name), before, after))
    return changes


def _remark(code: str, at: datetime, order: Order, former: Former) -> list[Change]:
    later = sorted((when, text) for (kind, when), text in former.remarks.items() if kind == code and when > at)
    now = order.buyer_note if code == change.BUYER_NOTE else order.seller_note
    after = later[0][1] if later else now
    return [_entry(_("remark"), former.remarks.get((code, at), ""), after)]


def _line(order: Order, position: int) -> str:
    line = next((line for line in order.lines if line.position == position), None)
    return f"{position}. {line.title or line.sku_code}" if line else str(position)


def _entry(field: str, before: str, after: str) -> Change:
    return {"field": field, "before": before, "after": after}


def shown(name: str, value: str) -> str:
    """One field of a receiver as everybody may see it."""
    return _MASKS[name](value) if name in _MASKS and value else value


def revealed_before(order: Order) -> list[Change]:
    """The receivers that an order had before, in full, the newest first: for who has given a reason to see them."""
    if order.person.erased_at:
        return []
    kept = former_of(order, ()).persons
    return [{"until": until, "buyer": order_parts.revealed(person)} for until, person in reversed(kept)]


_FIELDS = msgspec.structs.fields(Person)
assert [field.name for field in _FIELDS[1:13]] == list(change.ADDRESS_FIELDS), "person_was is read in this order"
