"""What carriers answered about parcels, told to the orders as scans: each event once, however often it is answered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, tzinfo
from typing import Any, NamedTuple

import msgspec

from orderway.flow.command import Actor, Target, run
from orderway.flow.engine import Engine
from orderway.journey.commands import COMMANDS
from orderway.kernel.limits import BATCH_ORDERS_MAX
from orderway.kernel.sql import named
from orderway.ports.channel import Document

CARRIER = Actor("carrier", "carrier")

_sql = named(__file__, "tracking.sql")


class Told(msgspec.Struct):
    """What came of one answer's parcels and events."""

    parcels: int = 0
    new: int = 0
    known: int = 0
    without_zone: int = 0
    """Events whose time names no zone, when none was given: told to nobody."""
    refused: int = 0
    strangers: list[str] = []
    """Numbers that no parcel of ours has, or more than one."""


class _Event(NamedTuple):
    order_id: int
    parcel_id: int
    at: datetime
    event: dict[str, Any]


def tell(engine: Engine, documents: Sequence[Document], zone: tzinfo | None = None) -> Told:
    """Carry the events of these answers to their parcels, the oldest first; `zone` is that of times without one."""
    told = Told()
    parcels = _parcels(engine, sorted({document.number for document in documents}))
    told.strangers = sorted({d.number for d in documents if d.number not in parcels})
    mine = [document for document in documents if document.number in parcels]
    told.parcels = len(mine)
    events = list(_events(mine, parcels, zone, told))
    seen = _known(engine, events)
    targets = []
    for one in sorted(events, key=lambda event: event.at):
        key = (one.parcel_id, str(one.event["code"]), one.at)
        if key in seen:
            told.known += 1
            continue
        seen.add(key)
        targets.append(Target(one.order_id, args=_args(one)))
    for start in range(0, len(targets), BATCH_ORDERS_MAX):
        for result in run(engine, COMMANDS["scan"], targets[start : start + BATCH_ORDERS_MAX], {}, CARRIER):
            told.new += result.done
            told.refused += not result.done
    return told


def _parcels(engine: Engine, numbers: list[str]) -> dict[str, tuple[int, int]]:
    """Parcel and order of each number that one parcel alone has."""
    found: dict[str, list[tuple[int, int]]] = {}
    for number, parcel_id, order_id in engine.connection.execute(_sql.parcels, [numbers]):
        found.setdefault(number, []).append((parcel_id, order_id))
    return {number: rows[0] for number, rows in found.items() if len(rows) == 1}


def _events(
    documents: Sequence[Document], parcels: dict[str, tuple[int, int]], zone: tzinfo | None, told: Told
) -> Iterator[_Event]:
    for document in documents:
        parcel_id, order_id = parcels[document.number]
        for event in document.data["events"]:
            at = datetime.fromisoformat(event["at"]) if event["zone_known"] else _in_zone(event["local"], zone)
            if at is None:
                told.without_zone += 1
            else:
                yield _Event(order_id, parcel_id, at, event)


def _in_zone(local: str, zone: tzinfo | None) -> datetime | None:
    return datetime.fromisoformat(local).replace(tzinfo=zone).astimezone(UTC) if local and zone is not None else None


def _known(engine: Engine, events: Sequence[_Event]) -> set[tuple[int, str, datetime]]:
    orders, parcels = sorted({e.order_id for e in events}), sorted({e.parcel_id for e in events})
    return {(row[0], row[1], row[2]) for row in engine.connection.execute(_sql.known, [orders, parcels])}


def _args(one: _Event) -> dict[str, Any]:
    event = one.event
    words = event["message"] or event["carrier_code"]
    return {"parcel_id": one.parcel_id, "code": event["code"], "at": one.at, "place": event["place"], "text": words}
