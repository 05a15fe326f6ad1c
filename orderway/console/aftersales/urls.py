"""The addresses of after-sales."""

from django.urls import path

from orderway.console.aftersales import pages, steps

urlpatterns = [
    path("aftersales", pages.aftersales, name="aftersales"),
    path("aftersales/<slug:kind>/<int:row_id>", pages.panel, name="aftersales_panel"),
    path("aftersales/<slug:kind>/<int:row_id>/<slug:command>", steps.step, name="aftersales_step"),
]
