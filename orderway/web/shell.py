"""What stands in the rail: the sections of the console, in order."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.conf import settings
from django.urls import NoReverseMatch, resolve, reverse
from django.utils.translation import pgettext_lazy

from orderway.web.permissions import may
from orderway.web.words import Text


class Section(NamedTuple):
    """One entry of the rail. `figure` names the live count beside it; `keys` is pressed after `g` to go there.

    `practice`: only where the practice world is switched on. `group`: what is worked, what comes and goes, what is
    decided; a gap stands between groups.
    """

    key: str
    label: Text
    icon: str
    url_name: str
    keys: str
    figure: str = ""
    practice: bool = False
    group: str = "work"


SECTIONS = (
    Section("board", pgettext_lazy("section", "Board"), "layout-dashboard", "board", "b"),
    Section("orders", pgettext_lazy("section", "Orders"), "shopping-bag", "orders", "o"),
    Section("queues", pgettext_lazy("section", "Queues"), "stack-2", "queues", "q", "queues"),
    Section("warehouse", pgettext_lazy("section", "Warehouse"), "building-warehouse", "warehouse", "w", "warehouse"),
    Section("aftersales", pgettext_lazy("section", "After-sales"), "truck-return", "aftersales", "a", "aftersales"),
    Section("invoices", pgettext_lazy("section", "Invoices"), "receipt", "invoices", "v"),
    Section("payments", pgettext_lazy("section", "Payments"), "cash", "payments", "y"),
    Section("inbox", pgettext_lazy("section", "Inbox"), "inbox", "inbox", "i", "inbox", group="traffic"),
    Section("outgoing", pgettext_lazy("section", "Not sent"), "send", "outgoing", "n", "outgoing", group="traffic"),
    Section("edi", pgettext_lazy("section", "EDI"), "arrows-exchange", "edi", "e", "edi", group="traffic"),
    Section(
        "mailbox", pgettext_lazy("section", "Practice mailbox"), "mail", "mailbox", "m", practice=True, group="traffic"
    ),
    Section("stock", pgettext_lazy("section", "Stock"), "packages", "stock", "k", group="company"),
    Section("figures", pgettext_lazy("section", "Figures"), "chart-bar", "figures", "f", group="company"),
    Section("rules", pgettext_lazy("section", "Rules"), "adjustments", "rules", "r", group="company"),
    Section("trial", pgettext_lazy("section", "Try a change"), "wand", "trials", "t", group="company"),
    Section("settings", pgettext_lazy("section", "Settings"), "settings", "settings", "s", group="company"),
)


class Place(NamedTuple):
    """A section that this reader may open, with its address."""

    section: Section
    url: str


def places(user: Any) -> list[Place]:
    """The sections whose page exists and that this user may open, in the order of the rail."""
    found = []
    for section in SECTIONS:
        if section.practice and not settings.PRACTICE:
            continue
        try:
            url = reverse(section.url_name)
        except NoReverseMatch:
            continue
        permission = getattr(resolve(url).func, "permission", "")
        if not permission or may(user, permission):
            found.append(Place(section, url))
    return found
