"""The parts of a page as template tags: `{% load look %}`. Each is shown at /look and described in docs/look.md."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django import template
from django.contrib.staticfiles import finders
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, ChoiceField
from django.forms.utils import ErrorList
from django.template.context import Context
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from orderway.web import shell, words, words_holds, words_pay

register = template.Library()

TRACK = ("RECEIVED", "REVIEW", "APPROVED", "ALLOCATED", "RELEASED", "SHIPPED", "DELIVERED", "COMPLETED")
"""The stations of the stage track; every other headline ends or precedes it."""
VERSION_LENGTH_CHARACTERS = 10
THEMES = ("light", "dark", "auto")
ACTION_OPTIONS = set("href get post target confirm icon key kind size refused name value icon_only".split())
DENSITIES = ("normal", "compact")


@lru_cache(maxsize=256)
def _version(path: str) -> str:
    found = finders.find(path)
    if not isinstance(found, str):
        return ""
    with Path(found).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:VERSION_LENGTH_CHARACTERS]


@register.simple_tag
def asset(path: str) -> str:
    """The address of a static file with a mark of its content, so that a browser never shows an old one."""
    version = _version(path)
    return f"{static(path)}?v={version}" if version else static(path)


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """An icon of the sprite, for the eye only: the word beside it is what is read. `size`: "s", "l" or ""."""
    return format_html(
        '<svg class="icon{}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        f" icon-{size}" if size else "",
        asset("img/icons.svg"),
        name,
    )


@register.simple_tag(takes_context=True)
def root_attributes(context: Context) -> SafeString:
    """The attributes of <html>: language, and the theme and density that the reader chose (two cookies)."""
    request = context.get("request")
    cookies: dict[str, str] = getattr(request, "COOKIES", {})
    theme = context.get("look_theme") or cookies.get("theme", "auto")
    theme = theme if theme in THEMES else "auto"
    density = cookies.get("density", "normal")
    code = get_language() or "en"
    return format_html(
        'lang="{}" data-theme="{}" data-theme-choice="{}" data-density="{}"',
        "zh-Hans" if code.startswith("zh") else code,
        "light" if theme == "auto" else theme,
        theme,
        density if density in DENSITIES else "normal",
    )


@register.simple_tag(takes_context=True)
def sections(context: Context) -> list[shell.Place]:
    """The entries of the rail that this reader may open."""
    demo: list[shell.Place] | None = context.get("demo_places")
    request = context.get("request")
    if demo is not None or request is None:
        return demo or []
    return shell.places(request.user)


@register.simple_tag
def state(machine: str, value: str, partially: bool = False) -> SafeString:
    """The state of an order, parcel, hold … as a dot and a word: `{% state "order" order.status %}`."""
    word = words.state_word(machine, value, partially=partially)
    return format_html(
        '<span class="state tone-{}{}">{}</span>', word.tone, f" is-{word.shape}" if word.shape else "", word.label
    )


@register.simple_tag
def state_label(machine: str, value: str, partially: bool = False) -> str:
    """The word of a state alone, for titles and sentences."""
    return str(words.state_word(machine, value, partially=partially).label)


@register.simple_tag
def badge(text: object, tone: str = "calm", icon_name: str = "") -> SafeString:
    """A filled word for what wants attention: `{% badge _("New") "info" %}`."""
    return format_html('<span class="badge tone-{}">{}{}</span>', tone, icon(icon_name, "s") if icon_name else "", text)


@register.inclusion_tag("components/hold_chip.html")
def hold_chip(reason: str, since: datetime | None = None, href: str = "", tone: str = "warn") -> dict[str, Any]:
    """A hold as a chip: its reason in words, its age, a link to its way out."""
    return {"label": words_holds.reason_word(reason), "since": since, "href": href, "tone": tone}


@register.filter
def reason(code: str) -> str:
    """The words of a hold reason code."""
    return str(words_holds.reason_word(code))


@register.filter
def next_action(code: str) -> str:
    """The verb of a next action code."""
    return str(words_holds.action_word(code))


@register.filter
def paid_by(code: str) -> str:
    """The way of a payment, or its gateway, in words."""
    return str(words_pay.method_word(code))


@register.filter
def wish(code: str) -> str:
    """The words of a special wish of a buyer."""
    return str(words_holds.wish_word(code))


@register.filter
def step(code: str) -> str:
    """The name of a step of the journey."""
    return str(words_holds.step_word(code))


@register.filter
def role(code: str) -> str:
    """The name of a role."""
    return str(words_holds.role_word(code))


@register.inclusion_tag("components/track.html")
def stage_track(status: str, partially: bool = False, held: bool = False) -> dict[str, Any]:
    """Where an order stands: the journey as short steps with the present one marked (amber while it is held)."""
    track = ("AWAITING_PAYMENT", *TRACK) if status == "AWAITING_PAYMENT" else TRACK if status in TRACK else ()
    here = track.index(status) if track else -1
    word = words.state_word("order", status, partially=partially)
    stations = [
        {
            "label": words.ORDER[name].label,
            "done": index < here or (index == here == len(track) - 1),
            "here": index == here,
        }
        for index, name in enumerate(track)
    ]
    return {
        "stations": stations,
        "here": here,
        "word": word,
        "tone": "warn" if held else word.tone,
        "partially": partially,
    }


@register.inclusion_tag("components/buckets.html")
def buckets(ordered: int, **quantities: int) -> dict[str, Any]:
    """A line's quantity by bucket, drawn and in words: `{% buckets 3 shipped=2 backordered=1 %}`."""
    parts = [{"word": words.BUCKETS[name], "many": quantities[name]} for name in words.BUCKETS if quantities.get(name)]
    unknown = set(quantities) - set(words.BUCKETS)
    if unknown:
        raise template.TemplateSyntaxError(f"no such bucket: {', '.join(sorted(unknown))}")
    return {"ordered": ordered, "parts": parts}


