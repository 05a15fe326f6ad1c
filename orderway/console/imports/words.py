"""How meanings of columns and states of files are called."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from orderway.web.words import Text

MEANINGS: dict[str, Text] = {
    "external_id": pgettext_lazy("column", "Order number"),
    "line_id": pgettext_lazy("column", "Line number"),
    "placed_at": pgettext_lazy("column", "Ordered at"),
    "paid_at": pgettext_lazy("column", "Paid at"),
    "currency": pgettext_lazy("column", "Currency"),
    "total": pgettext_lazy("column", "Total of the order"),
    "tax": pgettext_lazy("column", "Tax of the order"),
    "shipping": pgettext_lazy("column", "Freight"),
    "discount": pgettext_lazy("column", "Discount of the order"),
    "subsidy": pgettext_lazy("column", "Paid by the platform"),
    "order_status": pgettext_lazy("column", "State of the order"),
    "payment_status": pgettext_lazy("column", "State of the payment"),
    "payment_method": pgettext_lazy("column", "Way of payment"),
    "buyer_id": pgettext_lazy("column", "Buyer's account"),
    "name": pgettext_lazy("column", "Receiver's name"),
    "phone": pgettext_lazy("column", "Phone"),
    "phone2": pgettext_lazy("column", "Second phone"),
    "email": pgettext_lazy("column", "E-mail"),
    "country": pgettext_lazy("column", "Country"),
    "province": pgettext_lazy("column", "Province or region"),
    "city": pgettext_lazy("column", "City"),
    "district": pgettext_lazy("column", "District"),
    "street": pgettext_lazy("column", "Street"),
    "street2": pgettext_lazy("column", "Street, second part"),
    "raw": pgettext_lazy("column", "Address in one"),
    "postcode": pgettext_lazy("column", "Postcode"),
    "company": pgettext_lazy("column", "Company"),
    "buyer_note": pgettext_lazy("column", "Buyer's remark"),
    "seller_note": pgettext_lazy("column", "Seller's remark"),
    "delivery_date": pgettext_lazy("column", "Wished delivery date"),
    "invoice": pgettext_lazy("column", "Invoice wish"),
    "sku": pgettext_lazy("column", "SKU"),
    "listing": pgettext_lazy("column", "Listing"),
    "title": pgettext_lazy("column", "Title of the goods"),
    "variant": pgettext_lazy("column", "Variant"),
    "quantity": pgettext_lazy("column", "Quantity"),
    "unit_price": pgettext_lazy("column", "Unit price"),
    "line_total": pgettext_lazy("column", "Amount of the line"),
    "line_discount": pgettext_lazy("column", "Discount of the line"),
    "line_tax": pgettext_lazy("column", "Tax of the line"),
    "discount_rate": pgettext_lazy("column", "Discount rate"),
    "weight_grams": pgettext_lazy("column", "Weight in grams"),
    "live_host": pgettext_lazy("column", "Live host"),
}
STATES: dict[str, tuple[Text, str]] = {
    "NEW": (pgettext_lazy("file", "to be looked at"), "info"),
    "WAITING": (pgettext_lazy("file", "waits"), "info"),
    "RUNNING": (pgettext_lazy("file", "is taken in"), "info"),
    "READING": (pgettext_lazy("file", "taken in"), "good"),
    "DONE": (pgettext_lazy("file", "taken in"), "good"),
    "FAILED": (pgettext_lazy("file", "failed"), "bad"),
}
