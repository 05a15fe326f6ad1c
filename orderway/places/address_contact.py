"""Takes the person, phone and postcode out of one pasted text, so that the address is what stays."""

import re
from typing import NamedTuple

from orderway.places.address_paste import SURNAMES, apart
from orderway.places.division_names import find_name
from orderway.places.letters import replacing

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: " ", 0xA0: " ", 0x2007: " ", 0x202F: " "}
_INVISIBLE = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xAD))
_plain = replacing({**_WIDE, **_INVISIBLE})

TEXT_LETTERS_MAX = 400  # longer texts are no address; what comes after is not read

_MOBILE = re.compile(
    r"(?<![0-9A-Za-z])(?:(?:\+|00)?86[ -]?)?(1[3-9]\d(?:\d{8}|[ -]\d{4}[ -]\d{4}))"
    r"(?:[ ,]*(?:[-_]|转|分机)[-_, ]*(\d{3,6})|[ ,]+(\d{3,4}))?(?![0-9])"
)
_LANDLINE = re.compile(
    r"(?<![0-9A-Za-z-])((?:(?:\+|00)?86[ -]?)?\(?0\d{2,3}\)?[ -]?(?:\d{7,8}|\d{3,4}[ -]\d{4})(?:(?:-|转|分机)\d{1,6})?"
    r"|[48]00-?\d{3,4}-?\d{3,4})(?!\d)"
)
_ABROAD = re.compile(
    r"(?<![0-9A-Za-z])((?:\+|00)?(?:852|853)[ -]?\d{4}[ -]?\d{4}|(?:\+|00)?886[ -]?0?\d(?:[ -]?\d){7,8}"
    r"|09\d{2}[ -]\d{3}[ -]?\d{3}|0\d{1,2}-\d{3,4}-\d{4})(?!\d)"
)
"""Numbers of Hong Kong and Macau (with their code) and of Taiwan."""
_SOUTH = re.compile(r"(?<![0-9A-Za-z])([25-9]\d{3}[ -]?\d{4})(?!\d)")
"""Numbers of Hong Kong and Macau without a code: only where the text names one of them."""
_IDENTITY = re.compile(r"(?:身份证号?码?[:\s]*)?(?<!\d)\d{17}[\dXx](?![0-9A-Za-z])")
_DIGITS = re.compile(r"\d{6}|\d{3}[ -]\d{3}")
_POSTCODE = re.compile(
    r"(?:(?:邮政编码|邮政编号|邮编|邮码)[::\s]*)(\d{6})(?!\d)|(?<![0-9A-Za-z-])(\d{6})(?![0-9A-Za-z号室弄栋幢座楼单-])"
)
_PHONE_LABEL = re.compile(
    r"(?:公司|联系|固定|手机|移动)?(?:手机号码|手机号|手机|电话号码|电话|号码|联系方式|邮编|邮政编码|tel|phone|mobile)[::\s]*",
    re.IGNORECASE,
)
_NAME_LABEL = re.compile(
    r"(?:收件人|收货人|收件姓名|姓名|联系人|收货姓名|收件方|收)(?:姓名|名字|信息)?[::]\s*([^\s,;:，。；]{1,20})"
)
_ADDRESS_LABEL = re.compile(
    r"(?:公司|总部|详细|收货|收件|联系|办公|注册|家庭|所在|通讯|邮寄|快递|我家的?|我的)*(?:地址|地区|住址)(?:信息)?\s*(?:[::]|是|为)\s*"
)
_PARTS = re.compile(r"[\s,;，。；、|]+")
_BRACKETS = "()[]<>:-"
_NOT_NAME = re.compile(
    r"\d|[路街道巷弄号栋幢座楼室层省市区县镇乡村庄屯组园苑城厦院馆店厂场寺桥站]|小区|公司|大厦|广场|单元|花园|地址|中国|门口|旁边|对面|附近|请|勿|门卫|代收|快递|尽快|务必|驿站|自提"
)
_NAME = re.compile(
    r"[一-鿿]{1,4}(?:[A-Za-z*]{0,3})|[A-Za-z]{1,5}[一-鿿]{1,3}|[一-鿿]+·[一-鿿]+|[一-鿿][*x某]{1,3}[一-鿿]?"
)


