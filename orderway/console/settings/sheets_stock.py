"""The sheet of stock: opening quantities with their bins. What lies there already is counted by a warehouse manager."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orderway.console.settings.cells import CodeCell, WholeCell
from orderway.console.settings.known import Known
from orderway.console.settings.sheet import SQL, Entry, Identity, Row, Sheet
from orderway.console.settings.sheets_places import AtWarehouseForm
from orderway.flow.goods import ROWS_MAX, Change, change_goods
from orderway.records.models import Sku
from orderway.stock.shelves import set_places
from orderway.web.engine import engine

UNITS_MAX = 1_000_000_000
ALL = 1_000_000_000


class StockForm(AtWarehouseForm):
    """Opening stock of one SKU at one warehouse."""

    sku = CodeCell(label=gettext_lazy("SKU"), help_text=gettext_lazy("The code of the SKU."))
    units = WholeCell(UNITS_MAX, label=gettext_lazy("Units"))
    bin = CodeCell(
        label=gettext_lazy("Bin"), max_length=50, required=False, help_text=gettext_lazy("Where it lies, as A-03-12.")
    )
    safety = WholeCell(
        UNITS_MAX,
        label=gettext_lazy("Safety stock"),
        initial=0,
        required=False,
        help_text=gettext_lazy("Units that are never promised."),
    )
    field_order = ["sku", "warehouse", "units", "bin", "safety"]

    def clean(self) -> dict[str, Any]:
        """A SKU and a quantity that opening stock may have: what lies there already is not opened twice."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        if told.get("sku") and told["sku"] not in self.known.skus:
            self.add_error("sku", _("There is no SKU of this code."))
        before = self.data.get("on_hand")
        if before not in (None, "", "0") and "units" in told and str(told["units"]) != str(before):
            self.add_error(
                "units", _("There are %(many)s already: a warehouse manager counts them.") % {"many": before}
            )
        return told


class StockRow:
    """One stock row with the codes of its SKU and warehouse."""

    def __init__(self, row: Sequence[Any]) -> None:
        self.sku_id, self.warehouse_id, self.sku, self.warehouse, self.units, self.bin, self.safety = row
        self.pk = 0


class Laid(NamedTuple):
    """Units that are laid into a place, and what its row says then."""

    sku_id: int
    warehouse_id: int
    units: int
    bin: str
    safety: int


class Stock(Sheet):
    """What lies where, at the beginning."""

    key = "stock"
    title = gettext_lazy("Opening stock")
    one = gettext_lazy("stock row")
    about = gettext_lazy("What lies where at the beginning, with its bin. From then on goods are received and counted.")
    icon = "packages"
    model = Sku
    form = StockForm
    identity = ("sku", "warehouse")
    columns = ("sku", "warehouse", "units", "bin", "safety")
    search = ("code",)

    def fields(self) -> list[str]:
        """The headings of the file."""
        return list(self.columns)

    def page(self, words: str, after: str, limit: int) -> list[StockRow]:
        """Rows after a `sku|warehouse`, whose SKU contains the words."""
        sku, _bar, warehouse = after.partition("|")
        values: dict[str, str | int] = {
            "words": f"%{words.strip()}%",
            "sku": sku,
            "warehouse": warehouse,
            "limit": limit,
        }
        with connection.cursor() as cursor:
            cursor.execute(SQL.stock_rows, values)
            return [StockRow(row) for row in cursor.fetchall()]

    def all(self) -> Any:
        """Every stock row."""
        return self.page("", "", ALL)

    def row_of(self, one: StockRow) -> Row:
        """A stock row as text; `on_hand` is what lies there now."""
        row = {name: str(getattr(one, name)) for name in self.columns}
        return {**row, "on_hand": row["units"]}

    def entries(self, rows: Iterable[Any]) -> Iterator[Entry]:
        """Stock rows as rows of the list."""
        for one in rows:
            row = self.row_of(one)
            yield Entry(0, [row[name] for name in self.columns])

    def by_identity(self) -> dict[Identity, Any]:
        """Every stock row by SKU and warehouse."""
        return {(one.sku, one.warehouse): one for one in self.all()}

    def instance_of(self, told: Mapping[str, Any], one: StockRow | None, known: Known) -> Laid:
        """What a checked row lays there in addition, in which bin."""
        sku, warehouse = known.skus[told["sku"]], known.warehouses[told["warehouse"]]
        return Laid(sku, warehouse, told["units"] - (one.units if one else 0), told["bin"], told["safety"] or 0)

    def save(self, told: Sequence[tuple[Mapping[str, Any], Any]], known: Known, actor: str) -> None:
        """Opening movements for what is new, bins and safety stock for all; in one transaction."""
        made = engine()
        laid = [self.instance_of(values, one, known) for values, one in told]
        opened = [Change(one.sku_id, one.warehouse_id, one.units) for one in laid if one.units > 0]
        places = [(one.sku_id, one.warehouse_id, one.bin, one.safety) for one in laid]
        with made.connection.transaction():
            for start in range(0, len(opened), ROWS_MAX):
                refusal = change_goods(made, opened[start : start + ROWS_MAX], "opening", "opening", actor)
                assert refusal is None, refusal
            set_places(made.connection.cursor(), places)
