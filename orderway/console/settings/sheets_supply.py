"""The sheets of supply: suppliers, how SKUs are kept and bought, safety by shop, substitutes, publishing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from orderway.console.settings.cells import CodeCell, ShortCodeCell, WholeCell, YesCell
from orderway.console.settings.known import Known
from orderway.console.settings.sheet import Row, RowForm, Sheet, yes
from orderway.kernel import clock
from orderway.kernel.limits import QUANTITY_MAX
from orderway.records.models import ChannelSafety, PublishRule, SkuSupply, Substitute, Supplier
from orderway.stock.formula import CHARS_MAX, FormulaError, compiled
from orderway.stock.lots import mark_unsellable, open_books
from orderway.stock.publishing import forget_told
from orderway.stock.substitutes import circle
from orderway.web.engine import engine

DAYS_MAX = 3_650
COST_MAX = 1_000_000_000_000
WORDS = {
    "too_long": gettext_lazy("The formula is too long."),
    "unexpected": gettext_lazy("This sign is not expected (sign %(at)s)."),
    "division_by_zero": gettext_lazy("The formula divides by zero."),
    "unreadable": gettext_lazy("This sign cannot be read (sign %(at)s)."),
    "unknown_word": gettext_lazy(
        "There is no such figure (sign %(at)s): available, on_hand, waiting, inbound, min, max."
    ),
    "empty": gettext_lazy("Write a formula, as: available * 80%."),
    "unfinished": gettext_lazy("The formula is not finished."),
    "too_deep": gettext_lazy("There are too many brackets in brackets."),
    "bracket_missing": gettext_lazy("A bracket is missing (sign %(at)s)."),
    "comma_missing": gettext_lazy("A comma is missing (sign %(at)s)."),
}


class SupplierForm(RowForm):
    """One supplier."""

    code = ShortCodeCell(label=gettext_lazy("Code"), max_length=50)
    name = forms.CharField(label=pgettext_lazy("thing", "Name"), max_length=200)
    email = forms.EmailField(label=gettext_lazy("Email"), required=False)
    lead_days = WholeCell(DAYS_MAX, label=gettext_lazy("Lead time in days"), initial=14)
    active = YesCell(label=gettext_lazy("Active"), initial="yes")


class Suppliers(Sheet):
    """Who we buy from."""

    key = "suppliers"
    icon = "truck-delivery"
    title = gettext_lazy("Suppliers")
    one = gettext_lazy("supplier")
    about = gettext_lazy("Who you buy from, and how long they take.")
    permission = "catalogue.change"
    model = Supplier
    form = SupplierForm
    identity = ("code",)
    columns = ("code", "name", "email", "lead_days")
    search = ("code", "name")

    def row_of(self, one: Supplier) -> Row:
        """A supplier as text."""
        row = {name: str(getattr(one, name)) for name in self.fields()}
        return {**row, "active": yes(one.active)}

    def instance_of(self, told: Mapping[str, Any], one: Supplier | None, known: Known) -> Supplier:
        """The supplier with the row's values."""
        made = one or Supplier()
        for name in self.fields():
            setattr(made, name, told[name])
        return made


class SupplyForm(RowForm):
    """How one SKU is kept and bought."""

    sku = CodeCell(label=gettext_lazy("SKU"), help_text=gettext_lazy("The code of the SKU."))
    lot_kept = YesCell(label=gettext_lazy("Kept by lot"), help_text=gettext_lazy("What expires first leaves first."))
    serial_kept = YesCell(
        label=gettext_lazy("Serial numbers"), help_text=gettext_lazy("Each unit is scanned at packing.")
    )
    near_expiry_days = WholeCell(
        DAYS_MAX,
        label=gettext_lazy("Days before expiry"),
        initial=0,
        required=False,
        help_text=gettext_lazy("Lots that expire within so many days are not sold."),
    )
    supplier = CodeCell(label=gettext_lazy("Supplier"), required=False)
    lead_days = WholeCell(DAYS_MAX, label=gettext_lazy("Lead time in days"), initial=0, required=False)
    pack_units = WholeCell(QUANTITY_MAX, label=gettext_lazy("Units a pack"), initial=1, required=False)
    cover_days = WholeCell(DAYS_MAX, label=gettext_lazy("Lasts days"), initial=30, required=False)
    cost_minor = WholeCell(COST_MAX, label=gettext_lazy("Cost in minor units"), initial=0, required=False)

    def clean_sku(self) -> str:
        """The code of a SKU that exists."""
        return _sku(self)

    def clean_supplier(self) -> str:
        """The code of a supplier that exists, or nothing."""
        code: str = self.cleaned_data["supplier"]
        if code and not Supplier.objects.filter(code=code).exists():
            raise forms.ValidationError(_("There is no supplier of this code."))
        return code


