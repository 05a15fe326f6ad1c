"""What the words of an export say of an order's state, in English, Chinese and other languages. Pure."""

from __future__ import annotations

import functools

from orderway.adapters.channels._read import text
from orderway.ports.channel import PAYMENT_STATES, IncomingOrder

_WORDS = {
    "cancelled": ("关闭", "取消", "cancel", "void", "作废", "(删除)", "已删除", "關閉", "storniert",
                  "abgebrochen", "annul", "cancelad", "anulad", "anulowan", "отмен", "취소", "キャンセル"),
    "refunded": ("已退款", "退款成功", "refunded", "erstattet", "remboursé", "reembolsad", "rimborsat",
                 "terugbetaald", "zwrócon", "возвращ", "환불완료", "返金済"),
    "unpaid": ("待付款", "等待买家付款", "未付款", "待支付", "未支付", "unpaid", "pending", "awaiting payment",
               "on hold", "not paid", "nicht bezahlt", "unbezahlt", "nicht gezahlt", "zahlung ausstehend",
               "wartet auf zahlung", "impayé", "non payé", "attente du paiement", "attente de paiement",
               "no pagad", "pendiente de pago", "pago pendiente", "non pagat", "impagat", "impagad",
               "da pagare", "attesa di pagamento", "attesa del pagamento", "não pago", "aguardando pagamento",
               "pagamento pendente", "onbetaald", "niet betaald", "wacht op betaling", "nieopłac", "nie opłac",
               "oczekuje na płatność", "не оплач", "неоплач", "ожидает оплаты", "미결제", "입금대기",
               "입금 대기", "未入金", "入金待ち"),
    "cod_due": ("货到付款", "貨到付款", "cash on delivery", "nachnahme", "contre remboursement",
                "contrareembolso", "contrassegno", "pobranie", "代金引換", "代引"),
    "paid": ("已付款", "待发货", "待出库", "等待出库", "等待发货", "待出貨", "完成", "已发货", "已出库",
             "交易成功", "已完成", "已签收", "待收货", "已支付", "已收货", "paid", "to ship", "processing",
             "shipped", "completed", "complete", "delivered", "fulfilled", "success", "bezahlt", "payé",
             "paiement accepté", "pagad", "pagat", "pago", "betaald", "opłacon", "zapłacon", "оплач",
             "결제완료", "결제 완료", "배송준비중", "配送準備", "入金済", "発送待ち", "発送済"),
}  # fmt: skip
"""Parts of words; the first state that has one counts, so that what is not paid is not taken for paid."""
_HANDED_OVER = ("完成", "已签收", "已收货", "交易成功", "complete", "delivered", "success")
"""Words of an order whose cash on delivery has been taken."""
_NOT_GONE = ("unfulfilled", "not fulfilled", "not yet", "not delivered",
             "unshipped", "not shipped", "awaiting", "to be shipped", "待", "未", "等待",
             "nicht ver", "noch nicht", "wird ver", "non livré", "niet geleverd", "non expédié", "pas expédié",
             "no enviado", "sin enviar", "non spedito", "não enviado", "niet verzonden", "nie wysłan",
             "niewysłan", "не отправ")  # fmt: skip
_PART_GONE = ("部分发货", "部分出貨", "partial", "teilweise ver", "partiellement expédié", "parcialmente enviad")
_GONE = ("已发货", "卖家已发货", "已出库", "已签收", "已收货", "交易成功", "已完成", "已出貨", "已發貨",
         "shipped", "fulfilled", "completed", "complete", "delivered", "versandt", "versendet", "verschickt",
         "zugestellt", "expédié", "livré", "enviado", "entregad", "entregue", "spedito", "consegnat",
         "verzonden", "geleverd", "wysłano", "wysłane", "dostarczon", "отправлен", "доставлен", "배송중",
         "배송완료", "発送済", "出荷済", "配達完了")  # fmt: skip
