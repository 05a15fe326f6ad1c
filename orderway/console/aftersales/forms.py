"""The questions that a step asks, and the arguments of its command."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orderway.console.aftersales.case import BEFORE_INSPECTION, return_of, sum_of
from orderway.flow.order import Order, Return
from orderway.kernel.limits import NAME_CHARS_MAX, TEXT_CHARS_MAX
from orderway.web.templatetags.figures import money_text

ACCEPT, SEND_BACK = "accept", "send_back"


class StepForm(forms.Form):
    """The form of one step; which fields it has follows from the command."""

    def __init__(self, command: str, order: Order, row_id: int, data: Any = None) -> None:
        super().__init__(data, auto_id="step_%s")
        self.command, self.order, self.row_id = command, order, row_id
        self.case = return_of(order, row_id)
        makers = {
            "decline_return": self._note,
            "receive_return": self._received,
            "inspect_return": self._sellable,
            "pay_refund": self._reference,
            "reply_buyer": self._text,
        }
        if command in makers:
            makers[command]()

    def _note(self) -> None:
        self.fields["note"] = _long(gettext_lazy("Note to the buyer"))

    def _text(self) -> None:
        self.fields["text"] = _long(gettext_lazy("Reply to the buyer"))

    def _reference(self) -> None:
        self.fields["reference"] = forms.CharField(
            label=gettext_lazy("Reference"),
            max_length=NAME_CHARS_MAX,
            help_text=gettext_lazy("Of the gateway or bank."),
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
        )

    def _received(self) -> None:
        for entry, title in self._entries():
            left = entry["asked"] - entry["received"]
            self.fields[f"received_{entry['line_id']}"] = _units(title, left, left)
        if self.case is not None and self._several():
            self.fields["close"] = forms.BooleanField(
                label=gettext_lazy("Nothing more will come: inspect what is here"), required=False
            )

    def _several(self) -> bool:
        return self.case is not None and sum(entry["asked"] for entry in self.case.lines) > 1

    def _sellable(self) -> None:
        for entry, title in self._entries():
            self.fields[f"sellable_{entry['line_id']}"] = _units(title, entry["received"], entry["received"])
        case = self.case
        amount = money_text(sum_of(self.order, case), self.order.currency) if case else ""
        self.fields["decision"] = forms.ChoiceField(
            label=gettext_lazy("Decision"),
            widget=forms.RadioSelect,
            initial=ACCEPT,
            choices=[
                (ACCEPT, _("Accept it and pay back %(amount)s") % {"amount": amount}),
                (SEND_BACK, _("Do not accept it: send it back to the buyer, pay nothing")),
            ],
        )

    def _entries(self) -> list[tuple[dict[str, Any], str]]:
        case: Return | None = self.case
        if case is None or case.state not in BEFORE_INSPECTION:
            return []
        return [(entry, _title(self.order, entry["line_id"])) for entry in case.lines]

    def args(self) -> dict[str, Any]:
        """The arguments of the command."""
        said = self.cleaned_data
        if self.command == "receive_return":
            return {"received": self._by_line("received_"), "close": bool(said.get("close"))}
        if self.command == "inspect_return":
            return {"sellable": self._by_line("sellable_"), "accept": said["decision"] == ACCEPT}
        return {name: said[name] for name in self.fields}

    def _by_line(self, prefix: str) -> dict[str, int]:
        return {
            name.removeprefix(prefix): units for name, units in self.cleaned_data.items() if name.startswith(prefix)
        }


def _title(order: Order, line_id: int) -> str:
    line = order.line(line_id)
    return f"{line.position}. {line.title or line.sku_code}{f' · {line.variant}' if line.variant else ''}"


def _units(title: str, most: int, initial: int) -> forms.IntegerField:
    help_text = _("of %(most)s") % {"most": most}
    return forms.IntegerField(label=title, min_value=0, max_value=most, initial=initial, help_text=help_text)


def _long(label: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=TEXT_CHARS_MAX, widget=forms.Textarea(attrs={"rows": 4}))
