"""Names, phones and e-mail addresses of buyers that do not exist."""

from __future__ import annotations

from random import Random

FAMILY = tuple("王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕") + (
    "欧阳",
    "司马",
    "诸葛",
)
GIVEN = (
    "伟 芳 娜 敏 静 丽 强 磊 洋 艳 勇 杰 涛 明 超 霞 平 刚 桂英 建华 志强 秀兰 晓燕 子涵 浩然 雨桐 梓萱 一诺 思远 嘉怡 "
    "文博 欣怡 俊杰 若曦 天宇 美玲 海燕 国庆 春梅 小龙"
).split()
LATIN = (
    "Emma Jansen|Lucas de Vries|Sophie Müller|Jonas Weber|Chloé Martin|Hugo Lefèvre|Aoife Murphy|Liam O’Brien|"
    "Olivia Smith|Jack Taylor|Ingrid Nilsson|Marta Kowalska|José García|Lucía Fernández|Giulia Rossi|Anna Novák|"
    "Noah Johnson|Ava Williams|Henrik Hansen|Sara Lindqvist"
).split("|")
ARABIC = ("محمد الأحمد", "فاطمة الزهراء", "عبد الله السالم", "نورة القحطاني", "خالد المنصوري", "ليلى حداد")
DECORATIONS = ("🌸", "😊", "🐱", "✨", "🍀")
MOBILES = ("138", "139", "150", "158", "186", "187")
DECORATED_PERMILLE = 20
"""How many Chinese buyers call themselves with an emoji."""


def chinese_name(rng: Random) -> str:
    """A Chinese name, now and then with an emoji, as nicknames have it."""
    name = rng.choice(FAMILY) + rng.choice(GIVEN)
    return name + rng.choice(DECORATIONS) if rng.randrange(1000) < DECORATED_PERMILLE else name


def chinese_phone(rng: Random) -> str:
    """Eleven digits of a mainland mobile."""
    return f"{rng.choice(MOBILES)}0013{rng.randrange(10_000):04d}"


def email_of(name: str, number: int) -> str:
    """An address under a name that belongs to nobody (example.com)."""
    letters = "".join([c for c in name.casefold() if c.isascii() and c.isalpha()]) or "buyer"
    return f"{letters[:20]}{number}@example.com"
