"""Where in a carrier's answer the parcels stand, and the events of each: by names of fields, not by nesting. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from orderway.adapters.channels._carriers._names import CODE_FIELDS, EVENTS, NUMBERS, TEXTS, TIMES, WEAK_NUMBERS
from orderway.adapters.channels._carriers._tree import Node, rows, walk, word
from orderway.adapters.channels._read import text

_STEPS_OF_PLANS = frozenset({"dateandtimes", "datesandtimes", "packagedetails", "services", "links", "references"})


class Found(msgspec.Struct):
    """One parcel of an answer: what stands around its events, the nearest first, and the events as they came."""

    number: str
    around: tuple[Node, ...]
    events: list[Node]


def is_event(node: Node) -> bool:
    """Whether an object has a time with words or a code beside it."""
    inner = [part for part in node.values() if isinstance(part, dict)]
    timed = any(node.get(key) for key in TIMES) or any(part.get(key) for part in inner for key in TIMES)
    return timed and bool(word(node, TEXTS) or word(node, CODE_FIELDS))


def number_in(around: Iterable[Node], first: tuple[str, ...] = ()) -> str:
    """The parcel's number: of the nearest object that has one under a telling name."""
    nodes = list(around)
    for keys in (first, NUMBERS):
        for node in nodes:
            for key in keys:
                if found := _scalar(node.get(key)):
                    return found
            for part in node.values():
                if isinstance(part, dict) and not is_event(part):
                    for key in keys:
                        if key != "requested" and (found := _scalar(part.get(key))):
                            return found
    return next((found for node in nodes for key in WEAK_NUMBERS if (found := _scalar(node.get(key)))), "")


def _scalar(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("text") or value.get("value")
    return "" if isinstance(value, dict | list) else text(value)


def parcels(root: Any, events: tuple[str, ...] = (), numbers: tuple[str, ...] = ()) -> list[Found]:
    """The parcels of an answer in its order; `events` and `numbers` are the carrier's own names of them."""
    lists = _lists(root, events)
    found: dict[tuple[str, int], Found] = {}
    for around, members in lists:
        outer = number_in(around, numbers)
        for one in members:
            own = "" if outer and not (numbers and word(one, numbers, deep=False)) else number_in([one], numbers)
            number = own or outer
            place = id(around[-1]) if not around or not number else 0
            known = found.setdefault((number, place), Found(number, around, []))
            known.events.append(one)
    if not found and isinstance(root, dict) and is_event(root) and (number := number_in([root], numbers)):
        return [Found(number, (), [root])]
    bare = _bare(root, list(found.values()), events, numbers)
    return [*found.values(), *bare]


def _lists(root: Any, names: tuple[str, ...]) -> list[tuple[tuple[Node, ...], list[Node]]]:
    """Lists of events with what stands around each; of several kinds in one parcel the surest one only."""
    rank = {name: place for place, name in reversed(list(enumerate(EVENTS, 1)))} | dict.fromkeys(names, 0)
    seen: list[tuple[int, tuple[Node, ...], list[Node]]] = []
    whole = {"": root} if isinstance(root, list) else None
    taken: set[int] = set()
    for _, node, above in walk(whole or root):
        if id(node) in taken:
            continue
        around = (node, *above)
        for key, value in node.items():
            members = [one for one in rows(value) if is_event(one)] if isinstance(value, dict | list) else []
            if not members or key in _STEPS_OF_PLANS or (isinstance(value, dict) and key not in rank):
                continue
            if any(_holds_events(one, rank) for one in members):
                continue
            seen.append((rank.get(key, len(rank) + 1), around, members))
            taken |= {id(one) for one in members}
    best: dict[int, int] = {}
    for place, around, _ in seen:
        for node in around:
            best[id(node)] = min(place, best.get(id(node), place))
    return [(around, members) for place, around, members in seen if place == best[id(_parcel(around))]]


def _holds_events(node: Node, rank: dict[str, int]) -> bool:
    """Whether this is a parcel with events in it rather than an event."""
    for name, one, _ in walk(list(node.values())):
        if name and is_event(one):
            return True
    return any(is_event(one) for key, value in node.items() if key in rank for one in rows(value))


def _parcel(around: tuple[Node, ...]) -> Node:
    """The nearest object with a number: of several kinds of lists in it the surest one counts."""
    return next((node for node in around if word(node, NUMBERS, deep=False)), around[0])


def _bare(root: Any, read: list[Found], events: tuple[str, ...], numbers: tuple[str, ...]) -> list[Found]:
    """Parcels that have a number and a history without events, or a status and no history."""
    found: list[Found] = []
    known = {one.number for one in read}
    told = {id(node) for one in read for node in one.around}
    inside = {id(part) for one in read for part in _nodes(list(one.around[:1]))}
    for _, node, above in walk(root):
        number = next((text(node.get(key)) for key in (*numbers, *NUMBERS) if key in node and text(node[key])), "")
        if not number or number in known or id(node) in told or id(node) in inside:
            continue
        says = any(key in node for key in (*events, *EVENTS)) or any(
            key in node for key in ("statuscategory", "currentstatus")
        )
        if says:
            known.add(number)
            found.append(Found(number, (node, *above), []))
    return found


def _nodes(root: Any) -> Iterable[Node]:
    return (node for _, node, _ in walk(root))