_LATIN_NAME = re.compile(r"(?:^|[\s;,])([A-Z][a-z'-]+(?: [A-Z][a-z'-]*\.?){0,2})\s*(?:;|,|$)")
_BUILDING = re.compile(
    r"\b(?:Tower|Building|Block|Room|Plaza|Center|Centre|Road|Street|China|City|Mall|Park|District)\b"
)


class Contact(NamedTuple):
    """What one text said beside the address; `rest` is the text without it, parts still apart."""

    rest: str
    name: str | None
    phone: str | None
    postcode: str | None


def plain_text(raw: str) -> str:
    """The text with half-width letters, digits and signs, without invisible ones; cut at `TEXT_LETTERS_MAX`."""
    return _plain(raw[:TEXT_LETTERS_MAX]).strip()


def _take_phone(text: str) -> tuple[str, str | None]:
    """The text with its numbers and their labels cut out, and the first mobile, or else landline, as it stands."""
    found = _MOBILE.search(text)
    if found:
        more = found.group(2) or found.group(3)
        number = re.sub(r"[ -]", "", found.group(1)) + (f"-{more}" if more else "")
    elif found := _ABROAD.search(text) or (_SOUTH.search(text) if re.search("香港|澳[门門]", text) else None):
        number = re.sub(r"[ -]", "", found.group(1))
        text = text[: found.start()] + " ; " + text[found.end() :]
    else:
        found = _LANDLINE.search(text)
        number = re.sub(r"[ ()]", "", found.group(1)) if found else ""
    if not found:
        return text, None
    rest = _LANDLINE.sub(" ; ", _MOBILE.sub(" ; ", text))
    return _PHONE_LABEL.sub(" ; ", rest), number


def _take_postcode(text: str) -> tuple[str, str | None]:
    found = _POSTCODE.search(text)
    if not found:
        return text, None
    return text[: found.start()] + " ; " + text[found.end() :], found.group(1) or found.group(2)


def _take_name(text: str, certain: bool) -> tuple[str, str | None]:
    """The part that is a person: at either end, by a known family name unless a phone stood there too."""
    parts = [part for part in _PARTS.split(text) if part]
    if len(parts) < 2:
        return text, None
    people = [part for part in (parts[-1], parts[0], *parts[1:-1]) if _may_be_person(part)]
    known = [part for part in people if _is_known(part.strip(_BRACKETS))]
    if certain:
        chosen = known or [part for part in people if part in (parts[-1], parts[0])]
    else:
        chosen = [part for part in known if part in (parts[-1], parts[0]) and 2 <= len(part) <= 3]
    if not chosen:
        return text, None
    part = chosen[0]
    at = text.rindex(part) if part == parts[-1] else text.index(part)
    return text[:at] + " ; " + text[at + len(part) :], part.strip(_BRACKETS)


def _is_known(part: str) -> bool:
    """Whether it begins like a Chinese person's name, 小王 and 老李 included."""
    return part[0] in SURNAMES or (len(part) == 2 and part[0] in "小老阿" and part[1] in SURNAMES)


def _take_latin_name(text: str) -> tuple[str, str | None]:
    """A name in Latin letters that stands beside the phone, at either end of the text."""
    found = _LATIN_NAME.search(text)
    if not found or _BUILDING.search(found.group(1)):
        return text, None
    return text[: found.start(1)] + " ; " + text[found.end(1) :], found.group(1)


def _may_be_person(part: str) -> bool:
    bare = part.strip(_BRACKETS)
    return bool(_NAME.fullmatch(bare)) and not _NOT_NAME.search(bare) and not find_name(bare)


def take_contact(text: str) -> Contact:
    """Splits plain text (see `plain_text`) into contact data and the rest."""
    name = phone = postcode = None
    text = apart(text)
    labelled = _NAME_LABEL.search(text)
    if labelled:
        name = labelled.group(1)
        text = text[: labelled.start()] + " ; " + text[labelled.end() :]
    if _DIGITS.search(text):
        text, phone = _take_phone(_IDENTITY.sub(" ; ", text))
        text, postcode = _take_postcode(text)
    if name is None:
        text, name = _take_name(text, certain=phone is not None)
    if name is None and phone is not None:
        text, name = _take_latin_name(text)
    return Contact(_ADDRESS_LABEL.sub(" ", text), name, phone, postcode)
