"""Invoices in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy, pgettext_lazy

from orderway.flow.invoice import PERSON
from orderway.places.masks import mask_name
from orderway.web.words import Text

KINDS: dict[str, Text] = {
    "normal": pgettext_lazy("invoice", "Normal"),
    "special": pgettext_lazy("invoice", "Special (for tax deduction)"),
    "red": pgettext_lazy("invoice", "Red-letter"),
}
FAILURES: dict[str, Text] = {"tax_number_wrong": gettext_lazy("The tax number is wrong: ask the buyer.")}


def kind_words(kind: str) -> Text:
    """The kind of an invoice; an unknown one stands for itself."""
    return KINDS.get(kind, kind)


def failure_words(failure: str) -> Text:
    """Why it was not issued; an issuer's own words stand for themselves."""
    return FAILURES.get(failure, failure)


def shown_title(title: str, holder: str) -> str:
    """The title in a list: a person's name is masked, a company's is no secret."""
    return mask_name(title) if holder == PERSON else title
