"""The addresses of what leaves the house."""

from django.urls import path

from orderway.console.outgoing import pages

urlpatterns = [
    path("outgoing", pages.failed, name="outgoing"),
    path("outgoing/act", pages.act, name="outgoing_act"),
    path("mailbox", pages.mailbox, name="mailbox"),
]
