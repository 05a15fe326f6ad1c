"""Keeps the promises of `api.edi_door.Door`."""

from __future__ import annotations

from collections.abc import Mapping

from orderway.adapters.warehouses.webhook import WAREHOUSE as WEBHOOK
from orderway.flow.engine import Engine
from orderway.kernel import clock
from orderway.ports.edi import Receipt
from orderway.ports.warehouse import EventRefused
from orderway.project.edi import outside, partners
from orderway.project.edi.partners import SQL
from orderway.project.edi.receive import receive
from orderway.web.secrets import SealBroken, unseal


class EdiDoor:
    """What the API may ask of EDI."""

    def of_shop(self, engine: Engine, shop_id: int, body: bytes, source: str) -> list[Receipt] | None:
        """Take an interchange of a shop's partner in."""
        known = partners.of_shop(engine.connection, shop_id)
        return None if known is None else receive(engine, known, body, source)

    def of_warehouse(self, engine: Engine, warehouse: str, body: bytes, source: str) -> list[Receipt] | None:
        """Take an interchange of an outside warehouse in."""
        row = engine.connection.execute(SQL.warehouse_of_code, [warehouse]).fetchone()
        known = partners.of_warehouse(engine.connection, row[0]) if row else None
        return None if known is None else receive(engine, known, body, source)

    def event(self, engine: Engine, warehouse: str, headers: Mapping[str, str], body: bytes) -> list[str] | None:
        """Carry out a signed event."""
        row = engine.connection.execute(SQL.warehouse_of_code, [warehouse]).fetchone()
        if row is None or row[2] != "webhook":
            return None
        try:
            secret = unseal(row[4] or "")
        except SealBroken:
            raise EventRefused("the warehouse's secret cannot be opened: enter it again") from None
        if not secret:
            raise EventRefused("the warehouse has no secret yet")
        told = WEBHOOK.read_event(headers, body, secret, clock.now())
        return outside.event(engine, row[0], row[1], told)
