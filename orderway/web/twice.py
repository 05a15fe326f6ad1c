"""A name that stands twice in one object of a JSON text: readers differ on which counts, so that none may be chosen."""

from __future__ import annotations

import json
from typing import Any, NoReturn

Pairs = list[tuple[str, Any]]


class _Found(Exception):
    """Some object of the text has a name twice."""


class _At(str):
    """The pointer, from the object read last, to a name that stands there twice."""

    __slots__ = ()


def twice_told(text: bytes) -> str:
    """The JSON pointer (without its #) of the first name told twice in one object; empty where there is none.

    The text is JSON that was read already. RecursionError where it is nested too deeply.
    """
    told = text.decode()
    try:
        _quick.decode(told)
    except _Found:
        return _below(_slow.decode(told)) or ""
    return ""


def _differ(pairs: Pairs) -> None:
    if len(pairs) > 1 and len({name for name, _ in pairs}) < len(pairs):
        raise _Found


def _pointed(pairs: Pairs) -> _At | None:
    seen = set()
    for name, value in pairs:
        inner = _below(value)
        if inner is not None:
            return _At(f"/{_escaped(name)}{inner}")
        if name in seen:
            return _At(f"/{_escaped(name)}")
        seen.add(name)
    return None


def _below(value: Any) -> str | None:
    if isinstance(value, _At):
        return value
    if isinstance(value, list):
        for place, one in enumerate(value):
            inner = _below(one)
            if inner is not None:
                return f"/{place}{inner}"
    return None


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


def _no_number(_digits: str) -> None:
    """Numbers are of no interest here; thousands of digits would be refused."""


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


_quick, _slow = (
    json.JSONDecoder(
        object_pairs_hook=hook, parse_int=_no_number, parse_float=_no_number, parse_constant=_no_constant, strict=False
    )
    for hook in (_differ, _pointed)
)
