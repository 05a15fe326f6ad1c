"""Ids of rows, given out before anything is saved, from blocks of one database sequence."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import count

BLOCK_IDS = 1_000
"""Ids that one call of the sequence stands for; the sequence `id_block` steps by this."""

KEYS_KEPT_MAX = 16
"""Keys of hashes that are kept ready; an installation has one."""

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O, U, so that a code can be read out on the phone."""


class Ids:
    """Gives out ids; `take_block` fetches the start of the next block. Not for sharing between threads."""

    def __init__(self, take_block: Callable[[], int]) -> None:
        self._take_block = take_block
        self._next = 0
        self._end = 0
        self._blocks: list[int] = []

    def next(self) -> int:
        """One id never given out before."""
        if self._next == self._end:
            self._next = self._take_block()
            self._end = self._next + BLOCK_IDS
            self._blocks.append(self._next)
        given = self._next
        self._next += 1
        return given

    def mark(self) -> list[int]:
        """The next id, where its block ends, and (filled in as they are taken) the starts of the blocks after it: what
        `again` needs to give out the same ids."""
        self._blocks = [self._next, self._end]
        return self._blocks

    @classmethod
    def again(cls, blocks: Sequence[int], beyond: int) -> Ids:
        """Gives out the ids that were given out after `mark`, and from `beyond` on when more are asked for."""
        following = iter(blocks[2:])
        further = count(beyond, BLOCK_IDS)
        ids = cls(lambda: next(following, None) or next(further))
        ids._next, ids._end = blocks[0], blocks[1]
        return ids


def code_of(number: int) -> str:
    """A short code of a number with a check character: one wrong character or two neighbours swapped are seen."""
    digits = ""
    rest = number
    while True:
        rest, digit = divmod(rest, 32)
        digits = ALPHABET[digit] + digits
        if not rest:
            break
    return digits + _check(digits)


def _check(digits: str) -> str:
    """The character that takes the digits to zero (Damm's scheme in the field of 32 elements, x^5 + x^2 + 1)."""
    state = 0
    for digit in (*map(ALPHABET.index, digits), 0):
        state <<= 1
        if state & 32:
            state ^= 0b100101
        state ^= digit
    return ALPHABET[state]


def number_of(code: str) -> int | None:
    """The number behind a code, or None where the code is not one of ours (a wrong check character included)."""
    text = code.strip().upper().replace("O", "0").replace("I", "1").replace("L", "1")
    if len(text) < 2 or any(character not in ALPHABET for character in text):
        return None
    number = 0
    for character in text[:-1]:
        number = number * 32 + ALPHABET.index(character)
    return number if _check(text[:-1]) == text[-1] else None


def keyed_hash(key: bytes, text: str) -> int:
    """A 63-bit keyed hash of a personal datum, for finding it without reading it (BLAKE2b)."""
    hashing = _keyed(key).copy()
    hashing.update(text.encode())
    return int.from_bytes(hashing.digest(), "big") >> 1


@lru_cache(maxsize=KEYS_KEPT_MAX)
def _keyed(key: bytes) -> hashlib.blake2b:
    """A hash that has taken the key in already, which is a third of the work; to be copied."""
    return hashlib.blake2b(key=key, digest_size=8)


def signature(key: bytes, *parts: str) -> str:
    """A URL-safe signature (HMAC-SHA-256, 128 bits, hex) of the parts in their order."""
    return hmac.new(key, "\x1f".join(parts).encode(), hashlib.sha256).hexdigest()[:32]
