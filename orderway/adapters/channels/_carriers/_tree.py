"""A carrier's answer as one tree of plain values, JSON or XML alike, with names that compare. Pure."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from typing import Any

from orderway.adapters.channels import _json, _xml
from orderway.adapters.channels._read import Unreadable, text

DEPTH_MAX = 40
"""An answer nested deeper is not walked further down."""
NODES_MAX = 500_000
"""Of an answer so many objects are looked at; what has more is refused."""

Node = dict[str, Any]
"""One object of an answer, its keys as `plain` writes them."""


@functools.lru_cache(maxsize=4096)
def plain(name: str) -> str:
    """A field's name without its namespace, case and marks: `ns:Tracking-Number` and `tracking_number` are one."""
    return re.sub(r"[^a-z0-9]", "", name.rpartition(":")[2].casefold())


def tree(body: bytes) -> Any:
    """The whole answer with plain names; raises Unreadable where it is neither JSON nor XML, or too large."""
    if _json.utf8(body).lstrip()[:1] == b"<":
        name, root = _xml.decode(_json.utf8(body).lstrip(), attributes=True)
        return _named({name: root}, 0)
    try:
        return _named(_json.decode(body), 0)
    except Unreadable:
        lines = [piece for _, piece in _json.values(body)]
    if fault := next((piece for piece in lines if isinstance(piece, Unreadable)), None):
        raise fault
    return _named(lines, 0)


def _named(value: Any, depth: int) -> Any:
    if depth > DEPTH_MAX:
        return None
    if isinstance(value, dict):
        found: Node = {}
        for key, part in value.items():
            found.setdefault(plain(str(key)), _named(part, depth + 1))
        return found
    return [_named(part, depth + 1) for part in value] if isinstance(value, list) else value


def walk(value: Any, above: tuple[Node, ...] = (), key: str = "") -> Iterator[tuple[str, Node, tuple[Node, ...]]]:
    """Every object of a tree: the name it stands under, itself, the objects above it, the nearest first."""
    count = 0
    waiting: list[tuple[str, Any, tuple[Node, ...]]] = [(key, value, above)]
    while waiting:
        name, one, over = waiting.pop()
        count += 1
        if count > NODES_MAX:
            raise Unreadable(f"body: more than {NODES_MAX} values")
        if isinstance(one, dict):
            yield name, one, over
            waiting += [(k, part, (one, *over)) for k, part in reversed(one.items()) if isinstance(part, dict | list)]
        elif isinstance(one, list):
            waiting += [(name, part, over) for part in reversed(one) if isinstance(part, dict | list)]


def rows(value: Any) -> list[Node]:
    """The objects of a list, or the one object that XML writes for a list of one."""
    found = value if isinstance(value, list) else [value]
    return [one for one in found if isinstance(one, dict)]


TELLING = ("text", "value", "statuscode", "description", "name", "code", "recipientname")
"""Fields by which an object tells what a text in its place would."""
WORDED = ("text", "value", "description", "statusdescription", "message", "name", "statuscode", "code")
"""The same, where words are looked for."""
CODED = ("text", "value", "code")
"""The same, where a code is looked for and no words."""


def word(node: Node, keys: Iterable[str], *, deep: bool = True, telling: tuple[str, ...] = TELLING) -> str:
    """The first text among these fields of an object, else of the objects in it; empty where none says anything.

    A field that holds an object tells one of its own fields, by `telling`.
    """
    names = tuple(keys)
    inner = [part for part in node.values() if isinstance(part, dict)] if deep else []
    inner += [part for one in inner for part in one.values() if isinstance(part, dict)]
    return next(
        (found for part in (node, *inner) for key in names if key in part and (found := _told(part[key], telling))), ""
    )


def _told(value: Any, telling: tuple[str, ...]) -> str:
    if isinstance(value, dict):
        return next((found for key in telling if (found := text(value.get(key)))), "")
    if isinstance(value, list) and value and not isinstance(value[0], dict | list):
        return text(value[0])
    return text(value)
