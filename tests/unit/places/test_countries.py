"""Addresses of any country."""

import pytest

from orderway.places.countries import check_address, check_postcode, format_label, tidy_postcode, uppercase_fields

AMERICAN = {"name": "John Smith", "street": "1 Main St", "city": "Springfield", "province": "IL", "postcode": "62701"}


def codes(country: str, **fields: str) -> list[tuple[str, str, str | None]]:
    return [(defect.code, defect.field, defect.suggestion) for defect in check_address(country, fields)]


def test_complete_address_has_no_defect() -> None:
    assert check_address("United States", AMERICAN) == []
    assert check_address("SG", {"street": "1 Raffles Place", "postcode": "048616"}) == []


def test_each_required_field_is_asked_for() -> None:
    assert [code for code, _, _ in codes("US", street="")] == [
        "city_missing",
        "postcode_missing",
        "region_missing",
        "street_missing",
    ]


def test_country_itself_may_be_missing_or_unknown() -> None:
    assert codes("") == [("country_missing", "country", None)]
    assert codes("Atlantis", street="1") == [("country_unknown", "country", None)]


def test_empty_name_is_a_defect_and_an_absent_one_is_not() -> None:
    assert codes("US", **(AMERICAN | {"name": " "})) == [("name_missing", "name", None)]


def test_postcode_of_another_state_is_a_warning() -> None:
    (defect,) = check_address("US", AMERICAN | {"postcode": "90210"})
    assert (defect.code, defect.severity) == ("postcode_not_in_region", "warns")


def test_misspelt_state_gets_a_suggestion() -> None:
    assert codes("US", **(AMERICAN | {"province": "Ilinois"})) == [("region_unknown", "province", "IL")]


def test_china_is_judged_by_its_divisions() -> None:
    fields = {"province": "广东省", "city": "深圳市", "district": "", "street": "科苑路1号", "postcode": "51"}
    assert codes("中国", **fields) == [("district_missing", "district", None), ("postcode_invalid", "postcode", None)]


def test_ill_formed_postcode_is_suggested_in_form() -> None:
    fields = {"street": "ul. Nowa 1", "city": "Warszawa", "postcode": "00950"}
    assert codes("PL", **fields) == [("postcode_invalid", "postcode", "00-950")]


@pytest.mark.parametrize(("postcode", "found"), [("627011234", []), ("6270112", ["postcode_invalid"])])
def test_a_zip_and_four_digits_without_their_dash_are_no_defect(postcode: str, found: list[str]) -> None:
    assert [code for code, _, _ in codes("US", **(AMERICAN | {"postcode": postcode}))] == found


@pytest.mark.parametrize(
    ("country", "postcode", "tidy"),
    [
        ("GB", "sw1a1aa", "SW1A 1AA"),
        ("NL", "1234ab", "1234 AB"),
        ("CA", "k1a0b1", "K1A 0B1"),
        ("CH", "CH-8001", "8001"),
        ("JP", "1540023", "154-0023"),
        ("US", "95014", "95014"),
        ("US", "EC1Y 8SY", None),
        ("HK", "any", "ANY"),
    ],
)
def test_postcode_takes_its_countrys_form(country: str, postcode: str, tidy: str | None) -> None:
    assert tidy_postcode(country, postcode) == tidy


def test_postcode_of_another_form_is_refused() -> None:
    assert check_postcode("FI", "00550")
    assert not check_postcode("FI", "00-950")


def test_capitals_follow_the_countrys_rule() -> None:
    assert uppercase_fields("US", {"city": "Springfield", "street": "Main St"}) == {
        "city": "SPRINGFIELD",
        "street": "Main St",
    }


def test_label_follows_the_countrys_layout() -> None:
    assert format_label("US", AMERICAN) == "John Smith\n1 Main St\nSPRINGFIELD, IL 62701"
    chinese = {"name": "张三", "street": "科苑路1号", "province": "广东省", "city": "深圳市", "district": "南山区"}
    assert format_label("CN", chinese) == "广东省深圳市南山区\n科苑路1号\n张三"
    assert format_label("CN", chinese, latin=True) == "张三\n科苑路1号\n南山区\n深圳市\n广东省"
