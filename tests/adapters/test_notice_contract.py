"""The one suite that every notice file passes; a new file under adapters/notices is picked up by itself.

Gateways of text messages have a suite with servers of their own: test_text_contract.py.
"""

from __future__ import annotations

import smtplib
from unittest.mock import patch

import apprise
import pytest
from django.core import mail
from django.test import override_settings

from orderway.adapters.notices import notices
from orderway.adapters.notices.email import NOTIFIER as EMAIL
from orderway.ports.notice import Notice, NoticeRefused, NoticeSilent, TextGateway

MEMORY = override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend")


def notice(**more: str) -> Notice:
    fields = {"email": "buyer@example.org", "link": "https://shop.example/answer/1"}
    return Notice("q17", "您的订单", "请补充门牌号。", "zh-hans", **{**fields, **more})


@pytest.mark.parametrize("code", notices())
def test_it_is_found_by_its_own_code(code: str) -> None:
    assert notices()[code].code == code


@pytest.mark.parametrize("code", [code for code, one in notices().items() if not isinstance(one, TextGateway)])
def test_what_it_reaches_it_delivers_with_one_reference_for_one_key(code: str) -> None:
    one = notices()[code]
    told = notice(service="json://localhost:9/") if code == "service" else notice()
    with MEMORY, patch.object(apprise.Apprise, "notify", return_value=True):
        assert one.reaches(told)
        assert one.send(told) == one.send(told) != ""


def test_a_letter_arrives_whole_and_carries_its_key() -> None:
    with MEMORY:
        mail.outbox = []
        EMAIL.send(notice())
        (letter,) = mail.outbox
    assert letter.to == ["buyer@example.org"] and letter.subject == "您的订单"
    assert letter.body == "请补充门牌号。\n\nhttps://shop.example/answer/1\n"
    assert letter.extra_headers["Message-ID"] == "<q17@orderway.invalid>"


@pytest.mark.parametrize("address", ["", "nobody", "a@b", "a@example.org\nBcc: all@example.org"])
def test_no_address_is_refused_before_anything_is_sent(address: str) -> None:
    assert not EMAIL.reaches(notice(email=address))
    with MEMORY, pytest.raises(NoticeRefused):
        EMAIL.send(notice(email=address))


def test_a_subject_cannot_smuggle_headers() -> None:
    with MEMORY:
        mail.outbox = []
        EMAIL.send(Notice("q1", "hello\r\nBcc: all@example.org", "x", "en", email="buyer@example.org"))
        assert mail.outbox[0].subject == "hello Bcc: all@example.org"


def test_a_dead_server_is_tried_again_and_a_refused_receiver_is_not() -> None:
    with MEMORY, patch("django.core.mail.EmailMessage.send", side_effect=TimeoutError()), pytest.raises(NoticeSilent):
        EMAIL.send(notice())
    refused = smtplib.SMTPRecipientsRefused({})
    with MEMORY, patch("django.core.mail.EmailMessage.send", side_effect=refused), pytest.raises(NoticeRefused):
        EMAIL.send(notice())
