"""Model, colour, size as a shop's listing says them, compared with what an order says. Pure.

Only what both sides say and both can be read is compared: names and sequence of the parts, case, width, separators and
the language of colours and sizes do not matter; what cannot be told apart is no disagreement.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from difflib import SequenceMatcher
from typing import NamedTuple

from orderway.flow.spec_colours import Colours, colours_of
from orderway.flow.spec_sizes import Sizes, sizes_of
from orderway.flow.spec_words import AXES, COLOUR, MODEL, MODEL_WORDS, NEAR, PLAIN, SIZE, UNNAMED

SPEC_CHARS_MAX = 300
SHOWN_CHARS_MAX = 60
PARTS_MAX = 12
ALIKE_MIN = 0.85
"""Two Latin words this much alike are one, written otherwise (aluminium, aluminum)."""
OTHER = "variant"
"""The name of a disagreement about a part that no table knows."""

_BRACKETS = str.maketrans(dict.fromkeys("{}[]\"'【】「」『』<>《》", " "))
_SPLIT = re.compile(r"[;、|\n\r\t]|(?<!\d),|,(?!\d)|(?<!\d)/|/(?!\d)|\s[-–—·+]\s|·")
_IDS = re.compile(r"^(?:\d{3,}:)+")
_NAMED = re.compile(r"^([^:=]{1,30})[:=]\s*(.+)$", re.DOTALL)
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_TOKENS = re.compile(r"[a-z]+|\d+(?:\.\d+)?")
_LETTERS = re.compile(r"[\W_]+")


class Part(NamedTuple):
    """One part of a variant: what it is (empty: not said and not recognised), and its text."""

    axis: str
    text: str
    colours: Colours | None = None
    sizes: Sizes | None = None


class Difference(NamedTuple):
    """What does not agree: colour, size, model, a shop's own name of a part, or `variant`."""

    axis: str
    listed: str
    told: str


def differences(listed: str, told: str) -> list[Difference]:
    """Where an order's variant disagrees with its listing's; `|` in the listing stands between ways to say it."""
    if not listed.strip() or not told.strip():
        return []
    found: list[Difference] = []
    for way in listed.split("|"):
        if way.strip():
            found = _differ(parts_of(way), parts_of(told))
            if not found:
                return []
    return found


def parts_of(text: str) -> list[Part]:
    """The parts of a variant, in their sequence."""
    plain = unicodedata.normalize("NFKC", text[:SPEC_CHARS_MAX]).translate(PLAIN).translate(_BRACKETS)
    chunks = [chunk.strip() for chunk in _SPLIT.split(plain)]
    return [part for chunk in chunks if chunk for part in _read(_IDS.sub("", chunk))][:PARTS_MAX]


def _read(chunk: str) -> list[Part]:
    named = _NAMED.match(chunk)
    name, text = (named[1].strip().casefold(), named[2].strip()) if named else ("", chunk)
    axis = AXES.get(name.replace(" ", ""), "" if name in UNNAMED else name)
    low = text.casefold()
    if axis == COLOUR:
        return [Part(COLOUR, text, colours_of(low, True))]
    if axis == SIZE:
        return [Part(SIZE, text, None, sizes_of(low, True)[0])]
    if axis:
        return [Part(axis, text, None, sizes_of(low, False)[0] if axis != MODEL else None)]
    sizes, rest = sizes_of(low, False)
    colours = colours_of(rest, False)
    found = [Part(SIZE, text, None, sizes)] if sizes else []
    if colours:
        found.append(Part(COLOUR, text, colours))
    elif _LETTERS.sub("", rest):
        found.append(Part("", text if not sizes else rest.strip()))
    return found


def _differ(listed: list[Part], told: list[Part]) -> list[Difference]:
    found = []
    for axis in dict.fromkeys(part.axis for part in listed if part.axis):
        ours, theirs = [p for p in listed if p.axis == axis], [p for p in told if p.axis == axis]
        if theirs and not _agree(axis, ours, theirs):
            found.append(Difference(axis, _shown(ours), _shown(theirs)))
    axes = {p.axis for p in listed} & {p.axis for p in told} - {""}
    ours, theirs = [p for p in listed if p.axis not in axes], [p for p in told if p.axis not in axes]
    if len(ours) == len(theirs) == 1 and not _agree("", ours, theirs):
        axis = ours[0].axis or theirs[0].axis or OTHER
        found.append(Difference(axis, _shown(ours), _shown(theirs)))
    return found


