"""The forms of a partner and of a warehouse's system, with what must fit together."""

from __future__ import annotations

from typing import Any

import msgspec
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from orderway.console.settings.cells import ShortCodeCell, WholeCell, YesCell
from orderway.ports.edi import EDIFACT, PARTNER_DOCUMENTS, X12, Partner
from orderway.records.models import EdiPartner, Shop, Warehouse

HEAD = ("code", "standard", "shop", "warehouse", "active")
PLACE = ("our_id", "our_qualifier", "their_id", "their_qualifier", "our_group", "their_group", "usage", "version",
         "element", "component", "terminator", "charset", "check_ids")  # fmt: skip
PAPERS = ("documents", "our_item", "their_item", "units", "gs1_prefix", "net_days", "stock_minutes", "ack_hours")
LINE = ("url", "secret")
DELIMITERS = ("element", "component", "terminator")
CHARSETS = {X12: ("", "UTF-8", "ASCII", "LATIN1"), EDIFACT: ("", "UNOA", "UNOB", "UNOC", "UNOY")}
DOCUMENT_WORDS = {
    "855": pgettext_lazy("edi", "855 / ORDRSP: answer to an order"),
    "865": pgettext_lazy("edi", "865 / ORDRSP: answer to a change"),
    "856": pgettext_lazy("edi", "856 / DESADV: despatch"),
    "810": pgettext_lazy("edi", "810 / INVOIC: invoice"),
    "846": pgettext_lazy("edi", "846 / INVRPT: stock levels"),
}
NAMED = {"\\n": "\n", "\\r": "\r", "\\t": "\t", "x1c": "\x1c", "x1d": "\x1d", "x1e": "\x1e", "x15": "\x15"}
"""Delimiters that nobody can type, as people write them."""
UNITS_MAX = 50


