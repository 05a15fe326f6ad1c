"""Chinese addresses given in parts."""

import pytest

from orderway.places.address_check import check, review


def codes(*parts: str) -> list[tuple[str, str, str | None]]:
    return [(defect.code, defect.field, defect.suggestion) for defect in check(*parts)]


@pytest.mark.parametrize(
    ("province", "city", "district", "street"),
    [
        ("浙江省", "杭州市", "西湖区", "文三路398号"),
        ("广东", "深圳", "南山", "科苑路1号"),
        ("廣東省", "深圳市", "南山區", "科苑路1號"),
        ("Guangdong", "深圳市", "南山区", "科苑路1号"),
        ("上海市", "上海市", "浦东新区", "张江路1号"),
        ("上海市", "市辖区", "浦东新区", "张江路1号"),
        ("上海", "", "浦东新区", "张江路1号"),
        ("河南省", "省直辖县级行政区划", "济源市", "沁园路1号"),
        ("河南省", "济源市", "济源市", "沁园路1号"),
        ("广东省", "东莞市", "", "虎门镇连升路1号"),
        ("广东省", "东莞市", "虎门镇", "连升路1号"),
        ("江苏省", "苏州市", "苏州工业园区", "星湖街1号"),
        ("香港", "九龙", "油尖旺区", "弥敦道1号"),
        ("重庆市", "县", "云阳县", "双江镇1号"),
        ("安徽省", "亳州市", "涡阳县", "义门镇王庄村"),
    ],
)
def test_right_addresses_have_no_defect(province: str, city: str, district: str, street: str) -> None:
    assert check(province, city, district, street) == []


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (("江苏省", "杭州市", "西湖区", "文三路1号"), [("city_not_in_province", "province", "浙江省")]),
        (("江苏省", "杭州市", "玄武区", "中山路1号"), [("city_not_in_province", "city", "南京市")]),
        (("广东省", "深圳市", "海淀区", "中关村1号"), [("district_not_in_city", "district", None)]),
        (("广东省", "深圳市", "番禺区", "大石1号"), [("district_not_in_city", "city", "广州市")]),
        (("广东省", "", "南山区", "科苑路1号"), [("city_missing", "city", "深圳市")]),
        (("", "深圳市", "南山区", "科苑路1号"), [("province_missing", "province", "广东省")]),
        (("广冬省", "深圳市", "南山区", "科苑路1号"), [("province_unknown", "province", "广东省")]),
        (("广东省", "深镇市", "南山区", "科苑路1号"), [("city_unknown", "city", "深圳市")]),
        (("广东省", "深圳市", "南山去", "科苑路1号"), [("district_unknown", "district", "南山区")]),
        (("江苏省", "南京市", "", "中山路1号"), [("district_missing", "district", None)]),
        (("江苏省", "", "鼓楼区", "中山路1号"), [("city_missing", "city", None)]),
        (("上海市", "", "", "张江路1号"), [("district_missing", "district", None)]),
        (("浙江省", "杭州市", "江干区", "钱江路1号"), [("district_merged", "district", "上城区")]),
        (("湖北省", "武汉市", "东湖高新区", "光谷大道1号"), [("district_unofficial", "district", None)]),
        (("广东省", "深圳市", "南山区", ""), [("street_missing", "street", None)]),
        (("广东省", "深圳市", "南山区", "x"), [("street_too_short", "street", None)]),
        (("广东省", "深圳市", "南山区", "科苑路"), [("house_number_missing", "street", None)]),
        (
            ("广东省", "深圳市", "南山区", "福田区福华路1号"),
            [("contradiction", "street", "广东省 深圳市 福田区")],
        ),
        (("广东省", "深圳市", "", "南山区科苑路1号"), [("district_missing", "district", "南山区")]),
    ],
)
def test_each_defect_names_its_field_and_what_it_should_be(
    parts: tuple[str, str, str, str], expected: list[tuple[str, str, str | None]]
) -> None:
    assert codes(*parts) == expected


def test_nothing_given_lacks_everything() -> None:
    assert [code for code, _, _ in codes("", "", "", "")] == [
        "province_missing",
        "city_missing",
        "district_missing",
        "street_missing",
    ]
    assert review("", "", "", "").corrected is None


def test_whole_address_in_the_street_is_spread_out() -> None:
    corrected = review("", "", "", "广东省深圳市南山区科苑路1号").corrected
    assert corrected is not None
    assert corrected[:5] == ("广东省", "深圳市", "南山区", "科苑路1号", "440305")


def test_divisions_repeated_in_the_street_are_taken_out() -> None:
    corrected = review("广东省", "深圳市", "南山区", "广东省深圳市南山区科苑路1号").corrected
    assert corrected is not None
    assert corrected.street == "科苑路1号"


def test_town_in_the_districts_field_moves_to_the_street() -> None:
    corrected = review("江苏省", "昆山市", "花桥镇", "1号楼").corrected
    assert corrected is not None
    assert corrected[:4] == ("江苏省", "苏州市", "昆山市", "花桥镇1号楼")


def test_correction_of_an_ambiguous_place_stops_at_what_is_sure() -> None:
    corrected = review("江苏省", "", "鼓楼区", "中山路1号").corrected
    assert corrected is not None
    assert (corrected.province, corrected.city, corrected.certainty) == ("江苏省", None, "ambiguous")


def test_warnings_do_not_block() -> None:
    (defect,) = check("广东省", "深圳市", "南山区", "科苑路")
    assert defect.severity == "warns"
    assert defect.text("zh") == "详细地址缺少门牌号、楼栋或村组。"
