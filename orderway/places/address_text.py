"""An address that came as one text, in the parts that an order keeps."""

from typing import NamedTuple

from orderway.places.address_cn import parse

CHINA = "CN"


class AddressParts(NamedTuple):
    """What one text says of a receiver; empty where it says nothing. Of a municipality the city is the province."""

    province: str = ""
    city: str = ""
    district: str = ""
    street: str = ""
    name: str = ""
    phone: str = ""
    postcode: str = ""


def parts_of(raw: str, country: str) -> AddressParts:
    """A Chinese text taken apart as far as it is certain; any other text is the street."""
    if country != CHINA:
        return AddressParts(street=raw)
    found = parse(raw)
    province = found.province or ""
    return AddressParts(
        province,
        found.city or (province if province.endswith("市") else ""),
        found.district or "",
        found.street,
        found.name or "",
        found.phone or "",
        found.postcode or "",
    )
