"""Figures as template tags: money, numbers, times, small charts. `{% load figures %}`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.numbers import format_currency, format_decimal, format_percent
from babel.units import format_unit
from django import template
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from orderway.kernel import clock
from orderway.kernel.money import exponent
from orderway.web.templatetags.look import icon

register = template.Library()

SIGNS = {"CNY": "¥", "JPY": "JP¥"}
"""The same in both languages: a yuan never reads as a yen."""
AT_RISK_MINUTES = 240
"""Less time left than this is shown as at risk."""
HOURS_FROM_MINUTES = 60
DAYS_FROM_HOURS = 48
_SPACED = re.compile(r"(\d)(?=[\u4e00-\u9fff])")
"""Between a figure and a Chinese sign stands a space: "2 小时"."""
SPARK_WIDTH, SPARK_HEIGHT = 100, 24


@lru_cache(maxsize=16)
def _locale(code: str) -> Locale:
    return Locale("zh", script="Hans") if code.startswith("zh") else Locale(code.partition("-")[0])


def reader_locale() -> Locale:
    """The locale of the present language, for Babel."""
    return _locale(get_language() or "en")


def money_text(minor: int, currency: str) -> str:
    """An amount as people write it, with the currency's sign and its own decimals: 129900 CNY is "¥1,299.00"."""
    places = exponent(currency)
    sign = f"'{SIGNS[currency]}'" if currency in SIGNS else "¤"
    pattern = f"{sign}#,##0" + ("." + "0" * places if places else "")
    amount = Decimal(minor).scaleb(-places)
    return format_currency(amount, currency, format=pattern, locale=reader_locale(), currency_digits=False)


def duration_text(length: timedelta) -> str:
    """The length of a time in its largest sensible unit: "14 min", "3 hr", "5 days"; under a minute counts as 1 min."""
    minutes = max(1, int(abs(length).total_seconds() // 60))
    hours = minutes // 60
    if minutes < HOURS_FROM_MINUTES:
        many, unit = minutes, "duration-minute"
    elif hours < DAYS_FROM_HOURS:
        many, unit = hours, "duration-hour"
    else:
        many, unit = hours // 24, "duration-day"
    return _SPACED.sub(r"\1 ", format_unit(many, unit, length="short", locale=reader_locale()))


def exact_text(at: datetime) -> str:
    """The exact time in the reader's time zone: "2026-11-22 14:05 CST"."""
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M %Z")


def _when(at: datetime, kind: str, words: str, tone: str, focusable: bool) -> SafeString:
    mark = icon("alert-circle" if tone == "bad" else "clock", "s") if tone else ""
    return format_html(
        '<time class="when{}" datetime="{}" data-when="{}" data-tip="{}"{}>{}<span>{}</span></time>',
        f" tone-{tone}" if tone else "",
        at.isoformat(timespec="seconds"),
        kind,
        exact_text(at),
        SafeString(' tabindex="0"') if focusable else "",
        mark,
        words,
    )


@register.simple_tag
def age(at: datetime | None, focusable: bool = False) -> SafeString | str:
    """How old something is ("14 min"), the exact time on hover and focus. In tables leave `focusable` off."""
    return _when(at, "age", duration_text(clock.now() - at), "", focusable) if at else "–"


@register.simple_tag
def ago(at: datetime | None, focusable: bool = False) -> SafeString | str:
    """When something happened ("14 min ago"), the exact time on hover and focus."""
    if not at:
        return "–"
    return _when(at, "ago", _("%(time)s ago") % {"time": duration_text(clock.now() - at)}, "", focusable)


@register.simple_tag
def time_left(at: datetime | None, risk_minutes: int = AT_RISK_MINUTES, focusable: bool = False) -> SafeString | str:
    """How long until a deadline ("2 hr left"), amber when at risk, red and "late" when over."""
    if not at:
        return "–"
    left = at - clock.now()
    length = {"time": duration_text(left)}
    if left < timedelta(0):
        return _when(at, "left", _("%(time)s late") % length, "bad", focusable)
    tone = "warn" if left < timedelta(minutes=risk_minutes) else ""
    return _when(at, "left", _("%(time)s left") % length, tone, focusable)


@register.simple_tag
def exact(at: datetime | None) -> str:
    """The exact time in the reader's time zone."""
    return exact_text(at) if at else "–"


@register.simple_tag
def day(at: datetime | None) -> SafeString | str:
    """The day alone in the reader's time zone ("2026-11-22"), the exact time on hover: for tables with little room."""
    if at is None:
        return "–"
    iso, said = at.isoformat(timespec="seconds"), timezone.localtime(at).strftime("%Y-%m-%d")
    return format_html('<time class="when" datetime="{}" data-tip="{}">{}</time>', iso, exact_text(at), said)


@register.simple_tag
def money(minor: int | None, currency: str) -> SafeString | str:
    """An amount of minor units: `{% money order.total_minor order.currency %}`."""
    return (
        format_html('<span class="money nowrap">{}</span>', money_text(minor, currency)) if minor is not None else "–"
    )


@register.filter
def number(value: int | Decimal | None) -> str:
    """A number with the reader's separators; nothing is a dash."""
    return "–" if value is None else format_decimal(value, locale=reader_locale())


@register.filter
def percent(share: Decimal | float | None) -> str:
    """A share of 1 as a percentage with one decimal at most; nothing is a dash."""
    if share is None:
        return "–"
    return format_percent(share, format="#,##0.#%", locale=reader_locale())


@register.simple_tag
def spark(values: Sequence[int], label: str) -> SafeString:
    """A small line without axes; `label` says in words what it shows (read by screen readers)."""
    top = max(values, default=0) or 1
    gap = SPARK_WIDTH / max(1, len(values) - 1)
    points = " ".join(
        f"{i * gap:.1f},{SPARK_HEIGHT - 1 - (SPARK_HEIGHT - 2) * v / top:.1f}" for i, v in enumerate(values)
    )
    area = f"0,{SPARK_HEIGHT} {points} {SPARK_WIDTH},{SPARK_HEIGHT}"
    return format_html(
        '<svg class="spark" viewBox="0 0 {0} {1}" preserveAspectRatio="none" role="img" aria-label="{2}">'
        '<polygon class="area" points="{3}"></polygon><polyline points="{4}"></polyline></svg>',
        SPARK_WIDTH,
        SPARK_HEIGHT,
        label,
        area,
        points,
    )


@register.simple_tag
def parts_bar(parts: Iterable[dict[str, object]], label: str = "") -> SafeString:
    """A thin bar of parts, each {"many", "tone", "label"}; parts of nothing are left out."""
    shown = [part for part in parts if part["many"]]
    if not shown:
        return SafeString('<span class="bar-parts" aria-hidden="true"></span>')
    words = label or ", ".join(f"{part['label']} {part['many']}" for part in shown)
    pieces = format_html_join(
        "",
        '<i class="tone-{}" style="flex:{}" data-tip="{}: {}"></i>',
        ((p["tone"], p["many"], p["label"], p["many"]) for p in shown),
    )
    return format_html('<span class="bar-parts" role="img" aria-label="{}">{}</span>', words, pieces)


@register.simple_tag
def share_of(part: int, whole: int) -> str:
    """A width in per cent for bars and progress: "37.5%"; of nothing it is "0%"."""
    return f"{min(100.0, 100 * part / whole):.1f}%" if whole > 0 else "0%"
