"""`orderway parse`: what a channel's file says, printed as orders, documents and problems; touches nothing."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec

from orderway.adapters.channels import UnknownChannel, channel, codes
from orderway.adapters.channels.csv_file import CHANNEL as CSV
from orderway.kernel.money import format_minor
from orderway.places.address_text import parts_of
from orderway.ports.channel import (
    Channel,
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
    parser.add_argument("--channel", required=True, metavar="CODE", help=", ".join(codes()))
    parser.add_argument(
        "--topic",
        default="",
        help="the webhook topic, where the body alone does not say what it is",
    )
    parser.add_argument("--json", action="store_true", help="one JSON document on standard output")
    parser.add_argument("files", nargs="+", metavar="FILE", help="a file, or - for standard input")


def run(args: argparse.Namespace) -> int:
    """Print what the files hold; 0 where anything could be read, 2 where nothing was."""
    try:
        reader = channel(args.channel)
    except UnknownChannel as error:
        print(error, file=sys.stderr)
        return NOTHING_READ
    parts = [_parsed(reader, name, args.topic) for name in args.files]
    found = CSV.join(parts) if reader is CSV else _together(parts)
    if args.json:
        sys.stdout.write(msgspec.json.encode(as_json(found)).decode() + "\n")
    else:
        _show(found)
    return 0 if found.orders or found.documents else NOTHING_READ


def _parsed(reader: Channel, name: str, topic: str) -> Parsed:
    try:
        return reader.parse(_bytes(name), filename=Path(name).name, topic=topic)
    except OSError as error:
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


def as_json(parsed: Parsed) -> dict[str, Any]:
    """The document that `--json` prints; its keys are a promise (docs/channels.md)."""
    return {
        "orders": [_order(order) for order in parsed.orders],
        "documents": [_document(document) for document in parsed.documents],
        "problems": [{"where": problem.where, "what": problem.what} for problem in parsed.problems],
    }


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


def _show(parsed: Parsed) -> None:
    for order in parsed.orders:
        print(
            f"order {order.number or order.external_id}  {_instant(order.placed_at)}  "
            f"{format_minor(order.total_minor, order.currency)} {order.currency}  {order.payment_status}  "
            f"{len(order.lines)} lines  {order.ship_to.country} {order.ship_to.city}"
        )
    for document in parsed.documents:
        print(f"{document.kind} {document.number}  {document.order_external_id}  {document.status}")
    for problem in parsed.problems:
        print(f"problem: {problem.where}: {problem.what}", file=sys.stderr)
    print(f"{len(parsed.orders)} orders, {len(parsed.documents)} documents, {len(parsed.problems)} problems")