def _sku(form: RowForm, name: str = "sku") -> str:
    code: str = form.cleaned_data[name]
    if code and code not in form.known.skus:
        raise forms.ValidationError(_("There is no SKU of this code."))
    return code


def _shop(form: RowForm) -> str:
    code: str = form.cleaned_data["shop"]
    if code and code not in form.known.shops:
        raise forms.ValidationError(_("There is no shop of this code."))
    return code


class Supplies(Sheet):
    """How SKUs are kept and bought."""

    key = "supplies"
    icon = "barcode"
    title = gettext_lazy("Lots, serials, buying")
    one = gettext_lazy("SKU's supply")
    about = gettext_lazy("SKUs with lots or serial numbers, and how each is bought: supplier, lead time, packs.")
    permission = "catalogue.change"
    model = SkuSupply
    form = SupplyForm
    identity = ("sku",)
    columns = ("sku", "lot_kept", "serial_kept", "near_expiry_days", "supplier", "lead_days", "pack_units")
    search = ("sku__code", "supplier__code")
    related = ("sku", "supplier")

    def row_of(self, one: SkuSupply) -> Row:
        """A SKU's supply as text."""
        names = ("near_expiry_days", "lead_days", "pack_units", "cover_days", "cost_minor")
        row = {name: str(getattr(one, name)) for name in names}
        supplier = one.supplier.code if one.supplier else ""
        kept = {"lot_kept": yes(one.lot_kept), "serial_kept": yes(one.serial_kept)}
        return {"sku": one.sku.code, **kept, **row, "supplier": supplier}

    def instance_of(self, told: Mapping[str, Any], one: SkuSupply | None, known: Known) -> SkuSupply:
        """The SKU's supply with the row's values."""
        made = one or SkuSupply(sku_id=known.skus[told["sku"]])
        made.supplier = Supplier.objects.filter(code=told["supplier"]).first() if told["supplier"] else None
        for name in ("lot_kept", "serial_kept"):
            setattr(made, name, told[name])
        for name in ("near_expiry_days", "lead_days", "cover_days", "cost_minor"):
            setattr(made, name, told[name] or 0)
        made.pack_units = told["pack_units"] or 1
        return made

    def save(self, told: Sequence[tuple[Mapping[str, Any], Any]], known: Known, actor: str) -> None:
        """Save, and put what lies there of SKUs that are kept by lot from now on into the books of lots."""
        super().save(told, known, actor)
        skus = [known.skus[values["sku"]] for values, _one in told]
        with engine().connection.transaction(), engine().connection.cursor() as cursor:
            open_books(cursor, [known.skus[values["sku"]] for values, _one in told if values["lot_kept"]], clock.now())
            mark_unsellable(cursor, skus, clock.now().date())


class SafetyForm(RowForm):
    """Units that a shop may not sell."""

    shop = CodeCell(label=gettext_lazy("Shop"), required=False, help_text=gettext_lazy("Empty: every shop."))
    channel = CodeCell(label=gettext_lazy("Channel"), max_length=50, required=False)
    warehouse = CodeCell(label=gettext_lazy("Warehouse"), required=False, help_text=gettext_lazy("Empty: every one."))
    sku = CodeCell(label=gettext_lazy("SKU"), required=False, help_text=gettext_lazy("Empty: every one."))
    units = WholeCell(QUANTITY_MAX, label=gettext_lazy("Units"))

    def clean_shop(self) -> str:
        """The code of a shop that exists, or nothing."""
        return _shop(self)

    def clean_sku(self) -> str:
        """The code of a SKU that exists, or nothing."""
        return _sku(self)

    def clean_warehouse(self) -> str:
        """The code of a warehouse that exists, or nothing."""
        code: str = self.cleaned_data["warehouse"]
        if code and code not in self.known.warehouses:
            raise forms.ValidationError(_("There is no warehouse of this code."))
        return code


