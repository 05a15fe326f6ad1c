"""Addresses that stand in no street, in places that are there: each passes the checks of `places`."""

from __future__ import annotations

from functools import cache
from random import Random

from orderway.places.divisions import districts_of
from orderway.ports.channel import Receiver
from orderway.practice import names

BIG_CITIES = (
    "浙江省/杭州市 浙江省/宁波市 浙江省/温州市 浙江省/金华市 江苏省/南京市 江苏省/苏州市 江苏省/无锡市 "
    "江苏省/南通市 安徽省/合肥市 福建省/福州市 福建省/厦门市 福建省/泉州市 广东省/广州市 广东省/深圳市 "
    "广东省/佛山市 广东省/惠州市 广西壮族自治区/南宁市 湖南省/长沙市 湖北省/武汉市 湖北省/宜昌市 "
    "河南省/郑州市 河南省/洛阳市 河北省/石家庄市 河北省/保定市 山东省/济南市 山东省/青岛市 山东省/烟台市 "
    "山西省/太原市 陕西省/西安市 四川省/成都市 四川省/绵阳市 云南省/昆明市 贵州省/贵阳市 江西省/南昌市 "
    "辽宁省/沈阳市 辽宁省/大连市 吉林省/长春市 黑龙江省/哈尔滨市 海南省/海口市 甘肃省/兰州市 "
    "内蒙古自治区/呼和浩特市 宁夏回族自治区/银川市 新疆维吾尔自治区/乌鲁木齐市 青海省/西宁市 "
).split()
MUNICIPALITIES = ("北京市", "上海市", "天津市", "重庆市")
MUNICIPAL_PERCENT = 24
ROADS = (
    "人民路 解放路 建设路 文化路 学院路 科技路 滨河路 和平大道 幸福路 劳动路 新华路 友谊路 光明路 "
    "迎宾大道 公园路 体育路 青年路 长江路 翠竹路 桂花街 "
).split()
ESTATES = "阳光花园 翠湖苑 金色家园 香樟小区 书香名邸 滨江公寓 锦绣花园 望江府".split()

ABROAD: dict[str, tuple[tuple[str, str, str, str], ...]] = {
    "GB": (
        ("", "York", "YO1 8RL", "Coppergate"),
        ("", "Leeds", "LS1 6DT", "Park Row"),
        ("", "Bristol", "BS1 4DJ", "Queen Square"),
        ("", "London", "SE1 9TG", "Borough High Street"),
        ("", "Edinburgh", "EH1 1YZ", "High Street"),
        ("", "Cardiff", "CF10 1EP", "St Mary Street"),
    ),
    "DE": (
        ("", "Köln", "50667", "Hohe Straße"),
        ("", "Hamburg", "20095", "Mönckebergstraße"),
        ("", "Leipzig", "04109", "Petersstraße"),
    ),
    "NL": (("", "Rotterdam", "3011 AD", "Coolsingel"), ("", "Utrecht", "3511 LX", "Oudegracht")),
    "FR": (("", "Paris", "75007", "rue de Lille"), ("", "Lyon", "69002", "rue Mercière")),
    "IE": (
        ("Co. Cork", "Cork", "T12 X8N6", "Oliver Plunkett Street"),
        ("Co. Dublin", "Dublin", "D02 X285", "Dame Street"),
    ),
    "BE": (("", "Gent", "9000", "Veldstraat"),),
    "AT": (("", "Wien", "1010", "Kärntner Straße"),),
    "CH": (("", "Zürich", "8001", "Bahnhofstrasse"),),
    "ES": (("Barcelona", "Barcelona", "08002", "Carrer de Ferran"),),
    "SE": (("", "Stockholm", "111 52", "Drottninggatan"),),
    "PL": (("", "Kraków", "31-042", "ulica Grodzka"),),
    "CY": (("", "Nicosia", "1010", "Ledra Street"),),
    "AU": (("NSW", "Sydney", "2000", "George Street"),),
    "US": (("TX", "Austin", "78701", "Congress Avenue"), ("NY", "New York", "10003", "Broadway")),
    "AE": (("Dubai", "Dubai", "", "Al Wasl Road, Villa"),),
}


@cache
def _districts(province: str, city: str) -> tuple[str, ...]:
    return tuple(d.name for d in districts_of(province, city or None) if d.kind == "official")


def districts(province: str, city: str) -> tuple[str, ...]:
    """The official districts of a city, or of a municipality."""
    return _districts(province, "" if province in MUNICIPALITIES else city)


def chinese(rng: Random) -> Receiver:
    """A receiver in China whose address has every part; three of four have no postcode, as usual."""
    if rng.randrange(100) < MUNICIPAL_PERCENT:
        province = city = rng.choice(MUNICIPALITIES)
    else:
        province, city = rng.choice(BIG_CITIES).split("/")
    return Receiver(
        name=names.chinese_name(rng),
        phone=names.chinese_phone(rng),
        country="CN",
        province=province,
        city=city,
        district=rng.choice(districts(province, city)),
        street=chinese_street(rng),
        postcode="",
    )


def chinese_street(rng: Random) -> str:
    """A road with its number, and what stands behind it."""
    road, number = rng.choice(ROADS), rng.randrange(1, 900)
    room = f"{rng.randrange(1, 28)}0{rng.randrange(1, 9)}室"
    behind = rng.choice(
        (
            f"{rng.choice(ESTATES)}{rng.randrange(1, 30)}幢{rng.randrange(1, 5)}单元{room}",
            f"{rng.randrange(1, 30)}栋{room}",
            f"{room}",
            "",
        )
    )
    return f"{road}{number}号{behind}"


def abroad(rng: Random, country: str, number: int) -> Receiver:
    """A receiver in another country of the table `ABROAD`, with an e-mail address instead of a phone."""
    province, city, postcode, street = rng.choice(ABROAD[country])
    name = rng.choice(names.ARABIC if country == "AE" else names.LATIN)
    house = rng.randrange(1, 180)
    before = country in ("GB", "IE", "FR", "US", "AU", "CY")
    return Receiver(
        name=name,
        email=names.email_of(name, number),
        country=country,
        province=province,
        city=city,
        street=f"{house} {street}" if before else f"{street} {house}",
        postcode=postcode,
    )
