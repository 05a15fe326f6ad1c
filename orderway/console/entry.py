"""An order entered by hand: it becomes a message of the inbox like any other, and is read at once."""

from __future__ import annotations

from typing import Any

import msgspec
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from orderway.console.action_forms import AddressForm
from orderway.console.goods_lines import CODE_CHARS_MAX, GOODS_LIST, dress, goods_of, goods_options
from orderway.console.scope import scope_of
from orderway.journey.intake.inbox import Arrival, store
from orderway.journey.intake.work import Reader
from orderway.kernel import clock
from orderway.kernel.digits import whole
from orderway.kernel.ids import code_of
from orderway.kernel.limits import QUANTITY_MAX, TEXT_CHARS_MAX
from orderway.kernel.money import parse_minor
from orderway.kernel.sql import named
from orderway.places.address_cn import parse as read_address
from orderway.ports.channel import IncomingLine, IncomingOrder, Receiver
from orderway.records.models import Shop, Sku
from orderway.web.engine import engine
from orderway.web.permissions import needs

SQL = named(__file__, "entry.sql")
LINES_FIRST = 3
LINES_MAX = 50
LAST_SHOP = "console.entry.shop"
"""Where the session keeps the shop of the last order entered: the next one is most likely of it, too."""
PRIORITY = 1
"""Somebody waits for it: read before what shops send."""


