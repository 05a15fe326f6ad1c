"""When and where an event was, whatever fields say it. Pure."""

from __future__ import annotations

from typing import Any

from orderway.adapters.channels._carriers import _names as names
from orderway.adapters.channels._carriers._meaning import meaning
from orderway.adapters.channels._carriers._times import Moment, moment, zone_of
from orderway.adapters.channels._carriers._tree import Node, rows, word
from orderway.adapters.channels._read import text

YEAR_MIN, YEAR_MAX = 1990, 2200
"""A time outside of these is none: carriers write the year 1 for nothing."""
DAY_CHARS_MAX = 12
"""What is longer has its clock in it, unless that is midnight."""


def when(
    node: Node, times: tuple[str, ...], clocks: tuple[str, ...], zone: str, *, american: bool = False
) -> Moment | None:
    """The time of an event: the first one told with its zone, else the first; `local` is the clock at the place."""
    home = zone_of(word(node, names.ZONES)) or zone_of(zone)
    best: Moment | None = None
    inner = [part for part in node.values() if isinstance(part, dict)]
    for key in (*times, *names.TIMES):
        for one in (node, *inner):
            day = _bare(one[key]) if key in one else None
            if day is None or isinstance(day, dict | list):
                continue
            clock = "" if _has_clock(day) else word(node, clocks, deep=False) or word(one, clocks, deep=False)
            told = moment(day, "" if clock == text(day) else clock, home, american=american)
            if told is None or not YEAR_MIN < told.local.year < YEAR_MAX:
                continue
            if best is None:
                best = told
            elif best.at is None and told.at is not None:
                best = Moment(told.at, best.local, best.whole)
    local = next(
        (found for key in names.LOCAL if key in node and (found := moment(node[key], american=american))), None
    )
    return Moment(best.at, local.local, local.whole) if best is not None and local is not None else best


def _has_clock(day: Any) -> bool:
    said = text(day)
    return len(said) > DAY_CHARS_MAX and "00:00:00" not in said


def _bare(value: Any) -> Any:
    """What an XML element says, without its attributes."""
    return value.get("text") if isinstance(value, dict) and "text" in value else value


def place(node: Node) -> dict[str, str]:
    """City, postcode, region and country of an event; where it is one text, that stands for the city."""
    inner = [part for key in names.PLACES for part in rows(node.get(key))]
    inner += [part for one in inner for part in one.values() if isinstance(part, dict)]
    found = {}
    for name, keys in (
        ("city", names.CITY),
        ("postcode", names.POSTCODE),
        ("region", names.REGION),
        ("country", names.COUNTRY),
    ):
        nodes = [*inner, node] if name != "region" or inner else [node]
        found[name] = next((told for one in nodes if (told := word(one, keys, deep=False))), "")
    if found["region"] and not inner and len(found["region"]) > 3 and meaning(found["region"]) != "other":
        found["region"] = ""
    whole = next((told for key in names.PLACES if (told := text(node.get(key)))), "")
    area = next((told for part in rows(node.get("servicearea")) if (told := word(part, ("description", "code")))), "")
    found["city"] = found["city"] or whole or area
    return found
