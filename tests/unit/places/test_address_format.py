"""Printed addresses."""

from orderway.places.address_format import format_address


def test_road_and_number_stand_as_the_country_writes_them() -> None:
    parts = {"road": "Unter den Linden", "house_number": 1, "postcode": "10117", "city": "Berlin", "country": "Germany"}
    assert format_address(parts | {"country_code": "de"}) == "Unter den Linden 1\n10117 Berlin\nGermany\n"
    assert format_address(parts, "FR") == "1 Unter den Linden\n10117 Berlin\nGermany\n"


def test_state_is_printed_as_its_code() -> None:
    parts = {"house_number": "1", "road": "Main St", "city": "Springfield", "state": "Illinois", "postcode": "62701"}
    assert format_address(parts, "US") == "1 Main St\nSpringfield, IL 62701\n"


def test_new_york_is_said_twice_and_others_once() -> None:
    parts = {"road": "Broadway", "city": "New York", "state": "New York", "postcode": "10007", "country_code": "us"}
    assert format_address(parts) == "Broadway\nNew York, NY 10007\n"
    assert format_address({"suburb": "Sark", "city": "Sark", "country": "Sark"}) == "Sark\n"


def test_unknown_components_become_the_first_line() -> None:
    assert format_address({"museum": "Louvre", "city": "Paris", "postcode": "75001"}, "FR") == "Louvre\n75001 Paris\n"


def test_dependent_territory_is_printed_under_its_country() -> None:
    parts = {"city": "Nouméa", "postcode": "98800", "country": "New Caledonia", "country_code": "nc"}
    assert format_address(parts) == "98800 Nouméa\nNouvelle-Calédonie, France\n"


def test_dutch_caribbean_islands_are_countries() -> None:
    parts = {"road": "Breedestraat", "city": "Willemstad", "state": "Curaçao", "country_code": "nl"}
    assert format_address(parts).endswith("\nCuraçao\n")


def test_postcode_lists_and_links_are_left_out() -> None:
    parts = {"road": "Via Roma", "city": "Roma", "postcode": "00118;00199", "house": "https://example.com"}
    assert format_address(parts, "IT") == "Via Roma\nRoma\n"
    assert "00118 Roma" in format_address({"road": "Via Roma", "city": "Roma", "postcode": "00118,00199"}, "IT")


def test_values_cannot_reach_the_template() -> None:
    assert format_address({"road": "{{{country}}} \\1 $1", "city": "X", "country": "Y"}, "FR") == (
        "{{{country}}} \\1 $1\nX\nY\n"
    )


def test_unknown_country_takes_the_common_layout() -> None:
    assert format_address({"road": "Road", "house_number": "1", "city": "Town"}, "QQ") == "Road 1\nTown\n"


def test_nothing_prints_nothing() -> None:
    assert format_address({}) == ""
    assert format_address({"road": None, "city": ""}, "FR") == ""
