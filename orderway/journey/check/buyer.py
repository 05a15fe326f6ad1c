"""Defects of the buyer's name, phone and address."""

from __future__ import annotations

from orderway.flow.gate import Raise
from orderway.flow.order import Order, Person
from orderway.flow.reference import ShopPolicy
from orderway.flow.world import World
from orderway.places.address_check import check as check_cn
from orderway.places.countries import check_address
from orderway.places.phones import normalise

CHINA = "CN"


HOUSE_NUMBER = "house_number_missing"
"""The one defect that a shop may not want to know."""


def buyer_defects(order: Order, policy: ShopPolicy, world: World) -> list[Raise]:
    """One hold a defect. What the platform keeps to itself (a token stands for it) is not judged."""
    found = world.of_person("buyer", order.id, lambda: [[one.reason, one.facts] for one in person_defects(order)], [])
    if not found:
        return []
    return [Raise(code, facts) for code, facts in found if code != HOUSE_NUMBER or policy.check_house_number]


def person_defects(order: Order) -> list[Raise]:
    """All that is wrong with the receiver, whatever the shop wants to know."""
    person = order.person
    if person.token:
        return []
    holds = []
    if not person.name.strip():
        holds.append(Raise("name_missing"))
    phone = person.phone.strip()
    if not phone:
        if person.country == CHINA or not person.email:
            holds.append(Raise("phone_missing"))
    elif phone[0] == "+":
        pass  # hash_person could read it and wrote it in E.164
    elif not normalise(phone, person.country or CHINA).valid:
        holds.append(Raise("phone_invalid", {"digits": sum(c.isdigit() for c in phone)}))
    return holds + address_defects(person)


def address_defects(person: Person) -> list[Raise]:
    """Defects of the address; those that only warn are left out, but for the house number."""
    if not (person.street or person.city or person.province or person.raw):
        return [Raise("address_missing")]
    if person.country == CHINA:
        found = check_cn(person.province, person.city, person.district, person.street)
    else:
        fields = {
            "name": person.name,
            "province": person.province,
            "city": person.city,
            "district": person.district,
            "street": person.street,
            "postcode": person.postcode,
        }
        found = check_address(person.country, fields)
    holds = []
    for defect in found:
        wanted = defect.severity == "blocks" or defect.code == HOUSE_NUMBER
        if wanted and defect.code != "name_missing":
            holds.append(Raise(defect.code, {"field": defect.field, "suggestion": defect.suggestion or ""}))
    return holds
