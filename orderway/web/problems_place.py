"""Where in a broken JSON text a byte stands, as a JSON pointer: even `NaN` is answered with its field's name."""

from __future__ import annotations

import re

DEPTH_MAX = 100
PLACE_BYTES_MAX = 256 * 1024
"""Further into a body the place is not looked for: a refusal must not cost more than an acceptance."""
_TOKEN = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\],:]|[^\s{}\[\],:"]+|"', re.DOTALL)
_VALUE = re.compile(rb'".*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null', re.DOTALL)
_LONE = re.compile(rb"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])")
"""Half a pair of surrogates, which a reader notices only where the other half should be."""


class _Way:
    """The way from the root to where the reading is: a member's name or an element's number a step."""

    def __init__(self) -> None:
        self.steps: list[str | int] = []
        self.word = ""
        """The last text read where a member's name may stand."""
        self.named = False
        """Whether the innermost object's member has its name already."""

    def read(self, sign: bytes) -> bool:
        """Go on by one token; False where the text can be followed no further."""
        if sign in (b"{", b"["):
            self.steps.append("" if sign == b"{" else 0)
            self.named = False
            return len(self.steps) < DEPTH_MAX
        if not self.steps:
            return False
        if sign not in (b"}", b"]", b",", b":") and not _is_value(sign):
            return False
        last = self.steps[-1]
        if sign in (b"}", b"]"):
            self.steps.pop()
            self.named = True
        elif sign == b",":
            self.steps[-1] = last + 1 if isinstance(last, int) else ""
            self.named = False
        elif sign == b":" and isinstance(last, str):
            self.steps[-1], self.named = self.word, True
        elif isinstance(last, str) and not self.named:
            self.word = sign.strip(b'"').decode(errors="replace")
        return True


def _is_value(sign: bytes) -> bool:
    return bool(_VALUE.fullmatch(sign)) and not _LONE.search(sign.replace(b"\\\\", b""))


def pointer_at(body: bytes, at: int) -> str:
    """The pointer of the value that holds byte `at`, as far as the text can be followed; `#` is the whole."""
    way = _Way()
    if at > PLACE_BYTES_MAX:
        return "#"
    for token in _TOKEN.finditer(body):
        if token.start() >= at or (token.group() == b'"' and token.end() > at):
            break
        if not way.read(token.group()) or token.end() > at:
            break
    return "#" + "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in way.steps if step != "")
