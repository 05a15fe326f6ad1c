"""A list or table of tracking numbers: whose formats each fits and whether its check digit holds. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

from orderway.adapters.channels import _json
from orderway.adapters.channels._read import Unreadable, text
from orderway.places.tracking_numbers import NUMBER_CHARS_MAX, Fit, fits, without_blanks
from orderway.ports.channel import Document, Parsed, Problem

NUMBERS_MAX = 200_000
"""More numbers in one file are refused."""
HEADINGS = frozenset(
    "number trackingnumber trackingno trackingcode trackingid waybill waybillnumber waybillno parcelnumber consignment "
    "运单号 快递单号 物流单号 单号 运单编号".split()
)
_SEPARATORS = ",;\t|"


class TrackingNumbers:
    """One number a line, a table with a column of them, or a JSON list of texts."""

    code = "tracking-numbers"
    name = "Tracking numbers"

    def parse(self, body: bytes, *, filename: str = "", topic: str = "") -> Parsed:
        """A document a number, with the status `valid`, `wrong_check_digit` or `unknown`, and every format it fits."""
        parsed = Parsed()
        try:
            for where, told in _numbers(body):
                if len(parsed.documents) >= NUMBERS_MAX:
                    raise Unreadable(f"more than {NUMBERS_MAX} numbers")
                if len(told) > NUMBER_CHARS_MAX:
                    fault = f"{len(told)} characters, a number has {NUMBER_CHARS_MAX} at most"
                    parsed.problems.append(Problem(where, fault))
                else:
                    parsed.documents.append(_document(told))
        except (Unreadable, csv.Error) as fault:
            parsed.problems.append(Problem("body", str(fault)))
        return parsed


READER = TrackingNumbers()


def _numbers(body: bytes) -> Iterator[tuple[str, str]]:
    if _json.utf8(body).lstrip()[:1] == b"[":
        found = _json.decode(body)
        yield from ((f"entry {place}", text(one)) for place, one in enumerate(found, 1) if text(one))
        return
    try:
        lines = _json.utf8(body).decode()
    except UnicodeDecodeError:
        lines = body.decode("gb18030", "replace")
    head = lines[: lines.find("\n")] if "\n" in lines else lines
    separator = max(_SEPARATORS, key=head.count)
    yield from _column(csv.reader(io.StringIO(lines.replace("\x00", "")), delimiter=separator))


def _column(rows: Iterable[list[str]]) -> Iterator[tuple[str, str]]:
    """The cells of the column of numbers: the one with a heading we know, else the first."""
    column = 0
    for place, row in enumerate(rows, 1):
        names = ["".join(letter for letter in cell.casefold() if letter.isalnum()) for cell in row]
        if place == 1 and (known := [at for at, name in enumerate(names) if name in HEADINGS]):
            column = known[0]
        elif len(row) > column and row[column].strip():
            yield f"row {place}", row[column]


def _document(told: str) -> Document:
    found = fits(told)
    status = "unknown" if not found else "wrong_check_digit" if all(fit.right is False for fit in found) else "valid"
    data = {"given": told.strip(), "formats": [_told(fit) for fit in found]}
    return Document(kind="tracking_number", number=without_blanks(told), status=status, data=data)


def _told(fit: Fit) -> dict[str, Any]:
    return {
        "courier": fit.courier,
        "name": fit.issuer or fit.courier_name,
        "format": fit.format,
        "check_digit": {True: "right", False: "wrong", None: "none"}[fit.right],
        "link": fit.link,
    }
