"""Country names."""

import pytest

from orderway.places.country_names import country_code, country_codes, country_name, fold_name


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("United Kingdom", "GB"),
        ("EIRE", "IE"),
        ("中国", "CN"),
        ("USA", "US"),
        ("u.s.a.", "US"),
        ("gb", "GB"),
        ("UK", "GB"),
        ("GBR", "GB"),
        ("840", "US"),
        ("The Netherlands", "NL"),
        ("Deutschland", "DE"),
        ("Россия", "RU"),
        ("日本", "JP"),
        ("대한민국", "KR"),
        ("Côte d’Ivoire", "CI"),
        ("COTE D'IVOIRE", "CI"),
        ("中国香港", "HK"),
        ("台灣", "TW"),
        ("Korea, Republic of", "KR"),
        ("Georgia", "GE"),
        ("Atlantis", None),
        ("", None),
    ],
)
def test_names_and_codes_in_any_tongue_are_one_code(name: str, code: str | None) -> None:
    assert country_code(name) == code


def test_every_country_is_found_by_its_own_names() -> None:
    for code in country_codes():
        assert country_code(country_name(code, "en")) == code
        assert country_code(country_name(code, "zh")) == code


def test_unknown_code_is_printed_as_it_is() -> None:
    assert country_name("QQ", "en") == "QQ"


def test_folding_drops_case_accents_and_signs() -> None:
    assert fold_name("The São-Tomé & Príncipe") == "saotomeandprincipe"
