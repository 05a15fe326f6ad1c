"""The addresses of the invoices."""

from django.urls import path

from orderway.console.invoices import pages

urlpatterns = [
    path("invoices", pages.queue, name="invoices"),
    path("invoices/issue", pages.issue, name="invoices_issue"),
    path("orders/<int:order_id>/invoices/<int:invoice_id>", pages.one, name="invoice"),
]
