"""Person, phone and postcode beside an address."""

import pytest

from orderway.places.address_contact import TEXT_LETTERS_MAX, plain_text, take_contact


@pytest.mark.parametrize(
    ("text", "name", "phone", "postcode"),
    [
        ("王小明 138-0013-8000 北京市海淀区软件园 100080", "王小明", "13800138000", "100080"),
        ("北京市海淀区软件园 收件人:王小明 电话:13800138000", "王小明", "13800138000", None),
        ("浙江省杭州市余杭区文一西路969号 马云 0571-85022088", "马云", "0571-85022088", None),
        ("湖北省安陆市西亚小铺,文元13300005723", "文元", "13300005723", None),
        ("李明 15812345678-1234 深圳市福田区", "李明", "15812345678-1234", None),
        ("赵六 0086-13912345678 苏州吴中区", "赵六", "13912345678", None),
        ("沈阳市沈河区友好街19号 (邮编:110000)", None, None, "110000"),
        ("上海市 浦东新区 花园石桥路33号 花旗集团大厦1516单元", None, None, None),
        ("北京市 海淀区 中关村", None, None, None),
        ("海淀区学院路 30 号天工大厦", None, None, None),
    ],
)
def test_contact_is_taken_out(text: str, name: str | None, phone: str | None, postcode: str | None) -> None:
    assert take_contact(text)[1:] == (name, phone, postcode)


def test_division_is_never_taken_for_a_person() -> None:
    assert take_contact("江苏 13800138000").name is None


def test_identity_number_is_dropped() -> None:
    assert "211381198512096810" not in take_contact("雁塔区高新四路 刘国良 13593464918 211381198512096810").rest


def test_wide_and_invisible_letters_become_plain() -> None:
    assert plain_text("　１３８Ａ\u200b（甲） ") == "138A(甲)"


def test_text_is_read_up_to_a_limit() -> None:
    assert len(plain_text("路" * 10_000)) == TEXT_LETTERS_MAX


@pytest.mark.parametrize(
    ("text", "name", "phone", "postcode"),
    [
        ("北京市朝阳区望京街1号 赵六 +86 13700137000 100102", "赵六", "13700137000", "100102"),
        ("张三 13800138000 1234 北京市海淀区中关村大街1号", "张三", "13800138000-1234", None),
        ("张三 13800138000转8899 北京市海淀区中关村大街1号", "张三", "13800138000-8899", None),
        ("辽宁省大连市甘井子区软件园路1号-秦十-13130001234", "秦十", "13130001234", None),
        ("香港特别行政区九龙尖沙咀弥敦道100号 何四 +852 9123 4567", "何四", "+85291234567", None),
        ("香港九龙旺角弥敦道700号 陈大文 9123 4567", "陈大文", "91234567", None),
        ("澳門氹仔徐日昇寅公馬路 00853-66123456 梁六", "梁六", "0085366123456", None),
        ("台湾省台北市信义区信义路五段7号 林五 0912-345-678", "林五", "0912345678", None),
        ("高雄市前鎮區中山二路2號 李先生 +886 912 345 678", "李先生", "+886912345678", None),
        ("赵六，电话：0571-8888 8888，浙江省杭州市西湖区文三路1号", "赵六", "0571-88888888", None),
    ],
    ids=range(10),
)
def test_a_number_leaves_the_street_wherever_it_is_from(text: str, name: str, phone: str, postcode: str | None) -> None:
    found = take_contact(plain_text(text))
    assert (found.name, found.phone, found.postcode) == (name, phone, postcode)
    assert not any(part in found.rest for part in (name, "138", "9123", "6612", "912", "8888"))


def test_digits_of_a_house_are_no_number_of_hong_kong() -> None:
    assert take_contact(plain_text("上海市浦东新区张江路 2305 2306号")).phone is None
