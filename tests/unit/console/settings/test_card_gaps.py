"""What a rate card leaves open is said, place by place."""

import pytest
from django.utils import translation

from orderway.console.settings.card_gaps import early_ends, odd_prices, unpriced


@pytest.fixture(autouse=True)
def english() -> object:
    with translation.override("en"):
        yield


def test_destinations_without_any_price_are_named() -> None:
    places = [("near", "浙江省"), ("far", "西藏自治区"), ("far", "新疆维吾尔自治区")]
    assert unpriced(places, {"near"}) == [
        "No carrier has a price to far: nothing can be sent to 西藏自治区 and 新疆维吾尔自治区."
    ]
    assert unpriced(places, {"near", "far"}) == []


def test_many_destinations_are_counted() -> None:
    said = unpriced([("far", f"P{at}") for at in range(8)], set())
    assert said == ["No carrier has a price to far: nothing can be sent to P0, P1, P2, P3, P4 and 3 more."]


def test_a_zone_whose_prices_end_early_is_named() -> None:
    assert early_ends({"near": {1000: 600, 30000: 3000}, "far": {1000: 900, 5000: 1800}}) == [
        "far ends at 5,000 g, other zones at 30,000 g: what is heavier cannot go there."
    ]
    assert early_ends({}) == early_ends({"near": {1000: 600}}) == []


def test_more_weight_for_less_money_is_a_slip() -> None:
    assert odd_prices({"near": {1000: 600, 3000: 500, 5000: 500}}) == [
        "near: up to 3,000 g costs less than up to 1,000 g."
    ]
