"""The table of divisions."""

import pytest

from orderway.places.divisions import adcode_of, districts_of, has_no_cities, load_divisions


def test_mainland_has_its_counties_and_districts() -> None:
    districts = [d for d in load_divisions().by_code.values() if d.level == "district" and d.kind == "official"]
    mainland = [d for d in districts if d.code[:2] not in {"71", "81", "82"}]
    assert len(load_divisions().provinces) == 34
    assert len(mainland) == 2854


def test_table_is_loaded_once() -> None:
    assert load_divisions() is load_divisions()


def test_municipality_has_districts_and_no_city() -> None:
    pudong = load_divisions().by_code["310115"]
    assert (pudong.province, pudong.city, pudong.district) == ("上海市", None, "浦东新区")
    assert load_divisions().cities["上海市"] == {}


def test_county_right_below_its_province_has_no_city() -> None:
    jiyuan = load_divisions().by_code["419001"]
    assert (jiyuan.province, jiyuan.city, jiyuan.district) == ("河南省", None, "济源市")


@pytest.mark.parametrize("code", ["653228", "653229", "330113", "330114", "659012"])
def test_divisions_founded_since_2019_are_there(code: str) -> None:
    assert load_divisions().by_code[code].kind == "official"


@pytest.mark.parametrize(
    ("code", "kind"), [("320571", "zone"), ("510191", "zone"), ("441912", "town"), ("440305", "official")]
)
def test_zones_and_towns_are_told_from_districts(code: str, kind: str) -> None:
    assert load_divisions().by_code[code].kind == kind


@pytest.mark.parametrize(
    ("place", "code"),
    [
        (("广东省", "深圳市", "南山区"), "440305"),
        (("广东省", "深圳市", None), "440300"),
        (("广东省", None, None), "440000"),
        (("天津市", None, None), "120100"),
        (("香港特别行政区", None, None), "810000"),
        (("广东省", "深圳市", "海淀区"), None),
        (("广东省", "长沙市", None), None),
        (("大洋省", None, None), None),
        ((None, None, None), None),
    ],
)
def test_code_is_the_deepest_level_named(place: tuple[str | None, str | None, str | None], code: str | None) -> None:
    assert adcode_of(*place) == code


def test_districts_of_an_unknown_city_are_none() -> None:
    assert districts_of("广东省", "长沙市") == ()
    assert [d.name for d in districts_of("海南省", "三亚市")] == ["海棠区", "吉阳区", "天涯区", "崖州区"]


def test_districts_stand_right_below_some_provinces() -> None:
    assert [has_no_cities(code) for code in ("110101", "429004", "810101", "440305")] == [True, True, True, False]
