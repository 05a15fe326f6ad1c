"""The one suite that every payment file passes; a new file under adapters/payments is picked up by itself."""

from __future__ import annotations

import pytest

from orderway.adapters.payments import payments
from orderway.adapters.payments.practice import PAYMENT
from orderway.ports.payment import Paid, PaymentRefused, RefundRequest


def request(key: str = "7", amount: int = 4545, came: int = 12800) -> RefundRequest:
    return RefundRequest(key, "A1", amount, "CNY", [Paid("W1", "wechat", came)], "shortage")


@pytest.mark.parametrize("code", payments())
def test_it_is_found_by_its_own_code(code: str) -> None:
    one = payments()[code]
    assert (one.code, bool(one.name)) == (code, True)


@pytest.mark.parametrize("code", payments())
def test_the_same_key_is_one_refund_of_exactly_the_amount(code: str) -> None:
    one = payments()[code]
    first, again = one.refund(request()), one.refund(request())
    assert first == again
    if first is not None:
        other = one.refund(request("8"))
        assert (first.amount_minor, first.currency) == (4545, "CNY")
        assert other is not None and other.reference != first.reference


@pytest.mark.parametrize(("amount", "came"), [(12801, 12800), (0, 12800), (-5, 12800), (1, 0)])
def test_more_than_came_in_is_refused(amount: int, came: int) -> None:
    with pytest.raises(PaymentRefused):
        PAYMENT.refund(request(amount=amount, came=came))
