"""Text and numbers as EDI writes them: what a character set holds, what must be exact, what may be cut. Pure."""

from __future__ import annotations

import unicodedata
from decimal import Decimal

from orderway.kernel.money import format_minor

_LATIN = {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss", "æ": "ae", "Æ": "Ae", "ø": "oe",
          "Ø": "Oe", "å": "aa", "Å": "Aa", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "’": "'", "‘": "'", "“": '"',
          "”": '"', "–": "-", "—": "-", "€": "EUR", "…": "..."}  # fmt: skip
_A = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,-()/='+:?!\"%&*;<>")
_B = _A | frozenset("abcdefghijklmnopqrstuvwxyz")
ENCODINGS = {"ASCII": "ascii", "LATIN1": "latin-1", "UTF-8": "utf-8", "UNOA": "ascii", "UNOB": "ascii",
             "UNOC": "latin-1", "UNOY": "utf-8"}  # fmt: skip


class Unsayable(ValueError):
    """Something cannot be written in this partner's character set, delimiters or currency; its settings must change."""


class Letters:
    """The letters of one partner: `charset` and, where nothing releases a delimiter, the characters to leave out."""

    def __init__(self, charset: str, barred: str = "") -> None:
        if charset not in ENCODINGS:
            raise Unsayable(f"unknown character set {charset!r}; there are: {', '.join(ENCODINGS)}")
        self.charset = charset
        self.encoding = ENCODINGS[charset]
        self._barred = frozenset(barred)

    def exact(self, value: str, what: str, most: int) -> str:
        """A number or a name that must arrive as it is; raises Unsayable."""
        clean = _clean(value)
        if len(clean) > most:
            raise Unsayable(f"{what} {clean[:40]!r} is longer than {most} characters")
        if any(not self.holds(letter) for letter in clean):
            raise Unsayable(f"{what} {clean[:40]!r} cannot be written in {self.charset} with these delimiters")
        return clean

    def name(self, value: str, what: str, most: int) -> str:
        """A name or an address: accents may be written out, nothing may be lost but what is over the length."""
        found = "".join(self._written(letter, "") or "\x00" for letter in _clean(value))
        if "\x00" in found:
            raise Unsayable(f"{what} cannot be written in {self.charset}: take a larger character set")
        return found[:most].strip()

    def text(self, value: str, most: int) -> str:
        """A description: what cannot be written becomes a question mark, what is too long is cut."""
        found = "".join(self._written(letter, "?" if self.holds("?") else " ") for letter in _clean(value))
        return found[:most].strip()

    def holds(self, letter: str) -> bool:
        """Whether a letter can be written as it is."""
        if letter in self._barred:
            return False
        if self.charset == "UNOA":
            return letter in _A
        if self.charset == "UNOB":
            return letter in _B
        if self.encoding == "ascii":
            return " " <= letter <= "~"
        return self.encoding == "utf-8" or letter <= "\xff"

    def _written(self, letter: str, missing: str) -> str:
        if self.holds(letter):
            return letter
        if letter in self._barred:
            return " "
        plain = _LATIN.get(letter) or "".join(
            one for one in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(one)
        )
        if self.charset == "UNOA":
            plain = plain.upper()
        return plain if plain and all(self.holds(one) for one in plain) else missing


def _clean(value: str) -> str:
    """Without control characters, line ends and lone surrogates; blanks at the ends say nothing."""
    kept = "".join(
        " " if unicodedata.category(one) in ("Cc", "Cs", "Zl", "Zp") or one in _ODD else one for one in value
    )
    return kept.strip()


_ODD = frozenset("\ufeff\xa0")


def amount(minor: int, currency: str) -> str:
    """An amount as plain decimal text."""
    return format_minor(minor, currency)


def hundredths(minor: int, currency: str) -> str:
    """An amount with two implied decimals (N2), whatever the currency; raises Unsayable where it has more."""
    cents = Decimal(format_minor(minor, currency)) * 100
    if cents != cents.to_integral_value():
        raise Unsayable(f"{format_minor(minor, currency)} {currency} has more than two decimals")
    return str(int(cents))


def kilograms(grams: int) -> str:
    """A weight in kilograms."""
    return format(Decimal(grams).scaleb(-3).normalize(), "f")


def sscc(prefix: str, number: int) -> str:
    """The SSCC-18 of a parcel: extension digit 0, our GS1 prefix, a serial number, the check digit; "" without prefix.

    Source: GS1 General Specifications, 7.9 (modulo 10, weights 3 and 1 from the right).
    """
    if not prefix:
        return ""
    room = 16 - len(prefix)
    digits = f"0{prefix}{number % 10**room:0{room}}"
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits)))
    return f"{digits}{-total % 10}"
