"""What a channel is told of a parcel, as far as its platform can show it."""

from __future__ import annotations

from typing import Any

import pytest

from orderway.history.log import Taken
from orderway.kernel import clock
from orderway.ports.platform import Abilities
from orderway.ports.platform_tasks import Part, Ship
from orderway.project.relay import Outcome
from orderway.project.relay_parcels import Parcel, parts_of, ship_of
from tests.shop import NOW

MANY, ONE, WHOLE = Abilities(), Abilities(numbers="one"), Abilities(per_line=False)


def parcel(**more: Any) -> Parcel:
    fields: dict[str, Any] = {
        "id": 1, "state": "LABELLED", "number": "SF1", "order_id": 9, "order": "A-9", "carrier": "sf",
        "carrier_name": "SF Express", "shipped_at": NOW, "lines": [[5, "L5", 2, 0, 2]], "to_come": 0,
        "messages": (11, 12),
    }  # fmt: skip
    return Parcel(**{**fields, **more})


def told(message: int, able: Abilities, options: dict[str, str] | None = None, **more: Any) -> Ship | Outcome:
    one = Taken(message, "channel.shipped", "shop:1", 9, {"parcel": 1}, 1)
    with clock.held_at(NOW):
        return ship_of(one, {1: parcel(**more)}, able, options or {})


def test_a_parcel_has_its_number_lines_and_carrier() -> None:
    found = told(12, MANY, {"carrier:sf": "SFEX"})
    assert found == Ship("m12", "A-9", "SF1", "sf", "SF Express", "SFEX", NOW, (Part("L5", 2),), True)


def test_a_platform_without_lines_gets_the_parcel_for_the_whole_order() -> None:
    found = told(12, WHOLE)
    assert isinstance(found, Ship)
    assert found.lines == ()


def test_of_several_numbers_a_platform_with_one_gets_the_first() -> None:
    assert isinstance(told(11, ONE), Ship)
    assert told(12, ONE) == Outcome({"write_back": "SKIPPED", "why": "one_number"})
    assert isinstance(told(12, MANY), Ship)


@pytest.mark.parametrize(("message", "to_come", "last"), [(11, 0, False), (12, 0, True), (12, 3, False)])
def test_only_the_last_parcel_ends_the_order(message: int, to_come: int, last: bool) -> None:
    found = told(message, MANY, to_come=to_come)
    assert isinstance(found, Ship)
    assert found.last is last


def test_a_void_label_is_not_told_and_one_without_number_waits_for_a_person() -> None:
    assert told(11, MANY, state="VOIDED") == Outcome({"write_back": "SKIPPED", "why": "void"})
    assert told(11, MANY, number="") == Outcome(failure="no_number", final=True)


def test_a_bundle_is_told_in_bundles_by_its_first_component_and_our_own_gifts_not_at_all() -> None:
    lines = [[1, "SET", 4, 2, 4], [2, "SET", 6, 3, 6], [3, "", 1, 0, 1], [4, "MUG", 1, 0, 2], [4, "MUG", 1, 0, 2]]
    assert parts_of(lines) == (Part("SET", 2), Part("MUG", 2))


def test_a_bundle_begun_counts_as_one() -> None:
    assert parts_of([[1, "SET", 1, 2, 4]]) == (Part("SET", 1),)
