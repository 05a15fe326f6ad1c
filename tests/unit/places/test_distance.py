"""How far apart places are, well enough to rank warehouses."""

import pytest

from orderway.places.distance import FAR_KM, UNKNOWN_KM, km_between

HANGZHOU = ("CN", "浙江省", "杭州市")


@pytest.mark.parametrize(
    ("to", "km"),
    [
        (("CN", "浙江省", "杭州市"), 15),
        (("CN", "浙江省", "宁波市"), 150),
        (("CN", "上海市", "上海市"), 159),
        (("CN", "广东省", "广州市"), 1044),
        (("CN", "新疆维吾尔自治区", "乌鲁木齐市"), 3273),
        (("DE", "", "Berlin"), 8375),
        (("DE", "Bayern", "München"), 8375),
        (("XX", "", ""), FAR_KM),
        (("CN", "somewhere", ""), UNKNOWN_KM),
    ],
)
def test_the_distance_grows_as_places_lie_further_apart(to: tuple[str, str, str], km: int) -> None:
    found = km_between(HANGZHOU, to)
    assert abs(found - km) <= km // 20, found
    assert km_between(to, HANGZHOU) == found


def test_two_cities_of_a_country_without_known_provinces_are_a_country_apart() -> None:
    assert km_between(("US", "CA", "Los Angeles"), ("US", "NY", "New York")) == UNKNOWN_KM
