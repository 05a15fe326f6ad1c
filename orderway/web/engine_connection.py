"""Django's connection as the engine knows connections: values bound by the server, JSON columns read as values.

Django's own cursors bind on the client and hand out JSON as text; the engine wants neither.
"""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg.types.json import JsonbLoader

PREPARED_AFTER = 5
"""Executions after which a statement is kept prepared, as psycopg does by itself."""


class PlainCursor(psycopg.Cursor[Any]):
    """A cursor without Django's adaptations."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        super().__init__(connection)
        self.adapters.register_loader("jsonb", JsonbLoader)


class OnDjango:
    """What the engine uses of a connection; everything else is the connection's own."""

    def __init__(self, raw: psycopg.Connection[Any]) -> None:
        self.raw = raw
        # Django switches this off for the whole connection; its own cursors never prepare, ours gain a third by it.
        raw.prepare_threshold = PREPARED_AFTER

    def cursor(self) -> PlainCursor:
        """A plain cursor."""
        return PlainCursor(self.raw)

    def execute(self, query: Any, params: Any = None, *, binary: bool = False) -> PlainCursor:
        """Execute on a cursor of its own."""
        return PlainCursor(self.raw).execute(query, params, binary=binary)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.raw, name)
