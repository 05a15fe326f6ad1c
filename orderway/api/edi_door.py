"""The door for interchanges and events of outside warehouses, as the composition root hands it to the API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from orderway.flow.engine import Engine
from orderway.ports.edi import Receipt


class Door(Protocol):
    """What the API may ask of EDI."""

    def of_shop(self, engine: Engine, shop_id: int, body: bytes, source: str) -> list[Receipt] | None:
        """Take an interchange of a shop's partner in; None where the shop has none."""
        ...

    def of_warehouse(self, engine: Engine, warehouse: str, body: bytes, source: str) -> list[Receipt] | None:
        """Take an interchange of an outside warehouse in; None where there is no such partner."""
        ...

    def event(self, engine: Engine, warehouse: str, headers: Mapping[str, str], body: bytes) -> list[str] | None:
        """Carry out a signed event, once; what was refused. None: no such warehouse; raises EventRefused."""
        ...


_provided: list[Door] = []


def provide(door: Door) -> None:
    """Called once by the composition root."""
    _provided[:] = [door]


def door() -> Door:
    """The door."""
    return _provided[0]
