"""Tables from outside: CSV in any usual encoding and separator, and Excel, as rows of cells. Nothing is trusted."""

from __future__ import annotations

import codecs
import csv
import io
import itertools
import lzma
import re
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import IO, Any

import python_calamine

from orderway.adapters.channels import _html_table
from orderway.adapters.channels._read import Unreadable
from orderway.kernel.encodings import wide_encoding

TABLE_BYTES_MAX = 256 * 1024 * 1024
"""A larger file is refused."""
UNPACKED_BYTES_MAX = 1024 * 1024 * 1024
"""What an Excel file may hold unpacked, by its own word and really."""
UNPACKED_RATIO_MAX = 300
"""How many times larger than packed; ordinary sheets stay below 60."""
PARTS_MAX = 2_000
"""Files inside of an Excel file."""
ROWS_MAX = 1_100_000
"""Rows of one table; Excel itself ends at 1,048,576."""
COLUMNS_MAX = 500
STRAY_QUOTES_MAX = 1_000
"""Quotation marks of a file that nothing closes; with more of them it is no table."""
CELL_CHARS_MAX = 100_000
SAMPLE_BYTES = 256 * 1024
"""How much of the file is looked at to tell its separator."""
CELLS_MAX = 6_500_000
"""Rows by columns of an Excel sheet, which is held whole, at some 100 bytes a cell; CSV is read row by row."""
_COPY_BYTES = 1024 * 1024
_ROW = re.compile(rb"<(?:\w+:)?row\s[^>]{0,300}?\br=[\"'](\d+)")
_CELL = re.compile(rb"<(?:\w+:)?c\s[^>]{0,100}?\br=[\"']([A-Za-z]+)")

UNDECODED = re.compile("[\ud800-\udfff]")
"""What stands in a cell for bytes that are not of the file's encoding."""
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
_BROKEN_PACKAGE = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, lzma.LZMAError, struct.error, NotImplementedError, EOFError,
    OSError, RuntimeError, ValueError, KeyError, OverflowError,
)  # fmt: skip
"""What Python's reader of packages raises over damaged ones."""
_EXCEL = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")

Row = list[Any]


class Table:
    """A table that can be read more than once; `rows` starts at the top each time."""

    def __init__(self, rows: Callable[[], Iterator[Row]], form: str) -> None:
        self.rows = rows
        self.form = form
        """What was found: "xlsx", or encoding and separator; for the person who looks at a preview."""


