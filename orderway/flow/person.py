"""Finding a person without reading them: keyed hashes of phone, last four digits and name."""

from __future__ import annotations

from orderway.flow.order import Person
from orderway.kernel.ids import keyed_hash
from orderway.places.phones import normalise


def hash_person(person: Person, hash_key: bytes) -> None:
    """Renew the hashes after a change of name or phone; the phone becomes E.164 where it can be read."""
    person.phone_hash = person.last4_hash = person.name_hash = None
    if person.token:
        return
    if person.phone:
        phone = normalise(person.phone, person.country or "CN")
        if phone.valid and phone.e164:
            person.phone = phone.e164
            digits = phone.e164[1:]
        else:
            digits = "".join([c for c in person.phone if c.isdigit()])
        if len(digits) >= 4:
            person.phone_hash = keyed_hash(hash_key, person.phone if phone.valid else digits)
            person.last4_hash = keyed_hash(hash_key, digits[-4:])
    if person.name:
        person.name_hash = keyed_hash(hash_key, person.name.strip().casefold())


def phone_hashes(text: str, country: str, hash_key: bytes) -> tuple[int | None, int | None]:
    """The hashes under which a typed phone is found: of the whole number, and of its last four digits."""
    phone = normalise(text, country)
    digits = "".join([c for c in text if c.isdigit()])
    if len(digits) < 4:
        return None, None
    whole = keyed_hash(hash_key, phone.e164 if phone.valid and phone.e164 else digits)
    return whole, keyed_hash(hash_key, digits[-4:])


def name_hash(text: str, hash_key: bytes) -> int:
    """The hash under which a name is found."""
    return keyed_hash(hash_key, text.strip().casefold())
