"""Every defect by its own name, and nothing found in what is right."""

from datetime import timedelta
from typing import Any

import pytest

from orderway.journey.check.gate import goods_key
from tests.unit.flow.making import HZ, MUG, NOW, Desk, line, open_reasons

STOCK = {MUG: {HZ: 9}}


def test_an_order_that_is_right_has_no_defect() -> None:
    desk = Desk(STOCK)
    assert desk.gate("check")(desk.order(line())).holds == []


@pytest.mark.parametrize(
    ("person", "reason"),
    [
        ({"name": " "}, "name_missing"),
        ({"phone": ""}, "phone_missing"),
        ({"phone": "1380013"}, "phone_invalid"),
        ({"street": "", "city": "", "province": "", "district": ""}, "address_missing"),
        ({"street": ""}, "street_missing"),
        ({"street": "文三路"}, "house_number_missing"),
        ({"province": ""}, "province_missing"),
        ({"province": "火星省"}, "province_unknown"),
        ({"city": "深圳市"}, "city_not_in_province"),
        ({"district": "福田区"}, "district_not_in_city"),
        (
            {"country": "DE", "city": "Berlin", "street": "Hauptstr. 1", "province": "", "district": ""},
            "postcode_missing",
        ),
        ({"country": "XX"}, "country_unknown"),
    ],
)
def test_a_defect_of_the_buyer_has_its_name(person: dict[str, str], reason: str) -> None:
    desk = Desk(STOCK)
    assert reason in [raised.reason for raised in desk.gate("check")(desk.order(line(), person=person)).holds]


def test_what_the_platform_keeps_to_itself_is_not_judged() -> None:
    desk = Desk(STOCK)
    made = desk.order(line(), person={"token": "oaid", "name": "王**", "phone": "*", "street": "*"})
    assert desk.gate("check")(made).holds == []


def test_abroad_an_email_stands_for_a_phone() -> None:
    desk = Desk(STOCK)
    abroad = {
        "country": "DE",
        "province": "",
        "district": "",
        "city": "Berlin",
        "street": "Hauptstr. 1",
        "postcode": "10115",
        "phone": "",
        "email": "a@example.com",
    }
    assert desk.gate("check")(desk.order(line(), person=abroad)).holds == []


def test_a_shop_may_do_without_house_numbers() -> None:
    desk = Desk(STOCK, check_house_number=False)
    assert desk.gate("check")(desk.order(line(), person={"street": "文三路"})).holds == []


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"total_minor": 8901}, "amount_mismatch"),
        ({"total_minor": 0}, "price_zero"),
        ({"discount_minor": 1, "total_minor": 8900}, "amount_mismatch"),
        ({"tax_minor": 500, "total_minor": 8900}, "amount_mismatch"),
    ],
)
def test_a_defect_of_the_amounts_has_its_name(fields: dict[str, Any], reason: str) -> None:
    desk = Desk(STOCK)
    assert reason in [raised.reason for raised in desk.gate("check")(desk.order(line(), **fields)).holds]


@pytest.mark.parametrize(
    "fields",
    [
        {"shipping_minor": 600},
        {"discount_minor": 900},
        {"tax_minor": 500, "total_minor": 9400},
        {"tax_minor": 500, "tax_included": True},
        {"subsidy_minor": 500, "total_minor": 8400},
        {"discount_minor": 8900, "total_minor": 0},
    ],
)
def test_amounts_that_add_up_are_no_defect(fields: dict[str, Any]) -> None:
    desk = Desk(STOCK)
    assert desk.gate("check")(desk.order(line(), **fields)).holds == []


def test_a_shop_may_tolerate_a_small_difference() -> None:
    desk = Desk(STOCK, price_tolerance_minor=2)
    assert desk.gate("check")(desk.order(line(), total_minor=8902)).holds == []
    assert len(desk.gate("check")(desk.order(line(), total_minor=8903)).holds) == 1


def test_a_line_that_names_nothing_of_ours_stops_everything_until_it_is_mapped() -> None:
    desk = Desk(STOCK)
    made = desk.go(line(None, listing="L1"), line(MUG))
    assert open_reasons(made) == ["listing_unmatched"]
    assert [(h.line_id, h.facts["listing"]) for h in made.open_holds()] == [(made.lines[0].id, "L1")]
    assert (made.stage, made.reservations) == ("promise", [])
    desk.world.refs.listings[(made.shop_id, "L1")] = MUG
    desk.must("check_again", made)
    assert (open_reasons(made), made.stage) == ([], "warehouse")


def test_an_order_without_anything_to_ship_says_so() -> None:
    desk = Desk(STOCK)
    for lines in ((), (line(MUG, 0),)):
        assert "no_lines" in open_reasons(desk.go(*lines))


def test_a_twin_within_minutes_is_suspected_once_by_the_later_one() -> None:
    desk = Desk(STOCK, duplicate_minutes=30)
    first, second, other = desk.order(line()), desk.order(line()), desk.order(line(MUG, 2))
    for made in (first, second, other):
        made.person.phone_hash = 5
    recent = [(made.id, made.placed_at, goods_key(made)) for made in (first, second, other)]
    desk.world.facts["recent"] = {5: recent}
    desk.advance(first, second, other)
    assert [open_reasons(made) for made in (first, second, other)] == [[], ["duplicate_suspect"], []]
    assert second.open_holds()[0].facts == {"order": first.id}


def test_a_twin_of_yesterday_is_another_order() -> None:
    desk = Desk(STOCK, duplicate_minutes=30)
    first, second = desk.order(line(), placed_at=NOW - timedelta(minutes=31)), desk.order(line())
    second.person.phone_hash = 5
    desk.world.facts["recent"] = {
        5: [(first.id, first.placed_at, goods_key(first)), (second.id, NOW, goods_key(second))]
    }
    desk.advance(second)
    assert open_reasons(second) == []