class ChannelSafeties(Sheet):
    """Safety stock by shop and channel."""

    key = "safeties"
    icon = "shield-check"
    title = gettext_lazy("Safety by shop")
    one = gettext_lazy("safety stock")
    about = gettext_lazy(
        "The last units, which a shop or channel may not sell. Of several rows that fit, the largest counts."
    )
    permission = "catalogue.change"
    model = ChannelSafety
    form = SafetyForm
    identity = ("shop", "channel", "warehouse", "sku")
    columns = ("shop", "channel", "warehouse", "sku", "units")
    search = ("shop__code", "channel", "sku__code")
    removable = True
    related = ("shop", "warehouse", "sku")

    def row_of(self, one: ChannelSafety) -> Row:
        """A safety stock as text."""
        places = {"warehouse": one.warehouse.code if one.warehouse else "", "sku": one.sku.code if one.sku else ""}
        return {"shop": one.shop.code if one.shop else "", "channel": one.channel, **places, "units": str(one.units)}

    def instance_of(self, told: Mapping[str, Any], one: ChannelSafety | None, known: Known) -> ChannelSafety:
        """The safety stock with the row's values."""
        made = one or ChannelSafety()
        made.shop_id = known.shops.get(told["shop"])
        made.warehouse_id = known.warehouses.get(told["warehouse"])
        made.sku_id = known.skus.get(told["sku"])
        made.channel, made.units = told["channel"], told["units"]
        return made

    def save(self, told: Sequence[tuple[Mapping[str, Any], Any]], known: Known, actor: str) -> None:
        """Save, and tell the shops their figures again."""
        super().save(told, known, actor)
        _publish_again()


def _publish_again() -> None:
    with engine().connection.transaction(), engine().connection.cursor() as cursor:
        forget_told(cursor)


class SubstituteForm(RowForm):
    """What may be sent instead."""

    sku = CodeCell(label=gettext_lazy("SKU"))
    instead = CodeCell(label=gettext_lazy("Instead"), help_text=gettext_lazy("The SKU that may be offered for it."))
    rank = WholeCell(99, label=gettext_lazy("Rank"), initial=1, required=False)
    note = forms.CharField(label=gettext_lazy("Note"), max_length=200, required=False)

    def clean_sku(self) -> str:
        """The code of a SKU that exists."""
        return _sku(self)

    def clean_instead(self) -> str:
        """The code of another SKU, that does not lead back here."""
        code = _sku(self, "instead")
        first = self.cleaned_data.get("sku", "")
        if code == first:
            raise forms.ValidationError(_("A SKU is no substitute of itself."))
        kept = vars(self.known)  # rows of one file are checked against each other
        if "substitutes" not in kept:
            kept["substitutes"] = set(Substitute.objects.values_list("sku__code", "instead__code"))
        found = circle(kept["substitutes"] | {(first, code)})
        kept["substitutes"].update(() if found else {(first, code)})
        if found:
            raise forms.ValidationError(_("This makes a circle: %(codes)s."), params={"codes": " → ".join(found)})
        return code


