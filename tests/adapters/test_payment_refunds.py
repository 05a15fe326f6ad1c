"""Refunds at gateways that are slow, wrong, silent after they paid, or answer 200 with an error inside: paid once."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from orderway.adapters.payments import _http, alipay, stripe, wechatpay
from orderway.ports.payment import Access, Paid, PaymentRefused, PaymentSilent, Refunded, RefundRequest
from tests import gateway_signers as sign

PI, TRADE = "pi_1", "2026112022001400001"


def access(gateway: str) -> Access:
    return Access(sign.MERCHANT, sign.secrets()[gateway])


def request(gateway: str, key: str = "77", amount: int = 500, currency: str = "CNY") -> RefundRequest:
    reference = PI if gateway == "stripe" else TRADE
    return RefundRequest(key, "A1", amount, currency, [Paid(reference, "card", 8900)], "", access(gateway))


class FakeStripe:
    """Keeps the refunds that were made; `fails` is how the next writing call ends after it was done or not."""

    def __init__(self) -> None:
        self.made: list[dict[str, Any]] = []
        self.fails = ""

    def __call__(self, method: str, url: str, headers: Any, content: bytes | None = None) -> _http.Reply:
        parts = urlsplit(url)
        if method == "GET":
            return self.reply({"data": self.made} if parts.path == "/v1/refunds" else {})
        form = {name: values[0] for name, values in parse_qs((content or b"").decode()).items()}
        fails, self.fails = self.fails, ""
        if fails == "before":
            raise PaymentSilent("no answer")
        if fails == "error_in_200":
            return self.reply({"error": {"message": "try again"}})
        if fails == "refused":
            return self.reply({"error": {"message": "charge already refunded"}}, 400)
        metadata = {"refund": form["metadata[refund]"]}
        self.made.append(
            {"id": f"re_{len(self.made)}", "amount": int(form["amount"]), "currency": "cny", "status": "succeeded",
             "metadata": metadata}
        )  # fmt: skip
        if fails == "after":
            raise PaymentSilent("no answer")
        return self.reply(self.made[-1])

    @staticmethod
    def reply(told: Any, status: int = 200) -> _http.Reply:
        return _http.Reply(status, {}, json.dumps(told).encode())


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> FakeStripe:
    made = FakeStripe()
    monkeypatch.setattr(_http, "call", made)
    return made


@pytest.mark.parametrize("fails", ["before", "after", "error_in_200"])
def test_a_refund_that_was_silent_is_asked_again_and_paid_once(fake: FakeStripe, fails: str) -> None:
    fake.fails = fails
    with pytest.raises(PaymentSilent):
        stripe.PAYMENT.refund(request("stripe"))
    assert stripe.PAYMENT.refund(request("stripe")) == Refunded("re_0", 500, "CNY")
    assert stripe.PAYMENT.refund(request("stripe")) == Refunded("re_0", 500, "CNY")
    assert [one["amount"] for one in fake.made] == [500]


def test_another_refund_of_the_same_payment_is_another_one(fake: FakeStripe) -> None:
    assert stripe.PAYMENT.refund(request("stripe", "77")) == Refunded("re_0", 500, "CNY")
    assert stripe.PAYMENT.refund(request("stripe", "78", 300)) == Refunded("re_1", 300, "CNY")


def test_what_the_gateway_refuses_goes_to_a_person(fake: FakeStripe) -> None:
    fake.fails = "refused"
    with pytest.raises(PaymentRefused, match="charge already refunded"):
        stripe.PAYMENT.refund(request("stripe"))
    with pytest.raises(PaymentRefused, match="by hand"):
        stripe.PAYMENT.refund(request("stripe", amount=8901))
    assert fake.made == []


@pytest.mark.parametrize(
    ("told", "currency", "minor"),
    [(500, "JPY", 500), (500, "CNY", 500), (5000, "KWD", 5000), (500, "ISK", 5), (5, "MGA", 500)],
)
def test_amounts_of_stripe_are_read_in_its_own_units(told: int, currency: str, minor: int) -> None:
    assert (stripe._ours(told, currency), stripe._theirs(minor, currency)) == (minor, told)


def alipay_says(monkeypatch: pytest.MonkeyPatch, *answers: dict[str, Any], signer: str = "theirs") -> list[str]:
    """Alipay answers these, one after the other; the methods it was asked."""
    asked: list[str] = []
    left = list(answers)

    def call(method: str, url: str, headers: Any, content: bytes | None = None) -> _http.Reply:
        name = parse_qs((content or b"").decode())["method"][0]
        asked.append(name)
        inner = json.dumps(left.pop(0))
        body = f'{{"{name.replace(".", "_")}_response":{inner},"sign":"{sign.rsa_sign(signer, inner.encode())}"}}'
        return _http.Reply(200, {}, body.encode())

    monkeypatch.setattr(_http, "call", call)
    return asked


def test_alipay_that_moved_nothing_is_asked_what_it_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    known = {"code": "10000", "refund_status": "REFUND_SUCCESS", "refund_amount": "5.00"}
    asked = alipay_says(monkeypatch, {"code": "10000", "fund_change": "N", "refund_fee": "9.00"}, known)
    assert alipay.PAYMENT.refund(request("alipay")) == Refunded(f"{TRADE}/77", 500, "CNY")
    assert asked == ["alipay.trade.refund", "alipay.trade.fastpay.refund.query"]


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ({"code": "20000"}, PaymentSilent),
        ({"code": "40004", "sub_code": "ACQ.SYSTEM_ERROR"}, PaymentSilent),
        ({"code": "40004", "sub_code": "ACQ.TRADE_HAS_FINISHED"}, PaymentRefused),
    ],
)
def test_an_error_of_alipay_within_200_is_silence_or_a_refusal(
    monkeypatch: pytest.MonkeyPatch, answer: dict[str, Any], error: type[Exception]
) -> None:
    alipay_says(monkeypatch, answer)
    with pytest.raises(error):
        alipay.PAYMENT.refund(request("alipay"))


def test_an_answer_that_alipay_did_not_sign_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    alipay_says(monkeypatch, {"code": "10000", "fund_change": "Y"}, signer="ours")
    with pytest.raises(PaymentSilent, match="signature"):
        alipay.PAYMENT.refund(request("alipay"))


def wechat_says(monkeypatch: pytest.MonkeyPatch, told: Any, status: int = 200, signer: str = "theirs") -> None:
    def call(method: str, url: str, headers: Any, content: bytes | None = None) -> _http.Reply:
        assert headers["Authorization"].startswith(f'WECHATPAY2-SHA256-RSA2048 mchid="{sign.MERCHANT}"')
        body = json.dumps(told).encode()
        mark = sign.rsa_sign(signer, b"1\nn\n" + body + b"\n")
        return _http.Reply(
            status, {"wechatpay-timestamp": "1", "wechatpay-nonce": "n", "wechatpay-signature": mark}, body
        )

    monkeypatch.setattr(_http, "call", call)


def test_wechat_pays_back_and_only_its_own_signature_is_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    told = {"refund_id": "50300", "status": "PROCESSING", "amount": {"refund": 500, "total": 8900, "currency": "CNY"}}
    wechat_says(monkeypatch, told)
    assert wechatpay.PAYMENT.refund(request("wechatpay")) == Refunded("50300", 500, "CNY")
    wechat_says(monkeypatch, told, signer="ours")
    with pytest.raises(PaymentSilent, match="signature"):
        wechatpay.PAYMENT.refund(request("wechatpay"))
    wechat_says(monkeypatch, {"code": "NOT_ENOUGH", "message": "balance"}, 400)
    with pytest.raises(PaymentRefused, match="NOT_ENOUGH"):
        wechatpay.PAYMENT.refund(request("wechatpay"))


def test_no_traceback_shows_a_secret() -> None:
    assert repr(access("stripe")) == f"Access('{sign.MERCHANT}')"
