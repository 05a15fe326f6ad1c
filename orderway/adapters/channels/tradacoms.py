"""TRADACOMS: order files of British retail (ORDHDR, ORDERS, ORDTLR); other messages are documents.

Source: ANA TRADACOMS manual, order file version 9. Prices have four implied decimals; amounts are pounds sterling.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from orderway.adapters.channels import _read as read
from orderway.adapters.channels._edi_envelope import Syntax, walk
from orderway.adapters.channels._edifact_envelope import LEGACY, Segment, cell
from orderway.adapters.channels._json import tell_apart
from orderway.adapters.channels._read import Unreadable
from orderway.adapters.channels._unpushed import Unpushed
from orderway.kernel.digits import whole
from orderway.kernel.limits import LINES_PER_ORDER_MAX
from orderway.ports.channel import Document, IncomingLine, IncomingOrder, Parsed, Problem, Receiver

SYNTAX = Syntax("TRADACOMS transmission", "STX", re.compile("STX="))
_NAME = re.compile(r"[A-Z]{3}\Z")
_QUIET = frozenset(("ORDHDR", "ORDTLR", "RSGRSG", "VATTLR"))
"""Messages that only frame others."""


class Tradacoms(Unpushed):
    """TRADACOMS transmissions as files."""

    code = "tradacoms"
    name = "TRADACOMS"
    why_not_pushed = "transmissions carry no signature; the line that brings them proves the sender"

    def parse(self, body: bytes, *, filename: str = "", topic: str = "") -> Parsed:
        """Read all transmissions of a file."""
        reader = _Reader()
        walk(body, LEGACY, SYNTAX, reader.parsed.problems, reader.read)
        return reader.parsed


def _segments(text: str) -> Iterator[Segment]:
    """Segments with their elements and components; `?` releases the character behind it."""
    for index, character in enumerate("?'+:="):
        text = text.replace("?" + character, chr(1 + index))
    text = text.replace("?", "")
    back = str.maketrans({1 + index: character for index, character in enumerate("?'+:=")})
    for wrapped in text.split("'"):
        piece = wrapped.replace("\r", "").replace("\n", "").strip(" \t\x1a")
        if piece:
            name, _, rest = piece.partition("=")
            yield [[name], *([one.translate(back) for one in part.split(":")] for part in rest.split("+"))]


def day(value: str) -> datetime | None:
    """The instant of a date YYMMDD as UTC; None for what is none."""
    if not (len(value) == 6 and value.isascii() and value.isdigit()):
        return None
    year = int(value[:2])
    try:
        return datetime(year + (1900 if year >= 70 else 2000), int(value[2:4]), int(value[4:6]), tzinfo=UTC)
    except ValueError:
        return None


class _Reader:
    """Walks through the segments of transmissions."""

    def __init__(self) -> None:
        self.parsed = Parsed()
        self._sender: Segment = []
        self._kind = ""
        self._reference = ""
        self._body: list[Segment] = []
        self._open = False
        self._ended = True
        self._messages = 0
        self._orders = 0
        self._customer: Segment = []

    def read(self, text: str, start: re.Match[str]) -> int:
        """Read all transmissions from the first on."""
        for segment in _segments(text[start.start() :]):
            self.take(segment)
        self.close()
        return len(text)

    def problem(self, what: str) -> None:
        """Note a fault at the place that is being read."""
        where = f"transmission {cell(self._sender, 5)}" if self._sender else "file"
        if self._open:
            where += f", message {self._reference}"
        self.parsed.problems.append(Problem(where=where[:200], what=what[:300]))

    def take(self, segment: Segment) -> None:
        """Read one segment."""
        name = segment[0][0].strip()
        if name == "STX":
            self.close()
            self._sender, self._ended, self._messages, self._orders = segment, False, 0, 0
            self._customer = []
        elif name == "MHD":
            self._cut_off()
            self._open, self._reference, self._kind, self._body = True, cell(segment, 1), cell(segment, 2), []
            self._messages += 1
        elif name == "MTR":
            self._end_message(segment)
        elif name == "END":
            self._cut_off()
            self._ended = True
            if whole(cell(segment, 1)) != self._messages:
                self.problem(f"END says {cell(segment, 1)}, {self._messages} messages counted")
        elif self._open:
            self._body.append(segment)
        else:
            shown = name if _NAME.match(name) else name[:20]
            self.problem(f"segment {shown} outside a message")

    def close(self) -> None:
        """Say what was left open."""
        self._cut_off()
        if not self._ended:
            self.problem("the transmission has no END: it is cut off")
            self._ended = True

    def _cut_off(self) -> None:
        if self._open:
            self.problem(f"MHD {self._reference} has no MTR: the message is cut off and not read")
            self._open = False

    def _end_message(self, segment: Segment) -> None:
        if not self._open:
            self.problem("MTR without its MHD")
            return
        counted = len(self._body) + 2
        faults = []
        if whole(cell(segment, 1)) != counted:
            faults.append(f"MTR says {cell(segment, 1)}, {counted} segments counted (MHD {self._reference})")
            self.problem(faults[0])
        try:
            self._message(faults)
        except Unreadable as error:
            self.problem(str(error))
        self._open = False

    def _message(self, faults: list[str]) -> None:
        heads = {part[0][0].strip(): part for part in reversed(self._body)}
        if self._kind == "ORDERS":
            self._orders += 1
            self.parsed.orders.append(_order(heads, self._body, faults, self._sender, self._customer))
        elif self._kind in _QUIET:
            self._customer = heads.get("CDT", self._customer)
            said = whole(cell(heads.get("OFT", []), 1))
            if self._kind == "ORDTLR" and said is not None and said != self._orders:
                self.problem(f"OFT says {said}, {self._orders} orders counted")
        else:
            data = {"segments": len(self._body) + 2, "sender": cell(self._sender, 2), "receiver": cell(self._sender, 3)}
            self.parsed.documents.append(
                Document(kind=self._kind or "message", number=self._reference, at=_sent(self._sender), data=data)
            )


def _sent(stx: Segment) -> datetime | None:
    """When the transmission was made: its date and time."""
    found, clock = day(cell(stx, 4)), cell(stx, 4, 1)
    if found is None or not (clock.isascii() and clock.isdigit() and len(clock) == 6):
        return found
    hour, minute, second = int(clock[:2]), int(clock[2:4]), int(clock[4:6])
    if hour > 23 or minute > 59 or second > 59:
        return found
    return found.replace(hour=hour, minute=minute, second=second)


def _order(
    heads: dict[str, Segment], body: list[Segment], faults: list[str], stx: Segment, customer: Segment
) -> IncomingOrder:
    head = heads.get("ORD", [])
    number = read.required(cell(head, 1), "ORD (customer's order number)")
    sent = _sent(stx)
    placed_at = day(cell(head, 1, 2)) or sent
    if placed_at is None:
        raise Unreadable("ORD: the date of the order is missing")
    lines = [_line(segment) for segment in body if segment[0][0].strip() == "OLD"]
    if len(lines) > LINES_PER_ORDER_MAX:
        raise Unreadable(f"{len(lines)} lines, at most {LINES_PER_ORDER_MAX} are read")
    tell_apart(lines)
    said = whole(cell(heads.get("OTR", []), 1))
    contradictions = list(faults)
    if said is not None and said != len(lines):
        contradictions.append(f"OTR says {said}, {len(lines)} lines counted")
    delivery = day(cell(heads.get("DIN", []), 1))
    place = heads.get("CLO", [])
    extra: dict[str, Any] = {
        "sender": cell(stx, 2),
        "receiver": cell(stx, 3),
        "control": cell(stx, 5),
        "supplier_order": cell(head, 1, 1),
        "ship_to_id": read.first(cell(place, 1), cell(place, 1, 1)),
        "contradictions": contradictions,
    }
    return IncomingOrder(
        external_id=number,
        number=number,
        placed_at=placed_at,
        currency="GBP",
        lines=lines,
        total_minor=sum(line.amount_minor() for line in lines),
        payment_method="invoice",
        ship_to=_receiver(place),
        buyer_id=read.first(cell(customer, 1), cell(stx, 2)),
        version=read.stamp(sent or placed_at),
        wishes={"delivery_date": delivery.date().isoformat()} if delivery else {},
        extra={key: value for key, value in extra.items() if value},
    )


def _line(segment: Segment) -> IncomingLine:
    """OLD: line, our product number, its traded unit, the customer's, units in one, ordered, price, …, title."""
    name = f"OLD {cell(segment, 1)}"
    count, exact = read.quantity(cell(segment, 6), f"{name}: quantity")
    price = read.decimal(cell(segment, 7) or "0", f"{name}: price") / Decimal(10_000)
    unit = read.minor(price, "GBP", f"{name}: price")
    gross = read.minor(price * read.decimal(cell(segment, 6) or "0", name), "GBP", f"{name}: amount")
    customer = read.first(cell(segment, 4, 1), cell(segment, 4))
    return IncomingLine(
        external_id=cell(segment, 1),
        sku=read.first(cell(segment, 2, 1), cell(segment, 2), cell(segment, 3), customer),
        title=read.joined(*segment[10]) if len(segment) > 10 else "",
        quantity=count,
        unit_price_minor=unit,
        listing=read.first(customer, cell(segment, 2)),
        quantity_exact=exact,
        price_exact=read.exact_price(price, "GBP"),
        gross_minor=None if gross == count * unit else gross,
        extra={"ean": cell(segment, 2), "units_per_traded_unit": cell(segment, 5)},
    )


def _receiver(place: Segment) -> Receiver:
    """CLO: location number, name, address lines, the last of which is the postcode."""
    lines = [part.strip() for part in place[3]] if len(place) > 3 else []
    street = [part for part in lines[:4] if part]
    return Receiver(
        name=cell(place, 2),
        country="GB" if lines else "",
        city=street[-1] if len(street) > 1 else "",
        street=", ".join(street[:-1] if len(street) > 1 else street),
        postcode=lines[4] if len(lines) > 4 else "",
    )


CHANNEL = Tradacoms()
