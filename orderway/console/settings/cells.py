"""Form fields that read what people type and what spreadsheets write: yes and no, codes, countries, amounts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django import forms
from django.utils.translation import gettext as _

from orderway.places.country_names import country_code

CODE_CHARS_MAX = 100
YES = {"1", "on", "yes", "y", "true", "x", "是", "有", "真"}
NO = {"", "0", "off", "no", "n", "false", "-", "否", "无", "假"}
_UNFIT = re.compile(r"[\x00-\x1f\x7f]")
_CLOCK = re.compile(r"^(\d{1,2}):(\d{2})$", re.ASCII)
_SHORT = re.compile(r"^[A-Za-z0-9][A-Za-z0-9_-]{0,49}$")


class CodeCell(forms.CharField):
    """A code as it stands on labels and in other systems: any letters, no control characters."""

    def __init__(self, **more: Any) -> None:
        super().__init__(max_length=more.pop("max_length", CODE_CHARS_MAX), **more)

    def clean(self, value: Any) -> str:
        """The code without blanks around it."""
        text = str(super().clean(value) or "").strip()
        if _UNFIT.search(text):
            raise forms.ValidationError(_("This has characters that nobody sees; type it again."))
        return text


class ShortCodeCell(CodeCell):
    """A code that stands in addresses of pages: Latin letters, digits, - and _, at most 50."""

    def clean(self, value: Any) -> str:
        """The code."""
        text = super().clean(value)
        if text and not _SHORT.match(text):
            raise forms.ValidationError(_("Use letters a to z, digits, - and _, at most 50."))
        return text


class ChoiceCell(forms.ChoiceField):
    """One of some words; what is left out is as usual (the field's first value)."""

    def __init__(self, **more: Any) -> None:
        super().__init__(required=False, **more)

    def clean(self, value: Any) -> Any:
        """The word."""
        return super().clean(value) or self.initial


class YesBox(forms.CheckboxInput):
    """A box that takes words too."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, check_test=lambda value: str(value).casefold() in YES)

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        """What was sent, as it is; an unticked box sends nothing."""
        return data.get(name, "")


class YesCell(forms.BooleanField):
    """Yes or no, as a box or as a word."""

    widget = YesBox

    def __init__(self, **more: Any) -> None:
        super().__init__(required=False, **more)

    def to_python(self, value: Any) -> bool:
        """True or False; any other word is refused."""
        text = str(value if value is not None else "").strip().casefold()
        if text in YES:
            return True
        if text in NO:
            return False
        raise forms.ValidationError(_("Write yes or no."))


class CountryCell(forms.CharField):
    """A country by its ISO code or its name."""

    def __init__(self, **more: Any) -> None:
        super().__init__(max_length=60, **more)

    def clean(self, value: Any) -> str:
        """The ISO code; empty where that is allowed."""
        text = str(super().clean(value) or "").strip()
        if not text:
            return ""
        code = country_code(text)
        if code is None:
            raise forms.ValidationError(_("No country is called this; write its code, as CN or GB."))
        return code


class CurrencyCell(forms.CharField):
    """A currency by its ISO code."""

    def __init__(self, **more: Any) -> None:
        super().__init__(max_length=3, **more)

    def clean(self, value: Any) -> str:
        """Three capital letters."""
        text = str(super().clean(value) or "").strip().upper()
        if not text and not self.required:
            return ""
        if len(text) != 3 or not text.isascii() or not text.isalpha():
            raise forms.ValidationError(_("A currency is three letters, as CNY or EUR."))
        return text


class ZoneCell(forms.CharField):
    """A time zone by its IANA name."""

    def __init__(self, **more: Any) -> None:
        super().__init__(max_length=64, **more)

    def clean(self, value: Any) -> str:
        """The name, if there is such a zone."""
        text = str(super().clean(value) or "").strip()
        try:
            ZoneInfo(text)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise forms.ValidationError(_("No time zone is called this; write it as Asia/Shanghai.")) from None
        return text


class ClockCell(forms.CharField):
    """A time of the day, HH:MM; empty where that is allowed."""

    def __init__(self, **more: Any) -> None:
        super().__init__(max_length=5, **more)

    def clean(self, value: Any) -> str:
        """The time with two digits each."""
        text = str(super().clean(value) or "").strip().replace("：", ":")
        if not text:
            return ""
        found = _CLOCK.match(text)
        if found is None or int(found[1]) > 23 or int(found[2]) > 59:
            raise forms.ValidationError(_("Write a time as 16:00."))
        return f"{int(found[1]):02}:{found[2]}"


class MomentCell(forms.CharField):
    """A date with its time, as 2026-11-23 18:00, by the clock of a time zone that the form knows; a day alone is its
    beginning."""

    def __init__(self, **more: Any) -> None:
        super().__init__(max_length=25, **more)

    def clean(self, value: Any) -> datetime | None:
        """The moment without its zone (with it, where one was written); None for nothing."""
        text = str(super().clean(value) or "").strip()
        if not text:
            return None
        try:
            found = datetime.fromisoformat(text.replace("/", "-"))
        except ValueError:
            raise forms.ValidationError(_("Write a moment as 2026-11-23 18:00.")) from None
        if not 2000 <= found.year <= 2999:
            raise forms.ValidationError(_("Write a moment as 2026-11-23 18:00."))
        return found


def moment_text(moment: datetime | None, zone: str) -> str:
    """A moment as a file and a form write it, by the clock of a time zone."""
    return f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}" if moment else ""


class WorkDaysCell(forms.CharField):
    """Days of the week as digits: 1 is Monday, 7 Sunday."""

    def __init__(self, **more: Any) -> None:
        super().__init__(max_length=20, **more)

    def clean(self, value: Any) -> str:
        """The days in their order, each once."""
        text = str(super().clean(value) or "").replace(",", "").replace(" ", "").strip()
        if not text or not set(text) <= set("1234567"):
            raise forms.ValidationError(_("Write days as 12345: 1 is Monday, 7 Sunday."))
        return "".join(sorted(set(text)))


class WordsCell(forms.CharField):
    """Some of a few words, with commas between."""

    def __init__(self, words: Sequence[str], limit: int, **more: Any) -> None:
        self.words, self.limit = words, limit
        super().__init__(max_length=200, **more)

    def clean(self, value: Any) -> str:
        """The words, each once, with a comma and a blank between."""
        told = str(super().clean(value) or "").replace("，", ",").casefold().split(",")
        found = list(dict.fromkeys(word.strip() for word in told if word.strip()))
        if not set(found) <= set(self.words) or len(found) > self.limit:
            raise forms.ValidationError(
                _("Write at most %(limit)s of: %(words)s.") % {"limit": self.limit, "words": ", ".join(self.words)}
            )
        return ", ".join(found)


class WholeCell(forms.IntegerField):
    """A whole number from 0 to a limit."""

    def __init__(self, limit: int = 1_000_000_000, **more: Any) -> None:
        super().__init__(min_value=more.pop("min_value", 0), max_value=limit, **more)

    def to_python(self, value: Any) -> int | None:
        """The number; commas between thousands are left out."""
        found: int | None = super().to_python(value.replace(",", "").strip() if isinstance(value, str) else value)
        return found


class UsualCell(WholeCell):
    """A whole number; what is left out is as usual (the field's first value)."""

    def __init__(self, limit: int, **more: Any) -> None:
        super().__init__(limit, required=False, **more)

    def clean(self, value: Any) -> Any:
        """The number."""
        found = super().clean(value)
        return self.initial if found is None else found


class AmountCell(forms.CharField):
    """An amount as people write it; the form turns it into minor units of its currency."""

    def __init__(self, **more: Any) -> None:
        super().__init__(max_length=30, **more)
