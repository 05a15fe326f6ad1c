"""Money is an integer of minor units with its currency beside it. Never float, never NaN."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

AMOUNT_MINOR_MAX = 10**15
"""No single amount may be larger, in minor units; the database holds the same bound."""

EXPONENTS = {
    **dict.fromkeys("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(), 0),
    **dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3),
}
"""Decimal places of the currencies that do not have two (ISO 4217)."""


def exponent(currency: str) -> int:
    """Decimal places of a currency: 2 unless ISO 4217 says otherwise."""
    return EXPONENTS.get(currency, 2)


def parse_minor(text: str | int | Decimal, currency: str) -> int:
    """Minor units of a decimal amount, exactly. ValueError where it is no number, too large, or finer than the
    currency."""
    try:
        amount = Decimal(text)
    except (InvalidOperation, ValueError) as error:
        raise ValueError(f"not an amount: {text!r}") from error
    if not amount.is_finite() or abs(amount) > AMOUNT_MINOR_MAX:
        raise ValueError(f"not an amount: {text!r}")
    minor = amount.scaleb(exponent(currency))
    whole = minor.to_integral_value()
    if minor != whole:
        raise ValueError(f"finer than {currency} allows: {text!r}")
    return int(whole)


def format_minor(minor: int, currency: str) -> str:
    """The plain decimal text of an amount, without its currency: 12345 CNY is '123.45'."""
    places = exponent(currency)
    return f"{Decimal(minor).scaleb(-places):.{places}f}"


def split(total: int, weights: Sequence[int]) -> list[int]:
    """Divide `total` by `weights` without losing a unit (largest remainder; ties to the earlier place).

    All weights zero: equal weights. An empty list of weights can only take 0.
    """
    if not weights:
        if total:
            raise ValueError("nothing to split over")
        return []
    if total < 0:
        return [-share for share in split(-total, weights)]
    weight_sum = sum(weights)
    if weight_sum == 0:
        weights, weight_sum = [1] * len(weights), len(weights)
    shares = [total * weight // weight_sum for weight in weights]
    missing = total - sum(shares)
    if missing:
        by_remainder = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % weight_sum), i))
        for i in by_remainder[:missing]:
            shares[i] += 1
    return shares


def share_of_units(total: int, quantity: int, first: int, count: int) -> int:
    """What units `first` … `first+count-1` (from 0) of a line of `quantity` units carry of `total`.

    The shares telescope: any partition of the units adds up to `total` exactly, in any order of taking them.
    """
    if not 0 <= first <= first + count <= quantity:
        raise ValueError(f"units {first}+{count} are not within {quantity}")
    if quantity == 0:
        return 0
    return total * (first + count) // quantity - total * first // quantity
