"""The form of a new trial: a few ways to say what changes, each optional, and the days to go through."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import msgspec
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from orderway.console.settings.known import Known
from orderway.console.settings.policy import AMOUNTS, LISTS, OFF_IF_EMPTY, PolicyFields
from orderway.console.trial.card import card_of
from orderway.console.trial.scope import EVERY, Foreign, narrowed
from orderway.insight.replay.changes import (
    BYTES_MAX,
    ChangeError,
    Changes,
    NewWarehouse,
    RateCell,
    RatePercent,
    RuleChange,
    StockMove,
    WarehouseChange,
    ZoneCell,
    changes_of,
)
from orderway.insight.replay.kept import NAME_CHARS_MAX
from orderway.kernel.money import parse_minor
from orderway.records.models import Carrier, Rate, RuleVersion, Shop, Sku, Warehouse

PLACES = ("cell_warehouse", "closed", "copy_of", "figures_of", "goods_from", "goods_to")
"""Fields that name one warehouse, or none."""
DAYS_MAX = 400
"""Days of one trial."""


class TrialForm(forms.Form):
    """What changes, and over which days. At least one change must be said."""

    name = forms.CharField(label=pgettext_lazy("thing", "Name"), max_length=NAME_CHARS_MAX, required=False)
    since = forms.DateField(label=gettext_lazy("From"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    until = forms.DateField(label=gettext_lazy("To"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    carry = forms.BooleanField(label=gettext_lazy("Goods taken otherwise are missing for later orders"), required=False)
    order = forms.CharField(
        label=gettext_lazy("Only this order"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("Its number: shown at once, with each decision then and under the change. Empty: all."),
    )
    draft = forms.ChoiceField(label=gettext_lazy("Draft of a table"), required=False)
    policy_shop = forms.ChoiceField(label=gettext_lazy("Shop"), required=False)
    policy_field = forms.ChoiceField(label=gettext_lazy("Setting"), required=False)
    policy_value = forms.CharField(label=gettext_lazy("New value"), max_length=1000, required=False)
    percent = forms.IntegerField(
        label=gettext_lazy("Prices by percent"), min_value=-100, max_value=1000, required=False
    )
    percent_warehouse = forms.ChoiceField(label=gettext_lazy("Warehouse"), required=False)
    percent_carrier = forms.ChoiceField(label=gettext_lazy("Carrier"), required=False)
    percent_zone = forms.ChoiceField(label=gettext_lazy("Zone"), required=False)
    cell_warehouse = forms.ChoiceField(label=gettext_lazy("Warehouse"), required=False)
    cell_carrier = forms.ChoiceField(label=gettext_lazy("Carrier"), required=False)
    cell_zone = forms.ChoiceField(label=gettext_lazy("Zone"), required=False)
    cell_grams = forms.IntegerField(label=gettext_lazy("Up to grams"), min_value=1, max_value=10**8, required=False)
    cell_price = forms.CharField(label=gettext_lazy("Price"), max_length=30, required=False)
    cell_days = forms.IntegerField(label=gettext_lazy("Days at most"), min_value=0, max_value=365, required=False)
    card = forms.FileField(label=gettext_lazy("Rate card (CSV)"), required=False)
    closed = forms.ChoiceField(label=gettext_lazy("Closed warehouse"), required=False)
    figures_of = forms.ChoiceField(label=gettext_lazy("Warehouse"), required=False)
    figures_order = forms.CharField(label=gettext_lazy("An order handled costs"), max_length=30, required=False)
    figures_unit = forms.CharField(label=gettext_lazy("A unit handled costs"), max_length=30, required=False)
    figures_daily = forms.IntegerField(
        label=gettext_lazy("Orders a day at most"), min_value=0, max_value=10**7, required=False
    )
    goods_from = forms.ChoiceField(label=gettext_lazy("From"), required=False)
    goods_to = forms.ChoiceField(label=gettext_lazy("To"), required=False)
    goods_percent = forms.IntegerField(
        label=gettext_lazy("Share of the goods, percent"), min_value=1, max_value=100, required=False
    )
    goods_sku = forms.CharField(
        label=gettext_lazy("SKU"), max_length=100, required=False, help_text=gettext_lazy("Empty: all goods.")
    )
    split = forms.CharField(label=gettext_lazy("A second parcel must save"), max_length=30, required=False)
    copy_of = forms.ChoiceField(label=gettext_lazy("Copy of"), required=False)
    copy_code = forms.CharField(label=gettext_lazy("Code of the new warehouse"), max_length=20, required=False)
    copy_province = forms.CharField(label=gettext_lazy("Province"), max_length=100, required=False)
    copy_near = forms.ChoiceField(label=gettext_lazy("Zone of its own province"), required=False)
    copy_stock = forms.IntegerField(
        label=gettext_lazy("Share of the goods, percent"), min_value=0, max_value=100, required=False
    )
    file = forms.FileField(label=gettext_lazy("All in one file (JSON)"), required=False)

    def __init__(self, codes: frozenset[str] | None, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._codes = codes
        warehouses = [(code, f"{name} ({code})") for code, name in Warehouse.objects.values_list("code", "name")]
        carriers = list(Carrier.objects.values_list("code", "name"))
        zones = [(zone, zone) for zone in Rate.objects.order_by("zone").values_list("zone", flat=True).distinct()]
        shops = [one for one in _shops() if codes is None or one[0] in codes]
        self._currencies = dict(Warehouse.objects.values_list("code", "currency"))
        nothing, every = [("", "–")], [("", _("every one"))]
        choices: dict[str, list[tuple[str, Any]]] = {
            "draft": nothing + _drafts(codes),
            "policy_shop": [(EVERY, _("every shop") if codes is None else _("every one of my shops")), *shops],
            "policy_field": nothing + [(name, field.label) for name, field in PolicyFields.base_fields.items()],
            "percent_warehouse": every + warehouses,
            "percent_carrier": every + carriers,
            "percent_zone": every + zones,
            "copy_near": nothing + zones,
        }
        choices.update(dict.fromkeys(PLACES, nothing + warehouses))
        choices.update({"cell_carrier": nothing + carriers, "cell_zone": nothing + zones})
        for name, listed in choices.items():
            self.fields[name].choices = listed  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The changes, under `changes`; each mistake at its field."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        since, until = told.get("since"), told.get("until")
        if since and until and not timedelta(0) <= until - since < timedelta(days=DAYS_MAX):
            self.add_error("until", _("At most %(days)s days, the last not before the first.") % {"days": DAYS_MAX})
        if self.errors:
            return told
        changes = self._from_file(told.get("file"))
        for take in (
            self._rules,
            self._policy,
            self._split,
            self._rates,
            self._card,
            self._warehouses,
            self._figures,
            self._goods,
        ):
            changes = take(told, changes)
        if not self.errors and not changes:
            self.add_error(None, _("Say at least one thing that changes."))
        try:
            changes = narrowed(changes, self._codes)
        except Foreign as why:
            self.add_error("file", str(why))
        told["changes"] = changes
        return told

    def _from_file(self, file: Any) -> Changes:
        if not file:
            return Changes()
        try:
            return changes_of(file.read(BYTES_MAX + 1))
        except ChangeError as error:
            self.add_error("file", str(error))
            return Changes()

    def _rules(self, told: Mapping[str, Any], changes: Changes) -> Changes:
        draft = RuleVersion.objects.select_related("table").filter(pk=told["draft"] or 0, state="DRAFT").first()
        if draft is None:
            return changes
        shop = Shop.objects.filter(pk=draft.table.shop_id or 0).values_list("code", flat=True).first() or ""
        one = RuleChange(draft.table.kind, draft.body, shop, draft.table.name)
        return msgspec.structs.replace(changes, rules=[*changes.rules, one])

    def _policy(self, told: Mapping[str, Any], changes: Changes) -> Changes:
        name = told["policy_field"]
        if not name:
            return changes
        try:
            key, value = _policy_value(name, told["policy_value"], _currency_of(told["policy_shop"]))
        except (forms.ValidationError, ValueError) as error:
            said = "; ".join(error.messages) if isinstance(error, forms.ValidationError) else str(error)
            self.add_error("policy_value", said)
            return changes
        return _with_policy(changes, told["policy_shop"] or EVERY, key, value)

    def _split(self, told: Mapping[str, Any], changes: Changes) -> Changes:
        if not told["split"].strip():
            return changes
        minor = self._minor("split", told["split"], next(iter(self._currencies.values()), "CNY"))
        return changes if minor is None else _with_policy(changes, EVERY, "split_minor", minor)

    def _rates(self, told: Mapping[str, Any], changes: Changes) -> Changes:
        if told["percent"]:
            one = RatePercent(told["percent"], *(told[f"percent_{at}"] for at in ("warehouse", "carrier", "zone")))
            changes = msgspec.structs.replace(changes, rates_percent=[*changes.rates_percent, one])
        parts = {at: told[f"cell_{at}"] for at in ("warehouse", "carrier", "zone", "grams", "price")}
        if not any(parts.values()):
            return changes
        missing = [at for at, value in parts.items() if not value]
        for at in missing:
            self.add_error(f"cell_{at}", _("This is needed for one price."))
        minor = None if missing else self._minor("cell_price", parts["price"], self._currencies[parts["warehouse"]])
        if minor is None:
            return changes
        days = 3 if told["cell_days"] is None else told["cell_days"]
        cell = RateCell(parts["warehouse"], parts["carrier"], parts["zone"], parts["grams"], minor, days)
        return msgspec.structs.replace(changes, rate_cells=[*changes.rate_cells, cell])

    def _card(self, told: Mapping[str, Any], changes: Changes) -> Changes:
        if not told["card"]:
            return changes
        cells, wrong = card_of(told["card"].read(BYTES_MAX + 1), Known())
        for said in wrong:
            self.add_error("card", said)
        return msgspec.structs.replace(changes, rates=[*changes.rates, *cells])

    def _warehouses(self, told: Mapping[str, Any], changes: Changes) -> Changes:
        if told["closed"]:
            before = changes.warehouses.get(told["closed"], WarehouseChange())
            after = msgspec.structs.replace(before, closed=True)
            changes = msgspec.structs.replace(changes, warehouses={**changes.warehouses, told["closed"]: after})
        code, model = told["copy_code"].strip(), told["copy_of"]
        if not code and not model:
            return changes
        if not (code and model):
            self.add_error(
                "copy_code" if model else "copy_of", _("A new warehouse needs a code and one it is a copy of.")
            )
            return changes
        if code in self._currencies:
            self.add_error("copy_code", _("There is a warehouse of this code already."))
            return changes
        return _with_copy(changes, told, code, model)

    def _figures(self, told: Mapping[str, Any], changes: Changes) -> Changes:
        code, daily = told["figures_of"], told["figures_daily"]
        texts = {at: told[f"figures_{at}"].strip() for at in ("order", "unit")}
        if not code and daily is None and not any(texts.values()):
            return changes
        if not code or (daily is None and not any(texts.values())):
            self.add_error("figures_of", _("Say which warehouse, and at least one figure."))
            return changes
        order, unit = (
            self._minor(f"figures_{at}", text, self._currencies[code]) if text else None for at, text in texts.items()
        )
        before = changes.warehouses.get(code, WarehouseChange())
        figures = {"handling_order_minor": order, "handling_unit_minor": unit, "daily_orders_max": daily}
        after = msgspec.structs.replace(before, **{name: value for name, value in figures.items() if value is not None})
        return msgspec.structs.replace(changes, warehouses={**changes.warehouses, code: after})

    def _goods(self, told: Mapping[str, Any], changes: Changes) -> Changes:
        parts = {at: told[f"goods_{at}"] for at in ("from", "to", "percent")}
        if not any(parts.values()) and not told["goods_sku"].strip():
            return changes
        for at, value in parts.items():
            if not value:
                self.add_error(f"goods_{at}", _("This is needed for goods elsewhere."))
        if parts["from"] and parts["from"] == parts["to"]:
            self.add_error("goods_to", _("This is the same warehouse."))
        sku = told["goods_sku"].strip()
        if sku and not Sku.objects.filter(code=sku).exists():
            self.add_error("goods_sku", _("There is no SKU of this code."))
        if self.errors:
            return changes
        move = StockMove(parts["from"], parts["to"], parts["percent"], sku)
        return msgspec.structs.replace(changes, stock=[*changes.stock, move])

    def _minor(self, field: str, text: str, currency: str) -> int | None:
        try:
            minor = parse_minor(text.strip(), currency)
        except ValueError:
            minor = -1
        if minor < 0:
            self.add_error(field, _("This is no amount in %(currency)s.") % {"currency": currency})
            return None
        return minor


def _shops() -> list[tuple[str, str]]:
    return list(Shop.objects.order_by("name").values_list("code", "name"))


def _drafts(codes: frozenset[str] | None) -> list[tuple[str, str]]:
    drafts = RuleVersion.objects.filter(state="DRAFT").select_related("table").order_by("table__kind", "table__name")
    shops = dict(Shop.objects.values_list("pk", "code"))
    seen = [one for one in drafts if codes is None or one.table.shop_id is None or shops[one.table.shop_id] in codes]
    return [(str(one.pk), f"{one.table.name} ({one.table.kind})") for one in seen]


def _currency_of(shop: str) -> str:
    found = Shop.objects.filter(code=shop) if shop and shop != EVERY else Shop.objects.order_by("pk")
    return str(found.values_list("currency", flat=True).first() or "CNY")


def _policy_value(name: str, text: str, currency: str) -> tuple[str, Any]:
    """Key and value as the stored policy has them; ValidationError or ValueError where the text is neither."""
    value = PolicyFields.base_fields[name].clean(text.strip())
    if name in AMOUNTS:
        if value in (None, "") and name not in OFF_IF_EMPTY:
            raise forms.ValidationError(_("An amount is wanted."))
        return f"{name}_minor", parse_minor(value, currency) if value not in (None, "") else None
    if name in LISTS:
        return name, [word.strip() for word in str(value).split(",") if word.strip()]
    return name, value if value is not None or name in OFF_IF_EMPTY else 0


def _with_policy(changes: Changes, shop: str, key: str, value: Any) -> Changes:
    policy = {**changes.policy, shop: {**changes.policy.get(shop, {}), key: value}}
    return msgspec.structs.replace(changes, policy=policy)


def _with_copy(changes: Changes, told: Mapping[str, Any], code: str, model: str) -> Changes:
    province, near = told["copy_province"].strip(), told["copy_near"]
    new = NewWarehouse(code, model, province=province, stock_percent=told["copy_stock"] or 0)
    changes = msgspec.structs.replace(changes, new_warehouses=[*changes.new_warehouses, new])
    if not (province and near):
        return changes
    from_model = Warehouse.objects.get(code=model)
    zone = ZoneCell(code, from_model.country, province, near)
    return msgspec.structs.replace(changes, zones=[*changes.zones, zone])