class HeadForm(AddressForm):
    """Shop, receiver, freight, discount and payment of a new order."""

    shop = forms.ChoiceField(label=gettext_lazy("Shop"))
    number = forms.CharField(
        label=gettext_lazy("Number"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("Given by itself if empty."),
    )
    pasted = forms.CharField(
        label=gettext_lazy("Receiver as one text"),
        max_length=TEXT_CHARS_MAX,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Paste name, phone and address; the fields below are filled from it."),
    )
    shipping = forms.CharField(label=gettext_lazy("Freight"), max_length=20, required=False)
    discount = forms.CharField(label=gettext_lazy("Discount"), max_length=20, required=False)
    payment = forms.ChoiceField(
        label=gettext_lazy("Payment"),
        choices=(
            ("paid", pgettext_lazy("entry", "Paid")),
            ("unpaid", pgettext_lazy("entry", "Not paid yet")),
            ("cod_due", pgettext_lazy("entry", "Cash on delivery")),
        ),
    )
    buyer_note = forms.CharField(label=gettext_lazy("Buyer's remark"), max_length=TEXT_CHARS_MAX, required=False)
    seller_note = forms.CharField(label=gettext_lazy("Shop's remark"), max_length=TEXT_CHARS_MAX, required=False)

    def __init__(self, shops: list[Shop], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.shops = {str(shop.pk): shop for shop in shops}
        self.fields["shop"].choices = [(key, shop.name) for key, shop in self.shops.items()]  # type: ignore[attr-defined]
        for name in ("name", "phone", "province", "city", "street"):
            self.fields[name].required = name in ("name", "street")

    def clean(self) -> dict[str, Any]:
        """Amounts in the shop's currency; a number that the shop has not used."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        shop = self.shops.get(str(cleaned.get("shop", "")))
        if shop is None:
            return cleaned
        for name in ("shipping", "discount"):
            _to_minor(self, cleaned, name, shop.currency)
        number = str(cleaned.get("number") or "").strip()
        if number and _order_id(shop.pk, number) is not None:
            self.add_error("number", _("This shop has an order of that number."))
        return cleaned


class LineForm(forms.Form):
    """One line: what, how many, at what price."""

    sku = forms.CharField(label=gettext_lazy("SKU"), max_length=CODE_CHARS_MAX)
    quantity = forms.IntegerField(label=gettext_lazy("Quantity"), min_value=1, max_value=QUANTITY_MAX, initial=1)
    price = forms.CharField(label=gettext_lazy("Unit price"), max_length=20)
    sku.widget.attrs = {"list": GOODS_LIST, "autocomplete": "off", "spellcheck": "false"}
    price.widget.attrs = {"inputmode": "decimal", "autocomplete": "off"}

    def __init__(self, *args: Any, currency: str = "CNY", **more: Any) -> None:
        super().__init__(*args, **more)
        self.currency = currency
        dress(self.fields)

    def clean_sku(self) -> Sku:
        """The goods of that code or barcode."""
        code = self.cleaned_data["sku"]
        found = goods_of([code]).get(code)
        if found is None:
            raise forms.ValidationError(_("No SKU has this code."))
        return found

    def clean(self) -> dict[str, Any]:
        """The price in minor units."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        _to_minor(self, cleaned, "price", self.currency)
        return cleaned


LineFormSet = forms.formset_factory(LineForm, extra=LINES_FIRST, max_num=LINES_MAX, absolute_max=LINES_MAX)


def _to_minor(form: forms.Form, cleaned: dict[str, Any], name: str, currency: str) -> None:
    """Replace an amount as typed by its minor units; none is 0."""
    text = str(cleaned.get(name) or "0").replace(",", "").strip()
    try:
        cleaned[name] = parse_minor(text, currency)
    except ValueError:
        form.add_error(name, _("Not an amount."))
        return
    if cleaned[name] < 0:
        form.add_error(name, _("Not below zero."))


@needs("order.create")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponseBase:
    """The form; a right one is stored, read at once, and its page opens."""
    shops = _shops(request)
    posted = request.POST or None
    wanted = request.POST.get("shop") or request.session.get(LAST_SHOP, "")
    chosen = next((shop for shop in shops if str(shop.pk) == wanted), shops[0] if shops else None)
    currency = chosen.currency if chosen else "CNY"
    first = {"shop": str(chosen.pk), "country": chosen.country} if chosen else {"country": "CN"}
    head = HeadForm(shops, posted, initial=first)
    lines = LineFormSet(posted, prefix="line", form_kwargs={"currency": currency})
    if posted is not None and "read" in posted:
        head, lines = HeadForm(shops, initial=_read(posted)), _again(posted, currency, 0)
        return _page(request, head, lines, 200)
    if posted is not None and "more" in posted:
        typed = {name: posted.get(name, "") for name in HeadForm.base_fields}
        return _page(request, HeadForm(shops, initial=typed), _again(posted, currency, LINES_FIRST), 200)
    if posted is not None and head.is_valid() and lines.is_valid():
        told = [line.cleaned_data for line in lines if line.cleaned_data]
        if told:
            return _take(request, head, told)
        head.add_error(None, _("An order needs at least one line."))
    return _page(request, head, lines, 422 if posted is not None else 200)


@needs("order.create")
@require_GET
def goods(request: HttpRequest) -> HttpResponse:
    """What a line may mean, as options of its field."""
    return goods_options(request)


def _shops(request: HttpRequest) -> list[Shop]:
    limited = scope_of(request.user).shops
    shops = Shop.objects.filter(active=True).order_by("name")
    return list(shops if limited is None else shops.filter(pk__in=limited))


def _page(request: HttpRequest, head: HeadForm, lines: Any, status: int) -> HttpResponse:
    groups = {
        "order": ("shop", "number", "payment"),
        "receiver": (
            "name",
            "phone",
            "country",
            "province",
            "city",
            "district",
            "street",
            "postcode",
            "company",
            "email",
        ),
        "rest": ("shipping", "discount", "buyer_note", "seller_note"),
    }
    fields = {name: [head[field] for field in names] for name, names in groups.items()}
    context = {
        "section": "orders", "form": head, "lines": lines, "groups": fields, "shops": bool(head.shops),
        "about": {key: [shop.currency, shop.country] for key, shop in head.shops.items()}, "lines_max": LINES_MAX,
    }  # fmt: skip
    return render(request, "console/entry.html", context, status=status)


def _again(posted: Any, currency: str, more: int) -> Any:
    """The lines as typed, with some more to fill in."""
    many = min(whole(posted.get("line-TOTAL_FORMS", "")) or 0, LINES_MAX)
    names = ("sku", "quantity", "price")
    typed = [{name: posted.get(f"line-{at}-{name}", "") for name in names} for at in range(many)]
    kept = [line for line in typed if line["sku"] or line["price"]]
    made = forms.formset_factory(
        LineForm, extra=max(LINES_FIRST, many + more - len(kept)), max_num=LINES_MAX, absolute_max=LINES_MAX
    )
    return made(initial=kept, prefix="line", form_kwargs={"currency": currency})


def _read(posted: Any) -> dict[str, Any]:
    """What was typed, with the receiver's fields filled from the pasted text."""
    typed = {name: posted.get(name, "") for name in HeadForm.base_fields}
    found = read_address(typed["pasted"])
    for name in ("name", "phone", "province", "city", "district", "street", "postcode"):
        typed[name] = getattr(found, name) or typed[name]
    return typed


def _take(request: HttpRequest, head: HeadForm, lines: list[dict[str, Any]]) -> HttpResponseBase:
    told = head.cleaned_data
    shop = head.shops[told["shop"]]
    made = engine()
    incoming = incoming_order(told, lines, shop.currency, str(told["number"]).strip() or f"H{code_of(made.ids.next())}")
    arrival = Arrival(shop.pk, msgspec.json.encode(incoming), source="hand", priority=PRIORITY)
    with made.connection.transaction(), made.connection.cursor() as cursor:
        ids = store(cursor, [arrival], clock.now(), made.ids)
    Reader(made, {}).work(only=ids)
    request.session[LAST_SHOP] = str(shop.pk)
    order_id = _order_id(shop.pk, incoming.external_id)
    if order_id is None:
        messages.info(request, _("The order is in the inbox and will be read in a moment."))
        return redirect("orders")
    messages.success(request, _("Order entered"))
    return redirect("order", order_id)


def incoming_order(told: dict[str, Any], lines: list[dict[str, Any]], currency: str, number: str) -> IncomingOrder:
    """The order as a channel would tell it."""
    now = clock.now()
    goods = [
        IncomingLine(
            external_id=str(at),
            sku=line["sku"].code,
            title=line["sku"].name_zh or line["sku"].name,
            quantity=line["quantity"],
            unit_price_minor=line["price"],
        )
        for at, line in enumerate(lines, 1)
    ]
    total = sum(line.quantity * line.unit_price_minor for line in goods) + told["shipping"] - told["discount"]
    paid = told["payment"] == "paid"
    fields = ("name", "phone", "country", "province", "city", "district", "street", "postcode", "company", "email")
    return IncomingOrder(
        external_id=number,
        placed_at=now,
        currency=currency,
        lines=goods,
        total_minor=total,
        shipping_minor=told["shipping"],
        discount_minor=told["discount"],
        paid_minor=total if paid else 0,
        payment_status=told["payment"],
        paid_at=now if paid else None,
        ship_to=Receiver(**{name: told[name] for name in fields}),
        buyer_note=told["buyer_note"],
        seller_note=told["seller_note"],
        version=now.isoformat(timespec="microseconds"),
    )


def _order_id(shop_id: int, external_id: str) -> int | None:
    with engine().connection.cursor() as cursor:
        row = cursor.execute(SQL.order_id, [shop_id, external_id]).fetchone()
    return int(row[0]) if row else None
