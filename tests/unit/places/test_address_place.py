"""Which division three fields mean."""

from orderway.places.address_place import is_below_district, judge_place, needs_city
from orderway.places.divisions import load_divisions


def test_right_triple_is_one_look_up() -> None:
    place = judge_place("广东省", "深圳市", "南山区")
    assert place.division == load_divisions().by_code["440305"]
    assert place.defects == ()


def test_two_agreeing_fields_outvote_the_third() -> None:
    place = judge_place("江苏省", "杭州市", "西湖区")
    assert place.division is not None
    assert place.division.code == "330106"


def test_district_alone_does_not_outvote_a_city() -> None:
    place = judge_place("广东省", "深圳市", "海淀区")
    assert place.division is not None
    assert place.division.code == "440300"


def test_open_question_keeps_its_candidates() -> None:
    place = judge_place("江苏省", "", "鼓楼区")
    assert sorted(division.city or "" for division in place.candidates) == ["南京市", "徐州市"]


def test_towns_and_zones_are_told_from_districts() -> None:
    assert [is_below_district(name) for name in ("花桥镇", "光谷高新区", "南山区", "安陆市")] == [
        True,
        True,
        False,
        False,
    ]


def test_only_a_province_with_cities_needs_one() -> None:
    table = load_divisions().by_code
    assert [needs_city(table[code]) for code in ("440000", "310000", "440300")] == [True, False, False]


def test_a_city_is_not_the_county_of_its_name() -> None:
    cities = (("湖南省", "长沙市"), ("江西省", "南昌市"), ("新疆维吾尔自治区", "乌鲁木齐市"), ("河北省", "承德市"))
    for province, city in cities:
        place = judge_place(province, city, "金州区")
        assert [defect.code for defect in place.defects] == ["district_not_in_city"], city
        assert place.division is not None and place.division.name == city
    assert judge_place("湖南省", "长沙市", "长沙县").defects == ()
