"""What is written where a shop has no words of its own: subject and body of each letter, in two languages.

`{name}` stands for a fact; which ones a letter knows says `letters.KINDS`. The link to the page is added by who sends.
"""

from __future__ import annotations

EN, ZH = LANGUAGES = ("en", "zh-hans")
_ASK_EN, _ASK_ZH = "About your order {number}", "关于您的订单 {number}"
_END_EN = "\n\nPlease let us know by {deadline}. {default}\nThank you. {shop}"
_END_ZH = "\n\n请在 {deadline} 前告诉我们。{default}\n谢谢您！{shop}"
_HELLO_EN = "Hello, thank you for your order {number} ({goods}).\n\n"
_HELLO_ZH = "您好，感谢您的订单 {number}（{goods}）。\n\n"


def _ask(english: str, chinese: str) -> dict[str, tuple[str, str]]:
    return {
        EN: (_ASK_EN, _HELLO_EN + english + _END_EN),
        ZH: (_ASK_ZH, _HELLO_ZH + chinese + _END_ZH),
    }


TEXTS: dict[str, dict[str, tuple[str, str]]] = {
    "ask.address": _ask(
        "We cannot send it to the address that we have{reason}. "
        "Could you tell us the full address: street, house number, building and room?",
        "我们暂时无法按现有地址发货{reason}。请您补充完整地址：街道、门牌号、楼栋和房间号。",
    ),
    "ask.phone": _ask(
        "The carrier needs a phone number to reach you{reason}. Which one may we give them?",
        "快递需要一个能联系到您的电话{reason}。请问应填写哪个号码？",
    ),
    "ask.name": _ask(
        "We do not know who will receive it{reason}. What name should stand on the parcel?",
        "我们还不知道收件人是谁{reason}。请问包裹上应写谁的姓名？",
    ),
    "ask.specification": _ask(
        "Before we pack it we would like to be sure what you want{reason}: "
        "which size, colour or text should it be, exactly?",
        "发货前我们想确认您的要求{reason}：请问具体要哪种尺寸、颜色或文字？",
    ),
    "ask.shortage": _ask(
        "Part of it is out of stock: {short}. Shall we send what is there now and the rest later, wait until "
        "everything is there, or cancel what is missing and pay it back?",
        "其中部分商品缺货：{short}。请问先发现有的、等齐了一起发，还是取消缺货部分并退款？",
    ),
    "ask.other": _ask(
        "We have a question about it{reason}. Could you please answer us?",
        "关于这个订单我们有一个问题{reason}，请您回复。",
    ),
    "event.received": {
        EN: (
            "We have your order {number}",
            "Thank you for your order {number} ({goods}). We will write when it leaves.\n\n{shop}",
        ),
        ZH: ("已收到您的订单 {number}", "感谢您的订单 {number}（{goods}）。发货时我们会再通知您。\n\n{shop}"),
    },
    "event.shipped": {
        EN: ("Your order {number} is on its way", "{goods}: handed to {carrier}, number {tracking_number}.\n\n{shop}"),
        ZH: ("您的订单 {number} 已发货", "{goods} 已交给 {carrier}，运单号 {tracking_number}。\n\n{shop}"),
    },
    "event.delayed": {
        EN: (
            "Your order {number} takes longer",
            "We are sorry: your order {number} ({goods}) could not leave by {day} as we said.\n\n{shop}",
        ),
        ZH: (
            "您的订单 {number} 延迟发货",
            "非常抱歉：您的订单 {number}（{goods}）未能在 {day} 前发出。我们正在处理，发货时会立即通知您。\n\n{shop}",
        ),
    },
    "event.delivered": {
        EN: ("Your order {number} has arrived", "{goods}: delivered on {day}. We hope you like it.\n\n{shop}"),
        ZH: ("您的订单 {number} 已送达", "{goods} 已于 {day} 送达，希望您喜欢。\n\n{shop}"),
    },
    "event.cancelled": {
        EN: (
            "Your order {number} is cancelled",
            "Your order {number} ({goods}) was cancelled. What you paid goes back to you.\n\n{shop}",
        ),
        ZH: ("您的订单 {number} 已取消", "您的订单 {number}（{goods}）已取消，已付款项将退还给您。\n\n{shop}"),
    },
    "wish.agreed": {
        EN: ("Your wish for order {number}", "Yes, we can do that: {wish}.\n\n{shop}"),
        ZH: ("关于您订单 {number} 的要求", "可以，我们会照办：{wish}。\n\n{shop}"),
    },
    "wish.not_possible": {
        EN: ("Your wish for order {number}", "We are sorry, this is not possible: {wish}.\n\n{shop}"),
        ZH: ("关于您订单 {number} 的要求", "很抱歉，这一点我们做不到：{wish}。\n\n{shop}"),
    },
    "wish.alternative": {
        EN: (
            "Your wish for order {number}",
            "Not quite as you wished ({wish}), but we can offer: {alternative}.\n\n{shop}",
        ),
        ZH: ("关于您订单 {number} 的要求", "无法完全按您的要求（{wish}），但我们可以：{alternative}。\n\n{shop}"),
    },
    "ship_date": {
        EN: (
            "The new day of your order {number}",
            "As agreed with you, your order {number} leaves by {day}.\n\n{shop}",
        ),
        ZH: ("您订单 {number} 的新发货时间", "按与您的约定，订单 {number} 将在 {day} 前发出。\n\n{shop}"),
    },
    "reply": {
        EN: ("About your order {number}", "{text}\n\n{shop}"),
        ZH: ("关于您的订单 {number}", "{text}\n\n{shop}"),
    },
}

DEFAULTS: dict[str, dict[str, str]] = {
    "keep": {EN: "Until then we keep your order for you.", ZH: "在此之前我们会为您保留订单。"},
    "ship": {EN: "If we do not hear from you, we send it as it is.", ZH: "如未收到您的回复，我们将按现有信息发货。"},
    "cancel": {
        EN: "If we do not hear from you, we cancel it and pay you back.",
        ZH: "如未收到您的回复，我们将取消订单并退款。",
    },
    "part": {
        EN: "If we do not hear from you, we send what is there now and the rest later.",
        ZH: "如未收到您的回复，我们先发现有商品，其余稍后补发。",
    },
    "wait": {
        EN: "If we do not hear from you, we wait until everything is there.",
        ZH: "如未收到您的回复，我们等齐后一起发货。",
    },
    "cancel_short": {
        EN: "If we do not hear from you, we cancel what is missing and pay it back.",
        ZH: "如未收到您的回复，我们将取消缺货部分并退款。",
    },
}
"""What happens without an answer, as the buyer reads it."""