@register.inclusion_tag("components/action.html")
def action(label: object, **options: Any) -> dict[str, Any]:
    """A button or link that does one thing; the label is a verb.

    `href` (opens), `get` (opens in `target`, "#dialog" unless said), `post` (does; asks first with `confirm`), `icon`,
    `key` (its keyboard key), `kind` ("primary", "danger", "quiet"), `size` ("s", "l"), `refused` (greyed, the reason).
    """
    unknown = set(options) - ACTION_OPTIONS
    if unknown:
        raise template.TemplateSyntaxError(f"action does not know {', '.join(sorted(unknown))}")
    classes = [f"btn-{options[name]}" for name in ("kind", "size") if options.get(name)]
    if options.get("icon_only"):
        classes.append("btn-icon")
    return {"label": label, "classes": " ".join(["btn", *classes]), **options}


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, optional: bool | None = None) -> dict[str, Any]:
    """A form field with label, help and errors, joined for screen readers: `{% field form.phone %}`.

    What may be left empty says so by itself; `optional=False` where a form asks for it after all.
    """
    errors: ErrorList = bound.errors
    described = [f"{bound.auto_id}_{part}" for part, there in (("help", bound.help_text), ("error", errors)) if there]
    attributes: dict[str, Any] = {"aria-describedby": " ".join(described)} if described else {}
    if errors:
        attributes["aria-invalid"] = "true"
    checkbox = isinstance(bound.field.widget, CheckboxInput)
    marked = may_stay_empty(bound) if optional is None else optional
    return {"bound": bound, "widget": bound.as_widget(attrs=attributes), "checkbox": checkbox, "optional": marked}


def may_stay_empty(bound: BoundField) -> bool:
    """Whether a person may skip the field: not a box to tick, nor a choice or number that has its answer already."""
    asked = bound.field
    if asked.required or isinstance(asked.widget, CheckboxInput | CheckboxSelectMultiple):
        return False
    if isinstance(asked, ChoiceField):
        value, label = next(iter(bound.field.widget.choices), ("", ""))
        return value in ("", None) and not str(label).strip("-–— ")
    return asked.initial in (None, "")


@register.inclusion_tag("components/why.html")
def why(
    gate: str,
    sentence: object,
    candidates: Iterable[dict[str, Any]] = (),
    columns: Iterable[dict[str, Any]] = (),
    **options: Any,
) -> dict[str, Any]:
    """A decision in one sentence that opens to its candidates.

    `columns`: {"key", "label", "kind": "text" | "number" | "money"}; `candidates`: rows by those keys, with "chosen"
    and "out" (the reason why it could not be). `currency` for money; `facts`: (label, value) pairs; `rule`: its name.
    """
    columns = list(columns)
    rows = [
        {"cells": [{"column": column, "value": row.get(column["key"])} for column in columns], **row}
        for row in candidates
    ]
    return {"gate": gate, "sentence": sentence, "columns": columns, "rows": rows, **options}
