"""What the practice company sells: some four hundred SKUs of eight families, with weights, sizes, barcodes and bins."""

from __future__ import annotations

from itertools import product
from random import Random
from typing import NamedTuple


class Goods(NamedTuple):
    """One SKU. Weight in grams, sizes in millimetres; the price is in fen, others are told from it."""

    code: str
    name: str
    name_zh: str
    barcode: str
    category: str
    weight_grams: int
    size_mm: tuple[int, int, int]
    fragile: bool
    price_minor: int
    demand: int
    """How often it is asked for, relative to the others."""


FAMILIES = (
    # category, code, grams, size, fragile, price in fen, names
    (
        "kitchen",
        "KIT",
        420,
        (120, 120, 100),
        True,
        5900,
        "Mug/马克杯 Bowl/汤碗 Plate/餐盘 Teapot/茶壶 Jar/储物罐 Kettle/水壶",
    ),
    (
        "home",
        "HOM",
        900,
        (400, 300, 80),
        False,
        12900,
        "Blanket/毛毯 Cushion/抱枕 Curtain/窗帘 Towel/浴巾 Lamp/台灯 Rug/地毯",
    ),
    (
        "apparel",
        "APP",
        280,
        (300, 220, 40),
        False,
        8900,
        "Shirt/衬衫 Tee/T恤 Hoodie/卫衣 Cap/棒球帽 Socks/袜子 Scarf/围巾",
    ),
    (
        "digital",
        "DIG",
        180,
        (140, 90, 40),
        True,
        19900,
        "Earphones/耳机 Charger/充电器 Cable/数据线 Speaker/音箱 Mouse/鼠标 Keyboard/键盘",
    ),
    (
        "baby",
        "BAB",
        350,
        (200, 150, 90),
        False,
        6900,
        "Bottle/奶瓶 Bib/围兜 Rattle/摇铃 Blocks/积木 Romper/连体衣 Wipes/湿巾",
    ),
    (
        "beauty",
        "BEA",
        150,
        (80, 60, 160),
        True,
        9900,
        "Cream/面霜 Serum/精华 Mask/面膜 Shampoo/洗发水 Lotion/身体乳 Soap/香皂",
    ),
    (
        "sport",
        "SPO",
        650,
        (300, 200, 120),
        False,
        15900,
        "Mat/瑜伽垫 Dumbbell/哑铃 Rope/跳绳 Flask/运动水壶 Tent/帐篷 Racket/球拍",
    ),
    (
        "food",
        "FOO",
        520,
        (180, 120, 90),
        False,
        4900,
        "Tea/茶叶 Nuts/坚果 Honey/蜂蜜 Noodles/面条 Coffee/咖啡 Dates/红枣",
    ),
)
VARIANTS = (
    ("White", "白色"),
    ("Black", "黑色"),
    ("Blue", "蓝色"),
    ("Green", "绿色"),
    ("Red", "红色"),
    ("Small", "小号"),
    ("Large", "大号"),
    ("Duo", "两件装"),
)
KNIFE = Goods("KNIFE-01", "Chef's knife", "主厨刀", "6901234009996", "knives", 320, (340, 60, 30), False, 26900, 2)
"""Its category wants a look before it leaves."""
PRICE_STEP_MINOR = 100


def goods(rng: Random) -> list[Goods]:
    """All SKUs, the same for the same seed."""
    found = [KNIFE]
    for category, code, grams, size, fragile, price, words in FAMILIES:
        for at, (word, variant) in enumerate(product(words.split(), VARIANTS)):
            english, chinese = word.split("/")
            found.append(
                Goods(
                    f"{code}-{at + 1:03d}",
                    f"{english} {variant[0]}",
                    f"{chinese} {variant[1]}",
                    ean13(f"690{FAMILIES_AT[code]:02d}{at:07d}"),
                    category,
                    max(20, grams * rng.randrange(60, 150) // 100),
                    size,
                    fragile,
                    max(PRICE_STEP_MINOR, price * rng.randrange(50, 180) // 100 // PRICE_STEP_MINOR * PRICE_STEP_MINOR),
                    int(1000 / (1 + rng.randrange(120))) + 5,
                )
            )
    return found


FAMILIES_AT = {family[1]: at for at, family in enumerate(FAMILIES)}


def ean13(twelve: str) -> str:
    """Twelve digits with their check digit (GS1)."""
    total = sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(twelve))
    return f"{twelve}{-total % 10}"
