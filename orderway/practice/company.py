"""The practice company's shops, warehouses, carriers, zones and rates: literal tables."""

from __future__ import annotations

from typing import Any, NamedTuple


class ShopRow(NamedTuple):
    """A shop with its policy (`flow.reference.ShopPolicy`)."""

    code: str
    name: str
    channel: str
    currency: str
    country: str
    time_zone: str
    language: str
    own: bool
    colour: str
    policy: dict[str, Any]
    share: int
    """Its share of the generated orders, of 100."""


class WarehouseRow(NamedTuple):
    """A warehouse; costs in fen, since the company counts in CNY."""

    code: str
    name: str
    country: str
    province: str
    city: str
    address: str
    time_zone: str
    handling_order_minor: int
    handling_unit_minor: int
    label_first: bool
    aisles: int


class CarrierRow(NamedTuple):
    """A carrier, and its price level against the rate card in percent."""

    code: str
    name: str
    cod: bool
    cod_fee_permille: int
    phone: str
    percent: int
    days_less: int
    warehouses: tuple[str, ...]
    zones: tuple[str, ...]


SHOPS = (
    ShopRow(
        "tmall-yunqi", "云栖家居 天猫旗舰店", "orderway", "CNY", "CN", "Asia/Shanghai", "zh-hans", False, "#c8102e",
        {"ship_within_hours": 48, "review_categories": ["knives"], "review_quantity": 20}, 38,
    ),
    ShopRow(
        "jd-yunqi", "云栖家居 京东店", "orderway", "CNY", "CN", "Asia/Shanghai", "zh-hans", False, "#e1251b",
        {"ship_within_hours": 24, "shortage": "part", "review_categories": ["knives"], "review_quantity": 20}, 24,
    ),
    ShopRow(
        "douyin-yunqi", "云栖好物 抖音小店", "orderway", "CNY", "CN", "Asia/Shanghai", "zh-hans", False, "#161823",
        {"ship_within_hours": 48, "shortage": "ask", "review_remarks": True, "review_quantity": 20}, 18,
    ),
    ShopRow(
        "northlight", "Northlight Living", "shopify", "EUR", "NL", "Europe/Amsterdam", "en", True, "#2f5d50",
        {"ship_within_hours": 72, "review_amount_minor": 60_000, "review_quantity": 40, "shortage": "part"}, 20,
    ),
    ShopRow(
        "harbour-wholesale", "Harbour Wholesale (UK)", "csv", "GBP", "GB", "Europe/London", "en", True, "#1d3f72",
        {"ship_within_hours": 120, "review_amount_minor": 150_000, "review_quantity": 2_000, "duplicate_minutes": 5}, 0,
    ),
    ShopRow(
        "studio-yunqi", "云栖工坊 自营小店", "orderway", "CNY", "CN", "Asia/Shanghai", "zh-hans", True, "#6b4f9e",
        {
            "ship_within_hours": 48, "shortage": "part", "verify_from_minor": 5_000, "capture": "shipped",
            "finance_discount_percent": 60,
        }, 0,
    ),
)  # fmt: skip
WHOLESALE = "harbour-wholesale"

CHINA = "Asia/Shanghai"
WAREHOUSES = (
    WarehouseRow("HZ", "杭州仓 Hangzhou", "CN", "浙江省", "杭州市", "余杭区良渚好运路268号", CHINA, 200, 50, True, 8),
    WarehouseRow("GZ", "广州仓 Guangzhou", "CN", "广东省", "广州市", "白云区太和谢家庄路18号", CHINA, 220, 50, True, 6),
    WarehouseRow("BJ", "北京仓 Beijing", "CN", "北京市", "北京市", "大兴区兴业大街9号", CHINA, 260, 60, True, 6),
    WarehouseRow("RTM", "Rotterdam", "NL", "", "Rotterdam", "Reeweg 25", "Europe/Amsterdam", 900, 150, False, 6),
)  # fmt: skip

EAST = "浙江省 上海市 江苏省 安徽省 福建省 江西省"
SOUTH = "广东省 广西壮族自治区 海南省 湖南省"
NORTH = "北京市 天津市 河北省 山东省 山西省 内蒙古自治区 辽宁省 河南省"
MIDDLE = "湖北省 四川省 重庆市 陕西省 贵州省 云南省 吉林省 黑龙江省"
REMOTE = "新疆维吾尔自治区 西藏自治区 青海省 甘肃省 宁夏回族自治区"
NEAR_OF = {"HZ": EAST, "GZ": SOUTH, "BJ": NORTH}
EUROPE = "NL DE BE FR AT ES SE PL IE CY CH IT DK LU PT CZ"

