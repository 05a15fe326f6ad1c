"""What can be done about the invoices of an order."""

from __future__ import annotations

from django.utils.translation import gettext_lazy, pgettext_lazy

from orderway.console.action_choices import Action, Ask

KINDS = (
    ("normal", pgettext_lazy("invoice", "Normal")),
    ("special", pgettext_lazy("invoice", "Special (for tax deduction)")),
)
ASK_INVOICE = Action(
    "request_invoice",
    gettext_lazy("Invoice wanted"),
    "receipt",
    gettext_lazy("It goes into the queue of invoices; the amount is what the buyer pays in the end."),
    (
        Ask("title", pgettext_lazy("invoice", "Title"), required=True),
        Ask("tax_number", gettext_lazy("Tax number"), help=gettext_lazy("For a company.")),
        Ask("email", gettext_lazy("E-mail")),
        Ask("kind", gettext_lazy("Kind"), "choice", True, KINDS),
    ),
    lambda order: {"title": "-"},
    done=gettext_lazy("Invoice asked for"),
)
INVOICE_ACTIONS = (
    Action(
        "issue_invoice",
        pgettext_lazy("invoice", "Issue"),
        "receipt",
        gettext_lazy("It is ordered of the shop's issuer."),
        part="invoice",
        done=gettext_lazy("Invoice ordered"),
    ),
    Action(
        "invoice_issued",
        gettext_lazy("Issued by hand"),
        "edit",
        gettext_lazy("Say so when the invoice exists."),
        (Ask("number", gettext_lazy("Number"), required=True), Ask("url", gettext_lazy("Where it can be read"))),
        part="invoice",
        done=gettext_lazy("Invoice noted"),
    ),
    Action(
        "reverse_invoice",
        gettext_lazy("Reverse"),
        "receipt-refund",
        gettext_lazy("A red-letter invoice takes it back, and a new one is issued as the order is now."),
        part="invoice",
        danger=True,
        done=gettext_lazy("Red-letter invoice ordered"),
    ),
    Action(
        "withdraw_invoice",
        gettext_lazy("Not wanted any more"),
        "x",
        part="invoice",
        done=gettext_lazy("No invoice any more"),
    ),
)
