"""The engine of a web thread: on Django's own connection, reference data kept per thread; provided by `project`."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import connection

from orderway.flow.command import Actor, Args, Command, Result, Target, run
from orderway.flow.engine import Engine
from orderway.flow.reference import References
from orderway.web.engine_connection import OnDjango

Make = Callable[[Any, str, References], Engine]

_kept = threading.local()
_provided: dict[str, Any] = {}


def provide(make: Make, commands: Mapping[str, Command]) -> None:
    """Called once by the composition root: how an engine is made, and which commands there are."""
    _provided.update(make=make, commands=dict(commands))


def commands() -> dict[str, Command]:
    """Every command by its name."""
    found: dict[str, Command] = _provided["commands"]
    return found


def engine() -> Engine:
    """This thread's engine, on its present database connection."""
    connection.ensure_connection()
    raw = connection.connection
    kept: tuple[Any, Engine] | None = getattr(_kept, "engine", None)
    if kept is None or kept[0] is not raw:
        # A new connection may be to another company's schema: nothing is kept from the one before.
        kept = (raw, _provided["make"](OnDjango(raw), "web", References()))
        _kept.engine = kept
    return kept[1]


def rows(sql: str, values: Any = ()) -> list[tuple[Any, ...]]:
    """All rows of a query on this thread's connection."""
    with engine().connection.cursor() as cursor:
        return list(cursor.execute(sql, values).fetchall())


def carry_out(name: str, targets: Sequence[Target], args: Args, actor: Actor) -> list[Result]:
    """Carry out a command by its name; the caller has asked for permission and scope."""
    return run(engine(), commands()[name], targets, args, actor)
