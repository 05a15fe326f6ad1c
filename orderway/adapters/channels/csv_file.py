"""CSV and Excel: any table whose headings are known or mapped; rows of one order number are one order.

`parse` reads a file whole. `read` gives the same in parts, so that a file of a hundred thousand rows is imported with
progress; `propose` says what was recognised, for the screen where a shop's mapping is made.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from orderway.adapters.channels import _cells
from orderway.adapters.channels._china import refund_documents
from orderway.adapters.channels._columns import (
    coin_told,
    completed,
    fields,
    find_headings,
    headings_of,
    likely_headings,
    recognise,
)
from orderway.adapters.channels._read import Unreadable
from orderway.adapters.channels._rows import Reader
from orderway.adapters.channels._table import Table, open_table
from orderway.adapters.channels._unpushed import Unpushed
from orderway.kernel.limits import LINES_PER_ORDER_MAX
from orderway.ports.channel import (
    Document,
    IncomingLine,
    IncomingOrder,
    Parsed,
    Problem,
)
from orderway.ports.table import ColumnMapping, Part, Proposal

PART_ORDERS = 500
"""Orders that `read` gives at a time."""
SAMPLE_ROWS = 500
"""Rows that are looked at to tell dates and discounts apart."""
PROBLEMS_MAX = 10_000
"""Problems of one file that are listed; the rest is counted."""
_SUM_ROWS = frozenset(("total", "totals", "grand total", "sum", "summe", "gesamt", "gesamtsumme", "somme", "totale",
                       "totaal", "suma", "razem", "итого", "всего", "합계", "合计", "总计", "合計",
                       "總計"))  # fmt: skip
"""What names a last row of sums, in its first column or in any where the row has no order number of its own."""
OPEN_ROWS_MAX = 200_000
"""Rows of orders whose last row has not come yet."""


class CsvFile(Unpushed):
    """Tables as files; a shop's mapping is handed in."""

    code = "csv"
    name = "CSV / Excel"
    why_not_pushed = "files carry no signature; import them"

    def parse(
        self,
        body: bytes,
        *,
        filename: str = "",
        topic: str = "",
        mapping: ColumnMapping | None = None,
    ) -> Parsed:
        """Read a whole file; each bad row is one Problem, the rows of the other orders go in."""
        whole = Parsed()
        for part in self.read(body, mapping):
            whole.orders.extend(part.parsed.orders)
            whole.documents.extend(part.parsed.documents)
            whole.problems.extend(part.parsed.problems)
        return whole

    def read(self, body: bytes, mapping: ColumnMapping | None = None) -> Iterator[Part]:
        """The same in parts of `PART_ORDERS` orders. Never raises for bad content."""
        try:
            yield from _File(open_table(body), mapping or ColumnMapping()).parts()
        except Unreadable as error:
            where, _, what = str(error).partition(": ")
            yield Part(
                Parsed(problems=[Problem(where=where if what else "file", what=what or where)]),
                0,
                0,
            )

    def meanings(self) -> list[str]:
        """Every meaning that a column may have, sorted."""
        return sorted(fields())

    def propose(self, body: bytes, mapping: ColumnMapping | None = None) -> Proposal:
        """What the headings were taken for, with the first rows; for a screen. Never raises for bad content."""
        try:
            table = open_table(body)
            sample = _sample(table)
        except Unreadable as error:
            return Proposal("", [], {}, [], [Problem(where="file", what=str(error))])
        try:
            index, columns = find_headings(sample, mapping or ColumnMapping())
        except Unreadable:  # no order number, as yet: what else is known is told all the same
            index = likely_headings(sample)
            columns = recognise(headings_of(sample[index]), mapping or ColumnMapping()) if sample else {}
        headings = headings_of(sample[index]) if sample else []
        named = {headings[column]: field for field, column in columns.items()}
        return Proposal(
            table.form,
            headings,
            named,
            [headings_of(row) for row in sample[index + 1 : index + 11]],
            [],
        )

    def join(self, parts: list[Parsed]) -> Parsed:
        """One Parsed of several files about the same orders: heads in one, lines in another (orders, order details)."""
        whole = Parsed()
        heads: dict[str, IncomingOrder] = {}
        for part in parts:
            whole.documents.extend(part.documents)
            whole.problems.extend(part.problems)
            for order in part.orders:
                other = heads.get(order.external_id)
                if other is not None and _fits(other, order):
                    _merge(other, order)
                else:
                    heads.setdefault(order.external_id, order)
                    whole.orders.append(order)
        return whole


