"""One stream of all that happened to an order, whoever did it, the newest first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from orderway.console.changes import Former, changes_of, former_of
from orderway.console.event_words import step_text
from orderway.console.filter_fields import TROUBLE
from orderway.flow.change import WAS
from orderway.flow.order import Order
from orderway.kernel.sql import named
from orderway.web import words
from orderway.web.engine import commands, engine
from orderway.web.templatetags.figures import money_text
from orderway.web.words_pay import method_word

SQL = named(__file__, "order.sql")
WAREHOUSE_KINDS = (
    "accept",
    "start_pick",
    "pick",
    "short",
    "reject",
    "answer_stop",
    "pack",
    "want_label",
    "label",
    "hand_over",
)
MACHINES = ("machine", "policy", "worker", "web")


class Happened(NamedTuple):
    """One event row."""

    seq: int
    at: datetime
    kind: str
    actor: str
    steps: list[list[Any]]


def events_of(order_id: int, since: int | None = None) -> list[Happened]:
    """The events of an order, the newest first; with `since` only those after that number, the oldest first."""
    with engine().connection.cursor() as cursor:
        if since is None:
            rows = cursor.execute(SQL.events, [order_id]).fetchall()
        else:
            rows = cursor.execute(SQL.events_since, [order_id, since]).fetchall()
    return [Happened(row[0], row[1], row[2], row[3], row[4].get("steps", [])) for row in rows]


def sentences(happened: Happened, currency: str, names: Mapping[str, str] | None = None) -> list[str]:
    """What one event tells, sentence by sentence."""
    return [text for text in (step_text(step, currency, names) for step in happened.steps) if text]


def timeline(
    order: Order, events: Sequence[Happened], people: Iterable[str], names: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Entries for the timeline, the newest first. `names`: warehouses by their codes."""
    scans = _of_scans(order)
    told = [event._replace(steps=[s for s in event.steps if s[0] != "track"]) for event in events] if scans else events
    notes = _notes(order)
    past = former_of(order, notes)
    entries = [*_of_events(told, order, set(people), names, past), *scans, *_of_notes(notes), *_of_payments(order)]
    return together(sorted(entries, key=lambda entry: entry["at"], reverse=True))


def together(entries: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Entries, the newest first, in which what somebody did several times on end stands once: its last time, `many`
    and `first`."""
    found: list[dict[str, Any]] = []
    for entry in entries:
        last = found[-1] if found else None
        if last is not None and _said(last) == _said(entry):
            found[-1] = {**last, "many": last.get("many", 1) + 1, "first": entry["at"]}
        else:
            found.append(entry)
    return found


def _said(entry: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(entry.get(name) or None for name in ("actor", "who", "text", "tone", "changes", "note"))


def _of_events(
    events: Sequence[Happened], order: Order, people: set[str], names: Mapping[str, str], past: Former
) -> list[dict[str, Any]]:
    entries = []
    for happened in events:
        said = sentences(happened, order.currency, names)
        if said:
            actor, who = actor_words(happened.actor, happened.kind, people)
            entries.append(
                {
                    "actor": actor,
                    "who": who,
                    "text": _("; ").join(said),
                    "at": happened.at,
                    "tone": _tone(happened),
                    "changes": changes_of(happened.steps, happened.at, order, past),
                }
            )
    return entries


def actor_words(name: str, kind: str, people: set[str]) -> tuple[str, str]:
    """Which sign an actor has, and what they are called."""
    if name in people:
        command = commands().get(kind)
        at_work = command is not None and command.permission.startswith("warehouse.")
        return ("warehouse" if at_work else "person"), name
    if name == "channel":
        return "channel", pgettext("actor", "channel")
    if kind in WAREHOUSE_KINDS:
        return "warehouse", machine_word(name) if name not in MACHINES else ""
    if kind == "scan":
        return "carrier", machine_word(name) if name not in MACHINES else pgettext("actor", "carrier")
    return "machine", machine_word(name) if name not in MACHINES else pgettext("actor", "Orderway")


def machine_word(name: str) -> str:
    """A machine's name in words; a key or an unknown one by its own name."""
    known = {
        "practice": pgettext("actor", "practice data"),
        "practice warehouse": pgettext("actor", "practice warehouse"),
        "practice carrier": pgettext("actor", "practice carrier"),
        "carrier": pgettext("actor", "carrier"),
        "gateway": pgettext("actor", "payment gateway"),
        "timer": pgettext("actor", "clock"),
        "buyer": pgettext("actor", "buyer"),
    }
    return known.get(name, name)


def _tone(happened: Happened) -> str:
    outcomes = {(step[0], step[1]) for step in happened.steps}
    if any(outcome == "hold" or code in ("hold", "withdraw", "short_pick", "reject") for code, outcome in outcomes):
        return "warn"
    if any(code == "track" and outcome in ("EXCEPTION", "REFUSED", "LOST") for code, outcome in outcomes):
        return "bad"
    return "good" if ("deliver", "delivered") in outcomes else ""


def _of_scans(order: Order) -> list[dict[str, Any]]:
    with engine().connection.cursor() as cursor:
        rows = cursor.execute(SQL.scans, [order.id]).fetchall()
    numbers = {parcel.id: parcel.tracking_number for parcel in order.parcels}
    entries = []
    for at, code, source, place, text, parcel_id in rows:
        label = words.state_word("parcel", code.upper()).label
        said = " · ".join(part for part in (str(label), place, text) if part)
        entries.append(
            {
                "actor": "warehouse" if source == "warehouse" else "carrier",
                "who": numbers.get(parcel_id, ""),
                "text": said,
                "at": at,
                "tone": "bad" if code.upper() in TROUBLE else "good" if code == "delivered" else "",
            }
        )
    return entries


def _notes(order: Order) -> list[tuple[datetime, str, str, str]]:
    with engine().connection.cursor() as cursor:
        return [(row[0], row[1], row[2], row[3]) for row in cursor.execute(SQL.notes, [order.id]).fetchall()]


def _of_notes(notes: Sequence[tuple[datetime, str, str, str]]) -> list[dict[str, Any]]:
    return [
        {"actor": "person", "who": by, "text": _("Note"), "note": text, "at": at, "tone": ""}
        for at, by, kind, text in notes
        if not kind.endswith(WAS)
    ]


def _of_payments(order: Order) -> list[dict[str, Any]]:
    kinds = {
        "authorised": _("Authorised: %(amount)s"),
        "captured": _("Paid: %(amount)s"),
        "voided": _("Authorisation given back"),
        "collected": _("Cash collected: %(amount)s"),
        "remitted": _("Cash remitted: %(amount)s"),
    }
    return [
        {
            "actor": "buyer" if payment.kind in ("captured", "authorised") else "carrier",
            "who": str(method_word(payment.method)),
            "text": kinds.get(payment.kind, payment.kind)
            % {"amount": money_text(payment.amount_minor, order.currency)},
            "note": payment.external_id if not payment.external_id.startswith("channel:") else "",
            "at": payment.at,
            "tone": "good",
        }
        for payment in order.payments
    ]