class PartnerForm(forms.Form):
    """How we speak with one partner."""

    code = ShortCodeCell(label=gettext_lazy("Code"), help_text=gettext_lazy("It names the folder of its files."))
    standard = forms.ChoiceField(
        label=pgettext_lazy("edi", "Syntax"), choices=((X12, "ANSI X12"), (EDIFACT, "UN/EDIFACT")), initial=X12
    )
    shop = forms.ModelChoiceField(
        Shop.objects.none(), label=gettext_lazy("Shop"), required=False,
        help_text=gettext_lazy("For a trading partner: the shop whose orders come this way."),
    )  # fmt: skip
    warehouse = forms.ModelChoiceField(
        Warehouse.objects.none(), label=gettext_lazy("Warehouse"), required=False,
        help_text=gettext_lazy("Instead of a shop, for an outside warehouse that speaks X12 940 and 945."),
    )  # fmt: skip
    active = YesCell(label=pgettext_lazy("edi", "In use"), initial="yes")
    our_id = forms.CharField(label=gettext_lazy("Our id"), max_length=35)
    our_qualifier = forms.CharField(label=gettext_lazy("Our qualifier"), max_length=4, initial="ZZ")
    their_id = forms.CharField(label=gettext_lazy("The partner's id"), max_length=35)
    their_qualifier = forms.CharField(label=gettext_lazy("The partner's qualifier"), max_length=4, initial="ZZ")
    our_group = forms.CharField(label=gettext_lazy("Our id in groups"), max_length=15, required=False)
    their_group = forms.CharField(label=gettext_lazy("The partner's id in groups"), max_length=15, required=False)
    usage = forms.ChoiceField(
        label=pgettext_lazy("edi", "Test or production"),
        choices=(("P", pgettext_lazy("edi", "Production")), ("T", pgettext_lazy("edi", "Test"))),
        help_text=gettext_lazy("What comes with the other flag is refused."),
    )
    version = forms.CharField(
        label=pgettext_lazy("edi", "Version"), max_length=30, initial="004010",
        help_text=gettext_lazy("As 004010, 005010, or D:96A:UN:EAN008."),
    )  # fmt: skip
    element = forms.CharField(label=pgettext_lazy("edi", "Element separator"), max_length=4, initial="*", strip=False)
    component = forms.CharField(
        label=pgettext_lazy("edi", "Component separator"), max_length=4, initial=">", strip=False
    )
    terminator = forms.CharField(
        label=pgettext_lazy("edi", "Segment terminator"), max_length=4, initial="~", strip=False,
        help_text=gettext_lazy("Of X12 alone. Write \\n for a line end, x1d for a group separator."),
    )  # fmt: skip
    charset = forms.ChoiceField(
        label=pgettext_lazy("edi", "Character set"), required=False,
        choices=[(each, each or "–") for each in dict.fromkeys([*CHARSETS[X12], *CHARSETS[EDIFACT]])],
        help_text=gettext_lazy("Empty: UTF-8 for X12, UNOC for EDIFACT. Chinese needs UTF-8 or UNOY."),
    )  # fmt: skip
    check_ids = YesCell(label=gettext_lazy("Refuse other senders and receivers"), initial="yes")
    documents = forms.MultipleChoiceField(
        label=gettext_lazy("What the partner wants to get"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(each, DOCUMENT_WORDS[each]) for each in PARTNER_DOCUMENTS], initial=list(PARTNER_DOCUMENTS),
        help_text=gettext_lazy("Acknowledgements always go."),
    )  # fmt: skip
    our_item = forms.CharField(label=gettext_lazy("Qualifier of our item numbers"), max_length=3, initial="VN")
    their_item = forms.CharField(
        label=gettext_lazy("Qualifier of the partner's item numbers"), max_length=3, initial="IN"
    )
    units = forms.CharField(
        label=gettext_lazy("Units of measure"), max_length=500, required=False,
        help_text=gettext_lazy("Ours to theirs, as EA=PC, CT=CTN."),
    )  # fmt: skip
    gs1_prefix = forms.RegexField(
        r"^\d{7,10}$", label=gettext_lazy("GS1 company prefix"), required=False,
        help_text=gettext_lazy("7 to 10 digits, for the SSCC-18 of parcels. Empty: none."),
    )  # fmt: skip
    net_days = WholeCell(365, label=gettext_lazy("Days to pay an invoice"), initial=30)
    stock_minutes = WholeCell(
        10_080, label=gettext_lazy("Minutes between stock levels"), initial=0, required=False,
        help_text=gettext_lazy("0: they are never told."),
    )  # fmt: skip
    ack_hours = WholeCell(
        720, label=gettext_lazy("Hours to acknowledge"), initial=24,
        help_text=gettext_lazy("A missing acknowledgement is an alarm after them."),
    )  # fmt: skip
    url = forms.URLField(
        label=gettext_lazy("Address"), max_length=300, required=False, assume_scheme="https",
        help_text=gettext_lazy("Interchanges are sent there by POST. Empty: into the partner's folder."),
    )  # fmt: skip
    secret = forms.CharField(
        label=gettext_lazy("Authorization header"), max_length=500, required=False,
        help_text=gettext_lazy("What the address asks for. Empty: as it was."),
    )  # fmt: skip

    def __init__(self, *args: Any, existing: EdiPartner | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
        self.existing = existing
        self._choice("shop").queryset = Shop.objects.filter(channel__in=(X12, EDIFACT)).order_by("code")
        self._choice("warehouse").queryset = Warehouse.objects.order_by("code")

    def _others(self) -> QuerySet[EdiPartner]:
        return EdiPartner.objects.exclude(pk=self.existing.pk) if self.existing else EdiPartner.objects.all()

    def _choice(self, name: str) -> forms.ModelChoiceField[Any]:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        return field

    def clean_code(self) -> str:
        """One partner a code."""
        code: str = self.cleaned_data["code"]
        if self._others().filter(code=code).exists():
            raise forms.ValidationError(_("Another partner has this code."))
        return code

    def clean_units(self) -> str:
        """Pairs with an equals sign."""
        text: str = self.cleaned_data["units"]
        if text.strip() and (units_of(text) is None or len(units_of(text) or {}) > UNITS_MAX):
            raise forms.ValidationError(_("Write pairs such as EA=PC, with commas between."))
        return text

    def clean(self) -> dict[str, Any]:
        """One of shop and warehouse; delimiters that differ; a character set of the syntax; a shop of that syntax."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        shop, warehouse, standard = told.get("shop"), told.get("warehouse"), told.get("standard", X12)
        if bool(shop) == bool(warehouse):
            self.add_error("shop", _("Choose a shop or a warehouse."))
        if shop and shop.channel != standard:
            self.add_error("standard", _("The shop's channel is %(channel)s.") % {"channel": shop.channel})
        if warehouse and standard != X12:
            self.add_error("standard", _("Warehouses speak X12 940 and 945."))
        taken = self._others()
        if shop and taken.filter(shop=shop).exists():
            self.add_error("shop", _("Another partner has this shop."))
        if warehouse and taken.filter(warehouse=warehouse).exists():
            self.add_error("warehouse", _("Another partner has this warehouse."))
        cuts = [cut_of(told.get(name, "")) for name in DELIMITERS]
        if standard == X12 and (
            any(len(cut) != 1 or cut.isalnum() or cut == " " for cut in cuts) or len(set(cuts)) < 3
        ):
            self.add_error("element", _("Three different characters that are no letters, digits or blanks."))
        if told.get("charset", "") not in CHARSETS[standard]:
            self.add_error("charset", _("This character set belongs to the other syntax."))
        return told


WAREHOUSE_SYSTEMS = (
    ("built_in", pgettext_lazy("warehouse", "Built-in: our own people")),
    ("practice", pgettext_lazy("warehouse", "Practice")),
    ("x12", pgettext_lazy("warehouse", "Outside, by EDI X12 (940, 945)")),
    ("webhook", pgettext_lazy("warehouse", "Outside, by webhook (JSON)")),
)
"""What a warehouse may have, in words."""


class SystemForm(forms.Form):
    """Which system a warehouse has."""

    system = forms.ChoiceField(
        label=pgettext_lazy("warehouse", "System"),
        choices=WAREHOUSE_SYSTEMS,
    )
    url = forms.URLField(
        label=gettext_lazy("Address"), max_length=300, required=False, assume_scheme="https",
        help_text=gettext_lazy("Where a webhook system takes instructions."),
    )  # fmt: skip
    renew = YesCell(label=gettext_lazy("Make a new secret"))

    def clean(self) -> dict[str, Any]:
        """A webhook needs its address."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        if told.get("system") == "webhook" and not told.get("url"):
            self.add_error("url", _("A webhook system needs its address."))
        return told


def cut_of(text: str) -> str:
    """A delimiter as it was typed."""
    return NAMED.get(text, text)


def units_of(text: str) -> dict[str, str] | None:
    """Pairs of units; None where something is no pair."""
    found: dict[str, str] = {}
    for part in text.split(","):
        ours, equals, theirs = (piece.strip() for piece in part.partition("="))
        if part.strip() and not (ours and equals and theirs):
            return None
        if ours:
            found[ours] = theirs
    return found


def partner_of(told: dict[str, Any]) -> Partner:
    """The settings as they are kept."""
    names = {field.name for field in msgspec.structs.fields(Partner)} - {"units", *DELIMITERS}
    kept: dict[str, Any] = {name: told[name] for name in names if name in told}
    kept["stock_minutes"] = told["stock_minutes"] or 0
    cuts = {name: cut_of(told[name]) for name in DELIMITERS}
    kept |= cuts
    return Partner(**kept, units=units_of(told["units"]) or {})


def initial_of(one: EdiPartner | None) -> dict[str, Any]:
    """What the form shows of a partner that is there."""
    if one is None:
        return {}
    partner = msgspec.convert(one.settings, Partner)
    shown = {value: key for key, value in NAMED.items()}
    start: dict[str, Any] = msgspec.structs.asdict(partner)
    start |= {name: shown.get(start[name], start[name]) for name in DELIMITERS}
    start["units"] = ", ".join(f"{ours}={theirs}" for ours, theirs in partner.units.items())
    head = {"code": one.code, "standard": one.standard, "shop": one.shop_id, "warehouse": one.warehouse_id}
    return {**start, **head, "active": one.active, "url": one.url}
