"""JSON bodies of any channel: bytes in whatever encoding to plain values, fractions as exact decimals. Pure."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import msgspec

from orderway.adapters.channels._read import Unreadable, text
from orderway.kernel.errors import NO_JSON
from orderway.kernel.limits import BULK_BODY_BYTES_MAX
from orderway.ports.channel import (
    Document,
    IncomingLine,
    IncomingOrder,
    Parsed,
    Problem,
)

_DECODER = msgspec.json.Decoder(float_hook=Decimal)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def utf8(body: bytes) -> bytes:
    """The body as UTF-8: byte order marks taken off, UTF-16 and UTF-32 turned; raises Unreadable where that fails."""
    if len(body) > BULK_BODY_BYTES_MAX:
        raise Unreadable(f"body: {len(body)} bytes, at most {BULK_BODY_BYTES_MAX} are read")
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return _turned(body[len(mark) :], encoding)
    if body[1:2] == b"\x00" and body[:1] != b"\x00":
        return _turned(body, "utf-16-le")
    if body[:1] == b"\x00" and body[1:2] not in (b"", b"\x00"):
        return _turned(body, "utf-16-be")
    return body


def _turned(body: bytes, encoding: str) -> bytes:
    try:
        return body if encoding == "utf-8" else body.decode(encoding).encode()
    except UnicodeError:
        raise Unreadable(f"body: not readable as {encoding.upper()}") from None


class Shape:
    """A TypedDict of what a channel looks at: decoding into it skips all else, which is several times faster.

    `fits` says whether what came out is such a body at all. A body that does not fit is read whole instead, so that
    a shape never decides what is readable.
    """

    def __init__(self, form: Any, fits: Callable[[dict[str, Any]], bool]) -> None:
        self._decoder = msgspec.json.Decoder(form, float_hook=Decimal)
        self._fits = fits

    def decode(self, body: bytes) -> dict[str, Any] | None:
        """The body in this shape; None where it has another."""
        try:
            found: dict[str, Any] = self._decoder.decode(body)
        except NO_JSON:
            return None
        return found if self._fits(found) else None


def decode(body: bytes, shape: Shape | None = None) -> Any:
    """The value of a JSON body; numbers with a point become Decimal. Raises Unreadable with the place of the fault."""
    body = utf8(body)
    if not body.strip():
        raise Unreadable("body: it is empty")
    if shape is not None and (found := shape.decode(body)) is not None:
        return found
    try:
        return _DECODER.decode(body)
    except UnicodeDecodeError:
        try:
            return _DECODER.decode(body.decode("gb18030"))
        except (UnicodeDecodeError, msgspec.DecodeError):
            raise Unreadable("body: neither UTF-8 nor GBK") from None
        except RecursionError:
            raise Unreadable("body: nested too deeply") from None
    except msgspec.DecodeError as error:
        raise Unreadable(f"body: {error}") from None
    except RecursionError:
        raise Unreadable("body: nested too deeply") from None


def values(body: bytes, shape: Shape | None = None) -> Iterator[tuple[str, Any]]:
    """Each JSON value of a body with its place: one value, the members of a list, or one value a line (JSON Lines).

    A line that cannot be read comes as its Unreadable instead of a value, so that the others go on.
    """
    try:
        whole = decode(body, shape)
    except Unreadable:
        lines = utf8(body).splitlines()
        if sum(1 for line in lines if line.strip()) < 2 or not lines[0].strip().endswith((b"}", b"]")):
            raise
        yield from _lines(lines)
        return
    if isinstance(whole, list):
        for number, member in enumerate(whole, 1):
            yield f"entry {number}", member
    else:
        yield "body", whole


def _lines(lines: list[bytes]) -> Iterator[tuple[str, Any]]:
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                yield f"line {number}", decode(line)
            except Unreadable as fault:
                yield f"line {number}", fault


def gather(pieces: Iterator[tuple[str, Any]], read: Callable[[Any, Parsed], None]) -> Parsed:
    """Read piece after piece into one Parsed; what is Unreadable becomes a Problem at its place, the others go in."""
    parsed = Parsed()
    try:
        for where, piece in pieces:
            try:
                if isinstance(piece, Unreadable):
                    raise piece
                read(piece, parsed)
            except Unreadable as fault:
                parsed.problems.append(Problem(where=where, what=str(fault)))
    except Unreadable as fault:
        parsed.problems.append(Problem(where="body", what=str(fault)))
    return parsed


def tell_apart(lines: list[IncomingLine]) -> None:
    """Give lines that came under one id, or under none, ids of their own, the same ones each time."""
    seen: set[str] = set()
    for number, line in enumerate(lines, 1):
        if not line.external_id or line.external_id in seen:
            line.external_id = f"{line.external_id}#{number}"
        seen.add(line.external_id)


def each(
    entries: list[dict[str, Any]],
    where: str,
    key: str,
    read: Callable[[dict[str, Any]], IncomingOrder | Document],
    out: Parsed,
) -> None:
    """Read the entries one by one into `out`; a bad one becomes a Problem named by its `key`, the good rest goes in."""
    for number, entry in enumerate(entries, 1):
        try:
            found = read(entry)
        except Unreadable as fault:
            name = entry.get(key)
            name = name if isinstance(name, str | int) else number
            out.problems.append(Problem(where=f"{where} {text(name)[:60]}", what=str(fault)))
            continue
        if isinstance(found, IncomingOrder):
            tell_apart(found.lines)
            out.orders.append(found)
        else:
            out.documents.append(found)
