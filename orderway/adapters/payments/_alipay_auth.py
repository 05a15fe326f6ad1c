"""Alipay's frozen money (预授权): notices of a freeze, taking it in parts, giving the rest back.

A freeze is named `AUTH_NO:OPERATION_ID`, since Alipay asks for both. Source: Alipay open platform documentation
(fund.auth.order freeze, unfreeze, operation.detail.query; trade.pay of frozen money).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from orderway.kernel.money import format_minor, parse_minor
from orderway.ports.payment import Access, Captured, CaptureRequest, Notice, PaymentRefused, PaymentSilent

NOTICES = {"fund_auth_freeze": "authorised", "fund_auth_unfreeze": "voided"}
ALREADY = ("ACQ.TRADE_HAS_SUCCESS", "ACQ.TRADE_HAS_FINISHED")
"""How Alipay says that a trade under this key was paid before."""
CHINA = timezone(timedelta(hours=8))

Ask = Callable[[str, Mapping[str, str], Access], dict[str, Any]]
"""One signed call of Alipay: method, content, access."""


def is_frozen(reference: str) -> bool:
    """Whether a reference names a freeze, not a trade."""
    return ":" in reference


def notice(told: Mapping[str, str], key: str) -> Notice:
    """The notice of a freeze that succeeded; anything else of it says nothing about money. May raise KeyError,
    ValueError."""
    coin = told.get("trans_currency") or "CNY"
    kind = NOTICES[told["notify_type"]] if told.get("status") == "SUCCESS" else "other"
    amount = parse_minor(told["amount"], coin)
    if kind == "voided" and parse_minor(told.get("rest_amount") or "0", coin):
        kind = "other"  # a part was given back, the rest is still frozen
    reference = f"{told['auth_no']}:{told['operation_id']}"
    return Notice(key, kind, told["out_order_no"], reference, amount, coin, _at(told.get("gmt_trans", "")), "alipay")


def frozen(reference: str, access: Access, ask: Ask) -> Notice:
    """A freeze as it stands: what was frozen, as long as the authorisation lives."""
    auth, _, operation = reference.partition(":")
    told = ask("alipay.fund.auth.operation.detail.query", {"auth_no": auth, "operation_id": operation}, access)
    try:
        coin = str(told.get("trans_currency") or "CNY")
        alive = told.get("order_status") == "AUTHORIZED" and told.get("status") == "SUCCESS"
        order, amount = str(told["out_order_no"]), parse_minor(str(told["total_freeze_amount"]), coin)
    except (KeyError, ValueError):
        raise PaymentSilent("its answer makes no sense") from None
    return Notice(f"query:{reference}", "authorised" if alive else "voided", order, reference, amount, coin)


def capture(request: CaptureRequest, ask: Ask) -> Captured:
    """Pay a part of what is frozen, once under our key; the last one unfreezes the rest."""
    auth, _, _operation = request.reference.partition(":")
    ours = f"orderway-{request.key}"
    form = {
        "out_trade_no": ours, "auth_no": auth, "product_code": "PREAUTH_PAY", "subject": request.order,
        "total_amount": format_minor(request.amount_minor, request.currency),
        "auth_confirm_mode": "COMPLETE" if request.final else "NOT_COMPLETE",
    }  # fmt: skip
    try:
        done = ask("alipay.trade.pay", form, request.access)
    except PaymentRefused as refused:
        if not str(refused).startswith(ALREADY):
            raise
        done = ask("alipay.trade.query", {"out_trade_no": ours}, request.access)
    try:
        amount = parse_minor(str(done["total_amount"]), request.currency)
        return Captured(str(done["trade_no"]), amount, request.currency, request.final)
    except (KeyError, ValueError):
        raise PaymentSilent("its answer names no trade") from None


def unfreeze(request: CaptureRequest, ask: Ask) -> None:
    """Give what is left back to the buyer; where nothing is left, nothing happens."""
    auth, _, operation = request.reference.partition(":")
    told = ask("alipay.fund.auth.operation.detail.query", {"auth_no": auth, "operation_id": operation}, request.access)
    try:
        rest = parse_minor(str(told["rest_amount"]), request.currency)
    except (KeyError, ValueError):
        raise PaymentSilent("its answer names no amount") from None
    if rest:
        form = {
            "auth_no": auth, "out_request_no": f"orderway-{request.key}", "remark": request.order,
            "amount": format_minor(rest, request.currency),
        }  # fmt: skip
        ask("alipay.fund.auth.order.unfreeze", form, request.access)


def _at(text: str) -> datetime | None:
    if not text:
        return None
    return datetime.strptime(text[:19], "%Y-%m-%d %H:%M:%S").replace(tzinfo=CHINA).astimezone(UTC)
