"""What a trial changes: the JSON of `orderway replay --rules FILE` and of the console's page, checked and applied.

Everything is optional. Codes name shops, warehouses, carriers and SKUs; amounts are minor units.
"""

from __future__ import annotations

from typing import Annotated, Any

import msgspec

from orderway.kernel.errors import NO_JSON

BYTES_MAX = 4 * 1024 * 1024
"""A file of changes."""
CELLS_MAX = 50_000
"""Cells of rate cards and zones that one trial may bring."""
ENTRIES_MAX = 1_000
"""Entries of every other list."""

Code = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
Minor = Annotated[int, msgspec.Meta(ge=0, le=10**9)]
Percent = Annotated[int, msgspec.Meta(ge=0, le=100)]


class ChangeError(Exception):
    """A change that cannot be tried; `where` names the entry, `what` says why."""

    def __init__(self, where: str, what: str) -> None:
        super().__init__(f"{where}: {what}")
        self.where = where
        self.what = what


class RateCell(msgspec.Struct, forbid_unknown_fields=True):
    """One cell of a rate card: up to this weight, to this zone, for this price."""

    warehouse: Code
    carrier: Code
    zone: Code
    weight_grams_max: Annotated[int, msgspec.Meta(gt=0, le=10**8)]
    price_minor: Minor
    days_max: Annotated[int, msgspec.Meta(ge=0, le=365)] = 3


class RatePercent(msgspec.Struct, forbid_unknown_fields=True):
    """All prices of some cells dearer or cheaper; what is left empty means every one. Rounded half up."""

    percent: Annotated[int, msgspec.Meta(ge=-100, le=1000)]
    warehouse: str = ""
    carrier: str = ""
    zone: str = ""


class ZoneCell(msgspec.Struct, forbid_unknown_fields=True):
    """Which zone of a warehouse's rate card a destination is in; an empty province is the rest of the country."""

    warehouse: Code
    country: str
    province: str
    zone: Code


class WarehouseChange(msgspec.Struct, forbid_unknown_fields=True):
    """Other figures of a warehouse; what is None stays. `closed`: it ships nothing in the whole period."""

    closed: bool = False
    handling_order_minor: Minor | None = None
    handling_unit_minor: Minor | None = None
    daily_orders_max: Annotated[int, msgspec.Meta(ge=0, le=10**7)] | None = None
    load_minor: Minor | None = None
    cut_off: str | None = None


class NewWarehouse(msgspec.Struct, forbid_unknown_fields=True):
    """A warehouse that is not there yet: as another one, but for what is said. It gets `stock_percent` of its goods."""

    code: Code
    copy_of: Code
    name: str = ""
    country: str = ""
    province: str = ""
    city: str = ""
    stock_percent: Percent = 0
    handling_order_minor: Minor | None = None
    handling_unit_minor: Minor | None = None
    daily_orders_max: Annotated[int, msgspec.Meta(ge=0, le=10**7)] | None = None


class StockMove(msgspec.Struct, forbid_unknown_fields=True):
    """A share of what is free of one SKU (empty: of every one) lay at another warehouse."""

    from_warehouse: Code
    to_warehouse: Code
    percent: Percent
    sku: str = ""


class RuleChange(msgspec.Struct, forbid_unknown_fields=True):
    """A decision table as if it had been in force; it stands in for the one of the same kind, shop and name."""

    kind: Code
    table: dict[str, Any]
    shop: str = ""
    name: str = "trial"


Entries = msgspec.Meta(max_length=ENTRIES_MAX)
Cells = msgspec.Meta(max_length=CELLS_MAX)


class Changes(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """All that one trial changes. An empty one is a replay of the past as it was."""

    policy: dict[str, dict[str, Any]] = {}
    """Shop code ("*": all shops) -> fields of its policy."""
    rates: Annotated[list[RateCell], Cells] = []
    """New rate cards: they replace every cell of the (warehouse, carrier) that they name."""
    rate_cells: Annotated[list[RateCell], Cells] = []
    """Single cells, put into the cards as they are."""
    rates_percent: Annotated[list[RatePercent], Entries] = []
    zones: Annotated[list[ZoneCell], Cells] = []
    warehouses: dict[str, WarehouseChange] = {}
    new_warehouses: Annotated[list[NewWarehouse], Entries] = []
    stock: Annotated[list[StockMove], Entries] = []
    rules: Annotated[list[RuleChange], Entries] = []
    only_shops: Annotated[list[Code], Entries] = []
    """Shops whose orders are told of and counted; empty: every one. It changes nothing by itself."""

    def __bool__(self) -> bool:
        return bool(msgspec.to_builtins(self).keys() - {"only_shops"})

    def touches_stock(self) -> bool:
        """Whether the stock of the past is laid out otherwise."""
        return bool(self.stock) or any(one.stock_percent for one in self.new_warehouses)


def changes_of(data: bytes) -> Changes:
    """The changes of a file; ChangeError names the place of what is wrong."""
    if len(data) > BYTES_MAX:
        raise ChangeError("$", f"more than {BYTES_MAX // 1024 // 1024} MiB")
    try:
        return msgspec.json.decode(data, type=Changes)
    except msgspec.ValidationError as error:
        what, _, where = str(error).rpartition(" - at `")
        raise ChangeError(where.rstrip("`") if what else "$", what or str(error)) from error
    except NO_JSON as error:
        raise ChangeError("$", str(error)) from error
