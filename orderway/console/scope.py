"""What one reader may see: the orders of their shops and warehouses, as a condition for every query."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db import connection

from orderway.web.permissions import shops_of, warehouses_of

_AT_WAREHOUSE = "EXISTS (SELECT 1 FROM reservation rw WHERE rw.order_id = {o}.id AND rw.warehouse_id = ANY(%s))"


class Scope(NamedTuple):
    """Shops and warehouses that a reader is limited to; None: all of them."""

    shops: list[int] | None
    warehouses: list[int] | None

    @property
    def key(self) -> str:
        """The same for two readers who see the same."""
        return f"{self.shops}/{self.warehouses}"

    @property
    def counted(self) -> bool:
        """Whether the counts kept by shop are right for this reader."""
        return self.warehouses is None

    def conditions(self, alias: str = "o") -> tuple[list[str], list[Any]]:
        """Conditions on the table of orders under `alias`, and their values."""
        conditions: list[str] = []
        values: list[Any] = []
        if self.shops is not None:
            conditions.append(f"{alias}.shop_id = ANY(%s)")
            values.append(self.shops)
        if self.warehouses is not None:
            conditions.append(_AT_WAREHOUSE.format(o=alias))
            values.append(self.warehouses)
        return conditions, values

    def where(self, alias: str = "o") -> tuple[str, list[Any]]:
        """The same as one piece of SQL that begins with AND, or nothing."""
        conditions, values = self.conditions(alias)
        return "".join(f" AND {condition}" for condition in conditions), values


def scope_of(user: Any) -> Scope:
    """The scope of a signed-in user."""
    return Scope(shops_of(user), warehouses_of(user))


def seen(scope: Scope, order_ids: Sequence[int]) -> list[int]:
    """Those of these orders that the scope lets see, in their sequence."""
    condition, values = scope.where()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT o.id FROM orders o WHERE o.id = ANY(%s){condition}", [list(order_ids), *values])
        found = {row[0] for row in cursor.fetchall()}
    return [order_id for order_id in order_ids if order_id in found]
