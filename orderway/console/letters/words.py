"""What letters are called, and the made-up facts of a preview."""

from __future__ import annotations

from django.utils.translation import gettext_lazy, pgettext_lazy

from orderway.journey.confirm.letter_texts import DEFAULTS, EN, ZH
from orderway.web.words import Text

NAMES: dict[str, Text] = {
    "ask.address": pgettext_lazy("letter", "Question: address"),
    "ask.phone": pgettext_lazy("letter", "Question: phone"),
    "ask.name": pgettext_lazy("letter", "Question: name"),
    "ask.specification": pgettext_lazy("letter", "Question: specification"),
    "ask.shortage": pgettext_lazy("letter", "Question: shortage"),
    "ask.other": pgettext_lazy("letter", "Question: something else"),
    "event.received": pgettext_lazy("letter", "Order received"),
    "event.shipped": pgettext_lazy("letter", "Order shipped"),
    "event.delayed": pgettext_lazy("letter", "Order delayed"),
    "event.delivered": pgettext_lazy("letter", "Order delivered"),
    "event.cancelled": pgettext_lazy("letter", "Order cancelled"),
    "wish.agreed": pgettext_lazy("letter", "Wish agreed"),
    "wish.not_possible": pgettext_lazy("letter", "Wish not possible"),
    "wish.alternative": pgettext_lazy("letter", "Something else for a wish"),
    "ship_date": pgettext_lazy("letter", "Ship date agreed"),
    "reply": pgettext_lazy("letter", "Reply to a message"),
}
LANGUAGES = {EN: "English", ZH: "简体中文"}
EVENTS: dict[str, Text] = {
    "received": gettext_lazy("Order received"),
    "shipped": gettext_lazy("Order shipped"),
    "delayed": gettext_lazy("Order delayed"),
    "delivered": gettext_lazy("Order delivered"),
    "cancelled": gettext_lazy("Order cancelled"),
}
_EXAMPLE = {
    EN: {
        "goods": "Mug, blue ×2", "reason": " (the house number is missing)", "deadline": "30 Nov 2026, 18:00",
        "short": "Cap ×1", "carrier": "SF Express", "day": "30 Nov 2026", "wish": "by Friday",
        "alternative": "on Saturday", "text": "It leaves today.", "default": DEFAULTS["keep"][EN], "shop": "Mug & Co",
    },
    ZH: {
        "goods": "蓝色马克杯 ×2", "reason": "\uff08缺少门牌号\uff09", "deadline": "2026年11月30日 18:00",
        "short": "帽子 ×1", "carrier": "顺丰速运", "day": "2026年11月30日", "wish": "周五前送达",
        "alternative": "周六送达", "text": "今天发货。", "default": DEFAULTS["keep"][ZH], "shop": "马克杯小店",
    },
}  # fmt: skip


def example(language: str) -> dict[str, str]:
    """Facts of an order that does not exist."""
    return {**_EXAMPLE[language], "number": "A-1042", "tracking_number": "SF1234567890"}