def _shown(parts: list[Part]) -> str:
    return ", ".join(dict.fromkeys(part.text for part in parts))[:SHOWN_CHARS_MAX]


def _agree(axis: str, ours: list[Part], theirs: list[Part]) -> bool:
    if axis == COLOUR:
        return _colours_agree(ours, theirs)
    mine, other = _sizes(ours), _sizes(theirs)
    common = mine.keys() & other.keys()
    if common:
        return all(_same_size(mine[kind], other[kind]) for kind in common)
    if axis == SIZE and (mine or other):
        return True  # other systems of sizes, or one that is not known
    return _texts_agree(" ".join(p.text for p in ours), " ".join(p.text for p in theirs))


def _sizes(parts: list[Part]) -> Sizes:
    found: Sizes = {}
    for part in parts:
        for kind, values in (part.sizes or {}).items():
            found[kind] = tuple(sorted({*found.get(kind, ()), *values}))
    return found


def _same_size(ours: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    return set(ours) <= set(theirs) or set(theirs) <= set(ours)


def _colours_agree(ours: list[Part], theirs: list[Part]) -> bool:
    mine, other = _colours(ours), _colours(theirs)
    one, two = " ".join(p.text for p in ours), " ".join(p.text for p in theirs)
    if not mine.bases or not other.bases:
        if bool(mine.bases) != bool(other.bases) and not (_CJK.search(one) and _CJK.search(two)):
            return True  # a word of a language that no table has
        return _texts_agree(one, two)
    if mine.bases == other.bases:
        return not (mine.shades and other.shades) or mine.shades == other.shades
    across = bool(_CJK.search(one)) != bool(_CJK.search(two))
    pairs = ((mine.bases, other.bases), (other.bases, mine.bases))
    return across and all(any(_near(a, b) for b in there) for here, there in pairs for a in here)


def _near(one: str, two: str) -> bool:
    return one == two or frozenset((one, two)) in NEAR


def _colours(parts: list[Part]) -> Colours:
    bases = frozenset[str]().union(*[part.colours.bases for part in parts if part.colours])
    return Colours(bases, frozenset[str]().union(*[part.colours.shades for part in parts if part.colours]))


def _texts_agree(ours: str, theirs: str) -> bool:
    """Whether two free texts mean the same, as far as that can be told: True where they cannot be compared."""
    one, two = _folded(ours), _folded(theirs)
    bare = [_LETTERS.sub("", text) for text in (one, two)]
    if bare[0] == bare[1] or not all(bare):
        return True
    latin = [sorted(_TOKENS.findall(text)) for text in (one, two)]
    if all(latin):
        return _tokens_agree(*latin) and _signs_agree(one, two)
    return any(latin) or _signs_agree(one, two)


def _folded(text: str) -> str:
    split = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in split if not unicodedata.combining(sign))


def _tokens_agree(ours: list[str], theirs: list[str]) -> bool:
    """Latin words and figures: equal, or one has only plain words more (a brand), or it is written otherwise."""
    more, less = Counter(ours) - Counter(theirs), Counter(theirs) - Counter(ours)
    if more and less:
        figures = [token for token in (*more, *less) if not token.isalpha()]
        return not figures and SequenceMatcher(None, " ".join(more), " ".join(less)).ratio() >= ALIKE_MIN
    return all(token.isalpha() and token not in MODEL_WORDS for token in (*more, *less))


def _signs_agree(one: str, two: str) -> bool:
    """Signs of Chinese, Japanese, Korean: one holds the other, or one has none."""
    signs = ["".join(_CJK.findall(text)) for text in (one, two)]
    return not all(signs) or signs[0] in signs[1] or signs[1] in signs[0]