def _fits(one: IncomingOrder, two: IncomingOrder) -> bool:
    return bool(one.lines) != bool(two.lines)


def _merge(into: IncomingOrder, other: IncomingOrder) -> None:
    """Lines and their amounts of the one, all else of the one that knows when the order was placed."""
    goods, head = (into, other) if into.lines else (other, into)
    total = goods.total_minor + (head.total_minor or head.shipping_minor + head.tax_minor - head.discount_minor)
    lines, discount = goods.lines, goods.discount_minor + head.discount_minor
    for field in IncomingOrder.__struct_fields__:
        setattr(into, field, getattr(head, field))
    into.lines, into.discount_minor, into.total_minor = lines, discount, total
    if into.payment_status == "paid":
        into.paid_minor = total


def _sample(table: Table) -> list[list[Any]]:
    sample = []
    for row in table.rows():
        sample.append(row)
        if len(sample) >= SAMPLE_ROWS:
            break
    return sample


class _File:
    """One reading of one table."""

    def __init__(self, table: Table, mapping: ColumnMapping) -> None:
        self._table = table
        sample = _sample(table)
        self._heading, columns = find_headings(sample, mapping)
        headings = headings_of(sample[self._heading])
        mapping = completed(mapping, headings[columns["external_id"]], coin_told(headings))
        try:
            zone = ZoneInfo(mapping.zone)
        except (ZoneInfoNotFoundError, ValueError):
            raise Unreadable(f"mapping: {mapping.zone[:40]!r} is no time zone") from None
        below = sample[self._heading + 1 :]
        if not mapping.columns:
            columns = {field: index for field, index in columns.items() if not _words_only(below, field, index)}
        day_first = mapping.day_first if mapping.day_first is not None else _day_first(below, columns)
        self._reader = Reader(columns, mapping, zone, day_first, _is_rate(below, columns))
        self._columns = columns
        self._out = Parsed()
        self._beyond: dict[str, int] = {}
        self._hidden = 0

    def parts(self) -> Iterator[Part]:
        """Orders as soon as their last row has been read, so that rows of one order need not stand together."""
        last, total = self._last_rows()
        waiting: dict[str, list[tuple[int, list[Any]]]] = {}
        held = 0
        for seen, (number, key, row) in enumerate(self._keyed(), 1):
            if not key:
                continue
            rows = waiting.setdefault(key, [])
            if len(rows) > LINES_PER_ORDER_MAX:  # it is refused at its last row: what comes is counted, not kept
                self._beyond[key] = self._beyond.get(key, 0) + 1
            else:
                rows.append((number, row))
                held += 1
            if held > OPEN_ROWS_MAX:
                raise Unreadable(f"row {number}: too many orders are spread over the file, sort it by order number")
            if last[key] == number:
                rows = waiting.pop(key)
                held -= len(rows)
                self._order(key, rows)
                if len(self._out.orders) + len(self._out.documents) >= PART_ORDERS:
                    yield self._part(seen, total)
        if self._hidden:
            self._out.problems.append(
                Problem(
                    where="file",
                    what=f"{self._hidden} more rows at fault are not listed",
                )
            )
        yield self._part(total, total)

    def _part(self, done: int, total: int) -> Part:
        part, self._out = Part(self._out, done, total), Parsed()
        return part

    def _keyed(self, tell: bool = True) -> Iterator[tuple[int, str, list[Any]]]:
        """Row number (headings counted), order number and cells; a row without a number belongs to the one before."""
        key = ""
        for number, row in enumerate(self._table.rows(), 1):
            if number <= self._heading + 1 or not any(cell not in ("", None) for cell in row):
                continue
            try:
                own = self._reader.key(row)
                if not own and _is_sum(row):
                    continue
                key = own or key
                if not key:
                    raise Unreadable("external_id: it is empty")
            except Unreadable as error:
                key = ""
                if tell:
                    self._problem(number, str(error))
            yield number, key, row

    def _last_rows(self) -> tuple[dict[str, int], int]:
        """The last row of each order, and how many rows there are, headings, sums and empty ones not counted."""
        last: dict[str, int] = {}
        rows = 0
        for number, key, _ in self._keyed(tell=False):
            rows += 1
            if key:
                last[key] = number
        return last, rows

    def _order(self, key: str, rows: list[tuple[int, list[Any]]]) -> None:
        lines: list[IncomingLine] = []
        if len(rows) > LINES_PER_ORDER_MAX:
            many = len(rows) + self._beyond.pop(key, 0)
            self._problem(rows[0][0], f"order {key[:60]}: {many} rows, at most {LINES_PER_ORDER_MAX} are read")
            return
        good = True
        for position, (number, row) in enumerate(rows, 1):
            try:
                line = self._reader.line(row, position, self._reader.coin(row))
            except Unreadable as error:
                self._problem(number, str(error))
                good = False
                continue
            if line is not None:
                lines.append(line)
        if not good:
            # An order without one of its lines would be shipped short: all of it waits until its row is put right.
            if len(rows) > 1:
                self._problem(
                    rows[0][0],
                    f"order {key[:60]} is left out with its {len(rows)} rows",
                )
            return
        if not lines and key.casefold().strip(" :：") in _SUM_ROWS:
            return
        try:
            found = self._reader.order(key, rows, lines)
        except Unreadable as error:
            self._problem(rows[0][0], str(error))
            return
        if isinstance(found, Document):
            self._out.documents.append(found)
        else:
            self._out.orders.append(found)
            self._out.documents.extend(refund_documents(found))

    def _problem(self, number: int, what: str) -> None:
        if len(self._out.problems) < PROBLEMS_MAX:
            self._out.problems.append(Problem(where=f"row {number}", what=what))
        else:
            self._hidden += 1


