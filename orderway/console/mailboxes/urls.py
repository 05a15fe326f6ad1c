"""The addresses of the mailboxes."""

from django.urls import path

from orderway.console.mailboxes import pages

urlpatterns = [
    path("settings/mailboxes", pages.mailboxes_page, name="mailboxes"),
    path("settings/mailboxes/<int:shop_id>", pages.edit, name="mailbox"),
    path("settings/mailboxes/<int:shop_id>/read", pages.read_now, name="mailbox_read"),
]
