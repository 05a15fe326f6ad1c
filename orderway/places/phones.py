"""Phone numbers: what a person wrote, as one E.164 number with its kind, extension and verdict."""

import re
from functools import lru_cache
from typing import Literal, NamedTuple

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberType

NUMBERS_KEPT_MAX = 65_536
PHONE_LETTERS_MAX = 64  # longer is no number, and is not read

Kind = Literal[
    "mobile",
    "fixed_line",
    "fixed_line_or_mobile",
    "toll_free",
    "premium_rate",
    "shared_cost",
    "voip",
    "personal_number",
    "pager",
    "uan",
    "voicemail",
    "unknown",
    "invalid_country",
    "invalid_length_or_range",
]

_KINDS: dict[int, Kind] = {
    PhoneNumberType.MOBILE: "mobile",
    PhoneNumberType.FIXED_LINE: "fixed_line",
    PhoneNumberType.FIXED_LINE_OR_MOBILE: "fixed_line_or_mobile",
    PhoneNumberType.TOLL_FREE: "toll_free",
    PhoneNumberType.PREMIUM_RATE: "premium_rate",
    PhoneNumberType.SHARED_COST: "shared_cost",
    PhoneNumberType.VOIP: "voip",
    PhoneNumberType.PERSONAL_NUMBER: "personal_number",
    PhoneNumberType.PAGER: "pager",
    PhoneNumberType.UAN: "uan",
    PhoneNumberType.VOICEMAIL: "voicemail",
}
BARE_MOBILE_DIGITS = 11
"""Of a mainland mobile without its country code."""
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹣－﹘"), "-")
_PLAIN = (
    {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
    | {code: code - 0x0660 + 0x30 for code in range(0x0660, 0x066A)}
    | {code: code - 0x06F0 + 0x30 for code in range(0x06F0, 0x06FA)}
    | dict.fromkeys((0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x202A, 0x202C, 0x2060, 0xFEFF))
    | {0x3000: " ", 0xA0: " "}
    | _DASHES
)
# The ranges that the ministry has given to networks; 16x, 17x and 19x only in part.
_CHINESE_MOBILE = re.compile(
    r"(?:(?:\+|00)?86[ -]?)?(1(?:3\d|4[5-9]|5[0-35-9]|6[2567]|7[0-8]|8\d|9[0-35-9])[ -]?\d{4}[ -]?\d{4})"
    r"(?:[ ,;_#*-]*(?:转|轉|分机|分機|虚拟号|ext\.?|x|[-,;_#*])[ :]*(\d{1,6}))?",
    re.IGNORECASE,
)
_CHINESE_EXTENSION = re.compile(r"[ ,;]*(?:转|轉|分机号?|分機)[ ::]*(\d{1,6})$")
_DOUBLE_CODE = re.compile(r"^(?:\+|00)?86[ -]*(?=(?:\+|00)86)")
_COUNTRY_WITHOUT_PLUS = re.compile(r"^86[ -]?(?=0?\d{2,3}[ -]?\d{7,8})")
_CHINESE_SERVICE = re.compile(r"^([48]00)[ -]?(\d{3,4})[ -]?(\d{3,4})$")
_NOTE = re.compile(r"\s*[(（\[][^0-9()]*[)）\]]$")
_SEVERAL = re.compile(r"\s*(?:[/,;、，；|]|\s或)\s*")
_ENOUGH_DIGITS = re.compile(r"(?:\d[^\d]{0,2}){7}")
_LABEL = re.compile(
    r"^\s*(?:tel|phone|mobile|cell|fax|t|m|电话|手机|手机号|联系电话|電話|手機)\s*[.::]\s*", re.IGNORECASE
)


class Phone(NamedTuple):
    """A number read: `e164` is None when it is not valid; `country` is an ISO code, None for none or many.

    `extension` holds a desk's or a virtual number's digits; two numbers that differ in it are two people.
    """

    e164: str | None
    kind: Kind
    valid: bool
    country: str | None
    extension: str | None


_INVALID = Phone(None, "invalid_length_or_range", False, None, None)


@lru_cache(maxsize=NUMBERS_KEPT_MAX)
def normalise(raw: str, region: str = "CN") -> Phone:
    """The number that `raw` means to someone in `region` (ISO code); never raises.

    A mainland mobile is decided by its pattern, all others by Google's metadata. Full-width digits, labels,
    86, +86 and 0086, and extensions (-1234, 转1234, ext. 12) are read; of several numbers the first valid one is.
    """
    region = region.upper()
    bare = region == "CN" and len(raw) == BARE_MOBILE_DIGITS and raw.isascii() and raw.isdigit()
    if bare and _CHINESE_MOBILE.fullmatch(raw):  # most are written so
        return Phone("+86" + raw, "mobile", True, "CN", None)
    text = _NOTE.sub("", _LABEL.sub("", raw[:PHONE_LETTERS_MAX].translate(_PLAIN))).strip()
    if region == "CN" or text.startswith(("+86", "0086")):
        text = _DOUBLE_CODE.sub("", text)
        mobile = _CHINESE_MOBILE.fullmatch(text)
        if mobile is not None:
            digits = mobile.group(1).replace(" ", "").replace("-", "")
            return Phone("+86" + digits, "mobile", True, "CN", mobile.group(2))
        if region == "CN":
            text = _COUNTRY_WITHOUT_PLUS.sub("+86", _CHINESE_SERVICE.sub(r"\1\2\3", text))
    found = _by_metadata(text, region)
    return found if found.valid else _first_of_several(text, region)


def _first_of_several(text: str, region: str) -> Phone:
    """The first valid one of several numbers that stand in one field (13800138000/13900139000)."""
    parts = [part for part in _SEVERAL.split(text) if len(part) < len(text) and _ENOUGH_DIGITS.search(part)]
    return next((phone for part in parts if (phone := normalise(part, region)).valid), _INVALID)


def _by_metadata(text: str, region: str) -> Phone:
    extension = _CHINESE_EXTENSION.search(text)
    if extension is not None:
        text = text[: extension.start()]
    number = _parsed(text, region)
    if number is None and region == "CN" and (desk := re.fullmatch(r"(\+?[\d ()-]{7,}?)-(\d{1,6})", text)):
        number, extension = _parsed(desk.group(1), region), desk
    if number is None:
        return _INVALID
    country = phonenumbers.region_code_for_number(number)
    digits = extension.group(extension.re.groups) if extension else number.extension
    number.extension = None
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    kind = _KINDS.get(phonenumbers.number_type(number), "unknown")
    return Phone(written, kind, True, country if country != "001" else None, digits)


def _parsed(text: str, region: str) -> PhoneNumber | None:
    """The valid number, None when there is none."""
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_valid_number(number) else None


def mobile_of(raw: str, region: str = "CN") -> str:
    """The E.164 number that takes text messages; empty where it is none (a fixed line, a mask, a desk behind it)."""
    phone = normalise(raw, region)
    takes = phone.kind in ("mobile", "fixed_line_or_mobile") and phone.extension is None
    return phone.e164 if takes and phone.e164 is not None and "*" not in raw else ""
