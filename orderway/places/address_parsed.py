"""What reading or correcting a Chinese address gives."""

from typing import Literal, NamedTuple

from orderway.places.divisions import Division

Certainty = Literal["certain", "likely", "partial", "ambiguous", "unknown"]


class ParsedAddress(NamedTuple):
    """What a text says about a place in China; None where it says nothing, or cannot be decided.

    `city` is None for municipalities and what lies right below a province. `certainty`: certain (all named and
    agreeing), likely (short or former names), partial (no district named), ambiguous (`candidates` says which),
    unknown. `former` is an abolished district that was named, `successor` the one that took it over.
    `conflicts` are division names in the text that contradict the answer. `town` also stands in `street`.
    """

    province: str | None
    city: str | None
    district: str | None
    street: str
    adcode: str | None
    certainty: Certainty
    candidates: tuple[Division, ...] = ()
    town: str | None = None
    name: str | None = None
    phone: str | None = None
    postcode: str | None = None
    former: str | None = None
    successor: Division | None = None
    conflicts: tuple[str, ...] = ()
