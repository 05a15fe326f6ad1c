"""The one suite that every gateway of text messages passes, against a server on this machine that answers like it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import override_settings

from orderway.adapters.notices import notices, sms_aliyun, sms_tencent, sms_twilio
from orderway.kernel import clock
from orderway.ports.notice import (
    PARTS_MAX,
    Notice,
    NoticeLater,
    NoticeRefused,
    NoticeSilent,
    NoticeUnsure,
    Receipt,
    ReceiptRefused,
    TextGateway,
    parts_of,
)
from tests.adapters.fake_platform import Fake, running
from tests.adapters.text_gateways import GATEWAYS

pytestmark = pytest.mark.enable_socket
NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
CODES = [code for code, one in notices().items() if isinstance(one, TextGateway)]
LINK = "https://shop.example/a/Q7/sign"
URL = "https://shop.example/api/v1/texts/1/secret"


@pytest.fixture(params=CODES)
def fake(request: pytest.FixtureRequest) -> Iterator[Fake]:
    """One gateway after the other; the clock is held."""
    inside = override_settings(INSIDE_HOSTS=["127.0.0.1"])
    with inside, running(GATEWAYS[request.param](request.param)) as made, clock.held_at(NOW):  # type: ignore[arg-type]
        yield made


def gateway(fake: Fake) -> Any:
    return notices()[fake.dialect.code]


def letter(fake: Fake, **more: Any) -> Notice:
    facts = {"number": "A-1042", "link_path": "a/Q7/sign", **more.pop("facts", {})}
    made = Notice(
        "q17", "您的订单", "请补充门牌号。", "zh-hans", LINK, phone="+8613812345678", kind="ask.address", facts=facts,
        access=fake.dialect.text_access(fake),  # type: ignore[attr-defined]
    )  # fmt: skip
    for name, value in more.items():
        setattr(made, name, value)
    return made


def taken(fake: Fake) -> dict[str, Any]:
    found: dict[str, Any] = fake.dialect.taken  # type: ignore[attr-defined]
    return found


def test_it_brings_the_letter_with_its_link_to_the_number(fake: Fake) -> None:
    reference = gateway(fake).send(letter(fake))
    ((key, (number, words)),) = taken(fake).items()
    assert key == reference and number.endswith("13812345678")
    if gateway(fake).templated:
        values = words["values"]
        assert words["template"] == "SMS_1" and words["OutId"] == "q17"
        assert values in ({"number": "A-1042", "way": "a/Q7/sign"}, ["A-1042", "a/Q7/sign"])
    else:
        assert words["text"].endswith(f"请补充门牌号。\n{LINK}")


def test_only_mobile_numbers_are_reached(fake: Fake) -> None:
    one = gateway(fake)
    assert one.reaches(letter(fake))
    for phone in ("", "+8657188157858", "+86138****5678", "13812345678转1234"):
        assert not one.reaches(letter(fake, phone=phone))
        with pytest.raises(NoticeRefused, match="no mobile number"):
            one.send(letter(fake, phone=phone))
    assert not one.reaches(letter(fake, access=None)) and not fake.asked


def test_a_letter_without_template_or_too_long_goes_another_way(fake: Fake) -> None:
    one = gateway(fake)
    wrong = {"kind": "event.delayed"} if one.templated else {"text": "字" * 67 * PARTS_MAX}
    assert not one.reaches(letter(fake, **wrong))
    with pytest.raises(NoticeRefused):
        one.send(letter(fake, **wrong))
    assert not fake.asked


@pytest.mark.parametrize("mood", ["500", "html", "cut", "garbled", "drop", "slow"])
def test_what_went_out_without_an_answer_is_never_sent_twice(fake: Fake, mood: str) -> None:
    one = gateway(fake)
    fake.moods = [mood]
    with pytest.raises((NoticeUnsure, NoticeRefused)) as raised:
        one.send(letter(fake))
    if isinstance(raised.value, NoticeRefused):
        assert str(raised.value).startswith("maybe_sent"), "nobody can look it up: a person does"
        return
    arrived = dict(taken(fake))
    assert one.send(letter(fake, again=True)) in (arrived or taken(fake))
    assert len(taken(fake)) == 1


def test_one_that_cannot_be_reached_is_tried_again(fake: Fake) -> None:
    fake.close()
    with pytest.raises(NoticeSilent) as raised:
        gateway(fake).send(letter(fake))
    assert not isinstance(raised.value, NoticeUnsure)
    fake.close = lambda: None  # type: ignore[method-assign]


def test_limits_wait_and_refusals_are_final_and_no_number_is_repeated(fake: Fake) -> None:
    dialect: Any = fake.dialect
    dialect.says = dialect.limit
    with pytest.raises(NoticeLater) as later:
        gateway(fake).send(letter(fake))
    assert later.value.wait_seconds >= 60
    dialect.says = dialect.final
    with pytest.raises(NoticeRefused) as refused:
        gateway(fake).send(letter(fake))
    assert dialect.final in str(refused.value) and "138" not in str(refused.value)
    if dialect.broke:
        dialect.says = dialect.broke
        with pytest.raises((NoticeUnsure, NoticeRefused), match=dialect.broke):
            gateway(fake).send(letter(fake))
    assert not taken(fake)


def test_a_wrong_secret_is_refused_and_stands_in_no_error(fake: Fake) -> None:
    told = letter(fake)
    assert told.access is not None
    wrong = dict.fromkeys(told.access.secrets, "not-the-secret")
    told.access = type(told.access)(wrong, told.access.options, told.access.templates, base_url=fake.url)
    with pytest.raises(NoticeRefused) as refused:
        gateway(fake).send(told)
    assert "not-the-secret" not in str(refused.value) + repr(told)


@pytest.mark.parametrize("delivered", [True, False])
def test_receipts_are_read_and_forged_ones_refused_where_they_are_signed(fake: Fake, delivered: bool) -> None:
    one, dialect = gateway(fake), fake.dialect
    told = letter(fake)
    headers, body = dialect.report("ref-1", delivered, told.access, URL)  # type: ignore[attr-defined]
    (receipt,) = one.receipts(headers, body, URL, told.access)
    assert isinstance(receipt, Receipt)
    assert (receipt.state, receipt.reference) == ("DELIVERED" if delivered else "FAILED", "ref-1")
    for rubbish in (b"", b"\xff\xfe", b"[1]", b"{", b"7"):
        with pytest.raises(ReceiptRefused):
            one.receipts(headers, rubbish, URL, told.access)
    if headers:
        with pytest.raises(ReceiptRefused):
            one.receipts({name: value[:-2] + "xx" for name, value in headers.items()}, body, URL, told.access)
        with pytest.raises(ReceiptRefused):
            one.receipts({}, body, URL, told.access)


def test_signatures_are_those_of_the_documentation() -> None:
    query = "ImageId=win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd&RegionId=cn-shanghai"
    signed = sms_aliyun.signed(
        {"access_key_secret": "YourAccessKeySecret"}, {"access_key_id": "YourAccessKeyId"},
        "ecs.cn-shanghai.aliyuncs.com", "RunInstances", "2014-05-26", query,
        datetime(2023, 10, 26, 10, 22, 32, tzinfo=UTC), "3156853299f313e23d1673dc12e1703d",
    )  # fmt: skip
    assert signed["Authorization"].endswith("=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0")
    body = b'{"Limit": 1, "Filters": [{"Values": ["\\u672a\\u547d\\u540d"], "Name": "instance-name"}]}'
    at = datetime.fromtimestamp(1551113065, UTC)
    stars = "*" * 7
    secrets, options = {"secret_key": f"Gu5t9xGARNpq86cd98joQYCN3{stars}"}, {"secret_id": "AKID"}
    header = sms_tencent.signed(secrets, options, "cvm.tencentcloudapi.com", "cvm", body, at)
    assert header.endswith("Signature=2230eefd229f582d8b1b891af7107b91597240707d778ab3738f756258d7652c")
    form = {"CallSid": "CA1234567890ABCDE", "Caller": "+12349013030", "Digits": "1234", "From": "+12349013030"}
    form["To"] = "+18005551212"
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    assert sms_twilio.signature("12345", url, form) == "0/KCTR6DLpKmkAf8muzZqo1nDgQ="


@pytest.mark.parametrize(
    ("text", "wide", "parts"),
    [
        ("", False, 1), ("a" * 160, False, 1), ("a" * 161, False, 2), ("a" * 306, False, 2), ("a" * 307, False, 3),
        ("€" * 80, False, 1), ("€" * 81, False, 2), ("字" * 70, False, 1), ("字" * 71, False, 2),
        ("字" * 135, False, 3), ("😀" * 35, False, 1), ("😀" * 36, False, 2), ("a" * 71, True, 2),
    ],
)  # fmt: skip
def test_parts_are_counted_as_they_are_paid(text: str, wide: bool, parts: int) -> None:
    assert parts_of(text, wide) == parts


def test_an_address_inside_the_house_is_not_called() -> None:
    one = notices()["sms_http"]
    access = GATEWAYS["sms_http"]("x").text_access(type("F", (), {"url": "https://127.0.0.1:1"})())  # type: ignore[arg-type]
    told = Notice("q1", "", "x", "en", phone="+8613812345678", access=access)
    with pytest.raises(NoticeRefused, match="not on the public network"):
        one.send(told)
