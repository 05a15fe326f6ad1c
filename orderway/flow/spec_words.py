"""Words for the parts of a variant (colours, sizes, names of parts) in the languages of shops. Pure tables."""

from __future__ import annotations

from orderway.places.traditional import TRADITIONAL

COLOUR, SIZE, MODEL = "colour", "size", "model"

_AXES = {
    COLOUR: "颜色 颜色分类 主要颜色 颜色名称 花色 色 color colour colors colours farbe couleur colore kleur カラー",
    SIZE: "尺码 尺碼 尺寸 大小 码数 鞋码 号型 規格尺寸 size sizes größe grösse taille talla taglia maat サイズ",
    MODEL: "型号 型號 款号 适用型号 机型 model modell modèle modelo modello type style",
}
AXES = {word: axis for axis, words in _AXES.items() for word in words.split()}
"""Name of a part -> what it is."""
UNNAMED = frozenset(
    "规格 款式 属性 套餐 选项 分类 颜色尺码 销售属性 variant variants option options spec attributes title".split()
)
"""Names that say nothing of what stands behind them."""

_BASES = {
    "red": "红 红色 大红 正红 朱红 枣红 砖红 red rot rouge rojo rosso",
    "wine": "酒红 酒红色 wine burgundy bordeaux maroon 暗红",
    "orange": "橙 橙色 橘 橘色 橘红 橙红 orange naranja arancione",
    "yellow": "黄 黄色 鹅黄 柠檬黄 姜黄 yellow gelb jaune amarillo giallo",
    "green": "绿 绿色 墨绿 军绿 果绿 草绿 豆绿 橄榄绿 green grün vert verde olive",
    "cyan": "青 青色 湖蓝 薄荷绿 薄荷 cyan teal turquoise mint türkis",
    "blue": "蓝 蓝色 天蓝 宝蓝 湛蓝 牛仔蓝 雾霾蓝 blue blau bleu azul blu",
    "navy": "藏青 藏青色 藏蓝 藏蓝色 海军蓝 navy navyblue marine",
    "purple": "紫 紫色 purple violet lila lilac lavender violett morado viola 薰衣草紫",
    "pink": "粉 粉色 粉红 粉红色 桃红 樱花粉 玫红 玫红色 pink rosa rose rosado",
    "white": "白 白色 米白 米白色 乳白 奶白 本白 象牙白 纯白 white weiß weiss blanc blanco bianco ivory offwhite",
    "black": "黑 黑色 纯黑 曜石黑 black schwarz noir negro nero",
    "grey": "灰 灰色 麻灰 gray grey grau gris grigio graphite 石墨色",
    "silver": "银 银色 银白 silver silber argent plata argento",
    "gold": "金 金色 香槟金 玫瑰金 土豪金 gold golden oro rosegold champagne",
    "brown": "棕 棕色 褐 褐色 咖啡 咖啡色 咖色 焦糖色 brown braun marron marrón marrone coffee caramel",
    "beige": "米 米色 杏 杏色 燕麦色 beige apricot cream nude oatmeal",
    "khaki": "卡其 卡其色 驼色 驼 khaki camel tan",
    "clear": "透明 透明色 clear transparent",
    "mixed": "混色 彩色 花色 多色 multicolor multicolour mixed bunt assorted",
}
COLOURS = {word: base for base, words in _BASES.items() for word in words.split()}
"""Word -> colour."""
NEAR = frozenset(
    frozenset(pair.split())
    for pair in (
        "red wine", "wine purple", "wine brown", "red orange", "orange yellow", "yellow gold", "green cyan",
        "cyan blue", "blue navy", "navy black", "purple pink", "red pink", "white beige", "beige khaki", "khaki brown",
        "grey silver", "white silver", "black grey", "gold beige", "white clear", "gold pink", "brown wine",
        "beige pink", "gold brown",
    )
)  # fmt: skip
"""Colours that two languages may name either way; within one language they are two."""
SHADES = {
    **dict.fromkeys("浅 淡 亮 light hell clair claro chiaro pale".split(), "light"),
    **dict.fromkeys("深 暗 dark dunkel foncé oscuro scuro deep".split(), "dark"),
}

LETTER_SIZES = {
    "small": "s",
    "medium": "m",
    "large": "l",
    "xsmall": "xs",
    "xlarge": "xl",
    "小号": "s",
    "小码": "s",
    "中号": "m",
    "中码": "m",
    "大号": "l",
    "大码": "l",
    "加大号": "xl",
    "加大码": "xl",
    "均码": "one",
    "通码": "one",
    "onesize": "one",
    "freesize": "one",
    "free": "one",
    "einheitsgröße": "one",
    "tailleunique": "one",
    "f": "one",
    "extrasmall": "xs",
    "extralarge": "xl",
    "klein": "s",
    "mittel": "m",
    "groß": "l",
}
DIGITS = {word: at for at, word in enumerate("零一二三四五六七八九十")} | {"两": 2, "双": 2, "单": 1}

UNITS = {
    "g": ("grams", 1),
    "克": ("grams", 1),
    "kg": ("grams", 1000),
    "千克": ("grams", 1000),
    "公斤": ("grams", 1000),
    "斤": ("grams", 500),
    "ml": ("ml", 1),
    "毫升": ("ml", 1),
    "cl": ("ml", 10),
    "l": ("ml", 1000),
    "升": ("ml", 1000),
    "mb": ("gb", 0.001),
    "gb": ("gb", 1),
    "tb": ("gb", 1000),
    "mm": ("mm", 1),
    "毫米": ("mm", 1),
    "cm": ("mm", 10),
    "厘米": ("mm", 10),
    "m": ("mm", 1000),
    "米": ("mm", 1000),
    "inch": ("inch", 1),
    "寸": ("inch", 1),
    "英寸": ("inch", 1),
    "w": ("watt", 1),
    "瓦": ("watt", 1),
    "mah": ("mah", 1),
    "毫安": ("mah", 1),
    "v": ("volt", 1),
    "片": ("pieces", 1),
}
"""Unit -> what is measured, and how many of its measure it is."""
MODEL_WORDS = frozenset(
    "pro max plus mini ultra lite air se fe se2 note edge fold flip s x xr xs ii iii iv gen".split()
)
"""Short words that make another model of the same name."""
PLAIN = {
    **TRADITIONAL,
    **{ord(a): b for a, b in ("藍蓝", "綠绿", "銀银", "碼码", "號号", "顏颜", "規规", "紫紫", "裝装", "雙双", "單单")},
}
