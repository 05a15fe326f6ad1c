"""Tax numbers as they stand on invoices. Pure."""

from __future__ import annotations

import re

_CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""Signs of the Chinese unified social credit code (GB 32100-2015); I, O, S, V, Z are left out."""
_OLD = re.compile(r"\d{15}|\d{17}[\dX]|\d{20}")
"""Chinese numbers from before 2015: of a company, of a person (its identity number), of a person with a business."""
_OTHER = re.compile(r"[A-Z0-9][A-Z0-9./-]{3,19}")
CHINA = "CN"


def tidy(text: str) -> str:
    """Capital letters and digits, without spaces."""
    return "".join(text.split()).upper()


def is_tax_number(text: str, country: str) -> bool:
    """Whether this can be a tax number; Chinese credit codes by their check sign, others by their form."""
    number = tidy(text)
    if country != CHINA:
        return bool(_OTHER.fullmatch(number))
    return bool(_OLD.fullmatch(number)) or is_credit_code(number)


def is_credit_code(number: str) -> bool:
    """Whether 18 signs are a unified social credit code: weights 3^n modulo 31."""
    if len(number) != 18 or any(sign not in _CREDIT for sign in number):
        return False
    total = sum(_CREDIT.index(sign) * pow(3, at, 31) for at, sign in enumerate(number[:17]))
    return _CREDIT[(31 - total % 31) % 31] == number[17]