class Substitutes(Sheet):
    """What may be offered instead."""

    key = "substitutes"
    icon = "arrows-exchange"
    title = gettext_lazy("Substitutes")
    one = gettext_lazy("substitute")
    about = gettext_lazy("What may be offered when a SKU is short, the best first. Circles are refused.")
    permission = "catalogue.change"
    model = Substitute
    form = SubstituteForm
    identity = ("sku", "instead")
    columns = ("sku", "instead", "rank", "note")
    search = ("sku__code", "instead__code")
    removable = True
    related = ("sku", "instead")

    def row_of(self, one: Substitute) -> Row:
        """A substitute as text."""
        return {"sku": one.sku.code, "instead": one.instead.code, "rank": str(one.rank), "note": one.note}

    def instance_of(self, told: Mapping[str, Any], one: Substitute | None, known: Known) -> Substitute:
        """The substitute with the row's values."""
        made = one or Substitute()
        made.sku_id, made.instead_id = known.skus[told["sku"]], known.skus[told["instead"]]
        made.rank, made.note = told["rank"] or 1, told["note"]
        return made


class PublishForm(RowForm):
    """What a shop is told of a SKU."""

    shop = CodeCell(label=gettext_lazy("Shop"), required=False, help_text=gettext_lazy("Empty: every shop."))
    sku = CodeCell(label=gettext_lazy("SKU"), required=False, help_text=gettext_lazy("Empty: every one."))
    formula = forms.CharField(
        label=gettext_lazy("Formula"),
        max_length=CHARS_MAX,
        initial="available",
        help_text=gettext_lazy("available * 80%, available - 2, min(available, 50), or a fixed number."),
    )
    minimum = WholeCell(QUANTITY_MAX, label=gettext_lazy("Fewer than this are told as 0"), initial=0, required=False)
    without = forms.CharField(
        label=gettext_lazy("Without warehouses"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("Codes of warehouses that do not count, with blanks between."),
    )

    def clean_shop(self) -> str:
        """The code of a shop that exists, or nothing."""
        return _shop(self)

    def clean_sku(self) -> str:
        """The code of a SKU that exists, or nothing."""
        return _sku(self)

    def clean_formula(self) -> str:
        """A formula that can be worked out."""
        text: str = self.cleaned_data["formula"].strip()
        try:
            compiled(text)
        except FormulaError as wrong:
            raise forms.ValidationError(WORDS[wrong.what], params={"at": wrong.at}) from wrong
        return text

    def clean_without(self) -> str:
        """Codes of warehouses that exist, and not all of them."""
        codes = self.cleaned_data["without"].split()
        for code in codes:
            if code not in self.known.warehouses:
                raise forms.ValidationError(_("There is no warehouse %(code)s."), params={"code": code})
        if codes and set(codes) >= set(self.known.warehouses):
            raise forms.ValidationError(_("This leaves out every warehouse: nothing could be sold."))
        return " ".join(codes)


class PublishRules(Sheet):
    """What shops are told."""

    key = "publishing"
    icon = "send"
    title = gettext_lazy("Publishing of stock")
    one = gettext_lazy("publishing rule")
    about = gettext_lazy(
        "What each shop is told of your stock. The most particular rule wins; without one, all that can be sold."
    )
    permission = "publish.change"
    model = PublishRule
    form = PublishForm
    identity = ("shop", "sku")
    columns = ("shop", "sku", "formula", "minimum", "without")
    search = ("shop__code", "sku__code")
    removable = True
    related = ("shop", "sku")

    def row_of(self, one: PublishRule) -> Row:
        """A rule as text."""
        names = {"shop": one.shop.code if one.shop else "", "sku": one.sku.code if one.sku else ""}
        return {**names, "formula": one.formula, "minimum": str(one.minimum), "without": one.without}

    def instance_of(self, told: Mapping[str, Any], one: PublishRule | None, known: Known) -> PublishRule:
        """The rule with the row's values."""
        made = one or PublishRule()
        made.shop_id, made.sku_id = known.shops.get(told["shop"]), known.skus.get(told["sku"])
        made.formula, made.minimum, made.without = told["formula"], told["minimum"] or 0, told["without"]
        return made

    def save(self, told: Sequence[tuple[Mapping[str, Any], Any]], known: Known, actor: str) -> None:
        """Save, and tell the shops their figures again."""
        super().save(told, known, actor)
        _publish_again()

    def remove(self, one: PublishRule) -> None:
        """Remove, and tell the shops their figures again."""
        super().remove(one)
        _publish_again()