_AMOUNTS_OR_WORDS = frozenset(("shipping", "discount", "tax", "line_tax", "line_discount"))
"""What one heading may mean: Shipping is a price or a way, Coupon an amount or a code, VAT an amount or a rate."""


def _words_only(rows: list[list[Any]], field: str, index: int) -> bool:
    """Whether a column that would be amounts holds words alone."""
    if field not in _AMOUNTS_OR_WORDS:
        return False
    cells = [row[index] for row in rows if index < len(row) and row[index] not in ("", None)]
    return bool(cells) and not any(_is_number(cell, rate=field.endswith("discount")) for cell in cells)


def _is_number(cell: Any, rate: bool) -> bool:
    try:
        return _cells.cell_number(cell.replace("%", "") if rate and isinstance(cell, str) else cell, "cell") is not None
    except Unreadable:
        return False


def _is_sum(row: list[Any]) -> bool:
    return any(isinstance(cell, str) and cell.casefold().strip(" :：\t") in _SUM_ROWS for cell in row)


def _day_first(rows: list[list[Any]], columns: dict[str, int]) -> bool:
    """True where a first number above 12 shows that days come first."""
    index = columns.get("placed_at")
    for row in rows:
        cell = row[index] if index is not None and index < len(row) else None
        if isinstance(cell, str):
            head, _, rest = cell.strip().replace("-", "/").partition("/")
            if rest and head.isascii() and head.isdigit() and 12 < int(head[:4]) <= 31:
                return True
    return False


def _is_rate(rows: list[list[Any]], columns: dict[str, int]) -> bool:
    """True where a column of discounts holds only numbers from 0 to below 1, and some above 0."""
    index = columns.get("line_discount")
    seen = False
    for row in rows:
        cell = row[index] if index is not None and index < len(row) else None
        try:
            value = _cells.cell_number(cell, "discount")
        except Unreadable:
            return False
        if value is not None and not 0 <= value < 1:
            return False
        seen = seen or bool(value)
    return seen


CHANNEL = CsvFile()
