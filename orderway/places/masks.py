"""Hides personal data from those who may not see it: two records stay apart, a person cannot be found.

Masking what is masked already changes nothing.
"""

import re

STAR = "*"
HIDDEN = "***"
STREET_LETTERS_KEPT_MAX = 12

_CHINESE = re.compile(r"[㐀-鿿]")
_COMPOUND_NAMES = (
    "欧阳|太史|端木|上官|司马|东方|独孤|南宫|万俟|闻人|夏侯|诸葛|尉迟|公羊|赫连|澹台|皇甫|宗政|濮阳|公冶|太叔|申屠|"
    "公孙|慕容|仲孙|钟离|长孙|宇文|司徒|鲜于|司空|令狐"
)
_COMPOUND = re.compile(rf"(?:{_COMPOUND_NAMES})(?=.)")
_EXTENSION = re.compile(r"\s*(?:转|轉|分机|ext\.?|x|#|([-,]))\s*\d{1,6}$", re.IGNORECASE)
DIGITS_BEFORE_DASH_MIN = 11  # 0571-88157858-801 ends with an extension, +1 415-555-2671 does not
_DIGIT = re.compile(r"\d")
_CHINESE_ROAD = re.compile(
    rf"^.{{0,{STREET_LETTERS_KEPT_MAX}}}?(?:街道(?:办事处)?|大道|大街|公路|[镇乡路街巷])(?![路街道])"
)
_WORD_WITH_DIGIT = re.compile(r"\S*\d\S*")


def mask_name(name: str) -> str:
    """陈*平, 张*, 欧阳*华, J*** S***: the family name and the last letter stay, or each word's first letter."""
    text = name.strip()
    if not _CHINESE.search(text):
        return " ".join(word[0] + HIDDEN if len(word) > 1 else STAR for word in text.split())
    if len(text) == 1:
        return STAR
    kept = 2 if _COMPOUND.match(text) else 1
    hidden = len(text) - kept
    return text[:kept] + (STAR if hidden == 1 else STAR * (hidden - 1) + text[-1])


def mask_phone(phone: str) -> str:
    """138****5678, +86138****5678, 0571****7858: the four digits before the last four are hidden.

    Of a number under nine digits only the last two stay; an extension is hidden whole, signs stay where they were.
    """
    text = phone.strip()
    if STAR in text:
        return text
    extension = _EXTENSION.search(text)
    if extension and extension.group(1) and len(_DIGIT.findall(text, 0, extension.start())) < DIGITS_BEFORE_DASH_MIN:
        extension = None
    base = text[: extension.start()] if extension else text
    rest = _DIGIT.sub(STAR, text[len(base) :])
    places = [found.start() for found in _DIGIT.finditer(base)]
    hidden = places[-8:-4] if len(places) > 8 else places[:-2]
    letters = list(base)
    for at in hidden:
        letters[at] = STAR
    return "".join(letters) + rest


def mask_street(street: str) -> str:
    """科苑路***, *** Baker Street: up to the town or road; in Latin letters every word with a digit is hidden."""
    text = street.strip()
    if not text or text.endswith(HIDDEN):
        return text
    if not _CHINESE.search(text):
        return _WORD_WITH_DIGIT.sub(HIDDEN, text)
    road = _CHINESE_ROAD.match(text)
    return (road.group() if road else text[:2]) + HIDDEN


def mask_email(email: str) -> str:
    """j***@example.com; without an at sign all but the first letter is hidden."""
    name, at, domain = email.strip().partition("@")
    return (name[:1] + HIDDEN if name else "") + at + domain
