"""`orderway parse`: what a channel's file says, printed as orders, documents and problems; touches nothing."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

import msgspec

from orderway.adapters.channels import UnknownChannel, channel, codes
from orderway.adapters.channels._carriers import forms
from orderway.adapters.channels._tracking_numbers import READER as NUMBERS
from orderway.adapters.channels.csv_file import CHANNEL as CSV
from orderway.kernel.money import format_minor
from orderway.places.address_text import parts_of
from orderway.ports.channel import (
    Document,
    IncomingLine,
    IncomingOrder,
    Parsed,
    Problem,
    Receiver,
)

FILE_BYTES_MAX = 512 * 1024 * 1024
"""A larger file is refused unread."""
NOTHING_READ = 2


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `orderway parse`."""
    parser.add_argument(
        "--channel",
        required=True,
        metavar="CODE",
        help=f"{', '.join(codes())}; carriers' tracking answers: {', '.join(forms())}; {NUMBERS.code}",
    )
    parser.add_argument(
        "--topic",
        default="",
        help="the webhook topic, where the body alone does not say what it is; of a tracking answer the number asked",
    )
    parser.add_argument("--json", action="store_true", help="one JSON document on standard output")
    parser.add_argument("files", nargs="+", metavar="FILE", help="a file, or - for standard input")


def run(args: argparse.Namespace) -> int:
    """Print what the files hold; 0 where anything could be read, 2 where nothing was."""
    try:
        reader = _others().get(args.channel) or channel(args.channel)
    except UnknownChannel as error:
        print(f"{error}; without orders: {', '.join(_others())}", file=sys.stderr)
        return NOTHING_READ
    told = _Counts()
    show = _print_json if args.json else _show
    show(_told(_parts(reader, args.files, args.topic), told))
    return 0 if told.orders or told.documents else NOTHING_READ


class _Reader(Protocol):
    """What reads a file: a channel, a carrier's form, the list of tracking numbers."""

    def parse(self, body: bytes, *, filename: str = "", topic: str = "") -> Parsed: ...


def _others() -> dict[str, _Reader]:
    """What brings no orders and is no channel of a shop, by code."""
    return {**forms(), NUMBERS.code: NUMBERS}


@dataclass
class _Counts:
    """How much was read so far."""

    orders: int = 0
    documents: int = 0
    problems: int = 0


def _told(parts: Iterator[Parsed], counts: _Counts) -> Iterator[Parsed]:
    """The parts, counted; a problem at the end where they hold nothing at all, so that nobody guesses why."""
    for part in parts:
        counts.orders += len(part.orders)
        counts.documents += len(part.documents)
        counts.problems += len(part.problems)
        yield part
    if not (counts.orders or counts.documents or counts.problems):
        yield Parsed(problems=[Problem(where="file", what="it holds no order and no document")])


def _parts(reader: _Reader, names: list[str], topic: str) -> Iterator[Parsed]:
    """One table comes in parts, so that a million rows need no more memory than some thousand; all else whole."""
    if reader is CSV and len(names) == 1:
        try:
            body = _bytes(names[0])
        except OSError as error:
            yield _unreadable(names[0], error)
            return
        for part in CSV.read(body):
            yield part.parsed
        return
    parts = [_parsed(reader, name, topic) for name in names]
    yield CSV.join(parts) if reader is CSV else _together(parts)


def _parsed(reader: _Reader, name: str, topic: str) -> Parsed:
    try:
        return reader.parse(_bytes(name), filename=Path(name).name, topic=topic)
    except OSError as error:
        return _unreadable(name, error)


def _unreadable(name: str, error: OSError) -> Parsed:
    return Parsed(problems=[Problem(where=name, what=error.strerror or "cannot be read")])


def _together(parts: list[Parsed]) -> Parsed:
    return Parsed(
        orders=[order for part in parts for order in part.orders],
        documents=[document for part in parts for document in part.documents],
        problems=[problem for part in parts for problem in part.problems],
    )


def _bytes(name: str) -> bytes:
    if name == "-":
        body = sys.stdin.buffer.read(FILE_BYTES_MAX + 1)
    else:
        with Path(name).open("rb") as file:
            body = file.read(FILE_BYTES_MAX + 1)
    if len(body) > FILE_BYTES_MAX:
        raise OSError(0, f"larger than {FILE_BYTES_MAX} bytes")
    return body


def _print_json(parts: Iterable[Parsed]) -> None:
    """The document that `--json` promises (docs/channels.md), written order by order."""
    write, between = sys.stdout.write, ""
    documents: list[Document] = []
    problems: list[Problem] = []
    write('{"orders":[')
    for part in parts:
        for order in part.orders:
            write(between + msgspec.json.encode(_order(order)).decode())
            between = ","
        documents += part.documents
        problems += part.problems
    rest = [_document(document) for document in documents], [{"where": one.where, "what": one.what} for one in problems]
    write('],"documents":' + msgspec.json.encode(rest[0]).decode())
    write(',"problems":' + msgspec.json.encode(rest[1]).decode() + "}\n")


def _order(order: IncomingOrder) -> dict[str, Any]:
    found = {name: getattr(order, name) for name in order.__struct_fields__}
    found["number"] = order.number or order.external_id
    found["placed_at"] = None if order.extra.get("placed_at_unknown") else _instant(order.placed_at)
    found["paid_at"] = _instant(order.paid_at)
    found["ship_to"] = _receiver(order.ship_to)
    found["bill_to"] = _receiver(order.bill_to) if order.bill_to else None
    found["lines"] = [_line(line) for line in order.lines]
    return found


def _receiver(receiver: Receiver) -> dict[str, str]:
    """The receiver's fields; an address that came as one text is taken apart as intake does it, and stays beside."""
    found = {name: getattr(receiver, name) for name in receiver.__struct_fields__}
    if receiver.raw and not (receiver.street or receiver.city or receiver.province or receiver.token):
        parts = parts_of(receiver.raw, receiver.country)._asdict()
        found |= {name: text for name, text in parts.items() if not found[name]}
    return found


def _line(line: IncomingLine) -> dict[str, Any]:
    found = {name: getattr(line, name) for name in line.__struct_fields__}
    if line.quantity_exact:
        found["quantity"] = _number(line.quantity_exact)
    return found


def _number(text: str) -> float | int:
    """A quantity that is no ordinary one (a fraction, below 0, huge) as JSON writes it; never money."""
    number = Decimal(text)
    return int(number) if number == number.to_integral_value() else float(number)


def _document(document: Document) -> dict[str, Any]:
    found = {name: getattr(document, name) for name in document.__struct_fields__}
    found["at"] = _instant(document.at)
    found["lines"] = [_line(line) for line in document.lines]
    return found


def _instant(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _show(parts: Iterable[Parsed]) -> None:
    counts = _Counts()
    for part in _told(iter(parts), counts):
        for order in part.orders:
            print(
                f"order {order.number or order.external_id}  {_instant(order.placed_at)}  "
                f"{format_minor(order.total_minor, order.currency)} {order.currency}  {order.payment_status}  "
                f"{len(order.lines)} lines  {order.ship_to.country} {order.ship_to.city}"
            )
        for document in part.documents:
            print(f"{document.kind} {document.number}  {document.order_external_id}  {document.status}")
        for problem in part.problems:
            print(f"problem: {problem.line()}", file=sys.stderr)
    print(f"{counts.orders} orders, {counts.documents} documents, {counts.problems} problems")
