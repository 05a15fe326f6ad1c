"""The words of letters to buyers, where staff wrote none of their own."""

from __future__ import annotations

from django.utils.translation import override, pgettext

from orderway.ports.notice import SUBJECT_CHARS_MAX


def question_letter(field: str, text: str, number: str, language: str) -> tuple[str, str]:
    """Subject and text of a question about an order, in the buyer's language; `text` is what staff wrote."""
    with override("zh-hans" if language.lower().startswith("zh") else "en"):
        subject = pgettext("letter", "About your order %(number)s") % {"number": number}
        return subject[:SUBJECT_CHARS_MAX], text or _standard(field)


def survey_letter(number: str, language: str) -> tuple[str, str]:
    """Subject and text of the question how it was, in the buyer's language."""
    with override("zh-hans" if language.lower().startswith("zh") else "en"):
        subject = pgettext("letter", "How was your order %(number)s?") % {"number": number}
        return subject[:SUBJECT_CHARS_MAX], pgettext("letter", "Three questions, one minute. Thank you.")


def _standard(field: str) -> str:
    if field == "address":
        return pgettext("letter", "We cannot deliver to the address of your order yet. Please complete it.")
    if field == "phone":
        return pgettext("letter", "The carrier needs a phone number for your order. Please give us one.")
    if field == "name":
        return pgettext("letter", "Please tell us who will receive your order.")
    if field == "specification":
        return pgettext("letter", "Please tell us exactly what you would like (size, colour, text).")
    if field == "shortage":
        return pgettext("letter", "Part of your order is out of stock. Please tell us whether you would like to wait.")
    return pgettext("letter", "We have a question about your order.")
