"""What a buyer's page shows of a person: enough to know it is the right order, too little to find anybody."""

from __future__ import annotations

from orderway.buyer.seen import OrderSeen
from orderway.places import masks

LAST_DIGITS = 4


def receiver(seen: OrderSeen) -> dict[str, str]:
    """Name with its first sign, the phone's last four digits, the city; no street."""
    digits = "".join(c for c in seen.phone if c.isdigit())
    return {"name": masks.mask_name(seen.name), "last_four": digits[-LAST_DIGITS:], "city": seen.city}


def without_person(text: str, seen: OrderSeen) -> str:
    """A carrier's or shop's free text without the receiver's name, phone and street."""
    digits = "".join(c for c in seen.phone if c.isdigit())
    known = (
        (seen.phone, masks.mask_phone(seen.phone)),
        (digits, masks.mask_phone(digits)),
        (digits[-11:] if len(digits) > 11 else "", masks.mask_phone(digits[-11:])),
        (seen.name.strip(), masks.mask_name(seen.name)),
        (seen.street.strip(), masks.mask_street(seen.street)),
    )
    for plain, masked in known:
        if len(plain) > 1:
            text = text.replace(plain, masked)
    return text
