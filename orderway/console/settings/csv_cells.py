"""Reading and writing the files of sheets: any common encoding and separator; formulas are made harmless."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from orderway.kernel.encodings import wide_encoding

FILE_BYTES_MAX = 16 * 1024 * 1024
ROWS_MAX = 20_000
CELL_CHARS_MAX = 4_000
ENCODINGS = ("utf-8-sig", "gb18030")
TRIGGERS = ("=", "+", "-", "@", "\t", "\r", "\0")
"""What a spreadsheet takes for a formula (OWASP ASVS 1.2.10)."""


class Unreadable(ValueError):
    """The file cannot be read as a table; the text says why, for a person."""


class Line(NamedTuple):
    """One line of a file: its number as an editor counts it, and its cells by heading."""

    number: int
    cells: dict[str, str]


def read(body: bytes, known: Sequence[str]) -> tuple[list[Line], list[str]]:
    """The lines of a file, and headings that nobody knows. Raises Unreadable."""
    if len(body) > FILE_BYTES_MAX:
        raise Unreadable(f"the file has {len(body):,} bytes, at most {FILE_BYTES_MAX:,} are read")
    text = _decoded(body)
    rows = csv.reader(io.StringIO(text), delimiter=_delimiter(text))
    try:
        headings = [cell.strip().casefold().replace(" ", "_") for cell in next(rows)]
        lines = [Line(rows.line_num, _cells(headings, row, known)) for row in rows if any(cell.strip() for cell in row)]
    except StopIteration:
        raise Unreadable("the file is empty") from None
    except csv.Error as error:
        raise Unreadable(f"line {rows.line_num}: {error}") from error
    if not set(headings) & set(known):
        raise Unreadable(f"the first line must have the headings: {', '.join(known)}")
    if len(lines) > ROWS_MAX:
        raise Unreadable(f"the file has {len(lines):,} lines, at most {ROWS_MAX:,} are read at once")
    return lines, [heading for heading in headings if heading and heading not in known]


def _decoded(body: bytes) -> str:
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return body.decode("utf-16", errors="replace")
    if wide := wide_encoding(body):
        return body.decode(wide, errors="replace")
    for encoding in ENCODINGS:
        try:
            text = body.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text
    raise Unreadable("the file is no text; save it as CSV (UTF-8)")


def _delimiter(text: str) -> str:
    first = text.partition("\n")[0]
    return max(",;\t", key=first.count)


def _cells(headings: Sequence[str], row: Sequence[str], known: Sequence[str]) -> dict[str, str]:
    """The cells under known headings: no other may reach a form."""
    return {heading: _plain(cell) for heading, cell in zip(headings, row, strict=False) if heading in known}


def _plain(cell: str) -> str:
    """The cell without the quote that keeps a spreadsheet from taking it for a formula."""
    text = cell.strip()[:CELL_CHARS_MAX]
    return text[1:] if text[:1] == "'" and text[1:2] in TRIGGERS else text


def write(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table as CSV text with a byte order mark, so that spreadsheets read Chinese right."""
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(headings)
    for row in rows:
        writer.writerow([f"'{cell}" if cell[:1] in TRIGGERS and cell else cell for cell in row])
    return out.getvalue()