def open_table(body: bytes) -> Table:
    """The table in a file's bytes; raises Unreadable where it is none, too large, or packed to burst."""
    if len(body) > TABLE_BYTES_MAX:
        raise Unreadable(f"file: {len(body)} bytes, at most {TABLE_BYTES_MAX} are read")
    if not body.strip(b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"):
        raise Unreadable("file: it is empty")
    if body.startswith(_EXCEL):
        return _excel(body)
    return _page(body) if _html_table.is_page(body) else _text(body)


def _page(body: bytes) -> Table:
    """The tables of a web page: what many programs save under the name of an Excel file."""
    encoding, errors = encoding_of(body)
    try:
        page = body.decode(encoding, errors)
    except UnicodeError:
        raise Unreadable(f"file: not readable as {encoding}") from None

    def rows() -> Iterator[Row]:
        for number, row in enumerate(_html_table.rows_of(page, COLUMNS_MAX + 1), 1):
            _bounded(number, row)
            yield row

    return Table(rows, f"html {encoding}")


def _text(body: bytes) -> Table:
    encoding, errors = encoding_of(body)
    try:
        sample = body[:SAMPLE_BYTES].decode(encoding, "replace" if errors == "strict" else errors)
    except UnicodeError:
        raise Unreadable(f"file: not readable as {encoding}") from None
    if sample[:1000].count("\x00") > 10:
        raise Unreadable("file: it holds NUL bytes, this is no table")
    separator = separator_of(sample)

    def rows() -> Iterator[Row]:
        stream = io.TextIOWrapper(io.BytesIO(body), encoding=encoding, errors=errors, newline="")
        number = 0
        try:
            for number, row in enumerate(_separated(stream, separator), 1):
                _bounded(number, row)
                if number == 1 and row and row[0].startswith("\ufeff"):
                    row[0] = row[0][1:]
                yield row
        except csv.Error as error:
            raise Unreadable(f"row {number + 1}: {error}") from None
        except UnicodeError:
            raise Unreadable(f"row {number + 1}: not readable as {encoding}") from None

    return Table(rows, f"{encoding} {separator!r}")


def _separated(lines: Iterable[str], separator: str) -> Iterator[Row]:
    """The rows of a text. A quotation mark that nothing closes is a letter, and swallows no row."""
    source, strays = iter(lines), 0
    while True:
        taken: list[str] = []
        try:
            for row in csv.reader(_noted(source, taken), delimiter=separator):
                if len(taken) > 1 and taken[-1] == _END and "".join(taken).count('"') % 2:
                    break
                taken.clear()
                yield list(row)
            else:
                return
        except csv.Error:
            if len(taken) < 2 or strays >= STRAY_QUOTES_MAX:
                raise
        strays += 1
        yield next(csv.reader(taken[:1], delimiter=separator, quoting=csv.QUOTE_NONE))
        source = itertools.chain([line for line in taken[1:] if line != _END], source)


_END = ""
"""No line of a file is empty: each ends with its break."""


def _noted(source: Iterator[str], taken: list[str]) -> Iterator[str]:
    """The lines, each noted when it is taken; the end too."""
    for line in source:
        taken.append(line)
        yield line
    taken.append(_END)


def encoding_of(body: bytes) -> tuple[str, str]:
    """The encoding of a text file, and how to treat bytes outside of it ("surrogateescape" leaves a mark)."""
    if body.startswith(codecs.BOM_UTF8):
        return "utf-8-sig", "surrogateescape"
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16", "replace"
    wide = wide_encoding(body)
    if wide:
        return wide, "replace"
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return _legacy(body)
    return "utf-8", "strict"


_JAPANESE = ("注文番", "受注番", "商品名", "商品コード", "送付先", "お届け先", "郵便番号")
"""Words of headings that tell Shift JIS from GBK, whose bytes are as good as any of GBK's."""


def _legacy(body: bytes) -> tuple[str, str]:
    """Bytes not all of UTF-8: damaged UTF-8, Shift JIS, GBK (pairs of high bytes), or a western code page."""
    good = bad = 0
    for line in body.splitlines():
        if not line.isascii():
            try:
                line.decode("utf-8")
                good += 1
            except UnicodeDecodeError:
                bad += 1
    if good > bad:
        return "utf-8", "surrogateescape"
    if any(word in body[:SAMPLE_BYTES].decode("cp932", "replace") for word in _JAPANESE):
        return "cp932", "surrogateescape"
    runs = [len(run) for run in _HIGH_RUN.findall(body[: 4 * SAMPLE_BYTES])]
    if sum(length for length in runs if length > 1) * 2 > sum(runs):
        return "gb18030", "surrogateescape"
    return "cp1252", "replace"


def separator_of(sample: str) -> str:
    """The separator that cuts most of the first rows into the same number of cells, more than one."""
    lines = [line for line in sample.splitlines()[:50] if line.strip()]
    best = (0.0, 0, ",")
    for rank, separator in enumerate(("|", ":", "\t", ";", ",")):
        try:
            counts = Counter(len(row) for row in csv.reader(lines, delimiter=separator))
        except csv.Error:
            continue
        width, times = max(counts.items(), key=lambda pair: (pair[1] if pair[0] > 1 else 0, pair[0]))
        if width > 1 and separator != ":":
            best = max(best, (times / len(lines), rank, separator))
    return best[2]


def _bounded(number: int, row: Row) -> None:
    if number > ROWS_MAX:
        raise Unreadable(f"row {number}: at most {ROWS_MAX} rows are read, split the file")
    if len(row) > COLUMNS_MAX:
        raise Unreadable(f"row {number}: {len(row)} columns, at most {COLUMNS_MAX} are read")


def _excel(body: bytes) -> Table:
    form = "xls"
    if body.startswith(b"PK"):
        check_package(body)
        form = "xlsx"
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(body))
        sheet = _first_sheet_with_rows(book)
    except Unreadable:
        raise
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise Unreadable(f"file: not a readable Excel file ({str(error)[:100]})") from None
    except BaseException as error:
        # The reader is Rust: over some damaged files it panics, which is no Exception in Python.
        if type(error).__name__ != "PanicException":
            raise
        raise Unreadable("file: not a readable Excel file") from None
    if sheet.width > COLUMNS_MAX or sheet.height > ROWS_MAX:
        raise Unreadable(
            f"file: {sheet.height} rows by {sheet.width} columns, at most {ROWS_MAX} by {COLUMNS_MAX} are read"
        )

    def rows() -> Iterator[Row]:
        start = sheet.start[0] if sheet.start else 0
        yield from ([] for _ in range(start))
        yield from sheet.iter_rows()

    return Table(rows, form)


