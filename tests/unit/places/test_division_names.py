"""The names of divisions."""

import pytest

from orderway.places.division_names import find_name, lies_in, needs_district, stem_of
from orderway.places.divisions import load_divisions


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("浙江省", "浙江"),
        ("广西壮族自治区", "广西"),
        ("恭城瑶族自治县", "恭城"),
        ("巴音郭楞蒙古自治州", "巴音郭楞"),
        ("克孜勒苏柯尔克孜自治州", "克孜勒苏"),
        ("积石山保安族东乡族撒拉族自治县", "积石山"),
        ("东乡族自治县", "东乡"),
        ("浦东新区", "浦东"),
        ("神农架林区", "神农架"),
        ("赵县", "赵县"),
        ("科尔沁左翼后旗", "科尔沁左翼后"),
    ],
)
def test_stem_drops_suffix_and_peoples(name: str, stem: str) -> None:
    assert stem_of(name) == stem


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("襄樊市", "420600"),
        ("浦东区", "310115"),
        ("日喀则地区", "540200"),
        ("内蒙", "150000"),
        ("新疆省", "650000"),
        ("延边州", "222400"),
        ("顺德市", "440606"),
        ("户县", "610118"),
        ("工业园区", "320571"),
        ("管城区", "410104"),
        ("鄂温克旗", "150724"),
        ("喀左县", "211324"),
    ],
)
def test_other_names_mean_todays_division(name: str, code: str) -> None:
    assert code in {meaning.division.code for meaning in find_name(name)}


def test_merged_district_means_its_city_and_names_its_successor() -> None:
    (meaning,) = find_name("江干区")
    assert (meaning.division.name, meaning.successor and meaning.successor.name) == ("杭州市", "上城区")


def test_name_shared_by_four_cities_has_four_meanings() -> None:
    full = [m.division.city for m in find_name("鼓楼区") if m.points == 100]
    assert sorted(full, key=str) == sorted(["南京市", "徐州市", "福州市", "开封市"])


def test_no_name_means_nothing() -> None:
    assert find_name("科苑路") == ()
    assert find_name("") == ()


def test_generic_names_and_taiwans_need_a_city_beside_them() -> None:
    assert not any(meaning.alone for meaning in find_name("东区"))
    assert [m.division.province for m in find_name("中山区") if m.alone and m.points == 100] == ["辽宁省"]


def test_district_lies_in_its_city_and_province_only() -> None:
    table = load_divisions().by_code
    assert lies_in(table["440305"], table["440300"])
    assert lies_in(table["440305"], table["440000"])
    assert not lies_in(table["440305"], table["440100"])


def test_city_without_districts_needs_none() -> None:
    table = load_divisions().by_code
    assert [needs_district(table[code]) for code in ("441900", "440300", "419001", "310000")] == [
        False,
        True,
        False,
        True,
    ]
