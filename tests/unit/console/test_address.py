"""What an address should probably be."""

from orderway.console.address import suggestion

GOOD = {"country": "CN", "province": "浙江省", "city": "杭州市", "district": "西湖区", "street": "文三路478号3幢1202室"}


def test_a_right_address_needs_no_advice() -> None:
    assert suggestion(GOOD) is None
    assert suggestion({"country": "CN"}) is None


def test_a_wrong_city_is_told_and_the_right_one_offered() -> None:
    advice = suggestion({**GOOD, "city": "长沙市"})

    assert advice is not None
    assert advice["fields"] == {"city": "杭州市"}
    assert advice["text"] == "浙江省 杭州市 西湖区 文三路478号3幢1202室"


def test_a_missing_house_number_cannot_be_guessed() -> None:
    advice = suggestion({**GOOD, "street": "文三路"})

    assert advice is not None
    assert advice["fields"] == {}
    assert len(advice["defects"]) == 1


def test_a_foreign_address_is_judged_by_its_country() -> None:
    advice = suggestion({"country": "DE", "city": "Berlin", "street": "Torstraße 1", "postcode": "1011"})

    assert advice is not None
    assert advice["fields"] == {}
