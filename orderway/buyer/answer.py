"""What the shop asked, and the form that answers it, once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods

from orderway.buyer import links, reading, when
from orderway.buyer.page import BUYER, face, gone, public
from orderway.buyer.seen import ShopSeen
from orderway.buyer.ways import ways_of, worded
from orderway.buyer.words import refusal_text
from orderway.flow.choice import Choice
from orderway.flow.command import Target
from orderway.kernel import clock
from orderway.kernel.limits import NAME_CHARS_MAX, TEXT_CHARS_MAX
from orderway.kernel.links import ANSWER
from orderway.places import masks
from orderway.web.engine import carry_out

STANDARD = {
    "address": gettext_lazy("We cannot deliver to the address of your order yet. Please complete it."),
    "phone": gettext_lazy("The carrier needs a phone number for your order. Please give us one."),
    "name": gettext_lazy("Please tell us who will receive your order."),
    "specification": gettext_lazy("Please tell us exactly what you would like (size, colour, text)."),
    "shortage": gettext_lazy("Part of your order is out of stock. What shall we do?"),
    "other": gettext_lazy("We have a question about your order."),
}
"""What is asked where the shop wrote no words of its own."""
CHOICES = (
    ("part", pgettext_lazy("shortage choice", "Send what is there now, the rest when it comes")),
    ("wait", pgettext_lazy("shortage choice", "Wait until everything is there")),
    ("cancel_short", pgettext_lazy("shortage choice", "Cancel what is missing and pay it back")),
)
WAITS = ("wait", "part")
"""Choices with which the buyer agrees to another ship date."""
PLACES = ("province", "city", "district")


class Asked(msgspec.Struct):
    """A question with what its page needs of the order."""

    id: int
    order_id: int
    state: str
    field: str
    text: str
    number: str
    standing: str
    choice: str
    country: str
    province: str
    city: str
    district: str
    street: str
    postcode: str
    name: str
    phone: str
    token: str
    shop: ShopSeen
    lines: list[dict[str, Any]]
    due_at: datetime | None = None
    sent_at: datetime | None = None
    answered_at: datetime | None = None


def _text(label: Any, hint: str = "", **attributes: Any) -> forms.CharField:
    widget = forms.TextInput(attrs=attributes)
    return forms.CharField(label=label, max_length=NAME_CHARS_MAX, required=False, help_text=hint, widget=widget)


class AnswerForm(forms.Form):
    """The fields that this question can be answered with. What is left as it was is not changed."""

    def __init__(self, asked: Asked, data: Any = None) -> None:
        super().__init__(data, auto_id="answer_%s")
        self.asked = asked
        self.ways = ways_of(asked.order_id) if asked.field == "shortage" else []
        makers = {"address": self._address, "phone": self._phone, "name": self._name, "shortage": self._shortage}
        makers.get(asked.field, self._words)()

    def _address(self) -> None:
        asked = self.asked
        labels = (gettext_lazy("Province"), gettext_lazy("City"), gettext_lazy("District"))
        for name, label in zip(PLACES, labels, strict=True):
            self.fields[name] = _text(label, autocomplete="off")
            self.fields[name].initial = getattr(asked, name)
        now = {"street": masks.mask_street(asked.street)}
        hint = _("Now: %(street)s. Leave it empty if the street is right.") % now if asked.street else ""
        self.fields["street"] = _text(gettext_lazy("Street"), hint, autocomplete="off")
        if asked.street:
            self.fields["house_number"] = _text(gettext_lazy("House number, building, floor, room"), autocomplete="off")
        if asked.country != "CN" or asked.postcode:
            self.fields["postcode"] = _text(gettext_lazy("Postcode"), autocomplete="postal-code")
            self.fields["postcode"].initial = asked.postcode

    def _phone(self) -> None:
        now = {"phone": masks.mask_phone(self.asked.phone)}
        hint = _("Now: %(phone)s.") % now if self.asked.phone else ""
        self.fields["phone"] = _text(gettext_lazy("Phone"), hint, inputmode="tel", autocomplete="tel")

    def _name(self) -> None:
        now = {"name": masks.mask_name(self.asked.name)}
        hint = _("Now: %(name)s.") % now if self.asked.name else ""
        self.fields["name"] = _text(gettext_lazy("Recipient"), hint, autocomplete="name")

    def _shortage(self) -> None:
        zone, now = when.zone_of(self.asked.shop.time_zone), clock.now()
        choices = [(one.kind, worded(one, now, zone)) for one in self.ways] or CHOICES
        self.fields["choice"] = forms.ChoiceField(
            label=gettext_lazy("Your choice"), choices=choices, widget=forms.RadioSelect
        )

    def _words(self) -> None:
        widget = forms.Textarea(attrs={"rows": 4})
        self.fields["text"] = forms.CharField(
            label=gettext_lazy("Your answer"), max_length=TEXT_CHARS_MAX, widget=widget
        )

    def clean(self) -> dict[str, Any]:
        """Something must have been said."""
        said = super().clean() or {}
        if not self.errors and not self.changed(said):
            raise forms.ValidationError(_("Nothing was changed yet. Fill in what is missing."))
        return said

    def changed(self, said: dict[str, Any]) -> dict[str, Any]:
        """What differs from what the order says; arguments of the command `answer`."""
        return {name: value for name, value in said.items() if value and value != getattr(self.asked, name, "")}


@public
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, code: str, sign: str) -> HttpResponse:
    """A question to the buyer; open to whoever holds its link, answered once, said kindly when it is too late."""
    question_id = links.opened(ANSWER, code, sign)
    asked = reading.one(reading.SQL.question, {"question": question_id}, Asked) if question_id is not None else None
    if asked is None or links.is_over(asked.sent_at, links.ANSWER_DAYS, clock.now()):
        return gone(request, asked.shop if asked else None)
    if asked.state not in ("SENT", "TIMED_OUT"):
        return _closed(request, asked)
    form = AnswerForm(asked, request.POST if request.method == "POST" else None)
    if form.is_valid():
        refused = _take(asked, form.changed(form.cleaned_data), form.ways)
        if not refused:
            return HttpResponseRedirect(links.answer_path(asked.id))
        form.add_error(None, str(refusal_text(refused)))
    context = {
        "shop": face(asked.shop),
        "asked": asked,
        "question": asked.text.strip() or STANDARD.get(asked.field, STANDARD["other"]),
        "form": form,
        "until": when.moment(asked.due_at, clock.now(), when.zone_of(asked.shop.time_zone)) if asked.due_at else "",
        "short": [line for line in asked.lines if line["backordered"]] if asked.field == "shortage" else [],
        "tracking_path": links.tracking_path(asked.order_id),
    }
    return render(request, "buyer/answer.html", context, status=422 if form.errors else 200)


def _take(asked: Asked, said: dict[str, Any], ways: Sequence[Choice]) -> str:
    """Bring the answer into the order; the code of a refusal, or "". A choice is carried out at once."""
    if asked.token and said.keys() & {*PLACES, "street", "house_number", "postcode", "phone", "name"}:
        return "buyer_is_encrypted"
    text = said.pop("text", "")
    if text:
        (result,) = carry_out("contact_shop", [Target(asked.order_id)], {"text": text}, BUYER)
        if result.refusal:
            return result.refusal.code
    args = {**said, "question_id": asked.id}
    (result,) = carry_out("answer", [Target(asked.order_id)], args, BUYER)
    if result.refusal:
        return result.refusal.code
    if said.get("choice"):
        _decide(asked, str(said["choice"]), ways)
    return ""


def _decide(asked: Asked, choice: str, ways: Sequence[Choice]) -> None:
    """The choice is the buyer's word: it is carried out, and where they wait for a day, that day is agreed."""
    consent, target = f"answer {asked.id}", [Target(asked.order_id)]
    (result,) = carry_out("decide_shortage", target, {"choice": choice, "consent": consent}, BUYER)
    if result.refusal is not None:  # gone meanwhile: a person decides
        carry_out("decide_shortage", target, {"choice": "ask"}, BUYER)
        return
    way = next((one for one in ways if one.kind == choice), None)
    if choice in WAITS and way is not None and way.ship_at is not None:
        carry_out("agree_ship_date", target, {"date": way.ship_at.isoformat(), "consent": consent}, BUYER)


def _closed(request: HttpRequest, asked: Asked) -> HttpResponse:
    if asked.answered_at is not None:
        title, text = _("Thank you, we have your answer"), _("Your order goes on from here.")
    else:
        title = _("This question is closed")
        text = _("It was settled another way, or its time ran out. You can see how your order stands, or write to us.")
    context = {
        "shop": face(asked.shop),
        "title": title,
        "text": text,
        "url": links.tracking_path(asked.order_id),
        "label": _("See your order"),
    }
    return render(request, "buyer/message.html", context)
