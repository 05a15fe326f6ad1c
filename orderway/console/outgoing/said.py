"""What the other side says of a refusal, in the reader's language where it is one of ours; else as it was said."""

from __future__ import annotations

import re

from django.utils.translation import pgettext_lazy

from orderway.web.words import Text

FORMS: tuple[tuple[re.Pattern[str], Text], ...] = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        (r"the card was declined", pgettext_lazy("said", "the card was declined")),
        (r"there is no such payment", pgettext_lazy("said", "there is no such payment")),
        (r"title or amount missing", pgettext_lazy("said", "title or amount missing")),
        (r"(?P<value>\d+) g is over (?P<most>\d+) g", pgettext_lazy("said", "%(value)s g is over %(most)s g")),
        (r"the authorisation is gone: (?P<value>.+)", pgettext_lazy("said", "the authorisation is gone: %(value)s")),
    )
)


def said(text: str) -> str:
    """The words of the other side."""
    for pattern, words in FORMS:
        found = pattern.fullmatch(text)
        if found is not None:
            return str(words) % found.groupdict()
    return text