PRICE_MINOR = {
    "near": 500,
    "mid": 700,
    "far": 900,
    "remote": 1800,
    "home": 2500,
    "uk": 4500,
    "europe": 5500,
    "world": 15000,
}
DAYS = {
    "near": (1, 2), "mid": (2, 3), "far": (2, 4), "remote": (4, 8),
    "home": (1, 2), "uk": (2, 4), "europe": (2, 5), "world": (7, 16),
}  # fmt: skip
WEIGHTS_GRAMS = (1_000, 2_000, 3_000, 5_000, 10_000, 20_000, 50_000, 200_000, 1_000_000)
PRICE_OF_KILO_PERCENT = 28
"""What one more kilogram costs, of the first one's price."""

CHINESE = ("HZ", "GZ", "BJ")
CARRIERS = (
    CarrierRow("sf", "顺丰速运 SF Express", True, 15, "95338", 190, 1, CHINESE, ("near", "mid", "far", "world")),
    CarrierRow("zto", "中通快递 ZTO", False, 0, "95311", 70, 0, CHINESE, ("near", "mid", "far", "remote")),
    CarrierRow("jdl", "京东物流 JD Logistics", True, 10, "950616", 110, 1, CHINESE, ("near", "mid", "far")),
    CarrierRow("postnl", "PostNL", False, 0, "+31 88 225 5555", 90, 0, ("RTM",), ("home", "europe")),
    CarrierRow("dhl", "DHL", False, 0, "+49 228 4333112", 120, 1, ("RTM",), ("home", "uk", "europe", "world")),
)  # fmt: skip


def zones() -> list[tuple[str, str, str, str]]:
    """(warehouse, country, province, zone) of every destination; an empty province is the rest of the country."""
    found = []
    for code in CHINESE:
        near = NEAR_OF[code].split()
        found += [(code, "CN", province, "near") for province in near]
        for other in CHINESE:
            if other != code:
                found += [
                    (code, "CN", province, "far" if other == "BJ" or code == "BJ" else "mid")
                    for province in NEAR_OF[other].split()
                ]
        found += [(code, "CN", province, "mid") for province in MIDDLE.split()]
        found += [(code, "CN", province, "remote") for province in REMOTE.split()]
        found += [(code, "CN", "", "remote"), (code, "", "", "world")]
    found += [("RTM", "GB", "", "uk"), ("RTM", "", "", "world")]
    found += [("RTM", country, "", "home" if country == "NL" else "europe") for country in EUROPE.split()]
    return found


def rates() -> list[tuple[str, str, str, int, int, int, int]]:
    """(warehouse, carrier, zone, grams at most, price in fen, days at least, days at most) of every cell."""
    found = []
    for carrier in CARRIERS:
        for warehouse in carrier.warehouses:
            for zone in carrier.zones:
                first = PRICE_MINOR[zone] * carrier.percent // 100
                least, most = DAYS[zone]
                for grams in WEIGHTS_GRAMS:
                    price = first + first * PRICE_OF_KILO_PERCENT * (grams // 1000 - 1) // 100
                    found.append(
                        (
                            warehouse,
                            carrier.code,
                            zone,
                            grams,
                            price,
                            max(1, least - carrier.days_less),
                            max(1, most - carrier.days_less),
                        )
                    )
    return found


class BinRow(NamedTuple):
    """A place on a shelf: aisle, and decimetres from the front."""

    code: str
    aisle: int
    y_dm: int


AISLE_LENGTH_DM = 240
BINS_PER_AISLE = 24
LEVELS = 3


def bins(aisles: int) -> list[BinRow]:
    """The bins of a warehouse: aisle letter, bay, level (A-03-12 is aisle A, level 3, bay 12)."""
    return [
        BinRow(f"{chr(65 + aisle)}-{level:02d}-{bay:02d}", aisle, bay * AISLE_LENGTH_DM // (BINS_PER_AISLE + 1))
        for aisle in range(aisles)
        for bay in range(1, BINS_PER_AISLE + 1)
        for level in range(1, LEVELS + 1)
    ]
