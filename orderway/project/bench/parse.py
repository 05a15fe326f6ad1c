"""Reading: CPU that a message of each channel takes to become an order of three lines, one message an order.

The documents stand in `documents/`; each message has an order number of its own.
"""

from __future__ import annotations

import re
import statistics
import time
from pathlib import Path
from typing import Any

from orderway.adapters.channels import channels

DOCUMENTS = Path(__file__).parent / "documents"
LINES = 3
TARGET_JSON, TARGET_EDI = 5_000, 2_000
"""Orders a second that one core should read."""


def bench(orders: int, rounds: int) -> dict[str, Any]:
    """Orders a second and microseconds of CPU an order by channel: the median of the rounds, channels taking turns."""
    known = channels()
    used: dict[str, list[float]] = {}
    documents = {path.stem: (path.suffix, path.read_bytes()) for path in sorted(DOCUMENTS.iterdir())}
    messages = {code: _messages(known[code], body, orders) for code, (_, body) in documents.items()}
    for _ in range(max(1, rounds)):
        for code, bodies in messages.items():
            parse = known[code].parse
            begin = time.process_time()
            for body in bodies:
                parse(body)
            used.setdefault(code, []).append((time.process_time() - begin) / orders * 1e6)
    report: dict[str, Any] = {}
    for code, found in used.items():
        each = statistics.median(found)
        target = TARGET_JSON if documents[code][0] == ".json" else TARGET_EDI
        report[code] = {
            "microseconds": round(each, 1),
            "orders_per_second": round(1e6 / each),
            "best_microseconds": round(min(found), 1),
            "target": target,
        }
    return report


def _messages(channel: Any, body: bytes, count: int) -> list[bytes]:
    """The document `count` times, each with another number; raises ValueError where it is not read as it should be."""
    parsed = channel.parse(body)
    if parsed.problems or [len(order.lines) for order in parsed.orders] != [LINES]:
        raise ValueError(f"{channel.code}: the document is not read as one order of {LINES} lines: {parsed.problems}")
    number = parsed.orders[0].external_id
    place = re.compile(rb"\b%b\b" % re.escape(number.encode()))
    return [place.sub(_number(number, at).encode(), body) for at in range(count)]


def _number(number: str, at: int) -> str:
    """Another number of the same kind."""
    return f"{number[:-5]}{at:05d}" if len(number) > 6 else f"{number[:1]}{100_000 + at}"
