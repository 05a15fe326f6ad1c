"""The addresses of EDI."""

from django.urls import path

from orderway.console.edi import pages, partners

urlpatterns = [
    path("edi", pages.interchanges, name="edi"),
    path("edi/stock", pages.feeds, name="edi_feeds"),
    path("edi/<int:pk>", pages.one, name="edi_one"),
    path("edi/<int:pk>/act", pages.act, name="edi_act"),
    path("settings/edi", partners.overview, name="settings_edi"),
    path("settings/edi/new", partners.partner, name="settings_edi_new"),
    path("settings/edi/<int:pk>", partners.partner, name="settings_edi_edit"),
    path("settings/warehouse-systems/<int:pk>", partners.system, name="settings_warehouse_system"),
]
