"""The sheet of shops: where orders come from, with the policy of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from orderway.console.settings import policy
from orderway.console.settings.cells import CountryCell, CurrencyCell, ShortCodeCell, YesCell, ZoneCell
from orderway.console.settings.known import Known
from orderway.console.settings.policy import PolicyFields
from orderway.console.settings.sheet import Row, RowForm, Sheet, yes
from orderway.console.settings.sheets_places import minor
from orderway.journey.intake.api_channels import shop_channels
from orderway.records.models import Shop

HEAD = (
    "code",
    "name",
    "channel",
    "currency",
    "country",
    "time_zone",
    "language",
    "own",
    "phone",
    "email",
    "colour",
    "active",
)


class HeadFields(RowForm):
    """What a shop is."""

    code = ShortCodeCell(
        label=gettext_lazy("Code"), help_text=gettext_lazy("It stands in the address of its webhook; it never changes.")
    )
    name = forms.CharField(label=pgettext_lazy("thing", "Name"), max_length=200)
    channel = forms.ChoiceField(
        label=gettext_lazy("Channel"),
        initial="orderway",
        choices=shop_channels,
        help_text=gettext_lazy("Where its orders come from, or the form in which they come."),
    )
    currency = CurrencyCell(label=gettext_lazy("Currency"), initial="CNY")
    country = CountryCell(
        label=gettext_lazy("Country"), initial="CN", help_text=gettext_lazy("For orders that name none.")
    )
    time_zone = ZoneCell(label=gettext_lazy("Time zone"), initial="Asia/Shanghai")
    language = forms.ChoiceField(
        label=gettext_lazy("Language of its buyers"),
        initial="zh-hans",
        choices=(("zh-hans", "简体中文"), ("en", "English")),
    )
    own = YesCell(
        label=gettext_lazy("Our own shop"),
        initial="yes",
        help_text=gettext_lazy("Links may be sent to its buyers. No for a platform that forbids it."),
    )
    phone = forms.CharField(label=gettext_lazy("Phone for buyers"), max_length=50, required=False)
    email = forms.EmailField(label=gettext_lazy("E-mail for buyers"), max_length=200, required=False)
    colour = forms.RegexField(
        r"^#[0-9a-fA-F]{6}$",
        label=gettext_lazy("Colour of its buyer pages"),
        required=False,
        help_text=gettext_lazy("As #2f5d50."),
    )
    active = YesCell(label=pgettext_lazy("shop", "Open"), initial="yes")


class ShopForm(PolicyFields, HeadFields):
    """A shop with its policy."""

    field_order = [*HeadFields.base_fields, *PolicyFields.base_fields]

    def clean(self) -> dict[str, Any]:
        """Amounts in minor units; the code stays as it was."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        currency = told.get("currency")
        for name in policy.AMOUNTS:
            if not currency or name in self.errors:
                continue
            off = name in policy.OFF_IF_EMPTY and not str(told.get(name) or "").strip()
            told[name] = None if off else minor(self, name, currency)
        if self.existing and told.get("code") and (told["code"],) != self.existing:
            self.add_error("code", _("A shop keeps its code, since its webhook and its orders know it."))
        return told


class Shops(Sheet):
    """Where orders come from."""

    key = "shops"
    title = gettext_lazy("Shops")
    one = gettext_lazy("shop")
    about = gettext_lazy("Where orders come from, and what each shop decides for itself.")
    icon = "building-store"
    model = Shop
    form = ShopForm
    identity = ("code",)
    columns = ("code", "name", "channel", "currency", "ship_within_hours", "shortage")
    search = ("code", "name", "channel")

    def fields(self) -> list[str]:
        """What the shop is, then its policy."""
        return [*HEAD, *policy.FIELDS]

    def row_of(self, one: Shop) -> Row:
        """A shop as text."""
        row = {name: str(getattr(one, name)) for name in HEAD}
        return {**row, "own": yes(one.own), "active": yes(one.active), **policy.row_of(one.settings, one.currency)}

    def instance_of(self, told: Mapping[str, Any], one: Shop | None, known: Known) -> Shop:
        """The shop with the row's values; its secret stays."""
        shop = one or Shop()
        for name in HEAD:
            setattr(shop, name, told[name])
        shop.settings = policy.settings_of(told, shop.settings)
        return shop
