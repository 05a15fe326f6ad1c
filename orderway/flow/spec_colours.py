"""Colours in a text, in the words of several languages. Pure."""

from __future__ import annotations

import re
from typing import NamedTuple

from orderway.flow.spec_words import COLOURS, SHADES

_ENDING = re.compile(r"(?:色|款|系|colou?r|farben)$")
_CJK_WORD = re.compile(r"^[\u3400-\u9fff]+$")
_WORD = re.compile(r"[a-zà-ÿß]+|[\u3400-\u9fff]+")
_LONGEST = max(len(word) for word in COLOURS)


class Colours(NamedTuple):
    """Colours by their common names, and whether they are light or dark."""

    bases: frozenset[str]
    shades: frozenset[str]


def colours_of(text: str, named: bool) -> Colours | None:
    """The colours in a text in lower letters. `named`: it is said to be a colour, so a part of it will do (星空黑)."""
    words = _WORD.findall(text)
    if not named and (not words or _WORD.sub("", text).strip(" -_()&+.")):
        return None
    bases: set[str] = set()
    shades: set[str] = set()
    at = 0
    while at < len(words):
        pair = "".join(words[at : at + 2])
        if len(words) > at + 1 and pair in COLOURS:
            bases.add(COLOURS[pair])
            at += 2
            continue
        known = _word(words[at], named)
        if known is None and not named:
            return None
        if known:
            bases |= known.bases
            shades |= known.shades
        at += 1
    if "navy" in bases:
        bases.discard("blue")
    return Colours(frozenset(bases), frozenset(shades)) if bases or named else None


def _word(word: str, named: bool) -> Colours | None:
    if word in SHADES:
        return Colours(frozenset(), frozenset((SHADES[word],)))
    if word in COLOURS:
        return Colours(frozenset((COLOURS[word],)), frozenset())
    if not _CJK_WORD.match(word):
        for shade, kind in SHADES.items():
            if word.startswith(shade) and word[len(shade) :] in COLOURS:
                return Colours(frozenset((COLOURS[word[len(shade) :]],)), frozenset((kind,)))
        return Colours(frozenset(), frozenset()) if _ENDING.sub("", word) == "" else None
    return _signs(_ENDING.sub("", word) or word) or (_within(word) if named else None)


def _signs(word: str) -> Colours | None:
    """A Chinese word that is made of colours and shades alone."""
    bases, shades = set(), set()
    at = 0
    while at < len(word):
        longest = next((n for n in range(min(_LONGEST, len(word) - at), 0, -1) if word[at : at + n] in COLOURS), 0)
        if longest:
            bases.add(COLOURS[word[at : at + longest]])
            at += longest
        elif word[at] in SHADES or word[at] == "色":
            shades |= {SHADES[word[at]]} if word[at] in SHADES else set()
            at += 1
        else:
            return None
    return Colours(frozenset(bases), frozenset(shades)) if bases else None


def _within(word: str) -> Colours | None:
    """A colour inside of a longer Chinese word: what stands before 色, or its last sign (星空黑)."""
    head = word.split("色", maxsplit=1)[0]
    for start in range(len(head)):
        if head[start:] in COLOURS:
            before = head[:start][-1:]
            shades = frozenset((SHADES[before],)) if before in SHADES else frozenset[str]()
            return Colours(frozenset((COLOURS[head[start:]],)), shades)
    return None