def _first_sheet_with_rows(
    book: python_calamine.CalamineWorkbook,
) -> python_calamine.CalamineSheet:
    for name in book.sheet_names:
        sheet = book.get_sheet_by_name(name)
        if sheet.height > 1:
            return sheet
    raise Unreadable("file: no sheet has rows")


def check_package(body: bytes) -> None:
    """Raises Unreadable where an Excel package unpacks beyond the limits, by its word or really, or holds a DTD."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as package:
            parts = package.infolist()
            declared = sum(part.file_size for part in parts)
            if len(parts) > PARTS_MAX:
                raise Unreadable(f"file: {len(parts)} parts, at most {PARTS_MAX} are read")
            _check_size(declared, len(body))
            if not any(part.filename == "xl/workbook.xml" for part in parts):
                raise Unreadable("file: neither a table of text nor an Excel workbook (.xlsx)")
            unpacked = 0
            for part in parts:
                with package.open(part) as stream:
                    unpacked += _check_part(part.filename, stream, unpacked, len(body))
    except Unreadable:
        raise
    except _BROKEN_PACKAGE as error:
        raise Unreadable(f"file: not a readable Excel file ({str(error)[:100]})") from None


def _check_part(name: str, stream: IO[bytes], before: int, packed: int) -> int:
    """Unpack one part piece by piece without keeping it; its size. Looks into sheets for cells in far corners."""
    size = rows = columns = 0
    tail = b""
    while piece := stream.read(_COPY_BYTES):
        if size == 0 and b"<!DOCTYPE" in piece[:4096].upper():
            raise Unreadable("file: it holds a document type, no Excel writes one")
        size += len(piece)
        _check_size(before + size, packed)
        if name.startswith("xl/worksheets/"):
            piece = tail + piece
            rows = max(rows, *map(int, _ROW.findall(piece)), 0)
            columns = max(columns, *map(_column, set(_CELL.findall(piece))), 0)
            if rows * columns > CELLS_MAX:
                raise Unreadable(
                    f"file: {rows} rows by {columns} columns, at most {CELLS_MAX} cells are read; save it as CSV"
                )
            tail = piece[-400:]
    return size


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper()[:4]:
        number = number * 26 + letter - 64
    return number


def _check_size(unpacked: int, packed: int) -> None:
    if unpacked > UNPACKED_BYTES_MAX or (unpacked > 10_000_000 and unpacked > packed * UNPACKED_RATIO_MAX):
        raise Unreadable(f"file: it unpacks to {unpacked} bytes or more, that is no ordinary Excel file")
