"""What each country asks of an address."""

from orderway.places.country_names import country_codes
from orderway.places.country_rules import rules_of


def test_united_states_ask_for_state_and_postcode() -> None:
    rules = rules_of("us")
    assert rules.required == {"street", "city", "province", "postcode"}
    assert rules.upper == {"city", "province"}
    assert rules.regions["california"].key == "CA"
    assert rules.regions["usca"].key == "CA"


def test_country_without_rules_has_those_that_hold_anywhere() -> None:
    assert rules_of("QQ").code == "ZZ"
    assert rules_of("QQ").required == {"street", "city"}


def test_every_country_accepts_its_own_examples() -> None:
    for code in country_codes():
        rules = rules_of(code)
        if rules.postcode is not None:
            assert all(rules.postcode.fullmatch(example) for example in rules.postcode_examples), code
