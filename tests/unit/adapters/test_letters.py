"""A mail as people and programs write them: words without quotes, from any charset, machines told apart."""

from __future__ import annotations

import base64

import pytest

from orderway.adapters.mailboxes._letter import letter_of
from orderway.adapters.mailboxes._quotes import said, text_of_html
from orderway.ports.mailbox import AUTOMATIC, BOUNCE, Letter

HEAD = "From: Ann <ann@example.com>\nMessage-ID: <1@example.com>\n"


def mail(head: str, body: str, charset: str = "utf-8") -> Letter:
    return letter_of((HEAD + head + "\n" + body).encode(charset))


@pytest.mark.parametrize(
    "quoted",
    [
        "On Mon, 3 Nov 2026 at 10:00, Shop <shop@example.com>\nwrote:\n\n> Which size?\n> https://x/a/1",
        "On Mon, Shop wrote:\nWhich size?\n\nhttps://x/a/1",
        "Am 03.11.2026 um 10:00 schrieb Shop <shop@example.com>:\n> Welche Größe?",
        "Le lun. 3 nov. 2026 à 10:00, Boutique a écrit :\n> Quelle taille ?",
        "在 2026年11月3日，10:00，店铺 <shop@example.com> 写道：\n\n您要什么尺码？",
        "------------------ 原始邮件 ------------------\n发件人: 店铺\n您要什么尺码？",
        "-----Original Message-----\nFrom: Shop\nWhich size?",
        "From: Shop <shop@example.com>\nSent: Monday\nTo: Ann\nSubject: Size\n\nWhich size?",
        "发件人：店铺\n发送时间：2026年11月3日\n收件人：Ann\n主题：尺码",
        "________________________________\nFrom: Shop",
        "-- \nAnn\nHead of everything",
        "发自我的 iPhone\n\n> Which size?",
        "Sent from my iPhone",
    ],
)
def test_what_was_quoted_and_signed_is_left_out(quoted: str) -> None:
    assert said(f"Size L, please.\n\nThank you\n\n{quoted}\n") == "Size L, please.\n\nThank you"


def test_answers_between_quoted_lines_stay() -> None:
    assert said("On Mon, Shop wrote:\n> Which size?\nL\n> Which colour?\nBlue\n") == "L\nBlue"


def test_ordinary_words_are_no_quote() -> None:
    text = "From: tomorrow on I am away.\nOn Monday I wrote to you.\nIt costs > 5 € -- really"
    assert said(text) == text
    assert said("> all of it is quoted") == "> all of it is quoted"


def test_a_page_becomes_text_without_its_quotation() -> None:
    page = (
        "<html><head><title>x</title><style>p{color:red}</style></head><body><div>Size&nbsp;<b>L</b>,\n please<br>Ann"
        "</div><div class='gmail_quote'><div>On Mon, Shop wrote:</div><blockquote>Which size?</blockquote></div></body>"
    )
    assert text_of_html(page) == "Size L, please\nAnn"
    assert text_of_html("<blockquote>only this</blockquote>") == "only this"
    assert "alert" not in text_of_html("<p>Hi<script>alert(1)</script>")
    assert text_of_html("<div>" * 5000 + "deep") == "deep"


def test_words_come_in_any_charset() -> None:
    gbk = base64.b64encode("尺码：L，谢谢".encode("gb18030")).decode()
    head = "Content-Type: text/plain; charset=gb2312\nContent-Transfer-Encoding: base64\nSubject: =?gbk?B?s9/C6w==?=\n"
    letter = mail(head, gbk)
    assert (letter.text, letter.subject) == ("尺码：L，谢谢", "尺码")
    assert mail("Content-Type: text/plain; charset=iso-8859-1\n", "Größe L", "latin-1").text == "Größe L"
    assert mail("Content-Type: text/plain; charset=nonsense\n", "Size L").text == "Size L"


def test_the_page_counts_where_the_plain_part_is_empty_and_attachments_are_named() -> None:
    parts = [
        ("text/plain", "inline", " "),
        ("text/html", "inline", "<p>Size L</p>"),
        ("text/plain", 'attachment; filename="=?utf-8?B?5Zu+LnR4dA==?="', "not this"),
    ]
    body = "".join(f"--b\nContent-Type: {kind}\nContent-Disposition: {how}\n\n{text}\n" for kind, how, text in parts)
    letter = mail("Content-Type: multipart/mixed; boundary=b\n", body + "--b--\n")
    assert (letter.text, letter.attachments) == ("Size L", ["图.txt"])


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        ("", ""), ("Auto-Submitted: no\n", ""), ("Subject: Re: Automatic doors\n", ""),
        ("Auto-Submitted: auto-replied\n", AUTOMATIC), ("Precedence: bulk\n", AUTOMATIC), ("List-Id: <x>\n", AUTOMATIC),
        ("Subject: Automatic reply: Order\n", AUTOMATIC), ("Subject: =?utf-8?B?6Ieq5Yqo5Zue5aSN77ya?=\n", AUTOMATIC),
        ("Return-Path: <>\n", BOUNCE), ("X-Failed-Recipients: a@x\n", BOUNCE),
        ('Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n', BOUNCE),
        ("Content-Type: multipart/report; report-type=disposition-notification; boundary=b\n", AUTOMATIC),
    ],
)  # fmt: skip
def test_machines_are_told_from_people(head: str, kind: str) -> None:
    assert mail(head, "Hello").kind == kind


def test_what_it_answers_and_whom_it_went_to() -> None:
    head = "To: Shop <shop+a.b@example.com>, c@x.org\nDelivered-To: d@x.org\n"
    head += "References: <a@x>\n <b@x>\nIn-Reply-To: <b@x>\n"
    letter = mail(head + "Date: Tue, 03 Nov 2026 10:00:00 +0800\n", "Hello")
    assert letter.recipients == ["shop+a.b@example.com", "c@x.org", "d@x.org"]
    assert letter.references == ["<a@x>", "<b@x>", "<b@x>"]
    assert (letter.key, letter.sender) == ("<1@example.com>", "ann@example.com")
    assert letter.at is not None and letter.at.isoformat() == "2026-11-03T02:00:00+00:00"


@pytest.mark.parametrize(
    "raw",
    [b"", b"\x00\xff\xfe", b"no header at all", b"Content-Type: multipart/mixed\n\nx",
     b"Date: never\nSubject: =?x?Q?=FF?=\n\n", b"Content-Transfer-Encoding: base64\n\n!!!", b"From: \n" * 5000,
     b"Content-Type: multipart/mixed; boundary=b\n\n--b\n" * 400, b"Subject: =?utf-8?B?" + b"A" * 9999],
)  # fmt: skip
def test_nothing_that_comes_breaks_the_reader(raw: bytes) -> None:
    first, again = letter_of(raw), letter_of(raw)
    assert first.key == again.key
    assert len(first.key) == 32
