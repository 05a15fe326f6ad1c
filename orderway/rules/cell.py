"""The language of a cell: what may be written, and its translation into an expression of the rules library.

    alternatives   `"Zhejiang", "Jiangsu"`   any of them (plain words need no quotes: `Zhejiang, Jiangsu`)
    tests          `> 5000`   `>= 3 and < 10`   `not "CN"`   `in ("CN", "HK")`   `contains("gift")`   `yes`   `missing`
    arithmetic     `> goods_minor * 0.5`   + - * / %   division only by a number that is not 0

`$` is the column's own fact; a test without a left side is about it. Amounts are written in units of the currency. A
cell that asks about a missing fact is not true (but for `missing`): each alternative is guarded by it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from orderway.rules.facts import FACT_MAX, FLAG, LIST, MONEY, NUMBER, TEXT, UNIT, UNIT_MAX, Fact
from orderway.rules.tokens import LOOPS, CellError, Token, tokens

CELL_CHARS_MAX = 400
DEPTH_MAX = 12
"""Brackets within brackets."""
DIGITS_MAX = 15
SIZE_MAX = Decimal(10) ** 27
"""The rules library counts in decimals of 28 digits; what could grow beyond is refused."""

LENGTH = "__length"
"""Behind the name of a text: how many signs it has. The rules library would count its bytes, three for each 汉字."""
CALLS = ("contains", "startsWith", "endsWith", "len")
"""The functions that a cell may call."""
YES = {"yes": True, "true": True, "是": True, "no": False, "false": False, "否": False}
WORDS = ("and", "or", "not", "in", "missing", "empty", *YES, *CALLS, *LOOPS)
COMPARE = ("==", "!=", "<", "<=", ">", ">=")
_PLAIN = re.compile(r"\s*[\w一-鿿][\w\-./·&]*(?: [\w\-./·&]+)*(?:\s*[,，]\s*[\w一-鿿][\w\-./·&]*(?: [\w\-./·&]+)*)*\s*")


class Cell(NamedTuple):
    """A cell understood: its expression (empty: always true) and the facts it looks at."""

    expression: str
    uses: frozenset[str]


class _Part(NamedTuple):
    """A piece of an expression: its text, its type, whether it holds numbers only, how large it can be."""

    text: str
    type: str
    constant: bool = False
    value: Decimal | None = None
    size: Decimal = Decimal(0)


def read(cell: str, fact: Fact, facts: Mapping[str, Fact]) -> Cell:
    """Understand one cell of the column of `fact`; CellError says what is not allowed and where."""
    if len(cell) > CELL_CHARS_MAX:
        raise CellError("too_long", CELL_CHARS_MAX, str(len(cell)))
    plain = cell.strip()
    if plain in ("", "-"):
        return Cell("", frozenset())
    if fact.type in (TEXT, LIST) and _PLAIN.fullmatch(plain):
        words = [word.strip() for word in re.split("[,，]", plain)]
        if not any(word in facts or word in WORDS or " and " in word or " or " in word for word in words):
            return _Reader([], fact, facts).plain(words)
    return _Reader(tokens(cell), fact, facts).whole()


class _Reader:
    """Recursive descent over the tokens of one cell."""

    def __init__(self, found: list[Token], fact: Fact, facts: Mapping[str, Fact]) -> None:
        self._tokens = found
        self._at = 0
        self._fact = fact
        self._facts = facts
        self._uses: set[str] = set()
        self._all: set[str] = set()
        self._depth = 0

    # -- the whole cell ---------------------------------------------------------------------------------------------

    def whole(self) -> Cell:
        """Alternatives, each guarded by the facts it uses."""
        texts = [self._alternative()]
        while self._take(","):
            texts.append(self._alternative())
        if self._here.kind != "end":
            raise self._wrong()
        return Cell(" or ".join(texts) if len(texts) > 1 else texts[0], frozenset(self._all))

    def plain(self, words: list[str]) -> Cell:
        """A list of texts without quotes."""
        texts = [self._guarded(self._equals(_Part(f'"{self._choice(word, 0)}"', TEXT, True))) for word in words]
        return Cell(" or ".join(texts), frozenset(self._all))

    def _alternative(self) -> str:
        negated = self._here.value == "not" and self._after.value in ("missing", "empty") and self._after.kind == "word"
        if negated:
            self._at += 1
        if self._here.kind == "word" and self._here.value in ("missing", "empty"):
            self._at += 1
            self._all.add(self._fact.name)
            return f"{self._fact.name} {'!=' if negated else '=='} null"
        return self._guarded(self._either())

    def _guarded(self, text: str) -> str:
        guards = [f"{name} != null" for name in sorted(self._uses)]
        self._all |= self._uses
        self._uses = set()
        return "(" + " and ".join([*guards, text]) + ")"

    # -- logic --------------------------------------------------------------------------------------------------------

    def _either(self) -> str:
        texts = [self._both()]
        while self._word("or"):
            texts.append(self._both())
        return texts[0] if len(texts) == 1 else "(" + " or ".join(texts) + ")"

    def _both(self) -> str:
        texts = [self._single()]
        while self._word("and"):
            texts.append(self._single())
        return texts[0] if len(texts) == 1 else "(" + " and ".join(texts) + ")"

    def _single(self) -> str:
        self._deeper()
        try:
            if self._here.value == "not" and self._after.value == "in" and self._after.kind == "word":
                self._at += 2
                return f"not ({self._any_of(self._own())})"
            if self._word("not"):
                return f"not ({self._single()})"
            if self._here.value == "(" and self._here.kind == "sign":
                return self._bracket()
            return self._test()
        finally:
            self._depth -= 1

    def _bracket(self) -> str:
        """A bracket is logic, or the beginning of a sum: what stands behind it tells."""
        begin, uses, depth = self._at, set(self._uses), self._depth
        try:
            self._at += 1
            texts = [self._either()]
            while self._take(","):
                texts.append(self._either())
            self._need(")")
        except CellError as logic:
            self._at, self._uses, self._depth = begin, uses, depth
            try:
                return self._test()
            except CellError:
                raise logic from None
        if self._here.kind == "sign" and self._here.value in ("+", "-", "*", "/", "%", *COMPARE):
            self._at, self._uses = begin, uses
            return self._test()
        return "(" + " or ".join(texts) + ")"

    # -- tests --------------------------------------------------------------------------------------------------------

    def _test(self) -> str:
        if self._word("in"):
            return self._any_of(self._own())
        if self._here.kind == "sign" and self._here.value in COMPARE:
            return self._compared(self._own())
        if self._here.kind == "word" and self._here.value in ("contains", "startsWith", "endsWith"):
            return self._call()
        part = self._sum()
        if self._here.kind == "sign" and self._here.value in COMPARE:
            return self._compared(part)
        if self._word("in"):
            return self._any_of(part)
        if part.type == FLAG and not part.constant:
            return f"{part.text} == true"
        if not part.constant and part.text == self._fact.name:
            raise self._wrong()
        return self._equals(part)

    def _own(self) -> _Part:
        return self._named(self._fact)

    def _named(self, fact: Fact) -> _Part:
        self._uses.add(fact.name)
        return _Part(fact.name, fact.type, size=Decimal(FACT_MAX))

    def _equals(self, part: _Part) -> str:
        return self._pair(self._own(), "==", part)

    def _compared(self, left: _Part) -> str:
        sign = self._next().value
        return self._pair(left, sign, self._sum())

    def _any_of(self, left: _Part) -> str:
        opener = self._next()
        if opener.value not in ("(", "["):
            raise CellError("unreadable", opener.at, opener.value)
        closer = ")" if opener.value == "(" else "]"
        texts = [self._pair(left, "==", self._sum())]
        while self._take(","):
            texts.append(self._pair(left, "==", self._sum()))
        self._need(closer)
        return "(" + " or ".join(texts) + ")"

    def _pair(self, left: _Part, sign: str, right: _Part) -> str:
        if left.type == LIST and right.type == TEXT and sign in ("==", "!="):
            found = f"contains({left.text}, {right.text})"
            return found if sign == "==" else f"not ({found})"
        left, right = self._same(left, right)
        if sign not in ("==", "!=") and left.type not in (NUMBER, MONEY):
            raise CellError("not_ordered", self._before.at, sign)
        return f"{left.text} {sign} {right.text}"

    def _same(self, left: _Part, right: _Part) -> tuple[_Part, _Part]:
        """Both sides of one type: a number beside an amount is an amount."""
        if left.type == MONEY and right.type == NUMBER and right.constant:
            right = self._amount(right)
        elif right.type == MONEY and left.type == NUMBER and left.constant:
            left = self._amount(left)
        if left.type != right.type or left.type == LIST:
            raise CellError("wrong_type", self._before.at, right.type)
        return left, right

    def _amount(self, part: _Part) -> _Part:
        self._uses.add(UNIT)
        return self._sized(_Part(f"({part.text} * {UNIT})", MONEY, size=part.size * UNIT_MAX))

    def _call(self) -> str:
        name = self._next()
        self._need("(")
        subject = self._own()
        if self._here.kind == "sign" and self._here.value == "$":
            self._at += 1
            self._need(",")
        elif self._here.kind == "word":
            subject = self._sum()
            self._need(",")
        if subject.type not in (TEXT, LIST) or (subject.type == LIST and name.value != "contains"):
            raise CellError("wrong_type", name.at, subject.type)
        texts = []
        while True:
            word = self._next()
            if word.kind != "text" or not word.value:
                raise CellError("text_wanted", word.at, word.value)
            texts.append(f'{name.value}({subject.text}, "{word.value}")')
            if not self._take(","):
                break
        self._need(")")
        return "(" + " or ".join(texts) + ")"

    # -- sums ---------------------------------------------------------------------------------------------------------

    def _sum(self) -> _Part:
        part = self._product()
        while self._here.kind == "sign" and self._here.value in ("+", "-"):
            sign = self._next()
            other = self._product()
            if part.type not in (NUMBER, MONEY) or other.type not in (NUMBER, MONEY):
                raise CellError("wrong_type", sign.at, sign.value)
            constant = part.constant and other.constant
            part, other = self._same(part, other)
            text = f"({part.text} {sign.value} {other.text})"
            part = self._sized(_Part(text, part.type, constant, size=part.size + other.size))
        return part

    def _product(self) -> _Part:
        part = self._atom()
        while self._here.kind == "sign" and self._here.value in ("*", "/", "%"):
            sign = self._next()
            other = self._atom()
            if part.type not in (NUMBER, MONEY) or other.type not in (NUMBER, MONEY):
                raise CellError("wrong_type", sign.at, sign.value)
            if sign.value == "*":
                if part.type == MONEY and other.type == MONEY:
                    raise CellError("wrong_type", sign.at, sign.value)
                type_ = MONEY if MONEY in (part.type, other.type) else NUMBER
                size = part.size * other.size
            else:
                if other.value is None:
                    raise CellError("division_by_fact", sign.at, sign.value)
                if other.value == 0:
                    raise CellError("division_by_zero", sign.at, sign.value)
                type_ = part.type
                size = part.size / min(other.size, Decimal(1))
            text = f"({part.text} {sign.value} {other.text})"
            part = self._sized(_Part(text, type_, part.constant and other.constant, size=size))
        return part

    def _sized(self, part: _Part) -> _Part:
        if part.size >= SIZE_MAX:
            raise CellError("number_too_long", self._before.at)
        return part

    def _atom(self) -> _Part:
        token = self._next()
        if token.kind == "number":
            return self._number(token, "")
        if token.kind == "text":
            return _Part(f'"{self._choice(token.value, token.at)}"', TEXT, True)
        if token.kind == "word":
            return self._word_part(token)
        if token.value == "$":
            return self._own()
        if token.value == "-" and self._here.kind == "number":
            return self._number(self._next(), "-")
        if token.value == "(":
            self._deeper()
            part = self._sum()
            self._depth -= 1
            self._need(")")
            return part
        raise CellError("range_not_allowed" if token.value == ".." else "unreadable", token.at, token.value)

    def _number(self, token: Token, sign: str) -> _Part:
        if sum(c.isdigit() for c in token.value) > DIGITS_MAX:
            raise CellError("number_too_long", token.at, token.value)
        value = Decimal(sign + token.value)
        text = f"{value:f}" if value >= 0 else f"(0 - {-value:f})"
        return _Part(text, NUMBER, True, value, abs(value))

    def _word_part(self, token: Token) -> _Part:
        if token.value in YES:
            return _Part("true" if YES[token.value] else "false", FLAG, True)
        called = self._here.kind == "sign" and self._here.value == "("
        if token.value in LOOPS and (called or token.value not in self._facts):
            raise CellError("loop_not_allowed", token.at, token.value)
        if called and token.value == "len":
            return self._length()
        if called:
            raise CellError("call_not_allowed", token.at, token.value)
        fact = self._facts.get(token.value)
        if fact is None:
            raise CellError("unknown_word", token.at, token.value)
        return self._named(fact)

    def _length(self) -> _Part:
        self._need("(")
        subject = self._own() if self._here.value in ("$", ")") else self._atom()
        if self._here.value == "$":
            self._at += 1
        self._need(")")
        if subject.type not in (TEXT, LIST) or subject.constant:
            raise CellError("wrong_type", self._before.at, subject.type)
        text = f"len({subject.text})" if subject.type == LIST else subject.text + LENGTH
        return _Part(text, NUMBER, size=Decimal(FACT_MAX))

    def _choice(self, word: str, at: int) -> str:
        if self._fact.choices and word not in self._fact.choices:
            raise CellError("not_a_choice", at, word)
        return word

    # -- tokens -------------------------------------------------------------------------------------------------------

    @property
    def _here(self) -> Token:
        return self._tokens[self._at]

    @property
    def _after(self) -> Token:
        return self._tokens[min(self._at + 1, len(self._tokens) - 1)]

    @property
    def _before(self) -> Token:
        return self._tokens[self._at - 1] if self._at and self._tokens else Token("end", "", 0)

    def _next(self) -> Token:
        token = self._here
        if token.kind == "end":
            raise CellError("unfinished", token.at)
        self._at += 1
        return token

    def _take(self, sign: str) -> bool:
        taken = self._here.kind == "sign" and self._here.value == sign
        self._at += taken
        return taken

    def _word(self, word: str) -> bool:
        taken = self._here.kind == "word" and self._here.value == word
        self._at += taken
        return taken

    def _need(self, sign: str) -> None:
        if not self._take(sign):
            raise self._wrong()

    def _wrong(self) -> CellError:
        token = self._here
        if token.kind == "end":
            return CellError("unfinished", token.at)
        return CellError("range_not_allowed" if token.value == ".." else "unreadable", token.at, token.value)

    def _deeper(self) -> None:
        self._depth += 1
        if self._depth > DEPTH_MAX:
            raise CellError("too_deep", self._before.at)
