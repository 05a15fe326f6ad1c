"""What the gateways of text messages share: whom they reach, a template's variables, the words of a free text."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from orderway.kernel.errors import NO_JSON
from orderway.places.phones import mobile_of
from orderway.ports.notice import PARTS_MAX, Notice, NoticeRefused, Receipt, ReceiptRefused, TextAccess, parts_of

RECEIPTS_MAX = 1_000
"""Of one call."""


def access_of(notice: Notice) -> TextAccess:
    """The access to the gateway; raises NoticeRefused where there is none."""
    if notice.access is None:
        raise NoticeRefused("no access to a gateway")
    return notice.access


def number_of(notice: Notice) -> str:
    """The buyer's mobile number as E.164; raises NoticeRefused where it is none."""
    number = mobile_of(notice.phone)
    if not number:
        raise NoticeRefused("no mobile number")
    return number


def words_of(notice: Notice, sign: str = "") -> str:
    """Text, then the link on a line of its own; raises NoticeRefused where it is too long to be a text message."""
    text = f"{sign}{notice.text}" + (f"\n{notice.link}" if notice.link else "")
    many = parts_of(text)
    if many > PARTS_MAX:
        raise NoticeRefused(f"too long for a text message: {many} parts")
    return text


def template_of(notice: Notice) -> tuple[str, list[tuple[str, str]]]:
    """The gateway's template of this letter, and its variables (name, value) in their order.

    Written `SMS_123 number way=link_path`: a fact, or a variable's name and the fact for it. Raises NoticeRefused where
    the shop has none for this letter, or the template names a fact that the letter has not.
    """
    language = "zh-hans" if notice.language.lower().startswith("zh") else "en"
    written = access_of(notice).templates.get(f"{notice.kind} {language}", "").split()
    if not written:
        raise NoticeRefused(f"no template for {notice.kind} in {language}")
    facts = {**notice.facts, "text": notice.text, "link": notice.link}
    found = []
    for one in written[1:]:
        name, _, fact = one.partition("=")
        value = facts.get(fact or name)
        if value is None:
            raise NoticeRefused(f"the template names {fact or name}, which {notice.kind} has not")
        found.append((name, value))
    return written[0], found


def reaches(notice: Notice, *needed: Callable[[Notice], object]) -> bool:
    """Whether the notice has a mobile number and all that is `needed` of it."""
    try:
        for one in needed:
            one(notice)
        return bool(number_of(notice))
    except NoticeRefused:
        return False


def right_secret(given: str, wanted: str) -> bool:
    """Whether a secret is the right one, told in constant time; an empty one never is."""
    return bool(wanted) and hmac.compare_digest(given.encode(), wanted.encode())


def rows(body: bytes) -> Sequence[Mapping[str, Any]]:
    """A list of JSON objects, or one; raises ReceiptRefused."""
    try:
        told = msgspec.json.decode(body)
    except NO_JSON:
        raise ReceiptRefused("no JSON") from None
    found = told if isinstance(told, list) else [told]
    if len(found) > RECEIPTS_MAX or not all(isinstance(one, dict) for one in found):
        raise ReceiptRefused("a list of objects is expected")
    return found


def receipt(state: str, reference: object, key: object = "", code: object = "", parts: object = "") -> Receipt:
    """A receipt with its texts cut to what is kept."""
    many = str(parts or "")
    told = int(many) if many.isascii() and many.isdecimal() and len(many) < 3 else 0
    return Receipt(state, str(reference or "")[:100], str(key or "")[:100], str(code or "")[:60], told)
