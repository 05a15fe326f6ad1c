"""Words about payments at their gateways."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from orderway.web.words import Text

DIFFERS: dict[str, Text] = {
    "wrong_currency": pgettext_lazy("payment", "Another currency at the gateway"),
    "not_there": pgettext_lazy("payment", "Voided or failed at the gateway"),
    "not_captured": pgettext_lazy("payment", "Only authorised at the gateway"),
    "less_there": pgettext_lazy("payment", "Less at the gateway"),
    "disputed": pgettext_lazy("payment", "The buyer disputes it at the bank"),
    "refunded_there": pgettext_lazy("payment", "Paid back at the gateway"),
}


def payment_word(code: str) -> Text:
    """What does not fit of a payment, by the code of `flow.verifying.difference`."""
    return DIFFERS.get(code, code)


SOURCES: dict[str, Text] = {
    "gift_card": pgettext_lazy("payment", "Gift card"),
    "store_credit": pgettext_lazy("payment", "Store credit"),
    "points": pgettext_lazy("payment", "Points"),
    "money": pgettext_lazy("payment", "Money"),
}


def source_word(code: str) -> Text:
    """With what was paid, by the code of `flow.sources`; a gateway's code as it is."""
    return SOURCES.get(code, code)


METHODS: dict[str, Text] = {
    "alipay": pgettext_lazy("payment", "Alipay"),
    "wechat": pgettext_lazy("payment", "WeChat Pay"),
    "wechatpay": pgettext_lazy("payment", "WeChat Pay"),
    "unionpay": pgettext_lazy("payment", "UnionPay"),
    "cod": pgettext_lazy("payment", "Cash on delivery"),
    "card": pgettext_lazy("payment", "Card"),
    "transfer": pgettext_lazy("payment", "Bank transfer"),
    "practice": pgettext_lazy("payment", "Practice gateway"),
    "paypal": "PayPal",
    "ideal": "iDEAL",
    "stripe": "Stripe",
    "-": "–",
}


def method_word(code: str) -> Text:
    """The way of a payment or its gateway; what nobody here has a word for, as its platform writes it."""
    return METHODS.get(code) or source_word(code)
