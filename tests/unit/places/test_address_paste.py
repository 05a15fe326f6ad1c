"""What people paste in one piece is set apart: glued names, labels without a colon, dashes, brackets."""

import pytest

from orderway.places.address_cn import parse
from orderway.places.address_paste import apart

PLACE = "广东省佛山市顺德区大良街道"


@pytest.mark.parametrize(
    ("raw", "name", "street"),
    [
        (f"{PLACE} 陈先生（收） 15800000000", "陈先生", "大良街道"),
        (f"{PLACE}32号 陈大文 收 15800000000", "陈大文", "大良街道32号"),
        (f"张三收 15800000000 {PLACE}32号", "张三", "大良街道32号"),
        (f"{PLACE}1号(张三 15800000000)", "张三", "大良街道1号"),
        (f"{PLACE}6幢2单元501室王小明15800000000", "王小明", "大良街道6幢2单元501室"),
        (f"15800000000张三{PLACE}1号", "张三", "大良街道1号"),
        (f"{PLACE}1号 小王 15800000000 (请放门卫)", "小王", "大良街道1号 (请放门卫)"),
        (f"电话15800000000 姓名张三 地址{PLACE}1号", "张三", "大良街道1号"),
        (f"收货信息：张三 158 0000 0000 {PLACE}1号", "张三", "大良街道1号"),
        (f"{PLACE}1号 Zhang San 15800000000", "Zhang San", "大良街道1号"),
        (f"{PLACE} Fortune Plaza 15800000000", None, "大良街道 Fortune Plaza"),
        ("姓名:张三 电话:15800000000 省份:广东省 城市:佛山市 区县:顺德区 详细地址:大良街道1号", "张三", "大良街道1号"),
        ("广东省-佛山市-顺德区-大良街道-1号-张三-15800000000", "张三", "大良街道-1号"),
        (f"1 5 8 0 0 0 0 0 0 0 0 张三 {PLACE}1号", "张三", "大良街道1号"),
    ],
)
def test_the_person_is_told_from_the_address(raw: str, name: str | None, street: str) -> None:
    read = parse(raw)
    assert (read.province, read.city, read.district) == ("广东省", "佛山市", "顺德区")
    assert (read.name, read.phone, read.street) == (name, "15800000000", street)


@pytest.mark.parametrize("raw", ["河北省张家口市北京路3号", "浙江省杭州市文三路3-2-501", "王府井大街138号"])
def test_what_is_set_apart_already_stays(raw: str) -> None:
    assert apart(raw) == raw


@pytest.mark.parametrize(
    ("raw", "province", "street"),
    [
        ("西湖区文三路", None, "西湖区文三路"),
        ("上海市南汇区惠南镇", "上海市", "南汇区惠南镇"),
        ("宁波市江东区百丈东路", "浙江省", "江东区百丈东路"),
    ],
)
def test_a_district_that_cannot_be_placed_is_not_lost(raw: str, province: str | None, street: str) -> None:
    read = parse(raw)
    assert (read.province, read.district, read.street) == (province, None, street)


@pytest.mark.parametrize(
    ("raw", "district", "street"),
    [
        ("广东省顺德市容桂街道", "顺德区", "容桂街道"),
        ("江苏省淮阴市清河区淮海路", "清江浦区", "淮海路"),
        ("新疆生产建设兵团阿拉尔市塔里木大学", "阿拉尔市", "塔里木大学"),
        ("安徽省宿县地区砀山县", "砀山县", ""),
    ],
)
def test_older_names_are_known(raw: str, district: str, street: str) -> None:
    read = parse(raw)
    assert (read.district, read.street) == (district, street)


def test_a_bracket_keeps_its_other_half() -> None:
    assert parse("浙江省杭州市西湖区古荡街道（天目山路）").street == "古荡街道(天目山路)"