_PARTLY = {
    "partially_paid": ("partially paid", "teilweise bezahlt", "teilbezahlt", "partiellement payé", "parcialmente pagad",
                       "parzialmente pagat", "deels betaald", "częściowo opłac", "частично оплач", "部分付款"),
    "partially_refunded": ("partially refunded", "teilweise erstattet", "partiellement remboursé",
                           "parcialmente reembolsad", "parzialmente rimborsat", "gedeeltelijk terugbetaald",
                           "部分退款"),
}  # fmt: skip
_REFUNDS = {
    "refunded": ("退款成功", "已退款", "refunded"),
    "requested": ("退款中", "申请退款", "待退款", "待商家处理", "退货", "售后处理中", "等待卖家同意", "requested"),
}
_NO_REFUND = ("无售后", "取消", "关闭", "撤销", "拒绝", "失败", "没有", "未申请", "无退款")
"""Words of an after-sale that never was, or is over without money."""


def tell(order: IncomingOrder, payment: str, status: str, otherwise: str) -> None:
    """Set status and payment of an order by the words of its two columns; `otherwise` is what the mapping says."""
    words = [payment, status]
    plain = [word.casefold().replace(" ", "_") for word in words]
    states = {state for word in words if (state := state_of(word.casefold()))}
    stated = next((word for word in plain if word in PAYMENT_STATES), "")
    if "cancelled" in states:
        order.status = "cancelled"
    for state in ("refunded", "cod_due", "unpaid", "paid"):
        if state in states:
            order.payment_status = state
            break
    else:
        order.payment_status = "paid" if order.paid_at else otherwise or "unpaid"
    if _at_the_door(order, payment, status):
        order.payment_status = "cod_due"
    stated = stated or next((state for word in words if (state := _partly(word.casefold()))), "")
    if stated:
        order.payment_status = stated
    if order.lines and all(line.refund_status == "refunded" for line in order.lines):
        order.payment_status = "refunded"
    if order.payment_status in ("paid", "partially_refunded", "refunded"):
        order.paid_minor = order.total_minor
    if status:
        order.extra["channel_status"] = status
    if order.status != "cancelled" and (gone := gone_of(status)):
        order.extra["fulfillment_status"] = gone


def _partly(word: str) -> str:
    return next((state for state, parts in _PARTLY.items() if any(one in word for one in parts)), "")


def _at_the_door(order: IncomingOrder, payment: str, status: str) -> bool:
    """Cash on delivery that is not handed over yet: that it waits to be shipped does not say it is paid."""
    done = any(word in status.casefold() for word in _HANDED_OVER)
    waits = order.payment_status in ("paid", "unpaid") and not payment and order.paid_at is None
    return waits and not done and state_of(order.payment_method.casefold()) == "cod_due"


def gone_of(status: str) -> str:
    """Whether all of it (fulfilled) or a part has left already by the export's word; empty where nothing has."""
    plain = status.casefold()
    # What stands before the first comma is the parcel's own state: 已发货，待签收 has left.
    head = plain.replace("，", ",").split(",")[0]
    if any(word in head for word in _PART_GONE):
        return "partial"
    return "fulfilled" if any(word in head for word in _GONE) and not any(word in head for word in _NOT_GONE) else ""


def refund_of(word: str) -> str:
    """What an after-sale word says of a line: requested, refunded, or nothing."""
    plain = word.casefold()
    if not plain or any(one in plain for one in _NO_REFUND):
        return ""
    return next((state for state, words in _REFUNDS.items() if any(one in plain for one in words)), "")


@functools.lru_cache(maxsize=1024)
def state_of(word: str) -> str:
    """cancelled, refunded, unpaid, cod_due or paid; empty for words that say none of them."""
    plain = text(word)
    if plain in ("", "cod"):
        return "cod_due" if plain else ""
    return next(
        (state for state, words in _WORDS.items() if any(one in plain for one in words)),
        "",
    )
