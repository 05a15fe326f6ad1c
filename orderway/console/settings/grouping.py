"""How the first page of the settings is ordered: every sheet and every page beside the sheets, in four groups."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.urls import resolve, reverse
from django.utils.translation import gettext_lazy, pgettext_lazy

from orderway.console.settings.registry import sheets
from orderway.web.permissions import may
from orderway.web.words import Text


class Entry(NamedTuple):
    """One line: a page, what it is about, and how many there are of it (None: nothing to count)."""

    icon: str
    title: Text
    about: Text
    url: str
    many: int | None


class Group(NamedTuple):
    """Lines under one heading."""

    title: Text
    entries: list[Entry]


class Beside(NamedTuple):
    """A page that is not a sheet."""

    url_name: str
    icon: str
    title: Text
    about: Text


LAST = gettext_lazy("Rules and people")
ORDER: tuple[tuple[Text, tuple[str, ...]], ...] = (
    (gettext_lazy("Warehouses and delivery"), ("warehouses", "carriers", "zones", "rates", "rate_card", "stops")),
    (
        gettext_lazy("Goods and supply"),
        ("skus", "bundles", "substitutes", "stock", "suppliers", "supplies", "stock_limits"),
    ),
    (
        gettext_lazy("Shops and partners"),
        ("shops", "listings", "prices", "safeties", "publishing", "channels", "gateways", "edi"),
    ),
    (LAST, ("rules", "holds", "letters", "texts", "mailboxes", "alerts", "users", "alarms")),
)
"""What stands where; a sheet that is named nowhere comes last."""
BESIDE: dict[str, Beside] = {
    "rate_card": Beside(
        "settings_rate_card",
        "table",
        gettext_lazy("Rate card"),
        gettext_lazy("The rates as a grid: zones across, weights down."),
    ),
    "stock_limits": Beside(
        "settings_stock_limits",
        "ruler-measure",
        gettext_lazy("Limits of stock"),
        gettext_lazy("Which differences of a count one person books, what is low, slow and too much."),
    ),
    "channels": Beside(
        "channels",
        "plug",
        gettext_lazy("Channels"),
        gettext_lazy("Access to each shop's platform, when it was last heard of, and what it was told."),
    ),
    "edi": Beside(
        "settings_edi",
        "arrows-exchange",
        gettext_lazy("EDI partners and warehouse systems"),
        gettext_lazy("Who trades with us by X12 or EDIFACT, and which warehouses have a system of their own."),
    ),
    "gateways": Beside(
        "settings_gateways",
        "cash",
        gettext_lazy("Payment gateways"),
        gettext_lazy("Access of shops to Stripe, Alipay and WeChat Pay, for notices and refunds."),
    ),
    "rules": Beside(
        "rules",
        "adjustments",
        pgettext_lazy("section", "Rules"),
        gettext_lazy("Tables that hold orders and set priorities, kinds of holds, black list, credit."),
    ),
    "holds": Beside(
        "hold_kinds",
        "hand-stop",
        gettext_lazy("Kinds of holds"),
        gettext_lazy("What each hold stops, who may release it, and after how long."),
    ),
    "letters": Beside(
        "letters",
        "mail",
        gettext_lazy("Letters and questions"),
        gettext_lazy("Words to buyers in two languages, deadlines, what happens without an answer."),
    ),
    "texts": Beside(
        "texts",
        "message",
        gettext_lazy("Text messages"),
        gettext_lazy("Gateways for SMS to buyers, their templates, quiet hours, and what came of each message."),
    ),
    "mailboxes": Beside(
        "mailboxes",
        "inbox",
        gettext_lazy("Mailboxes"),
        gettext_lazy("Where buyers' answers to our mails arrive; they go to their orders by themselves."),
    ),
    "alerts": Beside(
        "alerts",
        "bell",
        gettext_lazy("Alerts"),
        gettext_lazy("Who is told by DingTalk, WeCom or mail of what has stood too long."),
    ),
    "users": Beside(
        "settings_users",
        "users",
        gettext_lazy("Users"),
        gettext_lazy("Who may come in, with which roles, in which shops and warehouses."),
    ),
    "alarms": Beside(
        "alarms",
        "shield-check",
        gettext_lazy("Alarms"),
        gettext_lazy("What the hourly audit of the books has found."),
    ),
}


def groups(user: Any, figures: dict[str, int]) -> list[Group]:
    """What this user may open, with `figures` by the keys of the sheets."""
    entries = _sheets(user, figures) | _beside(user, figures)
    named = {key for _title, keys in ORDER for key in keys}
    found = []
    for title, keys in ORDER:
        rest = [key for key in entries if key not in named] if title is LAST else []
        found.append(Group(title, [entries[key] for key in (*keys, *rest) if key in entries]))
    return [group for group in found if group.entries]


def _sheets(user: Any, figures: dict[str, int]) -> dict[str, Entry]:
    return {
        key: Entry(sheet.icon, sheet.title, sheet.about, reverse(f"settings_{key}"), figures.get(key))
        for key, sheet in sheets().items()
        if may(user, sheet.permission)
    }


def _beside(user: Any, figures: dict[str, int]) -> dict[str, Entry]:
    found = {}
    for key, one in BESIDE.items():
        url = reverse(one.url_name)
        if may(user, getattr(resolve(url).func, "permission", "")):
            found[key] = Entry(one.icon, one.title, one.about, url, figures.get(key))
    return found
