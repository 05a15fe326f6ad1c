"""Where in a broken JSON text a byte stands, as a JSON pointer: so that even `NaN` is answered with its field's name."""

from __future__ import annotations

import re

DEPTH_MAX = 100
_TOKEN = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\],:]|[^\s{}\[\],:"]+|"', re.DOTALL)


def pointer_at(body: bytes, at: int) -> str:
    """The pointer of the value that holds byte `at`, as far as the text before it can be followed; `#` is the whole."""
    stack: list[str | int] = []
    key_next = [False]
    word = b""
    for token in _TOKEN.finditer(body):
        sign = token.group()
        if token.start() > at or (sign == b'"' and token.end() > at):
            break
        if sign == b"{" or sign == b"[":
            if len(stack) >= DEPTH_MAX:
                break
            stack.append("" if sign == b"{" else 0)
            key_next.append(sign == b"{")
        elif sign == b"}" or sign == b"]":
            if not stack:
                break
            stack.pop()
            key_next.pop()
        elif sign == b",":
            if stack and isinstance(stack[-1], int):
                stack[-1] += 1
            key_next[-1] = bool(stack) and isinstance(stack[-1], str)
        elif sign == b":":
            if stack and isinstance(stack[-1], str):
                stack[-1] = word.decode(errors="replace")
            key_next[-1] = False
        elif key_next[-1]:
            word = sign.strip(b'"')
        if token.end() > at:
            break
    return "#" + "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in stack if step != "")
