"""A parcel as its channel is told it: the lines by the channel's own keys, as far as the platform can show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from orderway.flow.engine import Engine
from orderway.history.log import Taken
from orderway.kernel import clock
from orderway.kernel.sql import named
from orderway.ports.platform import Abilities
from orderway.ports.platform_tasks import Part, Ship
from orderway.project.relay import Outcome

SQL = named(__file__, "relay_channel.sql")


class Parcel(NamedTuple):
    """A parcel with what its channel has to know; `messages`: ids of all messages about the order's parcels."""

    id: int
    state: str
    number: str
    order_id: int
    order: str
    carrier: str
    carrier_name: str
    shipped_at: datetime | None
    lines: list[list[Any]]
    to_come: int
    messages: tuple[int, ...]


def parcels_of(engine: Engine, messages: Sequence[Taken]) -> dict[int, Parcel]:
    """The parcels that these messages speak of, by their ids."""
    if not messages:
        return {}
    with engine.connection.cursor() as cursor:
        rows = cursor.execute(SQL.parcels, [[int(m.payload["parcel"]) for m in messages]]).fetchall()
        about: dict[int, list[int]] = {}
        for order, message, told in cursor.execute(SQL.parcel_messages, [[row[3] for row in rows]]):
            if told != "SKIPPED":
                about.setdefault(order, []).append(message)
    return {row[0]: Parcel._make((*row, tuple(about.get(row[3], ())))) for row in rows}


def ship_of(
    message: Taken, parcels: Mapping[int, Parcel], able: Abilities, options: Mapping[str, str]
) -> Ship | Outcome:
    """The task, or what becomes of the message without it."""
    parcel = parcels.get(int(message.payload["parcel"]))
    if parcel is None or not parcel.number:
        return Outcome(failure="no_number", final=True)
    if parcel.state == "VOIDED":
        return Outcome({"write_back": "SKIPPED", "why": "void"})
    if able.numbers == "one" and parcel.messages and parcel.messages[0] != message.id:
        return Outcome({"write_back": "SKIPPED", "why": "one_number"})
    return Ship(
        key=f"m{message.id}",
        order=parcel.order,
        tracking_number=parcel.number,
        carrier=parcel.carrier,
        carrier_name=parcel.carrier_name or parcel.carrier,
        carrier_there=options.get(f"carrier:{parcel.carrier}", ""),
        shipped_at=parcel.shipped_at or clock.now(),
        lines=parts_of(parcel.lines) if able.per_line or able.whole_lines else (),
        last=parcel.to_come == 0 and (not parcel.messages or parcel.messages[-1] == message.id),
    )


def parts_of(lines: Sequence[Sequence[Any]]) -> tuple[Part, ...]:
    """Units by the channel's key of a line. Of a bundle the first component counts: its units are the bundle's.

    Rows: our line (the one it was split off), the channel's key, units in the parcel, units in one bundle (0: none),
    units ordered. What the channel does not know (a gift of ours) is left out.
    """
    units: dict[str, int] = {}
    counted: dict[str, int] = {}
    per: dict[str, int] = {}
    for line, key, many, in_bundle, _ordered in lines:
        if not key or counted.setdefault(key, line) != line:
            continue
        units[key], per[key] = units.get(key, 0) + many, in_bundle or 1
    return tuple(Part(key, -(-many // per[key])) for key, many in units.items() if many > 0)
