"""One sign for each sales channel, so that an eye finds it in a list."""

from __future__ import annotations

MARKS = {
    "taobao": "淘",
    "tmall": "天",
    "jd": "京",
    "pdd": "拼",
    "pinduoduo": "拼",
    "douyin": "抖",
    "kuaishou": "快",
    "xiaohongshu": "红",
    "wechat": "微",
    "wechatpay": "微",
    "shopify": "S",
    "woocommerce": "W",
    "amazon": "A",
    "ebay": "e",
    "orderway": "O",
    "csv": "C",
}


def mark_of(channel: str) -> str:
    """The sign of a channel; its first letter where it has none of its own."""
    return MARKS.get(channel, channel[:1].upper() or "?")
