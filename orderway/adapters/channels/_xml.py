"""Small XML messages to plain values: no document type, no entities, bounded depth and size. Pure."""

from __future__ import annotations

import re
from typing import Any
from xml.parsers import expat

from orderway.adapters.channels._read import Unreadable, text
from orderway.kernel.limits import BODY_BYTES_MAX

_CHINESE = re.compile(rb"\s*<\?xml[^>]{0,60}encoding=[\"']gb", re.IGNORECASE)
DEPTH_MAX = 30
ELEMENTS_MAX = 20_000


def decode(body: bytes, *, attributes: bool = False) -> tuple[str, dict[str, Any]]:
    """Name of the outer element and its children: texts, objects for elements with children, lists for repeated names.

    With `attributes`, an element's attributes stand among its children, and its own words beside them as `text`.
    Raises Unreadable where it is no XML, is too large or deep, or declares a document type.
    """
    if len(body) > BODY_BYTES_MAX:
        raise Unreadable(f"body: {len(body)} bytes, at most {BODY_BYTES_MAX} are read")
    reader = _Reader(attributes)
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = reader.doctype
    parser.EntityDeclHandler = reader.doctype
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.characters
    parser.buffer_text = True
    try:
        # The parser knows no GBK, which Chinese platforms may declare; as text it ignores the declaration.
        chinese = _CHINESE.match(body)
        parser.Parse(body.decode("gb18030") if chinese else body, True)
    except expat.ExpatError as error:
        raise Unreadable(f"body: no readable XML ({error})") from None
    except (LookupError, UnicodeError, ValueError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable("body: no readable XML (encoding)") from None
    return reader.name, reader.root


class _Reader:
    def __init__(self, attributes: bool) -> None:
        self._attributes = attributes
        self.name = ""
        self.root: dict[str, Any] = {}
        self._open: list[tuple[str, dict[str, Any], list[str]]] = []
        self._elements = 0

    def doctype(self, *_: Any) -> None:
        raise Unreadable("body: an XML document type or entity is not accepted")

    def start(self, name: str, told: dict[str, str]) -> None:
        self._elements += 1
        if len(self._open) >= DEPTH_MAX or self._elements > ELEMENTS_MAX:
            raise Unreadable("body: XML nested too deeply or too long")
        children: dict[str, Any] = {key: text(value) for key, value in told.items()} if self._attributes else {}
        self._open.append((name, children, []))

    def characters(self, data: str) -> None:
        if self._open:
            self._open[-1][2].append(data)

    def end(self, _: str) -> None:
        name, children, words = self._open.pop()
        own = text("".join(words))
        if self._attributes and children and own:
            children.setdefault("text", own)
        value: Any = children or own
        if not self._open:
            self.name, self.root = name, children
            return
        siblings = self._open[-1][1]
        if name not in siblings:
            siblings[name] = value
        elif isinstance(siblings[name], list):
            siblings[name].append(value)
        else:
            siblings[name] = [siblings[name], value]
