"""The partners as they are set, and the syntax each speaks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec
import psycopg

from orderway.adapters.channels._edifact_trade import TRADE as EDIFACT
from orderway.adapters.channels._x12_trade import TRADE as X12
from orderway.kernel.sql import named
from orderway.ports.edi import Partner, Standard

STANDARDS: dict[str, Standard] = {"x12": X12, "edifact": EDIFACT}
SUFFIX = {"x12": "x12", "edifact": "edi"}
SQL = named(__file__, "queries.sql")


class Known(NamedTuple):
    """A partner: how we speak with it, and whose it is (a shop's or a warehouse's)."""

    id: int
    code: str
    standard: Standard
    partner: Partner
    shop_id: int | None
    warehouse_id: int | None
    url: str
    secret: str

    @property
    def target(self) -> str:
        """The partner as messages of the outbox name it."""
        return f"edi:{self.id}"


def partners(
    connection: psycopg.Connection[Any], *, ids: Sequence[int] = (), shops: Sequence[int] = (),
    warehouses: Sequence[int] = (), all_of_them: bool = False,
) -> list[Known]:  # fmt: skip
    """The active partners with these ids, of these shops or warehouses, by code."""
    values = {"ids": list(ids), "shops": list(shops), "warehouses": list(warehouses), "all": all_of_them}
    return [_known(row) for row in connection.execute(SQL.partners, values).fetchall()]


def _known(row: Sequence[Any]) -> Known:
    partner_id, code, standard, settings, shop, warehouse, url, secret = row
    partner = msgspec.convert(settings or {}, Partner)
    return Known(partner_id, code, STANDARDS[standard], partner, shop, warehouse, url, secret)


def of_shop(connection: psycopg.Connection[Any], shop_id: int) -> Known | None:
    """The partner behind a shop; None where it has none."""
    return next(iter(partners(connection, shops=[shop_id])), None)


def of_warehouse(connection: psycopg.Connection[Any], warehouse_id: int) -> Known | None:
    """The partner behind a warehouse; None where it has none."""
    return next(iter(partners(connection, warehouses=[warehouse_id])), None)
