"""Chinese addresses out of free text."""

from typing import Any

import pytest

from orderway.places.address_cn import parse


def place(text: str, **options: Any) -> tuple[str | None, str | None, str | None]:
    return parse(text, **options)[:3]


@pytest.mark.parametrize(
    ("text", "province", "city", "district", "street", "adcode"),
    [
        ("广东省深圳市南山区科苑路15号", "广东省", "深圳市", "南山区", "科苑路15号", "440305"),
        ("上海浦东新区世纪大道210号", "上海市", None, "浦东新区", "世纪大道210号", "310115"),
        ("徐汇区虹漕路461号", "上海市", None, "徐汇区", "虹漕路461号", "310104"),
        ("江苏昆山花桥镇", "江苏省", "苏州市", "昆山市", "花桥镇", "320583"),
        ("河南济源沁园路", "河南省", None, "济源市", "沁园路", "419001"),
        ("重庆市县云阳县双江镇", "重庆市", None, "云阳县", "双江镇", "500235"),
        ("广东佛山佛山市三水区大塘", "广东省", "佛山市", "三水区", "大塘", "440607"),
        ("文三路398号,西湖区,杭州市,浙江省", "浙江省", "杭州市", "西湖区", "文三路398号", "330106"),
        ("東莞市虎門鎮", "广东省", "东莞市", None, "虎门镇", "441900"),
        ("香港九龍觀塘區開源道", "香港特别行政区", None, "观塘区", "開源道", "810205"),
        ("内蒙锡盟锡林浩特市", "内蒙古自治区", "锡林郭勒盟", "锡林浩特市", "", "152502"),
        ("苏州工业园区星湖街328号", "江苏省", "苏州市", "苏州工业园区", "星湖街328号", "320571"),
        ("襄樊市襄城区檀溪路", "湖北省", "襄阳市", "襄城区", "檀溪路", "420602"),
        ("致和镇西河东路彭州市创业中心", "四川省", "成都市", "彭州市", "致和镇西河东路 创业中心", "510182"),
        ("淮安市市辖区", "江苏省", "淮安市", None, "", "320801"),
        ("中国?北京市?海淀区?王庄路1号", "北京市", None, "海淀区", "王庄路1号", "110108"),
    ],
)
def test_levels_street_and_code_are_read(
    text: str, province: str, city: str | None, district: str | None, street: str, adcode: str
) -> None:
    assert parse(text)[:5] == (province, city, district, street, adcode)


def test_shared_name_alone_is_left_empty_with_its_candidates() -> None:
    read = parse("朝阳区建国路88号")
    assert read[:3] == (None, None, None)
    assert read.certainty == "ambiguous"
    assert sorted(division.province for division in read.candidates) == ["北京市", "吉林省"]


def test_province_decides_only_as_far_as_it_can() -> None:
    assert place("江苏鼓楼区") == ("江苏省", None, None)
    assert place("福建省鼓楼区") == ("福建省", "福州市", "鼓楼区")


def test_city_named_elsewhere_decides_a_shared_district() -> None:
    assert place("朝阳区建国路88号 北京市") == ("北京市", None, "朝阳区")


def test_merged_district_waits_for_a_person_unless_asked() -> None:
    read = parse("杭州市江干区钱江路1号")
    assert (read.city, read.district, read.former, read.certainty) == ("杭州市", None, "江干区", "partial")
    assert read.successor is not None
    assert read.successor.name == "上城区"
    assert place("杭州市江干区钱江路1号", follow_merges=True) == ("浙江省", "杭州市", "上城区")


def test_contradicting_names_are_reported() -> None:
    assert parse("江苏省杭州市西湖区文三路").conflicts == ("江苏省",)
    read = parse("广东省深圳市海淀区中关村")
    assert (read.city, read.district, read.conflicts) == ("深圳市", None, ("海淀区",))


def test_person_phone_and_postcode_come_apart() -> None:
    read = parse("李雷 +86 13800138000 广东省深圳市南山区粤海街道科苑路15号 518057")
    assert (read.name, read.phone, read.postcode) == ("李雷", "13800138000", "518057")
    assert (read.district, read.town, read.street) == ("南山区", "粤海街道", "粤海街道科苑路15号")


def test_form_of_several_lines_is_one_address() -> None:
    read = parse("收货人: 张三\n手机号码: 15012345678\n所在地区: 河北省石家庄市新华区\n详细地址: 中华北大街3号")
    assert read[:4] == ("河北省", "石家庄市", "新华区", "中华北大街3号")
    assert (read.name, read.phone) == ("张三", "15012345678")


@pytest.mark.parametrize(
    ("text", "certainty"),
    [("广东省深圳市南山区", "certain"), ("深圳南山", "likely"), ("深圳市", "partial"), ("南京东路1号", "unknown")],
)
def test_certainty_says_how_it_was_named(text: str, certainty: str) -> None:
    assert parse(text).certainty == certainty


@pytest.mark.parametrize("text", ["", " ", "?", "。，", "区", "省市区", "1" * 500, "北京" * 300, "\x00\ud800"])
def test_any_text_is_read_without_an_error(text: str) -> None:
    assert parse(text).certainty in {"unknown", "partial"}
