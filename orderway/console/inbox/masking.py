"""A message's body without its persons: what tells how it is built stays, what tells who it is about does not.

Only the values of fields known to be harmless are shown (codes, dates, amounts, states); everything else is blotted.
"""

from __future__ import annotations

import json
import re
from typing import Any

import msgspec

from orderway.kernel.errors import NO_JSON

SHOWN_CHARS_MAX = 60_000
"""Of a body; the rest is cut with a note."""
BLOT = "•"
BLOT_CHARS_MAX = 6
HARMLESS = re.compile(
    r"(?:^|_)(?:id|ids|gid|sku|skus|code|codes|currency|status|state|kind|type|topic|version|quantity|count|units|num|"
    r"price|amount|minor|total|subtotal|tax|shipping|discount|weight|grams|title|variant|listing|gift|at|date|time|"
    r"created|updated|modified|paid|method|channel|source|where|what|country|language|test|number)$"
)
PERSONAL = re.compile(
    r"name|phone|mobile|tel|mail|street|address|receiver|buyer|customer|contact|note|remark|message|zip|post"
)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_WORD = re.compile(r"[^\W_]{2,}")
_TAG = re.compile(r"<[^>]{0,200}>")
LONG_NUMBER_DIGITS = 7


def masked(body: bytes) -> str:
    """The body for everybody's eyes."""
    text = readable(body)
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return _cut(_blotted_text(text))
    try:
        return _cut(json.dumps(_blotted(value, ""), ensure_ascii=False, indent=2))
    except RecursionError:
        return _cut(_blotted_text(text))


def readable(body: bytes) -> str:
    """The body as text: UTF-8, or whatever of it can be told."""
    return body.decode("utf-8", errors="replace").replace("\0", "␀")


def pretty(body: bytes) -> str:
    """The body as it is, JSON indented; figures stay as they were written."""
    text = readable(body)
    try:
        return msgspec.json.format(text, indent=2)
    except NO_JSON:
        return text


def _blotted(value: Any, key: str) -> Any:
    if isinstance(value, dict):
        return {name: _blotted(inner, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [_blotted(inner, key) for inner in value]
    if isinstance(value, bool) or value is None or _is_harmless(key):
        return value
    if isinstance(value, str):
        return BLOT * min(len(value), BLOT_CHARS_MAX)
    return value if len(str(value)) < LONG_NUMBER_DIGITS else BLOT * BLOT_CHARS_MAX


def _is_harmless(key: str) -> bool:
    plain = _CAMEL.sub("_", key).lower().replace("-", "_")
    return bool(HARMLESS.search(plain)) and not PERSONAL.search(plain)


def _blotted_text(text: str) -> str:
    """Text that is no JSON: its marks stay, its words do not."""
    parts: list[str] = []
    last = 0
    for tag in _TAG.finditer(text):
        parts += [_WORD.sub(_blot, text[last : tag.start()]), tag.group().partition(" ")[0].rstrip(">") + ">"]
        last = tag.end()
    return "".join([*parts, _WORD.sub(_blot, text[last:])])


def _blot(word: re.Match[str]) -> str:
    return BLOT * min(len(word.group()), BLOT_CHARS_MAX)


def _cut(text: str) -> str:
    return text if len(text) <= SHOWN_CHARS_MAX else text[:SHOWN_CHARS_MAX] + "\n…"
