"""Rows of a table to orders: one order is all rows with its number, in the order of the file."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from orderway.adapters.channels import _cells, _row_state
from orderway.adapters.channels._json import tell_apart
from orderway.adapters.channels._places import country_code
from orderway.adapters.channels._read import (
    Unreadable,
    currency,
    exact_price,
    joined,
    minor,
    quantity,
    rounded,
    stamp,
)
from orderway.kernel.limits import LINES_PER_ORDER_MAX
from orderway.kernel.money import format_minor
from orderway.ports.channel import Document, IncomingLine, IncomingOrder, Receiver
from orderway.ports.table import ColumnMapping

_NOTHING = "null"
"""What some exports write into an empty cell."""
_PLATFORMS = frozenset(
    ("amazon", "afn", "fba", "fulfilled by amazon", "walmart fulfilled", "wfs", "fulfilled by lazada", "fbl",
     "fulfilled by shopee", "fulfilled by tiktok", "fbt", "fulfilled by ebay")
)  # fmt: skip
"""Who ships instead of us, in the words of exports."""
UNKNOWN_TIME = datetime(1970, 1, 1, tzinfo=UTC)
"""Where a file has no column for the order's time; `extra["placed_at_unknown"]` says so, intake takes its own time."""


class Reader:
    """Reads rows with one mapping of fields to columns; keeps nothing between orders."""

    def __init__(
        self,
        columns: dict[str, int],
        mapping: ColumnMapping,
        zone: tzinfo,
        day_first: bool,
        rate: bool,
    ) -> None:
        self._columns = columns
        self._mapping = mapping
        self._zone = zone
        self._day_first = day_first
        self._discount_is_rate = rate

    def cell(self, row: list[Any], field: str) -> Any:
        """The raw cell of a field; None where the file has no such column or the row ends before it."""
        index = self._columns.get(field)
        return row[index] if index is not None and index < len(row) else None

    def word(self, row: list[Any], field: str) -> str:
        """The text of a field; empty where there is none."""
        try:
            return _cells.cell_text(self.cell(row, field))
        except Unreadable as error:
            raise Unreadable(f"{field}: {error}") from None

    def key(self, row: list[Any]) -> str:
        """The order's number in a row; empty in a continuation row."""
        try:
            return _cells.cell_id(self.cell(row, "external_id"))
        except Unreadable as error:
            raise Unreadable(f"external_id: {error}") from None

    def line(self, row: list[Any], number: int, coin: str) -> IncomingLine | None:
        """The position of a row; None where it names no goods. Raises Unreadable with the field at fault."""
        sku = _cells.cell_id(self.cell(row, "sku"))
        listing = _cells.cell_id(self.cell(row, "listing"))
        title = self.word(row, "title")
        if not (sku or listing or title):
            return None
        if "quantity" in self._columns:
            count = _cells.cell_number(self.cell(row, "quantity"), "quantity")
            if count is None:
                raise Unreadable("quantity: it is empty")
        else:
            count = Decimal(1)
        price, gross = self._price(row, count, coin)
        refund = _row_state.refund_of(self.word(row, "after_sale")) if "after_sale" in self._columns else ""
        whole, exact = quantity(count)
        unit_minor = minor(price, coin, "unit_price")
        gross_minor = minor(gross, coin, "amount")
        return IncomingLine(
            external_id=_cells.cell_id(self.cell(row, "line_id")) or str(number),
            sku=sku,
            title=title,
            quantity=whole,
            unit_price_minor=unit_minor,
            listing=listing,
            discount_minor=self._discount(row, gross, coin),
            tax_minor=self._money(row, "line_tax", coin),
            variant=self.word(row, "variant"),
            weight_grams=self._weight(row),
            live_host=self.word(row, "live_host"),
            quantity_exact=exact,
            price_exact=exact_price(price, coin),
            gross_minor=None if gross_minor == whole * unit_minor else gross_minor,
            current_quantity=0 if refund == "refunded" else None,
            refund_status=refund,
        )

    def _price(self, row: list[Any], count: Decimal, coin: str) -> tuple[Decimal, Decimal]:
        """Unit price and line amount; each from the other where the file has only one of them."""
        price = _cells.cell_money(self.cell(row, "unit_price"), "unit_price", coin)
        amount = _cells.cell_money(self.cell(row, "line_total"), "line_total", coin)
        if price is None:
            price = amount / count if amount is not None and count else Decimal(0)
            price = rounded(price, "line_total").normalize()
            return price, amount or Decimal(0)
        return price, price * count

    def _discount(self, row: list[Any], gross: Decimal, coin: str) -> int:
        field = "line_discount" if "line_discount" in self._columns else "discount_rate"
        raw = self.cell(row, field)
        percent = isinstance(raw, str) and raw.strip().endswith("%")
        value = _cells.cell_number(raw.replace("%", "") if percent else raw, field)
        if not value:
            return 0
        if percent:
            value = value / 100
        if percent or field == "discount_rate" or self._discount_is_rate:
            if not 0 <= value <= 1:
                raise Unreadable(f"{field}: a rate between 0 and 1 is expected")
            rate = value.quantize(Decimal("0.000001"), ROUND_HALF_UP)
            return minor(gross * rate, coin, field)
        return abs(minor(value, coin, field))

    def _weight(self, row: list[Any]) -> int | None:
        value = _cells.cell_number(self.cell(row, "weight_grams"), "weight_grams")
        return None if value is None else quantity(value, "weight_grams")[0]

    def _money(self, row: list[Any], field: str, coin: str) -> int:
        return minor(_cells.cell_money(self.cell(row, field), field, coin), coin, field)

    def coin(self, row: list[Any]) -> str:
        """The currency of a row: its own, or the mapping's."""
        word = self.word(row, "currency")
        known = {
            "人民币": "CNY",
            "RMB": "CNY",
            "¥": "CNY",
            "元": "CNY",
            "€": "EUR",
            "$": "USD",
            "£": "GBP",
        }
        return currency(known.get(word, word)) or self._signed(row) or self._mapping.currency

    def _signed(self, row: list[Any]) -> str:
        """The currency that the sign beside an amount names for certain ($ and ¥ are those of several)."""
        cells = (self.cell(row, field) for field in ("total", "unit_price", "line_total"))
        return next((coin for cell in cells if (coin := _cells.coin_beside(cell))), "")

    def order(self, key: str, rows: list[tuple[int, list[Any]]], lines: list[IncomingLine]) -> IncomingOrder | Document:
        """The order of its rows; a Document where all of it goes back or is taken away (cancellation, adjustment)."""
        if len(lines) > LINES_PER_ORDER_MAX:
            raise Unreadable(f"{len(lines)} lines, at most {LINES_PER_ORDER_MAX} are read")
        coin = self.coin(rows[0][1])
        paid_at = self._first_time(rows, "paid_at")
        placed_at = self._placed(rows) or paid_at
        self._something(key, rows, lines)
        tell_apart(lines)
        goods = sum(line.amount_minor() for line in lines)
        off = sum(line.discount_minor for line in lines) + abs(self._once(rows, "discount", coin))
        shipping = self._once(rows, "shipping", coin) + self._each(rows, "line_shipping", coin)
        shipping -= abs(self._each(rows, "line_shipping_discount", coin))
        tax = self._once(rows, "tax", coin) or sum(line.tax_minor for line in lines)
        tax += self._each(rows, "line_shipping_tax", coin)
        subsidy = self._once(rows, "subsidy", coin) + self._each(rows, "line_subsidy", coin)
        told = self._total(rows, coin)
        total = goods - off + shipping + tax if told is None else told
        if told is not None:
            off = self._off(rows, lines, coin, total + subsidy - goods - shipping, tax)
            off = off or max(0, self._once(rows, "list_total", coin) - total)
        elif total < 0 <= goods:  # prices that the file does not tell: no money goes back
            total, off = 0, goods + shipping + tax
        if (lines and all(line.quantity_exact.startswith("-") for line in lines) and goods < 0) or total < 0:
            return self._taken_back(key, placed_at, coin, -(goods or total), lines)
        if key[:1] in "Cc" and key[1:].isdigit() and lines and all(line.quantity == 0 for line in lines):
            return self._taken_back(key, placed_at, coin, -goods, lines)
        order = IncomingOrder(
            external_id=key,
            placed_at=placed_at or UNKNOWN_TIME,
            currency=coin,
            lines=lines,
            total_minor=total,
            tax_minor=tax,
            tax_included=bool(tax) and total + subsidy == goods - off + shipping,
            shipping_minor=shipping,
            discount_minor=off,
            subsidy_minor=subsidy,
            payment_method=self._first(rows, "payment_method"),
            paid_at=paid_at,
            fulfilled_by_channel=self._first(rows, "fulfilled_by").casefold() in _PLATFORMS,
            refunded_minor=abs(self._once(rows, "refunded", coin)),
            ship_to=self._receiver(rows),
            buyer_id=self._first_id(rows, "buyer_id"),
            buyer_note=self._first(rows, "buyer_note"),
            seller_note=self._first(rows, "seller_note"),
            version=stamp(placed_at),
            wishes={field: word for field in ("delivery_date", "invoice") if (word := self._first(rows, field))},
        )
        if placed_at is None:
            order.extra = {"placed_at_unknown": True}
        if told is not None and total + subsidy not in (goods - off + shipping, goods - off + shipping + tax):
            order.extra.update(_twice(rows, goods, total, coin))
        self._state(order, rows)
        return order

    def _something(self, key: str, rows: list[tuple[int, list[Any]]], lines: list[IncomingLine]) -> None:
        """Raise Unreadable for what names no goods, no time and nobody: a footer of the export is no order."""
        told = ("placed_at", "paid_at", "name", "street", "raw", "total", "email", "phone", "country", "postcode")
        if not lines and not any(self._first(rows, field) for field in told):
            raise Unreadable(f"{key[:60]!r} has no goods, no time and no receiver: it is no order")

    def _taken_back(
        self,
        key: str,
        at: datetime | None,
        coin: str,
        amount: int,
        lines: list[IncomingLine],
    ) -> Document:
        cancelled = key[:1] in "Cc" and key[1:].isdigit()
        return Document(
            kind="cancellation" if cancelled else "adjustment",
            number=key,
            order_external_id=key[1:] if cancelled else "",
            at=at,
            amount_minor=amount,
            currency=coin,
            lines=lines,
        )

    def _state(self, order: IncomingOrder, rows: list[tuple[int, list[Any]]]) -> None:
        payment, status = self._first(rows, "payment_status"), self._first(rows, "order_status")
        if self._first(rows, "cancelled_at"):
            order.status = "cancelled"
        _row_state.tell(order, payment, status, self._mapping.payment_status)
        if "shipped_quantity" in self._columns and order.status != "cancelled":
            self._shipped(order, rows)

    def _shipped(self, order: IncomingOrder, rows: list[tuple[int, list[Any]]]) -> None:
        """What the export counts as shipped already must not be shipped again."""
        gone = [_cells.cell_number(self.cell(row, "shipped_quantity"), "shipped_quantity") for _, row in rows]
        units = sum((count for count in gone if count), Decimal(0))
        if units > 0:
            whole = units >= sum(line.quantity for line in order.lines)
            order.extra["fulfillment_status"] = "fulfilled" if whole else "partial"

    def _receiver(self, rows: list[tuple[int, list[Any]]]) -> Receiver:
        def found(field: str) -> str:
            return self._first(rows, field)

        land = found("country")
        return Receiver(
            name=self._name(rows),
            phone=self._parts(rows, "phone", "phone_middle", "phone_end") or self._first_id(rows, "phone2"),
            email=found("email"),
            country=country_code(land) or self._mapping.country,
            province=found("province"),
            city=found("city"),
            district=found("district"),
            street=self._street(rows),
            postcode=self._parts(rows, "postcode", "postcode_end"),
            company=found("company"),
            raw=found("raw"),
        )

    def _first(self, rows: list[tuple[int, list[Any]]], field: str) -> str:
        if field not in self._columns:
            return ""
        words = (self.word(row, field) for _, row in rows)
        return next((word for word in words if word not in ("", _NOTHING)), "")

    def _first_id(self, rows: list[tuple[int, list[Any]]], field: str) -> str:
        if field not in self._columns:
            return ""
        return next(
            (word for _, row in rows if (word := _cells.cell_id(self.cell(row, field))) not in ("", _NOTHING)),
            "",
        )

    def _parts(self, rows: list[tuple[int, list[Any]]], *fields: str) -> str:
        """A number that stands in several columns, its parts joined by dashes."""
        return joined(*(self._first_id(rows, field) for field in fields), by="-")

    def _first_time(self, rows: list[tuple[int, list[Any]]], field: str) -> datetime | None:
        if field not in self._columns:
            return None
        for _, row in rows:
            at = _cells.cell_moment(self.cell(row, field), self._zone, self._day_first, field)
            if at is not None:
                return at
        return None

    def _placed(self, rows: list[tuple[int, list[Any]]]) -> datetime | None:
        """When the order was placed, the clock in a column of its own or beside the day."""
        if "placed_clock" in self._columns:
            for _, row in rows:
                day, clock = self.word(row, "placed_at"), self.word(row, "placed_clock")
                if day and ":" in clock and ":" not in day:
                    return _cells.cell_moment(f"{day} {clock}", self._zone, self._day_first, "placed_at")
        return self._first_time(rows, "placed_at")

    def _once(self, rows: list[tuple[int, list[Any]]], field: str, coin: str) -> int:
        """An amount of the order that exports repeat on each of its rows."""
        if field not in self._columns:
            return 0
        amounts = [self._money(row, field, coin) for _, row in rows]
        return next((amount for amount in amounts if amount), 0)

    def _each(self, rows: list[tuple[int, list[Any]]], field: str, coin: str) -> int:
        """An amount that each row tells for its own line."""
        return sum(self._money(row, field, coin) for _, row in rows) if field in self._columns else 0

    def _off(
        self, rows: list[tuple[int, list[Any]]], lines: list[IncomingLine], coin: str, beyond: int, tax: int
    ) -> int:
        """All discounts; where the order's already holds those of its lines, it alone meets what the total says."""
        of_lines, of_order = sum(line.discount_minor for line in lines), abs(self._once(rows, "discount", coin))
        ways = (of_lines + of_order, of_order, of_lines)
        return next((off for off in ways if beyond + off in (tax, 0)), ways[0])

    def _street(self, rows: list[tuple[int, list[Any]]]) -> str:
        """Town, street, house number and second part; each once, though exports tell some of them twice."""
        street = self._first(rows, "street")
        number = self._first_id(rows, "house_number")
        street = street if not number or street.endswith(number) else joined(street, number)
        more = self._first(rows, "street2")
        street = street if more and street.endswith(more) else joined(street, more, by=", ")
        town = self._first(rows, "town")
        return street if town and street.startswith(town) else town + street

    def _name(self, rows: list[tuple[int, list[Any]]]) -> str:
        """The name, from its parts where the file has them; what stands beside `name` is the rest of it."""
        name, given, family = (self._first(rows, field) for field in ("name", "first_name", "last_name"))
        if given:
            family = family or name
        elif name and family and family.casefold() not in name.casefold().split():
            given = name
        else:
            return name or family
        east = any("\u2e80" <= letter <= "\u9fff" or "\uac00" <= letter <= "\ud7a3" for letter in family)
        return joined(family, given) if east else joined(given, family)

    def _total(self, rows: list[tuple[int, list[Any]]], coin: str) -> int | None:
        """The order's total: the same on each row, or on its first only; different ones are of lines and add up."""
        if "total" not in self._columns:
            return None
        cells = [_cells.cell_money(self.cell(row, "total"), "total", coin) for _, row in rows]
        amounts = [minor(amount, coin, "total") for amount in cells if amount is not None]
        if not amounts:
            return None
        return amounts[0] if len(set(amounts)) == 1 else sum(amounts)


def _twice(rows: list[tuple[int, list[Any]]], goods: int, total: int, coin: str) -> dict[str, list[str]]:
    """What a person must look at, where a row stands twice and the order's total does not hold it twice."""
    again = len(rows) - len({tuple(str(cell) for cell in row) for _, row in rows})
    if not again:
        return {}
    said, counted = format_minor(total, coin or "USD"), format_minor(goods, coin or "USD")
    return {"contradictions": [f"{again + 1} rows are the same: they add up to {counted}, the total says {said}"]}
